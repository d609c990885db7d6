"""What the menu does in the transcript: the message in focus, copying, branching, warnings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.app.notices import Severity


def focus_turn(opened: Desktop, number: int) -> None:
    view = opened.window.chat.transcript
    view.setFocus()
    view.keys.focus_turn(number)


async def test_entries_about_a_message_are_there_while_one_has_the_focus() -> None:
    async with desktop(ScriptedTransport(says("word"))) as opened:
        await opened.say("Hello")
        action = opened.window.commands["message.copy"]
        assert not action.isEnabled()
        focus_turn(opened, 1)
        assert action.isEnabled()
        action.trigger()
        assert QGuiApplication.clipboard().text() == "word"
        opened.window.chat.composer.focus()
        assert not action.isEnabled()


async def test_letters_of_the_menu_are_typed_where_one_types() -> None:
    async with desktop(ScriptedTransport(says("word"))) as opened:
        await opened.say("Hello")
        opened.write("jkebcr")
        assert opened.window.chat.composer.text == "jkebcr"


async def test_copy_and_select_all_are_for_what_has_the_keyboard() -> None:
    async with desktop(ScriptedTransport(says("answer"))) as opened:
        await opened.say("question")
        opened.write("draft")
        opened.window.run("edit.select_all")
        opened.window.run("edit.copy")
        assert QGuiApplication.clipboard().text() == "draft"
        opened.window.chat.transcript.setFocus()
        opened.window.run("edit.select_all")
        opened.window.run("edit.copy")
        assert QGuiApplication.clipboard().text() == "question\n\nanswer"


async def test_a_branch_from_an_answer_keeps_what_followed_it() -> None:
    replies = (says("one"), says("two"), says("three"))
    async with desktop(ScriptedTransport(*replies)) as opened:
        await opened.say("first")
        await opened.say("second")
        focus_turn(opened, 1)
        QTest.keyClick(opened.window.chat.transcript, Qt.Key.Key_B)
        assert opened.window.chat.composer.field.hasFocus()
        assert opened.window.chat.composer.text == ""
        await opened.say("other")
        assert opened.texts == ["first", "one", "other", "three"]
        assert opened.session.rows()[2].branch_count == 2


async def test_a_branch_from_a_question_takes_its_words_and_from_the_end_none() -> None:
    async with desktop(ScriptedTransport(says("one"))) as opened:
        await opened.say("first")
        focus_turn(opened, 0)
        QTest.keyClick(opened.window.chat.transcript, Qt.Key.Key_B)
        assert opened.window.chat.composer.text == "first"
        opened.window.chat.composer.cancel_edit()
        focus_turn(opened, 1)
        QTest.keyClick(opened.window.chat.transcript, Qt.Key.Key_B)
        assert opened.window.chat.composer.text == ""
        assert opened.window.chat.composer.field.hasFocus()


async def test_copying_what_nobody_sees_is_warned_of_once() -> None:
    async with desktop(ScriptedTransport(says("if admin:\u202e \u2066run\u2069"))) as opened:
        await opened.say("Hello")
        for _ in range(2):
            opened.window.run("answer.copy")
        warnings = [
            notice.text
            for notice in opened.opened.services.notices.history
            if notice.severity is Severity.WARNING
        ]
        assert warnings == [
            "The copied text contains invisible characters: U+202E, U+2066, U+2069."
        ]


async def test_next_and_latest_lead_through_the_conversation() -> None:
    async with desktop(ScriptedTransport(says("\n\n".join(["word"] * 60)))) as opened:
        await opened.say("Hello")
        view = opened.window.chat.transcript
        view.scroll_to(0)
        opened.window.run("message.next")
        assert view.hasFocus()
        assert view.keys.turn == 0
        opened.window.run("message.next")
        opened.window.run("message.previous")
        assert view.keys.turn == 0
        opened.window.run("view.latest")
        assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
