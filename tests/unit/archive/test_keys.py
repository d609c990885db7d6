"""A key is sealed, written down and read again; what is wrong with any of that is said."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.archive import keys
from desktop_chat.archive.keys import (
    CODE_LENGTH,
    ArchiveKey,
    key_by_code,
    key_by_passphrase,
    key_path,
    read_key_file,
    sealed,
    write_key_file,
)
from desktop_chat.errors import ArchiveError, Corrupt, WrongPassphrase

KEY = ArchiveKey(bytes(range(20)))
PASSPHRASE = "correct horse Ä battery"


@given(st.binary(min_size=20, max_size=20))
def test_a_recovery_code_is_the_key(secret: bytes) -> None:
    key = ArchiveKey(secret)
    assert ArchiveKey.from_code(key.code) == key
    assert len(key.code.replace("-", "")) == CODE_LENGTH


def test_a_code_is_read_as_people_write_it() -> None:
    written = KEY.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert ArchiveKey.from_code(f"  {written}\n") == KEY


def test_any_wrong_character_is_told() -> None:
    code = KEY.code.replace("-", "")
    for place, right in enumerate(code):
        for symbol in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if symbol != right:
                with pytest.raises(WrongPassphrase, match="is wrong"):
                    ArchiveKey.from_code(code[:place] + symbol + code[place + 1 :])


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "has 0"), (KEY.code[:-1], "has 35"), (KEY.code + "0", "has 37"), ("U" * 36, "no “U”")],
)
def test_what_is_no_code_is_told(text: str, said: str) -> None:
    with pytest.raises(WrongPassphrase, match=said):
        ArchiveKey.from_code(text)


def test_neither_a_key_nor_its_file_shows_the_secret() -> None:
    secret = KEY.secret.hex()
    assert secret not in repr(KEY)
    assert KEY.secret not in msgspec.json.encode(sealed(KEY, PASSPHRASE))
    assert len({KEY.id, KEY.pages[:16], secret[:16]}) == 3


def test_only_the_passphrase_opens_the_file_in_any_of_its_unicode_forms(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    write_key_file(archive, sealed(KEY, PASSPHRASE))
    assert key_path(archive).stat().st_mode & 0o777 == 0o600
    for form in ("NFC", "NFD"):
        assert key_by_passphrase(archive, unicodedata.normalize(form, PASSPHRASE)) == KEY
    for wrong in ("", PASSPHRASE.lower(), PASSPHRASE + " "):
        with pytest.raises(WrongPassphrase):
            key_by_passphrase(archive, wrong)


def test_a_file_that_was_made_to_name_another_key_does_not_open() -> None:
    file = msgspec.structs.replace(sealed(KEY, PASSPHRASE), key_id=ArchiveKey.new().id)
    with pytest.raises(WrongPassphrase):
        file.open(PASSPHRASE)


@pytest.mark.parametrize(
    "changed",
    [
        {"memory_kib": 1 << 40},
        {"memory_kib": 1},
        {"passes": 10**9},
        {"passes": 0},
        {"lanes": 0},
        {"lanes": 10**6},
        {"nonce": b""},
        {"salt": b""},
    ],
)
def test_a_file_that_asks_for_too_much_is_refused(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    archive = tmp_path / "archive.db"
    file = keys.KeyFile(
        key_id=KEY.id,
        salt=b"s" * 16,
        memory_kib=64,
        passes=1,
        lanes=1,
        nonce=b"n" * 12,
        sealed=b"x" * 36,
    )
    write_key_file(archive, file)
    assert read_key_file(archive) == file
    write_key_file(archive, msgspec.structs.replace(file, **changed))
    with pytest.raises(Corrupt, match="key file"):
        key_by_passphrase(archive, PASSPHRASE)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"key_id": 1}', b"\xff\xfe", b"{" * 50_000]
)
def test_a_damaged_file_costs_the_passphrase_and_not_the_code(
    tmp_path: Path, content: bytes
) -> None:
    archive = tmp_path / "archive.db"
    key_path(archive).write_bytes(content)
    with pytest.raises(Corrupt, match="key file"):
        key_by_passphrase(archive, PASSPHRASE)
    assert key_by_code(archive, KEY.code) == KEY


def test_without_a_file_the_code_opens_alone(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with pytest.raises(Corrupt, match="missing"):
        key_by_passphrase(archive, PASSPHRASE)
    assert key_by_code(archive, KEY.code) == KEY


def test_the_code_of_another_archive_is_told(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    write_key_file(archive, sealed(KEY, PASSPHRASE))
    with pytest.raises(WrongPassphrase, match="another archive"):
        key_by_code(archive, ArchiveKey.new().code)


def test_what_cannot_be_written_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    file = sealed(KEY, PASSPHRASE)
    write_key_file(archive, file)
    (tmp_path / "archive.db.key.part").mkdir()
    with pytest.raises(ArchiveError):
        write_key_file(archive, sealed(KEY, "another one"))
    assert read_key_file(archive) == file
