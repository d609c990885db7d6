"""The dialog that plans an experiment: a form, a line that estimates, a button that starts.

It makes a plan and says what it would take; who carries it out is told by `planned`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import msgspec
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_chat.core.experiment import AxisKind, Estimate, Extraction, Plan
from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, Role
from desktop_chat.errors import AppError, UsageError
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.experiment.plan_texts import clock
from desktop_chat.ui.experiment.planner.assertions_editor import AssertionsEditor
from desktop_chat.ui.experiment.planner.axis_editor import AxisEditor, Offered
from desktop_chat.ui.experiment.planner.axis_values import money, seeds
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.labels import Label, TextStyle, set_plain_tooltip
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.scroll_column import ScrollColumn
from desktop_chat.ui.widgets.segmented import SegmentedControl

ESTIMATE_DELAY_MS = 150
_SIZE = QSize(640, 680)
_PROMPT_HEIGHT = 64
_NUMBER_WIDTH = 72
RANDOM, FIXED = "random", "fixed"


class PlannerDialog(Dialog):
    """Asks what an experiment varies.

    Args:
        theme: The colours and sizes.
        plan: What is known: the branch, the model, the parameters; its axes at first.
        offered: Models and prompts for the axes.
        estimate: Returns what a plan would take; raises AppError.
        needs_confirmation: Whether an estimate is to be confirmed.
    """

    planned = Signal(object)
    """The user starts a Plan."""

    def __init__(
        self,
        theme: Theme,
        plan: Plan,
        offered: Offered,
        estimate: Callable[[Plan], Estimate],
        needs_confirmation: Callable[[Estimate], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("New experiment"))
        self._theme = theme
        self._plan = plan
        self._offered = offered
        self._estimate = estimate
        self._needs_confirmation = needs_confirmation
        self._confirmed: tuple[Plan, Decimal | None] | None = None
        self._cost: Decimal | None = None
        self._own_id = new_id()
        self.axes: list[AxisEditor] = []
        self._delay = QTimer(self, interval=ESTIMATE_DELAY_MS, singleShot=True)
        self._delay.timeout.connect(self._show_estimate)
        self._make_fields()
        self._build()
        self._join()
        for axis in plan.axes or ():
            self.add_axis(axis.name or axis.kind.value)
        if not self.axes:
            self.add_axis("temperature")
        for assertion in plan.assertions:
            self.assertions.add(assertion)
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        (self.axes[0].what if plan.prompt.strip() else self.prompt).setFocus()
        self._show_estimate()

    def add_axis(self, key: str, *, has_focus: bool = False) -> AxisEditor:
        """Add an axis: a parameter's name or the kind of an axis."""
        editor = AxisEditor(self._theme, self._offered, key, len(self.axes) + 1)
        editor.changed.connect(self._delay.start)
        editor.removed.connect(lambda: self._remove_axis(editor))
        self.axes.append(editor)
        editor.what.currentIndexChanged.connect(lambda _: self._order_focus())
        self._axes_column.addWidget(editor)
        self._order_focus()
        if has_focus:
            editor.what.setFocus()
        self._delay.start()
        return editor

    def plan(self) -> Plan:
        """Return what is entered as a plan.

        Raises:
            UsageError: Something cannot be read.
        """
        fixed = seeds(self.seeds.text()) if self.seed_form.current == FIXED else ()
        if self.seed_form.current == FIXED and not fixed:
            raise UsageError("There is no seed.", advice="Write some, such as 1, 2, 3.")
        return msgspec.structs.replace(
            self._plan,
            title=self.name.text().strip(),
            messages=self._messages(),
            axes=tuple(editor.axis() for editor in self.axes),
            repeats=len(fixed) or _whole(self.repeats, self.tr("Repeats")),
            seeds=fixed,
            cap_usd=money(self.cap.text()),
            concurrency=_whole(self.concurrency, self.tr("At once")),
            assertions=self.assertions.assertions,
            extraction=self._extraction(),
        )

    # How it is built ---------------------------------------------------------------------------

    def _make_fields(self) -> None:
        theme, plan = self._theme, self._plan
        self.name = QLineEdit(plan.title)
        self.name.setPlaceholderText(self.tr("Title"))
        self.name.setAccessibleName(self.tr("Title of the experiment"))
        self.prompt = QPlainTextEdit(plan.prompt)
        self.prompt.setProperty("frame", "field")
        self.prompt.setTabChangesFocus(True)
        self.prompt.setFixedHeight(theme.px(_PROMPT_HEIGHT))
        self.prompt.setPlaceholderText(self.tr("The message that every cell answers"))
        self.prompt.setAccessibleName(self.tr("Message that is answered"))
        self.add_button = TextButton(theme, self.tr("Add axis"), drawing="plus", is_dense=True)
        self.repeats = _number(self.tr("Repeats"), str(plan.repeats), theme)
        self.seed_form = SegmentedControl(
            theme,
            self.tr("Seeds"),
            ((RANDOM, self.tr("Drawn")), (FIXED, self.tr("Fixed"))),
        )
        self.seeds = QLineEdit(", ".join(map(str, plan.seeds)))
        self.seeds.setAccessibleName(self.tr("Fixed seeds"))
        self.seeds.setPlaceholderText("1, 2, 3")
        if plan.seeds:
            self.seed_form.set_current(FIXED)
        self._make_criteria()
        cap = "" if plan.cap_usd is None else str(plan.cap_usd)
        self.cap = _number(self.tr("Cost cap in dollars"), cap, theme)
        self.cap.setPlaceholderText(self.tr("none"))
        self.concurrency = _number(self.tr("Requests at once"), str(plan.concurrency), theme)
        self.estimate_line = Label(theme, "", TextStyle.BODY)
        self.estimate_line.setWordWrap(True)
        self.start = TextButton(theme, self.tr("Start"), ButtonKind.PRIMARY, drawing="play")
        self.cancel = TextButton(theme, self.tr("Cancel"))

    def _make_criteria(self) -> None:
        theme, plan = self._theme, self._plan
        self.assertions = AssertionsEditor(theme)
        self.extraction = ChoiceBox(theme, self.tr("Agreement compares"))
        for kind, title in (
            ("", self.tr("whole answers")),
            ("regex", self.tr("what a regular expression finds")),
            ("json_path", self.tr("the value at a JSON path")),
        ):
            self.extraction.addItem(title, kind)
        self.extraction.setCurrentIndex(self.extraction.findData(plan.extraction.kind))
        self.pattern = QLineEdit(plan.extraction.argument)
        self.pattern.setAccessibleName(self.tr("Expression or path"))

    def _build(self) -> None:
        theme = self._theme
        scroll = ScrollColumn()
        column = scroll.column
        column.setSpacing(theme.px(8))
        # Room for the scroll bar, which lies over the edge.
        set_margins(column, self, 0, 0, theme.px(14), 0)
        column.addWidget(self.name)
        column.addWidget(self.prompt)
        self._axes_column = QVBoxLayout()
        self._axes_column.setSpacing(theme.px(8))
        self._add_part(column, self.tr("What varies"))
        column.addLayout(self._axes_column)
        column.addLayout(_line(theme, self.add_button))
        self._add_part(column, self.tr("Repeats and seeds"))
        caption = Label(theme, self.tr("answers at each place, seeds"), TextStyle.SMALL, "text_2")
        self._seed_line = _line(theme, self.repeats, caption, self.seed_form, self.seeds)
        column.addLayout(self._seed_line)
        self._add_part(column, self.tr("Every answer must"))
        column.addWidget(self.assertions)
        self._add_part(column, self.tr("Agreement compares"))
        column.addLayout(_line(theme, self.extraction, self.pattern))
        self._add_part(column, self.tr("Limits"))
        dollars = Label(theme, self.tr("dollars at most"), TextStyle.SMALL, "text_2")
        at_once = Label(theme, self.tr("requests at once"), TextStyle.SMALL, "text_2")
        column.addLayout(_line(theme, self.cap, dollars, self.concurrency, at_once))
        column.addStretch(1)
        self.content.addWidget(scroll, 1)
        self.content.addWidget(self.estimate_line)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.start)
        self.content.addLayout(buttons)
        self._follow_forms()

    def _add_part(self, column: QVBoxLayout, title: str) -> None:
        column.addSpacing(self._theme.px(6))
        column.addWidget(Label(self._theme, title, TextStyle.HEADING, "text_2"))

    def _join(self) -> None:
        self.add_button.clicked.connect(lambda: self.add_axis(self._next_key(), has_focus=True))
        for field in (self.name, self.repeats, self.seeds, self.pattern, self.cap):
            field.textChanged.connect(lambda _: self._delay.start())
        self.concurrency.textChanged.connect(lambda _: self._delay.start())
        self.prompt.textChanged.connect(self._delay.start)
        self.assertions.changed.connect(self._delay.start)
        self.assertions.changed.connect(self._order_focus)
        self.seed_form.chosen.connect(lambda _: self._follow_forms())
        self.extraction.currentIndexChanged.connect(lambda _: self._follow_forms())
        self.start.clicked.connect(self._start)
        self.cancel.clicked.connect(self.reject)
        send = QShortcut(QKeySequence("Ctrl+Return"), self)
        send.activated.connect(self.start.click)
        set_plain_tooltip(self.start, self.tr("Start (Ctrl+Return)"))

    def _follow_forms(self) -> None:
        is_fixed = self.seed_form.current == FIXED
        self.seeds.setEnabled(is_fixed)
        self.repeats.setEnabled(not is_fixed)
        self.pattern.setEnabled(bool(self.extraction.currentData()))
        self._delay.start()

    def _order_focus(self) -> None:
        """Let Tab go through what is seen from top to bottom: Qt appends what is made later."""
        parts = (
            self.name,
            self.prompt,
            *self.axes,
            self.add_button,
            self.repeats,
            self.seed_form,
            self.seeds,
            self.assertions,
            self.extraction,
            self.pattern,
            self.cap,
            self.concurrency,
            self.cancel,
            self.start,
        )
        for first, second in pairwise(widget for part in parts for widget in _focusable(part)):
            QWidget.setTabOrder(first, second)

    def _next_key(self) -> str:
        """Return what is likely wanted next: one of the usual axes that is not there yet."""
        taken = {str(editor.what.currentData()) for editor in self.axes}
        usual = ("temperature", "top_p", AxisKind.MODEL.value, "min_p", "max_tokens")
        return next((key for key in usual if key not in taken), AxisKind.SYSTEM_PROMPT.value)

    def _remove_axis(self, editor: AxisEditor) -> None:
        self.axes.remove(editor)
        self._axes_column.removeWidget(editor)
        editor.hide()
        editor.deleteLater()
        self.add_button.setFocus()
        self._delay.start()

    # What it makes -----------------------------------------------------------------------------

    def _messages(self) -> tuple[Message, ...]:
        text, messages = self.prompt.toPlainText(), self._plan.messages
        if messages and messages[-1].text == text:
            return messages
        # Other words are another message, in the place of the one that was offered.
        above = messages[:-1]
        parent_id = above[-1].id if above else None
        said = Message(new_id(), self._plan.conversation_id, Role.USER, text, parent_id=parent_id)
        return (*above, said)

    def _extraction(self) -> Extraction:
        kind = str(self.extraction.currentData() or "")
        return Extraction(kind, self.pattern.text() if kind else "")

    def _show_estimate(self) -> None:
        self._confirmed = None
        self.start.setText(self.tr("Start"))
        try:
            found = self._estimate(self.plan())
        except AppError as error:
            self._say(f"{error.text} {error.advice}".strip(), "danger")
            self.start.setEnabled(False)
            return
        self.start.setEnabled(True)
        self._cost = found.cost_usd
        self._say(estimate_text(found), "text")

    def show_new_prices(self) -> None:
        """Estimate anew where that makes another cost, and say why."""
        with contextlib.suppress(AppError):
            if self._estimate(self.plan()).cost_usd == self._cost:
                return
            self._show_estimate()
            words = self.tr("{0}. The price has changed since.")
            self._say(words.format(self.estimate_line.text()), "warning")

    def _start(self) -> None:
        try:
            plan = self.plan()
            found = self._estimate(plan)
        except AppError as error:
            self._say(f"{error.text} {error.advice}".strip(), "danger")
            return
        if self._needs_confirmation(found) and (plan, found.cost_usd) != self._confirmed:
            self._delay.stop()
            self._confirmed = (plan, found.cost_usd)
            self._cost = found.cost_usd
            count = count_text(found.requests)
            self._say(
                self.tr("This makes {0}. Press once more to start.").format(estimate_text(found)),
                "warning",
            )
            self.start.setText(self.tr("Start {0} requests").format(count))
            said = QAccessibleAnnouncementEvent(self, self.estimate_line.text())
            QAccessible.updateAccessibility(said)
            return
        self.planned.emit(plan)
        self.accept()

    def _say(self, text: str, colour: str) -> None:
        self.estimate_line.setText(text)
        self.estimate_line.set_colour(colour)


def estimate_text(estimate: Estimate) -> str:
    """Return an estimate as one line: "60 requests, ≈ 3 000 tokens, ≈ $0.03, ≈ 0:24"."""
    tokens = count_text(estimate.prompt_tokens + estimate.completion_tokens)
    cost = "cost unknown"
    if estimate.cost_usd is not None:
        cost = cost_text(estimate.cost_usd, is_estimate=True)
    requests = (
        "1 request" if estimate.requests == 1 else f"{count_text(estimate.requests)} requests"
    )
    return f"{requests}, ≈ {tokens} tokens, {cost}, ≈ {clock(estimate.seconds)}"


def _focusable(part: QWidget) -> list[QWidget]:
    """Return what of a part takes the keyboard, in its order."""
    # The list of a drop-down is a window of its own.
    window = part.window()
    inner = [part, *part.findChildren(QWidget)]
    if isinstance(part, QLineEdit | QPlainTextEdit):
        inner = [part]
    return [
        widget
        for widget in inner
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.window() is window
    ]


def _number(name: str, text: str, theme: Theme) -> QLineEdit:
    field = QLineEdit(text)
    field.setAccessibleName(name)
    field.setFixedWidth(theme.px(_NUMBER_WIDTH))
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    return field


def _line(theme: Theme, *widgets: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme.px(8))
    for widget in widgets:
        line.addWidget(widget)
    if not any(isinstance(widget, ChoiceBox) for widget in widgets):
        line.addStretch(1)
    return line


def _whole(field: QLineEdit, name: str) -> int:
    text = field.text().strip()
    if not text.isdecimal() or int(text) < 1:
        raise UsageError(f"{name} must be a whole number above 0.", advice="Correct it.")
    return int(text)
