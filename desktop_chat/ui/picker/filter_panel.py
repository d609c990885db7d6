"""The values that models are narrowed to: each a drop-down, all of them folded away until wanted.

A choice is the fields of a filter that it sets, or the words of a question that only the router
can answer. Who asks the router is a command's affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from desktop_chat.core.catalog import Model
from desktop_chat.core.figures import context_text
from desktop_chat.core.model_filter import ModelFilter
from desktop_chat.core.model_terms import Term
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.figure_text import term_text
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.labels import Label, TextStyle

Choices = Sequence[tuple[str, Mapping[str, Any]]]
_COLUMNS = 4
_PRICES = ("0.1", "0.5", "1", "3", "10", "30")
_CONTEXTS = (32_000, 128_000, 200_000, 1_000_000)
_INDICES, _RATINGS = (20, 40, 50, 60), (1_000, 1_100, 1_200, 1_300)
REGIONS = ("eu", "us")


class _Field(QWidget):
    """A drop-down with its name above it; the first choice asks for nothing."""

    def __init__(self, theme: Theme, name: str, any_text: str, *, is_remote: bool) -> None:
        super().__init__()
        self.is_remote = is_remote
        self._any_text = any_text
        self._offered: list[tuple[str, Mapping[str, Any]]] = []
        self.box = ChoiceBox(theme, name, is_dense=True)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._name = Label(theme, name, TextStyle.CAPTION, "text_2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._name)
        column.addWidget(self.box)
        self.offer(())

    @property
    def asked(self) -> Mapping[str, Any]:
        """The fields that the choice sets, none for the first."""
        place = self.box.currentIndex()
        return self._offered[place - 1][1] if place > 0 else {}

    def offer(self, choices: Choices) -> None:
        """Offer these; a choice that is still among them stays taken, without a signal."""
        if list(choices) == self._offered and self.box.count():
            return
        taken = self.asked
        self.box.blockSignals(True)
        self._offered = list(choices)
        self.box.clear()
        self.box.addItem(self._any_text)
        self.box.addItems([plain_line(words) for words, _ in choices])
        places = (n for n, (_, fields) in enumerate(choices, 1) if taken and fields == taken)
        self.box.setCurrentIndex(next(places, 0))
        self.box.blockSignals(False)
        self.setEnabled(bool(choices))


class FilterPanel(QWidget):
    """Drop-downs side by side.

    Args:
        theme: The colours and sizes at first.
    """

    changed = Signal()
    """Something else is wanted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fields = self._made()
        self._grid = QGridLayout(self)
        for number, field in enumerate(self._fields.values()):
            self._grid.addWidget(field, *divmod(number, _COLUMNS))
            field.box.currentIndexChanged.connect(lambda _: self.changed.emit())
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._offer_steps()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        edge = theme.px(8)
        self._grid.setContentsMargins(edge, edge, edge, edge)
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(6))

    def box(self, key: str) -> ChoiceBox:
        """Return a drop-down: "author", "input", "output", "context", "released" ..."""
        return self._fields[key].box

    @property
    def wanted(self) -> ModelFilter:
        """What the list itself can tell."""
        fields: dict[str, Any] = {}
        for field in self._fields.values():
            if not field.is_remote:
                fields |= field.asked
        return ModelFilter(**fields)

    @property
    def question(self) -> dict[str, str]:
        """What only the router can tell, in its own words; {} for nothing."""
        found: dict[str, str] = {}
        for field in self._fields.values():
            # Another endpoint's question is not put to a server that cannot answer it.
            if field.is_remote and not field.isHidden():
                found |= field.asked
        return found

    @property
    def count(self) -> int:
        """How many drop-downs ask for something."""
        shown = (field for field in self._fields.values() if not field.isHidden())
        return sum(bool(field.asked) for field in shown)

    def clear(self) -> None:
        """Ask for nothing."""
        for field in self._fields.values():
            field.box.blockSignals(True)
            field.box.setCurrentIndex(0)
            field.box.blockSignals(False)
        self.changed.emit()

    def offer_models(self, models: Sequence[Model]) -> None:
        """Offer the values that some of these models have."""
        authors = sorted({model.author for model in models if model.author})
        self._fields["author"].offer(_each(authors, "authors"))
        parameters = {name for model in models for name in model.supported_parameters or ()}
        self._fields["parameter"].offer(_each(sorted(parameters), "parameters"))
        inputs = {name for model in models for name in model.input_modalities}
        self._fields["takes"].offer(_each(sorted(inputs), "inputs"))
        outputs = {name for model in models for name in model.output_modalities}
        self._fields["gives"].offer(_each(sorted(outputs), "outputs"))
        self._fields["benchmark"].offer(self._scores() if any(m.benchmarks for m in models) else ())

    def offer_router(self, *, is_router: bool) -> None:
        """Offer what only a router can answer, where there is one."""
        for field in self._fields.values():
            if field.is_remote:
                field.setVisible(is_router)

    def offer_providers(self, names: Iterable[str]) -> None:
        """Offer the router's providers, by the names that it finds them by."""
        choices = [(name, {"providers": name}) for name in sorted(names, key=str.casefold)]
        self._fields["provider"].offer(choices)

    def _made(self) -> dict[str, _Field]:
        local = {
            "author": term_text(Term.AUTHOR),
            "input": self.tr("Input price"),
            "output": self.tr("Output price"),
            "context": term_text(Term.CONTEXT),
            "takes": term_text(Term.INPUT_MODALITIES),
            "gives": term_text(Term.OUTPUT_MODALITIES),
            "parameter": self.tr("Parameter"),
            "released": term_text(Term.RELEASED),
            "benchmark": self.tr("Benchmark"),
        }
        remote = {
            "retention": self.tr("Data retention"),
            "region": self.tr("Region"),
            "provider": self.tr("Provider"),
        }
        return {
            key: _Field(self._theme, name, self.tr("any"), is_remote=key in remote)
            for key, name in (local | remote).items()
        }

    def _offer_steps(self) -> None:
        fields = self._fields
        at_most = self.tr("at most ${0} / 1M")
        for key, name in (("input", "max_prompt_usd"), ("output", "max_completion_usd")):
            fields[key].offer([(at_most.format(each), {name: Decimal(each)}) for each in _PRICES])
        at_least = self.tr("{0} and more")
        contexts = [(at_least.format(context_text(n)), {"min_context": n}) for n in _CONTEXTS]
        fields["context"].offer(contexts)
        ages = (
            (self.tr("last 30 days"), 30),
            (self.tr("last 90 days"), 90),
            (self.tr("last 6 months"), 183),
            (self.tr("last year"), 365),
        )
        fields["released"].offer([(words, {"max_age_days": days}) for words, days in ages])
        fields["retention"].offer([(self.tr("zero"), {"zdr": "true"})])
        fields["region"].offer([(each.upper(), {"region": each}) for each in REGIONS])

    def _scores(self) -> list[tuple[str, dict[str, float]]]:
        named = (
            (self.tr("Intelligence index, {0} and more"), "min_intelligence", _INDICES),
            (self.tr("Coding index, {0} and more"), "min_coding", _INDICES),
            (self.tr("Agentic index, {0} and more"), "min_agentic", _INDICES),
            (self.tr("Design Arena Elo, {0} and more"), "min_elo", _RATINGS),
        )
        return [
            (words.format(step), {name: float(step)})
            for words, name, steps in named
            for step in steps
        ]


def _each(names: Iterable[str], field: str) -> list[tuple[str, dict[str, frozenset[str]]]]:
    return [(name, {field: frozenset({name})}) for name in names]
