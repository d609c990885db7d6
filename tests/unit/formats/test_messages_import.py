"""Lists of messages in OpenAI's form: tools, parts, prompts; the same content is the same talk."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.core.message import Citation, Role, ToolCall
from desktop_chat.formats.import_format import Fate
from desktop_chat.formats.messages_import import count, read, recognises


def record(*messages: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"messages": list(messages)} | more


def said(role: str, content: object, **more: object) -> dict[str, Any]:
    return {"role": role, "content": content} | more


def test_a_request_with_tools_is_a_conversation() -> None:
    calls = [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}, {}]
    source = record(
        said("system", "Be brief"),
        said("user", [{"type": "text", "text": "Hi"}, {"type": "image_url"}]),
        said("assistant", None, tool_calls=calls),
        said("tool", "42", tool_call_id="c1"),
        said("assistant", "It is 42.", reasoning_content="Hm."),
        model="gpt-4o",
        temperature=0.2,
        seed="no number",
    )
    assert recognises(source)
    found = read(source)
    assert count(source) == len(found.nodes) == 5
    assert found.nodes[0].fate is Fate.MERGED or found.nodes[-1].fate is Fate.MERGED
    assert (found.conversation.system_prompt, found.conversation.model) == ("Be brief", "gpt-4o")
    question, call, result, answer = found.messages
    assert question.text == "Hi\n\n[Picture]"
    assert call.tool_calls == (ToolCall("c1", "f", "{}"),)
    assert (result.role, result.tool_call_id, result.parent_id) == (Role.TOOL, "c1", call.id)
    assert answer.reasoning == "Hm."
    assert answer.record is not None
    assert answer.record.sampling.temperature == 0.2


def test_the_same_content_is_the_same_conversation_and_other_content_another() -> None:
    one, other = record(said("user", "Hi")), record(said("user", "Ho"))
    assert read(one).conversation.id == read(dict(one)).conversation.id
    assert read(one).conversation.id != read(other).conversation.id


def test_an_id_alone_does_not_make_two_records_one() -> None:
    one, other = record(said("user", "Hi"), id="1"), record(said("user", "Ho"), id="1")
    assert read(one).conversation.id != read(other).conversation.id
    grown = record(said("system", "Be brief"), said("user", "Hi"), said("assistant", "A"), id="1")
    assert read(one).conversation.id == read(grown).conversation.id


def test_other_words_in_the_same_place_are_another_message() -> None:
    one = record(said("user", "Hi"), said("assistant", "A"), said("user", "C"), id="1")
    other = record(said("user", "Hi"), said("assistant", "B"), said("user", "C"), id="1")
    first, second = read(one).messages, read(other).messages
    assert first[0].id == second[0].id
    assert not {first[1].id, first[2].id} & {second[1].id, second[2].id}
    assert second[1].parent_id == first[0].id


def test_equal_messages_in_a_row_are_all_there() -> None:
    source = record(*[said("user", "Hi")] * 3)
    found = read(source)
    assert [message.text for message in found.messages] == ["Hi"] * 3
    assert read(source) == found


def test_calls_pictures_refusals_and_sources_are_kept() -> None:
    picture = "data:image/png;base64,AAAA"
    citation = {"type": "url_citation", "url_citation": {"url": "https://a.x", "title": "A"}}
    found = read(
        record(
            said("user", [{"type": "image_url", "image_url": {"url": picture}}]),
            said("assistant", None, function_call={"name": "f", "arguments": {"a": 1}}),
            said("function", "42", name="f"),
            said("assistant", None, refusal="No.", annotations=[citation, {}, 5]),
            said("assistant", "A", reasoning="Hm.", reasoning_content="Hm.", created=1_700_000_000),
            said("assistant", "B", tool_calls=[{"id": "1"}]),
        )
    )
    question, call, result, refusal, answer, _ = found.messages
    assert (question.text, question.images) == ("", (picture,))
    assert call.tool_calls == (ToolCall("", "f", '{"a":1}'),)
    assert (result.role, result.text) == (Role.TOOL, "42")
    assert (refusal.refusal, refusal.citations) == ("No.", (Citation("https://a.x", "A"),))
    assert (answer.reasoning, answer.created_us) == ("Hm.", 1_700_000_000_000_000)
    assert found.nodes[-1].reason == "a call of a tool has no name"


def test_nulls_everywhere_end_in_no_message() -> None:
    found = read(record(said("user", None) | {"x": None}, dict.fromkeys(said("user", ""))))
    assert [node.fate for node in found.nodes] == [Fate.HIDDEN, Fate.SKIPPED]


def test_datasets_with_from_and_value_are_read() -> None:
    source = {"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Ho"}]}
    assert recognises(source)
    assert [(m.role, m.text) for m in read(source).messages] == [
        (Role.USER, "Hi"),
        (Role.ASSISTANT, "Ho"),
    ]


def test_what_is_unknown_or_empty_is_accounted_for() -> None:
    found = read(record(said("robot", "x"), said("user", "Hi"), said("assistant", ""), {}))
    assert sorted(node.fate for node in found.nodes) == [
        Fate.HIDDEN,
        Fate.IMPORTED,
        Fate.SKIPPED,
        Fate.SKIPPED,
    ]


@pytest.mark.parametrize(
    "value", [{}, {"messages": []}, {"messages": [{}]}, {"messages": {}}, {"messages": [5]}]
)
def test_other_values_are_not_taken(value: dict[str, Any]) -> None:
    assert not recognises(value)
