"""The bands of the sidebar: New chat, the number and order of hits, the state of the archive."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.archive import Order
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle, set_plain_tooltip
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.segmented import SegmentedControl


class NewChatButton(QPushButton):
    """A wide button with a plus, its words, and its shortcut in a quieter colour."""

    def __init__(self, theme: Theme, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plus = QLabel()
        self._hint = Label(theme, shortcut, TextStyle.CAPTION, "text_3")
        self._words = ElidedLabel(theme, self.tr("New chat"), TextStyle.BODY)
        self.setAccessibleName(self.tr("New chat"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addStretch()
        for part in (self._plus, self._words, self._hint):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(part)
        row.addStretch()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme and draw the plus in its colour."""
        self._plus.setPixmap(pixmap("plus", theme.text, theme.px(16)))
        self.setFixedHeight(theme.px(32))

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._row.sizeHint().width(), self.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._row.minimumSize().width() - self._hint.width(), self.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The shortcut gives way to the words: the menu shows it too.
        self._hint.setVisible(self._room_for_words() >= self._words.sizeHint().width())

    def _room_for_words(self) -> int:
        margins = self._row.contentsMargins()
        others = self._plus.sizeHint().width() + self._hint.sizeHint().width()
        gaps = margins.left() + margins.right() + 2 * self._row.spacing()
        return self.width() - others - gaps


class HitsBand(QWidget):
    """Says how many hits there are, and in which order they come."""

    order_chosen = Signal(str)
    """A value of `Order`."""
    save_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = Label(theme, "", TextStyle.CAPTION, "text_2")
        orders = (
            (Order.NEWEST.value, self.tr("Newest")),
            (Order.RELEVANCE.value, self.tr("Relevance")),
        )
        self._order = SegmentedControl(theme, self.tr("Order"), orders, height=22)
        self._order.chosen.connect(self.order_chosen)
        self.save = IconButton(theme, "save", self.tr("Save this search"), extent=24)
        self.save.clicked.connect(self.save_clicked)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._count, 1)
        self._row.addWidget(self.save)
        self._row.addWidget(self._order)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._order.set_theme(theme)
        set_margins(self._row, self, theme.px(16), theme.px(2), theme.px(8), theme.px(4))

    @property
    def order(self) -> Order:
        """The order that is chosen."""
        return Order(self._order.current)

    @property
    def text(self) -> str:
        """What it says, "" while it is hidden."""
        return "" if self.isHidden() else self._count.text()

    def set_text(self, text: str) -> None:
        """Say how many hits there are; "" hides the band."""
        self._count.setText(text)
        self.setVisible(bool(text))


class Footer(QWidget):
    """A band that says what the archive holds and whether all is saved, with a way to Settings."""

    settings_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QLabel()
        self._text = ElidedLabel(theme, "", TextStyle.CAPTION, "text_2")
        self._settings = IconButton(theme, "settings", self.tr("Settings"))
        self._settings.clicked.connect(self.settings_clicked)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self._row.addWidget(self._box)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._settings)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme and draw the box in its colour."""
        self._theme = theme
        self._box.setPixmap(pixmap("archive", theme.text_2, theme.px(16)))
        set_margins(self._row, self, theme.px(16), 0, theme.px(6), 0)
        self.setFixedHeight(theme.px(36))

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 0, self.width(), 1, QColor(self._theme.border))

    def set_text(self, text: str, place: str) -> None:
        """Say what the archive holds, and on hover where it is."""
        self._text.setText(text)
        set_plain_tooltip(self, place)
