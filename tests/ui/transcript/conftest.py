"""A view of the tests' own rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop_chat.app.rows import TurnRow
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.view import TranscriptView

Opener = Callable[..., TranscriptView]


@pytest.fixture
def shown(qtbot: QtBot) -> Opener:
    """Return what shows rows in a view with the keyboard, painted whenever they grow."""

    def show(*rows: TurnRow, width: int = 640, height: int = 480) -> TranscriptView:
        view = TranscriptView(LIGHT, frame_ms=0)
        qtbot.addWidget(view)
        view.resize(width, height)
        view.show()
        view.setFocus()
        view.set_rows(rows)
        return view

    return show
