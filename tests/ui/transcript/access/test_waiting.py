"""Turns that are still to be read from the archive, as a screen reader meets them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleTextInsertEvent
from pytestqt.qtbot import QtBot
from support.access_tree import children, text_of, tree
from support.turn_rows import turn_row
from typing_extensions import override

from desktop_chat.app.row_source import ListedRows
from desktop_chat.app.rows import TurnRow
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.view import TranscriptView

COUNT = 5_000
Event = QAccessible.Event
NAME = QAccessible.Text.Name


class PartlyRead(ListedRows):
    """Rows of which only some are in memory; it counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__(
            [turn_row(f"m{n}", "assistant", f"# H{n}\n\nText {n}") for n in range(COUNT)]
        )
        self.in_memory = set(range(COUNT - 30, COUNT))
        self.wanted: set[int] = set()
        self.calls = 0

    @override
    def row(self, index: int) -> TurnRow | None:
        self.calls += 1
        return super().row(index) if index in self.in_memory else None

    @override
    def stub(self, index: int) -> TurnRow:
        self.calls += 1
        return replace(super().stub(index), author="Assistant", text="")

    @override
    def want(self, first: int, last: int) -> None:
        self.wanted |= set(range(max(0, first), min(last, len(self)))) - self.in_memory

    def arrive(self) -> None:
        """Have all come that is wanted."""
        numbers = sorted(self.wanted)
        self.in_memory |= self.wanted
        self.wanted = set()
        self.loaded.emit(range(numbers[0], numbers[-1] + 1))


@pytest.fixture
def source() -> PartlyRead:
    return PartlyRead()


@pytest.fixture
def view(qtbot: QtBot, source: PartlyRead) -> TranscriptView:
    view = TranscriptView(LIGHT)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    view.show_source(source)
    source.wanted = set()
    return view


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[QAccessibleEvent]:
    events: list[QAccessibleEvent] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", events.append)
    return events


def test_all_turns_are_there_named_by_what_is_known(
    view: TranscriptView, source: PartlyRead
) -> None:
    assert tree(view).childCount() == COUNT
    turn = tree(view).child(7)
    name = turn.text(NAME)
    assert name.startswith("Assistant, ")
    assert name.endswith(", loading")
    assert name.count("Assistant") == 1
    assert turn.state().busy
    assert source.wanted == set(), "a name needs no text"


def test_whoever_reads_a_turn_has_it_read_from_the_archive(
    view: TranscriptView, source: PartlyRead, told: list[QAccessibleEvent]
) -> None:
    turn = tree(view).child(7)
    assert text_of(turn) == ""
    assert turn.childCount() == 0
    assert 7 in source.wanted
    told.clear()
    source.arrive()
    assert text_of(turn) == "H7\nText 7"
    assert not turn.state().busy
    assert turn.text(NAME).startswith("Assistant, Model, ")
    assert [part.text(NAME) for part in children(turn)] == ["Model", "H7", "", "Actions"]
    (inserted,) = [event for event in told if isinstance(event, QAccessibleTextInsertEvent)]
    assert (inserted.changePosition(), inserted.textInserted()) == (0, "H7\nText 7")
    assert [e.accessibleInterface() for e in told if e.type() is Event.NameChanged] == [turn]


def test_what_nobody_looked_at_comes_in_silence(
    view: TranscriptView, source: PartlyRead, told: list[QAccessibleEvent]
) -> None:
    tree(view).child(7)
    source.want(0, 20)
    source.arrive()
    assert told == []


def test_a_call_costs_the_same_at_any_length(view: TranscriptView, source: PartlyRead) -> None:
    root = tree(view)
    source.calls = 0
    for number in (0, COUNT // 2, COUNT - 1):
        turn = root.child(number)
        assert turn.text(NAME)
        assert turn.rect().height() > 0
        assert root.indexOfChild(turn) == number
        assert turn.state() is not None
    assert root.childCount() == COUNT
    assert source.calls < 100


def test_focus_on_a_turn_that_is_not_read_has_it_read(
    view: TranscriptView, source: PartlyRead
) -> None:
    turn = tree(view).child(40)
    turn.actionInterface().doAction("SetFocus")
    assert 40 in source.wanted
    source.arrive()
    assert not turn.state().offscreen
    assert text_of(turn) == "H40\nText 40"
