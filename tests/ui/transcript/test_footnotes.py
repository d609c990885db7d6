"""Footnotes in the transcript: from a mark to its note and back, by pointer, key and reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from support.access_tree import named, tree
from support.turn_rows import turn_row

from desktop_chat.ui.transcript.blocks.piece import TO_MARK, TO_NOTE, Target
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.view import TranscriptView

Opener = Callable[..., TranscriptView]
FILLING = "\n\n".join(f"Paragraph {n} has some words in it." for n in range(60))
TEXT = f"First.[^a] Again.[^a]\n\n{FILLING}\n\nOther.[^b]\n\n[^a]: The note.\n[^b]: - a list\n"


def focused(view: TranscriptView) -> Target:
    assert view.keys.target is not None
    target = view.pointer.target(*view.keys.target)
    assert target is not None
    return target


def is_in_sight(view: TranscriptView) -> bool:
    assert view.keys.target is not None
    spot = view.rect_of(view.keys.target[0]).topLeft() + focused(view).rect.center().toPoint()
    return view.viewport().rect().contains(spot)


def key(view: TranscriptView, *keys: Qt.Key) -> None:
    for pressed in keys:
        QTest.keyClick(view, pressed)


def test_a_mark_without_a_note_is_text(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", "Nothing.[^a]"))
    key(view, Qt.Key.Key_J, Qt.Key.Key_Tab)
    assert not view.keys.has_target or focused(view).kind not in (TO_NOTE, TO_MARK)


def test_keys_lead_from_a_mark_to_its_note_and_back_to_the_same_mark(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", TEXT))
    view.scroll_to(0)
    key(view, Qt.Key.Key_J, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    second = view.keys.target
    assert (focused(view).kind, focused(view).value) == (TO_NOTE, "1")
    key(view, Qt.Key.Key_Return)
    assert (focused(view).kind, focused(view).value) == (TO_MARK, "1")
    assert is_in_sight(view)
    key(view, Qt.Key.Key_Return)
    assert view.keys.target == second
    assert is_in_sight(view)


def test_a_note_that_was_come_to_otherwise_leads_to_its_first_mark(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", TEXT))
    key(view, Qt.Key.Key_J, *[Qt.Key.Key_Tab] * 4)
    assert (focused(view).kind, focused(view).value) == (TO_MARK, "1")
    key(view, Qt.Key.Key_Return)
    assert is_in_sight(view)
    assert view.keys.target_in(Place(0, 1)) == 0
    assert focused(view).kind == TO_NOTE


def test_a_note_that_begins_with_a_list_has_its_number_and_a_way_back(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", TEXT))
    key(view, Qt.Key.Key_J, *[Qt.Key.Key_Tab] * 5)
    assert (focused(view).kind, focused(view).value) == (TO_MARK, "2")
    key(view, Qt.Key.Key_Return)
    assert (focused(view).kind, focused(view).value) == (TO_NOTE, "2")


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_the_pointer_leads_to_a_note_and_back(shown: Opener, direction: Qt.LayoutDirection) -> None:
    view = shown(turn_row("a", "assistant", TEXT))
    view.setLayoutDirection(direction)
    view.scroll_to(0)
    key(view, Qt.Key.Key_J, Qt.Key.Key_Tab)
    for kind in (TO_MARK, TO_NOTE):
        assert view.keys.target is not None
        corner = view.rect_of(view.keys.target[0]).topLeft()
        spot = corner + focused(view).rect.center().toPoint()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        assert (focused(view).kind, focused(view).value) == (kind, "1")
        assert is_in_sight(view)


def test_a_screen_reader_finds_both_ends_as_links(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", "First.[^a]\n\n[^a]: The note.\n"))
    turn = tree(view).child(0)
    mark = named(turn, QAccessible.Role.Link, "Footnote 1")
    mark.actionInterface().doAction("Press")
    assert focused(view).kind == TO_MARK
    back = named(turn, QAccessible.Role.Link, "Back from footnote 1")
    assert back.state().linked
    back.actionInterface().doAction("Press")
    assert focused(view).kind == TO_NOTE
