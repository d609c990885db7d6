"""Brings conversations of other programs into the archive, as a merge that changes nothing there.

Reading and decoding run beside the event loop, one conversation at a time; each conversation is
one transaction. Stopping loses nothing: what was added stays, and importing again goes on.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
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
from desktop_chat.core.message import Message
from desktop_chat.core.unseen import plain_line
from desktop_chat.formats.import_database import Databases
from desktop_chat.formats.import_files import illustrated
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_source import HARMLESS, Found, Limits, records_of
from desktop_chat.formats.json_splitting import decoded
from desktop_chat.formats.large_record import LargeRecord
from desktop_chat.formats.registry import IMPORTS

UNKNOWN_FORM = "no conversation of a known form"
DATABASES = Databases(
    ForeignDatabase, tuple(known.database for known in IMPORTS if known.database is not None)
)
"""The databases of other programs that can be read, by the formats that they belong to."""
FOREIGN = "its id belongs to a message of another conversation"
STOPPED = "the import was stopped before it"
TOO_LARGE = "it is too large, and no conversation that can be read in parts"
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
        self._found = records_of(path, limits, DATABASES, _aside_for)
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
        if isinstance(found.piece.aside, LargeRecord):
            return self._read_large(found.name, found.piece.aside)
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
            brought = illustrated(format_.read(value), found.files)
            return _Read(found.name, format_, count, brought)
        except ValueError as error:
            return _Read(found.name, format_, count, None, str(error))

    def _read_large(self, name: str, record: LargeRecord) -> _Read | None:
        for known in IMPORTS:
            large = known.large
            head = None if large is None else record.head(large.list_name)
            if large is None or head is None or not known.recognises(head):
                continue
            elements = partial(record.elements, large.list_name)
            count = sum(1 for _ in elements())
            try:
                return _Read(name, known, count, large.read(head, elements))
            except ValueError as error:
                return _Read(name, known, count, None, str(error))
        self._left_out[name, TOO_LARGE, True] += 1
        return None


def _aside_for(beginning: bytes) -> LargeRecord | None:
    """Return what takes a large record where a format may read it."""
    larges = (known.large for known in IMPORTS)
    is_known = any(large is not None and large.begins.match(beginning) for large in larges)
    return LargeRecord() if is_known else None


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
        is_stopped: Is asked between conversations and parts of large ones whether this is to end.
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
            done.append(await _kept(archive, import_id, _dated(read, started_us), is_stopped))
            on_progress(len(done))
        read = None  # let go before the next is read
        read = await asyncio.to_thread(next, records, end)
    found = (tuple(done), reader.left_out, import_id, clock(), read is not end)
    return await _audited(archive, ImportReport(str(path), started_us, is_dry, *found))


async def _audited(archive: Archive, report: ImportReport) -> ImportReport:
    if any(STOPPED in each.reasons for each in report.conversations):
        report = msgspec.structs.replace(report, was_stopped=True)
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


async def _merged(
    archive: Archive, import_id: str, brought: Brought, is_stopped: Callable[[], bool]
) -> tuple[Merge, bool]:
    """Merge a conversation: in one transaction, or in one for each part of a large one.

    Returns:
        What was merged, and whether it was stopped before all was.
    """

    async def merge(added: Sequence[Message]) -> Merge:
        if import_id:
            return await archive.imports.merge(import_id, brought.conversation, added)
        return await archive.imports.would_merge(brought.conversation, added)

    whole = await merge(brought.messages)
    parts = iter(brought.later)
    while (part := await asyncio.to_thread(next, parts, None)) is not None:
        if is_stopped():
            return whole, True
        done = await merge(part)
        whole = Merge(
            whole.is_new,
            whole.added + done.added,
            whole.known + done.known,
            whole.foreign + done.foreign,
        )
    return whole, False


async def _kept(
    archive: Archive, import_id: str, read: _Read, is_stopped: Callable[[], bool]
) -> ImportedConversation:
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
    merge, was_stopped = Merge(is_new=False), False
    if brought.messages or brought.later or read.format.keeps_empty:
        merge, was_stopped = await _merged(archive, import_id, brought, is_stopped)
    return _told(read, brought, merge, was_stopped=was_stopped)


def _told(
    read: _Read, brought: Brought, merge: Merge, *, was_stopped: bool
) -> ImportedConversation:
    fates = Counter(node.fate for node in brought.nodes)
    told = [node for node in brought.nodes if node.reason]
    reasons = Counter(node.reason for node in told)
    lacking = Counter(node.reason for node in told if node.fate is Fate.IMPORTED)
    if merge.foreign:
        reasons[FOREIGN] += len(merge.foreign)
    left = 0
    if was_stopped:
        done = len(merge.added) + len(merge.known) + len(merge.foreign)
        left = reasons[STOPPED] = fates[Fate.IMPORTED] - done
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
        skipped=fates[Fate.SKIPPED] + len(merge.foreign) + left,
        reasons=dict(reasons),
        lacking=dict(lacking),
    )
