"""Both generations of llm's logs give one record for each conversation, and none twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.foreign_databases import LLM_NEW_SCHEMA, LLM_OLD_SCHEMA, filled, made

from desktop_chat.archive.foreign import ForeignDatabase
from desktop_chat.formats.import_database import Databases
from desktop_chat.formats.json_splitting import decoded
from desktop_chat.formats.llm_database import LLM_DATABASE, NAME


def records(path: Path) -> list[dict[str, Any]]:
    pieces = list(Databases(ForeignDatabase, (LLM_DATABASE,)).pieces(path))
    assert not any(piece.problem for piece in pieces)
    return [decoded(piece.content) for piece in pieces]


def logs(path: Path, **tables: Any) -> list[dict[str, Any]]:
    return records(filled(path / "logs.db", LLM_OLD_SCHEMA + LLM_NEW_SCHEMA, **tables))


def response(key: str | None, talk: str | None = "c", **more: object) -> dict[str, Any]:
    given = {"id": key, "conversation_id": talk, "prompt": f"ask {key}", "response": f"say {key}"}
    return given | {"datetime_utc": "2025-01-01T00:00:00+00:00"} | more


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE TABLE responses(id, words)",
        "CREATE VIEW responses AS SELECT 1 AS id, 2 AS prompt, 3 AS response, 4 AS datetime_utc",
        "CREATE TABLE messages(hash, parent_hash)",
    ],
)
def test_other_tables_are_not_taken(tmp_path: Path, schema: str) -> None:
    with pytest.raises(ValueError, match="no program that is known"):
        records(made(tmp_path / "x.db", schema))


def test_the_first_tables_without_those_that_came_later_are_read(tmp_path: Path) -> None:
    path = made(
        tmp_path / "logs.db",
        "CREATE TABLE responses(id TEXT, prompt TEXT, response TEXT, datetime_utc TEXT, "
        "conversation_id TEXT)",
        "INSERT INTO responses VALUES('r','Hi','Ho','2023-01-01T00:00:00','c')",
    )
    (found,) = records(path)
    assert (found[NAME], found["responses"][0]["response"]) == ("c", "Ho")


def test_every_conversation_comes_once_whatever_knows_of_it(tmp_path: Path) -> None:
    found = logs(
        tmp_path,
        threads=[{"id": "t"}, {"id": "both"}, {"id": None}],
        turns=[{"id": "1", "thread_id": "t"}, {"id": "2", "thread_id": "lost thread"}],
        conversations=[{"id": "both", "name": "Both"}, {"id": "old", "name": "Old"}],
        responses=[
            response("a", "old"),
            response("b", "lost talk"),
            response("d", None),
            response("e", None),
        ],
    )
    assert [each[NAME] for each in found] == [
        "both",
        "t",
        "lost thread",
        "old",
        "d",
        "e",
        "lost talk",
    ]
    assert found[0]["name"] == "Both"


def test_a_turn_that_both_generations_have_is_taken_from_the_newer(tmp_path: Path) -> None:
    (found,) = logs(
        tmp_path,
        conversations=[{"id": "c"}],
        threads=[{"id": "c", "tip_message_hash": "h"}],
        responses=[response("old"), response("twice")],
        turns=[{"id": "twice", "thread_id": "c", "tip_message_hash": "h"}],
        messages=[{"hash": "h", "role": "user"}],
    )
    assert [each["id"] for each in found["responses"]] == ["old"]
    assert [each["hash"] for each in found["messages"]] == ["h"]


def test_fragments_tools_and_pictures_stand_with_their_response(tmp_path: Path) -> None:
    (found,) = logs(
        tmp_path,
        responses=[response("r")],
        fragments=[{"id": 1, "content": "second"}, {"id": 2, "content": "first"}],
        prompt_fragments=[
            {"response_id": "r", "fragment_id": 1, "order": 1},
            {"response_id": "r", "fragment_id": 2, "order": 0},
            {"response_id": "r", "fragment_id": 9, "order": 2},
        ],
        attachments=[
            {"id": "p", "type": "image/png", "content": b"PNG"},
            {"id": "l", "type": "application/pdf", "content": bytes(33 << 20), "path": "/x.pdf"},
            {"id": "h", "type": "image/png", "content": bytes(13 << 20)},
        ],
        prompt_attachments=[
            {"response_id": "r", "attachment_id": key, "order": number}
            for number, key in enumerate(["l", "h", "p", "gone"])
        ],
        tool_calls=[{"response_id": "r", "name": "f", "arguments": "{}", "tool_call_id": "1"}],
        tool_results=[{"id": 7, "response_id": "r", "name": "f", "output": "42"}],
        tool_results_attachments=[{"tool_result_id": 7, "attachment_id": "p", "order": 0}],
    )
    (answer,) = found["responses"]
    assert answer["fragments"] == ["first", "second", None]
    assert answer["tool_calls"][0]["name"] == "f"
    assert answer["tool_results"][0]["attachments"][0]["data"] == "UE5H"
    large, huge, picture, gone = answer["attachments"]
    assert (large["path"], "data" in large, "data" in huge) == ("/x.pdf", False, False)
    assert picture["data"] == "UE5H"
    assert gone == {"is_missing": True}


def test_messages_are_followed_from_the_tips_once_and_circles_end(tmp_path: Path) -> None:
    messages = [("a", None), ("b", "a"), ("c", "b"), ("d", "b"), ("x", "y"), ("y", "x")]
    (found,) = logs(
        tmp_path,
        threads=[{"id": "t", "tip_message_hash": "d"}],
        turns=[
            {"id": str(number), "thread_id": "t", "tip_message_hash": tip}
            for number, tip in enumerate(["c", "d", "x", "gone", None])
        ],
        messages=[{"hash": key, "parent_hash": above, "role": "user"} for key, above in messages],
    )
    assert [each["hash"] for each in found["messages"]] == ["a", "b", "c", "d", "y", "x", "gone"]
    assert found["messages"][-1]["is_missing"]


def test_text_by_reference_is_put_together(tmp_path: Path) -> None:
    payload = '{"text_ref": [{"fragment": 1}, {"literal": "\\nWhy?"}]}'
    (found,) = logs(
        tmp_path,
        threads=[{"id": "t", "tip_message_hash": "h"}],
        messages=[{"hash": "h", "role": "user"}],
        fragments=[{"id": 1, "content": "A novel"}],
        parts=[
            {"message_hash": "h", "position": 1, "type": "text", "payload": payload},
            {"message_hash": "h", "position": 0, "type": "text", "text": "{}", "payload": "{bad"},
            {
                "message_hash": "h",
                "position": 2,
                "type": "text",
                "payload": '{"text_ref": [{"fragment": 5}, 3]}',
            },
        ],
    )
    parts = found["messages"][0]["parts"]
    assert [(part["text"], part["is_missing"]) for part in parts] == [
        ("{}", False),
        ("A novel\nWhy?", False),
        ("", True),
    ]
