"""Conversations of the `llm` command line tool, as `llm_database` reads them from its logs.

Rows of its older versions come first; where a newer version has written their words again, as what
a later turn goes on from, its turns follow the older rows. Must not know the tables.
"""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.message import Message, Role, ToolCall, TurnRecord
from desktop_chat.core.sampling_reading import read_sampling
from desktop_chat.core.usage import Timings, Usage
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import count_of, list_of, text_of, time_us
from desktop_chat.formats.json_splitting import decoded
from desktop_chat.formats.llm_database import LLM_DATABASE, NAME

_ROLES = {role.value: role for role in Role}
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_INCOMPLETE = "a part of it is not in the file"
_PROMPT = "it is the conversation's system prompt"
_TWICE = "the older tables hold it, too"


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it is a conversation of its logs."""
    return NAME in value


def count(value: dict[str, Any]) -> int:
    """Return how many prompts, answers, results of tools and system prompts the source has."""
    old = sum(map(_count_of_response, _objects(value.get("responses"))))
    return old + sum(map(_count_of_message, _objects(value.get("messages"))))


def _count_of_response(source: dict[str, Any]) -> int:
    results = len(list_of(source.get("tool_results")))
    system, _ = _whole(source, "system_fragments", "system")
    return 1 + results + _is_asked(source) + bool(system)


def _is_asked(source: dict[str, Any]) -> bool:
    """Return whether a row has a prompt: one that only goes on with what tools gave has none."""
    prompt, _ = _whole(source, "fragments", "prompt")
    is_said = bool(prompt or list_of(source.get("attachments")))
    return is_said or not list_of(source.get("tool_results"))


def _count_of_message(source: dict[str, Any]) -> int:
    if source.get("is_missing") is True or text_of(source.get("role")) not in _ROLES:
        return 1
    kinds = [part.get("type") for part in _objects(source.get("parts"))]
    results = kinds.count("tool_result")
    return results + (results < len(kinds) or not results)


def read(value: dict[str, Any]) -> Brought:
    """Return the conversation.

    Raises:
        ValueError: It has no id.
    """
    source_id = text_of(value.get(NAME))
    if not source_id:
        raise ValueError("it has no id")
    head = Conversation(source_id, title=text_of(value.get("name")))
    older: list[SourceNode] = []
    for response in _objects(value.get("responses")):
        older += _of_response(response, older[-1].id if older else "")
    newer = _of_messages(value)
    _join(older, newer, text_of(value.get("tip_message_hash")))
    nodes = [*older, *newer]
    prompt = _take_system_prompt(nodes)
    head = with_changes(head, system_prompt=prompt, model=text_of(value.get("model")))
    active = text_of(value.get("tip_message_hash")) or (nodes[-1].id if nodes else "")
    return assemble(head, LLM.id, nodes, active)


def _of_response(source: dict[str, Any], before: str) -> list[SourceNode]:
    """Return the nodes of one row: what was said, what tools gave, what was answered."""
    own = text_of(source.get("id")) or f"after {before}"
    when = time_us(source.get("datetime_utc"))
    found: list[SourceNode] = []

    def add(name: str, message: Message, reason: str = "") -> None:
        found.append(_node(name, found[-1].id if found else before, message, reason))

    system, lacks_system = _whole(source, "system_fragments", "system")
    if system:
        add(f"{own}/system", _message(Role.SYSTEM, system, when), lacks_system)
    results = _objects(source.get("tool_results"))
    for number, each in enumerate(results):
        signs, images, lacks = _attached(each)
        said = text_of(each.get("output")) or text_of(each.get("exception"))
        text = "\n\n".join(filter(None, [said, *signs])) or "(nothing)"
        message = _message(Role.TOOL, text, when, images)
        call_id = text_of(each.get("tool_call_id"))
        message = msgspec.structs.replace(message, tool_call_id=call_id)
        add(f"{own}/result {number}", message, lacks)
    signs, images, lacks = _attached(source)
    prompt, lacks_prompt = _whole(source, "fragments", "prompt")
    text = "\n\n".join(filter(None, [prompt, *signs]))
    if _is_asked(source):
        add(f"{own}/prompt", _message(Role.USER, text, when, images), lacks_prompt or lacks)
    calls = _calls(_objects(source.get("tool_calls")))
    answer = _message(Role.ASSISTANT, text_of(source.get("response")), when)
    answer = msgspec.structs.replace(
        answer,
        reasoning=text_of(source.get("reasoning")),
        tool_calls=calls,
        record=_record(source),
    )
    add(own, answer)
    return found


def _of_messages(value: dict[str, Any]) -> list[SourceNode]:
    messages = _objects(value.get("messages"))
    parents = {text_of(each.get("hash")): text_of(each.get("parent_hash")) for each in messages}
    turns: dict[str, dict[str, Any]] = {}
    asked: dict[str, dict[str, Any]] = {}
    for turn in _objects(value.get("turns")):
        start = text_of(turn.get("parent_message_hash"))
        current = text_of(turn.get("tip_message_hash"))
        while current and current != start and current not in turns:
            turns[current] = turn
            current = parents.get(current, "")
        asked.setdefault(start, turn)
    found: list[SourceNode] = []
    for each in messages:
        own = text_of(each.get("hash"))
        turn = turns.get(own) or asked.get(own) or {}
        found += _of_message(each, turn, text_of(each.get("parent_hash")))
    return found


def _of_message(source: dict[str, Any], turn: dict[str, Any], before: str) -> list[SourceNode]:
    """Return the nodes of one message; the last has its hash, for what follows."""
    own, when = text_of(source.get("hash")), time_us(turn.get("datetime_utc"))
    role = _ROLES.get(text_of(source.get("role")))
    if source.get("is_missing") is True or role is None:
        reason = "its role is unknown" if "role" in source else "it is not in the file"
        return [SourceNode(own, before, Fate.SKIPPED, reason=reason)]
    parts = _objects(source.get("parts"))
    results = [part for part in parts if part.get("type") == "tool_result"]
    others = [part for part in parts if part.get("type") != "tool_result"]
    made = [_result(part, when) for part in results]
    if others or not results:
        made.append(_said(others, role, when, turn))
    names = [*(f"{own}/{number}" for number in range(len(made) - 1)), own]
    above = [before, *names[:-1]]
    return [
        _node(name, parent, message, reason)
        for name, parent, (message, reason) in zip(names, above, made, strict=True)
    ]


def _result(part: dict[str, Any], when: int) -> tuple[Message, str]:
    payload = entries(part.get("payload"))
    signs, images, lacks = _attached(part)
    said = text_of(part.get("text")) or _text(payload.get("output"))
    said = said or text_of(payload.get("exception"))
    text = "\n\n".join(filter(None, [said, *signs])) or "(nothing)"
    message = _message(Role.TOOL, text, when, images)
    call_id = text_of(payload.get("tool_call_id"))
    return msgspec.structs.replace(message, tool_call_id=call_id), lacks


def _said(
    parts: list[dict[str, Any]], role: Role, when: int, turn: dict[str, Any]
) -> tuple[Message, str]:
    texts: list[str] = []
    thoughts: list[str] = []
    images: tuple[str, ...] = ()
    calls: list[dict[str, Any]] = []
    reason = ""
    for part in parts:
        signs, more, lacks = _attached(part)
        images += more
        reason = reason or lacks or (_INCOMPLETE if part.get("is_missing") is True else "")
        match text_of(part.get("type")):
            case "text" | "attachment":
                texts += [text_of(part.get("text")), *signs]
            case "reasoning":
                thoughts.append(text_of(part.get("text")))
            case "tool_call":
                calls.append(entries(part.get("payload")) | {"name": part.get("tool_name")})
            case kind:
                texts += [text_of(part.get("text")) or f"[{kind or 'unknown content'}]", *signs]
                reason = reason or f"its content {kind[:60]!r} is unknown"
    message = _message(role, "\n\n".join(filter(None, texts)), when, images)
    if role is Role.ASSISTANT:
        message = msgspec.structs.replace(
            message,
            reasoning="\n\n".join(filter(None, thoughts)),
            tool_calls=_calls(calls),
            record=_record(turn),
        )
    return message, reason


def _join(older: list[SourceNode], newer: list[SourceNode], tip: str) -> None:
    """Let what the newer tables repeat of the older ones be merged into those."""
    by_id = {node.id: node for node in newer}
    path: list[SourceNode] = []
    current = by_id.get(tip) or (newer[-1] if newer else None)
    while current is not None and current not in path[-1:] and len(path) <= len(newer):
        path.append(current)
        current = by_id.get(current.parent_id)
    for old, new in zip(_spoken(older), _spoken(path[::-1]), strict=False):
        if _words(old) != _words(new):
            return
        new.fate, new.message, new.reason, new.parent_id = Fate.MERGED, None, _TWICE, old.id


def _spoken(nodes: list[SourceNode]) -> list[SourceNode]:
    return [
        node
        for node in nodes
        if node.fate is Fate.IMPORTED and node.message and node.message.role is not Role.SYSTEM
    ]


def _words(node: SourceNode) -> tuple[Role, str] | None:
    return None if node.message is None else (node.message.role, node.message.text.strip())


def _take_system_prompt(nodes: list[SourceNode]) -> str:
    """Return the prompt that the conversation begins with; later ones that equal it are merged."""
    prompt = ""
    is_first = True
    for node in nodes:
        if node.message is None:
            continue
        is_system = node.message.role is Role.SYSTEM
        prompt = node.message.text if is_system and is_first else prompt
        if is_system and node.message.text == prompt:
            node.fate, node.message, node.reason = Fate.MERGED, None, _PROMPT
        is_first = False
    return prompt


def _node(name: str, before: str, message: Message, reason: str) -> SourceNode:
    if not (message.text.strip() or message.reasoning or message.tool_calls or message.images):
        return SourceNode(name, before, Fate.HIDDEN, reason=reason or "it is empty")
    return SourceNode(name, before, Fate.IMPORTED, message, reason)


def _message(role: Role, text: str, when: int, images: tuple[str, ...] = ()) -> Message:
    return Message("", "", role, text=text.strip(), created_us=when, images=images)


def _whole(source: dict[str, Any], fragments: str, name: str) -> tuple[str, str]:
    """Return a prompt behind the fragments that were put before it, and what it lacks."""
    pieces = list_of(source.get(fragments))
    whole = "\n".join(filter(None, [*map(text_of, pieces), text_of(source.get(name))]))
    return whole, _INCOMPLETE if None in pieces else ""


def _attached(source: dict[str, Any]) -> tuple[list[str], tuple[str, ...], str]:
    """Return signs of attachments, pictures that can be shown, and what is lacking."""
    signs: list[str] = []
    images: list[str] = []
    reason = ""
    for each in _objects(source.get("attachments")):
        kind, data = text_of(each.get("type")), text_of(each.get("data"))
        place = text_of(each.get("path")) or text_of(each.get("url"))
        is_shown = data != "" and kind in _PICTURES
        if is_shown:
            images.append(f"data:{kind};base64,{data}")
        elif not place.startswith(("http://", "https://")):
            reason = "its attachment is not taken along"
        if place or not is_shown:
            signs.append(f"[Attachment: {place or kind or 'without a name'}]")
    return signs, tuple(images), reason


def _calls(sources: list[dict[str, Any]]) -> tuple[ToolCall, ...]:
    return tuple(
        ToolCall(
            text_of(each.get("tool_call_id")),
            text_of(each.get("name")) or "without a name",
            _text(each.get("arguments")),
        )
        for each in sources
    )


def _record(source: dict[str, Any]) -> TurnRecord:
    prompt, completion = (count_of(source.get(name)) for name in ("input_tokens", "output_tokens"))
    usage = Usage(
        prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion
    )
    try:
        options = entries(decoded(text_of(source.get("options_json")).encode("utf-8", "replace")))
    except ValueError:
        options = {}
    duration_ms = count_of(source.get("duration_ms"))
    timings = Timings(
        started_us=time_us(source.get("datetime_utc")),
        finished_after_us=duration_ms * 1_000 if duration_ms else None,
    )
    return TurnRecord(
        model=text_of(source.get("model")),
        resolved_model=text_of(source.get("resolved_model")),
        sampling=read_sampling(options).sampling,
        usage=usage if prompt or completion else None,
        timings=timings,
    )


def _text(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return msgspec.json.encode(value).decode()


def _objects(value: object) -> list[dict[str, Any]]:
    return [entries(each) for each in list_of(value)]


LLM = ImportFormat("llm", "llm's logs", recognises, count, read, database=LLM_DATABASE)
