"""Any JSON with a list of `messages` in OpenAI's form: requests, logs, data for fine-tuning.

Must not know where the files lie.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.sampling_reading import read_sampling
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import list_of, said_in, text_of, time_us, tool_calls_of

_ROLES = {role.value: role for role in Role} | {
    "developer": Role.SYSTEM,
    "human": Role.USER,
    "gpt": Role.ASSISTANT,
    "model": Role.ASSISTANT,
    "function": Role.TOOL,
}
_TEXTS = ("content", "value", "text")


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it has a list of messages, each with a role, or `from` as some datasets do."""
    messages = [entries(each) for each in _messages(value)]
    return bool(messages) and any(_role_name(each) in _ROLES for each in messages)


def count(value: dict[str, Any]) -> int:
    """Return how many messages the source has."""
    return len(_messages(value))


def read(value: dict[str, Any]) -> Brought:
    """Return the conversation; without an id, its content tells it from others."""
    messages = [entries(each) for each in _messages(value)]
    content = msgspec.json.encode(messages, order="deterministic")
    digest = hashlib.blake2b(content, digest_size=16).hexdigest()
    source_id = text_of(value.get("id")) or text_of(value.get("conversation_id")) or digest
    head = Conversation(
        source_id,
        title=text_of(value.get("title")) or text_of(value.get("name")),
        created_us=time_us(value.get("created_at")) or time_us(value.get("created")),
        model=text_of(value.get("model")),
    )
    prompts = [said_in(each.get("content")) for each in messages[:1] if _is_system(each)]
    if prompts:
        head = msgspec.structs.replace(head, system_prompt=prompts[0])
    nodes: list[SourceNode] = []
    for number, source in enumerate(messages):
        before = f"{number - 1}" if number else ""
        if number == 0 and prompts:
            reason = "it is the conversation's system prompt"
            nodes.append(SourceNode("0", "", Fate.MERGED, reason=reason))
        else:
            nodes.append(_node(f"{number}", before, source, value))
    return assemble(head, MESSAGES.id, nodes, f"{len(messages) - 1}")


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
    text = next((found for name in _TEXTS if (found := said_in(source.get(name)))), "")
    calls = tool_calls_of(source.get("tool_calls")) if role is Role.ASSISTANT else ()
    reasoning = text_of(source.get("reasoning")) or text_of(source.get("reasoning_content"))
    if not (text or calls or reasoning):
        return SourceNode(node_id, parent_id, Fate.HIDDEN, reason="it is empty")
    record: TurnRecord | None = None
    if role is Role.ASSISTANT:
        model = text_of(source.get("model")) or text_of(value.get("model"))
        record = TurnRecord(model=model, sampling=read_sampling(value).sampling)
    message = Message(
        "",
        "",
        role,
        text=text,
        reasoning=reasoning,
        tool_calls=calls,
        tool_call_id=text_of(source.get("tool_call_id")),
        created_us=time_us(source.get("created_at")) or time_us(source.get("timestamp")),
        record=record,
    )
    return SourceNode(node_id, parent_id, Fate.IMPORTED, message)


MESSAGES = ImportFormat("messages", "Messages in OpenAI's form", recognises, count, read)
