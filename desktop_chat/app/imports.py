"""The imports of the running program: one at a time, its progress, its audit, taking it back.

What an import reads and adds is `importing`'s affair.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import msgspec

from desktop_chat.app.import_report import ImportReport
from desktop_chat.app.importing import import_from
from desktop_chat.app.restoring import unchanged_experiments
from desktop_chat.app.services import Services
from desktop_chat.archive.imports import ImportHead, Undone
from desktop_chat.core.signal import Signal
from desktop_chat.errors import ImportUnreadable, UsageError

_LISTED = 1_000
_TASK = "import"


class RunningImport:
    """One import under way.

    Attributes:
        source: The file or folder.
        waiting: How many sources come after it.
        conversations: How many have been read.
        is_stopped: Whether it ends after the conversation it is at, and those that wait with it.
    """

    def __init__(self, source: Path, waiting: int = 0) -> None:
        self.source = source
        self.waiting = waiting
        self.conversations = 0
        self.is_stopped = False


class Imports:
    """Imports on the way, and those that are kept.

    Args:
        services: The archive, and what runs tasks.
        on_arrival: Is awaited with the ids of conversations that are new or have changed.
    """

    def __init__(
        self,
        services: Services,
        on_arrival: Callable[[Sequence[str]], Coroutine[Any, Any, None]],
    ) -> None:
        self.changed: Signal[None] = Signal()
        """One has begun, has got on, or has ended."""
        self.ended: Signal[ImportReport] = Signal()
        """One has ended, and this is its audit."""
        self._services = services
        self._on_arrival = on_arrival
        self._running: RunningImport | None = None

    @property
    def running(self) -> RunningImport | None:
        """The one under way, None while there is none."""
        return self._running

    def start(self, path: Path, *more: Path) -> None:
        """Begin to import a file or folder, and others after it, each with an audit of its own.

        Raises:
            UsageError: Another import is under way, or the archive takes no changes.
        """
        if self._running is not None:
            raise UsageError("An import is under way.", advice="Wait for it, or cancel it.")
        if self._services.archive.is_read_only:
            raise UsageError("The archive is read only: nothing can be imported.")
        paths = (path, *more)
        waiting = deque(RunningImport(p, len(more) - number) for number, p in enumerate(paths))
        self._running = waiting[0]
        self._services.tasks.start(_TASK, self._run_all(waiting))
        self.changed.emit(None)

    def stop(self) -> None:
        """End all after the conversation that the present one is at; what was added stays."""
        if self._running is not None and not self._running.is_stopped:
            self._running.is_stopped = True
            self.changed.emit(None)

    async def page(self) -> list[ImportHead]:
        """Return the imports that are kept, the newest first."""
        return await self._services.archive.imports.page(limit=_LISTED)

    async def report(self, import_id: str) -> ImportReport | None:
        """Return the audit of an import, None where it did not come to its end."""
        text = await self._services.archive.imports.report(import_id)
        return msgspec.json.decode(text, type=ImportReport) if text else None

    async def undo(self, import_id: str) -> Undone:
        """Take an import back, but for what was changed or continued since.

        Raises:
            UsageError: There is no such import, or one is under way.
        """
        if self._running is not None:
            raise UsageError("An import is under way.", advice="Wait for it, or cancel it.")
        archive = self._services.archive
        touched = await archive.imports.conversations(import_id)
        report = await self.report(import_id)
        experiments = await unchanged_experiments(report, archive) if report is not None else []
        done = await archive.imports.undo(import_id, self._services.clock(), experiments)
        if done is None:
            raise UsageError("This import is not in the archive any more.")
        await self._on_arrival(touched)
        self.changed.emit(None)
        return done

    async def _run_all(self, waiting: deque[RunningImport]) -> None:
        try:
            while waiting:
                running = waiting.popleft()
                report = await self._run(running, waiting)
                if report is not None:
                    self.ended.emit(report)
                if running.is_stopped:
                    return
        finally:
            self._running = None
            self.changed.emit(None)

    async def _run(
        self, running: RunningImport, waiting: Sequence[RunningImport]
    ) -> ImportReport | None:
        """Import one; return its audit, None where nothing could be read."""

        def note(conversations: int) -> None:
            running.conversations = conversations
            self.changed.emit(None)

        try:
            return await import_from(
                self._services.archive,
                running.source,
                on_progress=note,
                is_stopped=lambda: running.is_stopped,
                clock=self._services.clock,
            )
        except ImportUnreadable as error:
            self._services.notices.add_error(error)
            return None
        finally:
            # Also where it failed half-way: what was added before is there.
            self._running = waiting[0] if waiting and not running.is_stopped else None
            await self._on_arrival(await self._touched())
            self.changed.emit(None)

    async def _touched(self) -> list[str]:
        newest = await self._services.archive.imports.page(limit=1)
        if not newest:
            return []
        return await self._services.archive.imports.conversations(newest[0].id)
