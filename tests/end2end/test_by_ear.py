"""The program as somebody uses it who does not see it: by keys, and by what a screen reader hears."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.optional import program as installed
from support.program import program
from support.real_window import Screen, screen
from support.scripted import ScriptedTransport, says

from desktop_chat.core.message import Role

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
    profile.mkdir()
    (profile / "settings.json").write_text('{"endpoints":{"first_run_done":true}}')
    async with program(ScriptedTransport(says(ANSWER), says("Rain.")), profile) as opened:
        for text in ("What is a prime?", "How is the weather?"):
            session = opened.session()
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
            print(event)
            if event["type"].startswith("object:announcement"):
                self.heard.append(event["text"])
            elif event["type"].startswith("object:state-changed:focused") and event["start"]:
                self.heard.append(f"{event['name']}, {event['role']}")


def test_a_conversation_is_read_copied_from_followed_and_gone_on_with(
    on_screen: Screen, tmp_path: Path
) -> None:
    profile, tools = tmp_path / "profile", tmp_path / "tools"
    asyncio.run(keep_two_conversations(profile))
    tools.mkdir()
    opener = tools / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" >>{tmp_path}/opened\n')
    opener.chmod(0o755)
    on_screen.do("listen", kinds=["object:state-changed:focused", "object:announcement"])
    on_screen.open_window(profile, PATH=f"{tools}:{os.environ['PATH']}", BROWSER="")
    on_screen.do("wait", role="text", name="Message")
    somebody = Listener(on_screen)
    somebody.hears("Message, text")

    somebody.press("ctrl+shift+l")
    somebody.press("Down", "Down", "Down")
    somebody.hears("What is a prime?")
    somebody.press("Return")
    somebody.press("F6", "F6")
    somebody.hears("Conversation, list")
    somebody.press("k")
    somebody.hears("Assistant, ")
