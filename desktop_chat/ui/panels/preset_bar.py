"""The head of the parameter panel: which preset the conversation has, and what is done with it.

It owns the box of presets, the word "edited" and the buttons. It knows no conversation: it shows
what it is given, and reports wishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from desktop_chat.ui.theme.fonts import caption_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.labels import set_plain_tooltip

_EDGE = 12
_PADDING = 8
_DRAWING = 16
_CHEVRON = 14
_GAP = 6
NO_PRESET = ""


@dataclass(frozen=True, slots=True)
class PresetChoice:
    """One entry of the box.

    Attributes:
        note: A word behind the name in the list, "" for none: the model that it is for.
    """

    id: str
    name: str
    note: str = ""


class PresetBox(ChoiceBox):
    """The drop-down of presets: a drawing, the name, and "edited" where it is."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._names: dict[int, str] = {}
        self._is_edited = False
        super().__init__(theme, name, parent=parent)
        # It is a way to other values, not one itself: the quieter frame.
        self.setProperty("state", "inherited")

    def show_choices(self, choices: Sequence[PresetChoice], current: str) -> None:
        """Offer presets and show one, without a signal."""
        texts = [f"{each.name} · {each.note}" if each.note else each.name for each in choices]
        if [(each.id, text) for each, text in zip(choices, texts, strict=True)] != [
            (self.itemData(index), self.itemText(index)) for index in range(self.count())
        ]:
            self.clear()
            for each, text in zip(choices, texts, strict=True):
                self.addItem(text, each.id)
        self._names = {index: each.name for index, each in enumerate(choices)}
        self.setCurrentIndex(max(0, self.findData(current)))
        self.update()

    def set_edited(self, *, is_edited: bool) -> None:
        """Say whether values of the conversation stand over the preset's."""
        self._is_edited = is_edited
        self.setAccessibleDescription(self.tr("edited") if is_edited else "")
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        theme = self._theme
        edge = theme.px(_PADDING)
        rest = self.rect().adjusted(edge, 0, -edge, 0)
        size = theme.px(_DRAWING)
        self._draw(painter, "sliders-horizontal", _start(rest, size))
        rest.setLeft(rest.left() + size + edge)
        self._draw(painter, "chevron-down", _end(rest, theme.px(_CHEVRON)))
        rest.setRight(rest.right() - theme.px(_CHEVRON) - theme.px(_GAP))
        if self._is_edited:
            painter.setFont(caption_font(theme))
            painter.setPen(QColor(theme.text_2))
            word = self.tr("edited")
            width = painter.fontMetrics().horizontalAdvance(word)
            self._write(painter, word, _end(rest, width))
            rest.setRight(rest.right() - width - theme.px(_GAP))
        painter.setFont(self.font())
        painter.setPen(QColor(theme.text if self.currentData() else theme.text_2))
        self._write(painter, self._names.get(self.currentIndex(), ""), rest)

    def _draw(self, painter: QPainter, drawing: str, place: QRect) -> None:
        size = place.width()
        mirrored = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
        picture = pixmap(drawing, self._theme.text_2, size)
        painter.drawPixmap(mirrored.left(), (self.height() - size) // 2, picture)

    def _write(self, painter: QPainter, text: str, place: QRect) -> None:
        mirrored = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
        # A name runs as its own letters do; where it stands follows the interface.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, mirrored.width())
        painter.drawText(mirrored, int(flags.value), shown)


def _start(rest: QRect, width: int) -> QRect:
    """Return the beginning of a place, before it is mirrored."""
    return QRect(rest.left(), rest.top(), width, rest.height())


def _end(rest: QRect, width: int) -> QRect:
    """Return the end of a place, before it is mirrored."""
    return QRect(rest.right() - width + 1, rest.top(), width, rest.height())


class PresetBar(QWidget):
    """The box, and three buttons: save, revert, everything else.

    Args:
        theme: The colours and sizes at first.
    """

    preset_chosen = Signal(str)
    """The user chose a preset, by its id; `NO_PRESET` for none."""
    save_clicked = Signal()
    revert_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = PresetBox(theme, self.tr("Preset"), self)
        self.box.activated.connect(lambda index: self.preset_chosen.emit(self.box.itemData(index)))
        self.save = IconButton(theme, "save", self.tr("Save to preset"), extent=28, parent=self)
        self.save.clicked.connect(self.save_clicked)
        name = self.tr("Revert to preset")
        self.revert = IconButton(theme, "rotate-ccw", name, extent=28, parent=self)
        self.revert.clicked.connect(self.revert_clicked)
        self.more = IconButton(
            theme, "ellipsis", self.tr("More about presets"), extent=28, parent=self
        )
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.box, 1)
        for button in (self.save, self.revert, self.more):
            self._row.addWidget(button)
        self.set_theme(theme)
        self.show_presets((), NO_PRESET, is_edited=False)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        edge = theme.px(_EDGE)
        # The last button's drawing, not its invisible frame, ends where the fields below do.
        self._row.setContentsMargins(edge, theme.px(8), theme.px(6), theme.px(8))
        self._row.setSpacing(theme.px(2))

    def set_menu(self, menu: QMenu) -> None:
        """Let the last button open a menu."""
        menu.setAccessibleName(self.more.accessibleName())
        self.more.setMenu(menu)

    def show_presets(
        self, choices: Sequence[PresetChoice], current: str, *, is_edited: bool
    ) -> None:
        """Offer presets, and show that of the conversation.

        Args:
            choices: Those that are offered; the choice of none comes before them by itself.
            current: The id of the preset that the conversation has, `NO_PRESET` for none.
            is_edited: Whether values of the conversation stand over the preset's.
        """
        none = PresetChoice(NO_PRESET, self.tr("No preset"))
        self.box.show_choices((none, *choices), current)
        name = next((each.name for each in choices if each.id == current), "")
        self.save.set_name(
            self.tr("Save to “{}”").format(name) if name else self.tr("Save as new preset…")
        )
        self.save.setEnabled(is_edited or not name)
        self.revert.setEnabled(is_edited)
        set_plain_tooltip(self.box, name)
        self.box.set_edited(is_edited=is_edited)
