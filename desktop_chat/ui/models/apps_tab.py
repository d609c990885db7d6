"""The apps that use the router most, over all models: for one model the API tells none."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.core.figures import count_text, magnitude_text
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.figure_table import FigureTable
from desktop_chat.ui.models.figure_text import isolated
from desktop_chat.ui.models.tab import Loaded, Tab
from desktop_chat.ui.theme.tokens import Theme


class AppsTab(Tab):
    """The global ranking, labelled as such."""

    def __init__(self, theme: Theme, subject: ModelSubject, parent: QWidget | None = None) -> None:
        super().__init__(theme, subject, parent)
        self.table = FigureTable(theme, self.tr("Apps"))
        self.add_note(
            self.tr("This is the ranking over all models. The API tells no apps for one model.")
        )
        self.add_heading(self.tr("Apps, all models together"))
        self.column.addWidget(self.table)
        self.citation = self.add_note("")
        self.column.addStretch(1)

    @override
    async def load(self, *, is_fresh: bool) -> Loaded:
        subject = self.subject
        found = await subject.services.models.app_rankings(subject.endpoint, is_fresh=is_fresh)
        rows = [
            [
                isolated(count_text(each.rank)) if each.rank else "",
                plain_line(each.name),
                "",
                isolated(magnitude_text(each.tokens)),
                isolated(magnitude_text(each.requests)),
            ]
            for each in found.value.rows
        ]
        most = max((each.tokens for each in found.value.rows), default=0) or 1
        self.table.show_rows(
            [self.tr("Rank"), self.tr("App"), "", self.tr("Tokens"), self.tr("Requests")],
            rows,
            texts=(1,),
            stretched=2,
            shares=[each.tokens / most for each in found.value.rows],
        )
        self.citation.setText(found.value.source.citation if rows else "")
        remark = "" if rows else self.tr("The router tells of no app now.")
        return Loaded(found.fetched_us, found.failure, remark)
