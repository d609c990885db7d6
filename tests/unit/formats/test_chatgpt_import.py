"""ChatGPT's export gives its branches, reasoning and sources, and says what it leaves out."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest
from support.foreign_exports import chatgpt, chatgpt_node, usual_chatgpt

from desktop_chat.core.conversation import MessageTree
from desktop_chat.core.message import Citation, MessageState, Role
from desktop_chat.formats.chatgpt_import import count, read, recognises
from desktop_chat.formats.import_format import Fate


def test_a_usual_conversation_comes_with_branches_reasoning_models_and_sources() -> None:
    source = usual_chatgpt()
    assert recognises(source)
    found = read(source)
    question, first, last, second = found.messages
    assert (question.role, question.text) == (Role.USER, "What is a cloud?")
    assert (first.text, first.reasoning) == ("Drops of water.", "Water\n\nDrops.")
    assert first.record is not None
    assert first.record.model == "o3"
    assert first.citations == (Citation("https://w.x", "W"),)
    assert second.record is not None
    assert (second.text, second.parent_id, second.record.model) == ("Steam.", question.id, "gpt-4o")
    assert second.created_us == question.created_us == 1_700_000_000_500_000
    assert last.text == (
        "[image_asset_pointer: sediment://file_1]\n\nAnd this?\n\n[Attachment: sky.png]"
    )
    tree = MessageTree(found.messages, found.conversation.active_leaf_id)
    assert [message.id for message in tree.path()] == [question.id, first.id, last.id]
    fates = Counter(node.fate for node in found.nodes)
    assert fates == {Fate.IMPORTED: 4, Fate.HIDDEN: 2, Fate.MERGED: 1}
    assert count(source) == len(found.nodes)
    assert (found.conversation.title, found.conversation.model) == ("A talk", "gpt-4o")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"content_type": "code", "language": "python", "text": "1+1"}, "```python\n1+1\n```"),
        ({"content_type": "execution_output", "text": "a ``` b"}, "````\na ``` b\n````"),
        (
            {"content_type": "tether_quote", "title": "T", "url": "u", "text": "x"},
            "T\n\nu\n\nx",
        ),
        ({"content_type": "tether_browsing_display", "result": "found"}, "found"),
        ({"content_type": "system_error", "name": "E", "text": "went wrong"}, "went wrong"),
        (
            {"content_type": "multimodal_text", "parts": [{"text": "said aloud"}, {"x": 1}]},
            'said aloud\n\n[unknown content: {"x":1}]',
        ),
    ],
)
def test_every_kind_of_content_is_visible_text(content: dict[str, Any], text: str) -> None:
    found = read(chatgpt(chatgpt_node("n", "root", "tool", content)))
    assert [message.text for message in found.messages] == [text]


@pytest.mark.parametrize(
    ("node", "fate", "reason"),
    [
        (chatgpt_node("n", "root", "user", ""), Fate.HIDDEN, "it is empty"),
        (
            chatgpt_node("n", "root", "user", {"content_type": "new", "secret": 1}),
            Fate.SKIPPED,
            "its content 'new' is unknown",
        ),
        (chatgpt_node("n", "root", "critic", "x"), Fate.SKIPPED, "its author is unknown"),
        (
            chatgpt_node("n", "root", "user", {"content_type": "user_editable_context"}),
            Fate.HIDDEN,
            "the source hides it, too",
        ),
    ],
)
def test_what_is_left_out_says_why(node: dict[str, Any], fate: Fate, reason: str) -> None:
    found = read(chatgpt(node))
    assert (found.nodes[-1].fate, found.nodes[-1].reason) == (fate, reason)
    assert not found.messages


def test_an_answer_that_was_cut_is_marked_so() -> None:
    cut = chatgpt_node("n", "root", "assistant", "Half", status="in_progress")
    assert read(chatgpt(cut)).messages[0].state is MessageState.INTERRUPTED


def test_the_order_of_nodes_does_not_change_ids() -> None:
    source = usual_chatgpt()
    turned = source | {"mapping": dict(reversed(source["mapping"].items()))}
    ids = {message.id for message in read(source).messages}
    assert {message.id for message in read(turned).messages} == ids


def test_fields_of_wrong_types_do_not_stop_it() -> None:
    wrong: dict[str, Any] = {"mapping": {"a": 5, "b": {"message": {"author": [], "content": 7}}}}
    found = read(wrong)
    assert len(found.nodes) == 2
    with pytest.raises(ValueError, match="neither an id nor a node"):
        read({"mapping": {}})


@pytest.mark.parametrize(
    ("pointer", "name"),
    [
        ("file-service://file-AbC", "file-AbC"),
        ("sediment://file_0000", "file_0000"),
        ("sediment://9b7c#file_0000#p_0.png", "file_0000"),
        ("sediment://9b7c", "9b7c"),
    ],
)
def test_a_picture_is_pointed_to_by_the_id_of_its_file(pointer: str, name: str) -> None:
    picture = {"content_type": "image_asset_pointer", "asset_pointer": pointer}
    sound = {"content_type": "audio_asset_pointer", "asset_pointer": "file-service://file-X"}
    content = {"content_type": "multimodal_text", "parts": [picture, sound, "So?"]}
    attachments = [{"id": name, "name": "sky.png"}, {"id": "file-Y", "name": "a.pdf"}]
    source = chatgpt(
        chatgpt_node("n", "root", "user", content, metadata={"attachments": attachments})
    )
    ((node_id, message_id, (found,)),) = map(msgspec.structs.astuple, read(source).pictures)
    (message,) = read(source).messages
    assert (node_id, message_id, found.name) == ("n", message.id, name)
    assert found.signs == (f"[image_asset_pointer: {pointer}]", "[Attachment: sky.png]")
    assert all(sign in message.text.split("\n\n") for sign in found.signs)


def test_what_was_archived_stays_so() -> None:
    node = chatgpt_node("n", "root", "user", "x")
    assert read(chatgpt(node, is_archived=True)).conversation.archived_us == 1_700_000_100_000_000
    assert read(chatgpt(node, is_archived=False)).conversation.archived_us is None


def test_sources_of_the_newer_form_are_kept_once() -> None:
    page = {"title": "W", "url": "https://w.x"}
    metadata = {
        "citations": [{"metadata": page}],
        "content_references": [
            {"type": "grouped_webpages", "items": [page, {"title": "V", "url": "https://v.x"}]},
            {"type": "webpage", "title": "U", "url": "https://u.x"},
            {"type": "hidden"},
            7,
        ],
    }
    text = "Said\u30103\u2020source\u3011 so\u301012:4\u2020a.pdf\u3011, \u3010see\u3011."
    (message,) = read(
        chatgpt(chatgpt_node("a", "root", "assistant", text, metadata=metadata))
    ).messages
    assert message.text == "Said so, \u3010see\u3011."
    assert message.citations == (
        Citation("https://w.x", "W"),
        Citation("https://v.x", "V"),
        Citation("https://u.x", "U"),
    )
