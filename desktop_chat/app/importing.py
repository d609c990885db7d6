"""Brings conversations of other programs into the archive, as a merge that changes nothing there.

Reading and decoding run beside the event loop, one conversation at a time; each conversation is
one transaction. Stopping loses nothing: what was added stays, and importing again goes on.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop_chat.app.import_report import ImportedConversation, ImportReport, LeftOut
from desktop_chat.archive import Archive, Merge
from desktop_chat.archive.foreign import ForeignDatabase
from desktop_chat.core.clock import Clock, utc_now_us
from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import with_changes
from desktop_chat.core.ids import new_id
from desktop_chat.core.unseen import plain_line
from desktop_chat.formats.import_database import Databases
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_source import HARMLESS, Found, Limits, records_of
from desktop_chat.formats.json_splitting import decoded
from desktop_chat.formats.registry import IMPORTS

UNKNOWN_FORM = "no conversation of a known form"
DATABASES = Databases(
    ForeignDatabase, tuple(known.database for known in IMPORTS if known.database is not None)
)
"""The databases of other programs that can be read, by the formats that they belong to."""
FOREIGN = "its id belongs to a message of another conversation"
_RECORDS_BETWEEN_RESTS = 256


class _Read(Struct, frozen=True):
    """One conversation as it was read, or why it was not."""

    file: str
    format: ImportFormat
    source_nodes: int
    brought: Brought | None
    problem: str = ""


class _Reader:
    """Reads a source record by record and counts what is left out."""

    def __init__(self, path: Path, limits: Limits | None) -> None:
        self._found = records_of(path, limits, DATABASES)
        self._left_out: Counter[tuple[str, str, bool]] = Counter()
        self._count = 0

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What holds no conversation so far, equal ones together."""
        return tuple(LeftOut(*key, count) for key, count in self._left_out.items())

    def records(self) -> Iterator[_Read | None]:
        """Give each conversation; None now and then between them, to let others work."""
        # A loop would hold each record until the next is decoded; it may be large.
        return filter(self._is_due, map(self._read, self._found))

    def _is_due(self, read: _Read | None) -> bool:
        self._count += 1
        return read is not None or self._count % _RECORDS_BETWEEN_RESTS == 0

    def _read(self, found: Found) -> _Read | None:
        problem = found.problem if found.piece is None else found.piece.problem
        if found.piece is None or problem:
            self._left_out[found.name, problem, problem not in HARMLESS] += 1
            return None
        try:
            value = entries(decoded(found.piece.content))
        except ValueError as error:
            self._left_out[found.name, str(error), True] += 1
            return None
        format_ = next((known for known in IMPORTS if value and known.recognises(value)), None)
        if format_ is None:
            self._left_out[found.name, UNKNOWN_FORM, False] += 1
            return None
        count = format_.count(value)
        try:
            return _Read(found.name, format_, count, format_.read(value))
        except ValueError as error:
            return _Read(found.name, format_, count, None, str(error))


async def import_from(
    archive: Archive,
    path: Path,
    *,
    is_dry: bool = False,
    limits: Limits | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
    is_stopped: Callable[[], bool] = lambda: False,
    clock: Clock = utc_now_us,
) -> ImportReport:
    """Import a file, folder or ZIP and return the audit.

    Args:
        archive: Where they go.
        path: What another program has exported.
        is_dry: Only say what would be done.
        limits: What the source may demand, the usual ones when None.
        on_progress: Is told how many conversations have been read.
        is_stopped: Is asked between two conversations whether this is to end early.
        clock: Tells UTC microseconds.

    Raises:
        ImportUnreadable: There is nothing to read at the path.
        ArchiveError: The archive cannot take more; what was added before stays.
    """
    started_us, end, reader = clock(), object(), _Reader(path, limits)
    records = reader.records()
    done: list[ImportedConversation] = []
    read = await asyncio.to_thread(next, records, end)
    import_id = "" if is_dry else new_id()
    if import_id:
        await archive.imports.begin(import_id, str(path), started_us)
    while read is not end and not is_stopped():
        if isinstance(read, _Read):
            done.append(await _kept(archive, import_id, _dated(read, started_us)))
            on_progress(len(done))
        read = None  # let go before the next is read
        read = await asyncio.to_thread(next, records, end)
    found = (tuple(done), reader.left_out, import_id, clock(), read is not end)
    return await _audited(archive, ImportReport(str(path), started_us, is_dry, *found))


async def _audited(archive: Archive, report: ImportReport) -> ImportReport:
    if report.import_id:
        text = msgspec.json.encode(report).decode()
        await archive.imports.finish(report.import_id, text)
    return report


def _dated(read: _Read, now_us: int) -> _Read:
    """Give a conversation of which no time is known that of the import, for the list's order."""
    brought = read.brought
    if brought is None or brought.conversation.updated_us or read.format.keeps_empty:
        return read
    head = with_changes(brought.conversation, created_us=now_us, updated_us=now_us)
    return msgspec.structs.replace(
        read, brought=msgspec.structs.replace(brought, conversation=head)
    )


async def _kept(archive: Archive, import_id: str, read: _Read) -> ImportedConversation:
    brought = read.brought
    if brought is None:
        skipped = read.source_nodes
        return ImportedConversation(
            read.file,
            read.format.id,
            problem=read.problem,
            source_nodes=read.source_nodes,
            skipped=skipped,
            reasons={read.problem: skipped},
        )
    merge = Merge(is_new=False)
    if brought.messages or read.format.keeps_empty:
        chat, added = brought.conversation, brought.messages
        if import_id:
            merge = await archive.imports.merge(import_id, chat, added)
        else:
            merge = await archive.imports.would_merge(chat, added)
    fates = Counter(node.fate for node in brought.nodes)
    told = [node for node in brought.nodes if node.reason]
    reasons = Counter(node.reason for node in told)
    lacking = Counter(node.reason for node in told if node.fate is Fate.IMPORTED)
    if merge.foreign:
        reasons[FOREIGN] += len(merge.foreign)
    return ImportedConversation(
        read.file,
        read.format.id,
        title=plain_line(brought.conversation.title)[:200],
        id=brought.conversation.id,
        is_new=merge.is_new,
        source_nodes=read.source_nodes,
        added=len(merge.added),
        known=len(merge.known),
        merged=fates[Fate.MERGED],
        hidden=fates[Fate.HIDDEN],
        skipped=fates[Fate.SKIPPED] + len(merge.foreign),
        reasons=dict(reasons),
        lacking=dict(lacking),
    )
