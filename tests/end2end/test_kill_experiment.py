"""An experiment whose program is killed loses no ended cell, and goes on where it was."""

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
from support.experiment_runner import PLAN

from desktop_chat.archive import Archive
from desktop_chat.core.experiment import CellState, RunState

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a matter of POSIX")

KILLS = 8
ROOT = Path(__file__).resolve().parents[2]
RUNNER = ROOT / "tests" / "support" / "experiment_runner.py"


@dataclass
class Told:
    """What a program had been told by the archive when it ended."""

    experiment_id: str = ""
    kept: set[int] = field(default_factory=set[int])
    over: str = ""


@contextmanager
def runner() -> Generator[subprocess.Popen[str]]:
    """Start the program that runs experiments, and end it."""
    process = subprocess.Popen(
        [sys.executable, str(RUNNER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
    )
    try:
        yield process
    finally:
        process.communicate(timeout=30)


def words(process: subprocess.Popen[str]) -> list[str]:
    """Return the words of the next line that the program prints."""
    assert process.stdout is not None
    return process.stdout.readline().split()


def live(process: subprocess.Popen[str], profile: Path, kept_before_kill: int | None) -> Told:
    """Let a child run the profile's experiment; kill it once it has kept so many cells."""
    assert process.stdin is not None
    process.stdin.write(f"{profile}\n")
    process.stdin.flush()
    pid, told = 0, Told()
    while True:
        match words(process):
            case ["started", number]:
                pid = int(number)
            case ["running", experiment_id]:
                told.experiment_id = experiment_id
            case ["kept", index]:
                told.kept.add(int(index))
            case ["over", state]:
                told.over = state
            case _:
                return told
        if kept_before_kill is not None and len(told.kept) >= kept_before_kill:
            # Any moment will do, so that a kill meets a cell at its work; none is waited for.
            time.sleep(random.Random(len(told.kept)).uniform(0, 0.02))
            os.kill(pid, signal.SIGKILL)
            kept_before_kill = None


async def expect(profile: Path, experiment_id: str, kept: set[int]) -> RunState:
    """Compare the archive with what was acknowledged; return the experiment's state."""
    archive = await Archive.open(profile / "archive.db")
    try:
        head = await archive.experiment(experiment_id)
        assert head is not None
        cells = await archive.cell_heads(experiment_id, 0, PLAN.cell_count)
        done = {cell.cell_index for cell in cells if cell.state is CellState.DONE}
        assert kept <= done
        assert head.done == len(done)
        for start in range(0, PLAN.cell_count, 50):
            indices = tuple(index for index in range(start, start + 50) if index in done)
            answers = await archive.cell_answers(experiment_id, indices)
            assert set(answers) == set(indices)
            assert all(answer.text for answer in answers.values())
        assert (await archive.check()).is_sound
        return head.state
    finally:
        await archive.close()


def archive_folder(profile: Path) -> Path:
    """Return where a profile keeps its archive."""
    return next(profile.rglob("archive.db")).parent


@pytest.mark.slow
def test_killed_again_and_again_it_still_comes_to_its_end(tmp_path: Path) -> None:
    kept: set[int] = set()
    experiment_id = ""
    with runner() as process:
        for _ in range(KILLS):
            told = live(process, tmp_path, kept_before_kill=4)
            assert told.experiment_id
            assert experiment_id in ("", told.experiment_id)
            experiment_id = told.experiment_id
            # What was kept is not asked for again.
            assert not kept & told.kept
            kept |= told.kept
            state = asyncio.run(expect(archive_folder(tmp_path), experiment_id, kept))
            assert state is RunState.INTERRUPTED
        told = live(process, tmp_path, kept_before_kill=None)
    assert told.over == RunState.DONE.value
    everything = set(range(PLAN.cell_count))
    assert asyncio.run(expect(archive_folder(tmp_path), experiment_id, everything)) is RunState.DONE
