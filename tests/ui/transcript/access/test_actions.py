"""What a screen reader can do in the conversation, and what it is told."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleTextInsertEvent,
    QAccessibleTextRemoveEvent,
    QAccessibleTextUpdateEvent,
    QGuiApplication,
)
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from support.access_tree import children, named, tree
from support.turn_rows import growing_row, turn_row

from desktop_chat.app.rows import RowAction, RowNotice
from desktop_chat.core.message import MessageState
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.view import TranscriptView

Role = QAccessible.Role
Event = QAccessible.Event
CODE = "Look:\n\n```python\n" + "x = 1\n" * 60 + "```\n\nSee [docs](https://docs.example/a)."


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView(LIGHT, frame_ms=0)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    view.set_rows([turn_row("u", "user", "Hello"), turn_row("a", "assistant", CODE)])
    return view


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[QAccessibleEvent]:
    """Return what is handed to Qt for a screen reader, which is said to be there."""
    events: list[QAccessibleEvent] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", events.append)
    return events


def in_turn(view: TranscriptView, number: int, role: QAccessible.Role, name: str) -> Any:
    return named(tree(view).child(number), role, name)


def announced(events: list[QAccessibleEvent]) -> list[str]:
    return [event.message() for event in events if isinstance(event, QAccessibleAnnouncementEvent)]


def of_type(events: list[QAccessibleEvent], kind: QAccessible.Event) -> list[QAccessibleInterface]:
    return [event.accessibleInterface() for event in events if event.type() is kind]


def test_pressing_a_link_goes_the_way_of_a_click(view: TranscriptView, qtbot: QtBot) -> None:
    link = in_turn(view, 1, Role.Link, "docs")
    assert link.text(QAccessible.Text.Description) == "docs.example"
    assert link.textInterface().text(0, 4) == "docs"
    with qtbot.waitSignal(view.link_activated) as activated:
        link.actionInterface().doAction("Press")
    assert activated.args == ["https://docs.example/a"]


def test_a_link_that_may_not_be_opened_is_no_link(view: TranscriptView) -> None:
    view.set_rows([turn_row("l", "assistant", "[x](javascript:alert(1)) [y](file:///etc/passwd)")])
    assert children(tree(view).child(0).child(1)) == []


def test_code_can_be_copied_wrapped_and_unfolded(view: TranscriptView) -> None:
    code = in_turn(view, 1, Role.Section, "Code, Python")
    assert code.text(QAccessible.Text.Description) == "60 lines"
    actions = code.actionInterface()
    assert actions.actionNames() == [
        "Wrap lines",
        "Save Python code…",
        "Copy Python code",
        "Show all 60 lines",
        "SetFocus",
    ]
    QGuiApplication.clipboard().clear()
    actions.doAction("Copy Python code")
    assert QGuiApplication.clipboard().text() == "x = 1\n" * 60
    actions.doAction("Show all 60 lines")
    assert "Show less" in actions.actionNames()
    buttons = children(code)
    assert [button.role() for button in buttons] == [Role.Button] * 4
    buttons[3].actionInterface().doAction("Press")
    assert "Show all 60 lines" in actions.actionNames()


def test_the_buttons_of_a_turn_ask_for_their_commands(view: TranscriptView, qtbot: QtBot) -> None:
    row = turn_row("a", "assistant", "Yes", branch_index=1, branch_count=3)
    view.set_rows([row])
    said = view.access.node(0).text(QAccessible.Text.Description)
    assert said == "Alternative 2 of 3. Yes"
    commands = {
        "Copy": "message.copy",
        "Regenerate": "message.regenerate",
        "Edit": "message.edit",
        "Delete": "message.delete",
        "Previous alternative": "message.previous_branch",
        "Next alternative": "message.next_branch",
    }
    for name, command in commands.items():
        button = in_turn(view, 0, Role.Button, name)
        with qtbot.waitSignal(view.action_requested) as requested:
            button.actionInterface().doAction("Press")
        assert requested.args == [command, "a"]
    copy = in_turn(view, 0, Role.Button, "Copy").actionInterface()
    assert copy.keyBindingsForAction("Press") == ["C"]
    assert copy.keyBindingsForAction("SetFocus") == []


def test_an_action_nobody_knows_does_nothing(view: TranscriptView) -> None:
    for name in ("Copy", "Regenerate"):
        in_turn(view, 1, Role.Button, name).actionInterface().doAction("Dance")
    view.access.node(1).actionInterface().doAction("Dance")
    in_turn(view, 1, Role.Section, "Code, Python").actionInterface().doAction("Dance")


def test_focus_brings_a_turn_into_sight(view: TranscriptView, told: list[QAccessibleEvent]) -> None:
    view.set_rows([turn_row(f"m{n}", "assistant", CODE) for n in range(30)])
    node = view.access.node(3)
    told.clear()
    node.actionInterface().doAction("SetFocus")
    assert view.keys.turn == 3
    assert of_type(told, Event.Focus) == [node]
    assert not node.state().offscreen


def test_focus_on_a_link_brings_it_into_sight(
    view: TranscriptView, told: list[QAccessibleEvent]
) -> None:
    view.set_rows([turn_row(f"m{n}", "assistant", CODE) for n in range(30)])
    link = in_turn(view, 3, Role.Link, "docs")
    link.actionInterface().doAction("SetFocus")
    assert of_type(told, Event.Focus)[-1] is link
    port = QRect(view.viewport().mapToGlobal(QPoint(0, 0)), view.viewport().size())
    assert port.contains(link.rect().center())
    assert view.access.root.focusChild() is link


def test_tab_in_a_turn_reports_what_it_reaches(
    view: TranscriptView, told: list[QAccessibleEvent]
) -> None:
    view.focus_message("a")
    told.clear()
    names = []
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        names += [node.text(QAccessible.Text.Name) for node in of_type(told, Event.Focus)]
        told.clear()
    assert names == [
        "Wrap lines",
        "Save Python code…",
        "Copy Python code",
        "Show all 60 lines",
        "docs",
    ]


def test_a_growing_answer_tells_what_was_added(
    view: TranscriptView, told: list[QAccessibleEvent]
) -> None:
    view.set_rows([growing_row("g", "One")])
    node = view.access.node(0)
    assert node.state().busy
    assert node.textInterface().characterCount() == 3
    told.clear()
    view.update_row(growing_row("g", "One two"))
    inserted = [event for event in told if isinstance(event, QAccessibleTextInsertEvent)]
    assert [(event.changePosition(), event.textInserted()) for event in inserted] == [(3, " two")]


def test_a_mark_that_closes_takes_its_signs_away(
    view: TranscriptView, told: list[QAccessibleEvent]
) -> None:
    view.set_rows([growing_row("g", "a **b")])
    assert view.access.node(0).textInterface().characterCount() == 5
    told.clear()
    view.update_row(growing_row("g", "a **b**"))
    (event,) = [event for event in told if isinstance(event, QAccessibleTextRemoveEvent)]
    assert (event.changePosition(), event.textRemoved()) == (2, "**")


def test_a_title_that_changes_replaces_only_what_differs(
    view: TranscriptView, told: list[QAccessibleEvent]
) -> None:
    view.set_rows([growing_row("g", "", reasoning="Hm")])
    assert view.access.node(0).textInterface().text(0, 9) == "Thinking…"
    told.clear()
    view.update_row(growing_row("g", "", reasoning="Hm", reasoning_s=6.0))
    (event,) = [event for event in told if isinstance(event, QAccessibleTextUpdateEvent)]
    assert (event.changePosition(), event.textRemoved()) == (2, "inking…")
    assert event.textInserted() == "ought for 6 s"


@pytest.mark.parametrize("way", ["row", "rows"])
def test_the_end_of_an_answer_is_announced_once(
    view: TranscriptView, told: list[QAccessibleEvent], way: str
) -> None:
    view.set_rows([growing_row("g", "One")])
    for text in ("One two", "One two three"):
        view.update_row(growing_row("g", text))
    assert announced(told) == []
    ended = turn_row("g", "assistant", "One two three.")
    view.update_row(ended) if way == "row" else view.set_rows([ended])
    view.update_row(ended)
    view.set_rows([ended])
    assert announced(told) == ["Model has answered"]
    polite = next(e for e in told if isinstance(e, QAccessibleAnnouncementEvent))
    assert polite.politeness() is QAccessible.AnnouncementPoliteness.Polite


def test_an_error_is_announced_with_what_to_do(
    view: TranscriptView, told: list[QAccessibleEvent]
) -> None:
    view.set_rows([growing_row("g", "")])
    notice = RowNotice("error", "The key was refused.", "Check it.", ())
    view.update_row(turn_row("g", "assistant", "", state=MessageState.FAILED, notice=notice))
    (event,) = [e for e in told if isinstance(e, QAccessibleAnnouncementEvent)]
    assert event.message() == "Model: The key was refused. Check it."
    assert event.politeness() is QAccessible.AnnouncementPoliteness.Assertive


def test_a_retry_is_announced_when_it_begins_to_wait(
    view: TranscriptView, told: list[QAccessibleEvent]
) -> None:
    view.set_rows([growing_row("g", "")])
    retry = RowNotice("retrying", "Too many requests.", "", (RowAction("message.stop", "Cancel"),))
    for _ in range(3):
        view.update_row(growing_row("g", "", notice=retry))
    assert announced(told) == ["Model: Too many requests."]


def test_another_conversation_announces_no_end(
    view: TranscriptView, told: list[QAccessibleEvent]
) -> None:
    view.set_rows([growing_row("g", "One")])
    view.set_rows([turn_row("x", "user", "Other"), turn_row("y", "assistant", "Yes")])
    view.set_rows([turn_row("g", "assistant", "One two")])
    assert announced(told) == []


def test_turns_that_come_are_reported(view: TranscriptView, told: list[QAccessibleEvent]) -> None:
    rows = [turn_row(f"m{n}", "assistant", "a") for n in range(100)]
    view.set_rows(rows)
    told.clear()
    view.set_rows([*rows, turn_row("n", "user", "Hi"), growing_row("g", "")])
    created = of_type(told, Event.ObjectCreated)
    assert created == [view.access.node(100), view.access.node(101)]


def test_parts_that_come_are_reported_while_somebody_looks(
    view: TranscriptView, told: list[QAccessibleEvent]
) -> None:
    view.set_rows([growing_row("g", "One\n\nTwo")])
    assert [part.number for part in children(view.access.node(0))] == [0, 1, 2]
    told.clear()
    view.update_row(growing_row("g", "One\n\nTwo\n\n# Three\n\nFour"))
    created = of_type(told, Event.ObjectCreated)
    assert [node.role() for node in created] == [Role.Heading, Role.Paragraph]


def test_nothing_is_told_while_nobody_listens(
    view: TranscriptView, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[QAccessibleEvent] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: False)
    monkeypatch.setattr(QAccessible, "updateAccessibility", events.append)
    view.set_rows([growing_row("g", "One")])
    node = view.access.node(0)
    assert node.textInterface().characterCount() == 3
    view.update_row(growing_row("g", "One two"))
    view.update_row(turn_row("g", "assistant", "One two."))
    view.focus_message("g")
    assert events == []
    assert node.textInterface().characterCount() == len("One two.")


def test_copying_is_announced(view: TranscriptView, told: list[QAccessibleEvent]) -> None:
    in_turn(view, 1, Role.Section, "Code, Python").actionInterface().doAction("Copy Python code")
    assert announced(told) == ["Copied"]


def test_switching_something_is_told(view: TranscriptView, told: list[QAccessibleEvent]) -> None:
    code = in_turn(view, 1, Role.Section, "Code, Python")
    wrap = children(code)[0]
    assert wrap.actionInterface().keyBindingsForAction("Press") == []
    told.clear()
    wrap.actionInterface().doAction("Press")
    assert wrap.text(QAccessible.Text.Name) == "Do not wrap lines"
    assert wrap in of_type(told, Event.NameChanged)
