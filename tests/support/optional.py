"""Finds programs that some tests use and nobody here wrote; skips the tests where they are absent.

`.ci/run` installs all of them. Nothing here starts anything.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

_HERE = Path(__file__).resolve().parent
# Read when the tests are collected: each test has a home of its own later.
_PARTS = Path.home() / ".cache" / "desktop-chat-test-parts"
_AIMOCK = os.environ.get("DESKTOP_CHAT_AIMOCK", str(_PARTS / "node_modules" / ".bin" / "llmock"))
_LLAMA_PYTHON = os.environ.get(
    "DESKTOP_CHAT_LLAMA_PYTHON", str(_PARTS / "llama" / "bin" / "python")
)
_SAMPLES = Path(os.environ.get("DESKTOP_CHAT_SAMPLES", str(_PARTS / "samples")))


def samples_python() -> str:
    """Return a Python that has requests, httpx, openai and openrouter."""
    path = str(_SAMPLES / "python" / "bin" / "python")
    return _existing(path, "DESKTOP_CHAT_SAMPLES", "install the libraries of the code samples")


def samples_node() -> Path:
    """Return the folder of npm's tsx, openai and @openrouter/sdk."""
    path = str(_SAMPLES / "node_modules")
    return Path(_existing(path, "DESKTOP_CHAT_SAMPLES", "install the libraries of the samples"))


def aimock() -> str:
    """Return the program that stands in for OpenRouter, npm's @copilotkit/aimock."""
    return _existing(_AIMOCK, "DESKTOP_CHAT_AIMOCK", "npm install @copilotkit/aimock")


def llama_python() -> str:
    """Return a Python that has xllamacpp, gguf and numpy: llama.cpp's real server."""
    return _existing(_LLAMA_PYTHON, "DESKTOP_CHAT_LLAMA_PYTHON", "pip install xllamacpp gguf numpy")


def program(name: str) -> str:
    """Return the path of a program; skip the test where the machine has none of that name."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"no program {name!r} on this machine")
    return path


def screen_session() -> list[str]:
    """Return the command to put before another, so that it runs on a screen of its own."""
    for name in ("Xvfb", "openbox"):
        program(name)
    return [str(_HERE / "screen_session.sh")]


def keyring_session(state: str) -> list[str]:
    """Return the command to put before another, so that it finds a real keyring.

    Args:
        state: As `keyring_session.sh` names it: unlocked, locked, dismiss, answer, fresh, absent
            or no-bus.
    """
    for name in ("dbus-run-session", "gnome-keyring-daemon"):
        program(name)
    if state in {"dismiss", "answer"}:
        program("xdotool")
        screen_session()
    return [str(_HERE / "keyring_session.sh"), state]


def _existing(path: str, variable: str, remedy: str) -> str:
    if not Path(path).exists():
        pytest.skip(f"nothing at {path}: {remedy}, then set {variable}")
    return path
