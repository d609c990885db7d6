"""The quick and the full check: every damage is seen."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.archives import conversation, message, new_database, varied_text

from desktop_chat.archive import conversations, messages
from desktop_chat.archive.checking import CheckReport, full_check, quick_check
from desktop_chat.archive.database import Database
from desktop_chat.archive.text_packing import packed
from desktop_chat.core.conversation import with_changes
from desktop_chat.core.token_probabilities import tokens_of
from desktop_chat.errors import ArchiveError, Corrupt

MESSAGE_COUNT = 30
FLIP_COUNT = 60
BAD_COST = (
    "INSERT INTO ledger VALUES"
    "(1, 'r', 0, '', '', '', '', '', '', '', 0, 0, 0, 0, '1', 'usage', x'00')"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a closed archive with some messages."""
    path = tmp_path / "archive.db"
    with closing(new_database(path)) as database, database.transaction():
        talk = conversation("a title")
        conversations.save(database, talk)
        for number in range(MESSAGE_COUNT):
            item = message(talk.id, varied_text(number, 50), request_body=f'{{"n":{number}}}')
            if number == 3:
                item = msgspec.structs.replace(item, logprobs=tokens_of([{"token": "a"}]))
            if number == 4:
                item = message(talk.id, request_body="{}", arrivals=b"\x01" + bytes(9))
            messages.save(database, item)
    return path


def change(path: Path, statement: str) -> None:
    """Change the file behind the program's back."""
    with closing(Database(path)) as database:
        database.run(statement)


def test_a_sound_archive_has_no_findings(path: Path) -> None:
    report = full_check(path)
    assert report.is_sound
    assert (report.conversations, report.messages) == (1, MESSAGE_COUNT)


def test_a_changed_message_is_named(path: Path) -> None:
    change(path, "UPDATE messages SET text = replace(text, 'e', 'f') WHERE key = 7")
    with closing(Database(path)) as database:
        talk = conversations.page(database, 1, 0)[0]
        changed = messages.load(database, talk.id)[6].id
    report = full_check(path)
    assert report.damaged_messages == (changed,)
    assert not report.is_sound


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        ("UPDATE conversations SET title = 'another'", "damaged_conversations"),
        ("UPDATE messages SET parent_id = 'x' WHERE key = 2", "damaged_messages"),
        ("UPDATE messages SET role = 'system' WHERE key = 2", "damaged_messages"),
        ("UPDATE messages SET record = '{' WHERE key = 2", "damaged_messages"),
        ("UPDATE requests SET middle = x'00' WHERE key = 2", "damaged_requests"),
        ("UPDATE token_probabilities SET content = x'00'", "damaged_probabilities"),
        ("UPDATE arrivals SET content = x'00'", "damaged_arrivals"),
        (BAD_COST, "damaged_costs"),
        ("DELETE FROM message_search WHERE rowid = (SELECT max(moment) FROM facts)", "misindexed"),
        ("DELETE FROM messages WHERE key = 2", "misindexed"),
        ("UPDATE message_search_data SET block = x'00' WHERE id > 10", "problems"),
    ],
)
def test_every_kind_of_damage_has_its_finding(path: Path, statement: str, field: str) -> None:
    change(path, statement)
    report = full_check(path)
    assert getattr(report, field)
    others = [name for name in CheckReport.__struct_fields__[:9] if name != field]
    assert not any(getattr(report, name) for name in others)


def test_the_quick_check_finds_a_damaged_table(path: Path) -> None:
    _overwrite_pages_of(path, "messages")
    with closing(Database(path)) as database, pytest.raises(Corrupt):
        quick_check(database)


class SlowDatabase(Database):
    """A database in which nothing is found within any limit."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.limits_s: list[float] = []

    def value_within(self, limit_s: float, statement: str) -> Any:
        self.limits_s.append(limit_s)


def test_a_table_too_large_for_the_quick_check_is_taken_for_sound(path: Path) -> None:
    _overwrite_pages_of(path, "messages")
    with closing(SlowDatabase(path)) as database:
        quick_check(database, limit_s=0.5)
        assert database.limits_s == [0.5] * 7


def test_every_flipped_bit_in_a_text_is_seen(path: Path) -> None:
    content = path.read_bytes()
    source = random.Random(20)
    for place in source.sample(_places_of_texts(content), FLIP_COUNT):
        damaged = bytearray(content)
        damaged[place] ^= 1 << source.randrange(8)
        path.write_bytes(damaged)
        assert not _looks_sound(path), f"bit at {place}"


def _looks_sound(path: Path) -> bool:
    try:
        return full_check(path).is_sound
    except ArchiveError:
        return False


def _places_of_texts(content: bytes) -> list[int]:
    texts = (packed(varied_text(number, 50)) for number in range(MESSAGE_COUNT))
    stored = [text for text in texts if isinstance(text, bytes) and text in content]
    return [content.index(text) + place for text in stored for place in range(len(text))]


def _overwrite_pages_of(path: Path, table: str) -> None:
    with closing(Database(path)) as database:
        pages = database.rows(
            "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", table
        )
        size = database.value("PRAGMA page_size")
    with path.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * size)
            file.write(b"\xa5" * size)


def test_rows_that_belong_to_nothing_and_lists_that_differ_are_told(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    database = new_database(path)
    head = with_changes(conversation("a"), tags=("x",))
    conversations.save(database, head)
    said = message(head.id, "one")
    messages.save(database, said)
    assert full_check(path).is_sound
    database.run("DELETE FROM conversation_tags")
    assert full_check(path).misindexed == 1
    conversations.save(database, head)
    database.run("DELETE FROM facts")
    assert full_check(path).misindexed >= 1
    database.run("PRAGMA foreign_keys=OFF")
    database.run("DELETE FROM conversations")
    assert any("belongs to a missing row" in problem for problem in full_check(path).problems)
    database.close()
