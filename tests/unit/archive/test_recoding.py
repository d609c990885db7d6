"""What is encrypted is recognised, its key is tried first, and wiping is thorough."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest
from support.archives import new_database

from desktop_chat.archive.database import Database
from desktop_chat.archive.keys import ArchiveKey, key_path, sealed, write_key_file
from desktop_chat.archive.recoding import (
    fitting_key,
    forget_plain,
    is_encrypted,
    put_in_place,
    wipe,
    write_recoded,
)
from desktop_chat.errors import ArchiveError, DiskFull, Locked, WrongPassphrase

KEY = ArchiveKey(bytes(range(20)))


def goes_on(_done: int, _total: int) -> bool:
    return True


@pytest.fixture
def encrypted(tmp_path: Path) -> Path:
    """Return an encrypted archive without a key file."""
    path = tmp_path / "encrypted.db"
    with closing(new_database(tmp_path / "plain.db")) as plain:
        write_recoded(plain, path, KEY, 1, goes_on)
    return path


def test_what_is_encrypted_is_recognised(tmp_path: Path, encrypted: Path) -> None:
    assert is_encrypted(encrypted)
    assert not is_encrypted(tmp_path / "plain.db")
    assert not is_encrypted(tmp_path / "none.db")
    for content in (b"", b"x" * 15, bytes(4096), os.urandom(4096)):
        (tmp_path / "other.db").write_bytes(content)
        assert not is_encrypted(tmp_path / "other.db")


def test_what_a_key_file_lies_beside_is_to_be_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    write_key_file(path, sealed(KEY, "correct horse"))
    assert is_encrypted(path)
    with pytest.raises(Locked):
        fitting_key(path, None)
    assert fitting_key(path, KEY) == KEY
    with pytest.raises(WrongPassphrase):
        fitting_key(path, ArchiveKey.new())


def test_a_key_file_beside_a_file_in_the_clear_counts_for_nothing(tmp_path: Path) -> None:
    with closing(new_database(tmp_path / "plain.db")):
        write_key_file(tmp_path / "plain.db", sealed(KEY, "correct horse"))
    assert fitting_key(tmp_path / "plain.db", None) is None


def test_a_key_is_tried_where_no_key_file_says_whose_it_is(encrypted: Path) -> None:
    assert fitting_key(encrypted, KEY) == KEY
    with pytest.raises(WrongPassphrase):
        fitting_key(encrypted, ArchiveKey.new())
    key_path(encrypted).write_bytes(b"damaged")
    assert fitting_key(encrypted, KEY) == KEY


def test_a_changed_page_is_told(encrypted: Path) -> None:
    content = bytearray(encrypted.read_bytes())
    for page in range(1, len(content) // 4096):
        changed = content.copy()
        changed[page * 4096 + 2000] ^= 1
        encrypted.write_bytes(changed)
        with closing(Database(encrypted, key=KEY)) as database, pytest.raises(ArchiveError):
            database.rows("PRAGMA integrity_check")


def test_a_file_of_two_names_is_never_overwritten(encrypted: Path) -> None:
    """A kill came between the second name and the replacement."""
    before = encrypted.read_bytes()
    old = encrypted.with_name("encrypted.db.old")
    old.hardlink_to(encrypted)
    forget_plain(encrypted)
    assert encrypted.read_bytes() == before
    assert not old.exists()


def test_an_old_file_left_by_a_kill_is_overwritten(encrypted: Path) -> None:
    old = encrypted.with_name("encrypted.db.old")
    old.write_bytes(b"in the clear" * 1000)
    with old.open("rb") as file:
        forget_plain(encrypted)
        assert file.read().strip(b"\0") == b""
    assert not old.exists()


def test_a_file_system_without_second_names_does_as_well(
    tmp_path: Path, encrypted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, _target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    put_in_place(tmp_path / "plain.db", encrypted, sealed(KEY, "correct horse"))
    assert is_encrypted(tmp_path / "plain.db")


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(_database: Database, target: Path, _key: object, _look: object) -> None:
        target.write_bytes(b"a part of it")
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(Database, "recode_to", fill)
    with closing(new_database(tmp_path / "plain.db")) as plain, pytest.raises(DiskFull):
        write_recoded(plain, tmp_path / "new.db", KEY, 1, goes_on)
    assert not (tmp_path / "new.db").exists()


def test_wiping_what_is_not_there_is_nothing(tmp_path: Path) -> None:
    wipe(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []
