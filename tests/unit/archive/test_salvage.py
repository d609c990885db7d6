"""What is not damaged is read, what is damaged is named, and the damaged file stays as it is."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from support.archives import conversation, message, new_database, varied_text
from support.experiments import answer, cell_head, experiment

from desktop_chat.archive import (
    conversations,
    experiment_search,
    experiments,
    ledger,
    messages,
)
from desktop_chat.archive.checking import full_check
from desktop_chat.archive.damaged_rows import Missing
from desktop_chat.archive.database import Database
from desktop_chat.archive.salvage import STRAY_TITLE, Salvaged, salvage
from desktop_chat.archive.text_packing import packed, unpacked
from desktop_chat.core.message import MessageState, Role
from desktop_chat.core.search_parsing import parse
from desktop_chat.core.spending import Spent
from desktop_chat.errors import ArchiveError, Corrupt

COUNT = 600
PAGE = 4096


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of an archive of many messages, the tenth part of them deleted."""
    path = tmp_path_factory.mktemp("sound") / "archive.db"
    database = new_database(path)
    with database.transaction():
        for number in range(COUNT // 20):
            talk = conversation(f"Talk {number}")
            conversations.save(database, talk)
            above = None
            for place in range(20):
                role = Role.ASSISTANT if place % 2 else Role.USER
                body = f'{{"n":{place}}}' if place % 2 else ""
                said = message(
                    talk.id,
                    f"text {number} {place} {varied_text(20 * number + place, 25)}",
                    parent_id=above,
                    role=role,
                    request_body=body,
                )
                messages.save(database, said)
                above = said.id
            messages.delete(database, [above or ""], 5)
    database.close()
    return path.read_bytes()


def texts(path: Path) -> list[str]:
    database = Database(path, is_read_only=True)
    rows = database.rows("SELECT text FROM messages ORDER BY key")
    found = [unpacked(stored) for (stored,) in rows]
    database.close()
    return found


def salvaged(folder: Path, content: bytes) -> Salvaged:
    """Salvage a file of these bytes; the new archive must be sound, the old file untouched."""
    source = folder / "damaged.db"
    source.write_bytes(content)
    report = salvage(source, folder / "new.db")
    assert source.read_bytes() == content
    checked = full_check(folder / "new.db")
    assert not checked.problems
    assert not checked.misindexed
    assert not checked.damaged_messages
    return report


def test_a_sound_archive_comes_whole(tmp_path: Path, sound: bytes) -> None:
    report = salvaged(tmp_path, sound)
    assert (report.messages, report.conversations) == (COUNT, COUNT // 20)
    assert (report.damaged, report.missing, report.strays) == ((), (), 0)
    assert texts(tmp_path / "new.db") == texts(tmp_path / "damaged.db")
    old, new = (Database(tmp_path / name) for name in ("damaged.db", "new.db"))
    for query in (
        "SELECT count(*) FROM messages WHERE deleted_us IS NOT NULL",
        "SELECT count(*) FROM requests",
        "SELECT count(*) FROM facts",
    ):
        assert new.value(query) == old.value(query)
    for database in (old, new):
        database.close()


def zeroed(content: bytes, page: int) -> bytes:
    """Return the bytes of a file one page of which, the first being 0, is empty."""
    damaged = bytearray(content)
    damaged[page * PAGE : (page + 1) * PAGE] = b"\0" * PAGE
    return bytes(damaged)


@pytest.mark.parametrize("seed", range(8))
def test_one_bad_page_costs_only_what_was_on_it(tmp_path: Path, sound: bytes, seed: int) -> None:
    page = random.Random(seed).randrange(len(sound) // PAGE)
    report = salvaged(tmp_path, zeroed(sound, page))
    lost = COUNT - report.messages
    assert lost <= 15
    named = sum(m.last - m.first + 1 for m in report.missing if m.table == "messages")
    assert named >= lost


def pages_of(folder: Path, content: bytes, table: str) -> dict[str, list[int]]:
    """Return the pages of a table, the first of the file being 0, by what SQLite calls them."""
    (folder / "sound.db").write_bytes(content)
    database = Database(folder / "sound.db")
    found: dict[str, list[int]] = {}
    for kind, number in database.rows("SELECT pagetype, pageno FROM dbstat WHERE name = ?", table):
        found.setdefault(kind, []).append(number - 1)
    database.close()
    return found


def test_pages_that_lead_to_others_cost_nothing(tmp_path: Path, sound: bytes) -> None:
    pages = pages_of(tmp_path, sound, "messages")
    assert pages["internal"]
    for page in (0, *pages["internal"]):
        folder = tmp_path / str(page)
        folder.mkdir()
        report = salvaged(folder, zeroed(sound, page))
        assert (report.messages, report.damaged, report.missing) == (COUNT, (), ())
        assert texts(folder / "new.db") == texts(tmp_path / "sound.db")


def test_request_bodies_come_too_though_sqlite_cannot_open_the_file(
    tmp_path: Path, sound: bytes
) -> None:
    salvaged(tmp_path, zeroed(sound, 0))
    new = Database(tmp_path / "new.db")
    assert new.value("SELECT count(*) FROM requests") == COUNT // 2
    new.close()


def test_what_was_erased_is_not_brought_back(tmp_path: Path, sound: bytes) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(sound)
    database = Database(path)
    with database.transaction():
        database.run("DELETE FROM messages WHERE key BETWEEN 100 AND 300")
    database.close()
    report = salvaged(tmp_path, zeroed(path.read_bytes(), 0))
    assert report.messages == COUNT - 201
    assert report.missing == (Missing("messages", 100, 300),)


def test_what_only_the_log_has_is_read_though_sqlite_cannot_open_the_file(
    tmp_path: Path, sound: bytes
) -> None:
    path = tmp_path / "written.db"
    path.write_bytes(sound)
    database = Database(path)
    database.run("PRAGMA journal_mode=WAL")
    talk = conversation("Only in the log")
    with database.transaction():
        conversations.save(database, talk)
        messages.save(database, message(talk.id, "written last"))
    log = path.with_name("written.db-wal").read_bytes()
    database.close()
    (tmp_path / "damaged.db-wal").write_bytes(log)
    # Page 1 is in the log, too: its header is spoilt there as well.
    (tmp_path / "damaged.db-wal").write_bytes(log.replace(b"SQLite format 3", b"SQLite format ?"))
    report = salvaged(tmp_path, zeroed(sound, 0))
    assert report.messages == COUNT + 1
    assert texts(tmp_path / "new.db")[-1] == "written last"


def test_an_answer_that_was_being_given_comes_with_what_had_arrived(tmp_path: Path) -> None:
    database = new_database(tmp_path / "old.db")
    with database.transaction():
        talk = conversation("Talk")
        conversations.save(database, talk)
        said = message(talk.id, state=MessageState.STREAMING, role=Role.ASSISTANT)
        messages.save(database, said)
        messages.append_stream(database, said.id, "one ", "because ")
        messages.append_stream(database, said.id, "two", "of that")
    database.close()
    salvaged(tmp_path, (tmp_path / "old.db").read_bytes())
    new = Database(tmp_path / "new.db")
    (found,) = messages.load(new, talk.id)
    assert (found.text, found.reasoning) == ("one two", "because of that")
    new.close()


@pytest.mark.parametrize("page", [None, 0])
def test_experiments_costs_folders_and_saved_searches_come_too(
    tmp_path: Path, page: int | None
) -> None:
    head = experiment()
    database = new_database(tmp_path / "old.db")
    with database.transaction():
        experiments.save(database, head)
        for index in range(2):
            said = answer(f"answer {index}", request_body='{"model": "a"}')
            experiments.save_cell(database, head, cell_head(index), said)
        ledger.save(database, [Spent("1", 5, "openrouter", "a/b", "")])
        database.run("INSERT INTO folders VALUES('Work/Notes')")
        database.run("INSERT INTO saved_searches VALUES('Rain', 'rain')")
    database.close()
    content = (tmp_path / "old.db").read_bytes()
    report = salvaged(tmp_path, content if page is None else zeroed(content, page))
    assert (report.missing, report.damaged) == ((), ())
    old, new = Database(tmp_path / "old.db"), Database(tmp_path / "new.db")
    assert experiments.load(new, head.id) == experiments.load(old, head.id)
    for index in range(2):
        kept = experiments.whole_answer(new, head.id, index)
        assert kept == experiments.whole_answer(old, head.id, index)
    tables = ["ledger"] if page == 0 else ["ledger", "folders", "saved_searches"]
    for table in tables:
        query = f"SELECT * FROM {table}"
        assert new.rows(query) == old.rows(query) != []
    found = experiment_search.find(new, parse("answer", date(2026, 1, 1)), 5)
    assert len(found) == 2
    for each in (old, new):
        each.close()


def test_a_flipped_bit_in_a_text_is_told_by_the_checksum(tmp_path: Path, sound: bytes) -> None:
    stored = packed(f"text 7 7 {varied_text(147, 25)}")
    assert isinstance(stored, bytes)
    content = bytearray(sound)
    content[sound.index(stored) + len(stored) - 20] ^= 1
    report = salvaged(tmp_path, bytes(content))
    assert report.messages == COUNT
    assert len(report.damaged) == 1
    (damaged,) = (text for text in texts(tmp_path / "new.db") if text.startswith("text 7 7 "))
    assert damaged[:200] == f"text 7 7 {varied_text(147, 25)}"[:200]


def test_messages_without_their_conversation_are_kept_together(
    tmp_path: Path, sound: bytes
) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(sound)
    database = Database(path)
    database.run("PRAGMA foreign_keys=OFF")
    database.run("DELETE FROM conversations WHERE key = 3")
    database.close()
    report = salvaged(tmp_path, path.read_bytes())
    assert (report.messages, report.strays) == (COUNT, 1)
    new = Database(tmp_path / "new.db")
    assert new.value("SELECT count(*) FROM conversations WHERE title = ?", STRAY_TITLE) == 1
    new.close()


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_truncated_file_gives_what_is_left_or_says_that_nothing_is(
    tmp_path: Path, sound: bytes, share: float
) -> None:
    content = sound[: int(len(sound) * share)]
    try:
        report = salvaged(tmp_path, content)
    except ArchiveError:
        assert not (tmp_path / "new.db").exists()
    else:
        assert report.missing


@pytest.mark.parametrize("content", [b"", b"hello " * 999])
def test_what_is_no_archive_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.db").write_bytes(content)
    with pytest.raises(ArchiveError):
        salvage(tmp_path / "x.db", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_an_existing_file_is_never_written_over(tmp_path: Path, sound: bytes) -> None:
    (tmp_path / "x.db").write_bytes(sound)
    (tmp_path / "new.db").write_text("mine")
    with pytest.raises(ArchiveError):
        salvage(tmp_path / "x.db", tmp_path / "new.db")
    assert (tmp_path / "new.db").read_text() == "mine"


def test_random_garbage_never_crashes(tmp_path: Path, sound: bytes) -> None:
    chance = random.Random(7)
    for trial in range(8):
        content = bytearray(sound)
        for _ in range(4):
            place = chance.randrange(100, len(content) - 512)
            content[place : place + 512] = chance.randbytes(512)
        folder = tmp_path / str(trial)
        folder.mkdir()
        try:
            salvaged(folder, bytes(content))
        except Corrupt:
            assert not (folder / "new.db").exists()
