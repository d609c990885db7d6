"""Any JSON with a list of `messages` in OpenAI's form: requests, logs, data for fine-tuning.

Must not know where the files lie.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role, ToolCall, TurnRecord
from desktop_chat.core.sampling_reading import read_sampling
from desktop_chat.formats.import_content import Content
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import list_of, text_of, time_of_any

_ROLES = {role.value: role for role in Role} | {
    "developer": Role.SYSTEM,
    "human": Role.USER,
    "gpt": Role.ASSISTANT,
    "model": Role.ASSISTANT,
    "function": Role.TOOL,
}
_TEXTS = ("content", "value", "text")
_TIMES = ("created_at", "timestamp", "create_time", "created")
# What makes a message the one it is, whatever else a later export may say of it.
_TOLD = ("role", "from", *_TEXTS, "tool_calls", "function_call", "tool_call_id", "refusal")
_REASONING = ("reasoning", "reasoning_content")


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it has a list of messages, each with a role, or `from` as some datasets do."""
    messages = [entries(each) for each in _messages(value)]
    return bool(messages) and any(_role_name(each) in _ROLES for each in messages)


def count(value: dict[str, Any]) -> int:
    """Return how many messages the source has."""
    return len(_messages(value))


def read(value: dict[str, Any]) -> Brought:
    """Return the conversation; without an id, its content tells it from others.

    An id alone does not: sets of data number their records from one. What was said first belongs to
    it, and what is said where to the ids of messages, so that other words are not taken for known.
    """
    messages = [entries(each) for each in _messages(value)]
    names = [text_of(value.get(name)) for name in ("id", "conversation_id")]
    own = next(filter(None, names), "")
    spoken = [each for each in messages if not _is_system(each)]
    source_id = f"{own}/{_digest('', *spoken[:1])}" if own else _digest("", *messages)
    head = Conversation(
        source_id,
        title=text_of(value.get("title")) or text_of(value.get("name")),
        created_us=time_of_any(value.get("created_at")) or time_of_any(value.get("created")),
        model=text_of(value.get("model")),
    )
    nodes: list[SourceNode] = []
    before = ""
    for number, source in enumerate(messages):
        key = _digest(before, source)
        node = _node(key, before, source, value)
        if number == 0 and node.message is not None and node.message.role is Role.SYSTEM:
            head = msgspec.structs.replace(head, system_prompt=node.message.text)
            node.fate, node.message = Fate.MERGED, None
            node.reason = node.reason or "it is the conversation's system prompt"
        nodes.append(node)
        before = key
    return assemble(head, MESSAGES.id, nodes, before)


def _digest(*parts: dict[str, Any] | str) -> str:
    told = [
        {name: part[name] for name in _TOLD if name in part} if isinstance(part, dict) else part
        for part in parts
    ]
    content = msgspec.json.encode(told, order="deterministic")
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _messages(value: dict[str, Any]) -> list[Any]:
    return list_of(value.get("messages")) or list_of(value.get("conversations"))


def _role_name(source: dict[str, Any]) -> str:
    return text_of(source.get("role")) or text_of(source.get("from"))


def _is_system(source: dict[str, Any]) -> bool:
    return _ROLES.get(_role_name(source)) is Role.SYSTEM


def _node(
    node_id: str, parent_id: str, source: dict[str, Any], value: dict[str, Any]
) -> SourceNode:
    role = _ROLES.get(_role_name(source))
    if role is None:
        return SourceNode(node_id, parent_id, Fate.SKIPPED, reason="its role is unknown")
    content = Content()
    content.parts(next((source[name] for name in _TEXTS if source.get(name)), None))
    # Some services give both, with the same words.
    content.thoughts += dict.fromkeys(text_of(source.get(name)) for name in _REASONING)
    refusal = text_of(source.get("refusal"))
    is_answer = role is Role.ASSISTANT
    calls = _calls(source, content) if is_answer else ()
    if content.is_empty and not (calls or refusal):
        return SourceNode(node_id, parent_id, Fate.HIDDEN, reason=content.reason or "it is empty")
    record: TurnRecord | None = None
    if is_answer:
        model = text_of(source.get("model")) or text_of(value.get("model"))
        record = TurnRecord(model=model, sampling=read_sampling(value).sampling)
    when = next((source[name] for name in _TIMES if source.get(name)), None)
    message = Message(
        "",
        "",
        role,
        text=content.text,
        reasoning=content.reasoning,
        tool_calls=calls,
        tool_call_id=text_of(source.get("tool_call_id")),
        refusal=refusal,
        images=tuple(content.pictures),
        annotations=_citations(source) if is_answer else (),
        created_us=time_of_any(when),
        record=record,
    )
    return SourceNode(node_id, parent_id, Fate.IMPORTED, message, content.reason)


def _calls(source: dict[str, Any], content: Content) -> tuple[ToolCall, ...]:
    """Return the calls of tools, in the older form, too; one without a name is lacking."""
    asked = [entries(call) for call in list_of(source.get("tool_calls"))]
    older = entries(source.get("function_call"))
    found: list[ToolCall] = []
    for call in [*asked, *([{"function": older}] if older else [])]:
        function = entries(call.get("function"))
        name, arguments = text_of(function.get("name")), function.get("arguments")
        if not name:
            content.lack("a call of a tool has no name")
            continue
        written = text_of(arguments)
        if not written and arguments:
            written = msgspec.json.encode(arguments).decode()
        found.append(ToolCall(text_of(call.get("id")), name, written))
    return tuple(found)


def _citations(source: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    found = [entries(each) for each in list_of(source.get("annotations"))]
    return tuple(each for each in found if entries(each.get("url_citation")).get("url"))


MESSAGES = ImportFormat("messages", "Messages in OpenAI's form", recognises, count, read)
