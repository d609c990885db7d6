"""The model tab: what the endpoint says of the model that answers."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimeZone
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_chat.core.catalog import Model
from desktop_chat.core.figures import context_text, count_text
from desktop_chat.core.model_terms import Term
from desktop_chat.core.price_sheet import price_sheet
from desktop_chat.core.pricing import Pricing
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.figure_text import component_text, price_text, term_text, unit_text
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.facts import FactList
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.scroll_column import ScrollColumn

_ALWAYS = ("prompt", "completion")
"""Prices that are told also where they are none."""


class ModelPanel(QWidget):
    """Name, id, description, and the facts; what an endpoint does not state has no line.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = _wrapped(Label(theme, "", TextStyle.TITLE))
        self._id = _wrapped(Label(theme, "", TextStyle.CODE, "text_2"))
        self._description = _wrapped(Label(theme, ""))
        self.facts = FactList(theme)
        self._scroll = ScrollColumn(self)
        for widget in (self._title, self._id, self._description, self.facts):
            self._scroll.column.addWidget(widget)
        self._scroll.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self.set_theme(theme)
        self.set_model(None)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        edge = theme.px(12)
        self._scroll.column.setContentsMargins(edge, edge, edge, edge)
        self._scroll.column.setSpacing(theme.px(12))

    def set_model(self, model: Model | None) -> None:
        """Show a model; None: none is chosen."""
        self._title.setText(model.title if model else self.tr("No model chosen"))
        self._id.setText(model.id if model else "")
        self._description.setText(model.description if model else "")
        for label in (self._id, self._description):
            label.setVisible(bool(label.text()))
        self.facts.set_rows([] if model is None else self._facts(model))

    def _facts(self, model: Model) -> list[tuple[str, str]]:
        stated = (
            (term_text(Term.CONTEXT), _tokens(model.context_length)),
            (term_text(Term.MAX_OUTPUT), _tokens(model.max_completion_tokens)),
            *_prices(model.pricing),
            (term_text(Term.INPUT_MODALITIES), ", ".join(model.input_modalities)),
            (term_text(Term.OUTPUT_MODALITIES), ", ".join(model.output_modalities)),
            (self.tr("Parameters"), self._parameters(model)),
            (term_text(Term.TOKENIZER), model.tokenizer),
            (term_text(Term.RELEASED), _date(model.created)),
            (term_text(Term.EXPIRES), model.expiration_date),
        )
        return [(name, value) for name, value in stated if value]

    def _parameters(self, model: Model) -> str:
        supported = model.supported_parameters
        if supported is None:
            return self.tr("The endpoint gives no list")
        known = [name for name in PARAMETERS if name in supported]
        return ", ".join([*known, *sorted(supported.difference(known))])


def _prices(pricing: Pricing) -> list[tuple[str, str]]:
    """Return each price that is stated; a part that costs nothing beside the tokens is no price."""
    return [
        (
            f"{plain_line(component_text(line.name))}, {unit_text(line.unit)}",
            price_text(price, line.unit),
        )
        for line in price_sheet(pricing).lines
        if (price := line.prices[0]) or (price is not None and line.name in _ALWAYS)
    ]


def _wrapped(label: Label) -> Label:
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label


def _tokens(count: int | None) -> str:
    return "" if count is None else f"{context_text(count)} ({count_text(count)})"


def _date(unix_s: int) -> str:
    if not unix_s:
        return ""
    day = QDateTime.fromSecsSinceEpoch(unix_s, QTimeZone.utc()).date()
    return QLocale().toString(day, QLocale.FormatType.LongFormat)
