"""Rows of parameters that are numbers: a slider where there is a natural span, a field always."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.app.seeds import drawn_seed
from desktop_chat.core.layers import Layers, ValueState
from desktop_chat.core.sampling import Kind, Parameter
from desktop_chat.ui.panels.parameter_row import EDGE, NAME_START, ParameterRow
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.slider import INSET, ValueSlider
from desktop_chat.ui.widgets.value_field import NumberFormat, ValueField

_THUMB_OVERHANG = 7
_LINE_HEIGHT = 32


class NumberRow(ParameterRow):
    """A row with a field, and below it a slider where the parameter has one."""

    def __init__(self, theme: Theme, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(theme, parameter, parent)
        for extra in self.make_extras(theme):
            self.head.addWidget(extra)
        self._problem = Label(theme, parameter.range_text, TextStyle.CAPTION, "danger", self)
        self.field = ValueField(theme, _numbers(parameter), self.tr("default"), self)
        self.slider = _slider(theme, parameter, self)
        self._slider_line = QHBoxLayout()
        self.describe(self.field, self.value_name)
        self._problem.hide()
        self.head.addWidget(self._problem)
        self.head.addWidget(self.field)
        self.field.value_chosen.connect(self._report)
        self.field.unset_requested.connect(self.request_unset)
        self.field.problem_changed.connect(self._problem.setVisible)
        if self.slider is not None:
            self.describe(self.slider, parameter.title)
            self.slider.value_chosen.connect(self._report)
            self.slider.unset_requested.connect(self.request_unset)
            self._slider_line.addWidget(self.slider)
        self.column.addLayout(self._slider_line)
        self.set_theme(theme)

    def make_extras(self, theme: Theme) -> Sequence[QWidget]:
        """Return what stands before the field: nothing, in a plain row."""
        return ()

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        # The thumb at either end stays inside the column of names and fields.
        start = theme.px(NAME_START) - theme.px(INSET)
        end = theme.px(EDGE + _THUMB_OVERHANG) - theme.px(INSET)
        set_margins(self._slider_line, self, start, 0, end, 0)
        if self.slider is None:
            self.setMinimumHeight(theme.px(_LINE_HEIGHT))

    @override
    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        default = layers.default(self.parameter)
        self.field.show_value(value, state, default)
        ends = layers.slider(self.parameter)
        if self.slider is not None and ends is not None:
            self.slider.set_span(*ends)
            self.slider.show_value(value, state, default)

    @override
    def set_usable(self, *, is_usable: bool) -> None:
        self.field.setEnabled(is_usable)
        if self.slider is not None:
            self.slider.setVisible(is_usable)

    def _report(self, value: float, is_continuing: bool) -> None:
        is_whole = self.parameter.kind is Kind.INTEGER
        number = int(value) if is_whole else float(value)
        self.value_chosen.emit(self.parameter.name, number, is_continuing)


class SeedRow(NumberRow):
    """The row of the seed: dice draw one, and the lock keeps it from answer to answer."""

    lock_toggled = Signal(bool)
    """The user wants the seed kept, or drawn anew after each answer."""

    @override
    def make_extras(self, theme: Theme) -> Sequence[QWidget]:
        draw = self.tr("Draw a {}").format(self.parameter.title.lower())
        self.dice = IconButton(theme, "dices", draw, extent=24, parent=self)
        self.dice.clicked.connect(lambda: self.choose(drawn_seed()))
        self.lock = IconButton(theme, "lock", "", extent=24, parent=self)
        self.lock.setCheckable(True)
        self.lock.clicked.connect(self._take_lock)
        self.show_lock(is_kept=True)
        return self.dice, self.lock

    def show_lock(self, *, is_kept: bool) -> None:
        """Show whether the seed is kept from answer to answer, without a signal."""
        self.lock.setChecked(is_kept)
        self.lock.set_drawing("lock" if is_kept else "lock-open")
        kept, drawn = (
            self.tr("Keep the seed"),
            self.tr("Keep the seed: now each answer has its own"),
        )
        self.lock.set_name(kept if is_kept else drawn)

    @override
    def set_usable(self, *, is_usable: bool) -> None:
        super().set_usable(is_usable=is_usable)
        self.dice.setEnabled(is_usable)

    def _take_lock(self, is_kept: bool) -> None:
        self.show_lock(is_kept=is_kept)
        if not is_kept and not self.is_set:
            # The first of the seeds that are drawn from now on.
            self.choose(drawn_seed())
        self.lock_toggled.emit(is_kept)


def _numbers(parameter: Parameter) -> NumberFormat:
    return NumberFormat(
        minimum=parameter.minimum,
        maximum=parameter.maximum,
        step=parameter.step or 1,
        is_whole=parameter.kind is Kind.INTEGER,
        minimum_is_excluded=parameter.minimum_is_excluded,
        groups_thousands=parameter.unit == "tokens",
    )


def _slider(theme: Theme, parameter: Parameter, parent: QWidget) -> ValueSlider | None:
    if parameter.slider is None:
        return None
    return ValueSlider(
        theme,
        *parameter.slider,
        parameter.step or 1,
        uses_log_scale=parameter.uses_log_scale,
        parent=parent,
    )
