"""The texts of turns and parts, read by offsets as Qt reads them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot
from support.access_tree import tree, walk
from support.turn_rows import turn_row

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.access.turn_text import TurnText, moved_offset, utf16
from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.look import Look
from desktop_chat.ui.transcript.view import TranscriptView

TEXT = "# Title\n\nSome **bold** 😀 text\n\n- one\n- [x](https://x.example)\n\n```py\nx = 1\n```\n"
SAID = "Title\nSome bold 😀 text\n• one\n• x\nx = 1"


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView(LIGHT)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    view.set_rows([turn_row("u", "user", "Hello"), turn_row("a", "assistant", TEXT)])
    return view


def part(view: TranscriptView, turn: int, number: int) -> Any:
    return tree(view).child(turn).child(number)


def units(text: str) -> int:
    return len(utf16(text)) // 2


def test_the_text_of_a_turn_is_what_it_says_in_utf_16(view: TranscriptView) -> None:
    text = view.access.node(1).textInterface()
    assert text.characterCount() == units(SAID) == len(SAID) + 1
    assert text.text(0, text.characterCount()) == SAID
    assert text.text(16, 18) == "😀"
    assert text.text(-5, 3) == "Tit"
    assert text.text(5, 2) == ""
    assert text.text(10_000, 20_000) == ""


def test_what_is_no_character_does_not_break_the_text(view: TranscriptView) -> None:
    view.set_rows([turn_row("a", "assistant", "a \ud83d b")])
    text = view.access.node(0).textInterface()
    assert text.text(0, 9).startswith("a ")


def test_nothing_is_ever_selected(view: TranscriptView) -> None:
    text = view.access.node(1).textInterface()
    text.addSelection(0, 3)
    text.setSelection(0, 0, 3)
    text.removeSelection(0)
    assert text.selectionCount() == 0


def test_the_readers_caret_moves_and_keeps_within_the_text(view: TranscriptView) -> None:
    text = view.access.node(1).textInterface()
    assert text.cursorPosition() == 0
    text.setCursorPosition(7)
    assert text.cursorPosition() == 7
    text.setCursorPosition(10_000)
    assert text.cursorPosition() == text.characterCount()


def test_characters_stand_where_they_are_painted(view: TranscriptView) -> None:
    text = part(view, 1, 2).textInterface()
    rects = [text.characterRect(n) for n in range(4)]
    assert [rect.y() for rect in rects] == [rects[0].y()] * 4
    lefts = [rect.left() for rect in rects]
    assert lefts == sorted(set(lefts))
    assert part(view, 1, 2).rect().contains(rects[3])


def test_a_point_and_its_character_agree(view: TranscriptView) -> None:
    for turn, number in ((0, 0), (1, 2), (1, 3), (1, 5)):
        text = part(view, turn, number).textInterface()
        for offset in range(2, 5):
            rect = text.characterRect(offset)
            assert text.offsetAtPoint(QPoint(rect.left() + 1, rect.center().y())) == offset
        assert text.offsetAtPoint(QPoint(-1000, -1000)) == -1


def test_the_turns_offsets_lead_to_the_same_places(view: TranscriptView) -> None:
    turn = view.access.node(1).textInterface()
    start = SAID.index("bold")
    rect = turn.characterRect(start)
    assert rect == part(view, 1, 2).textInterface().characterRect(start - len("Title\n"))
    assert turn.offsetAtPoint(QPoint(rect.left() + 1, rect.center().y())) == start


def test_a_strip_that_was_never_laid_out_is_one_place(view: TranscriptView) -> None:
    rows = [turn_row(f"m{n}", "assistant", TEXT) for n in range(50)]
    view.set_rows(rows)
    view.scroll_to_end()
    first = tree(view).child(0)
    assert first.textInterface().characterRect(8) == first.child(2).rect()


def test_scrolling_to_a_part_of_the_text_brings_it_into_sight(view: TranscriptView) -> None:
    view.set_rows([turn_row(f"m{n}", "assistant", TEXT) for n in range(50)])
    view.scroll_to_end()
    port = QRect(view.viewport().mapToGlobal(QPoint(0, 0)), view.viewport().size())
    for number in (0, 25, 49):
        text = view.access.node(number).textInterface()
        start = SAID.index("x = 1") + 1
        text.scrollToSubstring(start, start + 5)
        assert port.contains(text.characterRect(start).center())


def test_reading_what_is_out_of_sight_moves_nothing_in_sight(view: TranscriptView) -> None:
    view.set_rows([turn_row(f"m{n}", "assistant", TEXT * 3) for n in range(60)])
    view.scroll_to(view.layout_.total // 2)
    place = view.place_at(QPoint(5, 150))
    assert place is not None
    before = view.rect_of(place)
    for number in range(60):
        for node in walk(tree(view).child(number)):
            assert not node.rect().isNull()
    assert view.rect_of(place) == before
    view.scroll_by(-40)
    assert abs(view.rect_of(place).top() - before.top() - 40) <= 1


class Said(Piece):
    """A strip that says what it is told to."""

    is_text = True

    def __init__(self, text: str) -> None:
        super().__init__(Look(LIGHT))
        self._text = text

    @property
    def length(self) -> int:
        return units(self._text)

    def text_between(self, start: int, end: int) -> str:
        return utf16(self._text)[2 * start : 2 * end].decode("utf-16-le")


TEXTS = st.lists(st.text(st.sampled_from("ab😀\n"), max_size=4), min_size=1, max_size=5)


@given(TEXTS, TEXTS, st.integers(0, 5))
def test_a_text_that_is_followed_is_the_text_read_anew(
    before: list[str], after: list[str], first: int
) -> None:
    first = min(first, len(before), len(after))
    after = before[:first] + after[first:]
    followed, anew = TurnText(), TurnText()
    followed.read([Said(text) for text in before])
    old = followed.units
    change = followed.read([Said(text) for text in after], first)
    anew.read([Said(text) for text in after])
    assert followed.units == anew.units
    for number in range(len(after)):
        assert followed.start_of(number) == anew.start_of(number)
    if change is None:
        assert old == followed.units
        return
    start, end = 2 * change.start, 2 * change.start + len(utf16(change.removed))
    assert old[:start] + utf16(change.inserted) + old[end:] == followed.units


def test_growth_is_one_insertion_at_the_end() -> None:
    text = TurnText()
    text.read([Said("One")])
    change = text.read([Said("One two"), Said("more")])
    assert change is not None
    assert (change.start, change.removed, change.inserted) == (3, "", " two\nmore")
    assert text.read([Said("One two"), Said("more")], 1) is None


def test_offsets_find_their_strip() -> None:
    text = TurnText()
    text.read([Said("ab"), Said("😀c")])
    assert text.strip_at(0) == (0, 0)
    assert text.strip_at(1) == (0, 1)
    assert text.strip_at(3) == (1, 0)
    assert text.strip_at(5) == (1, 2)
    assert text.start_of(1) == 3
    assert text.start_of(2) == -1
    assert TurnText().strip_at(0) is None


@pytest.mark.parametrize(
    ("said", "shown", "pairs"),
    [
        ("abc", "abc", {0: 0, 2: 2, 3: 3}),
        ("a cat b", "a Image: cat (h) b", {0: 0, 1: 1, 6: 17, 7: 18}),
        ("x", "", {0: 0, 1: 0}),
        ("", "y", {0: 0}),
    ],
)
def test_offsets_are_exact_where_both_texts_agree(
    said: str, shown: str, pairs: dict[int, int]
) -> None:
    for offset, moved in pairs.items():
        assert moved_offset(utf16(said), utf16(shown), offset) == moved


@given(st.text(max_size=9), st.text(max_size=9))
def test_a_moved_offset_stays_within_the_text(said: str, shown: str) -> None:
    for offset in range(units(said) + 1):
        assert 0 <= moved_offset(utf16(said), utf16(shown), offset) <= units(shown)


def test_parts_are_read_by_their_own_offsets(view: TranscriptView) -> None:
    code = part(view, 1, 5)
    assert code.role() is QAccessible.Role.Section
    assert code.textInterface().text(0, 5) == "x = 1"
