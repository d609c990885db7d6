"""A sweep of temperature and top_p on the practice model, in the real window, by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.real_window import Screen, screen, until

PROMPT = "Tell me about the ferry."

pytestmark = pytest.mark.screen


@pytest.fixture
def on_screen() -> Iterator[Screen]:
    with screen() as opened:
        yield opened


def press(on_screen: Screen, *keys: str) -> None:
    on_screen.do("keys", names=keys)


def write(on_screen: Screen, text: str) -> None:
    press(on_screen, "ctrl+a")
    on_screen.do("type_text", text=text)


def cells(on_screen: Screen) -> list[str]:
    """Return what a screen reader is told of each cell of the grid."""
    items = on_screen.do("items", role="table", name="Answers")
    return [item["name"] for item in items if item["role"] == "table cell"]


def opened(on_screen: Screen, profile: Path) -> None:
    """Open the window with a new chat of the practice model, as quick as it can be."""
    profile.mkdir()
    settings = {"practice": {"tokens_per_s": 1_000}, "endpoints": {"first_run_done": True}}
    (profile / "settings.json").write_bytes(msgspec.json.encode(settings))
    on_screen.open_window(profile, "--endpoint", "practice")
    on_screen.do("wait", role="text", name="Message")
    until(
        lambda: any(
            name.startswith("Practice model:") for name in on_screen.do("names", role="label")
        ),
        "the empty chat",
    )


def planned(on_screen: Screen) -> None:
    """Plan temperature by top_p with the keyboard, which begins at the first axis."""
    on_screen.wait_for_keyboard("text", "Message")
    on_screen.do("type_text", text=PROMPT)
    until(lambda: on_screen.do("text", role="text", name="Message") == PROMPT, "the message")
    press(on_screen, "ctrl+e")
    # Qt calls a drop-down by what is chosen in it.
    on_screen.do("wait", role="combo box", name="Temperature")
    # The button that removes the axis, the form, the values.
    press(on_screen, "Tab", "Tab", "Tab")
    write(on_screen, "0, 2")
    press(on_screen, "Tab", "space")
    on_screen.do("wait", role="combo box", name="Top P")
    press(on_screen, "Tab", "Tab", "Tab")
    write(on_screen, "0.5, 1")
    until(lambda: "4 requests" in estimate(on_screen), "the estimate")


def estimate(on_screen: Screen) -> str:
    names = on_screen.do("names", role="label")
    return next((name for name in names if "requests" in name), "")


def ended(on_screen: Screen) -> Any:
    found = cells(on_screen)
    return found if found and all("1 of 1" in name or "same as" in name for name in found) else None


def test_a_sweep_is_planned_run_adopted_and_run_again_by_keys(
    on_screen: Screen, tmp_path: Path
) -> None:
    opened(on_screen, tmp_path / "profile")
    planned(on_screen)
    press(on_screen, "ctrl+Return")
    said = until(lambda: ended(on_screen), "the end of all cells")
    assert [name.partition(":")[0] for name in said] == [
        "Temperature 0.0, Top P 1.0",
        "Temperature 2.0, Top P 1.0",
        "Temperature 0.0, Top P 0.5",
        "Temperature 2.0, Top P 0.5",
    ]
    # Cells are read one by one while the window works: what equals another may be told later.
    until(lambda: "same as Top P 1.0" in cells(on_screen)[2], "the answer equal to another")

    heat = on_screen.do("items", role="table", name="Heat map")
    names = [item["name"] for item in heat if item["role"] == "table cell"]
    assert [name.partition(":")[0] for name in names] == [name.partition(":")[0] for name in said]

    press(on_screen, "Right", "ctrl+shift+a")
    turns = until(
        lambda: on_screen.do("items", role="list", name="Conversation"), "the conversation"
    )
    assert PROMPT in turns[0]["text"]
    # What stood in the cell is the beginning of the answer that was adopted.
    beginning = said[1].partition(": ")[2][:20]
    assert letters(beginning) in letters(turns[1]["text"])

    press(on_screen, "ctrl+shift+x")
    on_screen.do("wait", role="list", name="Experiments")
    press(on_screen, "Return")
    until(lambda: ended(on_screen), "the experiment to be open again")
    press(on_screen, "ctrl+shift+Return")
    until(lambda: on_screen.do("is_there", role="push button", name="Run again"), "its next run")
    assert until(lambda: ended(on_screen), "the end of the next run")
    press(on_screen, "Escape")
    on_screen.do("wait", role="text", name="Message")
    assert on_screen.do("kill", name="SIGTERM") == 0


def letters(text: str) -> str:
    """Return a text without blanks and marks: a cell shows Markdown as it is written."""
    return "".join(character for character in text if character.isalnum())
