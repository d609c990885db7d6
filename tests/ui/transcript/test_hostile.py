"""What is quick to send and slow to show is shown all the same, streamed and opened again."""

from __future__ import annotations

import os
import random
import threading
import time

import pytest
from pytestqt.qtbot import QtBot
from support.hostile_texts import large_texts, small_texts
from support.markdown_texts import FRAGMENTS
from support.turn_rows import growing_row, turn_row

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.view import TranscriptView

_SCALE = 0.02
_STEPS = 12
_WORKER_LIMIT_MS = 120_000
_SEED = int(os.environ.get("DESKTOP_CHAT_FUZZ_SEED", "1"))
_SECONDS = float(os.environ.get("DESKTOP_CHAT_FUZZ_SECONDS", "5"))
_LONGEST_MUTANT = 60_000


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    made = TranscriptView(LIGHT, frame_ms=0)
    qtbot.addWidget(made)
    made.resize(800, 700)
    made.show()
    return made


def stream(qtbot: QtBot, view: TranscriptView, text: str) -> None:
    """Show a text as it grows and when it has ended."""
    view.set_rows([growing_row("s", "")])
    step = len(text) // _STEPS + 1
    for end in range(step, len(text), step):
        view.update_row(growing_row("s", text[:end]))
        qtbot.wait(0)
    view.update_row(turn_row("s", "assistant", text))
    qtbot.wait(0)
    view.grab()


def open_again(qtbot: QtBot, view: TranscriptView, text: str) -> None:
    """Show a text as that of an ended message, from its end to its beginning."""
    view.set_rows([turn_row("h", "assistant", text)])
    qtbot.wait(0)
    view.grab()
    view.scroll_to(0)
    view.grab()


@pytest.mark.parametrize("name", large_texts(0))
def test_large_texts_are_shown(qtbot: QtBot, view: TranscriptView, name: str) -> None:
    text = large_texts(_SCALE)[name]
    open_again(qtbot, view, text)
    stream(qtbot, view, text)


def mutant(source: random.Random, seeds: list[str]) -> str:
    """Return a text made of others: cut, repeated, joined, and sprinkled with fragments."""
    text = source.choice(seeds)
    for _ in range(source.randint(1, 6)):
        other = source.choice(seeds)
        at = source.randint(0, len(text))
        match source.randrange(5):
            case 0:
                text = text[:at] + source.choice(FRAGMENTS) * source.randint(1, 300) + text[at:]
            case 1:
                text = text[:at] + other[source.randint(0, len(other)) :]
            case 2:
                text = text[at:] * source.randint(1, 20)
            case 3:
                lines = text.splitlines(keepends=True)
                source.shuffle(lines)
                text = "".join(lines)
            case _:
                text = (
                    "".join(
                        source.choice(FRAGMENTS) if source.random() < 0.05 else c
                        for c in text[:5_000]
                    )
                    + text[5_000:]
                )
        text = text[:_LONGEST_MUTANT]
    return text


@pytest.mark.timeout(0)
def test_mutants_are_shown(
    qtbot: QtBot, view: TranscriptView, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mutate for DESKTOP_CHAT_FUZZ_SECONDS; the number of a mutant and the seed make it again."""
    seeds = [*large_texts(0.002).values(), *small_texts("127.0.0.1:9", "/canary").values()]
    ends_at = time.monotonic() + _SECONDS
    number = 0
    slow: list[tuple[float, int]] = []
    while time.monotonic() < ends_at:
        text = mutant(random.Random(f"{_SEED} {number}"), seeds)
        began = time.thread_time()
        try:
            open_again(qtbot, view, text)
            stream(qtbot, view, text)
        except Exception as error:
            error.add_note(f"seed {_SEED}, mutant {number}")
            raise
        slow = sorted([*slow, (time.thread_time() - began, number)], reverse=True)[:5]
        number += 1
    with capsys.disabled():
        print(f"\nseed {_SEED}: {number} mutants; slowest (s, number): {slow}")  # noqa: T201
    assert number
    # A formula that somebody made up may take its worker some seconds.
    names = [thread for thread in threading.enumerate() if thread.name == "formulas"]
    qtbot.waitUntil(lambda: not any(each.is_alive() for each in names), timeout=_WORKER_LIMIT_MS)
