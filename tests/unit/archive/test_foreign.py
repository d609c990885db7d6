"""Databases of other programs: known tables only, nothing of theirs is carried out or changed."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from desktop_chat.archive.foreign import is_database, records_in


def made(path: Path, *statements: str) -> Path:
    connection = apsw.Connection(str(path))
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path


def webui(path: Path) -> Path:
    return made(
        path,
        "CREATE TABLE user(id TEXT)",
        "CREATE TABLE chat(id TEXT, user_id TEXT, title TEXT, chat JSON, created_at INTEGER, "
        "updated_at INTEGER, archived INTEGER, pinned INTEGER, meta JSON, extra BLOB)",
        """INSERT INTO chat VALUES('r', 'u', 'Talk', '{"history":{"messages":{}}}', 5, 6, 1, 0, """
        """'{"tags":["a"]}', x'00')""",
        "INSERT INTO chat VALUES('broken', 'u', 'Talk', '{broken', 7, 8, 0, 1, NULL, NULL)",
    )


def test_rows_of_open_webui_are_as_its_export_has_them(tmp_path: Path) -> None:
    path = webui(tmp_path / "webui.db")
    content = path.read_bytes()
    assert is_database(path)
    first, second = records_in(path)
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert first["chat"] == {"history": {"messages": {}}}
    assert (first["archived"], first["pinned"], first["extra"]) == (True, False, None)
    assert first["meta"] == {"tags": ["a"]}
    assert second["chat"] is None
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["webui.db"]


def test_responses_of_llm_stand_with_their_conversation(tmp_path: Path) -> None:
    path = made(
        tmp_path / "logs.db",
        "CREATE TABLE conversations(id TEXT PRIMARY KEY, name TEXT, model TEXT)",
        "CREATE TABLE responses(id TEXT PRIMARY KEY, model TEXT, prompt TEXT, response TEXT, "
        "options_json TEXT, conversation_id TEXT, datetime_utc TEXT, response_json TEXT)",
        "INSERT INTO conversations VALUES('c1', 'One', 'm'), ('c2', 'Two', 'm')",
        "INSERT INTO responses VALUES('r3', 'm', 'q3', 'a3', '{\"temperature\":1}', 'c2', '3', '')",
        "INSERT INTO responses VALUES('r2', 'm', 'q2', 'a2', '', 'c1', '2', '{}')",
        "INSERT INTO responses VALUES('r1', 'm', 'q1', 'a1', NULL, 'c1', '1', '{}')",
        "INSERT INTO responses VALUES('r4', 'm', 'q4', 'a4', NULL, NULL, '4', '{}')",
    )
    found = list(records_in(path))
    assert all(isinstance(each, dict) for each in found)
    by_id = {each["llm"]["id"]: each for each in found if isinstance(each, dict)}
    assert [r["prompt"] for r in by_id["c1"]["responses"]] == ["q1", "q2"]
    assert by_id["c2"]["llm"]["name"] == "Two"
    assert by_id["c2"]["responses"][0]["options_json"] == {"temperature": 1}
    assert [r["prompt"] for r in by_id["r4"]["responses"]] == ["q4"]


def test_a_log_that_is_not_yet_written_back_is_read(tmp_path: Path) -> None:
    path = webui(tmp_path / "webui.db")
    writer = apsw.Connection(str(path))
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("UPDATE chat SET title = 'Newer'")
    titles = [each["title"] for each in records_in(path) if isinstance(each, dict)]
    writer.close()
    assert titles == ["Newer", "Newer"]


def test_views_in_the_place_of_tables_are_not_read(tmp_path: Path) -> None:
    path = made(
        tmp_path / "x.db",
        "CREATE TABLE user(id)",
        "CREATE VIEW chat AS SELECT 1 AS id",
    )
    assert list(records_in(path)) == ["no database of a known program"]


@pytest.mark.parametrize("damage", ["cut", "garbage", "text"])
def test_a_damaged_file_gives_one_sentence_and_what_can_be_read(
    tmp_path: Path, damage: str
) -> None:
    path = webui(tmp_path / "webui.db")
    content = bytearray(path.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "garbage":
        content[4096:] = b"\xaa" * (len(content) - 4096)
    else:
        content = bytearray(b"SQLite format 3\0" + b"x" * 999)
    path.write_bytes(content)
    found = list(records_in(path))
    assert isinstance(found[-1], str)
    assert found[-1]


def test_a_newer_form_of_llm_is_named(tmp_path: Path) -> None:
    path = made(tmp_path / "logs.db", "CREATE TABLE threads(id)", "CREATE TABLE turns(id)")
    (sentence,) = records_in(path)
    assert "newer form" in str(sentence)


@pytest.mark.parametrize("content", [b"", b"SQLite", b"{}", b"PK\x03\x04"])
def test_other_files_are_no_databases(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    assert not is_database(tmp_path / "x")
    assert not is_database(tmp_path)
