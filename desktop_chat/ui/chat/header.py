"""The band over the transcript: title, model, and the ways to search and to the side panes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.actions import shortcut_text
from desktop_chat.ui.row_painting import draw_glyph
from desktop_chat.ui.theme.fonts import ui_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.labels import ElidedLabel, TextStyle, set_plain_tooltip
from desktop_chat.ui.widgets.margins import set_margins

_HEIGHT = 48
_ROOM_FOR_BRANCHES = 440
_GLYPH = 16
_CHEVRON = 14


class ModelButton(QAbstractButton):
    """A button that shows which model answers and opens the choice of another.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Model"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        font = ui_font(theme)
        font.setWeight(font.Weight.Medium)
        self.setFont(font)
        self.updateGeometry()

    def set_model(self, title: str, detail: str) -> None:
        """Show a model's title, and say on hover what it is and where it answers."""
        self.setText(title)
        self.setAccessibleDescription(f"{title}, {detail}")
        set_plain_tooltip(self, f"{title}\n{detail}")
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        px = self._theme.px
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(words + px(10 + _GLYPH + 8 + 8 + _CHEVRON + 10) + 2, px(32))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(96), self._theme.px(32))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = self.hasFocus()
        width = theme.focus_px if has_focus else 1
        is_lit = self.isEnabled() and (self.underMouse() or self.isDown())
        painter.setPen(QPen(QColor(theme.focus if has_focus else theme.stroke), width))
        painter.setBrush(QColor(theme.bg_hover if is_lit else theme.bg_button))
        inset = width / 2
        frame = self.rect().toRectF().adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, px(6), px(6))
        content = self.rect().adjusted(px(10), 0, -px(10), 0)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        glyph_x = content.right() + 1 - px(_GLYPH) if is_mirrored else content.left()
        glyph_y = (self.height() - px(_GLYPH)) // 2
        draw_glyph(painter, glyph_x, glyph_y, px(_GLYPH), self.text(), theme)
        chevron_x = content.left() if is_mirrored else content.right() + 1 - px(_CHEVRON)
        chevron = pixmap("chevron-down", theme.text_2, px(_CHEVRON))
        painter.drawPixmap(chevron_x, (self.height() - px(_CHEVRON)) // 2, chevron)
        start, end = px(_GLYPH + 8), px(_CHEVRON + 8)
        words = content.adjusted(
            end if is_mirrored else start, 0, -start if is_mirrored else -end, 0
        )
        painter.setFont(self.font())
        painter.setPen(QColor(theme.text if self.isEnabled() else theme.text_3))
        line = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(
            words, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), line
        )


class Header(QWidget):
    """Title and model at the leading side, buttons at the end; a rule below.

    Args:
        theme: The colours and sizes at first.
    """

    model_clicked = Signal()
    search_clicked = Signal()
    experiment_clicked = Signal()
    branches_clicked = Signal()
    sidebar_clicked = Signal()
    inspector_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.sidebar_button = IconButton(theme, "panel-left", self.tr("Show conversations"))
        self._title = ElidedLabel(theme, "", TextStyle.TITLE)
        self.model_button = ModelButton(theme)
        self._search = IconButton(theme, "search", self.tr("Search conversations"))
        self._flask = IconButton(theme, "flask-conical", self.tr("New experiment"))
        self._branches = IconButton(theme, "git-branch", self.tr("Branches"))
        self._inspector = IconButton(theme, "panel-right", self.tr("Parameters"))
        self._inspector.setCheckable(True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.sidebar_button)
        self._row.addWidget(self._title)
        self._row.addWidget(self.model_button)
        self._row.addStretch(1)
        self._row.addWidget(self._flask)
        self._row.addWidget(self._search)
        self._row.addWidget(self._branches)
        self._row.addWidget(self._inspector)
        self.sidebar_button.clicked.connect(self.sidebar_clicked)
        self.model_button.clicked.connect(self.model_clicked)
        self._search.clicked.connect(self.search_clicked)
        self._flask.clicked.connect(self.experiment_clicked)
        self._branches.clicked.connect(self.branches_clicked)
        self._inspector.clicked.connect(self.inspector_clicked)
        self._offer_shortcuts()
        self.show_panes(has_sidebar=True, has_inspector=True)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        set_margins(self._row, self, theme.px(16), 0, theme.px(8), 0)
        self._row.setSpacing(theme.px(8))
        self.setFixedHeight(theme.px(_HEIGHT))

    def set_title(self, title: str) -> None:
        """Show a conversation's title."""
        self._title.setText(plain_line(title) or self.tr("New chat"))

    def show_panes(self, *, has_sidebar: bool, has_inspector: bool) -> None:
        """Show which side panes are there; without the sidebar there is a button for it."""
        self.sidebar_button.setVisible(not has_sidebar)
        self._inspector.setChecked(has_inspector)

    def _offer_shortcuts(self) -> None:
        buttons = {
            self.sidebar_button: "view.sidebar",
            self._search: "conversation.search",
            self._flask: "experiment.new",
            self._branches: "conversation.branches",
            self._inspector: "view.inspector",
        }
        for button, command_id in buttons.items():
            set_plain_tooltip(button, f"{button.accessibleName()} ({shortcut_text(command_id)})")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The menu has it too.
        self._branches.setVisible(self.width() >= self._theme.px(_ROOM_FOR_BRANCHES))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rule = QColor(self._theme.border)
        painter.fillRect(0, self.height() - 1, self.width(), 1, rule)
