"""The accessible tree of the transcript, walked as Qt walks it."""

from __future__ import annotations

import weakref
from typing import Any

import pytest
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleAttributesInterface,
    QAccessibleTextInterface,
)
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from support.access_tree import children, named, press, text_of, tree, walk
from support.turn_rows import growing_row, turn_row

from desktop_chat.app.rows import RowAction, RowNotice
from desktop_chat.core.message import MessageState, ToolCall
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.access.node import Node
from desktop_chat.ui.transcript.access.tree import TranscriptAccess
from desktop_chat.ui.transcript.blocks.plain import PlainPiece
from desktop_chat.ui.transcript.view import TranscriptView

Role = QAccessible.Role
INTERFACES = (
    QAccessibleActionInterface,
    QAccessibleAttributesInterface,
    QAccessibleTextInterface,
    Shiboken.VoidPtr,
)
TEXT = "# Title\n\nSome **bold** 😀 text\n\n- one\n- [x](https://x.example)\n\n```py\nx = 1\n```\n"
NOTICE = RowNotice("error", "No.", "Try it.", (RowAction("message.retry", "Retry"),), "E, 500\nb")


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView(LIGHT)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    view.set_rows([turn_row("u", "user", "Hello"), turn_row("a", "assistant", TEXT)])
    return view


def said(view: TranscriptView, number: int = 0) -> list[tuple[QAccessible.Role, str]]:
    """Return role and name of the parts of a turn, text where there is no name."""
    parts = children(tree(view).child(number))
    return [(part.role(), part.text(QAccessible.Text.Name) or text_of(part)) for part in parts]


def test_the_conversation_is_a_list_of_its_turns(view: TranscriptView) -> None:
    root = tree(view)
    assert root.role() is Role.List
    assert root.text(QAccessible.Text.Name) == "Conversation"
    assert root.childCount() == 2
    assert [child.role() for child in (root.child(0), root.child(1))] == [Role.ListItem] * 2
    assert root.child(2) is None


def test_every_node_is_its_parents_child_and_says_what_it_is(view: TranscriptView) -> None:
    for node in walk(tree(view)):
        if isinstance(node, Node):
            assert node.isValid()
            assert node.role() is not Role.NoRole
            assert any(child is node for child in children(node.parent()))
            assert node.object() is None


def test_interface_cast_gives_an_interface_or_null_for_every_type(view: TranscriptView) -> None:
    nodes = list(walk(tree(view)))[1:]
    assert len(nodes) > 15
    for node in nodes:
        for kind in QAccessible.InterfaceType:
            assert isinstance(node.interface_cast(kind), INTERFACES)
        assert node.editableTextInterface() is None
        assert node.valueInterface() is None


def test_a_node_that_is_gone_answers_without_raising(view: TranscriptView) -> None:
    turn = view.access.node(1)
    part = turn.child(2)
    assert isinstance(part, Node)
    view.layout_.clear()
    for node in (turn, part):
        assert node.text(QAccessible.Text.Name) == ""
        assert node.childCount() == 0
        assert node.child(0) is None
        assert node.childAt(10, 10) is None
        assert node.state().invalid
        assert node.rect().isEmpty()
        assert node.textInterface() is None or node.textInterface().characterCount() == 0
        node.actionInterface().doAction("SetFocus")
        for kind in QAccessible.InterfaceType:
            assert isinstance(node.interface_cast(kind), INTERFACES)


def test_a_turn_is_named_by_role_author_and_time(view: TranscriptView) -> None:
    name = tree(view).child(1).text(QAccessible.Text.Name)
    assert name.startswith("Assistant, Model, ")
    assert tree(view).child(0).text(QAccessible.Text.Name).startswith("You, ")


def test_a_turn_is_described_by_its_first_words(view: TranscriptView) -> None:
    view.set_rows(
        [turn_row("a", "assistant", "# Hi\n\nshort"), turn_row("b", "user", "long " * 99)]
    )
    short, long = (tree(view).child(n).text(QAccessible.Text.Description) for n in (0, 1))
    assert short == "Hi short"
    assert long.startswith("long long")
    assert long.endswith("long…")
    assert 200 < len(long) < 250


def test_a_turn_has_one_node_for_as_long_as_it_is_shown(view: TranscriptView) -> None:
    node = view.access.node(1)
    view.set_rows([turn_row("b", "user", "New"), turn_row("a", "assistant", TEXT)])
    assert tree(view).child(1) is node


def test_the_parts_of_an_answer_are_told_apart(view: TranscriptView) -> None:
    assert said(view, 1) == [
        (Role.StaticText, "Model"),
        (Role.Heading, "Title"),
        (Role.Paragraph, "Some bold 😀 text"),
        (Role.Paragraph, "• one"),
        (Role.Paragraph, "• x"),
        (Role.Section, "Code, Python"),
        (Role.ToolBar, "Actions"),
    ]


def test_a_heading_tells_its_level(view: TranscriptView) -> None:
    view.set_rows([turn_row("h", "assistant", "### Deep")])
    attributes = named(tree(view), Role.Heading, "Deep").attributesInterface()
    assert attributes.attributeKeys() == [QAccessible.Attribute.Level]
    assert attributes.attributeValue(QAccessible.Attribute.Level) == 3


def test_quotes_notes_tasks_formulas_and_rules_are_named(view: TranscriptView) -> None:
    text = "> q\n\n> [!WARNING]\n> w\n\n- [x] d\n- [ ] t\n\n$$x^2$$\n\n---\n"
    view.set_rows([turn_row("h", "assistant", text)])
    assert said(view)[1:-1] == [
        (Role.BlockQuote, "Quote"),
        (Role.Note, "Warning"),
        (Role.Note, "Warning"),
        (Role.Paragraph, "Done"),
        (Role.Paragraph, "To do"),
        (Role.Equation, "Formula"),
        (Role.Separator, ""),
    ]


def test_a_table_is_read_row_by_row_with_the_names_of_its_columns(view: TranscriptView) -> None:
    view.set_rows([turn_row("t", "assistant", "|Name|Age|\n|-|-|\n|Ada|36|\n|Alan||\n")])
    table = named(tree(view), Role.Grouping, "Table, 2 columns, 2 rows")
    said = "Columns: Name, Age\nRow 1: Name: Ada; Age: 36\nRow 2: Name: Alan; Age: empty"
    assert text_of(table) == said


def test_an_image_is_read_by_its_alternative_text(view: TranscriptView) -> None:
    view.set_rows([turn_row("i", "assistant", "See ![a cat](https://h.example/c.png) here")])
    assert "a cat" in text_of(tree(view).child(0))


def test_a_failed_answer_is_an_alert_with_its_buttons(view: TranscriptView) -> None:
    row = turn_row("f", "assistant", "", state=MessageState.FAILED, notice=NOTICE)
    view.set_rows([row])
    alert = named(tree(view), Role.AlertMessage, "No. Try it.")
    assert [button.text(QAccessible.Text.Name) for button in children(alert)] == [
        "Retry",
        "Details, 500",
    ]
    assert alert.child(1).state().collapsed
    press(alert.child(1))
    assert alert.child(1).state().expanded
    assert text_of(alert) == "No. Try it.\nE, 500\nb"
    assert tree(view).child(0).text(QAccessible.Text.Name).endswith(", failed")


def test_reasoning_is_a_button_that_opens(view: TranscriptView) -> None:
    row = turn_row("r", "assistant", "Yes.", reasoning="Let me *see*.", reasoning_s=6.0)
    view.set_rows([row])
    fold = named(tree(view), Role.Button, "Thought for 6 s")
    assert fold.state().expandable
    assert fold.state().collapsed
    assert fold.childCount() == 0
    press(fold)
    fold = named(tree(view), Role.Button, "Thought for 6 s")
    assert fold.state().expanded
    assert (Role.Paragraph, "Reasoning") in said(view)
    press(fold)
    assert (Role.Paragraph, "Reasoning") not in said(view)


def test_a_tool_call_tells_its_arguments(view: TranscriptView) -> None:
    call = ToolCall("1", "search", '{"q": "x"}')
    view.set_rows([turn_row("r", "assistant", "Yes.", tool_calls=(call,))])
    fold = named(tree(view), Role.Button, "search")
    assert fold.state().expanded
    assert text_of(named(tree(view), Role.Section, "Code, JSON")) == '{\n  "q": "x"\n}'
    press(fold)
    assert (
        named(tree(view), Role.Button, "search").text(QAccessible.Text.Description)
        == 'done, { "q": "x" }'
    )


def test_the_focused_turn_is_the_focused_child(view: TranscriptView) -> None:
    assert tree(view).focusChild() is None
    view.focus_message("a")
    assert tree(view).focusChild() is view.access.node(1)


def test_a_point_finds_the_turn_the_strip_and_the_link(view: TranscriptView) -> None:
    link = named(tree(view), Role.Link, "x")
    view.keys.focus_target(link.parent().place, 0)
    point = link.rect().center()
    turn = tree(view).childAt(point.x(), point.y())
    assert turn is view.access.node(1)
    part = turn.childAt(point.x(), point.y())
    assert part is link.parent()
    assert part.childAt(point.x(), point.y()) is link
    assert turn.childAt(-50, -50) is None


def test_nodes_of_turns_that_are_gone_go_with_them(view: TranscriptView) -> None:
    list(walk(tree(view)))
    before = view.access.node_count
    assert before > 15
    view.set_rows([turn_row("a", "assistant", TEXT)])
    list(walk(tree(view)))
    assert view.access.node_count < before
    view.set_rows([])
    assert view.access.node_count == 0
    assert tree(view).childCount() == 0


def test_nodes_that_are_gone_leave_memory_at_once(view: TranscriptView) -> None:
    def kept() -> list[weakref.ref[Any]]:
        return [weakref.ref(node) for node in walk(tree(view)) if isinstance(node, Node)]

    nodes = kept()
    view.set_rows([])
    assert [node() for node in nodes if node() is not None] == []


def test_a_strip_that_becomes_something_else_gets_another_node(view: TranscriptView) -> None:
    view.set_rows([growing_row("g", "a | b")])
    before = tree(view).child(0).child(1)
    assert before.role() is Role.Paragraph
    view.layout_.turns[0].update(growing_row("g", "a | b\n--|--\n1 | 2\n"))
    after = tree(view).child(0).child(1)
    assert after is not before
    assert after.role() is Role.Grouping


def test_of_many_turns_only_the_parts_looked_at_last_are_kept(view: TranscriptView) -> None:
    rows = [turn_row(f"m{n}", "assistant", TEXT) for n in range(300)]
    view.set_rows(rows)
    for index in range(300):
        list(walk(tree(view).child(index)))
    per_turn = sum(1 for _ in walk(tree(view).child(0)))
    assert view.access.node_count < 300 + 70 * per_turn
    built = sum(turn.is_built for turn in view.layout_.turns)
    assert built < 160


def test_a_client_that_asks_for_everything_costs_a_bounded_number_of_nodes(
    view: TranscriptView,
) -> None:
    view.access.forget_all()
    view.access = TranscriptAccess(view, most_nodes=100)
    view.set_rows([turn_row(f"m{n}", "assistant", TEXT) for n in range(1_000)])
    view.focus_message("m0")
    focused = view.access.node(0)
    opened = view.access.node(1)
    assert opened.childCount() > 1
    for index in range(1_000):
        turn = tree(view).child(index)
        assert tree(view).child(index) is turn
        assert view.access.node_count <= 101
    assert view.access.node(0) is focused
    assert view.access.node(1) is opened
    assert tree(view).child(500).text(QAccessible.Text.Name).startswith("Assistant")


def test_what_is_shown_as_it_was_written_says_why(view: TranscriptView) -> None:
    view.set_rows([turn_row("p", "assistant", "> " * 300 + "deep")])
    parts = children(tree(view).child(0))
    (plain,) = [part for part in parts if isinstance(part.piece, PlainPiece)]
    assert plain.text(QAccessible.Text.Description).startswith("Shown as written")
    assert text_of(plain).endswith("deep")
