"""LM Studio's conversation: versions side by side, steps of thinking, the parameters of answers."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.core.message import Role
from desktop_chat.formats.import_format import Fate
from desktop_chat.formats.lmstudio_import import count, read, recognises


def user(text: str) -> dict[str, Any]:
    content = [{"type": "text", "text": text}]
    return {
        "versions": [{"type": "singleStep", "role": "user", "content": content}],
        "currentlySelected": 0,
    }


def answer(*texts: str, chosen: int = 0) -> dict[str, Any]:
    def version(text: str) -> dict[str, Any]:
        about = {
            "identifier": "qwen3",
            "predictionConfig": {
                "fields": [
                    {"key": "llm.prediction.temperature", "value": 0.7},
                    {
                        "key": "llm.prediction.topPSampling",
                        "value": {"checked": True, "value": 0.9},
                    },
                    {
                        "key": "llm.prediction.minPSampling",
                        "value": {"checked": False, "value": 0.1},
                    },
                    {"key": "llm.prediction.other", "value": None},
                ]
            },
            "stats": {"stopReason": "eosFound", "promptTokensCount": 5, "predictedTokensCount": 7},
        }
        steps = [
            {
                "type": "contentBlock",
                "style": {"type": "thinking"},
                "content": [{"type": "text", "text": "Hm."}],
            },
            {"type": "contentBlock", "content": [{"type": "text", "text": text}], "genInfo": about},
            {"type": "debugInfoBlock"},
        ]
        return {
            "type": "multiStep",
            "role": "assistant",
            "senderInfo": {"senderName": "Qwen"},
            "steps": steps,
        }

    return {"versions": [version(text) for text in texts], "currentlySelected": chosen}


def talk(*messages: dict[str, Any], **more: object) -> dict[str, Any]:
    return {
        "name": "Talk",
        "createdAt": 1_700_000_000_000,
        "systemPrompt": "Be brief",
        "messages": list(messages),
        "lastUsedModel": {"identifier": "qwen3"},
    } | more


def test_versions_are_alternatives_and_the_chosen_one_goes_on() -> None:
    source = talk(user("Hi"), answer("One", "Two", chosen=1), user("And?"))
    assert recognises(source)
    found = read(source)
    assert count(source) == len(found.nodes) == 4
    question, one, two, more = found.messages
    assert {one.parent_id, two.parent_id} == {question.id}
    assert more.parent_id == two.id
    assert found.conversation.active_leaf_id == more.id
    assert (found.conversation.model, found.conversation.system_prompt) == ("qwen3", "Be brief")


def test_an_answer_has_its_reasoning_parameters_and_figures() -> None:
    message = read(talk(user("Hi"), answer("One"))).messages[1]
    assert (message.role, message.text, message.reasoning) == (Role.ASSISTANT, "One", "Hm.")
    record = message.record
    assert record is not None
    assert record.usage is not None
    assert (record.model, record.finish_reason) == ("qwen3", "stop")
    assert (record.usage.prompt_tokens, record.usage.completion_tokens) == (5, 7)
    given = record.sampling
    assert (given.temperature, given.top_p) == (0.7, 0.9)
    assert not isinstance(given.min_p, float)


def test_files_and_tools_stand_as_signs() -> None:
    content = [
        {"type": "text", "text": "See"},
        {"type": "file", "fileIdentifier": "a.pdf"},
        {"type": "toolCallRequest", "name": "search"},
        {"type": "toolCallResult", "content": "found"},
    ]
    source = user("")
    source["versions"][0]["content"] = content
    (message,) = read(talk(source)).messages
    assert message.text == (
        "See\n\n[Attachment: a.pdf]\n\n[Tool search]\n\n[Result of tool]\n\nfound"
    )


def test_empty_steps_unknown_roles_and_nulls_are_accounted_for() -> None:
    broken = {"versions": [{"role": "robot"}, None], "currentlySelected": 9}
    source = talk(user(""), user("Hi"), broken, user("Ho"))
    found = read(source)
    assert [node.fate for node in found.nodes] == [
        Fate.HIDDEN,
        Fate.IMPORTED,
        Fate.SKIPPED,
        Fate.SKIPPED,
        Fate.IMPORTED,
    ]
    first, second = found.messages
    assert second.parent_id == first.id
    with pytest.raises(ValueError, match="begun"):
        read(talk(user("Hi"), createdAt=None))
