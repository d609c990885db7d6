"""The real window as a person and a screen reader meet it: first run, chat, stop, kill, restart."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.real_window import Screen, screen, until

LIMIT_S = 30
SLOW_TOKENS_PER_S = 8
PROMPT = "What does temperature do?"
LONG_ANSWER_SEED = 9
"""Of a hundred answers by chance one has no nine words; this seed's has 259."""

pytestmark = pytest.mark.screen


@pytest.fixture
def on_screen() -> Iterator[Screen]:
    with screen() as opened:
        yield opened


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


def first_run(on_screen: Screen, profile: Path, tokens_per_s: int = 60, **sampling: object) -> None:
    """Open the window for the first time and choose the practice model, at a pace."""
    profile.mkdir()
    settings = {"practice": {"tokens_per_s": tokens_per_s}, "sampling": sampling}
    (profile / "settings.json").write_bytes(msgspec.json.encode(settings))
    on_screen.open_window(profile)
    on_screen.do("press", role="push button", name="Start")
    on_screen.do("wait", role="text", name="Message")


def ask(on_screen: Screen, text: str) -> None:
    on_screen.do("set_text", role="text", name="Message", text=text)
    on_screen.do("press", role="push button", name="Send")


def turns(on_screen: Screen) -> list[dict[str, str]]:
    return on_screen.do("items", role="list", name="Conversation")


def answer_ended(on_screen: Screen) -> bool:
    return on_screen.do("is_there", role="push button", name="Send") and len(turns(on_screen)) >= 2


def texts(on_screen: Screen) -> list[str]:
    return [turn["text"] for turn in turns(on_screen)]


def shown_other_than(on_screen: Screen, before: list[str]) -> list[str] | None:
    """Return the texts of a conversation whose answer has ended, once they are others."""
    if not answer_ended(on_screen) or texts(on_screen) == before:
        return None
    return texts(on_screen)


def press(on_screen: Screen, *keys: str) -> None:
    on_screen.do("keys", names=keys)


def exported(profile: Path) -> list[dict[str, Any]]:
    """Return every conversation as the command line exports it, beside an open window or not."""
    command = [sys.executable, "-m", "desktop_chat.cli", "--profile", str(profile), "export"]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, check=True)
    decoder = msgspec.json.Decoder()
    return [decoder.decode(part) for part in _documents(done.stdout)]


def _documents(text: bytes) -> list[bytes]:
    return [part + b"}" for part in text.split(b"\n}\n") if part.strip()]


def test_a_first_conversation_is_held_kept_and_found_again(
    on_screen: Screen, profile: Path
) -> None:
    first_run(on_screen, profile)
    on_screen.do("set_value", role="slider", name="Temperature", value=0)
    ask(on_screen, PROMPT)
    until(lambda: answer_ended(on_screen), "the end of the answer")
    question, answer = turns(on_screen)
    assert PROMPT in question["text"]
    assert "temperature" in answer["text"].lower()
    assert "Practice model" in answer["name"]
    on_screen.do("wait", role="push button", name="Model")
    assert on_screen.do("kill", name="SIGTERM") == 0

    (document,) = exported(profile)
    sent = msgspec.json.decode(document["messages"][1]["record"]["request_body"])
    assert sent["temperature"] == 0
    assert "top_p" not in sent

    on_screen.open_window(profile)
    until(lambda: turns(on_screen), "the conversation to be open again")
    assert turns(on_screen)[1]["text"] == answer["text"]
    listed = on_screen.do("items", role="list", name="Conversations")
    assert any(PROMPT in item["name"] for item in listed)


def test_stop_ends_the_answer_and_keeps_its_text(on_screen: Screen, profile: Path) -> None:
    first_run(on_screen, profile, SLOW_TOKENS_PER_S, seed=LONG_ANSWER_SEED)
    ask(on_screen, PROMPT)
    until(lambda: len(turns(on_screen)) == 2 and turns(on_screen)[1]["text"], "the first words")
    on_screen.do("press", role="push button", name="Stop")
    on_screen.do("wait", role="push button", name="Send")
    (document,) = exported(profile)
    answer = document["messages"][1]
    assert answer["state"] == "stopped"
    assert answer["text"]


def test_an_answer_killed_half_way_is_there_after_the_restart(
    on_screen: Screen, profile: Path
) -> None:
    first_run(on_screen, profile, SLOW_TOKENS_PER_S, seed=LONG_ANSWER_SEED)
    ask(on_screen, PROMPT)
    until(
        lambda: len(turns(on_screen)) == 2 and len(turns(on_screen)[1]["text"].split()) > 8,
        "some words",
    )
    seen = turns(on_screen)[1]["text"]
    assert on_screen.do("kill", name="SIGKILL") == -9

    on_screen.open_window(profile)
    until(lambda: len(turns(on_screen)) == 2, "the conversation to be open again")
    until(lambda: on_screen.do("is_there", role="push button", name="Send"), "the composer")
    (document,) = exported(profile)
    answer = document["messages"][1]
    assert answer["state"] == "interrupted"
    assert len(answer["text"].split()) >= len(seen.split()) - SLOW_TOKENS_PER_S // 2


def test_answers_are_made_anew_edited_and_switched_by_key(on_screen: Screen, profile: Path) -> None:
    first_run(on_screen, profile, tokens_per_s=1_000)
    ask(on_screen, PROMPT)
    until(lambda: answer_ended(on_screen), "the end of the answer")
    on_screen.do("set_value", role="slider", name="Temperature", value=200)
    first = texts(on_screen)
    press(on_screen, "ctrl+r")
    second = until(lambda: shown_other_than(on_screen, first), "the answer made anew")
    assert second[0] == first[0]

    # From the composer into the conversation, to its first turn, then to the answer.
    press(on_screen, "shift+F6", "Home", "k", "j", "alt+Left")
    until(lambda: texts(on_screen) == first, "the first answer")
    press(on_screen, "alt+Right")
    until(lambda: texts(on_screen) == second, "the second answer")

    press(on_screen, "k", "e")
    until(lambda: on_screen.do("text", role="text", name="Message") == PROMPT, "the old words")
    ask(on_screen, "Tell me a story about the sea.")
    third = until(lambda: shown_other_than(on_screen, second), "the answer to other words")
    assert third[0] == "Tell me a story about the sea."
    press(on_screen, "shift+F6", "Home", "j", "alt+Left")
    until(lambda: texts(on_screen) == second, "the words before")

    press(on_screen, "Delete")
    on_screen.do("press", role="push button", name="Undo")
    until(lambda: texts(on_screen) == second, "what was deleted")
    assert on_screen.do("kill", name="SIGTERM") == 0
    (document,) = exported(profile)
    # Two questions, two answers to the first, one to the second: nothing was thrown away.
    assert len(document["messages"]) == 5
    on_screen.open_window(profile)
    until(lambda: texts(on_screen) == second, "the branch that was open")


def test_a_second_start_leaves_the_first_window_alone(on_screen: Screen, profile: Path) -> None:
    first_run(on_screen, profile)
    second = subprocess.run(
        [sys.executable, "-m", "desktop_chat", "--profile", str(profile)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        timeout=LIMIT_S,
        check=False,
    )
    assert second.returncode == 0
    on_screen.do("wait", role="text", name="Message")
