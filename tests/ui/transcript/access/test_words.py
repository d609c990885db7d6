"""The words for the ear, and those beside an answer, come from the translation like all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.demonstration import rows
from support.turn_rows import growing_row, turn_row
from typing_extensions import override

from desktop_chat.core.message import MessageState
from desktop_chat.ui.transcript.access.spoken import end_announcement, spoken, turn_name
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.view import TranscriptView

Opener = Callable[..., TranscriptView]


class Marking(QTranslator):
    """Puts every text that is translated in brackets."""

    @override
    def isEmpty(self) -> bool:
        return False

    @override
    def translate(
        self, context: str, sourceText: str, /, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return f"⟦{sourceText}⟧"


@pytest.fixture
def _marking(qapp: QApplication) -> Iterator[None]:
    translator = Marking()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.usefixtures("_marking")
def test_turns_are_called_and_announced_in_translated_words() -> None:
    assert turn_name(turn_row("a", "user", "x", created_us=0)) == "⟦You⟧"
    assert turn_name(growing_row("a", "x", created_us=0)) == "⟦Assistant⟧, Model, ⟦writing⟧"
    stopped = turn_row("a", "assistant", "x", created_us=0, state=MessageState.STOPPED)
    assert turn_name(stopped, is_waiting=True) == "⟦Assistant⟧, ⟦loading⟧"
    assert turn_name(stopped).endswith("⟦stopped⟧")
    assert end_announcement(turn_row("a", "assistant", "x")) == "⟦Model has answered⟧"


def words_of(view: TranscriptView) -> set[str]:
    """Return all names, descriptions and lines that are said of a view's strips."""
    said: set[str] = set()
    for turn in range(len(view.layout_.turns)):
        for number in range(len(view.layout_.turns[turn].pieces)):
            view.layout_.turns[turn].measure(number, view.layout_.width)
            piece = view.layout_.piece(Place(turn, number))
            known = spoken(piece)
            said |= {known.name, known.description, *(known.text or "").split("\n")}
            said |= {target.name for target in piece.targets()}
    return said


@pytest.mark.usefixtures("_marking")
def test_strips_are_called_in_translated_words(shown: Opener, qtbot: QtBot) -> None:
    view = shown(*rows())
    # Long code is written in steps: its last line comes some frames after the quote.
    waited_for = {"⟦Quote⟧", "⟦214 lines⟧"}
    qtbot.waitUntil(lambda: waited_for <= words_of(view), timeout=30_000)
    said = words_of(view)
    for word in ("Quote", "Formula", "Actions", "Done", "To do", "Copy", "Branch", "Sources"):
        assert f"⟦{word}⟧" in said
        assert word not in said
    for words in ("⟦Code, Python⟧", "⟦214 lines⟧", "⟦Next alternative⟧", "⟦Details, 429⟧"):
        assert words in said
    assert any(line.startswith("⟦Row 1: ") for line in said)
    assert any(name.startswith("⟦Table, ⟦") for name in said)
