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
    call = {"name": "search", "args": '{"q":"x"}', "output": "found"}
    content = [
        {"type": "think", "think": "Hm."},
        {"type": "text", "text": {"value": "Said"}},
        {"type": "tool_call", "tool_call": call},
        {"type": "image_file"},
        5,
    ]
    found = read(exported(said("a", ROOT, "old", content=content, files=[{"filename": "a.pdf"}])))
    (message,) = found.messages
    assert message.reasoning == "Hm."
    assert message.text == (
        'Said\n\n[Tool search]\n\n~~~~\n{"q":"x"}\n~~~~\n\n[Result of search]\n\n~~~~\nfound\n~~~~'
        "\n\n[Picture]\n\n[unknown content]\n\n[Attachment: a.pdf]"
    )
    assert found.nodes[0].reason == "a picture of it is not in the file"


def test_parts_without_words_do_not_take_the_place_of_the_text() -> None:
    content = [{"type": "tool_call", "tool_call": {"name": "f"}}]
    (message,) = read(exported(said("a", ROOT, "Said", content=content))).messages
    assert message.text == "[Tool f]\n\nSaid"


def test_an_answer_that_failed_says_what_went_wrong() -> None:
    (message,) = read(exported(said("a", ROOT, "No credit", error=True))).messages
    assert (message.state, message.text) == (MessageState.FAILED, "")
    assert message.record is not None
    assert message.record.failure is not None
    assert message.record.failure.text == "No credit"


def test_children_of_a_message_without_an_id_stay_below_it() -> None:
    tree = said("", ROOT, "Hi", user=True)
    tree["children"] = [said("", "", "One"), said("a", "", "Two")]
    found = read(exported(tree, name="messagesTree"))
    assert [m.parent_id for m in found.messages] == [None, *[found.messages[0].id] * 2]


def test_duplicate_ids_and_circles_are_accounted_for() -> None:
    source = exported(
        said("a", "b", "A", user=True), said("b", "a", "B"), said("b", "a", "Again"), {}
    )
    found = read(source)
    assert count(source) == len(found.nodes) == 4
    assert sorted(message.text for message in found.messages) == ["A", "B"]
    assert read(source) == found


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
