"""Open WebUI's export of chats: rows with a `chat`, or, in older exports, the chats alone.

Reasoning and tool calls stand as HTML in the text of older rows; newer ones give them apart as
well. Must not know where the files lie.
"""

from __future__ import annotations

import html
import re
from typing import Any

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, MessageState, Role, TurnRecord
from desktop_chat.core.places import tag_name
from desktop_chat.core.usage import Usage
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import count_of, list_of, said_in, text_of, time_us
from desktop_chat.formats.openwebui_database import OPEN_WEBUI_DATABASE

_ROLES = {role.value: role for role in Role}
_OPENING = re.compile(r"<details\s+type=\"(?P<type>[a-z_]+)\"(?P<attributes>[^<>]*)>")
_CLOSING = "</details>"
_ATTRIBUTE = re.compile(r"\b([a-z_]{1,40})=\"([^\"]*)\"")


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it is a row with a chat, or a chat, whose history is a tree by ids.

    The chat of a row may have a list of messages in its place.
    """
    chat = _chat(value)
    is_list = "chat" in value and isinstance(chat.get("messages"), list)
    return is_list or isinstance(entries(chat.get("history")).get("messages"), dict)


def count(value: dict[str, Any]) -> int:
    """Return how many messages the source has."""
    return len(_messages(_chat(value)))


def read(value: dict[str, Any]) -> Brought:
    """Return the conversation.

    Raises:
        ValueError: It has neither an id nor a message.
    """
    chat = _chat(value)
    history = entries(chat.get("history"))
    messages = {key: entries(found) for key, found in _messages(chat).items()}
    source_id = text_of(value.get("id")) or text_of(chat.get("id")) or min(messages, default="")
    if not source_id:
        raise ValueError("it has neither an id nor a message")
    params = entries(chat.get("params"))
    tags = list_of(entries(value.get("meta")).get("tags")) or list_of(chat.get("tags"))
    updated_us = time_us(value.get("updated_at"))
    head = Conversation(
        source_id,
        title=text_of(value.get("title")) or text_of(chat.get("title")),
        created_us=time_us(value.get("created_at")),
        updated_us=updated_us,
        system_prompt=text_of(params.get("system")) or text_of(chat.get("system")),
        is_pinned=value.get("pinned") is True,
        archived_us=updated_us or 1 if value.get("archived") is True else None,
        folder=text_of(value.get("folder")),
        tags=tuple(dict.fromkeys(filter(None, (tag_name(text_of(tag)) for tag in tags)))),
    )
    nodes = [_node(key, found) for key, found in messages.items()]
    active = text_of(history.get("currentId")) or next(reversed(messages), "")
    return assemble(head, OPEN_WEBUI.id, nodes, active)


def _chat(value: dict[str, Any]) -> dict[str, Any]:
    return entries(value.get("chat")) or value


def _messages(chat: dict[str, Any]) -> dict[str, Any]:
    """Return the messages by their ids; those of a list follow one another."""
    history = entries(chat.get("history"))
    if isinstance(history.get("messages"), dict):
        return entries(history["messages"])
    found: dict[str, Any] = {}
    before = ""
    for number, each in enumerate(map(entries, list_of(chat.get("messages")))):
        key = text_of(each.get("id"))
        key = key if key and key not in found else f"#{number}"
        found[key] = {"parentId": before} | each
        before = key
    return found


def _node(key: str, source: dict[str, Any]) -> SourceNode:
    parent_id = text_of(source.get("parentId"))
    role = _ROLES.get(text_of(source.get("role")))
    if role is None:
        return SourceNode(key, parent_id, Fate.SKIPPED, reason="its role is unknown")
    text, reasoning = _said(source)
    files = [text_of(entries(file).get("name")) for file in list_of(source.get("files"))]
    text = "\n\n".join([*filter(None, [text]), *(f"[Attachment: {n}]" for n in files if n)])
    if not text.strip() and not reasoning:
        return SourceNode(key, parent_id, Fate.HIDDEN, reason="it is empty")
    is_answer = role is Role.ASSISTANT
    is_cut = is_answer and source.get("done") is False
    message = Message(
        "",
        "",
        role,
        text=text.strip(),
        reasoning=reasoning,
        created_us=time_us(source.get("timestamp")),
        state=MessageState.INTERRUPTED if is_cut else MessageState.COMPLETE,
        annotations=_sources(source) if is_answer else (),
        record=_record(source) if is_answer else None,
    )
    return SourceNode(key, parent_id, Fate.IMPORTED, message)


def _said(source: dict[str, Any]) -> tuple[str, str]:
    """Return text and reasoning of a message, from its parts where it has them."""
    texts: list[str] = []
    thoughts: list[str] = []
    for item in map(entries, list_of(source.get("output"))):
        match text_of(item.get("type")):
            case "message":
                texts.append(said_in(item.get("content")))
            case "reasoning":
                parts = item.get("summary") or item.get("content")
                thoughts.append(text_of(parts) or said_in(parts))
            case "function_call":
                texts.append(_tool(text_of(item.get("name")), text_of(item.get("arguments"))))
            case "function_call_output":
                texts.append(_fenced("Result of tool", text_of(item.get("output"))))
            case _:
                pass
    if any(texts):
        return "\n\n".join(filter(None, texts)), "\n\n".join(filter(None, thoughts))
    text, found = _without_details(said_in(source.get("content")))
    return text, "\n\n".join(filter(None, [*thoughts, *found]))


def _without_details(text: str) -> tuple[str, list[str]]:
    """Return a text without the folds that the program wrote into it, and the reasoning in them."""
    said: list[str] = []
    thoughts: list[str] = []
    place = 0
    # Each letter is passed once: a text of nothing but beginnings must not take for ever.
    while opening := _OPENING.search(text, place):
        end = text.find(_CLOSING, opening.end())
        if end < 0:
            break
        said.append(text[place : opening.start()])
        inside = html.unescape(_without_summary(text[opening.end() : end])).strip()
        if opening["type"] == "reasoning":
            thoughts.append(_unquoted(inside))
        elif opening["type"] == "tool_calls":
            said.append(_tool_fold(dict(_ATTRIBUTE.findall(opening["attributes"]))))
        else:
            said.append(f"{inside}\n\n")
        place = end + len(_CLOSING)
    said.append(text[place:].lstrip() if place else text)
    return "".join(said).strip(), thoughts


def _without_summary(text: str) -> str:
    _, found, rest = text.partition("</summary>")
    return rest if found and text.lstrip().startswith("<summary>") else text


def _unquoted(text: str) -> str:
    lines = (line.removeprefix(">").removeprefix(" ") for line in text.splitlines())
    return "\n".join(lines).strip()


def _tool_fold(given: dict[str, str]) -> str:
    call = _tool(given.get("name", ""), html.unescape(given.get("arguments", "")))
    result = html.unescape(given.get("result", ""))
    return "\n\n".join([call, *([_fenced("Result of tool", result)] if result else []), ""])


def _tool(name: str, arguments: str) -> str:
    return _fenced(f"Tool {name or 'without a name'}", arguments)


def _fenced(title: str, text: str) -> str:
    fence = "~" * max([4, *(len(run) + 1 for run in re.findall("~{4,}", text))])
    return f"[{title}]" + (f"\n\n{fence}\n{text}\n{fence}" if text else "")


def _sources(source: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    found: dict[str, dict[str, Any]] = {}
    for each in map(entries, list_of(source.get("sources")) or list_of(source.get("citations"))):
        for place in map(entries, [each.get("source"), *list_of(each.get("metadata"))]):
            url = text_of(place.get("url")) or text_of(place.get("source"))
            if url.startswith(("http://", "https://")):
                told = {"url": url, "title": text_of(place.get("name")) or url}
                found.setdefault(url, {"type": "url_citation", "url_citation": told})
    return tuple(found.values())


def _record(source: dict[str, Any]) -> TurnRecord:
    usage = entries(source.get("usage")) or entries(source.get("info"))
    prompt = count_of(usage.get("prompt_tokens")) or count_of(usage.get("prompt_eval_count"))
    completion = count_of(usage.get("completion_tokens")) or count_of(usage.get("eval_count"))
    counted = Usage(
        prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion
    )
    return TurnRecord(
        model=text_of(source.get("model")), usage=counted if prompt or completion else None
    )


OPEN_WEBUI = ImportFormat(
    "openwebui", "Open WebUI", recognises, count, read, database=OPEN_WEBUI_DATABASE
)
