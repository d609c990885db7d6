"""Rows that come late move nothing that is read, and a place that was asked for stays."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot
from support.turn_rows import turn_row
from typing_extensions import override

from desktop_chat.app.row_source import ListedRows
from desktop_chat.app.rows import TurnRow
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.view import TranscriptView

COUNT = 400
# Many lines of few letters: far higher than their length lets expect.
TALL = "- a\n" * 12


class Arriving(ListedRows):
    """Rows that come into memory when the test says so."""

    def __init__(self) -> None:
        super().__init__([turn_row(f"m{n}", "assistant", f"# {n}\n\n{TALL}") for n in range(COUNT)])
        self.in_memory: set[int] = set()

    @override
    def row(self, index: int) -> TurnRow | None:
        return super().row(index) if index in self.in_memory else None

    def arrive(self, first: int, last: int) -> None:
        """Have rows come."""
        self.in_memory |= set(range(first, last))
        self.loaded.emit(range(first, last))


@pytest.fixture
def source() -> Arriving:
    return Arriving()


@pytest.fixture
def view(qtbot: QtBot, source: Arriving) -> TranscriptView:
    view = TranscriptView(LIGHT)
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show()
    view.show_source(source)
    return view


def offset(view: TranscriptView, number: int) -> int:
    return view.layout_.top_of_turn(number) - view.top


def test_a_message_that_was_asked_for_stays_where_it_was_brought(
    view: TranscriptView, source: Arriving
) -> None:
    view.focus_message("m200")
    before = offset(view, 200)
    source.arrive(195, 200)
    source.arrive(200, 210)
    assert offset(view, 200) == before == 0


def test_it_stays_also_where_what_follows_it_was_there_before(
    view: TranscriptView, source: Arriving
) -> None:
    source.arrive(200, 220)
    view.focus_message("m201")
    view.focus_message("m200")
    assert view.layout_.turns[200].is_waiting
    assert not view.layout_.turns[201].is_waiting
    source.arrive(190, 200)
    assert not view.layout_.turns[200].is_waiting
    assert offset(view, 200) == 0


def test_a_message_below_is_not_pushed_out_by_rows_that_are_higher_than_was_thought(
    view: TranscriptView, source: Arriving
) -> None:
    source.arrive(0, COUNT)
    view.scroll_to(0)
    view.focus_message("m300")
    first, last = view.turns_in_sight()
    assert first <= 300 <= last


def test_what_is_read_stays_when_rows_above_it_come(view: TranscriptView, source: Arriving) -> None:
    source.arrive(200, 220)
    view.focus_message("m201")
    view.scroll_by(-150)
    before = offset(view, 201)
    assert view.layout_.turns[200].is_waiting
    source.arrive(180, 200)
    assert not view.layout_.turns[200].is_waiting
    assert offset(view, 201) == before


def test_a_page_up_into_rows_that_are_higher_keeps_what_stood_at_the_edge(
    view: TranscriptView, source: Arriving
) -> None:
    source.arrive(0, COUNT)
    view.focus_message("m300")
    before = offset(view, 300)
    view.scroll_by(-450)
    assert offset(view, 300) == before + 450


def test_the_end_stays_the_end_when_rows_come(view: TranscriptView, source: Arriving) -> None:
    source.arrive(COUNT - 20, COUNT)
    bar = view.verticalScrollBar()
    assert view.scroll_anchor() is None
    assert bar.value() == bar.maximum()


def test_growth_above_moves_nothing_and_keeps_what_is_selected(
    view: TranscriptView, qtbot: QtBot
) -> None:
    whole = [turn_row(f"m{n}", "assistant", TALL) for n in range(60)]

    class Growing(ListedRows):
        """Rows of which the first are not known yet."""

        def grow(self) -> None:
            self._take(whole)
            self.grown.emit(40)

    source = Growing(whole[40:])
    view.show_source(source)
    view.scroll_to(view.top - 300)
    view.keys.select_all()
    first, _ = view.turns_in_sight()
    before = offset(view, first)
    source.grow()
    assert offset(view, first + 40) == before
    bounds = view.selection.bounds()
    assert bounds is not None
    assert (bounds[0].place.turn, bounds[1].place.turn) == (40, 59)
