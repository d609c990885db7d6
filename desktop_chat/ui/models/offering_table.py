"""Who offers a model, as rows of a table that sorts by any of its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, Qt
from typing_extensions import override

from desktop_chat.core.figures import (
    context_text,
    price_per_million_text,
    rate_text,
    seconds_text,
)
from desktop_chat.core.model_terms import Term
from desktop_chat.core.offerings import Offering
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.figure_text import component_text, term_text
from desktop_chat.ui.models.titled_table import Index, TitledTable

# A figure keeps its unit behind it where words run from right to left.
_LEFT_TO_RIGHT, _ENDED = "\u2066", "\u2069"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its text, and what it sorts by; what an offering does not state sorts last."""

    title: str
    text: Callable[[Offering], str]
    key: Callable[[Offering], Any]
    is_number: bool = True


def _p50(measure: object) -> float | None:
    return getattr(measure, "p50", None)


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} %"


class OfferingTable(TitledTable):
    """The offerings of one model, with the way in which each is used."""

    def __init__(self, use_text: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._use_text = use_text
        self._offerings: list[Offering] = []
        self.columns = (*self._stated_columns(), *self._measured_columns())

    def show(self, offerings: Sequence[Offering]) -> None:
        """Show other offerings, in the order in which they come."""
        self.beginResetModel()
        self._offerings = list(offerings)
        self.endResetModel()

    def refresh(self) -> None:
        """Read anew how each is used."""
        if self._offerings:
            last = self.index(len(self._offerings) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def offering(self, row: int) -> Offering:
        """Return the offering of a row."""
        return self._offerings[row]

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.order = (column, order)
        if not 0 <= column < len(self.columns):
            return
        key = self.columns[column].key
        is_down = order is Qt.SortOrder.DescendingOrder
        stated = [each for each in self._offerings if key(each) is not None]
        silent = [each for each in self._offerings if key(each) is None]
        self.show([*sorted(stated, key=key, reverse=is_down), *silent])

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, offering = self.columns[index.column()], self._offerings[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                text = plain_line(column.text(offering))
                return f"{_LEFT_TO_RIGHT}{text}{_ENDED}" if column.is_number and text else text
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.side(index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return plain_line(offering.tag)
            case _:
                return None

    @override
    def row_total(self) -> int:
        return len(self._offerings)

    @override
    def titles(self) -> Sequence[str]:
        return [column.title for column in self.columns]

    @override
    def holds_words(self, column: int) -> bool:
        return not self.columns[column].is_number

    def _stated_columns(self) -> tuple[Column, ...]:
        return (
            Column(
                self.tr("Provider"),
                lambda each: each.provider_name or each.tag,
                lambda each: (each.provider_name or each.tag).casefold(),
                is_number=False,
            ),
            Column(
                self.tr("Use"),
                lambda each: self._use_text(each.tag),
                lambda each: self._use_text(each.tag) or None,
                is_number=False,
            ),
            Column(
                component_text("prompt"),
                lambda each: price_per_million_text(each.pricing.prompt),
                lambda each: _known(each.pricing.prompt),
            ),
            Column(
                component_text("completion"),
                lambda each: price_per_million_text(each.pricing.completion),
                lambda each: _known(each.pricing.completion),
            ),
            Column(
                term_text(Term.CONTEXT),
                lambda each: context_text(each.context_length) if each.context_length else "",
                lambda each: each.context_length,
            ),
            Column(
                term_text(Term.QUANTIZATION),
                lambda each: each.quantization,
                lambda each: each.quantization or None,
                is_number=False,
            ),
        )

    def _measured_columns(self) -> tuple[Column, ...]:
        return (
            Column(
                term_text(Term.FIRST_TOKEN),
                lambda each: seconds_text(each.latency_s.p50) if each.latency_s else "",
                lambda each: _p50(each.latency_s),
            ),
            Column(
                term_text(Term.THROUGHPUT),
                lambda each: rate_text(each.throughput.p50) if each.throughput else "",
                lambda each: _p50(each.throughput),
            ),
            Column(
                self.tr("{0}, 1 day").format(term_text(Term.UPTIME)),
                lambda each: _percent(each.uptime_1d),
                lambda each: each.uptime_1d,
            ),
            Column(
                self.tr("Retention"),
                lambda each: self.tr("none") if each.is_zero_retention else "",
                lambda each: not each.is_zero_retention,
                is_number=False,
            ),
        )


def _known(price: Decimal | None) -> Decimal | None:
    """Return a price to sort by; a router's -1 says that it depends."""
    return price if price is not None and price >= 0 else None
