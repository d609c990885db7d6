"""Keeps keys in a real gnome-keyring: open, locked, dismissed, answered, missing and hanging."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.optional import program

SUPPORT = Path(__file__).resolve().parents[1] / "support"
SESSION = SUPPORT / "keyring_session.sh"
PROBE = [sys.executable, str(SUPPORT / "keyring_probe.py")]
LIMIT_S = 90

IN_A_KEYRING = {"keeping": "keyring", "place": "system keyring (Secret Service)"}
NO_SERVICE = {"name": "", "usable": False, "reason": "This system has no keyring service."}


@pytest.fixture
def keyring() -> None:
    """Skip the test where there is no real keyring to start."""
    for name in ("dbus-run-session", "gnome-keyring-daemon"):
        program(name)


@pytest.fixture
def screen() -> None:
    """Skip the test where a keyring's question cannot be shown and answered."""
    for name in ("Xvfb", "openbox", "xdotool"):
        program(name)


def outcomes(state: str, *rounds: str) -> list[tuple[str, Any]]:
    """Return what the steps of the rounds, each a process, gave in a session of its own."""
    processes = " && ".join(f'"$@" {steps}' for steps in rounds)
    done = subprocess.run(
        [str(SESSION), state, "sh", "-c", processes, "sh", *PROBE],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # The session's own programs may talk on the same line or on lines between.
    lines = [line[line.index("{") :] for line in done.stdout.splitlines() if '{"step"' in line]
    told = [msgspec.json.decode(line) for line in lines]
    return [(line["step"], line["result"]) for line in told]


@pytest.mark.real
@pytest.mark.usefixtures("keyring")
def test_an_open_keyring_keeps_a_key_for_the_next_process_and_forgets_it() -> None:
    assert outcomes("unlocked", "describe get put get", "get delete get delete") == [
        ("describe", {"name": IN_A_KEYRING["place"], "usable": True, "reason": ""}),
        ("get", None),
        ("put", IN_A_KEYRING),
        ("get", True),
        ("get", True),
        ("delete", None),
        ("get", None),
        ("delete", None),
    ]


@pytest.mark.real
@pytest.mark.usefixtures("keyring")
def test_a_kept_key_stands_in_clear_in_no_file_log_or_environment() -> None:
    _, _, (_, leaks) = outcomes("unlocked", "put get leaks")
    expected = {"login.keyring", "settings.json", "desktop-chat.log"}
    assert expected <= set(leaks["looked_into"])
    assert leaks["found"] == []


@pytest.mark.real
@pytest.mark.usefixtures("keyring")
@pytest.mark.parametrize("state", ["locked", "fresh"])
def test_a_keyring_whose_question_cannot_be_shown_is_locked(state: str) -> None:
    told = outcomes(state, "put get delete leaks")
    assert told[:3] == [(step, "KeyringLocked") for step in ("put", "get", "delete")]
    assert told[3][1]["found"] == []


@pytest.mark.real
@pytest.mark.screen
@pytest.mark.usefixtures("keyring", "screen")
def test_a_dismissed_question_means_locked() -> None:
    (_, put), (_, leaks) = outcomes("dismiss", "put leaks")
    assert put == "KeyringLocked"
    assert leaks["found"] == []


@pytest.mark.real
@pytest.mark.screen
@pytest.mark.usefixtures("keyring", "screen")
def test_an_answered_question_lets_the_key_in() -> None:
    assert outcomes("answer", "put get") == [("put", IN_A_KEYRING), ("get", True)]


@pytest.mark.real
@pytest.mark.usefixtures("keyring")
@pytest.mark.parametrize("state", ["absent", "no-bus"])
def test_without_a_service_nothing_is_kept_and_that_is_said(state: str) -> None:
    told = outcomes(state, "describe put get delete leaks")
    assert told[:4] == [
        ("describe", NO_SERVICE),
        ("put", "NoKeyring"),
        ("get", None),
        ("delete", None),
    ]
    assert told[4][1]["found"] == []


def test_a_key_that_is_left_in_a_file_would_be_found() -> None:
    _, (_, leaks) = outcomes("no-bus", "plant leaks")
    assert leaks["found"] == ["planted"]


def test_a_keyring_that_hangs_does_not_keep_the_program_from_ending() -> None:
    code = """
import asyncio, threading
from desktop_chat.core.provider import READY_ENDPOINTS
from desktop_chat.errors import KeyringLocked
from desktop_chat.settings.secrets import KeyStore
store = KeyStore(threading.Event().wait, environment={}, answer_limit_s=0.01)
try:
    asyncio.run(store.get(READY_ENDPOINTS[1]))
except KeyringLocked:
    print("given up")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "given up\n", "")
