"""The window of one replay: first the choice, then its progress; the main window stays usable."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop_chat.app.replay import Replay, ReplayChange, ReplayTurn
from desktop_chat.app.session import ChatSession
from desktop_chat.app.tasks import Tasks
from desktop_chat.errors import AppError
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.replay.choice_page import ChoicePage
from desktop_chat.ui.replay.progress_page import ProgressPage
from desktop_chat.ui.theme.tokens import Theme

_SIZE = QSize(900, 640)


class ReplayDialog(Dialog):
    """Chooses a change and shows its replay; closing it lets the replay go on.

    Args:
        theme: The colours and sizes.
        session: The conversation.
        tasks: Run the replay.
        turns: What is said again, at least one turn.
        replay: One that was begun already, None to choose a change first.
    """

    def __init__(
        self,
        theme: Theme,
        session: ChatSession,
        tasks: Tasks,
        turns: Sequence[ReplayTurn],
        replay: Replay | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, self.tr("Replay conversation"), parent)
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self._theme = theme
        self.session = session
        self._tasks = tasks
        self._turns = turns
        self.replay = replay
        self.choice: ChoicePage | None = None
        self.progress: ProgressPage | None = None
        if replay is None:
            self._choose()
        else:
            self._show(replay)

    def _choose(self) -> None:
        head = self.session.conversation
        now = ReplayChange(head.model, head.system_prompt, head.sampling)
        self.choice = ChoicePage(self._theme, now, len(self._turns))
        self.choice.chosen.connect(self._begin)
        self.choice.cancelled.connect(self.reject)
        self.content.addWidget(self.choice, 1)

    def _begin(self, change: ReplayChange) -> None:
        replay = Replay(self.session, self._tasks, self._turns, change)
        try:
            replay.start()
        except AppError as error:
            if self.choice is not None:
                self.choice.verdict.say_error(error)
            return
        self.replay = replay
        if self.choice is not None:
            self.choice.hide()
            self.choice.deleteLater()
            self.choice = None
        self._show(replay)

    def _show(self, replay: Replay) -> None:
        self.progress = ProgressPage(self._theme, replay, self._tasks)
        self.content.addWidget(self.progress, 1)
        self.progress.button.setFocus()
