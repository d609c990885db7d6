"""From a key to its painted character: idle, and while an answer streams into a long chat."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from statistics import median, quantiles

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from support.scripted import ScriptedReply, ScriptedTransport, chunk
from support.window import Desktop, desktop
from typing_extensions import override

from desktop_chat.app.conversation_library import Library
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, Role
from desktop_chat.ui.application import make_event_loop
from tests.benchmarks.figures import Figure
from tests.benchmarks.streaming import MIXED, TOKEN_CHARACTERS, application

KEYS = 200
MESSAGES = 10_000
TOKENS_PER_S = 2_000
BATCHES_PER_S = 100
GOAL = 1.5


class PaintWatch(QObject):
    """Notes when a widget has been painted after a key."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.painted = asyncio.Event()
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            # The paint event is being delivered: it has been painted when the loop goes on.
            asyncio.get_running_loop().call_soon(self.painted.set)
        return False


class Flood(ScriptedReply):
    """A reply that streams mixed Markdown at a pace until it is told to stop."""

    def __init__(self) -> None:
        super().__init__([])
        self.is_over = False

    @override
    async def body(self) -> AsyncIterator[bytes]:
        batch = TOKEN_CHARACTERS * TOKENS_PER_S // BATCHES_PER_S
        start, began = 0, time.perf_counter()
        while not self.is_over:
            due = int((time.perf_counter() - began) * BATCHES_PER_S) * batch
            while start < due:
                text = (MIXED * 2)[start % len(MIXED) :][:batch]
                start += batch
                yield b"".join(
                    chunk(text[at : at + TOKEN_CHARACTERS])
                    for at in range(0, batch, TOKEN_CHARACTERS)
                )
            await asyncio.sleep(1 / BATCHES_PER_S)


def bench_typing() -> Iterator[Figure]:
    """Compare the time from a key to its painted character while streaming with idle."""
    flood = Flood()

    async def run() -> tuple[list[float], list[float]]:
        with tempfile.TemporaryDirectory() as folder:
            async with desktop(ScriptedTransport(flood), Path(folder)) as opened:
                await fill(opened.opened.conversations, opened)
                idle = await key_times(opened)
                opened.session.send("Go on.")
                await opened.until(lambda: len(opened.session.messages()[-1].text) >= 0)
                await asyncio.sleep(1)
                streaming = await key_times(opened)
                flood.is_over = True
                opened.session.stop()
                await opened.settled()
                return idle, streaming

    with asyncio.Runner(loop_factory=lambda: make_event_loop(application())) as runner:
        idle, streaming = runner.run(run())
    words = f"{median(streaming) * 1e3:.1f} ms at {TOKENS_PER_S:,} tokens/s / idle"
    yield Figure("key to character, streaming", median(streaming) / median(idle), words, GOAL)
    late, late_idle = (quantiles(times, n=20)[-1] for times in (streaming, idle))
    words = f"the same, 95th percentile: {late * 1e3:.1f} ms / {late_idle * 1e3:.1f} ms"
    yield Figure("key to character, the slow ones", late / late_idle, words)


async def fill(library: Library, opened: Desktop) -> None:
    """Open a conversation of many messages in the window."""
    archive = opened.opened.services.archive
    conversation = opened.session.conversation
    head = Conversation(new_id(), "Long", endpoint_id=conversation.endpoint_id, model="m-1")
    await archive.save_conversation(head)
    parent: str | None = None
    for number in range(MESSAGES):
        role = Role.ASSISTANT if number % 2 else Role.USER
        message = Message(new_id(), head.id, role, parent_id=parent, text=MIXED)
        await archive.save_message(message)
        parent = message.id
    opened.window.navigation.open(head.id)
    await opened.settled()
    await opened.until(lambda: opened.session.id == head.id)


async def key_times(opened: Desktop) -> list[float]:
    """Return the seconds from each key to its character."""
    field = opened.window.chat.composer.field
    opened.window.chat.composer.focus()
    watch = PaintWatch(field.viewport())
    waits = random.Random(1)
    times: list[float] = []
    for number in range(KEYS):
        letter = "abcdefgh "[number % 9]
        watch.painted.clear()
        start = time.perf_counter()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, letter)
            QCoreApplication.postEvent(field, event)
        await watch.painted.wait()
        times.append(time.perf_counter() - start)
        await asyncio.sleep(waits.uniform(0.005, 0.04))
    field.viewport().removeEventFilter(watch)
    watch.deleteLater()
    return times
