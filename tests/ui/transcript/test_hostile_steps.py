"""However long a text is, what is done for it at one go is not: counted in calls, not in time."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot
from support.turn_rows import growing_row
from support.work import calls_of

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.view import TranscriptView

GROWTH = {
    "list": "- item\n",
    "loose list": "1. item\n\n",
    "task list": "- [ ] x\n",
}


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView(LIGHT, frame_ms=0)
    qtbot.addWidget(view)
    view.resize(640, 480)
    view.show()
    return view


def calls_of_a_frame(view: TranscriptView, part: str, count: int) -> int:
    """Return what it is to show one more part of an answer that has so many already."""
    view.set_rows([growing_row("a", "")])
    for number in range(0, count, 50):
        view.update_row(growing_row("a", part * number))
    view.update_row(growing_row("a", part * count))
    return calls_of(lambda: view.update_row(growing_row("a", part * (count + 1))))


@pytest.mark.parametrize("kind", GROWTH)
def test_a_frame_of_a_long_block_is_no_more_work_than_one_of_a_short_block(
    view: TranscriptView, kind: str
) -> None:
    short = calls_of_a_frame(view, GROWTH[kind], 100)
    assert calls_of_a_frame(view, GROWTH[kind], 2_000) < 1.5 * short
