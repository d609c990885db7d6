"""LM Studio's `*.conversation.json`: positions, each with the versions that were made of it.

Versions share what follows them, so that only the chosen ones make a branch; the others are
answers beside them. Must not know where the files lie.
"""

from __future__ import annotations

from typing import Any

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.sampling_reading import read_sampling
from desktop_chat.core.usage import Timings, Usage
from desktop_chat.formats.import_content import Content
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat, stable_id
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import count_of, list_of, text_of, time_of_ms

_PREFIX = "llm.prediction."
_PARAMETERS = {
    "temperature": "temperature",
    "topPSampling": "top_p",
    "topKSampling": "top_k",
    "minPSampling": "min_p",
    "repeatPenalty": "repetition_penalty",
    "maxPredictedTokens": "max_tokens",
}
_STEPS = frozenset({"", "singleStep", "multiStep", "contentBlock", "debugInfoBlock", "toolStatus"})
_ENDS = {"eosFound": "stop", "stopStringFound": "stop", "maxPredictedTokensReached": "length"}


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it is a conversation whose messages have versions."""
    messages = list_of(value.get("messages"))
    return "createdAt" in value and bool(messages) and "versions" in entries(messages[0])


def count(value: dict[str, Any]) -> int:
    """Return how many versions of messages the source has."""
    return sum(len(list_of(entries(each).get("versions"))) for each in list_of(value["messages"]))


def read(value: dict[str, Any]) -> Brought:
    """Return the conversation.

    The file has no ids: when it was begun tells it from others, and what is said where tells its
    messages apart, so that other words are not taken for known.
    """
    created_us = time_of_ms(value.get("createdAt"))
    positions = [entries(each) for each in list_of(value["messages"])]
    prompt = text_of(value.get("systemPrompt"))
    own = entries(value.get("perChatPredictionConfig"))
    is_own = value.get("usePerChatPredictionConfig") is not False
    head = Conversation(
        f"{created_us}" if created_us else _begun_with(positions),
        title=text_of(value.get("name")),
        created_us=created_us,
        updated_us=max(
            time_of_ms(value.get("userLastMessagedAt")),
            time_of_ms(value.get("assistantLastMessagedAt")),
        ),
        system_prompt=prompt or text_of(_fields(own).get("llm.prediction.systemPrompt")),
        sampling=_sampling(own) if is_own else Sampling(),
        model=text_of(entries(value.get("lastUsedModel")).get("identifier")),
    )
    nodes: list[SourceNode] = []
    taken: set[str] = set()
    before = ""
    for each in positions:
        made = [_node(before, entries(version)) for version in list_of(each.get("versions"))]
        for node in made:
            while node.id in taken:
                # The same words were given once more.
                node.id = stable_id(node.id, "again")
            taken.add(node.id)
        chosen = count_of(each.get("currentlySelected"))
        before = made[chosen].id if chosen < len(made) else before
        nodes += made
    return assemble(head, LM_STUDIO.id, nodes, before)


def _begun_with(positions: list[dict[str, Any]]) -> str:
    versions = [_node("", entries(v)) for each in positions for v in list_of(each.get("versions"))]
    return next((node.id for node in versions if node.message is not None), "")


def _node(before: str, version: dict[str, Any]) -> SourceNode:
    is_answer = version.get("type") == "multiStep" or version.get("role") == "assistant"
    role = "assistant" if is_answer else text_of(version.get("role"))
    steps = [entries(step) for step in list_of(version.get("steps"))] or [version]
    content = Content()
    for step in steps:
        _add(content, step)
    name = stable_id(before, role, content.text, content.reasoning)
    if role not in ("assistant", "user", "system"):
        return SourceNode(name, before, Fate.SKIPPED, reason="its role is unknown")
    if content.is_empty:
        return SourceNode(name, before, Fate.HIDDEN, reason=content.reason or "it is empty")
    message = Message(
        "",
        "",
        Role(role),
        text=content.text,
        reasoning=content.reasoning,
        images=tuple(content.pictures),
        record=_record(version, steps) if is_answer else None,
    )
    return SourceNode(name, before, Fate.IMPORTED, message, content.reason)


def _add(content: Content, step: dict[str, Any]) -> None:
    inner = Content()
    for part in map(entries, list_of(step.get("content"))):
        match text_of(part.get("type")):
            case "file":
                inner.attachment(text_of(part.get("name")) or text_of(part.get("fileIdentifier")))
            case "toolCallRequest":
                inner.call(text_of(part.get("name")), part.get("parameters"))
            case "toolCallResult":
                inner.result("", part.get("content"))
            case _:
                inner.parts([part])
    is_thought = entries(step.get("style")).get("type") == "thinking"
    (content.thoughts if is_thought else content.texts).extend(inner.texts)
    content.thoughts += inner.thoughts
    content.pictures += inner.pictures
    content.lack(inner.reason)
    kind = text_of(step.get("type"))
    if kind not in _STEPS:
        content.lack(f"its step {kind[:60]!r} is unknown")


def _record(version: dict[str, Any], steps: list[dict[str, Any]]) -> TurnRecord:
    found = list(filter(None, (entries(step.get("genInfo")) for step in steps)))
    about = found[-1] if found else {}
    stats = [entries(each.get("stats")) for each in found]
    prompt = count_of(stats[0].get("promptTokensCount")) if stats else 0
    completion = sum(count_of(each.get("predictedTokensCount")) for each in stats)
    usage = Usage(
        prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion
    )
    sender = text_of(entries(version.get("senderInfo")).get("senderName"))
    stopped = text_of(stats[-1].get("stopReason")) if stats else ""
    first_us = _us(stats[0].get("timeToFirstTokenSec")) if stats else 0
    whole_us = sum(_us(each.get("totalTimeSec")) for each in stats)
    return TurnRecord(
        endpoint_id="lmstudio",
        model=text_of(about.get("identifier")) or sender,
        resolved_model=text_of(about.get("indexedModelIdentifier")),
        sampling=_sampling(entries(about.get("predictionConfig"))),
        usage=usage if prompt or completion else None,
        timings=Timings(first_token_after_us=first_us or None, finished_after_us=whole_us or None),
        finish_reason=_ENDS.get(stopped, stopped),
    )


def _us(seconds: object) -> int:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return 0
    return round(seconds * 1e6) if 0 < seconds < 1e9 else 0


def _fields(config: dict[str, Any]) -> dict[str, Any]:
    listed = [entries(field) for field in list_of(config.get("fields"))]
    return {text_of(field.get("key")): field.get("value") for field in listed}


def _sampling(config: dict[str, Any]) -> Sampling:
    given: dict[str, Any] = {}
    for key, value in _fields(config).items():
        name = _PARAMETERS.get(key.removeprefix(_PREFIX))
        # A parameter with a switch is {"checked": true, "value": 0.95}.
        switch = entries(value)
        if name and (not switch or switch.get("checked") is True):
            given[name] = switch.get("value") if switch else value
    return read_sampling(given).sampling


LM_STUDIO = ImportFormat("lmstudio", "LM Studio", recognises, count, read)
