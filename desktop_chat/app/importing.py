"""Brings conversations of other programs into the archive, as a merge that changes nothing there.

Reading and decoding run beside the event loop, one conversation at a time; each conversation is
one transaction. Stopping loses nothing: what was added stays, and importing again goes on.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from desktop_chat.app.import_reading import Read, Reader
from desktop_chat.app.import_report import ImportedConversation, ImportReport
from desktop_chat.archive import Archive, Merge
from desktop_chat.core.clock import Clock, utc_now_us
from desktop_chat.core.conversation import with_changes
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message
from desktop_chat.core.unseen import plain_line
from desktop_chat.formats.import_format import Brought, Fate
from desktop_chat.formats.import_source import Limits

FOREIGN = "its id belongs to a message of another conversation"
STOPPED = "the import was stopped before it"


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
    started_us, end, reader = clock(), object(), Reader(path, limits)
    records = reader.records()
    done: list[ImportedConversation] = []
    read = await asyncio.to_thread(next, records, end)
    import_id = "" if is_dry else new_id()
    if import_id:
        await archive.imports.begin(import_id, str(path), started_us)
    while read is not end and not is_stopped():
        if isinstance(read, Read):
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


def _dated(read: Read, now_us: int) -> Read:
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
    if not brought.later:
        return whole, False
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
    archive: Archive, import_id: str, read: Read, is_stopped: Callable[[], bool]
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


def _told(read: Read, brought: Brought, merge: Merge, *, was_stopped: bool) -> ImportedConversation:
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
