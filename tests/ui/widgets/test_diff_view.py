"""Two texts are compared on screen: marked without colour too, copied as they are, kept in step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.contrast import TEXT_MINIMUM, contrast

from desktop_chat.core.word_diff import Run, RunKind
from desktop_chat.ui.theme.tokens import DARK, LIGHT, Theme
from desktop_chat.ui.widgets.diff_pane import DiffPane
from desktop_chat.ui.widgets.diff_view import INLINE, DiffView


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[DiffView]:
    view = DiffView(LIGHT, "Before", "After")
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    yield view
    view.close()


def looks(pane: DiffPane) -> list[tuple[str, QTextCharFormat]]:
    """Return the pieces of a pane with how each looks."""
    found: list[tuple[str, QTextCharFormat]] = []
    block = pane.document().begin()
    while block.isValid():
        places = block.begin()
        while not places.atEnd():
            found.append((places.fragment().text(), places.fragment().charFormat()))
            places += 1
        block = block.next()
    return found


def copied(pane: DiffPane) -> str:
    """Select everything and return what a copy gives."""
    pane.selectAll()
    pane.copy()
    return QApplication.clipboard().text()


def test_an_empty_comparison_says_nothing(view: DiffView) -> None:
    view.set_texts("", "")
    assert view.summary.text() == ""
    assert not view.next_button.isEnabled()
    view.go_to_change(1)


def test_equal_texts_are_called_equal(view: DiffView) -> None:
    view.set_texts("The same.", "The same.")
    assert view.summary.text() == "No difference"


@pytest.mark.parametrize(
    ("before", "after", "summary"),
    [
        ("one two", "one", "1 word removed"),
        ("one two", "one six seven", "1 word removed, 2 words added"),
        ("one two", "one  two", "Only spaces and signs differ"),
    ],
)
def test_the_changes_are_summed_up(view: DiffView, before: str, after: str, summary: str) -> None:
    view.set_texts(before, after)
    assert view.summary.text() == summary
    assert view.before.accessibleDescription() == summary


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_change_is_marked_without_colour_too(qtbot: QtBot, theme: Theme) -> None:
    view = DiffView(theme)
    qtbot.addWidget(view)
    view.set_texts("the old cat", "the new cat")
    view.form.chosen.emit(INLINE)
    marked = dict(looks(view.both))
    assert marked["old"].fontStrikeOut()
    assert not marked["new"].fontStrikeOut()
    assert marked["new"].underlineStyle() is QTextCharFormat.UnderlineStyle.SingleUnderline
    assert marked["the "].underlineStyle() is QTextCharFormat.UnderlineStyle.NoUnderline
    for look in (marked["old"], marked["new"]):
        assert contrast(look.foreground().color(), look.background().color()) >= TEXT_MINIMUM


def test_each_side_shows_its_own_text(view: DiffView) -> None:
    view.set_texts("a\nold b", "a\nnew b")
    assert view.before.toPlainText() == "a\nold b"
    assert view.after.toPlainText() == "a\nnew b"
    assert view.both.isHidden()
    assert view.both.toPlainText() == ""
    view.form.chosen.emit(INLINE)
    assert view.both.toPlainText() == "a\noldnew b"


def test_markup_is_shown_as_it_is(view: DiffView) -> None:
    view.set_texts("<b>x</b>", "<b>y</b>")
    assert view.after.toPlainText() == "<b>y</b>"


def test_what_cannot_be_seen_gets_a_sign_and_is_copied_as_it_is(view: DiffView) -> None:
    view.set_texts("one two", "one\n\ntwo\u200b\u200b 😀\u202e")
    assert "↵" in view.after.toPlainText()
    assert "⟨U+200B⟩" in view.after.toPlainText()
    assert copied(view.after) == "one\n\ntwo\u200b\u200b 😀\u202e"
    assert copied(view.before) == "one two"


def test_a_part_of_the_text_is_copied_by_characters_of_any_plane(view: DiffView) -> None:
    view.set_runs([Run(RunKind.EQUAL, "😀ab"), Run(RunKind.ADDED, "cd\nef")])
    cursor = view.after.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(5, QTextCursor.MoveMode.KeepAnchor)
    view.after.setTextCursor(cursor)
    view.after.copy()
    assert QApplication.clipboard().text() == "abc"


def test_the_keys_go_from_change_to_change(view: DiffView, qtbot: QtBot) -> None:
    view.set_texts("one two three four five", "1 two three four 5")
    view.before.setFocus()
    seen: list[tuple[str, str]] = []
    for keys in (Qt.KeyboardModifier.NoModifier,) * 3 + (Qt.KeyboardModifier.ShiftModifier,):
        qtbot.keyClick(view.before, Qt.Key.Key_F7, keys)
        seen.append(
            (view.before.textCursor().selectedText(), view.after.textCursor().selectedText())
        )
    assert seen == [("one", "1"), ("five", "5"), ("one", "1"), ("five", "5")]


def test_backwards_from_the_beginning_is_the_last_change(view: DiffView) -> None:
    view.set_texts("one two three", "1 two 3")
    view.go_to_change(-1)
    assert view.after.textCursor().selectedText() == "3"


def test_both_sides_scroll_to_the_same_words(view: DiffView) -> None:
    lines = [f"line {n}" for n in range(200)]
    view.set_texts("\n".join(lines), "\n".join(["new"] * 80 + lines))
    view.before.verticalScrollBar().setValue(view.before.place_of(0, 0.5))
    index, part = view.after.run_at_top()
    assert view.after.runs[index].kind is RunKind.EQUAL
    assert part == pytest.approx(0.5, abs=0.03)


def test_in_little_room_the_texts_stand_in_one(view: DiffView) -> None:
    view.set_texts("a", "b")
    view.resize(300, 300)
    assert view.both.isVisible()
    assert view.form.current == INLINE
    assert not view.form.isEnabled()
    view.resize(700, 300)
    assert view.before.isVisible()


def test_a_new_theme_repaints_what_is_shown(view: DiffView) -> None:
    view.set_texts("old", "new")
    view.after.set_theme(DARK)
    assert looks(view.after)[0][1].background().color().name().upper() == DARK.success_bg
