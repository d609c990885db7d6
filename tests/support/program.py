"""The program below the windows, over a scripted transport and an archive of its own."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from support.scripted import ScriptedTransport

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.experiments import Experiments
from desktop_chat.app.notices import Notices
from desktop_chat.app.rows import TurnRow
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.app.tasks import Tasks
from desktop_chat.app.transports import Transports
from desktop_chat.archive import Archive
from desktop_chat.settings.presets import PresetStore
from desktop_chat.settings.secrets import KeyStore
from desktop_chat.settings.store import SettingsStore
from desktop_chat.wire.transport import Transport

LIMIT_S = 10


@dataclass
class Program:
    """What a test drives, and ways to wait for what it waits for."""

    services: Services
    conversations: Library
    experiments: Experiments
    transport: ScriptedTransport

    def session(self, endpoint_id: str = "practice", model: str = "m-1") -> ChatSession:
        """Start a conversation."""
        return self.conversations.start(endpoint_id, model)

    async def ended(self, session: ChatSession) -> None:
        """Wait until the session makes no answer any more."""
        ended = asyncio.Event()

        def look(_head: object = None) -> None:
            if not session.is_answering:
                ended.set()

        disconnect = session.conversation_changed.connect(look)
        look()
        async with asyncio.timeout(LIMIT_S):
            await ended.wait()
        disconnect()

    async def row_with(self, session: ChatSession, text: str) -> TurnRow:
        """Wait until the last row shows a text; return it."""
        return await self.row_where(session, lambda row: row.text == text)

    async def row_where(self, session: ChatSession, rule: Callable[[TurnRow], bool]) -> TurnRow:
        """Wait until a rule holds for the last row; return it."""
        shown = asyncio.Event()

        def look(_message_id: str = "") -> None:
            if rule(session.rows()[-1]):
                shown.set()

        disconnect = session.row_changed.connect(look)
        look()
        async with asyncio.timeout(LIMIT_S):
            await shown.wait()
        disconnect()
        return session.rows()[-1]

    async def requested(self, transport: ScriptedTransport, count: int = 1) -> None:
        """Wait until the transport has had so many requests."""
        async with asyncio.timeout(LIMIT_S):
            while len(transport.requests) < count:  # noqa: ASYNC110 - the transport has no event
                await asyncio.sleep(0.001)

    async def settled(self) -> None:
        """Wait until what was begun in the background has ended."""
        async with asyncio.timeout(LIMIT_S):
            while self.services.tasks.running:  # noqa: ASYNC110 - many tasks, no one event
                await asyncio.sleep(0.001)


@asynccontextmanager
async def program(
    transport: ScriptedTransport,
    folder: Path | None = None,
    *,
    expected_bugs: int = 0,
    carrier: Transport | None = None,
    keys: KeyStore | None = None,
) -> AsyncIterator[Program]:
    """Open the program; the scripted transport answers for every endpoint, or another for it.

    A bug in a task fails the test, unless the test expects it.
    """
    bugs: list[BaseException] = []
    with tempfile.TemporaryDirectory() as temporary:
        home = folder or Path(temporary)
        archive = await Archive.open(home / "archive.db")
        notices = Notices()
        settings = SettingsStore.load(home / "settings.json", notices_of=notices.add_error)
        presets = PresetStore.load(home / "presets.json", notices_of=notices.add_error)
        transports = Transports(carrier or transport, carrier or transport)
        tasks = Tasks(notices.add_error, bugs.append)
        parts = (archive, settings, presets, transports, keys or KeyStore(), notices, tasks)
        services = Services.over(*parts)
        library = Library(services)
        try:
            yield Program(services, library, Experiments(services), transport)
        finally:
            await library.close()
            await tasks.close()
            await archive.close()
    assert len(bugs) == expected_bugs, bugs
