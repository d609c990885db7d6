"""The program as somebody uses it who does not see it: by keys, and by what is read out."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.optional import program as installed
from support.program import program
from support.real_window import Screen, screen, until
from support.scripted import ScriptedTransport, says

pytestmark = [pytest.mark.screen, pytest.mark.slow]

LIMIT_S = 30
LIST = ["list", "Conversation"]
ANSWER = """\
## Primes

A prime has [two divisors](https://primes.example/two), no more.

- 2 is the only even one.

```python
print(2)
```
"""


@pytest.fixture
def on_screen() -> Iterator[Screen]:
    installed("xdotool")
    with screen() as opened:
        yield opened


async def keep_two_conversations(profile: Path) -> None:
    """Put two conversations into an archive, the second one later."""
    async with program(ScriptedTransport(says(ANSWER), says("Rain.")), profile) as opened:
        for text in ("What is a prime?", "How is the weather?"):
            session = opened.session("practice", "practice/markov-small")
            session.send(text)
            await opened.ended(session)
            await opened.settled()


class Listener:
    """Somebody with a keyboard and a screen reader."""

    def __init__(self, on_screen: Screen) -> None:
        self._screen = on_screen
        self.heard: list[str] = []

    def press(self, *keys: str) -> None:
        self._screen.do("press_keys", keys=list(keys))

    def hears(self, words: str) -> str:
        """Wait until something is said that has these words in it; forget what was said before."""
        deadline = time.monotonic() + LIMIT_S
        while time.monotonic() < deadline:
            self._attend()
            for number, said in enumerate(self.heard):
                if words in said:
                    del self.heard[: number + 1]
                    return said
            time.sleep(0.05)
        pytest.fail(f"listened for {words!r}, heard {self.heard}")

    def _attend(self) -> None:
        for event in self._screen.do("heard"):
            if event["type"].startswith("object:announcement"):
                self.heard.append(event["text"])
            elif event["type"].startswith("object:state-changed:focused") and event["start"]:
                self.heard.append(f"{event['name']}, {event['role']}")


@pytest.fixture
def opened_links(tmp_path: Path) -> Path:
    """Return where the addresses go that the program has the desktop open: nothing opens them."""
    tools, opened = tmp_path / "tools", tmp_path / "opened"
    tools.mkdir()
    opener = tools / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" >>{opened}\n')
    opener.chmod(0o755)
    return opened


def test_a_conversation_is_read_copied_from_followed_and_gone_on_with(
    on_screen: Screen, tmp_path: Path, opened_links: Path
) -> None:
    profile, tools = tmp_path / "profile", tmp_path / "tools"
    profile.mkdir()
    (profile / "settings.json").write_text('{"endpoints":{"first_run_done":true}}')
    asyncio.run(keep_two_conversations(profile))
    on_screen.do("listen", kinds=["object:state-changed:focused", "object:announcement"])
    on_screen.open_window(profile, PATH=f"{tools}:{os.environ['PATH']}", BROWSER="")
    on_screen.wait_for_keyboard("text", "Message")
    somebody = Listener(on_screen)
    choose_and_read(somebody, on_screen)
    somebody.press("Return")
    until(opened_links.exists, "the link to be followed")
    assert opened_links.read_text() == "https://primes.example/two\n"
    copy_the_code(somebody)
    paste_and_send(somebody, on_screen)
    assert on_screen.do("kill", name="SIGTERM") == 0


def choose_and_read(somebody: Listener, on_screen: Screen) -> None:
    """Go to the older conversation and read its answer, up to the link in it."""
    somebody.press("ctrl+shift+l", "Down", "Down", "Down")
    somebody.hears("What is a prime?, list item")
    somebody.press("Return", "F6", "F6")
    somebody.hears("Conversation, list")
    somebody.press("k")
    somebody.hears("Assistant, ")
    answer = on_screen.do("subtree", path=[LIST, ["list item", -1]])
    assert answer["description"].startswith("Primes A prime has two divisors, no more. ")
    assert blocks(answer) == [
        "heading Primes",
        "paragraph A prime has two divisors, no more.",
        "paragraph • 2 is the only even one.",
        "section Code, Python: print(2)",
    ]
    somebody.press("Tab")
    somebody.hears("two divisors, link")
    link = on_screen.do("describe", path=[LIST, ["link", "two divisors"]])
    assert link["description"] == "primes.example"


def copy_the_code(somebody: Listener) -> None:
    """Go on to the buttons of the code and copy it."""
    for name in ("Wrap lines", "Save Python code…", "Copy Python code"):
        somebody.press("Tab")
        somebody.hears(f"{name}, push button")
    somebody.press("space")
    somebody.hears("Copied")


def paste_and_send(somebody: Listener, on_screen: Screen) -> None:
    """Send what was copied, and wait until the answer is there."""
    somebody.press("ctrl+l")
    somebody.hears("Message, text")
    somebody.press("ctrl+v")
    until(lambda: on_screen.do("text", role="text", name="Message") == "print(2)\n", "the code")
    somebody.press("Return")
    somebody.hears(" has answered")
    last = on_screen.do("describe", path=[LIST, ["list item", -1]])
    assert last["name"].startswith("Assistant, ")
    assert last["text"]


def blocks(turn: dict[str, Any]) -> list[str]:
    """Return what is read when a turn is gone through block by block, header and buttons aside."""
    said = []
    for part in turn["children"]:
        if part["role"] in {"label", "tool bar"}:
            continue
        name, text = part["name"], part["text"]
        words = name if name == text or not text else ": ".join(filter(None, (name, text)))
        said.append(f"{part['role']} {words}")
    return said
