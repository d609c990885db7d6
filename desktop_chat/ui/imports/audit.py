"""The audit of one import on a page: the sums, what was not imported, and taking it back."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_chat.app.import_report import ImportReport, gaps_of
from desktop_chat.archive.imports import ImportHead
from desktop_chat.core.figures import count_text, seconds_text
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.imports.strip import PartStrip
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.entry_list import Entry, EntryList
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle

MOST_GAPS = 500
"""Lines of what was not imported that are shown; the report has them all."""
_SIGN = 14


class AuditPage(QWidget):
    """One import that is over.

    Args:
        theme: The colours and sizes.
    """

    save_wanted = Signal()
    undo_wanted = Signal()
    done = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title = ElidedLabel(theme, style=TextStyle.TITLE)
        self.subtitle = Label(theme, "", TextStyle.SMALL, "text_2")
        self.subtitle.setWordWrap(True)
        self.state = Label(theme, "", TextStyle.BODY, "warning")
        self.state.setWordWrap(True)
        self._strip = PartStrip(theme)
        self._sums = self._new_sums()
        self.gaps_title = Label(theme, "", TextStyle.HEADING, "text_2")
        self.gaps = EntryList(theme, self.tr("Not imported, or not whole"))
        self.gaps.setProperty("frame", "field")
        self.save = TextButton(theme, self.tr("Save report…"), drawing="download")
        self.undo = TextButton(theme, self.tr("Undo import"), ButtonKind.FLAT)
        self.close_button = TextButton(theme, self.tr("Done"), ButtonKind.PRIMARY)
        self._build()

    def show_import(self, head: ImportHead, report: ImportReport | None, remark: str = "") -> None:
        """Show an import.

        Args:
            head: What is kept of it.
            report: Its audit, None where it did not come to its end.
            remark: What has just been done with it, "" for nothing.
        """
        name = plain_line(Path(head.source).name)
        self.title.setText(self._heading(report).format(name))
        self.subtitle.setText(self._when(head, report))
        said = remark or self._state(head, report)
        self.state.setText(said)
        self.state.setVisible(bool(said))
        self.undo.setEnabled(head.undone_us is None and head.added > 0)
        self.save.setEnabled(report is not None)
        self._show_sums(report)
        self._show_gaps(report)

    def say(self, text: str) -> None:
        """Say what has just been done with the import."""
        self.state.setText(text)
        self.state.show()

    def _heading(self, report: ImportReport | None) -> str:
        if report is None:
            return self.tr("Import not finished: {0}")
        if report.was_stopped:
            return self.tr("Import stopped: {0}")
        return self.tr("Import finished: {0}")

    def _when(self, head: ImportHead, report: ImportReport | None) -> str:
        parts = [day_and_time(head.started_us)]
        if report is not None:
            number = len(report.conversations)
            new = sum(found.is_new for found in report.conversations)
            text = self.tr("{0} conversations, {1} of them new")
            parts.append(text.format(count_text(number), count_text(new)))
            if report.ended_us > report.started_us:
                parts.append(seconds_text((report.ended_us - report.started_us) / 1e6))
        return " · ".join(parts)

    def _state(self, head: ImportHead, report: ImportReport | None) -> str:
        if head.undone_us is not None:
            return self.tr("Taken back {0}.").format(day_and_time(head.undone_us))
        if report is None:
            return self.tr(
                "The program ended before the import did. What was added is there; importing the "
                "same again goes on."
            )
        if report.was_stopped:
            return self.tr("What was added is there; importing the same again goes on.")
        if not report.conversations:
            return self.tr(
                "No conversation of a known form was found. Choose the export as the other program "
                "wrote it, unchanged."
            )
        return ""

    def _show_sums(self, report: ImportReport | None) -> None:
        # A grid keeps the heights of rows that are gone: it begins anew.
        old, self._sums = self._sums, self._new_sums()
        self._column.replaceWidget(old, self._sums)
        old.deleteLater()
        self._strip.setVisible(report is not None and report.total("source_nodes") > 0)
        if report is None:
            return
        sums = (
            ("check", "data", self.tr("Imported"), "added", self.tr("as messages of their own")),
            ("circle-check", "data_4", self.tr("Known"), "known", self.tr("were there already")),
            (
                "corner-down-right",
                "data_3",
                self.tr("Merged"),
                "merged",
                self.tr("are part of another message"),
            ),
            ("eye-off", "data_2", self.tr("Hidden"), "hidden", self.tr("the source hides them")),
            ("triangle-alert", "warning", self.tr("Skipped"), "skipped", self.tr("listed below")),
        )
        parts: list[tuple[int, str]] = []
        for drawing, token, name, what, remark in sums:
            count = report.total(what)
            parts.append((count, token))
            sign = "warning" if token == "warning" and count else "text_2"
            self._add_row(drawing, sign, name, count, remark if count else "")
        self._strip.show_parts(parts)
        is_even = report.adds_up
        drawing, colour = ("circle-check", "success") if is_even else ("circle-alert", "danger")
        words = self.tr("every node accounted for")
        if not is_even:
            words = self.tr("the sums do not add up: please save and report this")
        nodes = report.total("source_nodes")
        self._add_row(drawing, colour, self.tr("Source nodes"), nodes, words, is_sum=True)

    def _new_sums(self) -> QWidget:
        sums = QWidget()
        self._grid = QGridLayout(sums)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(self._theme.px(12))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(3, 1)
        return sums

    def _add_row(
        self, drawing: str, colour: str, name: str, count: int, remark: str, *, is_sum: bool = False
    ) -> None:
        theme, line = self._theme, self._grid.rowCount()
        if not is_sum and line > 1:
            rule = QFrame()
            rule.setProperty("kind", "rule")
            rule.setFixedHeight(1)
            self._grid.addWidget(rule, line, 0, 1, 4)
            line += 1
        sign = QLabel()
        size = theme.px(_SIGN)
        sign.setPixmap(pixmap(drawing, getattr(theme, colour), size, self.layoutDirection()))
        texts = (
            Label(theme, name, TextStyle.BODY),
            Label(theme, count_text(count), TextStyle.BODY),
            Label(theme, remark, TextStyle.SMALL, "text_2"),
        )
        texts[1].setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        if is_sum:
            for text in texts[:2]:
                font = text.font()
                font.setWeight(font.Weight.DemiBold)
                text.setFont(font)
        self._grid.setRowMinimumHeight(line, theme.px(27))
        for column, widget in enumerate((sign, *texts)):
            self._grid.addWidget(widget, line, column)

    def _show_gaps(self, report: ImportReport | None) -> None:
        self.gaps.clear()
        found = list(gaps_of(report)) if report is not None else []
        found.sort(key=lambda gap: not gap.is_loss)
        for gap in islice(found, MOST_GAPS):
            count = f" ({count_text(gap.count)})" if gap.count > 1 else ""
            self.gaps.add(Entry("", plain_line(gap.where), plain_line(gap.reason) + count))
        title = self.tr("Not imported, or not whole")
        if len(found) > MOST_GAPS:
            text = self.tr("Not imported: the first {0} of {1}, all are in the report")
            title = text.format(count_text(MOST_GAPS), count_text(len(found)))
        self.gaps_title.setText(title)
        for widget in (self.gaps, self.gaps_title):
            widget.setVisible(bool(found))

    def _build(self) -> None:
        px = self._theme.px
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self.title)
        column.addWidget(self.subtitle)
        column.addWidget(self.state)
        column.addSpacing(px(10))
        column.addWidget(self._strip)
        column.addSpacing(px(4))
        column.addWidget(self._sums)
        column.addSpacing(px(10))
        column.addWidget(self.gaps_title)
        column.addWidget(self.gaps, 1)
        column.addStretch(0)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, px(8), 0, 0)
        foot.setSpacing(px(8))
        foot.addWidget(self.save)
        foot.addStretch(1)
        foot.addWidget(self.undo)
        foot.addWidget(self.close_button)
        column.addLayout(foot)
        self.gaps.setMinimumSize(QSize(0, px(60)))
        self.save.clicked.connect(self.save_wanted)
        self.undo.clicked.connect(self.undo_wanted)
        self.close_button.clicked.connect(self.done)


def day_and_time(time_us: int) -> str:
    """Return a UTC time in microseconds as a day and the time of day here."""
    moment = datetime.fromtimestamp(time_us / 1e6).astimezone()
    day = QLocale().toString(QDate(moment.year, moment.month, moment.day), "d MMM yyyy")
    return f"{day} {moment:%H:%M}"
