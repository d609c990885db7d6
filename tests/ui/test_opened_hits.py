"""A hit of the search over all conversations, opened: its words are marked where they stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

ANSWER = "Others saw the storm. The lighthouse (new) stood; the lighthouses fell."


async def open_hit(opened: Desktop, query: str) -> None:
    """Search for something in the sidebar, by keys, and open the first hit."""
    sidebar = opened.window.sidebar
    opened.window.run("conversation.search")
    QTest.keyClicks(sidebar.field, query)
    await opened.until(lambda: bool(sidebar.count_text))
    opened.press(Qt.Key.Key_Return)
    await opened.settled()


def said(opened: Desktop) -> str:
    return opened.window.chat.find_bar.count.text()


async def test_a_title_that_matches_opens_without_marks() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await opened.say("zebra question")
        opened.window.run("conversation.new")
        await opened.say("other")
        await open_hit(opened, "zebra")
        assert opened.texts[0] == "zebra question"
        assert opened.window.chat.find_bar.isHidden()


async def test_signs_in_what_was_found_are_no_pattern() -> None:
    async with desktop(ScriptedTransport(says("It is f(x) here, not fx."))) as opened:
        await opened.say("question")
        await open_hit(opened, '"f(x)"')
        assert opened.window.chat.find_bar.field.text() == "f(x"
        assert said(opened) == "1 of 1"


async def test_the_words_of_an_opened_hit_are_marked_and_the_keyboard_is_at_its_message() -> None:
    async with desktop(ScriptedTransport(says(ANSWER), says("b"))) as opened:
        await opened.say("question")
        opened.window.run("conversation.new")
        await opened.say("other")
        await open_hit(opened, "storm stood")
        assert opened.texts[1] == ANSWER
        assert said(opened) == "1 of 2"
        assert QApplication.focusWidget() is opened.window.chat.transcript
        opened.window.run("find.next")
        assert said(opened) == "2 of 2"


async def test_only_whole_words_as_they_were_found_are_marked() -> None:
    async with desktop(ScriptedTransport(says(ANSWER), says("b"))) as opened:
        await opened.say("question")
        opened.window.run("conversation.new")
        await opened.say("other")
        await open_hit(opened, '"the" stood')
        # "The" twice more, but not the beginning of "Others".
        assert said(opened) == "1 of 4"


async def test_escape_in_the_bar_takes_the_marks_away() -> None:
    async with desktop(ScriptedTransport(says(ANSWER))) as opened:
        await opened.say("question")
        await open_hit(opened, "storm")
        bar = opened.window.chat.find_bar
        assert bar.isVisible()
        QTest.keyClick(bar.field, Qt.Key.Key_Escape)
        assert bar.isHidden()
        assert QApplication.focusWidget() is opened.window.chat.transcript
