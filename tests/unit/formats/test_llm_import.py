"""llm's conversations: rows of old, threads of new, both in one, tools, prompts, forks."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.core.message import Message, Role, ToolCall
from desktop_chat.formats.import_format import Brought, Fate
from desktop_chat.formats.llm_import import count, read, recognises

TIME = "2025-01-01T00:00:00+00:00"


def row(key: str, prompt: str = "", response: str = "", **more: object) -> dict[str, Any]:
    given = {"id": key, "prompt": prompt, "response": response, "model": "m", "datetime_utc": TIME}
    return given | more


def part(kind: str, text: str = "", **more: object) -> dict[str, Any]:
    return {"type": kind, "text": text, "payload": {}, "attachments": []} | more


def said(key: str, above: str | None, role: str, *parts: dict[str, Any]) -> dict[str, Any]:
    return {"hash": key, "parent_hash": above, "role": role, "parts": list(parts)}


def talk(**fields: object) -> dict[str, Any]:
    head = {"llm_conversation": "c", "name": "Talk", "model": None, "tip_message_hash": None}
    return head | {"responses": [], "turns": [], "messages": []} | fields


def checked(source: dict[str, Any]) -> Brought:
    """Read a record; its sums add up and reading it again gives the same."""
    assert recognises(source)
    found = read(source)
    assert len(found.nodes) == count(source)
    assert [node.fate for node in found.nodes].count(Fate.IMPORTED) == len(found.messages)
    assert read(source) == found
    return found


def texts(messages: tuple[Message, ...]) -> list[tuple[str, str]]:
    return [(message.role.value, message.text) for message in messages]


def test_rows_of_old_follow_each_other_with_all_that_is_known() -> None:
    first = row(
        "r1",
        "Hi",
        "Ho",
        system="Be brief",
        reasoning="Hm.",
        options_json='{"temperature": 0.5, "top_p": "x", "other": 1}',
        resolved_model="m-2025",
        input_tokens=3,
        output_tokens=4,
        duration_ms=1_500,
    )
    found = checked(talk(responses=[first, row("r2", "And?", "So.", system="Be brief")]))
    assert found.conversation.system_prompt == "Be brief"
    assert texts(found.messages) == [
        ("user", "Hi"),
        ("assistant", "Ho"),
        ("user", "And?"),
        ("assistant", "So."),
    ]
    assert [m.parent_id for m in found.messages] == [None, *(m.id for m in found.messages[:3])]
    answer = found.messages[1]
    assert answer.reasoning == "Hm."
    assert answer.created_us == 1_735_689_600_000_000
    record = answer.record
    assert record is not None
    assert record.usage is not None
    assert (record.model, record.resolved_model, record.usage.total_tokens) == ("m", "m-2025", 7)
    assert (record.sampling.temperature, record.timings.finished_after_us) == (0.5, 1_500_000)
    assert found.conversation.active_leaf_id == found.messages[-1].id


def test_a_system_prompt_that_comes_later_is_a_message() -> None:
    found = checked(talk(responses=[row("1", "Hi", "Ho"), row("2", "A", "B", system="Shout")]))
    assert found.conversation.system_prompt == ""
    assert ("system", "Shout") in texts(found.messages)


def test_tools_stand_between_their_call_and_the_answer() -> None:
    calls = [{"name": "f", "arguments": '{"a":1}', "tool_call_id": "t1"}, {"name": None}]
    results = [
        {"name": "f", "output": "42", "tool_call_id": "t1", "attachments": []},
        {"name": "g", "output": None, "exception": "Boom", "attachments": []},
    ]
    found = checked(
        talk(
            responses=[
                row("1", "What?", "", tool_calls=calls),
                row("2", "", "It is 42.", tool_results=results),
            ]
        )
    )
    assert texts(found.messages)[2:] == [
        ("tool", "42"),
        ("tool", "Boom"),
        ("assistant", "It is 42."),
    ]
    asked = found.messages[1]
    assert asked.tool_calls == (ToolCall("t1", "f", '{"a":1}'), ToolCall("", "without a name", ""))
    assert found.messages[2].tool_call_id == "t1"
    assert [m.parent_id for m in found.messages[1:]] == [m.id for m in found.messages[:-1]]


def test_a_picture_alone_is_asked_beside_what_tools_gave() -> None:
    results = [{"name": "f", "output": "42", "attachments": []}]
    attachments = [{"type": "image/png", "data": "UE5H"}]
    source = row("1", "", "So.", tool_results=results, attachments=attachments)
    found = checked(talk(responses=[source]))
    assert texts(found.messages) == [("tool", "42"), ("user", ""), ("assistant", "So.")]
    assert found.messages[1].images == ("data:image/png;base64,UE5H",)


def test_fragments_go_before_a_prompt_and_attachments_behind_it() -> None:
    attachments = [
        {"type": "image/png", "data": "UE5H", "path": None, "url": None},
        {"type": "image/jpeg", "url": "https://a.x/b.jpg"},
        {"type": "application/pdf", "path": "/home/me/c.pdf"},
        {"type": "image/svg+xml", "data": "AAAA"},
    ]
    source = row("1", "Why?", "So.", fragments=["A", "B"], attachments=attachments)
    found = checked(talk(responses=[source]))
    question = found.messages[0]
    assert question.text == (
        "A\nB\nWhy?\n\n[Attachment: https://a.x/b.jpg]\n\n[Attachment: /home/me/c.pdf]\n\n"
        "[Attachment: image/svg+xml]"
    )
    assert question.images == ("data:image/png;base64,UE5H",)
    assert found.nodes[0].reason == "its attachment is not taken along"
    lacking = checked(talk(responses=[row("1", "Why?", "So.", fragments=["A", None])]))
    assert lacking.nodes[0].reason == "a part of it is not in the file"


def test_a_thread_is_a_tree_with_the_turns_of_its_answers() -> None:
    found = checked(
        talk(
            tip_message_hash="c",
            turns=[
                {
                    "parent_message_hash": "a",
                    "tip_message_hash": "b",
                    "model": "m1",
                    "datetime_utc": TIME,
                },
                {"parent_message_hash": "a", "tip_message_hash": "c", "model": "m2"},
            ],
            messages=[
                said("s", None, "system", part("text", "Be brief")),
                said("a", "s", "user", part("text", "Hi"), part("attachment")),
                said("b", "a", "assistant", part("reasoning", "Hm."), part("text", "One")),
                said("c", "a", "assistant", part("text", "Two")),
            ],
        )
    )
    question, one, two = found.messages
    assert found.conversation.system_prompt == "Be brief"
    assert {one.parent_id, two.parent_id} == {question.id}
    assert (one.text, one.reasoning, question.created_us) == ("One", "Hm.", 1_735_689_600_000_000)
    assert one.record is not None
    assert two.record is not None
    assert (one.record.model, two.record.model) == ("m1", "m2")
    assert found.conversation.active_leaf_id == two.id


def test_calls_and_results_of_a_thread_are_messages_of_their_own() -> None:
    call = part("tool_call", tool_name="f", payload={"arguments": {"a": 1}, "tool_call_id": "t1"})
    results = [
        part("tool_result", "42", payload={"tool_call_id": "t1"}),
        part("tool_result", payload={"output": {"b": 2}}),
    ]
    found = checked(
        talk(
            tip_message_hash="d",
            messages=[
                said("a", None, "user", part("text", "What?")),
                said("b", "a", "assistant", call),
                said("c", "b", "user", *results, part("text", "And?")),
                said("d", "c", "assistant", part("text", "42.")),
                said("e", "d", "tool", results[0]),
            ],
        )
    )
    assert texts(found.messages) == [
        ("user", "What?"),
        ("assistant", ""),
        ("tool", "42"),
        ("tool", '{"b":2}'),
        ("user", "And?"),
        ("assistant", "42."),
        ("tool", "42"),
    ]
    assert found.messages[1].tool_calls == (ToolCall("t1", "f", '{"a":1}'),)
    assert [m.parent_id for m in found.messages[1:]] == [m.id for m in found.messages[:-1]]


def test_what_newer_tables_repeat_of_older_ones_is_there_once() -> None:
    found = checked(
        talk(
            tip_message_hash="d",
            responses=[row("1", "Hi", "Ho", system="Be brief")],
            messages=[
                said("s", None, "system", part("text", "Be brief")),
                said("a", "s", "user", part("text", "Hi")),
                said("b", "a", "assistant", part("text", "Ho")),
                said("c", "b", "user", part("text", "And?")),
                said("d", "c", "assistant", part("text", "So.")),
            ],
        )
    )
    assert texts(found.messages) == [
        ("user", "Hi"),
        ("assistant", "Ho"),
        ("user", "And?"),
        ("assistant", "So."),
    ]
    assert [m.parent_id for m in found.messages] == [None, *(m.id for m in found.messages[:3])]
    assert found.conversation.active_leaf_id == found.messages[-1].id
    assert [node.fate for node in found.nodes].count(Fate.MERGED) == 4


def test_older_rows_that_differ_stay_beside_the_thread() -> None:
    found = checked(
        talk(
            responses=[row("1", "Other", "Words")],
            messages=[said("a", None, "user", part("text", "Hi"))],
        )
    )
    assert {text for _, text in texts(found.messages)} == {"Other", "Words", "Hi"}


def test_what_is_unknown_missing_or_empty_is_accounted_for() -> None:
    found = checked(
        talk(
            responses=[row("1"), row("1", "Hi", "Ho"), dict.fromkeys(row("x")), None],
            messages=[
                {"hash": "gone", "is_missing": True},
                said("a", "gone", "robot", part("text", "x")),
                said("b", "a", "assistant"),
                said("c", "c", "user", part("hologram"), part("text", "seen")),
                said("d", "e", "user", part("text", "D", is_missing=True)),
                said("e", "d", "user", part("text", "E")),
            ],
        )
    )
    reasons = {node.id: (node.fate, node.reason) for node in found.nodes if node.reason}
    assert reasons["gone"] == (Fate.SKIPPED, "it is not in the file")
    assert reasons["a"] == (Fate.SKIPPED, "its role is unknown")
    assert reasons["b"] == (Fate.HIDDEN, "it is empty")
    assert reasons["c"] == (Fate.IMPORTED, "its content 'hologram' is unknown")
    assert reasons["d"] == (Fate.IMPORTED, "a part of it is not in the file")
    assert {"[hologram]\n\nseen", "D", "E"} <= {text for _, text in texts(found.messages)}


@pytest.mark.parametrize("key", [None, "", 5])
def test_a_conversation_without_an_id_is_refused(key: object) -> None:
    with pytest.raises(ValueError, match="no id"):
        read(talk(llm_conversation=key))


def test_nulls_everywhere_are_an_empty_conversation() -> None:
    source = {"llm_conversation": "c", "responses": None, "turns": [None], "messages": [None, 5]}
    found = checked(source)
    assert not found.messages
    assert not recognises({"messages": []})


def test_roles_are_ours() -> None:
    found = checked(talk(messages=[said("a", None, "tool", part("tool_result", ""))]))
    assert (found.messages[0].role, found.messages[0].text) == (Role.TOOL, "(nothing)")
