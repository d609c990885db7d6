"""A picture on its own line: a placeholder that names its host until it is asked for, then itself.

Owns the look of one picture in each of its stages. Must not know where pictures come from.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath
from typing_extensions import override

from desktop_chat.markup.blocks import Image
from desktop_chat.markup.links import host_of
from desktop_chat.ui.transcript.blocks.document import image_label
from desktop_chat.ui.transcript.blocks.flow import Leaf
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.blocks.piece import (
    TOGGLE,
    PaintState,
    Target,
    paint_card,
    paint_focus,
    paint_hit,
)
from desktop_chat.ui.transcript.look import Look
from desktop_chat.ui.transcript.pictures import Picture, Pictures, Stage

_CARD = 56
_BUTTON = 28
_PADDING = 14
_ICON = 20
_HIGHEST = 480
_BAR = 3
_RADIUS = 10
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def _words(text: str) -> str:
    return QCoreApplication.translate("PicturePiece", text)


class PicturePiece(LeafPiece):
    """One picture."""

    is_text = True

    def __init__(self, look: Look, leaf: Leaf, image: Image, pictures: Pictures) -> None:
        super().__init__(look, leaf)
        self._source = image.source
        self._alt = image.alt
        self._label = image_label(image)
        self._pictures = pictures
        self._shown: Picture | None = None
        self.height = look.px(_CARD)

    @property
    def _picture(self) -> Picture:
        return self._pictures.find(self._source)

    @override
    def is_measured(self, width: int) -> bool:
        return super().is_measured(width) and self._shown is self._picture

    @override
    def laid_out(self, width: int) -> int:
        self._shown = self._picture
        if self._shown.image is not None:
            return round(self._picture_rect(self._shown.image).height())
        card = self.look.px(_CARD)
        return max(card, round(2.4 * QFontMetricsF(self.look.label).height()))

    def _picture_rect(self, image: QImage) -> QRectF:
        """Return where the picture stands: never larger than it is, nor than the column."""
        ratio = image.devicePixelRatio()
        width, height = image.width() / ratio, image.height() / ratio
        scale = self.look.px(1_000) / 1_000
        wanted = min(scale, self.content_width / width, self.look.px(_HIGHEST) / height)
        width, height = max(1.0, width * wanted), max(1.0, height * wanted)
        left = self.origin.x() + (self.content_width - width if self.is_rtl else 0)
        return QRectF(left, 0, width, height)

    @property
    def _card(self) -> QRectF:
        return QRectF(self.origin.x(), 0, self.content_width, self.height)

    # Painting -----------------------------------------------------------------------------------

    @override
    def paint_content(self, painter: QPainter, state: PaintState) -> None:
        picture = self._shown or self._picture
        is_selected = state.selection is not None
        for hit in state.hits:
            paint_hit(painter, self.look, self._card, is_current=hit.is_current)
        if picture.image is not None:
            self._paint_picture(painter, picture.image, is_selected=is_selected)
        else:
            self._paint_placeholder(painter, picture, state, is_selected=is_selected)

    def _paint_picture(self, painter: QPainter, image: QImage, *, is_selected: bool) -> None:
        rect = self._picture_rect(image)
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        path = QPainterPath()
        path.addRoundedRect(rect, self.look.px(6), self.look.px(6))
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.drawImage(rect, image)
        if is_selected:
            tint = self.look.color("accent")
            tint.setAlphaF(0.35)
            painter.fillRect(rect, tint)
        painter.restore()

    def _paint_placeholder(
        self, painter: QPainter, picture: Picture, state: PaintState, *, is_selected: bool
    ) -> None:
        look = self.look
        ground = "bg_selected" if is_selected else "bg_code"
        paint_card(painter, self._card, look.color(ground), look.color("border"), look.px(_RADIUS))
        targets = self.targets()
        room = targets[0].rect.width() + look.px(8) if targets else 0
        icon = look.icon("image", "text_2", _ICON)
        place = self._from_start(look.px(_PADDING), look.px(_ICON))
        y = (self.height - look.px(_ICON)) / 2
        painter.drawPixmap(QPointF(place.x(), y), icon)
        start = look.px(_PADDING + _ICON + 12)
        lines = self._from_start(start, self.content_width - start - look.px(_PADDING) - room)
        self._paint_lines(painter, lines, self._alt or _words("Image"), self._note(picture))
        if picture.stage is Stage.LOADING:
            self._paint_progress(painter, picture)
        for number, target in enumerate(targets):
            self._paint_button(painter, target, number, state)

    def _from_start(self, x: float, width: float) -> QRectF:
        """Return a rectangle of the card's height, at a distance from its leading edge."""
        left = self.content_width - x - width if self.is_rtl else x
        return QRectF(self.origin.x() + left, 0, max(0.0, width), self.height)

    def _paint_lines(self, painter: QPainter, rect: QRectF, first: str, second: str) -> None:
        look = self.look
        side = Qt.AlignmentFlag.AlignRight if self.is_rtl else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | _MIDDLE
        above = QFontMetricsF(look.label).height()
        below = QFontMetricsF(look.caption).height()
        top = (self.height - above - below) / 2
        for text, font, token, y, height in (
            (first, look.label, "text", top, above),
            (second, look.caption, "text_2", top + above, below),
        ):
            painter.setFont(font)
            painter.setPen(look.color(token))
            shown = QFontMetricsF(font).elidedText(
                " ".join(text.split()), Qt.TextElideMode.ElideRight, rect.width()
            )
            painter.drawText(QRectF(rect.x(), y, rect.width(), height), flags, shown)

    def _note(self, picture: Picture) -> str:
        """Return the second line: where the picture is, and how far it has got."""
        host = host_of(self._source)
        match picture.stage:
            case Stage.WAITING:
                return host
            case Stage.LOADING:
                return f"{host} · {_amount(picture)}" if picture.received else host
            case Stage.FAILED:
                return picture.error
            case Stage.REFUSED:
                return _words("Not shown: its address is none of a picture on the web.")
            case _:
                size = len(self._source) * 3 // 4 if not host else 0
                return host or _words("Embedded, {0}").format(_bytes(size))

    def _paint_progress(self, painter: QPainter, picture: Picture) -> None:
        look = self.look
        if not picture.total:
            return
        track = self._card.adjusted(look.px(_PADDING), 0, -look.px(_PADDING), 0)
        track.setTop(self.height - look.px(_BAR + 4))
        track.setHeight(look.px(_BAR))
        paint_card(painter, track, look.color("stroke"), None, look.px(_BAR) // 2)
        track.setWidth(track.width() * min(1.0, picture.received / picture.total))
        paint_card(painter, track, look.color("accent"), None, look.px(_BAR) // 2)

    def _paint_button(
        self, painter: QPainter, target: Target, number: int, state: PaintState
    ) -> None:
        look = self.look
        fill = "bg_hover" if state.hovered == number else "bg_button"
        paint_card(painter, target.rect, look.color(fill), look.color("stroke"), look.px(6))
        if state.focused == number:
            paint_focus(painter, look, target.rect.adjusted(1, 1, -1, -1), look.px(6))
        painter.setFont(look.label)
        painter.setPen(look.color("text"))
        painter.drawText(target.rect, Qt.AlignmentFlag.AlignCenter, self._button(target.value))

    def _button(self, value: str) -> str:
        if value == "cancel":
            return _words("Cancel")
        failed = self._picture.stage is Stage.FAILED
        return _words("Try again") if failed else _words("Load")

    # Acting -------------------------------------------------------------------------------------

    @override
    def targets(self) -> list[Target]:
        stage, host = self._picture.stage, host_of(self._source)
        values = {Stage.WAITING: "load", Stage.FAILED: "load", Stage.LOADING: "cancel"}
        value = values.get(stage, "")
        if not value or not host or self.look.is_paper:
            return []
        look = self.look
        width = QFontMetricsF(look.label).horizontalAdvance(self._button(value)) + look.px(24)
        height = look.px(_BUTTON)
        x = look.px(_PADDING) if self.is_rtl else self.content_width - look.px(_PADDING) - width
        rect = QRectF(self.origin.x() + x, (self.height - height) / 2, width, height)
        name = _words("Load the image from {0}").format(host)
        if value == "cancel":
            name = _words("Do not load the image")
        return [Target(TOGGLE, value, rect, name, host)]

    @override
    def toggle(self, value: str) -> None:
        if value == "load":
            self._pictures.load(self._source)
        else:
            self._pictures.cancel(self._source)
        self.invalidate()

    # Text ---------------------------------------------------------------------------------------

    @property
    @override
    def length(self) -> int:
        return len(self._label.encode("utf-16-le", "surrogatepass")) // 2

    @override
    def text_between(self, start: int, end: int) -> str:
        return self._label if end > start else ""

    @override
    def position_at(self, point: QPointF) -> int:
        return 0 if point.x() < self.origin.x() + self.content_width / 2 else self.length

    @override
    def word_at(self, position: int) -> tuple[int, int]:
        return 0, self.length

    @override
    def position_rect(self, position: int) -> QRectF:
        return QRectF(self.origin.x(), 0, 1, self.height)

    @override
    def is_arrow(self, point: QPointF) -> bool:
        return True


def _amount(picture: Picture) -> str:
    if picture.total:
        return _words("{0} of {1}").format(_bytes(picture.received), _bytes(picture.total))
    return _bytes(picture.received)


def _bytes(count: int) -> str:
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
