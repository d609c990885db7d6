"""A conversation of 100,000 messages beside one of 1,000, in the real window: time and memory.

Times are the processor's, of all threads, until what was asked for is painted: rows that were read
from the archive, no placeholders. Each round begins with a conversation that nobody has opened yet.
"""

from __future__ import annotations

import asyncio
import gc
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.long_conversations import long_conversation
from support.scripted import ScriptedTransport
from support.window import ENDPOINT, Desktop, desktop

from desktop_chat.core.conversation import Conversation
from desktop_chat.ui.application import make_event_loop
from desktop_chat.ui.garbage import GarbageCollector
from desktop_chat.ui.main_window import SIZE
from desktop_chat.ui.panes import Side
from tests.benchmarks.figures import Figure
from tests.benchmarks.streaming import application
from tests.benchmarks.typing_speed import PaintWatch

FEW, MANY = 1_000, 100_000
ROUNDS = 5
PAGES = 20
HITS = 10
GOAL = 1.5
LIMIT_S = 20
MEMORY_GOAL_MB = 5.0
MEMORY_ROUNDS = 3
WORDS = {
    "open": "painted at its end",
    "resize": "the window narrower, then as it was",
    "jump to the top": "the first rows read and painted",
    "page up": f"{PAGES} pages from the end, rows read and painted",
    "page down": f"{PAGES} pages back",
    "jump to a search hit": f"{HITS} messages anywhere, rows read and painted",
}


class Measured:
    """Drives one window and takes times in it.

    Args:
        opened: The window.
    """

    def __init__(self, opened: Desktop) -> None:
        self._opened = opened
        self._transcript = opened.window.chat.transcript
        self._painted = PaintWatch(self._transcript.viewport()).painted
        self.times: dict[tuple[str, int], list[float]] = defaultdict(list)

    async def round(self, talk: Conversation, count: int) -> None:
        """Open a conversation as if for the first time, and move about in it."""
        opened, transcript = self._opened, self._transcript
        sessions = vars(opened.opened.conversations)["_sessions"]
        opened.window.navigation.start()
        sessions.pop(talk.id, None)
        await self._rested()
        await self._take("open", count, lambda: opened.window.navigation.open(talk.id), talk.id)
        await self._rested()
        archive, start = opened.opened.services.archive, time.process_time()
        await archive.skeleton(talk.id)
        await archive.usage_totals(talk.id, ())
        self.times["the rest", count].append(time.process_time() - start)
        for width in (SIZE.width() - 150, SIZE.width()):
            await self._take("resize", count, lambda w=width: self._resize(w))
        for _ in range(PAGES):
            await self._take("page up", count, lambda: self._press(Qt.Key.Key_PageUp))
        for _ in range(PAGES):
            await self._take("page down", count, lambda: self._press(Qt.Key.Key_PageDown))
        await self._take("jump to the top", count, lambda: transcript.scroll_to(0))
        source, chosen = opened.session.source, random.Random(len(self.times["open", count]))
        for _ in range(HITS):
            number = chosen.randrange(count // 10, len(source) - 100)
            hit = source.stub(number).message_id
            act = partial(opened.window.navigation.open, talk.id, hit)
            await self._take("jump to a search hit", count, act, message_id=hit)

    async def _take(
        self,
        name: str,
        count: int,
        act: Callable[[], object],
        talk_id: str = "",
        message_id: str = "",
    ) -> None:
        """Time an act until what it brings into sight is painted, and note it."""
        start = time.process_time()
        self._painted.clear()
        act()
        async with asyncio.timeout(LIMIT_S):
            while not self._is_there(talk_id, message_id) or not self._painted.is_set():
                await self._painted.wait()
                if not self._is_there(talk_id, message_id):
                    self._painted.clear()
        self.times[name, count].append(time.process_time() - start)

    def _is_there(self, conversation_id: str, message_id: str) -> bool:
        view = self._transcript
        if conversation_id and self._opened.session.id != conversation_id:
            return False
        first, last = view.turns_in_sight()
        if message_id and not first <= view.layout_.number_of(message_id) <= last:
            return False
        return not any(view.layout_.turns[n].is_waiting for n in range(first, last + 1))

    async def _rested(self) -> None:
        """Wait until nothing is being done that would be counted with what comes."""
        await self._opened.settled()
        await asyncio.sleep(0.25)
        await self._opened.settled()

    def _resize(self, width: int) -> None:
        self._opened.window.resize(width, SIZE.height())

    def _press(self, key: Qt.Key) -> None:
        QTest.keyClick(self._transcript, key)


def bench_long_conversations() -> Iterator[Figure]:
    """Compare a conversation of 100,000 messages with one of 1,000."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        talks = {
            count: long_conversation(path, count, branch_every=50, endpoint_id=ENDPOINT.id)
            for count in (FEW, MANY)
        }
        times = run(path.parent, talks)
        for name, said in WORDS.items():
            few, many = (median(times[name, count]) * 1e3 for count in (FEW, MANY))
            words = f"{said}: {many:.1f} ms of the processor at {MANY:,} messages / {few:.1f}"
            yield Figure(f"long: {name}", many / few, words, GOAL)
        rest = median(times["the rest", MANY]) * 1e3
        words = f"reading the shape and the costs of {MANY:,} messages, behind what is painted"
        yield Figure("long: the rest", rest, words, unit="ms")
        yield memory(path.parent, talks)


def run(folder: Path, talks: dict[int, Conversation]) -> dict[tuple[str, int], list[float]]:
    """Return the seconds of each act, by its name and the number of messages."""
    collector = GarbageCollector(application())

    async def measure() -> dict[tuple[str, int], list[float]]:
        async with desktop(ScriptedTransport(), folder) as opened:
            measured = Measured(opened)
            for number in range(ROUNDS + 1):
                for count, talk in talks.items():
                    await measured.round(talk, count)
                if number == 0:  # the first round fills caches
                    measured.times.clear()
            return measured.times

    with asyncio.Runner(loop_factory=lambda: make_event_loop(application())) as runner:
        times = runner.run(measure())
    collector.deleteLater()
    return times


def memory(folder: Path, talks: dict[int, Conversation]) -> Figure:
    """Compare the memory of a window with the long conversation open and with the short one."""
    used: dict[int, list[float]] = defaultdict(list)
    for _ in range(MEMORY_ROUNDS):
        for count, talk in talks.items():
            code = (
                f"import sys; sys.path[:0] = {[str(Path(__file__).resolve().parents[1])]!r}\n"
                "from tests.benchmarks.long_conversations import resident_mb\n"
                f"print(resident_mb({str(folder)!r}, {talk.id!r}))"
            )
            ran = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE)
            used[count].append(float(ran.stdout.split()[-1]))
    few, many = median(used[FEW]), median(used[MANY])
    words = f"resident with {MANY:,} messages open, {many:.1f} MB, less that with {FEW:,}"
    return Figure("long: memory", many - few, words, MEMORY_GOAL_MB, "MB")


def resident_mb(folder: str, conversation_id: str) -> float:
    """Return the memory of this process with a conversation open in its window, in megabytes."""

    async def measure() -> float:
        async with desktop(ScriptedTransport(), Path(folder)) as opened:
            # It previews a short conversation whole, and a long one in short.
            opened.window.panes.set_wanted(Side.INSPECTOR, is_wanted=False)
            opened.window.navigation.open(conversation_id)
            await opened.until(lambda: opened.session.id == conversation_id)
            await opened.session.complete()
            await opened.settled()
            await asyncio.sleep(0.3)
            gc.collect()
            return resident_pages() * resource.getpagesize() / 1e6

    with asyncio.Runner(loop_factory=lambda: make_event_loop(application())) as runner:
        return runner.run(measure())


def resident_pages() -> int:
    """Return how many pages of memory this process has."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
