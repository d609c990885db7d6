"""LM Studio's `*.conversation.json`: positions, each with the versions that were made of it.

Versions share what follows them, so that only the chosen ones make a branch; the others are
answers beside them. Must not know where the files lie.
"""

from __future__ import annotations

from typing import Any

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.sampling_reading import read_sampling
from desktop_chat.core.usage import Usage
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
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


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it is a conversation whose messages have versions."""
    messages = list_of(value.get("messages"))
    return "createdAt" in value and bool(messages) and "versions" in entries(messages[0])


def count(value: dict[str, Any]) -> int:
    """Return how many versions of messages the source has."""
    return sum(len(list_of(entries(each).get("versions"))) for each in list_of(value["messages"]))


def read(value: dict[str, Any]) -> Brought:
    """Return the conversation; the file has no id, so when it was begun tells it from others.

    Raises:
        ValueError: It does not say when it was begun.
    """
    created_us = time_of_ms(value.get("createdAt"))
    if not created_us:
        raise ValueError("it does not say when it was begun")
    head = Conversation(
        f"{created_us}",
        title=text_of(value.get("name")),
        created_us=created_us,
        updated_us=max(
            time_of_ms(value.get("userLastMessagedAt")),
            time_of_ms(value.get("assistantLastMessagedAt")),
        ),
        system_prompt=text_of(value.get("systemPrompt")),
        model=text_of(entries(value.get("lastUsedModel")).get("identifier")),
    )
    nodes: list[SourceNode] = []
    before = ""
    for number, each in enumerate(map(entries, list_of(value["messages"]))):
        versions = list_of(each.get("versions"))
        chosen = count_of(each.get("currentlySelected"))
        nodes += [
            _node(f"{number}.{index}", before, entries(version))
            for index, version in enumerate(versions)
        ]
        before = f"{number}.{chosen}" if chosen < len(versions) else before
    return assemble(head, LM_STUDIO.id, nodes, before)


def _node(node_id: str, parent_id: str, version: dict[str, Any]) -> SourceNode:
    is_answer = version.get("type") == "multiStep" or version.get("role") == "assistant"
    if not is_answer and version.get("role") not in ("user", "system"):
        return SourceNode(node_id, parent_id, Fate.SKIPPED, reason="its role is unknown")
    steps = [entries(step) for step in list_of(version.get("steps"))] or [version]
    texts: list[str] = []
    thoughts: list[str] = []
    for step in steps:
        is_thought = entries(step.get("style")).get("type") == "thinking"
        said = "\n\n".join(filter(None, map(_said, list_of(step.get("content")))))
        (thoughts if is_thought else texts).append(said)
    text, reasoning = ("\n\n".join(filter(None, each)) for each in (texts, thoughts))
    if not text and not reasoning:
        return SourceNode(node_id, parent_id, Fate.HIDDEN, reason="it is empty")
    role = Role.ASSISTANT if is_answer else Role(text_of(version.get("role")))
    record = _record(version, steps) if is_answer else None
    message = Message("", "", role, text=text, reasoning=reasoning, record=record)
    return SourceNode(node_id, parent_id, Fate.IMPORTED, message)


def _said(part: object) -> str:
    fields = entries(part)
    match text_of(fields.get("type")):
        case "text":
            return text_of(fields.get("text"))
        case "file":
            name = text_of(fields.get("name")) or text_of(fields.get("fileIdentifier"))
            return f"[Attachment: {name or 'without a name'}]"
        case "toolCallRequest":
            return f"[Tool {text_of(fields.get('name')) or 'without a name'}]"
        case "toolCallResult":
            content = text_of(fields.get("content"))
            return f"[Result of tool]\n\n{content}" if content else "[Result of tool]"
        case _:
            return ""


def _record(version: dict[str, Any], steps: list[dict[str, Any]]) -> TurnRecord:
    found = [entries(step.get("genInfo")) for step in steps]
    about = next(filter(None, found), dict[str, Any]())
    stats = entries(about.get("stats"))
    prompt, completion = (
        count_of(stats.get(name)) for name in ("promptTokensCount", "predictedTokensCount")
    )
    usage = Usage(
        prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion
    )
    given: dict[str, Any] = {}
    for field in map(entries, list_of(entries(about.get("predictionConfig")).get("fields"))):
        name = _PARAMETERS.get(text_of(field.get("key")).removeprefix(_PREFIX))
        value = field.get("value")
        # A parameter with a switch is {"checked": true, "value": 0.95}.
        switch = entries(value)
        if name and (not switch or switch.get("checked") is True):
            given[name] = switch.get("value") if switch else value
    sender = text_of(entries(version.get("senderInfo")).get("senderName"))
    return TurnRecord(
        endpoint_id="lmstudio",
        model=text_of(about.get("identifier")) or sender,
        sampling=read_sampling(given).sampling,
        usage=usage if prompt or completion else None,
        finish_reason={"eosFound": "stop", "maxPredictedTokensReached": "length"}.get(
            text_of(stats.get("stopReason")), text_of(stats.get("stopReason"))
        ),
    )


LM_STUDIO = ImportFormat("lmstudio", "LM Studio", recognises, count, read)
