"""LibreChat's conversation: nested or in a list, with and without whole branches."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.core.message import MessageState, Role
from desktop_chat.formats.import_format import Fate
from desktop_chat.formats.librechat_import import count, read, recognises

ROOT = "00000000-0000-0000-0000-000000000000"


def said(key: str, parent: str, text: str, *, user: bool = False, **more: object) -> dict[str, Any]:
    return {
        "messageId": key,
        "parentMessageId": parent,
        "text": text,
        "isCreatedByUser": user,
        "sender": "user" if user else "GPT",
        "createdAt": "2024-05-01T10:00:00.000Z",
        "children": [],
    } | more


def exported(*messages: dict[str, Any], name: str = "messages", **more: object) -> dict[str, Any]:
    options = {"model": "gpt-4o", "temperature": 0.3, "top_p": 9, "promptPrefix": "Be brief"}
    return {
        "conversationId": "c-1",
        "title": "Talk",
        "options": options,
        name: list(messages),
    } | more


def test_a_nested_tree_has_all_its_branches() -> None:
    tree = said("q", ROOT, "Hi", user=True)
    tree["children"] = [
        said("a", "q", "One"),
        said("b", "q", "Two", model="other", unfinished=True),
    ]
    source = exported(tree, name="messagesTree", recursive=True)
    assert recognises(source)
    found = read(source)
    assert count(source) == len(found.nodes) == 3
    question, one, two = found.messages
    assert (question.role, question.parent_id) == (Role.USER, None)
    assert {one.parent_id, two.parent_id} == {question.id}
    assert one.record is not None
    assert two.record is not None
    assert (one.record.model, two.record.model) == ("gpt-4o", "other")
    assert one.record.sampling.temperature == 0.3
    assert two.state is MessageState.INTERRUPTED
    assert found.conversation.system_prompt == "Be brief"


def test_a_list_without_branches_has_parents_that_mean_nothing() -> None:
    source = exported(
        said("q", "lost", "Hi", user=True), said("a", "lost too", "One"), branches=False
    )
    question, answer = read(source).messages
    assert answer.parent_id == question.id


def test_the_parts_of_newer_messages_are_read() -> None:
    content = [
        {"type": "think", "think": "Hm."},
        {"type": "text", "text": {"value": "Said"}},
        {"type": "tool_call", "tool_call": {"name": "search"}},
        {"type": "image_file"},
        5,
    ]
    (message,) = read(exported(said("a", ROOT, "old", content=content))).messages
    assert message.reasoning == "Hm."
    assert message.text == "Said\n\n[Tool search]\n\n[image_file]"


def test_nulls_everywhere_lose_only_what_is_empty() -> None:
    source = exported(dict.fromkeys(said("a", ROOT, "")), options=None, title=None)
    assert [node.fate for node in read(source).nodes] == [Fate.HIDDEN]
    with pytest.raises(ValueError, match="no id"):
        read(exported(conversationId=None))


def test_deep_nesting_ends_and_keeps_all() -> None:
    tree = leaf = said("0", ROOT, "0", user=True)
    for number in range(1, 5_000):
        child = said(f"{number}", "", f"{number}")
        leaf["children"] = [child]
        leaf = child
    source = exported(tree, name="messagesTree")
    found = read(source)
    assert len(found.messages) == count(source) == 5_000
    assert found.messages[-1].parent_id == found.messages[-2].id
