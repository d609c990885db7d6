"""One row of the parameter panel: its name, where its value comes from, and an editor.

It owns what all rows share: the dot, the badge, the sentence where the model does not take the
parameter, the explanation. Each kind of value adds its editor in `number_row.py` or
`choice_rows.py`. A row knows no other row and keeps no value: it shows layers and reports wishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.core.conflict import Conflict, Fix
from desktop_chat.core.layers import Layers, ValueState
from desktop_chat.core.sampling import Parameter
from desktop_chat.ui.panels.conflict_lines import ConflictLine, fixes_for
from desktop_chat.ui.panels.origin_badge import OriginBadge
from desktop_chat.ui.panels.row_name import RowName
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle, set_plain_tooltip
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.state_dot import StateDot

EDGE = 12
NAME_START = 30
_DOT_START = 4
_BADGE_GAP = 4


class ParameterRow(QWidget):
    """The shared part of a row; each kind ends its own construction with `set_theme`.

    Args:
        theme: The colours and sizes at first.
        parameter: What the row is for.
    """

    value_chosen = Signal(str, object, bool)
    """The user chose a value: parameter, value, whether the same drag or edit goes on."""
    unset_requested = Signal(str)
    """The user wants the parameter unset; carries its name."""
    explanation_wanted = Signal(str)
    """The user wants the parameter explained; carries its name."""
    fix_wanted = Signal(object)
    """The user wants a conflict ended; carries the Fix."""

    def __init__(self, theme: Theme, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_usable = True
        self._state = ValueState.UNSET
        self._obstacle = ""
        self._told: tuple[tuple[Conflict, tuple[Fix, ...]], ...] = ()
        self._conflict_lines: list[ConflictLine] = []
        self._described: list[QWidget] = []
        self.parameter = parameter
        title = parameter.title
        self.dot = StateDot(theme, self.tr("Unset {}").format(title), self)
        self.dot.clicked.connect(self.request_unset)
        self._name = RowName(theme, title, self)
        self._name.setAccessibleDescription(parameter.help)
        self._name.clicked.connect(lambda: self.explanation_wanted.emit(self.parameter.name))
        self.badge = OriginBadge(theme, self)
        self._gap = QSpacerItem(0, 0)
        self._refusal = Label(theme, "", TextStyle.CAPTION, "text_3", parent=self)
        self._refusal.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self.head = QHBoxLayout()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self._fill_head()
        self.column.addLayout(self.head)
        self._refusal_line = QHBoxLayout()
        self._refusal_line.addWidget(self._refusal)
        self.column.addLayout(self._refusal_line)
        self.column.setSpacing(0)
        # Never fixed: what wraps asks for more height than Qt's hint knows of.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._explain()

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        set_margins(self.head, self, theme.px(_DOT_START), 0, theme.px(EDGE), 0)
        self.head.setSpacing(theme.px(NAME_START - _DOT_START) - self.dot.width())
        self._gap.changeSize(theme.px(_BADGE_GAP), 0)
        start, end = theme.px(NAME_START), theme.px(EDGE)
        set_margins(self._refusal_line, self, start, 0, end, 0)
        self._refusal.setMinimumHeight(theme.px(20))

    def show_layers(self, layers: Layers) -> None:
        """Show the parameter's value, where it comes from, and whether the model takes it."""
        parameter = self.parameter
        state = layers.state(parameter)
        is_usable = not self._obstacle and layers.is_supported(parameter)
        self._state = state
        self.dot.set_state(state)
        self.badge.show_origin(layers, parameter)
        self._explain()
        self._tell_editors()
        self._name.set_colour("text" if is_usable else "text_3")
        self.show_value(layers, layers.value(parameter), state)
        self._refusal.setText(self._refusal_text())
        if is_usable is not self._is_usable:
            self._is_usable = is_usable
            self._refusal.setVisible(not is_usable)
            self.set_usable(is_usable=is_usable)

    def set_obstacle(self, sentence: str) -> None:
        """Say what else keeps the parameter from being set, "" nothing; the layers come next."""
        self._obstacle = sentence

    @property
    def is_usable(self) -> bool:
        """Whether the parameter would be sent."""
        return self._is_usable

    @property
    def is_set(self) -> bool:
        """Whether it has a value, here or from below."""
        return self._state is not ValueState.UNSET

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What is told below the row."""
        return tuple(conflict for conflict, _ in self._told)

    def show_conflicts(self, conflicts: Sequence[Conflict], layers: Layers) -> None:
        """Tell of these conflicts below the editor, each with what ends it."""
        told = tuple((each, fixes_for(each, layers)) for each in conflicts)
        if told == self._told:
            return
        self._told = told
        self._remove_lines()
        self._conflict_lines = [ConflictLine(self._theme, *each, self) for each in told]
        for line in self._conflict_lines:
            line.fix_wanted.connect(self.fix_wanted)
            self.column.addWidget(line)
            line.show()
        self._tell_editors()

    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        """Show the value in the editor, without a signal; None: unset."""
        raise NotImplementedError

    def set_usable(self, *, is_usable: bool) -> None:
        """Let the editor be used, or keep it as a mere display where the model takes no value."""
        raise NotImplementedError

    def choose(self, value: object) -> None:
        """Report that the user chose a value in one act."""
        self.value_chosen.emit(self.parameter.name, value, False)

    def request_unset(self) -> None:
        """Report that the user wants the parameter unset."""
        self.unset_requested.emit(self.parameter.name)

    def describe(self, editor: QWidget, name: str) -> None:
        """Give an editor its accessible name, and the explanation of the parameter."""
        editor.setAccessibleName(name)
        editor.setAccessibleDescription(self.description)
        self._described.append(editor)

    @property
    def description(self) -> str:
        """What a screen reader says of an editor: the explanation, and what is the matter."""
        layers = [f"{line}." for line in self.badge.lines]
        told = [each.sentence for each in self.conflicts]
        return " ".join((self.parameter.help, *layers, *told))

    @property
    def value_name(self) -> str:
        """The accessible name of the row's field."""
        return self.tr("{} value").format(self.parameter.title)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self.set_theme(self._theme)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What an editor does with these keys itself never comes here.
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.request_unset()
        else:
            super().keyPressEvent(event)

    def _tell_editors(self) -> None:
        for editor in self._described:
            if editor.accessibleDescription() != self.description:
                editor.setAccessibleDescription(self.description)

    def _fill_head(self) -> None:
        self.head.addWidget(self.dot)
        self.head.addWidget(self._name)
        self.head.addItem(self._gap)
        self.head.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.head.addStretch(1)

    def _remove_lines(self) -> None:
        for line in self._conflict_lines:
            if line.isAncestorOf(self.focusWidget() or self) and self._described:
                # The button that ended the conflict goes away: the keyboard stays in the row.
                self._described[0].setFocus(Qt.FocusReason.OtherFocusReason)
            self.column.removeWidget(line)
            line.hide()
            line.deleteLater()

    def _refusal_text(self) -> str:
        return self._obstacle or self.tr("Not supported by this model: not sent")

    def _explain(self) -> None:
        parameter = self.parameter
        api_name = self.tr("In the request: {}").format(parameter.name)
        lines = [parameter.help, api_name, self.tr("It takes {}.").format(parameter.expectation)]
        if parameter.default is not None:
            lines.append(self.tr("By convention {} where it is unset.").format(parameter.default))
        lines += self.badge.lines
        set_plain_tooltip(self, "\n".join(lines))
