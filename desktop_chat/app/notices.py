"""What the program as a whole has to say: its errors, acts that can be undone, finished jobs.

An error of a turn is none of it: that stands in the turn's row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from desktop_chat.core.signal import Signal
from desktop_chat.errors import AppError


class Severity(StrEnum):
    """How a notice is shown: a passing toast, or a bar that stays."""

    DONE = "done"
    """A toast that goes by itself."""
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to say.

    Attributes:
        text: One sentence.
        advice: The next step, or "".
        action_title: The title of the one action, "" for none.
        action: What it does.
        ended: What was said before and holds no more, None for nothing.
    """

    severity: Severity
    text: str
    advice: str = ""
    action_title: str = ""
    action: Callable[[], None] | None = None
    ended: Notice | None = None


def notice_of_bug(bug: BaseException) -> Notice:
    """Return what is said of an error that nobody foresaw."""
    return Notice(
        Severity.ERROR,
        f"Something went wrong inside Desktop Chat: {type(bug).__name__}.",
        "Nothing kept is lost; the log file has the details.",
    )


class Notices:
    """Passes notices on to whoever shows them and keeps the last ones for who comes later."""

    def __init__(self, kept: int = 100) -> None:
        self.added: Signal[Notice] = Signal()
        self._kept = kept
        self._history: list[Notice] = []

    @property
    def history(self) -> tuple[Notice, ...]:
        """The notices so far, oldest first."""
        return tuple(self._history)

    def add(self, notice: Notice) -> None:
        """Say something."""
        self._history.append(notice)
        del self._history[: -self._kept]
        self.added.emit(notice)

    def add_error(self, error: AppError) -> None:
        """Say that something failed."""
        self.add(Notice(Severity.ERROR, error.text, error.advice))

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do something, and say why where it cannot be done; return whether it was."""
        try:
            act()
        except AppError as error:
            self.add_error(error)
            return False
        return True

    def add_undoable(self, text: str, undo: Callable[[], None]) -> None:
        """Say that something was done that can be undone."""
        self.add(Notice(Severity.DONE, text, action_title="Undo", action=undo))
