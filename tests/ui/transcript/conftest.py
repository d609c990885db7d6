"""A view of the tests' own rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop_chat.app.rows import TurnRow
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.frames import FRAME_MS
from desktop_chat.ui.transcript.view import TranscriptView

Opener = Callable[..., TranscriptView]


@pytest.fixture
def open_view(qtbot: QtBot) -> Opener:
    """Return what shows rows in a view of a few hundred pixels."""

    def show(
        *rows: TurnRow, width: int = 640, height: int = 480, frame_ms: int = FRAME_MS
    ) -> TranscriptView:
        view = TranscriptView(LIGHT, frame_ms=frame_ms)
        qtbot.addWidget(view)
        view.resize(width, height)
        view.show()
        view.set_rows(rows)
        return view

    return show


@pytest.fixture
def shown(open_view: Opener) -> Opener:
    """Return what shows rows in a view with the keyboard, painted whenever they grow."""

    def show(*rows: TurnRow, width: int = 640, height: int = 480) -> TranscriptView:
        view = open_view(*rows, width=width, height=height, frame_ms=0)
        view.setFocus()
        return view

    return show
