"""The leading column of the picker: whose models are shown, and to which they are narrowed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_chat.core.model_filter import Trait
from desktop_chat.core.provider import Endpoint
from desktop_chat.ui.row_painting import begin_row, draw_line, mirrored, paint_ground
from desktop_chat.ui.theme.fonts import ui_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.scroll_column import ScrollColumn

_WIDTH = 168
_EDGE = 8
_ROW = 32
_TRAIT_DRAWINGS = {
    Trait.FREE: "coins",
    Trait.REASONING: "brain",
    Trait.TOOLS: "wrench",
    Trait.VISION: "image",
    Trait.AUDIO: "audio-lines",
    Trait.FILES: "paperclip",
    Trait.STRUCTURED: "braces",
}


class RailButton(QAbstractButton):
    """A row of the rail: a drawing and words; checked means taken.

    Args:
        theme: The colours and sizes at first.
        drawing: The Lucide name of its drawing.
        text: Its words.
        key: What it stands for.
    """

    def __init__(self, theme: Theme, drawing: str, text: str, key: str) -> None:
        super().__init__()
        self.key = key
        self._drawing = drawing
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the font and sizes of a theme."""
        self._theme = theme
        self.setFont(ui_font(theme))
        self.setFixedSize(theme.px(_WIDTH - 2 * _EDGE), theme.px(_ROW))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        option = QStyleOptionViewItem()
        option.initFrom(self)
        if self.isChecked():
            option.state |= QStyle.StateFlag.State_Selected
        painter = QPainter(self)
        begin_row(painter)
        paint_ground(painter, option, self.rect(), theme)
        size = px(16)
        sign = mirrored(option, QRect(px(8), (self.height() - size) // 2, size, size))
        colour = theme.text if self.isChecked() else theme.text_2
        painter.drawPixmap(sign.topLeft(), pixmap(self._drawing, colour, size))
        painter.setFont(self.font())
        painter.setPen(QColor(theme.text))
        draw_line(painter, option, self.rect().adjusted(px(32), 0, -px(8), 0), self.text())
        painter.restore()


class Rail(QWidget):
    """Endpoints, one of which is taken, and traits, any of which may be.

    Args:
        theme: The colours and sizes at first.
    """

    endpoint_chosen = Signal(str)
    """An endpoint, by its id."""
    traits_changed = Signal()
    """Traits, or whether only favourites are wanted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._endpoints = QButtonGroup(self)
        self._endpoints.buttonClicked.connect(self._report)
        self._traits = {trait: self._trait_button(trait) for trait in Trait}
        self._favourites = RailButton(theme, "star", self.tr("Favourites"), "favourites")
        self._favourites.toggled.connect(lambda *_: self.traits_changed.emit())
        self._favourites.hide()
        self._endpoint_column = QVBoxLayout()
        scroll = ScrollColumn()
        self._column = scroll.column
        self._head = Label(theme, self.tr("Endpoint"), TextStyle.HEADING, "text_2")
        self._trait_head = Label(theme, self.tr("Only"), TextStyle.HEADING, "text_2")
        self._column.addWidget(self._trait_head)
        self._column.addWidget(self._favourites)
        for button in self._traits.values():
            self._column.addWidget(button)
        # Last: it is the longest part, and the one that is changed least.
        self._column.addWidget(self._head)
        self._column.addLayout(self._endpoint_column)
        self._column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        self.setFixedWidth(theme.px(_WIDTH))
        edge = theme.px(_EDGE)
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(theme.px(2))
        self._endpoint_column.setSpacing(theme.px(2))
        side, gap = theme.px(8), theme.px(4)
        self._trait_head.setContentsMargins(side, gap, side, gap)
        self._head.setContentsMargins(side, theme.px(16), side, gap)

    @property
    def traits(self) -> frozenset[Trait]:
        """The traits that are taken and can be asked for."""
        return frozenset(
            trait
            for trait, button in self._traits.items()
            if button.isChecked() and not button.isHidden()
        )

    def show_endpoints(self, endpoints: Sequence[Endpoint], chosen_id: str) -> bool:
        """Offer these endpoints, one of them taken; return whether rows were made for them."""
        rows = {b.key: b for b in self._endpoints.buttons() if isinstance(b, RailButton)}
        if [(key, row.text()) for key, row in rows.items()] == [(e.id, e.title) for e in endpoints]:
            rows[chosen_id].setChecked(True)
            return False
        for button in self._endpoints.buttons():
            self._endpoints.removeButton(button)
            button.deleteLater()
        for endpoint in endpoints:
            drawing = "cpu" if endpoint.id == "practice" else "server"
            button = RailButton(self._theme, drawing, endpoint.title, endpoint.id)
            button.setChecked(endpoint.id == chosen_id)
            self._endpoints.addButton(button)
            self._endpoint_column.addWidget(button)
            # Left to the layout it would be shown later, and the rows measured while it has none.
            button.show()
        self._measure()
        return True

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        edge = 0 if is_mirrored else self.width() - 1
        painter.fillRect(edge, 0, 1, self.height(), QColor(self._theme.border))

    def choose(self, endpoint_id: str) -> None:
        """Take an endpoint, as a click on it does."""
        for button in self._endpoints.buttons():
            if isinstance(button, RailButton) and button.key == endpoint_id:
                button.click()

    @property
    def only_favourites(self) -> bool:
        """Whether nothing but favourites is wanted."""
        return self._favourites.isChecked() and not self._favourites.isHidden()

    def narrow_to_favourites(self) -> None:
        """Want nothing but favourites, as a click does."""
        self._favourites.click()

    def offer_traits(self, traits: Collection[Trait]) -> None:
        """Offer only traits that some model has."""
        for trait, button in self._traits.items():
            button.setVisible(trait in traits)
        self._show_head()

    def offer_favourites(self, *, has_any: bool) -> None:
        """Offer to narrow to favourites where there are any."""
        self._favourites.setVisible(has_any)
        self._show_head()

    def _show_head(self) -> None:
        offered = (self._favourites, *self._traits.values())
        self._trait_head.setVisible(any(not button.isHidden() for button in offered))
        self._measure()

    def _measure(self) -> None:
        """Place the rows anew: a row that appears tells the outer column of it, not the inner."""
        self._endpoint_column.invalidate()
        self._column.invalidate()
        self._column.activate()

    def _trait_button(self, trait: Trait) -> RailButton:
        titles = {
            Trait.FREE: self.tr("Free"),
            Trait.REASONING: self.tr("Reasoning"),
            Trait.TOOLS: self.tr("Tools"),
            Trait.VISION: self.tr("Vision"),
            Trait.AUDIO: self.tr("Audio"),
            Trait.FILES: self.tr("Files"),
            Trait.STRUCTURED: self.tr("Structured output"),
        }
        button = RailButton(self._theme, _TRAIT_DRAWINGS[trait], titles[trait], trait.value)
        button.toggled.connect(lambda *_: self.traits_changed.emit())
        return button

    def _report(self, button: RailButton) -> None:
        self.endpoint_chosen.emit(button.key)
