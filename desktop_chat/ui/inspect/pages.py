"""The pages of the dialog: facts, the exact request, the timing, the request as code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.app.code_samples.registry import SAMPLES
from desktop_chat.app.code_samples.sample import CodeSample
from desktop_chat.app.inspection import Inspection
from desktop_chat.app.tasks import Tasks
from desktop_chat.core.message import MessageState
from desktop_chat.errors import AppError
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.inspect.arrival_chart import ArrivalChart
from desktop_chat.ui.inspect.code_pane import CodePane
from desktop_chat.ui.inspect.facts import sections, timing_facts
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.transcript.blocks.highlight import spans_of
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.facts import FactList
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle
from desktop_chat.ui.widgets.scroll_column import ScrollColumn
from desktop_chat.ui.widgets.segmented import SegmentedControl

_HIGHLIGHTED = 60_000
_LAID_OUT = 2_000_000


class Page(QWidget):
    """A page with a sentence above it that says what is missing.

    Args:
        theme: The colours and sizes.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.sentence = Sentence(theme)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, theme.px(12), 0, 0)
        self.column.setSpacing(theme.px(8))
        self.column.addWidget(self.sentence)

    def tell(self, text: str, more: str = "") -> None:
        """Say what a reader should know, "" to say nothing."""
        if text:
            self.sentence.say(text, more, "text_2", "info")
        else:
            self.sentence.clear()

    def colour(self, tasks: Tasks, pane: CodePane, language: str) -> None:
        """Have the code of a pane coloured, beside the event loop, where it is not too long."""
        if 0 < len(pane.text) <= _HIGHLIGHTED:
            start_for(self, tasks, "colours", self._colour(pane, language, pane.text))

    async def _colour(self, pane: CodePane, language: str, code: str) -> None:
        spans = await asyncio.to_thread(spans_of, language, code)
        # The task's end may come before its cancelling.
        if shiboken6.isValid(self) and pane.text == code:
            pane.set_spans(spans)


class FactsPage(Page):
    """Everything but the request itself."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._scroll = ScrollColumn(self)
        self._scroll.column.setSpacing(theme.px(16))
        self._scroll.column.setContentsMargins(0, theme.px(4), theme.px(14), theme.px(8))
        self._shown = QWidget()
        self.lists: dict[str, FactList] = {}
        self.column.addWidget(self._scroll, 1)

    def show_inspection(self, inspection: Inspection) -> None:
        """Show what is known of an answer."""
        self._shown.deleteLater()
        self._shown = QWidget()
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(16))
        self.lists = {}
        for title, facts in sections(inspection):
            column.addWidget(Label(self.theme, title, TextStyle.HEADING, "text_2"))
            self.lists[title] = FactList(self.theme)
            self.lists[title].set_rows(facts)
            column.addWidget(self.lists[title])
        column.addStretch(1)
        self._scroll.column.addWidget(self._shown)
        self.tell(*self._missing(inspection))

    def _missing(self, inspection: Inspection) -> tuple[str, str]:
        if inspection.problems:
            error = inspection.problems[0]
            return error.text, error.advice
        if inspection.record is None:
            return (
                self.tr("No record is kept with this message."),
                self.tr("It was not asked for here: it was written by you, or imported."),
            )
        if inspection.message.state is MessageState.STREAMING:
            return self.tr("The answer is still being made."), self.tr("Its end completes this.")
        return "", ""


class RequestPage(Page):
    """The exact body, laid out or as it was sent.

    Args:
        theme: The colours and sizes.
        tasks: Find the colours of JSON.
    """

    copied = Signal(str)
    """The text is wanted on the clipboard."""

    def __init__(self, theme: Theme, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._tasks = tasks
        self._body = ""
        forms = (("pretty", self.tr("Laid out")), ("raw", self.tr("As sent")))
        self.form = SegmentedControl(theme, self.tr("Form of the body"), forms)
        self.form.chosen.connect(self._show)
        self.copy_button = TextButton(theme, self.tr("Copy"), drawing="copy", is_dense=True)
        self.copy_button.clicked.connect(lambda: self.copied.emit(self.pane.text))
        self.pane = CodePane(theme, self.tr("Request body"))
        head = QHBoxLayout()
        head.addWidget(self.form)
        head.addStretch(1)
        head.addWidget(self.copy_button)
        self.column.addLayout(head)
        self.column.addWidget(self.pane, 1)

    def show_body(self, body: str, problem: str, advice: str = "") -> None:
        """Show a request body, or why there is none."""
        self._body = body
        self.copy_button.setEnabled(bool(body))
        self.tell(*(("", "") if body else (problem, advice)))
        self._show()

    def _show(self) -> None:
        text = self._body
        if self.form.current == "pretty":
            text = _laid_out(text)
        self.pane.set_code(text)
        if self.form.current == "pretty":
            self.colour(self._tasks, self.pane, "json")


class TimingPage(Page):
    """When the answer's pieces came."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.chart = ArrivalChart(theme)
        self.facts = FactList(theme)
        self.column.addWidget(self.chart)
        self.column.addSpacing(theme.px(8))
        self.column.addWidget(self.facts)
        self.column.addStretch(1)

    def show_inspection(self, inspection: Inspection) -> None:
        """Show the times of an answer."""
        usage = inspection.usage
        tokens = usage.completion_tokens if usage and usage.completion_tokens else None
        self.chart.set_arrivals(inspection.arrivals, tokens)
        self.facts.set_rows(timing_facts(inspection))


class CodePage(Page):
    """The request as code, in a language to choose.

    Args:
        theme: The colours and sizes.
        tasks: Find the colours of code.
    """

    copied = Signal(str)
    """The text is wanted on the clipboard."""
    save_wanted = Signal(str, str)
    """The code is to be saved, under a name at first."""

    def __init__(self, theme: Theme, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._tasks = tasks
        self._write: Callable[[CodeSample], str] | None = None
        self.choice = ChoiceBox(theme, self.tr("Language and library"))
        for sample in SAMPLES.values():
            self.choice.addItem(sample.title, sample.name)
        self.choice.currentIndexChanged.connect(self._show)
        self.needs = ElidedLabel(theme, "", TextStyle.CAPTION, "text_2")
        self.copy_button = TextButton(theme, self.tr("Copy"), drawing="copy", is_dense=True)
        self.copy_button.clicked.connect(lambda: self.copied.emit(self.pane.text))
        self.save_button = TextButton(theme, self.tr("Save…"), drawing="save", is_dense=True)
        self.save_button.clicked.connect(self._save)
        self.pane = CodePane(theme, self.tr("Code"))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.choice)
        head.addWidget(self.needs, 1)
        head.addWidget(self.copy_button)
        head.addWidget(self.save_button)
        self.column.addLayout(head)
        self.column.addWidget(self.pane, 1)

    @property
    def sample(self) -> CodeSample:
        """The language and library that are chosen."""
        return SAMPLES[self.choice.currentData()]

    def show_code(self, write: Callable[[CodeSample], str]) -> None:
        """Show what writes a request as code."""
        self._write = write
        self._show()

    def _show(self) -> None:
        if self._write is None:
            return
        code = ""
        try:
            code = self._write(self.sample)
            self.sentence.clear()
        except AppError as error:
            self.tell(error.text, error.advice)
        for button in (self.copy_button, self.save_button):
            button.setEnabled(bool(code))
        self.needs.setText(self.sample.needs)
        self.pane.set_code(code)
        self.colour(self._tasks, self.pane, self.sample.language)

    def _save(self) -> None:
        self.save_wanted.emit(self.pane.text, f"request{self.sample.suffix}")


def copy_text(text: str, button: QWidget, said: str) -> None:
    """Put a text on the clipboard and say so to who cannot see it."""
    QGuiApplication.clipboard().setText(text)
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(button, said))


def _laid_out(body: str) -> str:
    if len(body) > _LAID_OUT:
        return body
    try:
        return msgspec.json.format(body, indent=2)
    except (msgspec.DecodeError, RecursionError):
        return body
