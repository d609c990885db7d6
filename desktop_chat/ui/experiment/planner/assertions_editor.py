"""The list of assertions in the form: what every answer must fulfil."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_chat.core.experiment import Assertion
from desktop_chat.core.measures.assertions import ASSERTIONS
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton, TextButton
from desktop_chat.ui.widgets.choice_box import ChoiceBox


class AssertionRow(QWidget):
    """One assertion.

    Args:
        theme: The colours and sizes.
        assertion: What it is at first.
        number: Which it is, from 1; for accessible names.
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, assertion: Assertion, number: int) -> None:
        super().__init__()
        self.kind = ChoiceBox(theme, self.tr("Assertion {0}").format(number))
        for kind in ASSERTIONS.values():
            self.kind.addItem(kind.title, kind.name)
        self.kind.setCurrentIndex(max(0, self.kind.findData(assertion.kind)))
        self.argument = QLineEdit(assertion.argument)
        self.argument.setAccessibleName(self.tr("Value of assertion {0}").format(number))
        remove = IconButton(theme, "x", self.tr("Remove assertion {0}").format(number), extent=28)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.kind, 2)
        row.addWidget(self.argument, 3)
        row.addWidget(remove)
        self.kind.currentIndexChanged.connect(lambda _: self._follow_kind())
        self.argument.textChanged.connect(lambda _: self.changed.emit())
        remove.clicked.connect(self.removed)
        self._follow_kind()

    @property
    def assertion(self) -> Assertion:
        """What is entered; whether it can be judged is for the plan to say."""
        kind = ASSERTIONS[str(self.kind.currentData())]
        return Assertion(kind.name, self.argument.text() if kind.expectation else "")

    def _follow_kind(self) -> None:
        kind = ASSERTIONS[str(self.kind.currentData())]
        self.argument.setEnabled(bool(kind.expectation))
        self.argument.setPlaceholderText(kind.expectation)
        self.changed.emit()


class AssertionsEditor(QWidget):
    """Assertions below each other, and a button for another.

    Args:
        theme: The colours and sizes.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[AssertionRow] = []
        self.add_button = TextButton(
            theme, self.tr("Add assertion"), drawing="plus", is_dense=True, parent=self
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        line = QHBoxLayout()
        line.addWidget(self.add_button)
        line.addStretch(1)
        self._column.addLayout(line)
        self.add_button.clicked.connect(lambda: self.add(Assertion("contains"), has_focus=True))

    @property
    def assertions(self) -> tuple[Assertion, ...]:
        """All that are entered."""
        return tuple(row.assertion for row in self.rows)

    def add(self, assertion: Assertion, *, has_focus: bool = False) -> None:
        """Add an assertion."""
        row = AssertionRow(self._theme, assertion, len(self.rows) + 1)
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        QWidget.setTabOrder(row, self.add_button)
        if has_focus:
            row.kind.setFocus()
        self.changed.emit()

    def _remove(self, row: AssertionRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.add_button.setFocus()
        self.changed.emit()
