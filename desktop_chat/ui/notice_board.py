"""Shows what the program as a whole says: passing notices as toasts, lasting ones in the bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand, QUndoStack
from typing_extensions import override

from desktop_chat.app.notices import Notice, Notices, Severity
from desktop_chat.ui.undo_history import UndoHistory
from desktop_chat.ui.widgets.notice_bar import NoticeBar, NoticeKind
from desktop_chat.ui.widgets.toast import ToastStack

_KINDS = {Severity.WARNING: NoticeKind.WARNING, Severity.ERROR: NoticeKind.DANGER}


class NoticeBoard:
    """Shows notices as they come, and at first those that came before the window.

    Args:
        notices: What is said.
        bar: Where a warning or an error stays.
        toasts: Where what is done passes by.
        history: Takes what can be undone, so that Undo reaches it as well as the toast.
    """

    def __init__(
        self, notices: Notices, bar: NoticeBar, toasts: ToastStack, history: UndoHistory
    ) -> None:
        self._bar = bar
        self._toasts = toasts
        self._history = history
        self._lasting = ("", bar)
        for notice in notices.history:
            self._show(notice)
        self._disconnect = notices.added.connect(self._show)

    def show_in(self, bar: NoticeBar, toasts: ToastStack) -> None:
        """Show what is said from now on elsewhere: where the reader is."""
        self._bar, self._toasts = bar, toasts

    def close(self) -> None:
        """Show nothing more."""
        self._disconnect()

    def _show(self, notice: Notice) -> None:
        self._end(notice.ended)
        if notice.severity is Severity.DONE:
            self._toasts.show_toast(notice.text, self._action(notice))
            return
        text = _in_full(notice)
        self._lasting = (text, self._bar)
        actions = [(notice.action_title, notice.action)] if notice.action else []
        self._bar.show_notice(text, _KINDS[notice.severity], actions)

    def _end(self, notice: Notice | None) -> None:
        """Take what holds no more from the bar, unless that says something else by now."""
        text, bar = self._lasting
        if notice is not None and _in_full(notice) == text == bar.text:
            bar.clear()

    def _action(self, notice: Notice) -> tuple[str, Callable[[], object]] | None:
        if notice.action is None:
            return None
        once = _Once(notice.action)
        stack = self._history.stack
        stack.push(_Undoable(notice.text, once))
        return notice.action_title, lambda: _take_back(once, stack)


def _in_full(notice: Notice) -> str:
    return " ".join(part for part in (notice.text, notice.advice) if part)


def _take_back(once: _Once, stack: QUndoStack) -> None:
    """Undo as the newest step of the stack, or by itself where it is not that any more."""
    index = stack.index()
    newest = stack.command(index - 1) if index else None
    if isinstance(newest, _Undoable) and newest.once is once:
        stack.undo()
    else:
        once.act()


class _Once:
    """Something that may be done from two places, and only once."""

    def __init__(self, action: Callable[[], None]) -> None:
        self._action: Callable[[], None] | None = action

    def act(self) -> None:
        """Do it, unless it is done."""
        action, self._action = self._action, None
        if action is not None:
            action()


class _Undoable(QUndoCommand):
    """Something that was done already and can be taken back once."""

    def __init__(self, text: str, once: _Once) -> None:
        super().__init__(text)
        self.once = once

    @override
    def redo(self) -> None:
        """Do nothing: it was done before it came onto the stack."""

    @override
    def undo(self) -> None:
        # There is no way to do it again: the stack forgets it.
        self.setObsolete(True)
        self.once.act()
