"""The cards of tool calls: how they stand is seen, and said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible
from support.access_tree import named, tree
from support.turn_rows import growing_row, turn_row

from desktop_chat.core.message import MessageState, ToolCall
from desktop_chat.ui.transcript.cards.strips import FoldPiece
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.view import TranscriptView

Opener = Callable[..., TranscriptView]
_NEAR, _COLOURFUL = 15, 90
CALLS = (ToolCall("1", "look_up", '{"q":"a"}'),)


def fold_place(view: TranscriptView) -> Place:
    pieces = view.layout_.turns[0].pieces
    return next(Place(0, n) for n, piece in enumerate(pieces) if isinstance(piece, FoldPiece))


def has_colour(view: TranscriptView, token: str) -> bool:
    """Tell whether the card's line shows something in the hue of a colour of the theme."""
    image = view.viewport().grab(view.rect_of(fold_place(view))).toImage()
    hue = view.look.color(token).hsvHue()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return any(
        pixel.hsvSaturation() > _COLOURFUL and abs(pixel.hsvHue() - hue) < _NEAR for pixel in pixels
    )


def spoken_state(view: TranscriptView) -> str:
    node = named(tree(view).child(0), QAccessible.Role.Button, "look_up")
    return node.text(QAccessible.Text.Description)


@pytest.mark.parametrize(
    ("state", "token", "said"),
    [
        (MessageState.STOPPED, "danger", "not finished"),
        (MessageState.FAILED, "danger", "not finished"),
        (MessageState.INTERRUPTED, "danger", "not finished"),
        (MessageState.COMPLETE, "success", "done"),
    ],
)
def test_a_card_shows_and_says_how_its_call_ended(
    shown: Opener, state: MessageState, token: str, said: str
) -> None:
    view = shown(turn_row("a", "assistant", "", tool_calls=CALLS, state=state))
    assert spoken_state(view) == said
    assert has_colour(view, token)
    assert not has_colour(view, "success" if token == "danger" else "danger")


def test_a_card_runs_until_its_answer_has_ended(shown: Opener) -> None:
    growing = growing_row("a", "", tool_calls=CALLS)
    view = shown(growing)
    assert spoken_state(view) == "running"
    assert not has_colour(view, "success")
    view.layout_.turns[0].update(replace(growing, state=MessageState.COMPLETE, revision=0))
    assert spoken_state(view) == "done"


def test_a_long_name_leaves_room_for_the_sign(shown: Opener) -> None:
    calls = (ToolCall("1", "look_up_" * 40, "{}"),)
    view = shown(turn_row("a", "assistant", "", tool_calls=calls))
    assert has_colour(view, "success")
