"""The editor of a parameter that is JSON; it says while typing what is wrong.

It owns the text on its way to a value. The check of the value is `core.sampling`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_chat.core.sampling import Parameter, Sampling
from desktop_chat.errors import BadField
from desktop_chat.ui.theme.fonts import code_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle

_SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
_FUNCTION = {"name": "weather", "description": "Tells a city's weather.", "parameters": _SCHEMA}
_EXAMPLES: dict[str, dict[Any, Any]] = {
    "response_format": {
        QT_TRANSLATE_NOOP("JsonDialog", "JSON object"): {"type": "json_object"},
        QT_TRANSLATE_NOOP("JsonDialog", "JSON schema"): {
            "type": "json_schema",
            "json_schema": {"name": "place", "strict": True, "schema": _SCHEMA},
        },
    },
    "tools": {
        QT_TRANSLATE_NOOP("JsonDialog", "Function"): [{"type": "function", "function": _FUNCTION}]
    },
    "tool_choice": {
        QT_TRANSLATE_NOOP("JsonDialog", "Required"): "required",
        QT_TRANSLATE_NOOP("JsonDialog", "Function"): {
            "type": "function",
            "function": {"name": "weather"},
        },
    },
    "reasoning": {
        QT_TRANSLATE_NOOP("JsonDialog", "Effort"): {"effort": "high"},
        QT_TRANSLATE_NOOP("JsonDialog", "Budget"): {"max_tokens": 2000},
    },
    "web_search_options": {
        QT_TRANSLATE_NOOP("JsonDialog", "Much context"): {"search_context_size": "high"}
    },
    "provider": {
        QT_TRANSLATE_NOOP("JsonDialog", "Cheapest first"): {"sort": "price"},
        QT_TRANSLATE_NOOP("JsonDialog", "Keep nothing"): {"zdr": True, "data_collection": "deny"},
    },
    "logit_bias": {QT_TRANSLATE_NOOP("JsonDialog", "Forbid a token"): {"1734": -100}},
}
"""Beginnings to choose from, by parameter; one without any begins empty."""


def json_text(value: Any) -> str:
    """Return a value as JSON over several lines."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


class JsonDialog(QDialog):
    """Edits one value as JSON text; "Set" works while the text is a value that fits.

    Args:
        theme: Its colours and sizes.
        parameter: Whose value it is.
        text: What the editor begins with.
        parent: The window that it belongs to.
        check: Says in a sentence what else is wrong with a value; "" where nothing is.
        is_part: Whether the text is one item of the parameter's list: then nothing is unset here.
    """

    value_chosen = Signal(object)
    """The user took the value: decoded JSON."""
    unset_requested = Signal()
    """The user wants the parameter unset."""

    def __init__(
        self,
        theme: Theme,
        parameter: Parameter,
        text: str,
        parent: QWidget,
        *,
        check: Callable[[Any], str] | None = None,
        is_part: bool = False,
    ) -> None:
        super().__init__(parent)
        self._check_more = check
        self._is_part = is_part
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(parameter.title)
        self.setMinimumSize(theme.px(440), theme.px(360))
        self._parameter = parameter
        self._value: Any = None
        self.editor = QPlainTextEdit(text)
        self.editor.setProperty("frame", "field")
        self.editor.setFont(code_font(theme))
        self.editor.setAccessibleName(self.tr("{} as JSON").format(parameter.title))
        self.editor.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.editor.textChanged.connect(self._check)
        self.verdict = Label(theme, "", TextStyle.SMALL)
        self.verdict.setWordWrap(True)
        self.accept_button = TextButton(theme, self.tr("Set"), ButtonKind.PRIMARY)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._take)
        help_text = Label(theme, parameter.help, TextStyle.SMALL, "text_2")
        help_text.setWordWrap(True)
        self._lay_out(theme, help_text)
        self._check()
        self.editor.setFocus()

    def _lay_out(self, theme: Theme, help_text: Label) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(12))
        column.addWidget(help_text)
        column.addLayout(self._examples(theme))
        column.addWidget(self.editor, 1)
        column.addWidget(self.verdict)
        column.addLayout(self._buttons(theme))

    def _examples(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        for name, value in _EXAMPLES.get(self._parameter.name, {}).items():
            text = json_text(value[0] if self._is_part else value)
            button = TextButton(theme, self.tr(name), is_dense=True)
            button.clicked.connect(lambda _=False, text=text: self.editor.setPlainText(text))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _buttons(self, theme: Theme) -> QHBoxLayout:
        unset = TextButton(theme, self.tr("Unset"), ButtonKind.FLAT, parent=self)
        unset.clicked.connect(self._unset)
        unset.setVisible(not self._is_part)
        cancel = TextButton(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(unset)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.accept_button)
        return row

    def _check(self) -> None:
        problem = self._problem(self.editor.toPlainText())
        self.verdict.setText(problem or self.tr("Fits"))
        self.verdict.set_colour("danger" if problem else "success")
        self.accept_button.setEnabled(not problem)

    def _problem(self, text: str) -> str:
        """Return what is wrong with the text, "" where it is a value that fits; keep the value."""
        if not text.strip():
            return self.tr("Empty. Unset leaves the parameter out of the request.")
        try:
            self._value = msgspec.json.decode(text)
            whole = [self._value] if self._is_part else self._value
            Sampling().set(self._parameter.name, whole)
        except (msgspec.DecodeError, RecursionError) as error:
            return self.tr("Not JSON yet: {}").format(error)
        except BadField as error:
            return f"{error.text} {error.advice}"
        return self._check_more(self._value) if self._check_more is not None else ""

    def _take(self) -> None:
        self.value_chosen.emit(self._value)
        self.accept()

    def _unset(self) -> None:
        self.unset_requested.emit()
        self.accept()
