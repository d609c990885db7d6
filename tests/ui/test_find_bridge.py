"""Finding in the window: typing, counting, walking, marking, and every kind of trouble."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from support.long_conversations import long_conversation
from support.scripted import ScriptedReply, ScriptedTransport, chunk, ending, says
from support.window import ENDPOINT, Desktop, desktop

from desktop_chat.ui.transcript.cards.strips import FoldPiece

LONG = "\n\n".join(f"Paragraph {n} has some plain text in it." for n in range(80))
ANSWER = f"A **bold** word.\n\n{LONG}\n\n```py\n{'line' * 60}needle\n```\n\nThe last word."


@asynccontextmanager
async def chat(*replies: ScriptedReply) -> AsyncIterator[Desktop]:
    async with desktop(ScriptedTransport(*replies)) as opened:
        await opened.say("A word of mine")
        yield opened


async def find(opened: Desktop, text: str) -> None:
    QTest.keyClick(opened.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    bar = opened.window.chat.find_bar
    assert bar.field.hasFocus()
    QTest.keyClicks(bar.field, text)
    bar.flush()
    await opened.settled()


def said(opened: Desktop) -> str:
    return opened.window.chat.find_bar.count.text()


def colours(image: QImage) -> set[str]:
    pixels = memoryview(image.convertToFormat(QImage.Format.Format_RGB32).constBits()).cast("I")
    return {f"#{pixel & 0xFFFFFF:06x}" for pixel in set(pixels)}


def in_sight(opened: Desktop) -> str:
    """Return the texts of the strips in the view."""
    view = opened.window.chat.transcript
    bottom = view.top + view.viewport().height()
    return "\n".join(
        view.layout_.piece(place).shown_text
        for place, _ in view.layout_.places_between(view.top, bottom)
    )


async def test_a_bad_pattern_is_told_in_the_bar_and_mends_itself() -> None:
    async with chat(says("word")) as opened:
        opened.window.chat.find_bar.pattern.setChecked(True)
        await find(opened, "(wor")
        assert said(opened) == "The pattern is not valid: missing )."
        QTest.keyClicks(opened.window.chat.find_bar.field, ")")
        opened.window.chat.find_bar.flush()
        await opened.settled()
        assert said(opened) == "1 of 2"


async def test_a_pattern_without_end_leaves_the_window_alive() -> None:
    async with chat(says("a" * 60 + "b")) as opened:
        opened.window.chat.find_bar.pattern.setChecked(True)
        await find(opened, "(a|a)*$")
        assert said(opened) == "This pattern takes too long. Make it simpler."


async def test_nothing_found_is_said_and_leads_nowhere() -> None:
    async with chat(says("word")) as opened:
        await find(opened, "needle")
        assert said(opened) == "No hits"
        QTest.keyClick(opened.window.chat.find_bar.field, Qt.Key.Key_Return)
        assert said(opened) == "No hits"


async def test_names_say_what_a_button_does_and_tooltips_by_which_keys_too() -> None:
    async with chat(says("word")) as opened:
        bar = opened.window.chat.find_bar
        buttons = (bar.back, bar.forth, bar.close_button)
        assert [b.accessibleName() for b in buttons] == ["Previous hit", "Next hit", "Close"]
        for button, keys in zip(buttons, ("Shift+F3", "F3", "Esc"), strict=True):
            assert f"({keys})" in button.toolTip()


async def test_hits_are_counted_everywhere_and_walked_in_order() -> None:
    async with chat(says(ANSWER)) as opened:
        await find(opened, "word")
        field = opened.window.chat.find_bar.field
        seen = [said(opened)]
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_F3):
            QTest.keyClick(field, key)
            seen.append(said(opened))
        QTest.keyClick(field, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
        seen.append(said(opened))
        assert seen == ["3 of 3", "1 of 3", "2 of 3", "3 of 3", "2 of 3"]


async def test_a_hit_far_away_comes_into_sight_and_one_in_sight_moves_nothing() -> None:
    async with chat(says(ANSWER)) as opened:
        view = opened.window.chat.transcript
        await find(opened, "Paragraph 40")
        assert "Paragraph 40 has" in in_sight(opened)
        before = view.top
        await find(opened, "Paragraph 41")
        assert view.top == before


async def test_marks_cross_formats_and_are_painted() -> None:
    async with chat(says("A **bold** word.")) as opened:
        theme = opened.window.theme
        before = colours(opened.window.chat.transcript.viewport().grab().toImage())
        await find(opened, "bold word")
        assert said(opened) == "1 of 1"
        after = colours(opened.window.chat.transcript.viewport().grab().toImage())
        assert theme.mark.lower() not in before
        assert {theme.mark.lower(), theme.accent.lower()} <= after


async def test_a_hit_in_closed_reasoning_opens_it() -> None:
    reply = ScriptedReply([chunk(delta={"reasoning": "A needle here."}), chunk("Yes"), ending()])
    async with chat(reply) as opened:
        await find(opened, "needle")
        assert "A needle here." in in_sight(opened)


async def test_tool_calls_are_found_by_name_and_by_argument() -> None:
    call = {"index": 0, "id": "1", "type": "function"}
    arguments = '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":"needle"}'
    function = {"name": "look_up_needles", "arguments": arguments}
    delta = {"tool_calls": [call | {"function": function}]}
    reply = ScriptedReply([chunk(delta=delta), chunk(finish_reason="tool_calls"), ending()])
    async with chat(reply) as opened:
        await find(opened, "needle")
        assert said(opened) == "1 of 2"
        turn = opened.window.chat.transcript.layout_.turns[1]
        line = next(piece for piece in turn.pieces if isinstance(piece, FoldPiece))
        assert not line.is_open
        QTest.keyClick(opened.window.chat.find_bar.field, Qt.Key.Key_Return)
        assert '"f": "needle"' in in_sight(opened)


async def test_code_is_scrolled_sideways_to_its_hit() -> None:
    async with chat(says(ANSWER)) as opened:
        view = opened.window.chat.transcript
        await find(opened, "needle")
        (place,) = [
            place
            for place, _ in view.layout_.places_between(0, view.layout_.total)
            if "needle" in view.layout_.piece(place).shown_text
        ]
        piece = view.layout_.piece(place)
        rect = piece.position_rect(piece.shown_text.index("needle"))
        assert 0 < rect.x() < piece.width


async def test_the_count_grows_with_a_streaming_answer() -> None:
    more, end = asyncio.Event(), asyncio.Event()
    reply = ScriptedReply([chunk("one word"), more, chunk(" two word"), end, ending()])
    async with desktop(ScriptedTransport(reply)) as opened:
        opened.write("Hello")
        opened.press(Qt.Key.Key_Return)
        await opened.until(lambda: opened.texts[-1:] == ["one word"])
        QTest.keyClick(opened.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(opened.window.chat.find_bar.field, "word")
        await opened.until(lambda: said(opened) == "1 of 1")
        more.set()
        await opened.until(lambda: said(opened) == "1 of 2")
        end.set()
        await opened.opened.ended(opened.session)
        await opened.until(lambda: said(opened) == "1 of 2")
        await opened.settled()


async def test_escape_closes_the_bar_and_gives_the_keyboard_back() -> None:
    async with chat(says(ANSWER)) as opened:
        opened.window.chat.composer.focus()
        await find(opened, "Paragraph 7 ")
        bar = opened.window.chat.find_bar
        QTest.keyClick(bar.field, Qt.Key.Key_Escape)
        assert bar.isHidden()
        assert opened.window.chat.composer.field.hasFocus()
        assert opened.window.chat.transcript.selection.text() == "Paragraph 7 "


async def test_escape_in_the_bar_does_not_stop_an_answer() -> None:
    end = asyncio.Event()
    async with desktop(ScriptedTransport(ScriptedReply([chunk("word"), end, ending()]))) as opened:
        opened.write("Hello")
        opened.press(Qt.Key.Key_Return)
        await opened.until(lambda: opened.texts[-1:] == ["word"])
        QTest.keyClick(opened.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(opened.window.chat.find_bar.field, Qt.Key.Key_Escape)
        assert opened.session.is_answering
        end.set()
        await opened.opened.ended(opened.session)
        await opened.settled()


async def test_what_is_selected_is_what_is_looked_for() -> None:
    async with chat(says("plain needle")) as opened:
        view = opened.window.chat.transcript
        place = view.layout_.place_at(view.layout_.total - 60)
        assert place is not None
        spot = view.rect_of(place)
        QTest.mouseDClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=spot.topLeft() + QPoint(60, 10)
        )
        await find(opened, "")
        assert opened.window.chat.find_bar.field.text() == "needle"
        assert said(opened) == "1 of 1"


async def test_hits_in_rows_that_are_not_in_memory_are_counted_and_reached(tmp_path: Path) -> None:
    talk = long_conversation(tmp_path / "archive.db", 700, endpoint_id=ENDPOINT.id)
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        opened.window.navigation.open(talk.id)
        await opened.until(lambda: opened.session.id == talk.id)
        await opened.session.complete()
        await opened.settled()
        source = opened.window.chat.transcript.source
        assert source.row(40) is None
        await find(opened, "Question 40:")
        await opened.until(lambda: said(opened) == "1 of 1")
        await opened.until(lambda: "Question 40:" in in_sight(opened))
        assert opened.window.chat.transcript.selection.text() == ""
        await find(opened, "Question")
        await opened.until(lambda: said(opened).endswith("of 350"))
        field = opened.window.chat.find_bar.field
        QTest.keyClick(field, Qt.Key.Key_Return)
        await opened.until(lambda: "Question 42:" in in_sight(opened))
        for _ in range(22):
            QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        assert said(opened) == "350 of 350"
        await opened.until(lambda: "Question 698:" in in_sight(opened))
        await opened.settled()


async def test_the_same_is_looked_for_in_the_next_conversation() -> None:
    async with chat(says("word word"), says("word")) as opened:
        await find(opened, "word")
        assert said(opened) == "1 of 3"
        opened.window.run("conversation.new")
        await opened.settled()
        await opened.say("word word")
        assert said(opened) == "1 of 3"


async def test_the_text_stays_on_screen_where_the_bar_opens() -> None:
    async with chat(says(ANSWER)) as opened:
        view = opened.window.chat.transcript
        view.scroll_to(400)
        y = view.mapTo(opened.window, QPoint(0, 0)).y() - view.top
        opened.window.run("find.open")
        assert view.mapTo(opened.window, QPoint(0, 0)).y() - view.top == y
        opened.window.run("find.previous")
        QTest.keyClick(QApplication.focusWidget() or view, Qt.Key.Key_Escape)
        assert view.mapTo(opened.window, QPoint(0, 0)).y() - view.top == y
        await opened.settled()
