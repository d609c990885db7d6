"""Open WebUI's rows: siblings, folds of reasoning and tools, what is cut off, what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.core.message import Citation, MessageState
from desktop_chat.formats.import_format import Fate
from desktop_chat.formats.openwebui_import import count, read, recognises

THOUGHT = (
    '<details type="reasoning" done="true" duration="3">\n<summary>Thought for 3 s</summary>\n'
    "&gt; A greeting.\n&gt; Greet back.\n</details>\nHello <b>you</b>"
)
TOOL = (
    '<details type="tool_calls" done="true" id="c1" name="weather" '
    'arguments="{&quot;city&quot;:&quot;Oslo&quot;}" result="&quot;cold&quot;">\n'
    "<summary>Tool Executed</summary>\n</details>\nIt is cold."
)


def said(
    key: str, parent: str | None, role: str, content: object, **more: object
) -> dict[str, Any]:
    node = {"id": key, "parentId": parent, "childrenIds": [], "role": role, "content": content}
    return node | {"timestamp": 1_700_000_000} | more


def row(*messages: dict[str, Any], current: str = "", **fields: object) -> dict[str, Any]:
    history = {"currentId": current, "messages": {each["id"]: each for each in messages}}
    chat = {
        "title": "Weather",
        "models": ["m"],
        "history": history,
        "params": {"system": "Be brief"},
    }
    return {
        "id": "r-1",
        "title": "Weather",
        "chat": chat,
        "created_at": 1_700_000_000,
        "updated_at": 1_700_000_100,
        "archived": False,
        "pinned": True,
        "meta": {"tags": ["general", "#todo"]},
    } | fields


def test_two_models_that_answer_one_question_are_alternatives() -> None:
    source = row(
        said("q", None, "user", "Hi"),
        said(
            "a",
            "q",
            "assistant",
            "One",
            model="m/a",
            usage={"prompt_tokens": 3, "completion_tokens": 4},
        ),
        said("b", "q", "assistant", "Two", model="m/b", done=False),
        current="a",
    )
    assert recognises(source)
    found = read(source)
    assert count(source) == len(found.nodes) == 3
    question, one, two = found.messages
    assert {one.parent_id, two.parent_id} == {question.id}
    assert found.conversation.active_leaf_id == one.id
    assert one.record is not None
    assert one.record.usage is not None
    assert (one.record.model, one.record.usage.total_tokens) == ("m/a", 7)
    assert (two.state, question.created_us) == (MessageState.INTERRUPTED, 1_700_000_000_000_000)
    head = found.conversation
    assert (head.title, head.system_prompt, head.is_pinned) == ("Weather", "Be brief", True)
    assert (head.tags, head.archived_us) == (("general", "todo"), None)


def test_an_archived_chat_stays_archived() -> None:
    found = read(row(said("q", None, "user", "Hi"), archived=True))
    assert found.conversation.archived_us == 1_700_000_100_000_000


def test_reasoning_is_taken_out_of_its_fold_and_other_html_is_left() -> None:
    (message,) = read(row(said("a", None, "assistant", THOUGHT))).messages
    assert message.reasoning == "A greeting.\nGreet back."
    assert message.text == "Hello <b>you</b>"


def test_a_tool_call_becomes_readable() -> None:
    (message,) = read(row(said("a", None, "assistant", TOOL))).messages
    assert message.text == (
        '[Tool weather]\n\n~~~~\n{"city":"Oslo"}\n~~~~\n\n'
        '[Result of tool]\n\n~~~~\n"cold"\n~~~~\n\nIt is cold.'
    )


def test_the_parts_of_newer_rows_go_before_the_text() -> None:
    output = [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]},
        {"type": "function_call", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "output": "42"},
        {"type": "message", "content": [{"type": "output_text", "text": "It is 42."}]},
    ]
    (message,) = read(row(said("a", None, "assistant", THOUGHT, output=output))).messages
    assert message.reasoning == "Hm."
    assert message.text.endswith("It is 42.")
    assert "[Tool f]" in message.text


def test_older_exports_are_chats_without_a_row() -> None:
    source = row(said("q", None, "user", "Hi"))["chat"]
    assert recognises(source)
    assert read(source).messages[0].text == "Hi"
    assert read(source).conversation.id == read(source).conversation.id


def test_sources_and_names_of_files_are_kept() -> None:
    sources = [
        {"source": {"name": "docs", "url": "https://a.x"}, "metadata": [{"source": "https://b.x"}]}
    ]
    found = read(
        row(
            said("q", None, "user", "See", files=[{"name": "a.pdf"}]),
            said("a", "q", "assistant", "Seen", sources=sources),
        )
    )
    assert found.messages[0].text == "See\n\n[Attachment: a.pdf]"
    assert found.messages[1].citations == (
        Citation("https://a.x", "docs"),
        Citation("https://b.x", "https://b.x"),
    )


def test_pictures_inside_are_kept_and_others_leave_signs_and_reasons() -> None:
    picture = "data:image/png;base64,AAAA"
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": picture}},
    ]
    files = [{"type": "image", "url": picture}, {"type": "image", "url": "id-of-a-file"}]
    found = read(row(said("q", None, "user", content), said("r", "q", "user", "See", files=files)))
    first, second = found.messages
    assert (first.text, first.images) == ("What is this?", (picture,))
    assert (second.text, second.images) == ("See\n\n[Picture]", (picture,))
    assert [node.reason for node in found.nodes] == ["", "a picture of it is not in the file"]


def test_parts_without_words_do_not_take_the_place_of_the_text() -> None:
    output = [{"type": "function_call", "name": "weather", "arguments": {"city": "Oslo"}}]
    found = read(row(said("a", None, "assistant", TOOL, output=output)))
    (message,) = found.messages
    assert message.text == '[Tool weather]\n\n~~~~\n{\n  "city": "Oslo"\n}\n~~~~\n\nIt is cold.'


def test_an_unknown_part_is_told() -> None:
    found = read(row(said("a", None, "assistant", "Said", output=[{"type": "hologram"}])))
    assert found.messages[0].text == "[hologram]\n\nSaid"
    assert found.nodes[0].reason == "its content 'hologram' is unknown"


@pytest.mark.parametrize(
    ("error", "text"),
    [({"content": "No credit"}, "No credit"), ("Boom", "Boom"), (True, "It gives no reason.")],
)
def test_an_answer_that_failed_says_so(error: object, text: str) -> None:
    (message,) = read(row(said("a", None, "assistant", "", error=error))).messages
    assert message.state is MessageState.FAILED
    assert message.record is not None
    assert message.record.failure is not None
    assert message.record.failure.text == text


def test_times_in_milliseconds_and_the_newer_names_of_tokens_are_read() -> None:
    usage = {"input_tokens": 3, "output_tokens": 4, "cached": 1}
    source = said("a", None, "assistant", "Hi", timestamp=1_700_000_000_000, info={"usage": usage})
    (message,) = read(row(source)).messages
    assert message.created_us == 1_700_000_000_000_000
    assert message.record is not None
    assert message.record.usage is not None
    assert message.record.usage.total_tokens == 7
    assert message.record.usage.raw == usage


def test_the_parameters_of_the_chat_are_the_conversations() -> None:
    source = row(said("q", None, "user", "Hi"))
    source["chat"]["params"] = {"temperature": 0.3, "top_p": None, "mirostat": 1, "seed": "x"}
    assert read(source).conversation.sampling.temperature == 0.3


@pytest.mark.parametrize("role", ["", None, "bot", 5])
def test_an_unknown_role_is_skipped_with_its_reason(role: object) -> None:
    found = read(row(said("a", None, "user", "Hi"), said("b", "a", "user", "Ho") | {"role": role}))
    assert [node.fate for node in found.nodes] == [Fate.IMPORTED, Fate.SKIPPED]


def test_cycles_missing_parents_and_nulls_lose_nothing_that_has_words() -> None:
    found = read(
        row(
            said("a", "b", "user", "A"),
            said("b", "a", "assistant", "B"),
            said("c", "gone", "user", "C"),
            said("d", None, "user", None, files=None, usage=None, output=None),
        )
    )
    assert sorted(message.text for message in found.messages) == ["A", "B", "C"]
    assert [node.fate for node in found.nodes].count(Fate.HIDDEN) == 1


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="neither"):
        read({"chat": {"history": {"messages": {}}}})


@pytest.mark.parametrize("value", [{}, {"chat": None}, {"history": {"messages": []}}, {"chat": 5}])
def test_other_values_are_not_taken(value: dict[str, Any]) -> None:
    assert not recognises(value)


@pytest.mark.parametrize(
    "text",
    [
        '<details type="reasoning">' * 20_000,
        '<details type="tool_calls" ' + "a" * 500_000 + "></details>" + "x",
        '<details type="other">' + "<summary>" * 50_000 + "</details>",
        "<details" * 50_000,
    ],
)
def test_hostile_folds_end(text: str) -> None:
    found = read(row(said("a", None, "assistant", text)))
    assert found.messages[0].text


def test_an_endless_fold_is_left_as_it_is() -> None:
    text = '<details type="reasoning">' * 3
    (message,) = read(row(said("a", None, "assistant", text))).messages
    assert message.text == text.strip()


def test_a_chat_with_a_list_of_messages_is_one_branch() -> None:
    messages = [
        {"id": "q", "role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Ho"},
        {"id": "q", "role": "user", "content": "Again"},
        None,
    ]
    source = {"id": "r", "chat": {"messages": messages}}
    assert recognises(source)
    found = read(source)
    assert [message.text for message in found.messages] == ["Hi", "Ho", "Again"]
    assert [m.parent_id for m in found.messages] == [None, *(m.id for m in found.messages[:2])]
    assert count(source) == len(found.nodes) == 4
    assert not recognises(source["chat"])
