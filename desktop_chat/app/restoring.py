"""Adds to an archive what a backup has and it has not: a merge, audited and undone like an import.

The backup is opened as a copy of its own, so that one of an older version is brought up to date
without being touched.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec

from desktop_chat.app.import_report import ImportedConversation, ImportReport, LeftOut
from desktop_chat.archive import Archive, Merge
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.archive.salvage import Salvaged, salvage
from desktop_chat.core.clock import Clock
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.places import Place, PlaceKind
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import Corrupt
from desktop_chat.formats.import_database import private_folder

FORMAT = "backup"
_PAGE = 200
_ROWS = 1_000
_KINDS = (PlaceKind.ALL, PlaceKind.ARCHIVE, PlaceKind.TRASH)


async def merge_from(
    backup: Path,
    archive: Archive,
    on_progress: Callable[[int, int], bool],
    clock: Clock,
    key: ArchiveKey | None = None,
) -> ImportReport:
    """Add conversations, messages, experiments and costs that the archive does not have.

    Deleted messages of the backup stay behind.

    Args:
        backup: A backup, or a damaged archive: what can be read of it is added then.
        archive: Where it goes.
        on_progress: Is told how many conversations are done, of how many; returns whether to go on.
        clock: Tells UTC microseconds.
        key: What opens the backup, where it is encrypted with another key than the archive.

    Raises:
        Locked: The backup is encrypted with another key than that which is known.
        ArchiveError: The backup cannot be read, or the archive takes no more; what was added before
            stays.
    """
    key = await archive.backups.key_of(backup, key)
    with private_folder() as folder:
        copy = folder / "backup.db"
        gaps: tuple[LeftOut, ...] = ()
        try:
            await archive.backups.check(backup, key)
            await asyncio.to_thread(shutil.copyfile, backup, copy)
        except Corrupt:
            gaps = _gaps(await asyncio.to_thread(salvage, backup, copy, key=key), backup.name)
        other = await Archive.open(copy, key)
        try:
            return await _merge(other, backup, archive, on_progress, clock, gaps)
        finally:
            await other.close()


def _gaps(salvaged: Salvaged, file: str) -> tuple[LeftOut, ...]:
    found = [
        LeftOut(file, f"rows {each.first} to {each.last} of {each.table} cannot be read", True)
        for each in salvaged.missing
    ]
    if salvaged.damaged:
        reason = "a part of these texts is damaged; what can be read of them is there"
        found.append(LeftOut(file, reason, True, len(salvaged.damaged)))
    return tuple(found)


async def _merge(
    other: Archive,
    backup: Path,
    archive: Archive,
    on_progress: Callable[[int, int], bool],
    clock: Clock,
    gaps: tuple[LeftOut, ...],
) -> ImportReport:
    started_us, import_id = clock(), new_id()
    await archive.imports.begin(import_id, str(backup), started_us)
    places = await other.places.overview()
    total = await other.conversation_count() + places.trashed
    done: list[ImportedConversation] = []
    is_stopped = False
    async for head in _heads(other):
        if not on_progress(len(done), total):
            is_stopped = True
            break
        messages = await other.backups.whole_messages(head.id)
        merge = await archive.imports.merge(import_id, head, messages)
        done.append(_audited(head, merge, len(messages), backup.name))
    experiments: tuple[str, ...] = ()
    if not is_stopped:
        for path in await other.places.kept_folders():
            await archive.places.keep_folder(path)
        await _add_costs(other, archive)
        experiments = await _add_experiments(other, archive)
    found = (tuple(done), gaps, import_id, clock(), is_stopped, experiments)
    report = ImportReport(str(backup), started_us, False, *found)
    await archive.imports.finish(import_id, msgspec.json.encode(report).decode())
    return report


async def _heads(other: Archive) -> AsyncIterator[Conversation]:
    for kind in _KINDS:
        offset = 0
        while page := await other.places.page(Place(kind), limit=_PAGE, offset=offset):
            for head in page:
                yield head
            offset += len(page)


def _audited(head: Conversation, merge: Merge, nodes: int, file: str) -> ImportedConversation:
    return ImportedConversation(
        file,
        FORMAT,
        title=plain_line(head.title)[:200],
        id=head.id,
        is_new=merge.is_new,
        source_nodes=nodes,
        added=len(merge.added),
        known=len(merge.known),
        skipped=len(merge.foreign),
    )


async def _add_costs(other: Archive, archive: Archive) -> None:
    known = {spent.id for spent in await archive.spent_rows()}
    missing = [spent for spent in await other.spent_rows() if spent.id not in known]
    for start in range(0, len(missing), _ROWS):
        await archive.save_spent(*missing[start : start + _ROWS])


async def _add_experiments(other: Archive, archive: Archive) -> tuple[str, ...]:
    """Add experiments, and those again whose merge was taken back; return their ids."""
    offset = 0
    added: list[str] = []
    while page := await other.experiments(limit=_PAGE, offset=offset):
        for listed in page:
            if await archive.experiment(listed.id) is None:
                await _add_experiment(other, archive, listed.id)
                added.append(listed.id)
            elif await archive.imports.restore_experiment(listed.id):
                added.append(listed.id)
        offset += len(page)
    return tuple(added)


async def _add_experiment(other: Archive, archive: Archive, experiment_id: str) -> None:
    head = await other.experiment(experiment_id)
    if head is None:
        return
    await archive.save_experiment(head)
    for cell in await other.cell_heads(head.id, 0, head.plan.cell_count):
        answer = await other.whole_cell_answer(head.id, cell.cell_index)
        if answer is not None:
            await archive.save_cell(head, cell, answer)


async def unchanged_experiments(report: ImportReport, archive: Archive) -> list[str]:
    """Return the ids of the experiments that a merge added and that did not go on since."""
    found = [await archive.experiment(experiment_id) for experiment_id in report.experiments]
    return [head.id for head in found if head is not None and head.updated_us <= report.ended_us]
