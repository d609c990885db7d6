"""The question what an experiment may cost; empty means no cap."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop_chat.errors import UsageError
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.experiment.planner.axis_values import money
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle


class CapDialog(Dialog):
    """Asks for an amount in dollars.

    Args:
        theme: The colours and sizes.
        cap_usd: The cap now, None for none.
    """

    chosen = Signal(object)
    """The cap as a Decimal, or None."""

    def __init__(
        self, theme: Theme, cap_usd: Decimal | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Cost cap of the experiment"))
        self.field = QLineEdit("" if cap_usd is None else str(cap_usd))
        self.field.setAccessibleName(self.tr("Dollars at most"))
        self.field.setPlaceholderText(self.tr("none"))
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._note = Label(theme, self.tr("Dollars at most; empty for no cap."), TextStyle.CAPTION)
        self.save = TextButton(theme, self.tr("Set the cap"), ButtonKind.PRIMARY)
        cancel = TextButton(theme, self.tr("Cancel"))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        self.content.addWidget(self.field)
        self.content.addWidget(self._note)
        self.content.addLayout(buttons)
        cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._take)
        self.field.returnPressed.connect(self._take)

    def _take(self) -> None:
        try:
            cap = money(self.field.text())
        except UsageError as error:
            self._note.setText(f"{error.text} {error.advice}")
            self._note.set_colour("danger")
            return
        self.chosen.emit(cap)
        self.accept()
