"""Shows what the program as a whole says: passing notices as toasts, lasting ones in the bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand, QUndoStack
from typing_extensions import override

from desktop_chat.app.notices import Notice, Notices, Severity
from desktop_chat.ui.widgets.notice_bar import NoticeBar, NoticeKind
from desktop_chat.ui.widgets.toast import ToastStack

_KINDS = {Severity.WARNING: NoticeKind.WARNING, Severity.ERROR: NoticeKind.DANGER}


class NoticeBoard:
    """Shows notices as they come, and at first those that came before the window.

    Args:
        notices: What is said.
        bar: Where a warning or an error stays.
        toasts: Where what is done passes by.
        undo_stack: Takes what can be undone, so that Undo reaches it as well as the toast.
    """

    def __init__(
        self, notices: Notices, bar: NoticeBar, toasts: ToastStack, undo_stack: QUndoStack
    ) -> None:
        self._bar = bar
        self._toasts = toasts
        self._undo_stack = undo_stack
        for notice in notices.history:
            self._show(notice)
        self._disconnect = notices.added.connect(self._show)

    def close(self) -> None:
        """Show nothing more."""
        self._disconnect()

    def _show(self, notice: Notice) -> None:
        if notice.severity is Severity.DONE:
            self._toasts.show_toast(notice.text, self._action(notice))
            return
        text = " ".join(part for part in (notice.text, notice.advice) if part)
        actions = [(notice.action_title, notice.action)] if notice.action else []
        self._bar.show_notice(text, _KINDS[notice.severity], actions)

    def _action(self, notice: Notice) -> tuple[str, Callable[[], object]] | None:
        if notice.action is None:
            return None
        command = _Undoable(notice.text, notice.action)
        self._undo_stack.push(command)
        return notice.action_title, command.undo_here_or_on_stack(self._undo_stack)


class _Undoable(QUndoCommand):
    """Something that was done already and can be taken back once."""

    def __init__(self, text: str, take_back: Callable[[], None]) -> None:
        super().__init__(text)
        self._take_back: Callable[[], None] | None = take_back

    @override
    def redo(self) -> None:
        """Do nothing: it was done before it came onto the stack."""

    @override
    def undo(self) -> None:
        take_back, self._take_back = self._take_back, None
        # There is no way to do it again: the stack forgets it.
        self.setObsolete(True)
        if take_back is not None:
            take_back()

    def undo_here_or_on_stack(self, stack: QUndoStack) -> Callable[[], None]:
        """Return what takes it back: a step of the stack where it is the newest, else by itself."""

        def act() -> None:
            is_newest = stack.index() > 0 and stack.command(stack.index() - 1) is self
            if is_newest:
                stack.undo()
            else:
                self.undo()

        return act
