"""The link in focus says where it really leads, to the eye as well."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.turn_rows import turn_row

from desktop_chat.ui.transcript.link_host import HostLabel, host_label
from desktop_chat.ui.transcript.view import TranscriptView

Opener = Callable[..., TranscriptView]
FILLING = "\n\n".join(f"Paragraph {n} has some words in it." for n in range(60))
LINK_TEXT = "[your bank](https://trap.example/login)"


def tab(view: TranscriptView, *, times: int = 1) -> None:
    QTest.keyClick(view, Qt.Key.Key_J)
    for _ in range(times):
        QTest.keyClick(view, Qt.Key.Key_Tab)


def shown_label(view: TranscriptView) -> HostLabel:
    label = host_label(view)
    assert label is not None
    assert view.viewport().rect().contains(label.rect.toAlignedRect())
    return label


def test_no_link_in_focus_no_label(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", "No link.[^a]\n\n[^a]: A note."))
    assert host_label(view) is None
    tab(view)
    assert view.keys.has_target
    assert host_label(view) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LINK_TEXT, "trap.example"),
        ("[https://good.example](https://trap.example/)", "trap.example"),
        ("[write](mailto:a@b.example)", "a@b.example"),
        (f"| a |\n|-|\n| {LINK_TEXT} |", "trap.example"),
    ],
)
def test_the_host_is_painted_beside_the_link_in_focus(shown: Opener, text: str, said: str) -> None:
    view = shown(turn_row("a", "assistant", text))
    before = view.viewport().grab().toImage()
    tab(view)
    label = shown_label(view)
    assert label.text == said
    place = label.rect.toAlignedRect()
    after = view.viewport().grab().toImage()
    assert after.copy(place) != before.copy(place)
    QTest.keyClick(view, Qt.Key.Key_J)
    assert host_label(view) is None


@pytest.mark.parametrize("text", [f"{FILLING}\n\n{LINK_TEXT}", f"{LINK_TEXT}\n\n{FILLING}"])
@pytest.mark.parametrize("width", [180, 640])
def test_the_label_is_in_sight_wherever_the_link_is(shown: Opener, text: str, width: int) -> None:
    view = shown(turn_row("a", "assistant", text), width=width)
    tab(view)
    shown_label(view)


def test_a_long_host_stays_in_the_column(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", f"[x](https://{'a' * 60}.{'b' * 60}.example/)"))
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    tab(view)
    label = shown_label(view)
    assert view.column_left <= label.rect.left()
    assert label.rect.right() <= view.column_left + view.layout_.width
