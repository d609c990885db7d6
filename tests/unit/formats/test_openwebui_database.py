"""Open WebUI's database gives the rows of its export, with folders and messages of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.foreign_databases import WEBUI_SCHEMA, filled, made

from desktop_chat.archive.foreign import ForeignDatabase
from desktop_chat.core.message import MessageState
from desktop_chat.formats.import_database import Databases
from desktop_chat.formats.json_splitting import Piece, decoded
from desktop_chat.formats.openwebui_database import OPEN_WEBUI_DATABASE
from desktop_chat.formats.openwebui_import import OPEN_WEBUI


def text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def said(key: str, parent: str | None, role: str, content: object) -> dict[str, Any]:
    return {"id": key, "parentId": parent, "childrenIds": [], "role": role, "content": content}


def chat(*messages: dict[str, Any], current: str = "") -> str:
    history = {"messages": {each["id"]: each for each in messages}, "currentId": current}
    return text({"models": ["m"], "history": history})


def pieces(path: Path) -> list[Piece]:
    return list(Databases(ForeignDatabase, (OPEN_WEBUI_DATABASE,)).pieces(path))


def webui(path: Path, **tables: Any) -> list[Piece]:
    return pieces(filled(path / "webui.db", WEBUI_SCHEMA, **tables))


def test_a_database_of_another_program_is_not_taken(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db", "CREATE TABLE chat(id, words)", "CREATE VIEW v AS SELECT 1")
    with pytest.raises(ValueError, match="no program that is known"):
        pieces(path)


def test_a_view_that_is_called_chat_is_not_taken(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db", "CREATE VIEW chat AS SELECT 'a' AS id, '{}' AS chat")
    with pytest.raises(ValueError, match="no program that is known"):
        pieces(path)


def test_a_damaged_chat_does_not_take_the_others(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "chat": "{nonsense"},
        {"id": "b", "chat": chat(said("1", None, "user", "Hi"))},
        {"id": "c", "chat": "[" * 5_000},
        {"id": None, "chat": None},
        {"id": "d", "chat": b"\xff\x00"},
    ]
    schema = WEBUI_SCHEMA.replace("id VARCHAR NOT NULL, user_id", "id VARCHAR, user_id")
    found = pieces(filled(tmp_path / "webui.db", schema, chat=rows))
    assert [bool(piece.problem) for piece in found] == [True, False, True, False, True]
    assert OPEN_WEBUI.recognises(decoded(found[1].content))
    assert OPEN_WEBUI.recognises(decoded(found[3].content))


def test_a_row_is_that_of_the_export(tmp_path: Path) -> None:
    row = {
        "id": "c-1",
        "title": "Weather",
        "chat": chat(said("q", None, "user", "Hi"), said("a", "q", "assistant", "Ho"), current="a"),
        "created_at": 1_700_000_000,
        "updated_at": 1_700_000_100,
        "archived": 1,
        "pinned": 1,
        "meta": text({"tags": ["x"]}),
        "folder_id": "f2",
    }
    folders = [
        {"id": "f1", "parent_id": None, "name": "Work", "user_id": "u"},
        {"id": "f2", "parent_id": "f1", "name": "A/B", "user_id": "u"},
    ]
    (piece,) = webui(tmp_path, chat=[row], folder=folders)
    found = OPEN_WEBUI.read(decoded(piece.content))
    head = found.conversation
    assert (head.title, head.folder, head.tags) == ("Weather", "Work/A-B", ("x",))
    assert head.is_pinned
    assert head.archived_us == 1_700_000_100_000_000
    assert [message.text for message in found.messages] == ["Hi", "Ho"]


def test_folders_in_a_circle_end(tmp_path: Path) -> None:
    folders = [{"id": "f1", "parent_id": "f1", "name": "A", "user_id": "u"}]
    row = {"id": "c", "chat": chat(said("q", None, "user", "Hi")), "folder_id": "f1"}
    (piece,) = webui(tmp_path, chat=[row], folder=folders)
    assert OPEN_WEBUI.read(decoded(piece.content)).conversation.folder.startswith("A/A")


def test_messages_of_the_newer_table_are_joined_to_the_chat(tmp_path: Path) -> None:
    rows = [
        {
            "id": "c-q",
            "chat_id": "c",
            "role": "user",
            "parent_id": None,
            "content": text("Is it 5?"),
            "created_at": 1_700_000_000,
        },
        {
            "id": "c-a",
            "chat_id": "c",
            "role": "assistant",
            "parent_id": "q",
            "content": "no JSON",
            "model_id": "m/x",
            "done": 0,
            "usage": text({"prompt_tokens": 3, "completion_tokens": 4}),
        },
        {"id": "other-z", "chat_id": "other", "role": "user", "content": text("Not mine")},
    ]
    old = said("old", None, "user", "In the chat alone")
    row = {"id": "c", "chat": chat(old, current="a")}
    (piece,) = webui(tmp_path, chat=[row], chat_message=rows)
    found = OPEN_WEBUI.read(decoded(piece.content))
    assert {m.text for m in found.messages} == {"In the chat alone", "Is it 5?", "no JSON"}
    answer = next(message for message in found.messages if message.text == "no JSON")
    assert answer.state is MessageState.INTERRUPTED
    assert answer.record is not None
    assert answer.record.usage is not None
    assert (answer.record.model, answer.record.usage.total_tokens) == ("m/x", 7)
    assert found.conversation.active_leaf_id == answer.id
