"""Formulas as pictures: set by ziamath in a thread of their own, kept by source, size and colour.

Owns when a formula is set and how it sits on a line of text. Must not know where formulas stand. A
formula that cannot be set has no picture; its source is shown then.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from math import ceil

from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer
from typing_extensions import override

from desktop_chat.ui.transcript.worker import Worker

FORMULA_OBJECT = QTextFormat.ObjectTypes.UserObject.value + 1
_IMAGE_PROPERTY = QTextFormat.Property.UserProperty.value + 1
_MAX_KEPT = 500
_MAX_TEX_CHARACTERS = 2_000
# Each level of nesting doubles what ziamath does. A formula of a line takes 0.2 million calls and
# returns, one of a page some 2 million; so many take about two seconds.
_MAX_CALLS = 4_000_000
# What hangs lower than this share of its height no longer fits between two lines of text.
_MAX_HANGING = 0.35

Key = tuple[str, int, str, bool]


@dataclass(frozen=True, slots=True)
class FormulaImage:
    """A formula's picture; sizes in pixels of the screen at 100 %, `ascent` over the line."""

    image: QImage
    width: float
    height: float
    ascent: float


class MathImages(QObject):
    """Sets formulas when they are asked for and says when new ones are there.

    Signals:
        arrived: At least one picture more can be found; sent on the thread that owns the object.
    """

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: OrderedDict[Key, FormulaImage | None] = OrderedDict()
        self._running: set[Key] = set()
        self._worker = Worker("formulas", self)

    @property
    def is_busy(self) -> bool:
        """Whether pictures are being made."""
        return self._worker.is_busy

    def find(self, tex: str, px: int, color: QColor, is_display: bool) -> FormulaImage | None:
        """Return the picture of a formula, None as long as there is none; begin to make it then."""
        key = (tex, px, color.name(), is_display)
        if key in self._images:
            self._images.move_to_end(key)
            return self._images[key]
        if key not in self._running and len(tex) <= _MAX_TEX_CHARACTERS:
            self._running.add(key)
            self._worker.submit(partial(_set_formula, *key), partial(self._keep, key))
        return None

    def _keep(self, key: Key, image: FormulaImage | None) -> None:
        self._running.discard(key)
        self._images[key] = image
        while len(self._images) > _MAX_KEPT:
            self._images.popitem(last=False)
        if image is not None:
            self.arrived.emit()


class _TooCostly(BaseException):
    """A formula takes too much work; no handler of the library's own stops it."""


@contextmanager
def _limited_calls(limit: int) -> Iterator[None]:
    """Raise _TooCostly in what is done inside after so many calls and returns, on this thread."""
    calls = count()

    def count_call(_frame: object, _event: str, _argument: object) -> None:
        if next(calls) > limit:
            raise _TooCostly

    sys.setprofile(count_call)
    try:
        yield
    finally:
        sys.setprofile(None)


def _set_formula(tex: str, px: int, color: str, is_display: bool) -> FormulaImage | None:
    from ziafont.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # Qt draws no SVG 2
    try:
        with _limited_calls(_MAX_CALLS):
            formula = Latex(tex, size=px, color=color, inline=not is_display)
            # An unknown command would be set as its name.
            texts = (part.text or "" for part in formula.mathml.iter())
            svg = "" if any(text.startswith("\\") for text in texts) else formula.svg()
    except _TooCostly:
        return None
    except Exception:  # noqa: BLE001 - any text may come; whatever it breaks, its source is shown
        return None
    # A picture inside the picture could name a file.
    return None if not svg or "<image" in svg else _drawn(svg)


def _drawn(svg: str) -> FormulaImage | None:
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    box = renderer.viewBoxF()
    if not renderer.isValid() or box.isEmpty() or box.width() > 4_000 or box.height() > 2_000:
        return None
    density = 3
    image = QImage(
        ceil(box.width() * density),
        ceil(box.height() * density),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    return FormulaImage(image, box.width(), box.height(), -box.top())


def inline_format(format_: QTextCharFormat, image: FormulaImage) -> QTextCharFormat:
    """Return the format of the character that stands for a formula in a line of text."""
    inline = QTextCharFormat(format_)
    inline.setObjectType(FORMULA_OBJECT)
    inline.setProperty(_IMAGE_PROPERTY, image)
    if image.height - image.ascent > _MAX_HANGING * image.height:
        inline.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    return inline


class FormulaPainter(QPyTextObject):
    """Draws formulas in a document's lines, on the baseline of their text."""

    @override
    def intrinsicSize(self, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> QSizeF:
        image: FormulaImage = format.property(_IMAGE_PROPERTY)
        return QSizeF(image.width, _height_in_line(format, image))

    @override
    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        posInDocument: int,
        format: QTextFormat,
    ) -> None:
        image: FormulaImage = format.property(_IMAGE_PROPERTY)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(rect.x(), rect.y(), image.width, image.height), image.image)


def _height_in_line(format_: QTextFormat, image: FormulaImage) -> float:
    """Return the height a formula takes up: what hangs a little below the line finds room there."""
    aligned = format_.toCharFormat().verticalAlignment()
    if aligned is QTextCharFormat.VerticalAlignment.AlignMiddle:
        return image.height
    return image.ascent
