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


def _webui_message(
    key: str, parent: str | None, role: str, content: str, **more: object
) -> dict[str, Any]:
    fields = {"id": key, "parentId": parent, "childrenIds": [], "role": role, "content": content}
    return fields | more


def usual_openwebui() -> dict[str, Any]:
    """Return a row of Open WebUI with two models' answers, a fold, parts, a source and a file."""
    output = [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]},
        {"type": "function_call", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "output": [{"type": "input_text", "text": "42"}]},
        {"type": "message", "content": [{"type": "output_text", "text": "It is 42."}]},
    ]
    fold = '<details type="reasoning" done="true">\n<summary>T</summary>\n&gt; A\n</details>\nHi'
    sources = [{"source": {"name": "W", "url": "https://w.x"}}]
    usage = {"prompt_tokens": 3, "completion_tokens": 4}
    files = [{"type": "file", "name": "a.pdf"}]
    asked = _webui_message("q", None, "user", "What?", timestamp=1_700_000_000, files=files)
    one = _webui_message(
        "a", "q", "assistant", fold, model="m/a", done=True, sources=sources, usage=usage
    )
    other = _webui_message(
        "b", "q", "assistant", "It is 42.", output=output, model="m/b", error={"content": "Cut"}
    )
    history = {"messages": {each["id"]: each for each in (asked, one, other)}, "currentId": "a"}
    params = {"system": "Be brief", "temperature": 0.5}
    return {
        "id": "r-1",
        "user_id": "u",
        "title": "Talk",
        "chat": {"models": ["m/a", "m/b"], "params": params, "history": history},
        "created_at": 1_700_000_000,
        "updated_at": 1_700_000_100,
        "archived": False,
        "pinned": True,
        "meta": {"tags": ["t"]},
    }


def usual_librechat() -> dict[str, Any]:
    """Return a conversation of LibreChat, nested, with parts and a tool."""
    call = {"name": "f", "args": "{}", "output": "42"}
    answer = {
        "messageId": "a",
        "parentMessageId": "q",
        "text": "",
        "content": [
            {"type": "think", "think": "Hm."},
            {"type": "text", "text": {"value": "It is 42."}},
            {"type": "tool_call", "tool_call": call},
        ],
        "isCreatedByUser": False,
        "model": None,
        "createdAt": "2024-05-01T10:00:01.000Z",
        "children": [],
    }
    question = {
        "messageId": "q",
        "parentMessageId": "00000000-0000-0000-0000-000000000000",
        "text": "What?",
        "isCreatedByUser": True,
        "sender": "user",
        "createdAt": "2024-05-01T10:00:00.000Z",
        "children": [answer, answer | {"messageId": "b", "error": True}],
    }
    return {
        "conversationId": "c-1",
        "endpoint": "openAI",
        "title": "Talk",
        "branches": True,
        "recursive": True,
        "options": {"model": "gpt-4o", "temperature": 0.3, "promptPrefix": "Be brief"},
        "messagesTree": [question],
    }


def usual_lmstudio() -> dict[str, Any]:
    """Return a conversation of LM Studio with two versions of an answer."""
    stats = {"stopReason": "eosFound", "promptTokensCount": 5, "predictedTokensCount": 7}
    fields = [{"key": "llm.prediction.topPSampling", "value": {"checked": True, "value": 0.9}}]

    def version(text: str) -> dict[str, Any]:
        about = {"identifier": "q", "predictionConfig": {"fields": fields}, "stats": stats}
        thought = {"type": "text", "text": "Hm."}
        said: list[dict[str, Any]] = [
            {"type": "text", "text": text},
            {"type": "toolCallRequest", "name": "f", "parameters": {"a": 1}},
        ]
        steps = [
            {"type": "contentBlock", "style": {"type": "thinking"}, "content": [thought]},
            {"type": "contentBlock", "content": said, "genInfo": about},
        ]
        return {"type": "multiStep", "role": "assistant", "steps": steps}

    asked = {"type": "singleStep", "role": "user", "content": [{"type": "text", "text": "Hi"}]}
    return {
        "name": "Talk",
        "createdAt": 1_700_000_000_000,
        "systemPrompt": "Be brief",
        "perChatPredictionConfig": {"fields": fields},
        "lastUsedModel": {"identifier": "q"},
        "messages": [
            {"versions": [asked], "currentlySelected": 0},
            {"versions": [version("One"), version("Two")], "currentlySelected": 1},
            {"versions": [asked], "currentlySelected": 0},
        ],
    }


def usual_messages() -> dict[str, Any]:
    """Return a record of messages in OpenAI's form with a tool and parts."""
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    return {
        "id": "x",
        "model": "gpt-4o",
        "temperature": 0.2,
        "messages": [
            {"role": "system", "content": "Be brief"},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "Hi"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
                ],
            },
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [call],
            },
            {"role": "tool", "tool_call_id": "1", "content": "42"},
            {"role": "assistant", "content": "It is 42.", "reasoning": "Hm."},
        ],
    }


def usual_llm() -> dict[str, Any]:
    """Return what is read of llm's logs: rows of old and a thread of new in one conversation."""
    part = {"type": "text", "text": "Hi", "payload": {}, "attachments": []}
    call = part | {"type": "tool_call", "tool_name": "f", "payload": {"arguments": {"a": 1}}}
    result = part | {"type": "tool_result", "payload": {"output": "42", "tool_call_id": "1"}}
    chain = [("a", None, "user", part), ("b", "a", "assistant", call), ("c", "b", "user", result)]
    return {
        "llm_conversation": "c",
        "name": "Talk",
        "model": "m",
        "tip_message_hash": "c",
        "responses": [
            {
                "id": "r",
                "model": "m",
                "prompt": "Hi",
                "system": "Be brief",
                "options_json": '{"temperature": 0.5}',
                "response": "Ho",
                "datetime_utc": "2025-01-01T00:00:00",
                "input_tokens": 3,
                "fragments": ["A"],
                "attachments": [{"type": "image/png", "data": "AAAA", "path": None}],
                "tool_calls": [{"name": "f", "arguments": "{}", "tool_call_id": "1"}],
                "tool_results": [{"name": "f", "output": "42", "attachments": []}],
            }
        ],
        "turns": [{"id": "t", "parent_message_hash": "a", "tip_message_hash": "b", "model": "m"}],
        "messages": [
            {"hash": key, "parent_hash": above, "role": role, "parts": [each]}
            for key, above, role, each in chain
        ],
    }
