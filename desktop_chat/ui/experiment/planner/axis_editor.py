"""One axis in the form: what varies, its values, and a sentence about what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.core.experiment import Axis, AxisKind
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.errors import AppError
from desktop_chat.ui.experiment.board import axis_labels
from desktop_chat.ui.experiment.planner.axis_values import system_prompts
from desktop_chat.ui.experiment.planner.values_editors import (
    ModelValues,
    TextValues,
    ValuesEditor,
    names_editor,
    parameter_editor,
)
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.labels import ElidedLabel, TextStyle

_FIRST_VALUES = {"temperature": "0, 0.5, 1", "top_p": "0.5, 0.8, 1", "max_tokens": "50, 200"}


@dataclass(frozen=True, slots=True)
class Offered:
    """What an axis can be made of, beside the parameters.

    Attributes:
        models: Id and title of each model of the endpoint.
        model: The conversation's model.
        compared: Models that are to be asked beside each other; () for the conversation's alone.
        system_prompt: The conversation's.
    """

    models: Sequence[tuple[str, str]] = ()
    model: str = ""
    compared: Sequence[str] = ()
    system_prompt: str = ""


class AxisEditor(QFrame):
    """Chooses what varies and how.

    Args:
        theme: The colours and sizes.
        offered: What there is.
        key: What varies at first: a parameter's name or the kind of an axis.
        number: Which axis it is, from 1; for its accessible name.
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, offered: Offered, key: str, number: int) -> None:
        super().__init__()
        self._theme = theme
        self._offered = offered
        self.setProperty("kind", "card")
        self.what = ChoiceBox(theme, self.tr("Axis {0}").format(number))
        # On some desktops a drop-down is called by its choice alone.
        self.what.setAccessibleDescription(self.what.accessibleName())
        for parameter in PARAMETERS.values():
            self.what.addItem(parameter.title, parameter.name)
        others = {
            AxisKind.MODEL: self.tr("Model"),
            AxisKind.PROVIDER: self.tr("Provider"),
            AxisKind.SYSTEM_PROMPT: self.tr("System prompt"),
        }
        for kind, title in others.items():
            self.what.addItem(title, kind.value)
        self.remove = IconButton(theme, "x", self.tr("Remove axis {0}").format(number), extent=28)
        self._note = ElidedLabel(theme, "", TextStyle.CAPTION, "text_2")
        self._editor: ValuesEditor | None = None
        head = QHBoxLayout()
        head.addWidget(self.what, 1)
        head.addWidget(self.remove)
        self._column = QVBoxLayout(self)
        edge = theme.px(10)
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(theme.px(6))
        self._column.addLayout(head)
        self._column.addWidget(self._note)
        self.what.setCurrentIndex(max(0, self.what.findData(key)))
        self.what.currentIndexChanged.connect(lambda _: self._make_editor())
        self.remove.clicked.connect(self.removed)
        self._make_editor()

    @property
    def editor(self) -> ValuesEditor:
        """The editor of the values that are chosen now."""
        assert self._editor is not None  # noqa: S101 - made in the constructor
        return self._editor

    def axis(self) -> Axis:
        """Return the axis.

        Raises:
            UsageError: What is entered are no values.
        """
        key = str(self.what.currentData())
        values = self.editor.values()
        if key in PARAMETERS:
            return Axis(AxisKind.PARAMETER, key, values)
        return Axis(AxisKind(key), "", values)

    def tell(self) -> None:
        """Say how many values there are and which, or what is wrong with them."""
        try:
            axis = self.axis()
        except AppError as error:
            self._say(f"{error.text} {error.advice}", "danger")
            return
        labels = axis_labels(axis)
        words = (
            self.tr("1 value") if len(labels) == 1 else self.tr("{0} values").format(len(labels))
        )
        self._say(f"{words}: {', '.join(labels)}" if labels else self.tr("No value yet"), "text_2")

    def _say(self, text: str, colour: str) -> None:
        self._note.setText(text)
        self._note.set_colour(colour)

    def _make_editor(self) -> None:
        old, self._editor = self._editor, self._new_editor(str(self.what.currentData()))
        self._column.insertWidget(1, self._editor)
        self._editor.changed.connect(self._tell_change)
        QWidget.setTabOrder(self.what, self._editor)
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._tell_change()

    def _new_editor(self, key: str) -> ValuesEditor:
        theme, offered = self._theme, self._offered
        if key in PARAMETERS:
            return parameter_editor(theme, PARAMETERS[key], _FIRST_VALUES.get(key, ""))
        match AxisKind(key):
            case AxisKind.MODEL if offered.models:
                return ModelValues(theme, self.tr("Models"), offered.models, self._first_models)
            case AxisKind.MODEL:
                text = ", ".join(self._first_models)
                return names_editor(theme, self.tr("Models"), "author/model", text)
            case AxisKind.PROVIDER:
                return names_editor(theme, self.tr("Providers"), "mistral, azure")
            case _:
                return TextValues(
                    theme,
                    self.tr("System prompts"),
                    system_prompts,
                    self.tr("One prompt, then a line of ---, then the next"),
                    text=offered.system_prompt,
                    is_long=True,
                )

    @property
    def _first_models(self) -> Sequence[str]:
        return self._offered.compared or (self._offered.model,)

    def _tell_change(self) -> None:
        self.tell()
        self.changed.emit()
