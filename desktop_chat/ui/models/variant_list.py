"""The variants of a model: what each does, and the way to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_chat.core.variants import Form
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle

_NAME, _WORDS, _WAY = range(3)


class VariantList(QWidget):
    """A line for each form of a model but the one that is shown.

    Args:
        theme: The colours and sizes.
    """

    wanted = Signal(str)
    """The conversation is to go on with a form, by its name."""
    opened = Signal(str)
    """A form that is a model of its own is to be shown, by its name."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._can_use = True
        self._forms: tuple[Form, ...] = ()
        self._widgets: list[QWidget] = []
        self.buttons: dict[str, TextButton] = {}
        """The ways, by the names of the forms."""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(_WORDS, 1)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What is shown: suffixes, and what is said of them."""
        labels = [each.text() for each in self._widgets if isinstance(each, Label)]
        return list(zip(labels[::2], labels[1::2], strict=True))

    def set_can_use(self, can_use: bool) -> None:
        """Say whether the conversation can go on with another model now."""
        self._can_use = can_use
        for form in self._forms:
            if form.model_id in self.buttons:
                self.buttons[form.model_id].setEnabled(can_use or form.is_listed)

    def show_forms(self, forms: Sequence[Form], shown_id: str) -> None:
        """Show the forms of a model, without the one whose name is given."""
        if tuple(forms) == self._forms:
            return
        self._forms = tuple(forms)
        for widget in self._widgets:
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._widgets, self.buttons = [], {}
        for row, form in enumerate(each for each in forms if each.model_id != shown_id):
            self._add(row, form)
        self.set_can_use(self._can_use)

    def _add(self, row: int, form: Form) -> None:
        theme, variant = self._theme, form.variant
        suffix = f":{variant.suffix}" if variant else self.tr("plain")
        name = Label(theme, suffix, TextStyle.CODE if variant else TextStyle.SMALL)
        says = variant.help if variant else self.tr("The model without a variant.")
        if variant and form.is_listed:
            says = f"{says} {self.tr('The list has it as a model of its own.')}"
        words = Label(theme, says, TextStyle.SMALL, "text_2")
        words.setWordWrap(True)
        way = self.tr("Open") if form.is_listed else self.tr("Use")
        button = TextButton(theme, way, is_dense=True)
        button.setAccessibleName(f"{way} {form.model_id}")
        signal = self.opened if form.is_listed else self.wanted
        button.clicked.connect(lambda: signal.emit(form.model_id))
        self.buttons[form.model_id] = button
        top = Qt.AlignmentFlag.AlignTop
        for column, widget in ((_NAME, name), (_WORDS, words), (_WAY, button)):
            self._grid.addWidget(widget, row, column, top)
            self._widgets.append(widget)
