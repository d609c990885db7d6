"""Files, folders and ZIPs that nobody should trust."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import apsw
import pytest
from support.foreign_databases import made

from desktop_chat.archive.foreign import ForeignDatabase
from desktop_chat.errors import ImportUnreadable
from desktop_chat.formats.import_database import DatabaseForm, Databases
from desktop_chat.formats.import_source import Found, Limits, records_of

ONE = b'{"a":1}'


def contents(found: list[Found]) -> list[bytes]:
    return [f.piece.content for f in found if f.piece is not None and not f.piece.problem]


def problems(found: list[Found]) -> list[str]:
    return [f.problem for f in found if f.piece is None]


ROWS = DatabaseForm(
    lambda database: "a" in database.columns("rows"),
    lambda database: database.keys("rows", "rowid"),
    lambda database, key: database.rows("rows", ("a",), "rowid", key)[0],
)
DATABASES = Databases(ForeignDatabase, (ROWS,))
A_ROW = ("CREATE TABLE rows(a)", "INSERT INTO rows VALUES(1)")


def read_all(path: Path, **limits: int) -> list[Found]:
    return list(records_of(path, Limits(**limits), DATABASES))


def read(path: Path, **limits: int) -> list[Found]:
    return list(records_of(path, Limits(**limits)))


def zipped(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def test_nothing_at_the_path_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ImportUnreadable, match="cannot be read"):
        read(tmp_path / "gone.zip")


@pytest.mark.parametrize(
    "name",
    ["../../out.json", "/etc/out.json", "C:\\out.json", "..\\..\\out.json", "a\x1b[31m\n.json"],
)
def test_names_in_a_zip_are_labels_and_never_paths(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (found,) = read(zipped(folder / "x.zip", (name, ONE)))
    assert contents([found]) == [ONE]
    assert "\x1b" not in found.name
    assert "\n" not in found.name
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [folder / "x.zip"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_bytes(ONE)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    (folder / "loop").symlink_to(folder)
    assert problems(read(folder)) == ["it is a link or no plain file"] * 2
    entry = zipfile.ZipInfo("link.json")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    found = read(zipped(tmp_path / "x.zip", (entry, b"[1]"), ("ok.json", ONE)))
    assert problems(found) == ["it is a link"]
    assert contents(found) == [ONE]


def test_a_bomb_is_stopped_and_the_rest_is_read(tmp_path: Path) -> None:
    bomb = b"[" + b" " * 30_000_000 + b"]"
    found = read(zipped(tmp_path / "x.zip", ("bomb.json", bomb), ("ok.json", ONE)))
    assert problems(found) == ["it unpacks to more than 200 times its size"]
    assert contents(found) == [ONE]


def test_the_limits_on_number_size_and_depth_hold(tmp_path: Path) -> None:
    entries = [(f"{n}.json", ONE) for n in range(5)]
    path = zipped(tmp_path / "x.zip", *entries)
    assert problems(read(path, entries=3)) == ["there are more than 3 files"]
    found = read(path, total_bytes=20)
    assert contents(found) == [ONE, ONE]
    assert problems(found) == ["more than 0 MiB would be read"]
    deep = zipped(tmp_path / "deep.zip", ("a/" * 5 + "x.json", ONE))
    assert problems(read(deep, depth=4)) == ["folders are nested deeper than 4"]


def test_a_damaged_entry_does_not_take_the_others(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bad.json", b'{"bad":"0123456789"}')
        archive.writestr("ok.json", ONE)
    path.write_bytes(path.read_bytes().replace(b"0123456789", b"9876543210"))
    found = read(path)
    assert "damaged" in problems(found)[0]
    assert ONE in contents(found)


def test_a_truncated_zip_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", ("a.json", ONE))
    path.write_bytes(path.read_bytes()[:-30])
    assert "damaged" in problems(read(path))[0]


def test_a_folder_is_read_in_the_order_of_names_and_by_shape(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "x").write_bytes(b'{"c":1}')
    (tmp_path / "b.txt").write_bytes(b' [{"b":1}]')
    (tmp_path / "a.html").write_text("<p>")
    zipped(tmp_path / "c", ("x", ONE))
    found = read(tmp_path)
    assert contents(found) == [b'{"b":1}', ONE, b'{"c":1}']
    assert problems(found) == ["it is no JSON"]


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which private copies are made."""
    folder = tmp_path / "private"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_databases_are_read_by_their_beginning_wherever_they_lie(
    tmp_path: Path, private: Path
) -> None:
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    database = made(folder / "deep" / "notes.txt", *A_ROW)
    zipped(folder / "z.zip", ("../../x.db", database.read_bytes()), ("ok.json", ONE))
    found = read_all(folder)
    assert contents(found) == [ONE, ONE, ONE]
    assert not problems(found)
    assert contents(read_all(database)) == [ONE]
    assert not list(private.iterdir())
    assert sorted(path.name for path in folder.rglob("*")) == ["deep", "notes.txt", "z.zip"]
    assert problems(read(database)) == ["it is no JSON"]


def test_a_log_is_read_beside_a_file_and_in_a_zip(tmp_path: Path, private: Path) -> None:
    writer: Any = apsw.Connection(str(tmp_path / "x.db"))
    for statement in ("PRAGMA journal_mode=WAL", *A_ROW):
        writer.execute(statement).fetchall()
    packed = zipped(
        tmp_path / "x.zip",
        *((f"x.db{end}", (tmp_path / f"x.db{end}").read_bytes()) for end in ("", "-wal")),
    )
    before = {path: path.read_bytes() for path in tmp_path.glob("x.db*")}
    assert contents(read_all(tmp_path / "x.db")) == [ONE]
    assert contents(read_all(packed)) == [ONE]
    assert {path: path.read_bytes() for path in tmp_path.glob("x.db*")} == before
    writer.close()


def test_damaged_unknown_and_too_large_databases_are_told(tmp_path: Path, private: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    made(folder / "a", "CREATE TABLE other(a)")
    (folder / "b").write_bytes(b"SQLite format 3\0" + b"\xa5" * 5_000)
    made(folder / "c", *A_ROW)
    unknown, damaged = problems(read_all(folder))
    assert "no program that is known" in unknown
    assert "database" in damaged or "damaged" in damaged
    assert contents(read_all(folder)) == [ONE]
    assert problems(read_all(folder / "c", total_bytes=3_000)) == ["more than 0 MiB would be read"]
    bomb = made(tmp_path / "bomb.db", *A_ROW).read_bytes() + bytes(30_000_000)
    found = read_all(zipped(tmp_path / "x.zip", ("bomb.db", bomb), ("ok.json", ONE)))
    assert problems(found) == ["it unpacks to more than 200 times its size"]
    assert contents(found) == [ONE]
    assert not list(private.iterdir())


def test_giving_up_leaves_no_copy(tmp_path: Path, private: Path) -> None:
    database = made(tmp_path / "x.db", *A_ROW, "INSERT INTO rows VALUES(2)")
    found = records_of(database, None, DATABASES)
    next(found)
    assert list(private.iterdir())
    del found
    assert not list(private.iterdir())


def test_copies_that_a_kill_left_go_after_a_day(tmp_path: Path, private: Path) -> None:
    old, young = private / "desktop-chat-import-old", private / "desktop-chat-import-young"
    for folder in (old, young, private / "others"):
        folder.mkdir()
        (folder / "source.db").write_text("what somebody said")
    day_ago_s = time.time() - 90_000
    for folder in (old, private / "others"):
        os.utime(folder, (day_ago_s, day_ago_s))
    read_all(made(tmp_path / "x.db", *A_ROW))
    assert sorted(each.name for each in private.iterdir()) == [young.name, "others"]


def test_a_copy_that_cannot_be_made_is_told(
    tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = made(tmp_path / "x.db", *A_ROW)
    shutil.rmtree(private)
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    (problem,) = problems(read_all(database))
    assert "cannot be read" in problem
