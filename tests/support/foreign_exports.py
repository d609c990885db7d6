"""Exports of other programs as small as they can be, in the shapes that were seen in real ones."""

from __future__ import annotations

from typing import Any


def chatgpt_node(
    node_id: str, parent: str | None, role: str = "user", content: object = None, **fields: object
) -> dict[str, Any]:
    """Return a node of ChatGPT's `mapping`; a text stands for a content of that text."""
    if isinstance(content, str):
        content = {"content_type": "text", "parts": [content]}
    message = {
        "id": node_id,
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": 1_700_000_000.5,
        "content": content,
        "status": "finished_successfully",
        "metadata": {},
        "recipient": "all",
    }
    return {"id": node_id, "message": message | fields, "parent": parent, "children": []}


def chatgpt(*nodes: dict[str, Any], current: str = "", **fields: object) -> dict[str, Any]:
    """Return one conversation of ChatGPT's export."""
    root: dict[str, Any] = {"id": "root", "message": None, "parent": None, "children": []}
    return {
        "id": "c-1",
        "conversation_id": "c-1",
        "title": "A talk",
        "create_time": 1_700_000_000.0,
        "update_time": 1_700_000_100.0,
        "current_node": current,
        "default_model_slug": "gpt-4o",
        "mapping": {node["id"]: node for node in (root, *nodes)},
    } | fields


def usual_chatgpt() -> dict[str, Any]:
    """Return a conversation with a hidden node, reasoning, a source, two answers and an image."""
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_1"}
    return chatgpt(
        chatgpt_node(
            "sys", "root", "system", "", metadata={"is_visually_hidden_from_conversation": True}
        ),
        chatgpt_node("q", "sys", "user", "What is a cloud?"),
        chatgpt_node(
            "think",
            "q",
            "assistant",
            {"content_type": "thoughts", "thoughts": [{"summary": "Water", "content": "Drops."}]},
        ),
        chatgpt_node(
            "a1",
            "think",
            "assistant",
            "Drops\ue200cite\ue202turn0\ue201 of water.",
            metadata={
                "model_slug": "o3",
                "citations": [
                    {"metadata": {"type": "webpage", "title": "W", "url": "https://w.x"}}
                ],
            },
        ),
        chatgpt_node("a2", "q", "assistant", "Steam.", create_time=None),
        chatgpt_node(
            "q2",
            "a1",
            "user",
            {"content_type": "multimodal_text", "parts": [picture, "And this?"]},
            metadata={"attachments": [{"name": "sky.png"}]},
        ),
        current="q2",
    )


def claude(*messages: dict[str, Any], **fields: object) -> dict[str, Any]:
    """Return one conversation of Claude's export."""
    return {
        "uuid": "u-1",
        "name": "Clouds",
        "created_at": "2024-05-01T10:00:00.123456Z",
        "updated_at": "2024-05-01T10:01:00.000000Z",
        "account": {"uuid": "a"},
        "chat_messages": list(messages),
    } | fields


def claude_message(uuid: str, sender: str, text: str = "", **fields: object) -> dict[str, Any]:
    """Return one message of Claude's export."""
    return {
        "uuid": uuid,
        "sender": sender,
        "text": text,
        "content": [],
        "created_at": "2024-05-01T10:00:01Z",
        "attachments": [],
        "files": [],
    } | fields


def room_3() -> dict[str, Any]:
    """Return a room of OpenRouter's chatroom, version 3: two models answer one message."""

    def said(kind: str, part: str, text: str) -> dict[str, Any]:
        return {"data": {"type": kind, "content": [{"type": part, "text": text}]}}

    def message(key: str, who: str, at: str, parent: str | None, *items: str) -> dict[str, Any]:
        return {
            "id": key,
            "type": "user" if who == "USER" else "assistant",
            "characterId": who,
            "parentMessageId": parent,
            "createdAt": f"2026-01-01T00:00:0{at}.000Z",
            "metadata": {"variantSlug": f"m/{who}", "cost": "0.0125"} if who != "USER" else {},
            "items": [{"id": item, "type": "message", "outputIndex": 0} for item in items],
        }

    return {
        "version": "orpg.3.0",
        "title": "Room",
        "characters": {"x": {"model": "m/x", "description": "Be brief."}, "y": {"model": "m/y"}},
        "messages": {
            "m3": message("m3", "y", "3", "m1", "i4"),
            "m1": message("m1", "USER", "1", None, "i1"),
            "m2": message("m2", "x", "2", "m1", "i2", "i3"),
            "m4": message("m4", "x", "4", "m3", "gone"),
        },
        "items": {
            "i1": said("message", "input_text", "Hello"),
            "i2": said("reasoning", "reasoning_text", "A greeting."),
            "i3": said("message", "output_text", "Hi from x"),
            "i4": said("message", "output_text", "Hi from y"),
        },
    }


def room_2(version: str = "orpg.2.0", time_field: str = "createdAt") -> dict[str, Any]:
    """Return a room of the versions before: flat, its messages out of order."""

    def message(key: str, who: str, at: str, text: str) -> dict[str, Any]:
        time = f"2025-01-01T00:00:0{at}.000Z"
        return {"id": key, "characterId": who, "content": text, time_field: time}

    return {
        "version": version,
        "characters": {"x": {"model": "m/x", "description": "Be brief."}},
        "messages": {
            "b": message("b", "x", "2", "Hi") | {"reasoning": "A greeting."},
            "a": message("a", "USER", "1", "Hello"),
            "c": message("c", "USER", "3", "Bye"),
        },
    }
