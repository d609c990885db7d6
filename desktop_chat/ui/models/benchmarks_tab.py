"""What others measured of a model, with where it comes from, as the sources ask to be named."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.core.catalog import Benchmarks
from desktop_chat.core.model_scores import (
    ANALYSIS,
    ARENA,
    arena_name,
    joined_scores,
    listed_scores,
    scores_of,
)
from desktop_chat.core.model_statistics import BenchmarkScore, Source
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import AppError
from desktop_chat.ui.models.figure_table import FigureTable
from desktop_chat.ui.models.figure_text import day_text, isolated, money_text
from desktop_chat.ui.models.tab import Loaded, Tab
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle


class BenchmarksTab(Tab):
    """Scores by source."""

    def __init__(self, theme: Theme, subject: ModelSubject, parent: QWidget | None = None) -> None:
        super().__init__(theme, subject, parent)
        self.table = FigureTable(theme, self.tr("Benchmarks"))
        self.citation = Label(theme, "", TextStyle.SMALL, "text_2")
        self.citation.setWordWrap(True)
        self.citation.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._title = self.add_heading(self.tr("Scores"), self.tr("each in its source's own unit"))
        self.column.addWidget(self.table)
        self.column.addWidget(self.citation)
        self.add_note(self.tr("How each provider of this model scores is not told by the API."))
        self.column.addStretch(1)

    @override
    async def load(self, *, is_fresh: bool) -> Loaded:
        subject = self.subject
        kept = await subject.services.catalog.load(subject.endpoint)
        listed = listed_scores(subject.model)
        self._show(listed, Source())
        try:
            found = await subject.services.models.benchmarks(subject.endpoint, is_fresh=is_fresh)
        except AppError as error:
            if not listed:
                raise
            return Loaded(kept.fetched_us, error)
        rows = joined_scores(scores_of(found.value.rows, subject.names), listed)
        self._show(rows, found.value.source)
        remark = "" if rows else self.tr("Nobody has measured this model yet.")
        return Loaded(found.fetched_us, found.failure, remark)

    def _show(self, rows: tuple[BenchmarkScore, ...], source: Source) -> None:
        titles = [
            self.tr("Source"),
            self.tr("Benchmark"),
            self.tr("Score"),
            self.tr("Spread"),
            self.tr("Cost per task"),
            self.tr("More"),
        ]
        arenas = (self.subject.model.benchmarks or Benchmarks()).arenas
        places = {arena_name(each): (each.rank, each.win_rate) for each in arenas}
        cells = [
            [
                self._source_title(row.source),
                self._benchmark_title(row),
                isolated(f"{row.score:.10g}"),
                "" if row.spread is None else isolated(f"± {row.spread:.3g}"),
                "" if row.cost_usd is None else money_text(row.cost_usd),
                self._more(row, *places.get(row.benchmark, (None, None))),
            ]
            for row in rows
        ]
        self.table.show_rows(titles, cells, texts=(1, 5), stretched=1)
        self._title.setVisible(bool(rows))
        self.citation.setText(source.citation)
        self.citation.setVisible(bool(source.citation and rows))

    def _source_title(self, source: str) -> str:
        known = {ANALYSIS: "Artificial Analysis", ARENA: "Design Arena", "openrouter": "OpenRouter"}
        return known.get(source, plain_line(source))

    def _benchmark_title(self, row: BenchmarkScore) -> str:
        known = {
            "intelligence_index": self.tr("Intelligence index"),
            "coding_index": self.tr("Coding index"),
            "agentic_index": self.tr("Agentic index"),
        }
        if row.source == ARENA:
            return self.tr("{0}, Elo").format(plain_line(row.benchmark))
        return known.get(row.benchmark, plain_line(row.benchmark))

    def _more(self, row: BenchmarkScore, rank: int | None, win_rate: float | None) -> str:
        parts: list[str] = []
        if row.source == ARENA and rank is not None:
            parts.append(self.tr("rank {0}").format(rank))
        if row.source == ARENA and win_rate is not None:
            parts.append(self.tr("{0} won").format(isolated(f"{win_rate:.1f} %")))
        if row.measured:
            parts.append(self.tr("measured {0}").format(day_text(row.measured[:10])))
        return ", ".join(parts)
