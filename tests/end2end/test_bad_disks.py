"""Disks that are full or read-only, damaged and foreign files: told in one sentence, nothing lost.

The real program as a process; an answer is shown even where it cannot be kept.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from support.answers import hang, says
from support.circumstances import as_nobody, on_small_disk, with_files_up_to, with_frozen
from support.command_line import LIMIT_S, CommandLine, ended
from support.openrouter_server import serve

FULL = "The disk is full. The answer is not kept. Free some space"
FROZEN = "The archive cannot be written. The answer is not kept."
PAGE = 4096


async def fill(cli: CommandLine) -> None:
    """Put one conversation into an archive."""
    async with serve(says("Kept before")) as server:
        assert (await cli.ask(server.url)).status == 0
    await cli.expect_kept("Kept before")


async def expect_shown_only(cli: CommandLine, kind: str, sentence: str) -> None:
    """Ask, and check that the answer is shown and that the program says it is not kept."""
    async with serve(says("All ", "of it")) as server:
        result = await cli.ask(server.url, "--json")
        plain = await cli.ask(server.url)
    assert (result.status, result.value["content"]) == (1, "All of it")
    assert result.value["interrupted"] is False
    assert result.value["error"]["kind"] == kind
    assert result.sentence.startswith(sentence)
    assert (plain.status, plain.out, plain.err) == (1, "All of it\n", result.err)


# Full -------------------------------------------------------------------------------------------


async def test_an_answer_is_shown_where_there_is_no_room_for_an_archive(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    await expect_shown_only(CommandLine(disk / "p", on_small_disk(disk, "8k")), "DiskFull", FULL)


async def test_a_disk_that_fills_up_keeps_what_it_has(cli: CommandLine) -> None:
    await fill(cli)
    long = "many words " * 200_000
    async with serve(says(long)) as server:
        limited = CommandLine(cli.profile, with_files_up_to(1_000_000))
        result = await limited.ask(server.url, prompt="Wolke")
        assert (result.status, result.out) == (1, long + "\n")
        assert result.sentence.startswith(FULL)
        await cli.expect_kept("Kept before", "Wolke")
        assert (await cli.ask(server.url)).status == 0


async def test_an_output_that_is_full_is_told(cli: CommandLine) -> None:
    async with serve(says("Into nothing")) as server:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "desktop_chat.cli", "--profile", str(cli.profile), "ask"),
            *("Zitronenfalter", "--endpoint", server.url, "--model", "m"),
            stdout=os.open("/dev/full", os.O_WRONLY),
            stderr=asyncio.subprocess.PIPE,
        )
        _, err = await asyncio.wait_for(process.communicate(), LIMIT_S)
    assert process.returncode == 1
    assert err.decode().startswith("Standard output cannot be written: No space left on device.")
    assert err.count(b"\n") == 1
    await cli.expect_kept("Into nothing")


# Read-only --------------------------------------------------------------------------------------


async def test_a_read_only_folder_is_read_and_answers_are_shown(cli: CommandLine) -> None:
    await fill(cli)
    before = (cli.profile / "archive.db").read_bytes()
    frozen = CommandLine(cli.profile, with_frozen(cli.profile))
    await expect_shown_only(frozen, "ReadOnly", FROZEN)
    found = await frozen.run("search", '"Kept before"', "--json")
    assert (len(found.values), found.err) == (1, "")
    assert (cli.profile / "archive.db").read_bytes() == before
    await cli.expect_kept("Kept before")


async def test_in_a_read_only_home_answers_are_shown(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    async with serve(says("All of it")) as server:
        process = await asyncio.create_subprocess_exec(
            *(*with_frozen(home), sys.executable, "-m", "desktop_chat.cli", "ask", "Hi"),
            *("--endpoint", server.url, "--model", "m"),
            env={name: value for name, value in os.environ.items() if name[:4] != "XDG_"}
            | {"HOME": str(home)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        result = await ended(process)
    assert (result.status, result.out) == (1, "All of it\n")
    assert result.sentence.startswith(FROZEN)


async def test_a_user_without_rights_is_shown_answers() -> None:
    # Outside pytest's folders, which are closed to others.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # noqa: ASYNC240 - a test may wait for its own file
        await expect_shown_only(CommandLine(folder / "p", as_nobody()), "ReadOnly", FROZEN)


@pytest.mark.parametrize(
    ("name", "words"), [("a file", "File exists"), ("a file/below", "Not a directory")]
)
async def test_a_profile_that_is_no_folder_is_told(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "a file").write_text("in the way")
    for command in (("ask", "Hi", "--json"), ("search", "Hi")):
        result = await CommandLine(tmp_path / name).run(*command)
        assert result.status == 1
        assert f"The archive cannot be opened: {words}. Choose another" in result.sentence
    assert (tmp_path / "a file").read_text() == "in the way"


# Damaged ----------------------------------------------------------------------------------------

SETTINGS = {
    "garbage": (b"\xff{{{", "The settings file cannot be read; the defaults hold."),
    "another shape": (b"[1, 2]", "The settings file cannot be read; the defaults hold."),
    "wrong types": (
        b'{"network": {"idle_limit_s": "x"}, "endpoints": [1], "later": {"a": 1}}',
        "Settings that cannot be used were set to their defaults: ",
    ),
}


@pytest.mark.parametrize("case", SETTINGS.values(), ids=SETTINGS)
async def test_damaged_settings_are_kept_aside_and_told_once(
    cli: CommandLine, case: tuple[bytes, str]
) -> None:
    content, words = case
    cli.profile.mkdir()
    (cli.profile / "settings.json").write_bytes(content)
    async with serve(says("Fine")) as server:
        result = await cli.ask(server.url)
        again = await cli.ask(server.url)
    assert (result.status, result.out) == (0, "Fine\n")
    told, figures = result.err.splitlines()
    (aside,) = cli.profile.glob("settings.bad-*.json")
    assert told.startswith(words)
    assert told.endswith(f"The old file is kept as {aside}.")
    assert aside.read_bytes() == content
    assert "tok" in figures
    assert (again.status, len(again.err.splitlines())) == (0, 1)


def overwrite(start: int, length: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:start] + b"\xa5" * length + data[start + length :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "header": overwrite(0, 100),
    "middle": overwrite(PAGE, 7 * PAGE),
    "cut": lambda data: data[: len(data) // 2 + 100],
    "zeros": lambda data: bytes(len(data)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_a_damaged_archive_is_kept_aside_and_a_new_one_begun(
    cli: CommandLine, damage: Callable[[bytes], bytes]
) -> None:
    await fill(cli)
    archive = cli.profile / "archive.db"
    archive.write_bytes(damaged := damage(archive.read_bytes()))
    async with serve(says("Kept after")) as server:
        result = await cli.ask(server.url)
    assert (result.status, result.out) == (0, "Kept after\n")
    (aside,) = cli.profile.glob("archive.damaged-*.db")
    assert result.err.startswith(f"The archive is damaged. It is kept as {aside}. Restore a backup")
    assert len(result.err.splitlines()) == 2
    assert aside.read_bytes() == damaged
    await cli.expect_kept("Kept after")

    archive.write_bytes(damaged)
    result = await cli.look("check")
    assert (result.status, result.out) == (1, "")
    kept = sorted(cli.profile.glob("archive.damaged-*.db"))
    assert [path.read_bytes() for path in kept] == [damaged, damaged]
    assert any(str(path) in result.sentence for path in kept)


async def test_one_changed_letter_is_found(cli: CommandLine) -> None:
    await fill(cli)
    archive = cli.profile / "archive.db"
    archive.write_bytes(archive.read_bytes().replace(b"Kept before", b"Kept befere"))
    checked = await cli.run("check")
    assert checked.status == 1
    found = await cli.look("search", "before", "--json")
    assert f"Message {found.values[0]['message_id']} is damaged." in checked.out
    assert "The archive is damaged." in checked.out


# Foreign ----------------------------------------------------------------------------------------


async def test_an_archive_of_a_newer_version_is_only_read(cli: CommandLine) -> None:
    await fill(cli)
    archive = cli.profile / "archive.db"
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = archive.read_bytes()
    sentence = "The archive was written by a newer version of Desktop Chat. The answer is not kept."
    await expect_shown_only(cli, "NewerFile", sentence)
    found = await cli.run("search", '"Kept before"', "--json")
    assert (len(found.values), found.err) == (1, "")
    assert archive.read_bytes() == before


async def test_beside_a_command_that_writes_others_can_read(cli: CommandLine) -> None:
    async with serve(hang) as slow, serve(says("Fine")) as quick:
        first = await cli.start("ask", "Wolke", "--endpoint", slow.url, "--model", "m")
        assert first.stdout is not None
        async with asyncio.timeout(LIMIT_S):
            await first.stdout.readuntil(b"partial words")
        second = await cli.ask(quick.url, "--json")
        unsaved = await cli.ask(quick.url, "--no-save")
        for command in (("search", "Wolke"), ("export",), ("check",), ("models",)):
            result = await cli.look(*command)
            assert (result.status, result.err) == (0, ""), command
        first.terminate()
        assert "What arrived is kept." in (await ended(first)).sentence
    assert (second.status, second.value["error"]["kind"]) == (1, "AlreadyOpen")
    assert "running already with this archive. Use the copy that is running" in second.sentence
    assert (unsaved.status, unsaved.out) == (0, "Fine\n")
    await cli.expect_kept("Wolke", "partial words")
