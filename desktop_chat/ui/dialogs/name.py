"""The question for one name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle

_WIDTH = 340


class NameDialog(Dialog):
    """Asks once; open it with `open()`.

    Args:
        theme: The colours and sizes.
        title: Of its window.
        name: What the field begins with.
        problem_of: Returns why a name cannot be taken, "" where it can.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        title: str,
        name: str,
        problem_of: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, parent)
        self._problem_of = problem_of
        self.name = QLineEdit(name)
        self.name.setAccessibleName(self.tr("Name"))
        self.name.selectAll()
        self.problem = Label(theme, "", TextStyle.SMALL, "danger")
        self.problem.setWordWrap(True)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.problem.setMinimumHeight(self.problem.fontMetrics().lineSpacing())
        self.accept_button = TextButton(theme, self.tr("Save"), ButtonKind.PRIMARY)
        self.accept_button.setDefault(True)
        self._lay_out(theme)
        self.name.textChanged.connect(lambda _: self._check(is_typed=True))
        self.accept_button.clicked.connect(self._take)
        self._check(is_typed=False)

    def _lay_out(self, theme: Theme) -> None:
        self.setMinimumWidth(theme.px(_WIDTH))
        label = Label(theme, self.tr("Name"), TextStyle.LABEL)
        label.setBuddy(self.name)
        cancel = TextButton(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.accept_button)
        for widget in (label, self.name, self.problem):
            self.content.addWidget(widget)
        self.content.addLayout(foot)
        self.name.setFocus()

    def _check(self, *, is_typed: bool) -> None:
        problem = self._problem_of(self.name.text())
        # An empty field at first is no mistake yet.
        self.problem.setText(problem if is_typed else "")
        self.accept_button.setEnabled(not problem)

    def _take(self) -> None:
        self.chosen.emit(self.name.text())
        self.accept()
