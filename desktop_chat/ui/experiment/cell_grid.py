"""The grid of answers: one cell a place, labels above and before, walked by mouse and keys.

It owns sizes and labels. What a cell looks like is `cell_painting`'s, what it says `Face`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QWidget
from typing_extensions import override

from desktop_chat.ui.experiment.cell_painting import GAP, LEAST_WIDTH, CellDelegate
from desktop_chat.ui.experiment.face import Face
from desktop_chat.ui.experiment.plane import Index, PlaneModel, PlaneView
from desktop_chat.ui.theme.fonts import caption_font, label_font
from desktop_chat.ui.theme.tokens import Theme

_HEAD = 32
_LEAD = 32
_EDGE = 16
_MOST_LEAD = 128
_MOST_WIDTH = 420
_ABSOLUTE = Qt.AlignmentFlag.AlignAbsolute


class _GridModel(PlaneModel[Face]):
    """Faces, said whole to a screen reader."""

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.value_at(index).spoken
        return None


class _Labels(QHeaderView):
    """The labels along one side; the axis's title stands once, at the first of them."""

    def __init__(self, theme: Theme, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.title = ""
        self.theme = theme
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumSectionSize(1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.fillRect(event.rect(), QColor(self.theme.bg_content))
        for section in range(self.count()):
            box = self._box_of(section)
            if box.intersects(event.rect()):
                self._paint_label(painter, box, section)

    def _box_of(self, section: int) -> QRect:
        place, size = self.sectionViewportPosition(section), self.sectionSize(section)
        port = self.viewport()
        if self.orientation() is Qt.Orientation.Horizontal:
            return QRect(place, 0, size, port.height())
        return QRect(0, place, port.width(), size)

    def _paint_label(self, painter: QPainter, box: QRect, section: int) -> None:
        label = self.model().headerData(section, self.orientation())
        title = self.title if section == 0 else ""
        if self.orientation() is Qt.Orientation.Horizontal:
            self._paint_above(painter, box, title, str(label or ""))
        else:
            self._paint_before(painter, box, title, str(label or ""))

    def _paint_above(self, painter: QPainter, rect: QRect, title: str, label: str) -> None:
        px = self.theme.px
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        box = rect.adjusted(px(2), px(4), -px(GAP + 2), 0)
        flags = int((side | Qt.AlignmentFlag.AlignVCenter | _ABSOLUTE).value)
        if title:
            width = QFontMetrics(caption_font(self.theme)).horizontalAdvance(title)
            width = min(width, box.width() // 2)
            self._draw(painter, box, flags, title, "text_3", width=width)
            start = width + px(4)
            box = box.adjusted(0 if is_mirrored else start, 0, -start if is_mirrored else 0, 0)
        self._draw(painter, box, flags, label, "text", is_strong=True)

    def _paint_before(self, painter: QPainter, rect: QRect, title: str, label: str) -> None:
        px = self.theme.px
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignLeft if is_mirrored else Qt.AlignmentFlag.AlignRight
        edge, gap = px(_EDGE), px(10)
        box = rect.adjusted(
            gap if is_mirrored else edge, px(8), -edge if is_mirrored else -gap, -px(GAP)
        )
        flags = int((side | Qt.AlignmentFlag.AlignTop | _ABSOLUTE).value)
        if title:
            self._draw(painter, box, flags, title, "text_3")
            box.setTop(box.top() + QFontMetrics(caption_font(self.theme)).height())
        self._draw(painter, box, flags, label, "text", is_strong=True)

    def _draw(
        self,
        painter: QPainter,
        box: QRect,
        flags: int,
        text: str,
        colour: str,
        *,
        width: int = 0,
        is_strong: bool = False,
    ) -> None:
        font = caption_font(self.theme)
        if is_strong:
            font.setWeight(label_font(self.theme).weight())
        painter.setFont(font)
        painter.setPen(QColor(getattr(self.theme, colour)))
        line = QFontMetrics(font).elidedText(
            text, Qt.TextElideMode.ElideRight, width or box.width()
        )
        painter.drawText(box, flags | Qt.TextFlag.TextSingleLine, line)

    @override
    def sizeHint(self) -> QSize:
        if self.orientation() is Qt.Orientation.Horizontal:
            return QSize(0, self.theme.px(_HEAD))
        return QSize(self._lead, 0)

    @property
    def _lead(self) -> int:
        px = self.theme.px
        metrics = QFontMetrics(caption_font(self.theme, label_font(self.theme).weight()))
        model = self.model()
        labels = [str(model.headerData(row, self.orientation())) for row in range(self.count())]
        words = max((metrics.horizontalAdvance(text) for text in [self.title, *labels]), default=0)
        inner = min(max(px(_LEAD), words + 2), px(_MOST_LEAD))
        return inner + px(_EDGE + 10)


class CellGrid(QWidget):
    """Cells over two axes.

    Args:
        theme: The colours and sizes at first.
    """

    chosen = Signal(int)
    """The user went to a place, by its number."""
    entered = Signal(int)
    """The user wants to see a place whole."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = _GridModel(self)
        self._delegate = CellDelegate(theme, self)
        self._text_limit = 0
        self.view = PlaneView(self.tr("Answers"), self)
        self._above = _Labels(theme, Qt.Orientation.Horizontal, self.view)
        self._before = _Labels(theme, Qt.Orientation.Vertical, self.view)
        self.view.setHorizontalHeader(self._above)
        self.view.setVerticalHeader(self._before)
        self.view.setModel(self._model)
        self.view.setItemDelegate(self._delegate)
        self.view.chosen.connect(self.chosen)
        self.view.entered.connect(self.entered)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.set_theme(theme)

    @property
    def text_limit(self) -> int:
        """How many characters of an answer a cell shows at most."""
        return self._text_limit

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = self._above.theme = self._before.theme = theme
        self._delegate.set_theme(theme)
        self._before.setDefaultSectionSize(self._delegate.height + theme.px(GAP))
        self._arrange()
        self.update()

    def show_plane(
        self,
        columns: tuple[str, Sequence[str]],
        rows: tuple[str, Sequence[str]],
        make: Callable[[int], Face],
    ) -> None:
        """Show the cells of two axes, each given by its title and its labels.

        `make` makes the face of a place, row by row, when the place comes into sight.
        """
        self._above.title, self._before.title = columns[0], rows[0]
        self._model.show(rows[1], columns[1], make)
        self._arrange()

    def refresh(self, number: int) -> None:
        """Make the face of a place anew; only its cell is painted again, and only if it differs."""
        self._model.refresh(number)

    def refresh_all(self) -> None:
        """Make all faces anew that were in sight."""
        self._model.refresh_all()

    def face(self, number: int) -> Face:
        """Return what a place shows."""
        return self._model.value(number)

    def choose(self, number: int) -> None:
        """Show a place as chosen, and bring it into sight, without a signal."""
        self.view.choose(number)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._theme.bg_content))

    @property
    def _cell_width(self) -> int:
        columns = max(1, len(self._model.columns))
        px = self._theme.px
        lead = self._before.sizeHint().width()
        room = (self.width() - lead - px(_EDGE - GAP)) // columns
        return min(max(px(LEAST_WIDTH + GAP), room), px(_MOST_WIDTH))

    def _arrange(self) -> None:
        self._before.setFixedWidth(self._before.sizeHint().width())
        width = self._cell_width
        self._text_limit = self._delegate.text_limit(width)
        self._above.setDefaultSectionSize(width)
        # Beside a scroll bar the gap behind the last cell may be cut: nothing to scroll to.
        is_wide = width > self._theme.px(LEAST_WIDTH + GAP) or self._fits(width)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.view.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if is_wide else policy
        )
        self.view.updateGeometries()

    def _fits(self, width: int) -> bool:
        room = self.width() - self._before.sizeHint().width() - self._theme.px(_EDGE - GAP)
        return width * len(self._model.columns) <= room

    @property
    def wanted_height(self) -> int:
        """The height at which no row has to be scrolled to."""
        row = self._delegate.height + self._theme.px(GAP)
        return self._theme.px(_HEAD) + row * len(self._model.rows) + self._theme.px(GAP)
