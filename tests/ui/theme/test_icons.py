"""Every drawing is coloured, sharp and turned as its text runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from desktop_chat.resources import resource_path
from desktop_chat.ui.theme import icons
from desktop_chat.ui.theme.icons import icon, pixmap

pytestmark = pytest.mark.usefixtures("qapp")

DRAWINGS = sorted(path.stem for path in resource_path("icons/lucide").glob("*.svg"))


def ink(image: QImage) -> set[str]:
    """Return the colours of all pixels that are not transparent."""
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    colours = (image.pixelColor(x, y) for x, y in points)
    return {colour.name() for colour in colours if colour.alpha() > 200}


def weight_of(image: QImage, left: int, right: int) -> int:
    """Return how much ink stands between two columns."""
    rows = range(image.height())
    return sum(image.pixelColor(x, y).alpha() for x in range(left, right) for y in rows)


def test_a_missing_drawing_is_an_error_and_no_blank() -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-drawing", "#000000")


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_drawing_is_drawn_in_the_colour_asked_for(name: str) -> None:
    assert ink(pixmap(name, "#ff0000", 48).toImage()) == {"#ff0000"}


def test_a_drawing_is_as_dense_as_the_screen(qapp: QApplication) -> None:
    ratio = qapp.devicePixelRatio()
    image = pixmap("plus", QColor("black"), 16)
    assert image.width() == 16 * ratio
    assert image.devicePixelRatio() == ratio


def test_only_drawings_with_a_direction_turn_around() -> None:
    right_to_left = Qt.LayoutDirection.RightToLeft
    forward = pixmap("panel-left", "black", 24).toImage()
    turned = pixmap("panel-left", "black", 24, right_to_left).toImage()
    assert weight_of(forward, 0, 12) > weight_of(forward, 12, 24)
    assert weight_of(turned, 0, 12) < weight_of(turned, 12, 24)
    dice = pixmap("dices", "black", 16).toImage()
    assert pixmap("dices", "black", 16, right_to_left).toImage() == dice


def test_no_drawing_is_shipped_that_nothing_shows() -> None:
    window = Path(icons.__file__).parents[1]
    sources = [path.read_text(encoding="utf-8") for path in window.rglob("*.py")]
    assert DRAWINGS
    assert not [name for name in DRAWINGS if not any(f'"{name}"' in text for text in sources)]


def test_the_licence_stands_beside_the_drawings() -> None:
    assert "ISC License" in resource_path("icons/lucide/LICENSE").read_text()
