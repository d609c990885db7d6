"""A program that is killed while it streams loses no finished message and damages nothing."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.archive_writer import answer_text

from desktop_chat.archive import Archive
from desktop_chat.core.message import MessageState
from desktop_chat.core.token_probabilities import text_of
from desktop_chat.errors import AlreadyOpen

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a matter of POSIX")

KILLS = 200
LONGEST_LIFE_S = 0.06
ROOT = Path(__file__).resolve().parents[2]
WRITER = ROOT / "tests" / "support" / "archive_writer.py"


@dataclass
class Killed:
    """What a program had been told by the archive when it was killed.

    Attributes:
        conversation_id: "" when it was killed before it had one.
        finished: How long each finished answer is, by its id.
        pieces: How much of each answer is in the stream log, by its id.
    """

    conversation_id: str = ""
    finished: dict[str, int] = field(default_factory=dict[str, int])
    pieces: dict[str, int] = field(default_factory=dict[str, int])


@contextmanager
def writer() -> Generator[subprocess.Popen[str]]:
    """Start the program that streams into archives, and end it."""
    process = subprocess.Popen(
        [sys.executable, str(WRITER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        yield process
    finally:
        process.communicate(timeout=30)


def start(process: subprocess.Popen[str], path: Path) -> int:
    """Let a child of the program stream into an archive; return its process id."""
    assert process.stdin is not None
    process.stdin.write(f"{path}\n")
    process.stdin.flush()
    match next_words(process):
        case ["started", number]:
            return int(number)
        case other:
            raise AssertionError(other)


def next_words(process: subprocess.Popen[str]) -> list[str]:
    """Return the words of the next line that the program prints."""
    assert process.stdout is not None
    return process.stdout.readline().split()


def kill(process: subprocess.Popen[str], pid: int) -> Killed:
    """Kill the child and return what it was told in its life."""
    os.kill(pid, signal.SIGKILL)
    told = Killed()
    while True:
        match next_words(process):
            case ["ready", conversation_id]:
                told.conversation_id = conversation_id
            case ["piece", message_id, length]:
                told.pieces[message_id] = int(length)
            case ["finished", message_id, length]:
                told.finished[message_id] = int(length)
            case _:
                return told


async def expect_nothing_lost(archive: Archive, told: Killed) -> None:
    """Compare the archive with what a killed program was told."""
    kept = {item.id: item for item in await archive.messages(told.conversation_id)}
    for message_id, length in told.finished.items():
        assert kept[message_id].text == answer_text(message_id, length)
        assert kept[message_id].state is MessageState.COMPLETE
    for message_id, length in told.pieces.items():
        text = kept[message_id].text
        assert len(text) >= length
        assert text == answer_text(message_id, len(text))
    for message_id, item in kept.items():
        tokens = await archive.token_probabilities(message_id)
        assert text_of(tokens) == item.text
        assert item.logprob_count == len(tokens)
    assert {item.state for item in kept.values()} <= {
        MessageState.COMPLETE,
        MessageState.INTERRUPTED,
    }


async def recovered_after(path: Path, told: Killed) -> int:
    """Open the archive after a kill; return how many answers it found interrupted."""
    archive = await Archive.open(path)
    try:
        await expect_nothing_lost(archive, told)
        return len(archive.recovered)
    finally:
        await archive.close()


async def expect_all_sound(path: Path, history: list[Killed]) -> None:
    """Compare the archive with all that was ever acknowledged, and check it fully."""
    archive = await Archive.open(path)
    try:
        for told in history:
            await expect_nothing_lost(archive, told)
        assert (await archive.check()).is_sound
    finally:
        await archive.close()


async def is_open_elsewhere(path: Path) -> bool:
    """Return whether another process has the archive open."""
    try:
        archive = await Archive.open(path)
    except AlreadyOpen:
        return True
    await archive.close()
    return False


def test_a_running_program_keeps_others_out_and_a_killed_one_does_not(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with writer() as process:
        pid = start(process, path)
        assert next_words(process)[0] == "ready"
        assert asyncio.run(is_open_elsewhere(path))
        kill(process, pid)
        assert not asyncio.run(is_open_elsewhere(path))


@pytest.mark.slow
def test_two_hundred_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    source = random.Random(11)
    history: list[Killed] = []
    recovered = 0
    with writer() as process:
        for _ in range(KILLS):
            pid = start(process, path)
            # Any moment will do; none is waited for.
            time.sleep(source.uniform(0, LONGEST_LIFE_S))
            told = kill(process, pid)
            history.append(told)
            recovered += asyncio.run(recovered_after(path, told))
    asyncio.run(expect_all_sound(path, history))
    # The kills must have met the program at its work, or this proved nothing.
    assert recovered > KILLS // 4
    assert sum(len(told.finished) for told in history) > KILLS // 4
