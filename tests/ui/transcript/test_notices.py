"""The notices under a turn lean to the interface's leading side, whatever language they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage
from support.turn_rows import turn_row

from desktop_chat.app.rows import RowAction, RowNotice
from desktop_chat.core.message import MessageState
from desktop_chat.ui.transcript.cards.notice import NoticePiece
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.view import TranscriptView

Opener = Callable[..., TranscriptView]
DIRECTIONS = [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
STOPPED = RowNotice(
    "stopped", "Stopped by you.", actions=(RowAction("message.continue", "Continue"),)
)
FAILED = RowNotice(
    "error",
    "The server is busy.",
    "Try again in a minute.",
    actions=(RowAction("message.retry", "Retry"),),
    detail="Error 503",
)

CAP = RowNotice(
    "cap",
    "Stopped at your cap of $0.10 per message.",
    "≈ $0.1004 spent, 40 tokens kept.",
    actions=(
        RowAction("message.continue_once", "Continue once, up to $0.20"),
        RowAction("spending.caps", "Change caps…"),
    ),
)


def shown_notice(
    shown: Opener, notice: RowNotice, direction: Qt.LayoutDirection
) -> tuple[TranscriptView, NoticePiece, QRect]:
    """Return a view of an answer with a notice, the notice, and its place in the view."""
    row = turn_row("a", "assistant", "Text", state=MessageState.STOPPED, notice=notice)
    view = shown(row)
    view.setLayoutDirection(direction)
    view.grab()
    pieces = view.layout_.turns[0].pieces
    (number,) = [n for n, piece in enumerate(pieces) if isinstance(piece, NoticePiece)]
    piece = pieces[number]
    assert isinstance(piece, NoticePiece)
    return view, piece, view.rect_of(Place(0, number))


def ink(image: QImage, area: QRectF) -> QRect:
    """Return where in an area something differs from the colour of its middle row's edge."""
    ratio = image.devicePixelRatio()
    left, right = round(area.left() * ratio), round(area.right() * ratio)
    top, bottom = round(area.top() * ratio), round(area.bottom() * ratio)
    ground = image.pixelColor(left, (top + bottom) // 2)
    found = [
        x
        for x in range(left, right)
        if any(image.pixelColor(x, y) != ground for y in range(top, bottom))
    ]
    return QRect(found[0], top, found[-1] - found[0] + 1, bottom - top)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("notice", [STOPPED, FAILED, CAP], ids=["line", "card", "cap"])
def test_a_sentence_stands_beside_its_icon(
    shown: Opener, notice: RowNotice, direction: Qt.LayoutDirection
) -> None:
    _, piece, _ = shown_notice(shown, notice, direction)
    first, last = (piece.position_rect(place).x() for place in (0, piece.length))
    lead, far = min(first, piece.width - last), max(first, piece.width - last)
    assert (first < piece.width - last) is (direction is Qt.LayoutDirection.LeftToRight)
    assert lead < 48 < far


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("notice", [STOPPED, FAILED, CAP], ids=["line", "card", "cap"])
def test_what_stands_in_a_button_is_as_far_from_either_edge(
    shown: Opener, notice: RowNotice, direction: Qt.LayoutDirection
) -> None:
    view, piece, place = shown_notice(shown, notice, direction)
    button = piece.targets()[0].rect
    image = view.viewport().grab(place).toImage()
    inside = button.adjusted(2, 7, -2, -7)
    drawn = ink(image, inside)
    before = drawn.left() - inside.left()
    behind = inside.right() - drawn.right()
    assert min(before, behind) >= 6
    assert abs(before - behind) <= 4


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_cap_says_what_was_spent_and_its_buttons_stand_under_its_words(
    shown: Opener, direction: Qt.LayoutDirection
) -> None:
    _, piece, _ = shown_notice(shown, CAP, direction)
    assert piece.shown_text == f"{CAP.text} {CAP.advice}"
    first, second = (target.rect for target in piece.targets())
    lead = (
        first.left() if direction is Qt.LayoutDirection.LeftToRight else piece.width - first.right()
    )
    assert 20 < lead < 48
    assert first.intersected(second).isEmpty()
