"""The branch of a document."""

from __future__ import annotations

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role
from desktop_chat.formats.document import Document


def test_the_branch_runs_from_the_start_to_the_active_leaf() -> None:
    messages = (
        Message("1", "c", Role.USER),
        Message("2", "c", Role.ASSISTANT, parent_id="1"),
        Message("3", "c", Role.ASSISTANT, parent_id="1"),
    )
    document = Document(Conversation("c", active_leaf_id="2"), messages)
    assert [message.id for message in document.branch] == ["1", "2"]
