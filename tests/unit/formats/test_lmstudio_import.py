"""LM Studio's conversation: versions side by side, steps of thinking, the parameters of answers."""

from __future__ import annotations

from typing import Any

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
        {"type": "toolCallRequest", "name": "search", "parameters": {"q": "x"}},
        {"type": "toolCallResult", "content": "found"},
        {"type": "hologram"},
    ]
    source = user("")
    source["versions"][0]["content"] = content
    found = read(talk(source))
    assert found.messages[0].text == (
        'See\n\n[Attachment: a.pdf]\n\n[Tool search]\n\n~~~~\n{\n  "q": "x"\n}\n~~~~\n\n'
        "[Result of tool]\n\n~~~~\nfound\n~~~~\n\n[hologram]"
    )
    assert found.nodes[0].reason == "its attachment is not in the file"


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
    assert found.nodes[2].reason == "its role is unknown"


def test_without_a_time_the_first_words_tell_it_from_others() -> None:
    one, other = talk(user("Hi"), createdAt=None), talk(user("Ho"), createdAt=None)
    assert read(one).conversation.id != read(other).conversation.id
    grown = talk(user("Hi"), answer("One"), createdAt=None)
    assert read(one).conversation.id == read(grown).conversation.id
    assert read(talk(user(""), createdAt=None)).messages == ()


def test_other_words_in_the_same_place_are_another_message() -> None:
    first = read(talk(user("Hi"), answer("One"), user("More"))).messages
    second = read(talk(user("Hi"), answer("Two"), user("More"))).messages
    assert first[0].id == second[0].id
    assert not {first[1].id, first[2].id} & {second[1].id, second[2].id}


def test_the_same_words_twice_are_two_versions() -> None:
    source = talk(user("Hi"), answer("One", "One", chosen=1), user("More"))
    found = read(source)
    assert count(source) == len(found.nodes) == len(found.messages) == 4
    assert found.messages[3].parent_id == found.messages[2].id
    assert read(source) == found


def test_messages_have_the_time_of_their_conversation() -> None:
    assert {m.created_us for m in read(talk(user("Hi"), answer("One"))).messages} == {
        1_700_000_000_000_000
    }


def test_parameters_and_prompt_of_the_chat_itself_are_kept() -> None:
    fields = [
        {"key": "llm.prediction.temperature", "value": 0.2},
        {"key": "llm.prediction.systemPrompt", "value": "Shout"},
        None,
    ]
    own: dict[str, Any] = {"perChatPredictionConfig": {"fields": fields}, "systemPrompt": ""}
    head = read(talk(user("Hi"), **own)).conversation
    assert (head.system_prompt, head.sampling.temperature) == ("Shout", 0.2)
    off = read(talk(user("Hi"), usePerChatPredictionConfig=False, **own)).conversation
    assert not isinstance(off.sampling.temperature, float)


def test_steps_of_an_answer_are_added_up() -> None:
    source = answer("One")
    steps = source["versions"][0]["steps"]
    stats = {"timeToFirstTokenSec": 0.5, "totalTimeSec": 2, "predictedTokensCount": 3}
    steps.append({"type": "hologram", "genInfo": {"identifier": "next", "stats": stats}})
    found = read(talk(user("Hi"), source))
    record = found.messages[1].record
    assert record is not None
    assert record.usage is not None
    assert (record.usage.completion_tokens, record.model) == (10, "next")
    assert record.timings.finished_after_us == 2_000_000
    assert found.nodes[1].reason == "its step 'hologram' is unknown"
