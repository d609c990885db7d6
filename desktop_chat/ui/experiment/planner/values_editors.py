"""Editors for the values of one axis: numbers, choices, lines, models; one for each sort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_chat.core.experiment_plan import axis_range
from desktop_chat.core.fields import Kind
from desktop_chat.core.parameter import Parameter
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.experiment.planner.axis_values import names, parameter_values
from desktop_chat.ui.theme.fonts import code_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.search_field import SearchField
from desktop_chat.ui.widgets.segmented import SegmentedControl

LIST, RANGE = "list", "range"
_LINES_HEIGHT = 76
_MODELS_HEIGHT = 150
_CHOICES_A_LINE = 5


class ValuesEditor(QWidget):
    """An editor of the values of one axis; subclasses know one sort of value."""

    changed = Signal()
    """The user changed something."""

    def values(self) -> tuple[Any, ...]:
        """Return the values.

        Raises:
            UsageError: What is entered are no values.
        """
        raise NotImplementedError


class NumberValues(ValuesEditor):
    """Numbers one by one, or from, to and a step.

    Args:
        theme: The colours and sizes.
        parameter: Whose numbers; its span is offered as the range.
        text: The numbers at first.
    """

    def __init__(self, theme: Theme, parameter: Parameter, text: str) -> None:
        super().__init__()
        self._parameter = parameter
        title = parameter.title
        self.form = SegmentedControl(
            theme,
            self.tr("Form of {0}").format(title),
            ((LIST, self.tr("Values")), (RANGE, self.tr("Range"))),
        )
        low, high = parameter.slider or (0, 1)
        middle = (low + high) / 2 if parameter.kind is Kind.FLOAT else (low + high) // 2
        usual = ", ".join(f"{value:g}" for value in (low, middle, high))
        self.list = _field(self.tr("Values of {0}").format(title), text or usual, usual)
        step = (high - low) / 4 if parameter.kind is Kind.FLOAT else max(1, (high - low) // 4)
        self.range = {
            "from": _field(self.tr("First of {0}").format(title), f"{low:g}", ""),
            "to": _field(self.tr("Last of {0}").format(title), f"{high:g}", ""),
            "step": _field(self.tr("Step of {0}").format(title), f"{step:g}", ""),
        }
        self._range_line = QWidget()
        line = QHBoxLayout(self._range_line)
        line.setContentsMargins(0, 0, 0, 0)
        words = {"from": self.tr("from"), "to": self.tr("to"), "step": self.tr("step")}
        for key, editor in self.range.items():
            line.addWidget(Label(theme, words[key], TextStyle.SMALL, "text_2"))
            line.addWidget(editor, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.form)
        row.addWidget(self.list, 1)
        row.addWidget(self._range_line, 1)
        self._range_line.hide()
        self.form.chosen.connect(self._show_form)
        for editor in (self.list, *self.range.values()):
            editor.textChanged.connect(self.changed)

    def values(self) -> tuple[Any, ...]:
        """Return the numbers; see `ValuesEditor.values`."""
        if self.form.current == LIST:
            return parameter_values(self._parameter, self.list.text())
        ends = (self.range[key].text().replace(",", ".") for key in ("from", "to", "step"))
        numbers = axis_range(*ends)
        return parameter_values(self._parameter, " ".join(map(repr, numbers)))

    def _show_form(self, form: str) -> None:
        self.list.setVisible(form == LIST)
        self._range_line.setVisible(form == RANGE)
        self.changed.emit()


class CheckedValues(ValuesEditor):
    """Some of a few choices.

    Args:
        theme: The colours and sizes.
        name: What is chosen.
        choices: Value and words of each.
    """

    def __init__(self, theme: Theme, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setColumnStretch(_CHOICES_A_LINE, 1)
        self._boxes: list[tuple[Any, QCheckBox]] = []
        for number, (value, words) in enumerate(choices):
            box = QCheckBox(words, self)
            box.setChecked(True)
            box.toggled.connect(self.changed)
            grid.addWidget(box, *divmod(number, _CHOICES_A_LINE))
            self._boxes.append((value, box))

    def values(self) -> tuple[Any, ...]:
        """Return what is checked."""
        return tuple(value for value, box in self._boxes if box.isChecked())


class TextValues(ValuesEditor):
    """A text that is read by a function: names side by side in a line, or one value a line.

    Args:
        theme: The colours and sizes.
        name: What is entered.
        read: Returns the values in the text; raises UsageError.
        hint: Shown while it is empty.
        is_long: Whether it takes several lines.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        read: Callable[[str], tuple[Any, ...]],
        hint: str,
        *,
        text: str = "",
        is_long: bool = False,
    ) -> None:
        super().__init__()
        self._read = read
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.field: QLineEdit | QPlainTextEdit
        if is_long:
            self.field = QPlainTextEdit(text)
            self.field.setProperty("frame", "field")
            self.field.setTabChangesFocus(True)
            self.field.setFont(code_font(theme, 0.92))
            self.field.setFixedHeight(theme.px(_LINES_HEIGHT))
        else:
            self.field = QLineEdit(text)
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(name)
        self.field.textChanged.connect(lambda *_: self.changed.emit())
        column.addWidget(self.field)

    def values(self) -> tuple[Any, ...]:
        """Return the values in the text."""
        field = self.field
        text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        return self._read(text)


class ModelValues(ValuesEditor):
    """Models of a list, ticked; a field over it searches.

    Args:
        theme: The colours and sizes.
        name: What is chosen.
        models: Id and title of each.
        chosen: The models that are ticked at first; they stand first, where they are seen.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        models: Sequence[tuple[str, str]],
        chosen: Sequence[str],
    ) -> None:
        super().__init__()
        self.search = SearchField(theme, self.tr("Search models"), self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(name)
        self.list.setFixedHeight(theme.px(_MODELS_HEIGHT))
        places = {model_id: place for place, model_id in enumerate(chosen)}
        for model_id, title in sorted(models, key=lambda each: places.get(each[0], len(places))):
            item = QListWidgetItem(plain_line(f"{title}  {model_id}"))
            item.setData(Qt.ItemDataRole.UserRole, model_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_chosen = model_id in chosen
            item.setCheckState(Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.px(4))
        grid.addWidget(self.search, 0, 0)
        grid.addWidget(self.list, 1, 0)
        self.search.textChanged.connect(self._filter)
        self.list.itemChanged.connect(lambda _: self.changed.emit())

    def values(self) -> tuple[Any, ...]:
        """Return the ids of the models that are ticked."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def _filter(self, query: str) -> None:
        words = query.casefold().split()
        for row in range(self.list.count()):
            text = self.list.item(row).text().casefold()
            self.list.item(row).setHidden(not all(word in text for word in words))


def parameter_editor(theme: Theme, parameter: Parameter, text: str) -> ValuesEditor:
    """Return the editor for the values of a parameter; `text` is what numbers begin with."""
    match parameter.kind:
        case Kind.FLOAT | Kind.INTEGER:
            return NumberValues(theme, parameter, text)
        case Kind.BOOLEAN:
            return CheckedValues(theme, parameter.title, ((True, "true"), (False, "false")))
        case Kind.CHOICE:
            choices = [(choice, choice) for choice in parameter.choices]
            return CheckedValues(theme, parameter.title, choices)
        case _:
            hint = '["\\n\\n"]' if parameter.kind is Kind.STRINGS else '{"type": "json_object"}'
            return TextValues(
                theme,
                parameter.title,
                lambda text: parameter_values(parameter, text),
                hint,
                is_long=True,
            )


def names_editor(theme: Theme, name: str, hint: str, text: str = "") -> TextValues:
    """Return an editor for names that stand side by side."""
    return TextValues(theme, name, names, hint, text=text)


def _field(name: str, text: str, hint: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setAccessibleName(name)
    field.setPlaceholderText(hint)
    field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return field
