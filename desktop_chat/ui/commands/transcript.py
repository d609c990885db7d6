"""What is done in the transcript from the menu: copying, selecting, going from turn to turn."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from desktop_chat.app.command_rules import with_turn
from desktop_chat.app.commands import COMMANDS
from desktop_chat.app.notices import Notice, Notices, Severity
from desktop_chat.app.rows import TurnRow
from desktop_chat.app.tasks import Tasks
from desktop_chat.core.ids import new_id
from desktop_chat.core.invisible import invisible_signs
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.transcript.view import TranscriptView

_MAX_NAMES = 4


class TranscriptCommands:
    """Carries out the commands about the transcript, and warns of what is copied unseen.

    Args:
        view: The transcript.
        notices: Told of invisible characters.
        tasks: Read what is copied and not in memory.
    """

    def __init__(self, view: TranscriptView, notices: Notices, tasks: Tasks) -> None:
        self._view = view
        self._notices = notices
        self._tasks = tasks
        self._warned_of = ""
        view.copying.copied.connect(self._warn)
        view.copying.rows_wanted.connect(self._read_and_copy)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        keys = self._view.keys
        about_turn = [command.id for command in COMMANDS if command.enabled is with_turn]
        return {
            "edit.copy": self._copy,
            "edit.select_all": self._select_all,
            "view.latest": self._view.scroll_to_end,
            "message.next": lambda: self._step(1),
            "message.previous": lambda: self._step(-1),
        } | {id_: partial(keys.request, id_) for id_ in about_turn}

    def _copy(self) -> None:
        field = _text_field()
        if field is not None:
            field.copy()
        else:
            self._view.keys.copy()

    def _select_all(self) -> None:
        field = _text_field()
        if field is not None:
            field.selectAll()
        else:
            self._view.keys.select_all()

    def _step(self, step: int) -> None:
        self._view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._view.keys.step(step)

    def _warn(self, text: str) -> None:
        """Say once of a text that it holds what nobody sees."""
        signs = invisible_signs(text)
        if not signs or text == self._warned_of:
            return
        self._warned_of = text
        names = ", ".join(signs[:_MAX_NAMES]) + ("…" if len(signs) > _MAX_NAMES else "")
        words = QCoreApplication.translate(
            "TranscriptCommands", "The copied text contains invisible characters: {0}."
        )
        advice = QCoreApplication.translate(
            "TranscriptCommands", "Look at it before you run or send it."
        )
        self._notices.add(Notice(Severity.WARNING, words.format(names), advice))

    def _read_and_copy(self, first: int, last: int) -> None:
        self._tasks.start(f"copy:{new_id()}", self._read(first, last))

    async def _read(self, first: int, last: int) -> None:
        rows: list[TurnRow] = []
        async for batch in self._view.source.read(first, last + 1):
            rows += batch
        self._view.copying.copy_rows(rows)


def _text_field() -> QLineEdit | QPlainTextEdit | None:
    """Return the text field that has the keyboard, if one has."""
    field = QApplication.focusWidget()
    return field if isinstance(field, QLineEdit | QPlainTextEdit) else None
