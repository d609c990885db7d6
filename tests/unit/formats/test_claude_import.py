"""Claude's export gives a list or a tree, its tools and attachments as text."""

from __future__ import annotations

import pytest
from support.foreign_exports import claude, claude_message

from desktop_chat.core.message import Citation, Role
from desktop_chat.formats.claude_import import count, read, recognises
from desktop_chat.formats.import_format import Fate

ROOT = "00000000-0000-4000-8000-000000000000"


def test_a_list_without_parents_is_one_branch() -> None:
    source = claude(claude_message("1", "human", "Hi"), claude_message("2", "assistant", "Hello"))
    assert recognises(source)
    question, answer = read(source).messages
    assert (question.role, question.text, question.parent_id) == (Role.USER, "Hi", None)
    assert (answer.role, answer.text, answer.parent_id) == (Role.ASSISTANT, "Hello", question.id)
    assert answer.record is not None
    assert answer.record.model == ""


def test_newer_exports_are_trees_whatever_their_order() -> None:
    found = read(
        claude(
            claude_message("3", "assistant", "B", parent_message_uuid="1"),
            claude_message("1", "human", "Q", parent_message_uuid=ROOT),
            claude_message("2", "assistant", "A", parent_message_uuid="1", created_at="2025-01-01"),
        )
    )
    question = found.messages[0]
    assert [(m.text, m.parent_id) for m in found.messages] == [
        ("Q", None),
        ("B", question.id),
        ("A", question.id),
    ]
    assert found.conversation.active_leaf_id == found.messages[2].id


def test_content_goes_before_text_and_says_all() -> None:
    content = [
        {"type": "thinking", "thinking": "Hm."},
        {"type": "text", "text": "Said", "citations": [{"url": "https://c.x", "title": "C"}] * 2},
        {"type": "tool_use", "name": "artifacts", "input": {"content": "x"}},
        {"type": "tool_result", "name": "search", "content": [{"text": "found"}]},
        {"type": "token_budget"},
    ]
    (message,) = read(claude(claude_message("1", "assistant", "old", content=content))).messages
    assert message.reasoning == "Hm."
    assert message.text == (
        'Said\n\n[Tool artifacts]\n\n~~~~json\n{\n  "content": "x"\n}\n~~~~\n\n'
        "[Result of search]\n\nfound"
    )
    assert message.citations == (Citation("https://c.x", "C"),)


def test_attachments_stay_as_names_and_text() -> None:
    attachments = [{"file_name": "a.txt", "extracted_content": "inside"}]
    source = claude_message(
        "1", "human", "See", attachments=attachments, files=[{"file_name": "b"}]
    )
    (message,) = read(claude(source)).messages
    assert message.text == "See\n\n[Attachment: a.txt]\n\ninside\n\n[Attachment: b]"


def test_what_is_left_out_says_why() -> None:
    source = claude(claude_message("1", "human"), claude_message("2", "critic", "x"))
    found = read(source)
    assert [(n.fate, n.reason) for n in found.nodes] == [
        (Fate.HIDDEN, "it is empty"),
        (Fate.SKIPPED, "its sender is unknown"),
    ]
    assert count(source) == 2
    with pytest.raises(ValueError, match="no id"):
        read(claude(uuid=None))


@pytest.mark.parametrize(
    ("fields", "text", "reason"),
    [
        ({"content": [{"type": "hologram", "x": 1}]}, "[hologram]", "its content 'hologram' is"),
        ({"content": [{"x": 1}]}, "[unknown content]", "a part of it is unknown"),
        ({"files": [{"file_name": "b"}]}, "Hi\n\n[Attachment: b]", "its attachment is not in the"),
        ({"attachments": [{"file_name": "b"}]}, "Hi\n\n[Attachment: b]", "its attachment is not"),
        ({"attachments": [{"file_name": "b", "extracted_content": "c"}]}, None, ""),
        ({"content": [{"type": "text", "text": "Hi"}, {"type": "flag"}]}, "Hi", ""),
    ],
)
def test_what_a_message_lacks_is_told_and_leaves_a_sign(
    fields: dict[str, object], text: str | None, reason: str
) -> None:
    found = read(claude(claude_message("1", "human", "Hi", **fields)))
    assert found.nodes[0].fate is Fate.IMPORTED
    assert found.nodes[0].reason.startswith(reason)
    assert bool(found.nodes[0].reason) == bool(reason)
    assert text is None or found.messages[0].text == text


def test_results_of_tools_say_which_page_or_what_else_they_are() -> None:
    pages = [
        {"type": "knowledge", "title": "A page", "url": "https://p.x"},
        {"type": "image", "source": {}},
    ]
    content = [{"type": "tool_result", "name": "web_search", "content": pages}]
    (message,) = read(claude(claude_message("1", "assistant", content=content))).messages
    assert message.text == "[Result of web_search]\n\nA page https://p.x\n\n[image]"
