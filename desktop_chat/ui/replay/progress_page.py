"""A replay while it runs and afterwards: how far it is, and both answers of a turn compared.

Owns which turn is shown. Must not know how a replay is begun.
"""

from __future__ import annotations

import asyncio
import time

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QProgressBar, QVBoxLayout, QWidget

from desktop_chat.app.replay import Replay, ReplayState, ReplayTurn
from desktop_chat.app.tasks import Tasks
from desktop_chat.core.message import MessageState
from desktop_chat.core.unseen import plain_line
from desktop_chat.core.word_diff import word_diff
from desktop_chat.errors import AppError
from desktop_chat.ui.dialogs.page_list import PageList
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.diff_view import DiffView
from desktop_chat.ui.widgets.labels import ElidedLabel, TextStyle

_COMPARED_EVERY_MS = 300
_REST = 9


class ProgressPage(QWidget):
    """Progress above, the turns beside what changed in one of them.

    Args:
        theme: The colours and sizes.
        replay: What is shown.
        tasks: Compare long texts.
    """

    def __init__(
        self, theme: Theme, replay: Replay, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._replay = replay
        self._tasks = tasks
        self._shown: ReplayTurn | None = None
        self._follows = True
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, len(replay.turns))
        self.bar.setAccessibleName(self.tr("Turns answered again"))
        self.state = ElidedLabel(theme, "", TextStyle.LABEL)
        self.button = TextButton(theme, "", is_dense=True)
        self.button.clicked.connect(self._press)
        self.sentence = Sentence(theme)
        self.turns = PageList(theme, self.tr("Turns"))
        self.diff = DiffView(theme, self.tr("Before"), self.tr("Replayed"))
        self.turns.currentRowChanged.connect(self._choose)
        self._delay = QTimer(self, interval=_COMPARED_EVERY_MS, singleShot=True)
        self._delay.timeout.connect(self._compare)
        self._build(theme)
        disconnect = replay.changed.connect(lambda _: self._follow())
        self.destroyed.connect(disconnect)
        self._follow()

    def _build(self, theme: Theme) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self.state, 1)
        head.addWidget(self.button)
        body = QHBoxLayout()
        body.setSpacing(theme.px(16))
        body.addWidget(self.turns)
        body.addWidget(self.diff, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.sentence)
        column.addLayout(body, 1)
        for number in range(len(self._replay.turns)):
            self.turns.addItem(QListWidgetItem(self._title(number)))

    def _follow(self) -> None:
        replay = self._replay
        self.bar.setValue(replay.done_count)
        self.state.setText(self._state_words())
        self._show_button()
        self.sentence.clear()
        if replay.state is ReplayState.STOPPED and replay.reason:
            self.sentence.say(replay.reason, "", "danger", "circle-alert")
        for number in range(len(replay.turns)):
            title = self._title(number)
            if self.turns.item(number).text() != title:
                self.turns.item(number).setText(title)
        if self._follows:
            self._show_row(replay.current)
        if not self._delay.isActive():
            self._delay.start()

    def _show_row(self, number: int) -> None:
        self.turns.blockSignals(True)
        self.turns.setCurrentRow(number)
        self.turns.blockSignals(False)

    def _choose(self, number: int) -> None:
        self._follows = number == self._replay.current
        self._delay.stop()
        self._compare()

    def _compare(self) -> None:
        """Compare both answers of the chosen turn, beside the event loop."""
        row = self.turns.currentRow()
        turn = self._replay.turns[max(row, 0)]
        if turn == self._shown:
            return
        self._shown = turn
        start_for(self, self._tasks, "compare", self._show(turn))

    async def _show(self, turn: ReplayTurn) -> None:
        runs = await asyncio.to_thread(word_diff, turn.before, turn.after)
        # The task's end may come before its cancelling.
        if shiboken6.isValid(self) and turn == self._shown:
            begun = time.monotonic()
            self.diff.set_runs(runs)
            # Long answers that grow are compared less often: that takes a tenth of the time.
            cost_ms = round((time.monotonic() - begun) * 1_000)
            self._delay.setInterval(_COMPARED_EVERY_MS + _REST * cost_ms)

    def _press(self) -> None:
        if self._replay.state is ReplayState.RUNNING:
            self._replay.stop()
            return
        self._follows = True
        try:
            self._replay.start()
        except AppError as error:
            self.sentence.say_error(error)

    def _show_button(self) -> None:
        state = self._replay.state
        is_running = state is ReplayState.RUNNING
        self.button.setText(self.tr("Stop") if is_running else self.tr("Go on"))
        self.button.setVisible(state is not ReplayState.DONE)

    def _state_words(self) -> str:
        done, total = self._replay.done_count, len(self._replay.turns)
        words = {
            ReplayState.READY: self.tr("Ready: {1} turns"),
            ReplayState.RUNNING: self.tr("Answered {0} of {1} turns"),
            ReplayState.STOPPED: self.tr("Stopped after {0} of {1} turns"),
            ReplayState.DONE: self.tr("All {1} turns are answered again"),
        }
        return words[self._replay.state].format(done, total)

    def _title(self, number: int) -> str:
        turn = self._replay.turns[number]
        signs = {
            MessageState.COMPLETE: "✓ ",
            MessageState.STREAMING: "… ",
            MessageState.FAILED: "! ",
            MessageState.INTERRUPTED: "! ",
            MessageState.STOPPED: "■ ",
        }
        sign = "" if turn.state is None else signs[turn.state]
        return f"{sign}{number + 1}  {plain_line(turn.question[:200])}"
