"""The models that are compared, each with a button that takes it away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from desktop_chat.core.catalog import Model
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.flow_layout import FlowLayout
from desktop_chat.ui.widgets.labels import ElidedLabel, TextStyle
from desktop_chat.ui.widgets.margins import set_margins


class ModelStrip(QWidget):
    """A line of chips that goes on in the next where there is no room.

    Args:
        theme: The colours and sizes.
    """

    removed = Signal(str)
    """A model is to be taken away, by its id."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._flow = FlowLayout(self, theme.px(6), is_pushed_to_end=False)
        self._chips: list[QFrame] = []
        self.buttons: list[IconButton] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_models(self, models: Sequence[Model]) -> None:
        """Show these models, in their order."""
        place = next((n for n, each in enumerate(self.buttons) if each.hasFocus()), None)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips, self.buttons = [], []
        before: QWidget | None = None
        for model in models:
            button = self._add(model)
            if before is not None:
                QWidget.setTabOrder(before, button)
            before = button
        self.setVisible(bool(models))
        if place is not None and self.buttons:
            self.buttons[min(place, len(self.buttons) - 1)].setFocus()
        self.updateGeometry()

    def _add(self, model: Model) -> IconButton:
        title = plain_line(model.title)
        chip = QFrame(self)
        chip.setProperty("kind", "chip")
        chip.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        label = ElidedLabel(self._theme, title, TextStyle.SMALL, parent=chip)
        words = self.tr("Remove {0} from the comparison").format(title)
        button = IconButton(self._theme, "x", words, extent=24, drawing_size=12, parent=chip)
        button.clicked.connect(lambda: self.removed.emit(model.id))
        row = QHBoxLayout(chip)
        set_margins(row, self, self._theme.px(7), 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(label)
        row.addWidget(button)
        self._flow.addWidget(chip)
        chip.show()
        self._chips.append(chip)
        self.buttons.append(button)
        return button
