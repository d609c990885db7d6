"""The model tab: what the endpoint says of the model that answers."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimeZone
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_chat.core.catalog import Model
from desktop_chat.core.figures import context_text, count_text, price_per_million_text
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.facts import FactList
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.scroll_column import ScrollColumn


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
            (self.tr("Context"), _tokens(model.context_length)),
            (self.tr("Longest answer"), _tokens(model.max_completion_tokens)),
            *self._prices(model),
            (self.tr("Takes"), ", ".join(model.input_modalities)),
            (self.tr("Gives"), ", ".join(model.output_modalities)),
            (self.tr("Parameters"), self._parameters(model)),
            (self.tr("Tokenizer"), model.tokenizer),
            (self.tr("Released"), _date(model.created)),
            (self.tr("Ends"), model.expiration_date),
        )
        return [(name, value) for name, value in stated if value]

    def _prices(self, model: Model) -> list[tuple[str, str]]:
        pricing = model.pricing
        per_million = (
            (self.tr("Input, per million tokens"), pricing.prompt),
            (self.tr("Output, per million tokens"), pricing.completion),
        )
        rows = [
            (name, price_per_million_text(price))
            for name, price in per_million
            if price is not None
        ]
        if pricing.request:
            rows.append((self.tr("Per request"), f"${pricing.request.normalize():f}"))
        for name, price in pricing.other.items():
            if price:
                rows.append((self.tr("Price of {}").format(name), f"${price.normalize():f}"))
        return rows

    def _parameters(self, model: Model) -> str:
        supported = model.supported_parameters
        if supported is None:
            return self.tr("The endpoint gives no list")
        known = [name for name in PARAMETERS if name in supported]
        return ", ".join([*known, *sorted(supported.difference(known))])


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
