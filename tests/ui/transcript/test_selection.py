"""Selecting by pointer and by keys, across everything, while it grows; and what is copied of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.conformance import conformance_path
from support.turn_rows import NOON_US, growing_row, turn_row

from desktop_chat.ui.transcript.caret import Move
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.selection import Position
from desktop_chat.ui.transcript.view import TranscriptView

Opener = Callable[..., TranscriptView]
SHIFT = Qt.KeyboardModifier.ShiftModifier
BOTH = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
ALL = "One two 😀é three.\n\nFour five.\n\n- six\n- seven\n\neight"
PARAGRAPHS = "\n\n".join(f"Paragraph {n} has some words in it." for n in range(60))


def selected(view: TranscriptView) -> str:
    """Return what is selected as plain text; "" where nothing is."""
    QGuiApplication.clipboard().clear()
    view.copying.copy_selection()
    return QGuiApplication.clipboard().text()


def copied_html(view: TranscriptView) -> str:
    view.copying.copy_selection()
    return QGuiApplication.clipboard().mimeData().html()


def spot(view: TranscriptView, place: Place, offset: int) -> QPoint:
    """Return a point just behind the beginning of a letter."""
    view.layout_.turns[place.turn].measure(place.piece, view.layout_.width)
    rect = view.layout_.piece(place).position_rect(offset)
    corner = view.rect_of(place).topLeft()
    return corner + QPointF(rect.x() + 1, rect.center().y()).toPoint()


def click(view: TranscriptView, kind: QEvent.Type, at: QPoint, ms: int) -> None:
    """Send a mouse event at a time of its own."""
    port = view.viewport()
    buttons = LEFT if kind is not QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
    everywhere = (QPointF(at), QPointF(at), QPointF(port.mapToGlobal(at)))
    event = QMouseEvent(kind, *everywhere, LEFT, buttons, Qt.KeyboardModifier.NoModifier)
    event.setTimestamp(ms)
    QApplication.sendEvent(port, event)


def clicks(view: TranscriptView, at: QPoint, count: int) -> None:
    """Click several times quickly, as a window system reports it; the last press stays down."""
    kinds = [QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick]
    for number in range(count):
        click(view, kinds[number % 2], at, 1_000 + 100 * number)
        if number < count - 1:
            click(view, QEvent.Type.MouseButtonRelease, at, 1_040 + 100 * number)


def drag(view: TranscriptView, start: QPoint, end: QPoint) -> None:
    port = view.viewport()
    QTest.mousePress(port, LEFT, pos=start)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, LEFT, pos=end)


def keys(view: TranscriptView, key: Qt.Key, modifiers: Qt.KeyboardModifier, count: int = 1) -> None:
    for _ in range(count):
        QTest.keyClick(view, key, modifiers)


# With the pointer


def test_a_drag_back_from_a_link_selects_and_opens_nothing(shown: Opener, qtbot: QtBot) -> None:
    view = shown(turn_row("a", "assistant", "before [link text](https://x.example) after"))
    place = Place(0, 1)
    with qtbot.assertNotEmitted(view.link_activated):
        drag(view, spot(view, place, 11), spot(view, place, 2))
    assert selected(view) == "fore link"


def test_two_clicks_select_a_word_and_a_drag_goes_on_by_words(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", "some wonderful words here"))
    place = Place(0, 1)
    clicks(view, spot(view, place, 7), 2)
    assert selected(view) == "wonderful"
    click(view, QEvent.Type.MouseMove, spot(view, place, 16), 1_300)
    assert selected(view) == "wonderful words"
    click(view, QEvent.Type.MouseMove, spot(view, place, 2), 1_400)
    assert selected(view) == "some wonderful"


@pytest.mark.parametrize(
    ("row", "piece", "offset", "block"),
    [
        (turn_row("a", "assistant", "One *two* three.\n\nFour."), 1, 5, "One *two* three."),
        (turn_row("a", "assistant", "```\nfirst line\nsecond line\n```"), 1, 13, "second line"),
        (turn_row("a", "assistant", "|a|b|\n|-|-|\n|one two|x|"), 1, 6, "one two"),
        (turn_row("u", "user", "first one\n\nsecond one"), 0, 13, "second one"),
    ],
)
def test_three_clicks_select_a_block(
    shown: Opener, row: object, piece: int, offset: int, block: str
) -> None:
    view = shown(row)
    clicks(view, spot(view, Place(0, piece), offset), 3)
    assert selected(view) == block


def test_a_click_with_shift_goes_on_from_where_the_selection_began(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", "one two three"), turn_row("u", "user", "four five"))
    QTest.mouseClick(view.viewport(), LEFT, pos=spot(view, Place(0, 1), 4))
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, spot(view, Place(1, 0), 4))
    assert selected(view) == "two three\n\nfour"
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, spot(view, Place(0, 1), 7))
    assert selected(view) == "two"


def test_a_drag_past_the_edge_scrolls_faster_the_further_it_is(shown: Opener, qtbot: QtBot) -> None:
    view = shown(turn_row("a", "assistant", PARAGRAPHS))
    view.scroll_to(0)
    port = view.viewport()
    QTest.mousePress(port, LEFT, pos=QPoint(100, 100))
    steps: list[int] = []
    for beyond in (20, 300):
        QTest.mouseMove(port, QPoint(100, port.height() + beyond))
        before = view.top
        qtbot.waitUntil(lambda before=before: view.top > before)
        steps.append(view.top - before)
    QTest.mouseRelease(port, LEFT, pos=QPoint(100, 100))
    assert 0 < steps[0] < steps[1]
    stopped = view.top
    qtbot.wait(90)
    assert view.top == stopped


# While rows come and grow


def test_a_selection_stays_while_its_answer_grows_and_ends(shown: Opener) -> None:
    text = "One paragraph.\n\nAnother, and"
    view = shown(turn_row("u", "user", "Hello"), growing_row("a", text))
    drag(view, spot(view, Place(1, 1), 4), spot(view, Place(1, 2), 7))
    assert selected(view) == "paragraph.\n\nAnother"
    for more in (" more of it", " more of it.\n\n- a list\n- of two"):
        view.update_row(growing_row("a", text + more, reasoning="First I thought."))
        assert selected(view) == "paragraph.\n\nAnother"
    view.update_row(turn_row("a", "assistant", text, reasoning="First I thought."))
    assert selected(view) == "paragraph.\n\nAnother"


def test_a_selection_stays_with_its_messages_when_rows_come_and_go(shown: Opener) -> None:
    rows = [turn_row("b", "assistant", "one two"), turn_row("c", "user", "three")]
    view = shown(*rows)
    drag(view, spot(view, Place(0, 1), 4), spot(view, Place(1, 0), 2))
    older = turn_row("a", "user", "older", created_us=NOON_US - 86_400_000_000)
    view.set_rows([older, *rows, turn_row("d", "assistant", "new")])
    assert selected(view) == "two\n\nth"
    view.set_rows([older, rows[0]])
    assert selected(view) == ""


def test_a_selection_in_reasoning_goes_when_it_is_closed(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", "Yes", reasoning="I thought.", reasoning_s=1.0))
    view.pointer.toggle_card(Place(0, 1))
    clicks(view, spot(view, Place(0, 2), 3), 2)
    assert selected(view) == "thought"
    view.pointer.toggle_card(Place(0, 1))
    assert selected(view) == ""


# With keys


@pytest.mark.parametrize(
    ("key", "modifiers", "count", "text"),
    [
        (Qt.Key.Key_Right, SHIFT, 3, "One"),
        (Qt.Key.Key_Right, BOTH, 2, "One two"),
        (Qt.Key.Key_End, SHIFT, 1, "One two 😀é three."),
        (Qt.Key.Key_Down, BOTH, 2, "One two 😀é three.\n\nFour five."),
        (Qt.Key.Key_Down, SHIFT, 2, "One two 😀é three.\n\nFour five.\n\n"),
        (Qt.Key.Key_End, BOTH, 1, ALL),
        (
            Qt.Key.Key_PageDown,
            SHIFT,
            1,
            "One two 😀é three.\n\nFour five.\n\n- six\n- seven\n\neight",
        ),
        (Qt.Key.Key_Left, SHIFT, 1, ""),
    ],
)
def test_keys_select_from_the_beginning_of_the_focused_turn(
    shown: Opener, key: Qt.Key, modifiers: Qt.KeyboardModifier, count: int, text: str
) -> None:
    answer = "One **two** 😀é three.\n\nFour five.\n\n- six\n- seven"
    view = shown(turn_row("a", "assistant", answer), turn_row("u", "user", "eight"))
    QTest.keyClick(view, Qt.Key.Key_J)
    keys(view, key, modifiers, count)
    view.copying.copy_selection()
    whole = selected(view).replace("**", "")
    assert whole.strip() == text.strip()


def test_a_letter_of_several_units_is_one_step(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", "a😀👩‍🔬b"))
    QTest.keyClick(view, Qt.Key.Key_J)
    lengths: list[int] = []
    for _ in range(3):
        keys(view, Qt.Key.Key_Right, SHIFT)
        lengths.append(len(view.selection.text()))
    assert lengths == [1, 2, 5]
    keys(view, Qt.Key.Key_Left, SHIFT, 2)
    assert view.selection.text() == "a"


def test_left_goes_on_where_a_line_runs_from_right_to_left(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", "مرحبا بالعالم"))
    QTest.keyClick(view, Qt.Key.Key_J)
    keys(view, Qt.Key.Key_Left, SHIFT, 5)
    assert view.selection.text() == "مرحبا"
    keys(view, Qt.Key.Key_Right, SHIFT, 2)
    assert view.selection.text() == "مرح"
    keys(view, Qt.Key.Key_End, SHIFT)
    assert view.selection.text() == "مرحبا بالعالم"


def test_keys_go_on_from_the_last_click_and_bring_their_end_into_sight(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", PARAGRAPHS))
    view.scroll_to(0)
    QTest.mouseClick(view.viewport(), LEFT, pos=spot(view, Place(0, 1), 10))
    keys(view, Qt.Key.Key_Down, SHIFT, 40)
    head = view.selection.head
    assert head is not None
    assert head.place == Place(0, 41)
    y = view.layout_.top_of(head.place) - view.top
    assert 0 <= y < view.viewport().height()


@pytest.mark.parametrize("move", list(Move))
def test_every_move_stays_inside_at_both_ends_of_everything(shown: Opener, move: Move) -> None:
    text = (
        "# H\n\n```\ncode\n\nmore\n```\n\n|a|b|\n|-|-|\n|1|2|\n\n$$x$$\n\n---\n\n- [x] q\n\n> مرحبا"
    )
    view = shown(turn_row("u", "user", "one\n\ntwo"), turn_row("a", "assistant", text))
    for start in (Move.START, Move.END):
        at = view.keys.caret.moved(Position(Place(0, 0), 0), start)
        for _ in range(60):
            at = view.keys.caret.moved(at, move)
            assert 0 <= at.offset <= view.layout_.piece(at.place).length


# What is copied


def test_whole_blocks_are_copied_as_source_and_parts_as_seen(shown: Opener) -> None:
    text = "A **b** c.\n\n1. one\n2. *two*\n\n> quote\n\n```py\nx = 1\n```\n\nlast **bold** words"
    view = shown(turn_row("a", "assistant", text))
    last = view.layout_.turns[0].text_pieces.stop - 1
    view.selection.select(Position(Place(0, 1), 2), Position(Place(0, last), 9))
    assert selected(view) == (
        "b c.\n\n1. one\n2. *two*\n\n> quote\n\n```py\nx = 1\n```\n\nlast bold"
    )
    html = copied_html(view)
    assert "<ol><li>one</li><li><em>two</em></li></ol>" in html
    assert "<blockquote><p>quote</p></blockquote>" in html
    assert "<p>last bold</p>" in html


def test_items_of_a_list_keep_their_marks(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", "- one\n- [x] *two*\n  - three\n- four"))
    view.selection.select(Position(Place(0, 1), 1), Position(Place(0, 3), 5))
    assert selected(view) == "ne\n- [x] *two*\n  - three"
    assert "<ul><li><p><em>two</em></p></li><li><p>three</p></li></ul>" in copied_html(view)


def test_reasoning_is_copied_as_it_is_seen(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", "Yes", reasoning="I *thought*.", reasoning_s=1.0))
    view.pointer.toggle_card(Place(0, 1))
    view.selection.select_all()
    assert selected(view) == "I thought.\n\nYes"


def test_a_long_conversation_is_copied_at_once_and_its_html_follows(
    shown: Opener, qtbot: QtBot
) -> None:
    rows = [turn_row(str(n), "assistant", f"**{n}** " + "word " * 3_000) for n in range(5)]
    view = shown(*rows)
    view.selection.select_all()
    view.copying.copy_selection()
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == "\n\n".join(row.text for row in rows)
    qtbot.waitUntil(lambda: "<strong>4</strong>" in clipboard.mimeData().html())
    assert clipboard.text() == "\n\n".join(row.text for row in rows)


def test_html_that_comes_too_late_replaces_nothing(shown: Opener, qtbot: QtBot) -> None:
    view = shown(turn_row("a", "assistant", "word " * 20_000))
    view.copying.copy_message("a")
    QGuiApplication.clipboard().setText("something else")
    worked: list[bool] = []
    view.copying.worker.submit(lambda: True, worked.append)
    qtbot.waitUntil(lambda: bool(worked))
    assert QGuiApplication.clipboard().text() == "something else"


def test_html_holds_nothing_that_would_be_loaded_or_run(shown: Opener) -> None:
    fixture = conformance_path("markdown-it/markdown-it/xss.txt").read_text(encoding="utf-8")
    cases = fixture.split("\n.\n")[::2]
    cases += ["![x](http://x.example/a.png)", "![x][r]\n\n[r]: //h/a.png", "<img src='file:///a'>"]
    cases += ["<style>@import 'http://x'</style>", "[a](data:text/html,x) [b](file:///etc/passwd)"]
    view = shown(*(turn_row(str(n), "assistant", text) for n, text in enumerate(cases)))
    view.selection.select_all()
    html = copied_html(view)
    tags = re.findall(r"<[^>]*>", html)
    assert not any(re.search(r"(?i)\bsrc|\bstyle|\bon\w+ *=|<(img|script|iframe)", t) for t in tags)
    for target in re.findall(r'href="([^"]*)"', html):
        assert target.startswith(("http://", "https://", "mailto:"))


def test_what_is_copied_is_told(shown: Opener, qtbot: QtBot) -> None:
    view = shown(
        turn_row("a", "assistant", "if x:\u202e"), turn_row("b", "assistant", "```\nc\n```")
    )
    with qtbot.waitSignal(view.copying.copied) as told:
        view.copying.copy_message("a")
    assert told.args == ["if x:\u202e"]
    with qtbot.waitSignal(view.copying.copied) as told:
        view.pointer.activate(Place(1, 1), 2)
    assert told.args == ["c\n"]
