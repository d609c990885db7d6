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
from desktop_chat.core.message import Failure, Message, MessageState, Role, TurnRecord
from desktop_chat.core.places import tag_name
from desktop_chat.core.sampling_reading import read_sampling
from desktop_chat.core.usage import Usage
from desktop_chat.formats.import_content import Content
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import count_of, list_of, text_of, time_of_any, time_us
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
        sampling=read_sampling(params).sampling,
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
    content = _said(source)
    for file in map(entries, list_of(source.get("files"))):
        if file.get("type") == "image":
            content.picture(text_of(file.get("url")))
        else:
            content.attachment(text_of(file.get("name")))
    is_answer = role is Role.ASSISTANT
    failure = _failure(source.get("error")) if is_answer else None
    if content.is_empty and failure is None:
        return SourceNode(key, parent_id, Fate.HIDDEN, reason="it is empty")
    message = Message(
        "",
        "",
        role,
        text=content.text,
        reasoning=content.reasoning,
        images=tuple(content.pictures),
        created_us=time_of_any(source.get("timestamp")),
        state=_state(source, failure) if is_answer else MessageState.COMPLETE,
        annotations=_sources(source) if is_answer else (),
        record=_record(source, failure) if is_answer else None,
    )
    return SourceNode(key, parent_id, Fate.IMPORTED, message, content.reason)


def _failure(error: object) -> Failure | None:
    fields = entries(error)
    inner = text_of(fields.get("content")) or text_of(fields.get("message"))
    text = text_of(error) or inner or ("It gives no reason." if error else "")
    return Failure("ProviderFailed", text) if text else None


def _state(source: dict[str, Any], failure: Failure | None) -> MessageState:
    if failure is not None:
        return MessageState.FAILED
    return MessageState.INTERRUPTED if source.get("done") is False else MessageState.COMPLETE


def _said(source: dict[str, Any]) -> Content:
    """Return what a message says, from its parts where it has them."""
    content = Content()
    has_words = False
    for item in map(entries, list_of(source.get("output"))):
        match text_of(item.get("type")):
            case "message":
                content.parts(item.get("content"))
                has_words = True
            case "reasoning":
                inner = Content()
                inner.parts(item.get("summary") or item.get("content"))
                content.thoughts += [*inner.thoughts, *inner.texts]
            case "function_call":
                content.call(text_of(item.get("name")), item.get("arguments"))
            case "function_call_output":
                inner = Content()
                inner.parts(item.get("output"))
                content.result("", inner.text)
            case kind:
                content.unknown(kind)
    if not has_words:
        whole = Content()
        whole.parts(source.get("content"))
        _add_without_details(content, "\n\n".join(whole.texts), is_alone=not content.texts)
        content.thoughts += whole.thoughts
        content.pictures += whole.pictures
        content.lack(whole.reason)
    return content


def _add_without_details(content: Content, text: str, *, is_alone: bool) -> None:
    """Add a text without the folds that the program wrote into it, and what stands in those.

    Args:
        content: What it is added to.
        text: The text.
        is_alone: Whether the reasoning and the tools in the folds are known from nowhere else.
    """
    is_thought_new = not content.thoughts
    place = 0
    # Each letter is passed once: a text of nothing but beginnings must not take for ever.
    while opening := _OPENING.search(text, place):
        end = text.find(_CLOSING, opening.end())
        if end < 0:
            break
        content.texts.append(text[place : opening.start()])
        inside = html.unescape(_without_summary(text[opening.end() : end])).strip()
        kind = opening["type"]
        if kind == "reasoning" and is_thought_new:
            content.thoughts.append(_unquoted(inside))
        elif kind == "tool_calls" and is_alone:
            _add_tool(content, dict(_ATTRIBUTE.findall(opening["attributes"])))
        elif kind not in ("reasoning", "tool_calls"):
            content.texts.append(inside)
        place = end + len(_CLOSING)
    content.texts.append(text[place:])


def _without_summary(text: str) -> str:
    _, found, rest = text.partition("</summary>")
    return rest if found and text.lstrip().startswith("<summary>") else text


def _unquoted(text: str) -> str:
    lines = (line.removeprefix(">").removeprefix(" ") for line in text.splitlines())
    return "\n".join(lines).strip()


def _add_tool(content: Content, given: dict[str, str]) -> None:
    content.call(given.get("name", ""), html.unescape(given.get("arguments", "")))
    if result := html.unescape(given.get("result", "")):
        content.result("", result)


def _sources(source: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    found: dict[str, dict[str, Any]] = {}
    for each in map(entries, list_of(source.get("sources")) or list_of(source.get("citations"))):
        for place in map(entries, [each.get("source"), *list_of(each.get("metadata"))]):
            url = text_of(place.get("url")) or text_of(place.get("source"))
            if url.startswith(("http://", "https://")):
                told = {"url": url, "title": text_of(place.get("name")) or url}
                found.setdefault(url, {"type": "url_citation", "url_citation": told})
    return tuple(found.values())


def _record(source: dict[str, Any], failure: Failure | None) -> TurnRecord:
    info = entries(source.get("info"))
    usage = entries(source.get("usage")) or entries(info.get("usage")) or info
    prompt, completion = (
        next(filter(None, (count_of(usage.get(name)) for name in names)), 0)
        for names in (
            ("prompt_tokens", "input_tokens", "prompt_eval_count"),
            ("completion_tokens", "output_tokens", "eval_count"),
        )
    )
    counted = Usage(
        prompt_tokens=prompt,
        completion_tokens=completion,
        total_tokens=prompt + completion,
        raw=usage,
    )
    return TurnRecord(
        model=text_of(source.get("model")),
        usage=counted if prompt or completion else None,
        failure=failure,
    )


OPEN_WEBUI = ImportFormat(
    "openwebui", "Open WebUI", recognises, count, read, database=OPEN_WEBUI_DATABASE
)
