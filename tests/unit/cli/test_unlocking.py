"""An encrypted archive is opened from the command line by its passphrase or recovery code."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from support.archives import conversation, message
from support.command_line import CommandLine

from desktop_chat.archive import Archive
from desktop_chat.archive.keys import ArchiveKey

KEY = ArchiveKey(bytes(range(20)))
PASSPHRASE = "correct hörse"


def goes_on(_done: int, _total: int) -> bool:
    return True


async def make(path: Path) -> None:
    archive = await Archive.open(path)
    head = conversation("kept")
    await archive.save_conversation(head)
    await archive.save_message(message(head.id, "the cloud"))
    await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
    await archive.backups.write(path.parent / "kept", 1_770_000_000_000_000, goes_on)
    await archive.close()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Return a profile with an encrypted archive."""
    asyncio.run(make(tmp_path / "archive.db"))
    return tmp_path


@pytest.mark.parametrize("text", [PASSPHRASE, PASSPHRASE + "\r\nsecond line", KEY.code.lower()])
async def test_a_file_has_the_passphrase_or_the_code(profile: Path, text: str) -> None:
    file = profile / "secret"
    file.write_text(text, encoding="utf-8", newline="")
    ended = await CommandLine(profile).look("search", "cloud", "--passphrase-file", str(file))
    assert ended.status == 0, ended.err
    assert "the cloud" in ended.out


async def test_standard_input_may_have_it(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASE + "\n"))
    ended = await CommandLine(profile).look("check", "--passphrase-file", "-")
    assert ended.status == 0, ended.err


async def test_without_a_terminal_or_a_file_it_says_what_to_do(profile: Path) -> None:
    ended = await CommandLine(profile).look("search", "cloud")
    assert (ended.status, ended.out) == (1, "")
    assert "archive.db is encrypted. Name a file" in ended.sentence


async def test_a_terminal_is_asked(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return PASSPHRASE

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", answer)
    ended = await CommandLine(profile).look("search", "cloud")
    assert ended.status == 0, ended.err
    assert len(asked) == 1
    assert "archive.db" in asked[0]


async def test_a_wrong_passphrase_and_a_missing_file_are_told(profile: Path) -> None:
    file = profile / "secret"
    file.write_text("wrong", encoding="utf-8")
    ended = await CommandLine(profile).look("check", "--passphrase-file", str(file))
    assert (ended.status, "does not open" in ended.sentence) == (1, True)
    ended = await CommandLine(profile).look("check", "--passphrase-file", str(profile / "none"))
    assert (ended.status, "cannot be read" in ended.sentence) == (2, True)


async def test_a_backup_of_another_key_is_restored_and_a_damaged_archive_salvaged(
    profile: Path,
) -> None:
    file = profile / "secret"
    file.write_text(PASSPHRASE, encoding="utf-8")
    (backup,) = (profile / "kept").glob("*.db")
    other = profile / "other"
    for way in ("--merge", "--whole"):
        ended = await CommandLine(other).look("restore", str(backup), way)
        assert (ended.status, "is encrypted" in ended.sentence) == (1, True)
        flags = (way, "--passphrase-file", str(file))
        ended = await CommandLine(other).look("restore", str(backup), *flags)
        assert ended.status == 0, ended.err
    ended = await CommandLine(other).look("search", "cloud")
    assert "the cloud" in ended.out
    new = str(profile / "new.db")
    ended = await CommandLine(other).look(
        "salvage", str(backup), "--to", new, "--passphrase-file", str(file)
    )
    assert ended.status == 0, ended.err
