"""The window of usage: what was used in a span, by day, model, provider or conversation.

It shows what the archive's ledger has or what a router counted; `app.usage_report` puts either
together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_chat.app.export_files import write_file
from desktop_chat.app.services import Services
from desktop_chat.app.usage_report import (
    RouterUsage,
    UsageReport,
    ledger_usage,
    router_of,
    router_usage,
)
from desktop_chat.core.provider import Endpoint, management_of
from desktop_chat.core.spending import SpentBy, day_name
from desktop_chat.core.usage_days import UsageSpan
from desktop_chat.errors import AppError
from desktop_chat.formats.spreadsheets import BYTE_ORDER_MARK
from desktop_chat.formats.usage_table_csv import write
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.dialogs.save_file import SaveDialog
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.imports.audit import day_and_time
from desktop_chat.ui.models.cost_bars import CostBars
from desktop_chat.ui.models.management_key import ManagementKeyPage
from desktop_chat.ui.models.usage_sums import UsageSums
from desktop_chat.ui.models.usage_table import UsageView
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.segmented import SegmentedControl

_SIZE = QSize(960, 680)
_PATIENCE_MS = 300
"""What comes sooner needs no word of waiting."""
_HERE, _ROUTER = "here", "router"


class UsageDialog(Dialog):
    """Shows usage; it changes nothing, so that it is the same in an archive that is only read.

    Args:
        theme: The colours and sizes.
        services: Have the ledger, and ask the router.
        endpoint: The router that is asked, if it is one.
    """

    def __init__(
        self, theme: Theme, services: Services, endpoint: Endpoint, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Usage"))
        self._theme = theme
        self._services = services
        self._router = router_of(services.account, services.models, endpoint)
        self._report: UsageReport | None = None
        self._asked = 0
        self._patience = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._make_choices()
        self.as_of = Label(theme, "", TextStyle.SMALL, "text_2")
        self.refresh = TextButton(theme, self.tr("Refresh"), drawing="refresh-cw")
        self.forget = TextButton(theme, self.tr("Remove key"))
        self.export = TextButton(theme, self.tr("Export CSV…"))
        self.said = Sentence(theme)
        self.sums = UsageSums(theme)
        self.bars = CostBars(theme)
        self.table = UsageView(theme)
        self.needs_key = ManagementKeyPage(theme, services, self._router)
        self.pages = QStackedWidget()
        self._build()
        self._connect()
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self._read_other()

    @property
    def is_router(self) -> bool:
        """Whether the router's own figures are asked for."""
        return self.counters.current == _ROUTER

    @property
    def span(self) -> UsageSpan:
        """The span that is chosen."""
        return UsageSpan(self.spans.current)

    @property
    def _by(self) -> SpentBy:
        return SpentBy(self.kinds.current)

    def _make_choices(self) -> None:
        theme = self._theme
        spans = (
            (UsageSpan.TODAY, self.tr("Today")),
            (UsageSpan.WEEK, self.tr("7 days")),
            (UsageSpan.MONTH, self.tr("30 days")),
            (UsageSpan.YEAR, self.tr("This year")),
            (UsageSpan.ALL, self.tr("All")),
        )
        self.spans = SegmentedControl(theme, self.tr("Span"), spans)
        self.spans.set_current(UsageSpan.MONTH)
        kinds = (
            (SpentBy.DAY, self.tr("Day")),
            (SpentBy.MODEL, self.tr("Model")),
            (SpentBy.PROVIDER, self.tr("Provider")),
            (SpentBy.CONVERSATION, self.tr("Conversation")),
        )
        self.kinds = SegmentedControl(theme, self.tr("By"), kinds)
        counters = (
            (_HERE, self.tr("As counted here")),
            (_ROUTER, self.tr("As the router counts it")),
        )
        self.counters = SegmentedControl(theme, self.tr("Counted by"), counters)

    def _build(self) -> None:
        px = self._theme.px
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(Label(self._theme, self.tr("Usage"), TextStyle.TITLE), 1)
        for widget in (self.as_of, self.forget, self.refresh, self.export):
            head.addWidget(widget)
        self.forget.hide()
        choices = QHBoxLayout()
        choices.setSpacing(px(8))
        choices.addWidget(self.spans)
        choices.addStretch(1)
        choices.addWidget(self.counters)
        self._blank = QWidget()
        self.words = Sentence(self._theme)
        blank = QVBoxLayout(self._blank)
        blank.setContentsMargins(0, px(16), 0, 0)
        blank.addWidget(self.words)
        blank.addStretch(1)
        for page in (self._figures(), self._blank, self.needs_key):
            self.pages.addWidget(page)
        self.content.setSpacing(px(12))
        self.content.addLayout(head)
        self.content.addLayout(choices)
        self.content.addWidget(self.said)
        self.content.addWidget(self.pages, 1)

    def _figures(self) -> QWidget:
        px = self._theme.px
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, px(4), 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self.sums)
        column.addWidget(self.bars)
        by = QHBoxLayout()
        by.setSpacing(px(8))
        by.addWidget(Label(self._theme, self.tr("By"), TextStyle.LABEL, "text_2"))
        by.addWidget(self.kinds)
        by.addStretch(1)
        column.addLayout(by)
        column.addWidget(self.table, 1)
        return self._page

    def _connect(self) -> None:
        self.finished.connect(self._end)
        self._patience.timeout.connect(self._say_waiting)
        self.spans.chosen.connect(lambda _: self._read())
        self.kinds.chosen.connect(lambda _: self._read())
        self.counters.chosen.connect(lambda _: self._read_other())
        self.refresh.clicked.connect(lambda: self._read(is_fresh=True))
        self.export.clicked.connect(self._ask_where)
        self.forget.clicked.connect(lambda: self._start(self._forget()))
        self.needs_key.kept.connect(self._read_other)
        again = QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self)
        again.activated.connect(self.refresh.click)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        start_for(self, self._services.tasks, "usage", work)

    def _read_other(self) -> None:
        """Show what the other one counted; nothing of the first stays beside it."""
        self.forget.hide()
        self.as_of.setText("")
        self._show_words(self._waiting, "text_3", "refresh-cw")
        self._read()

    def _read(self, *, is_fresh: bool = False) -> None:
        self._asked += 1
        self._patience.start()
        since_us = self.span.since_us(self._services.clock())
        since = day_name(since_us) if since_us else ""
        # What is chosen is read here: the first step of a task may come after the window's end.
        if self.is_router:
            self._start(self._ask_router(self._asked, self._by, since, is_fresh=is_fresh))
        else:
            self._start(self._ask_ledger(self._asked, self._by, since, since_us))

    @property
    def _waiting(self) -> str:
        if self.is_router:
            return self.tr("Asking {0}…").format(self._router.title)
        return self.tr("Adding up…")

    def _say_waiting(self) -> None:
        if self._report is not None:
            self.said.say(self._waiting, "", "text_3", "refresh-cw")

    def _is_wanted(self, number: int) -> bool:
        """Return whether an answer is to the last question; then nothing is waited for any more."""
        if number != self._asked:
            return False
        self._patience.stop()
        self.said.clear()
        return True

    def _end(self) -> None:
        self._asked += 1

    async def _ask_ledger(self, number: int, by: SpentBy, since: str, since_us: int) -> None:
        try:
            report = await ledger_usage(self._services.archive, by, since_us=since_us)
        except AppError as error:
            if self._is_wanted(number):
                self._show_failure(error)
            return
        if self._is_wanted(number):
            self._show(report, "", since)

    async def _ask_router(self, number: int, by: SpentBy, since: str, *, is_fresh: bool) -> None:
        models = self._services.models
        try:
            found = await router_usage(models, self._router, by, since=since, is_fresh=is_fresh)
        except AppError as error:
            if self._is_wanted(number):
                self.forget.show()
                self._show_failure(error)
            return
        if not self._is_wanted(number):
            return
        if found is not None:
            self._show_router(found)
            return
        self._report = None
        self.export.setEnabled(False)
        self.pages.setCurrentWidget(self.needs_key)

    def _show_router(self, found: RouterUsage) -> None:
        self.forget.show()
        self.as_of.setText(self.tr("as of {0}").format(day_and_time(found.kept.fetched_us)))
        words = self.tr("The router tells the last 30 full days by UTC, of the whole account.")
        if self._by is SpentBy.CONVERSATION:
            more = self.tr("It knows no conversations: these are models.")
            words = f"{words} {more}"
        self._show(found.report, words, "")
        if found.kept.failure is not None:
            self.said.say_error(found.kept.failure)

    def _show(self, report: UsageReport, more: str, since: str) -> None:
        if not report.days:
            words = self.tr("Nothing was used in this span.")
            self._show_words(f"{words} {more}".strip(), "text_2", "info")
            return
        self._report = report
        self.sums.show_total(report.total, more)
        last = "" if self.is_router else day_name(self._services.clock())
        self.bars.show_days(report.days, since, last)
        self.table.show_shares(report.by, report.shares, report.titles)
        self.export.setEnabled(True)
        self.pages.setCurrentWidget(self._page)
        if self._asked == 1:
            self.table.setFocus()

    def _show_words(self, words: str, colour: str, drawing: str) -> None:
        self._report = None
        self.export.setEnabled(False)
        self.words.say(words, "", colour, drawing)
        self.pages.setCurrentWidget(self._blank)

    def _show_failure(self, error: AppError) -> None:
        self._show_words("", "text_2", "info")
        self.words.say_error(error)

    def _ask_where(self) -> None:
        report = self._report
        if report is None:
            return
        name = f"usage-{self.span.value}-{report.by.value}.csv"
        dialog = SaveDialog(self.tr("Export CSV"), name, self)
        dialog.chosen.connect(lambda path: self._start(self._write(path, report)))
        dialog.open()

    async def _write(self, path: Path, report: UsageReport) -> None:
        # Scripts get it without the mark, which spreadsheets need.
        text = BYTE_ORDER_MARK + write(report.by, report.shares, report.titles)
        try:
            await asyncio.to_thread(write_file, path, text)
        except AppError as error:
            self.said.say_error(error)
            return
        words = self.tr("Exported to {0}.").format(path)
        self.said.say(words, "", "success", "circle-check")

    async def _forget(self) -> None:
        try:
            await self._services.account.forget_key(management_of(self._router))
        except AppError as error:
            self.said.say_error(error)
            return
        self._read_other()
