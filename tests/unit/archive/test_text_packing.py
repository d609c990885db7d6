"""Texts as they are stored: shorter, and readable in spite of damage."""

from __future__ import annotations

import asyncio
import random
import shutil
import string
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archives import conversation, message, varied_text
from support.searches import query_of

from desktop_chat.archive import Archive, conversations, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.text_packing import packed, size_of, unpacked

LONG = "A sentence of many that follow each other, and no two are quite the same: "
TEXT = "".join(f"{LONG}{number}. " for number in range(40))
OLD = Path(__file__).resolve().parents[2] / "data" / "archives" / "v3.db"


def test_a_long_text_takes_less_than_half_its_size() -> None:
    stored = packed(TEXT)
    assert isinstance(stored, bytes)
    assert len(stored) < len(TEXT) / 2


@pytest.mark.parametrize("text", ["", "short", "é" * 30])
def test_a_short_text_stays_text(text: str) -> None:
    assert packed(text) == text


def test_a_text_that_gains_nothing_stays_text() -> None:
    text = "".join(random.Random(1).choices(string.ascii_letters + string.digits, k=130))
    assert packed(text) == text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.integers(1, 400))
def test_every_text_comes_back(text: str, times: int) -> None:
    assert unpacked(packed(text * times)) == text * times


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.integers(1, 300))
def test_sql_tells_the_size_of_the_text(text: str, times: int) -> None:
    with closing(apsw.Connection(":memory:")) as connection:
        query = f"SELECT {size_of('text')} FROM (SELECT ? AS text)"
        ((size,),) = connection.execute(query, (packed(text * times),)).fetchall()
    assert size == len((text * times).encode())


@given(st.integers(0, 2_000), st.integers(0, 255))
def test_what_comes_well_before_damage_is_read(place: int, value: int) -> None:
    text = varied_text(1, 400)
    sound = packed(text)
    assert isinstance(sound, bytes)
    assert len(sound) > 2_000
    stored = bytearray(sound)
    stored[place] = value
    # Each byte that is stored stands for more than one of the text, but for those of the head.
    certain = max(0, place - 200)
    assert unpacked(bytes(stored))[:certain] == text[:certain]


@given(st.binary(max_size=200))
def test_anything_at_all_gives_a_text(stored: bytes) -> None:
    assert isinstance(unpacked(b"\xff" + stored), str)
    assert isinstance(unpacked(stored), str)


def test_a_message_is_stored_packed_and_found(database: Database) -> None:
    talk = conversation("talk")
    conversations.save(database, talk)
    saved = message(talk.id, TEXT)
    messages.save(database, saved)
    assert database.value("SELECT typeof(text) FROM messages") == "blob"
    assert messages.load(database, talk.id) == [saved]
    database.run("INSERT INTO message_search(message_search) VALUES('integrity-check')")
    messages.save(database, saved)
    database.run("INSERT INTO message_search(message_search) VALUES('integrity-check')")


def test_an_archive_of_before_holds_both_kinds(tmp_path: Path) -> None:
    asyncio.run(_expect_both_kinds(Path(shutil.copy(OLD, tmp_path / "archive.db"))))


async def _expect_both_kinds(path: Path) -> None:
    archive = await Archive.open(path)
    try:
        (talk,) = await archive.conversations(limit=9)
        old = await archive.messages(talk.id)
        added = message(talk.id, TEXT, parent_id=old[-1].id)
        await archive.save_message(added)
        assert [*old, added] == await archive.messages(talk.id)
        for words, found in (("タワー", old[0]), ("sentence", added)):
            page = await archive.searches.page(query_of(words))
            assert [hit.message_id for hit in page.hits] == [found.id]
        assert (await archive.check()).is_sound
    finally:
        await archive.close()
    connection = apsw.Connection(str(path))
    kinds = connection.execute("SELECT typeof(text) FROM messages ORDER BY key").fetchall()
    assert [kind for (kind,) in kinds] == ["text", "text", "blob"]
    connection.close()
