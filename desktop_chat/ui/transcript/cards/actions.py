"""Which icons stand under a turn, and what they are called.

Must not know what the commands do.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import MessageState, Role
from desktop_chat.ui.transcript.cards.strips import Action


def actions_of(row: TurnRow) -> tuple[Action, ...]:
    """Return the icons under a row, in their order; none while it grows."""
    if row.state is MessageState.STREAMING:
        return ()
    translate = QCoreApplication.translate
    copy = Action("message.copy", "copy", translate("Transcript", "Copy"), "C")
    edit = Action("message.edit", "pencil", translate("Transcript", "Edit"), "E")
    delete = Action("message.delete", "trash-2", translate("Transcript", "Delete"))
    if row.role is Role.USER:
        return copy, edit, delete
    if row.role is not Role.ASSISTANT:
        return copy, delete
    regenerate = Action(
        "message.regenerate", "refresh-cw", translate("Transcript", "Regenerate"), "R"
    )
    branch = Action("message.branch", "git-branch", translate("Transcript", "Branch"), "B")
    return copy, regenerate, edit, branch, delete
