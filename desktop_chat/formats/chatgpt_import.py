"""ChatGPT's data export, the one file of old and the many of 2026: a tree of nodes by their ids.

Must not know where the files lie: each record is recognised by its `mapping`.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, MessageState, Role, TurnRecord
from desktop_chat.formats.import_format import Brought, Fate, FilePicture, ImportFormat
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import list_of, text_of, time_us

# Signs of its own around names of sources, and the older 【3†source】.
_CITATION_MARKS = re.compile(
    "\ue200[^\ue201\n]{0,400}\ue201|[\ue200-\ue20f]|\u3010[0-9:]{1,12}\u2020[^\u3011\n]{0,200}\u3011"
)
_HIDDEN_CONTENT = {"user_editable_context", "model_editable_context"}
_TEXT_FIELDS = ("text", "result", "content")
_ROLES = {role.value: role for role in Role}


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it is a conversation with a `mapping` of nodes."""
    return isinstance(value.get("mapping"), dict)


def count(value: dict[str, Any]) -> int:
    """Return how many messages the source has."""
    return len(value["mapping"])


def read(value: dict[str, Any]) -> Brought:
    """Return the conversation.

    Raises:
        ValueError: It has no node and no id, so that it cannot be told from another.
    """
    mapping = entries(value["mapping"])
    source_id = text_of(value.get("conversation_id")) or text_of(value.get("id"))
    source_id = source_id or "|".join(sorted(mapping)[:3])
    if not source_id:
        raise ValueError("it has neither an id nor a node")
    model = text_of(value.get("default_model_slug"))
    updated_us = time_us(value.get("update_time"))
    head = Conversation(
        source_id,
        title=text_of(value.get("title")),
        created_us=time_us(value.get("create_time")),
        updated_us=updated_us,
        is_pinned=value.get("is_starred") is True,
        archived_us=updated_us or 1 if value.get("is_archived") is True else None,
        model=model,
    )
    nodes = [_node(node_id, entries(node), model) for node_id, node in mapping.items()]
    return assemble(head, CHATGPT.id, nodes, text_of(value.get("current_node")))


def _node(node_id: str, node: dict[str, Any], model: str) -> SourceNode:
    parent_id = text_of(node.get("parent"))
    source = entries(node.get("message"))
    if not source:
        return SourceNode(node_id, parent_id, Fate.HIDDEN, reason="it has no message")
    content, metadata = entries(source.get("content")), entries(source.get("metadata"))
    kind = text_of(content.get("content_type"))
    if metadata.get("is_visually_hidden_from_conversation") is True or kind in _HIDDEN_CONTENT:
        return SourceNode(node_id, parent_id, Fate.HIDDEN, reason="the source hides it, too")
    role = _ROLES.get(text_of(entries(source.get("author")).get("role")))
    if role is None:
        return SourceNode(node_id, parent_id, Fate.SKIPPED, reason="its author is unknown")
    message = _message(source, role, model)
    if kind in ("thoughts", "reasoning_recap"):
        reason = "reasoning of the answer below it"
        return SourceNode(node_id, parent_id, Fate.MERGED, message, reason)
    if not (message.text.strip() or message.reasoning):
        fate = Fate.HIDDEN if not content or kind == "text" else Fate.SKIPPED
        reason = "it is empty" if fate is Fate.HIDDEN else f"its content {kind!r} is unknown"
        return SourceNode(node_id, parent_id, fate, reason=reason)
    if role is Role.SYSTEM:
        return SourceNode(node_id, parent_id, Fate.HIDDEN, reason="it is the service's own text")
    pictures = _pictures(content, metadata)
    return SourceNode(node_id, parent_id, Fate.IMPORTED, message, pictures=pictures)


def _message(source: dict[str, Any], role: Role, model: str) -> Message:
    content, metadata = entries(source.get("content")), entries(source.get("metadata"))
    reasoning, text = "", _text(content)
    match text_of(content.get("content_type")):
        case "thoughts":
            reasoning, text = _thoughts(content), ""
        case "reasoning_recap":
            reasoning, text = text, ""
        case _:
            names = [text_of(entries(a).get("name")) for a in list_of(metadata.get("attachments"))]
            text = "\n\n".join([text, *(f"[Attachment: {name}]" for name in names if name)])
    is_answer = role is Role.ASSISTANT
    used = text_of(metadata.get("model_slug")) or text_of(metadata.get("default_model_slug"))
    finish = text_of(entries(metadata.get("finish_details")).get("type"))
    is_partial = text_of(source.get("status")) in ("in_progress", "finished_partial_completion")
    return Message(
        "",
        "",
        role,
        text=text.strip(),
        reasoning=reasoning,
        created_us=time_us(source.get("create_time")),
        state=MessageState.INTERRUPTED if is_answer and is_partial else MessageState.COMPLETE,
        annotations=_citations(metadata) if is_answer else (),
        record=TurnRecord(model=used or model, finish_reason=finish) if is_answer else None,
    )


def _text(content: dict[str, Any]) -> str:
    kind = text_of(content.get("content_type"))
    if parts := list_of(content.get("parts")):
        return _unmarked("\n\n".join(filter(None, map(_part, parts))))
    if kind == "tether_quote":
        named = (text_of(content.get("title")), text_of(content.get("url")))
        return "\n\n".join(filter(None, (*named, text_of(content.get("text")))))
    text = next((found for name in _TEXT_FIELDS if (found := text_of(content.get(name)))), "")
    if kind in ("code", "execution_output") and text:
        language = text_of(content.get("language"))
        fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`{3,}", text))])
        return f"{fence}{language if language.isalnum() else ''}\n{text}\n{fence}"
    return _unmarked(text)


def _unmarked(text: str) -> str:
    return text if text.isascii() else _CITATION_MARKS.sub("", text)


def _part(part: object) -> str:
    if isinstance(part, str):
        return part
    fields = entries(part)
    if text := text_of(fields.get("text")):
        return text
    kind = text_of(fields.get("content_type")) or "unknown content"
    pointer = text_of(fields.get("asset_pointer"))
    return (
        f"[{kind}: {pointer}]"
        if pointer
        else f"[{kind}: {msgspec.json.encode(part).decode()[:200]}]"
    )


def _pictures(content: dict[str, Any], metadata: dict[str, Any]) -> tuple[FilePicture, ...]:
    """Return the pictures that a message points to, each a file whose name begins with an id."""
    attached = [entries(each) for each in list_of(metadata.get("attachments"))]
    names = {text_of(each.get("id")): text_of(each.get("name")) for each in attached}
    found: list[FilePicture] = []
    for part in list_of(content.get("parts")):
        place = text_of(entries(part).get("asset_pointer")).partition("://")[2]
        # "file-service://ID", or "sediment://HASH#ID#more" of one that was made.
        ids = re.split("[#?/]", place)
        name = next((each for each in ids if each.startswith("file")), ids[0])
        if name and text_of(entries(part).get("content_type")) == "image_asset_pointer":
            signs = (
                _part(part),
                *(f"[Attachment: {names[each]}]" for each in ids if each in names),
            )
            found.append(FilePicture(name, signs))
    return tuple(found)


def _thoughts(content: dict[str, Any]) -> str:
    thoughts = [entries(thought) for thought in list_of(content.get("thoughts"))]
    fields = [text_of(t.get(name)) for t in thoughts for name in ("summary", "content")]
    return "\n\n".join(filter(None, fields))


def _citations(metadata: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    sources = [entries(entries(c).get("metadata")) for c in list_of(metadata.get("citations"))]
    # The newer form: a reference is a page, or holds several.
    for reference in map(entries, list_of(metadata.get("content_references"))):
        pages = [*list_of(reference.get("items")), *list_of(reference.get("sources"))]
        sources += [reference, *map(entries, pages)]
    found: dict[str, dict[str, Any]] = {}
    for source in sources:
        if url := text_of(source.get("url")):
            told = {"url": url, "title": text_of(source.get("title"))}
            found.setdefault(url, {"type": "url_citation", "url_citation": told})
    return tuple(found.values())


CHATGPT = ImportFormat("chatgpt", "ChatGPT", recognises, count, read)
