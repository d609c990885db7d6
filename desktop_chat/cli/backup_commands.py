"""`backup`, `restore` and `salvage`: copies of the archive, and the way back."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.import_report import ImportReport
from desktop_chat.archive.backups import BackupFile
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.archive.recoding import is_encrypted
from desktop_chat.archive.salvage import salvage
from desktop_chat.cli.output import Output
from desktop_chat.cli.unlocking import asked_key
from desktop_chat.core.figures import count_text
from desktop_chat.errors import Locked, UsageError


def add_backup_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `backup` to its parser."""
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help="where to (default: the folder of the settings)"
    )
    parser.add_argument("--list", action="store_true", help="list the backups, the newest first")
    parser.add_argument("--json", action="store_true", help="give a JSON object for each backup")


def add_restore_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `restore` to its parser."""
    parser.add_argument("backup", type=Path, metavar="FILE", help="a backup")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument(
        "--whole", action="store_true", help="in the place of all that is in the archive"
    )
    how.add_argument(
        "--merge", action="store_true", help="add what the archive does not have, change nothing"
    )
    parser.add_argument("--json", action="store_true", help="give what was done as JSON")


def add_salvage_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `salvage` to its parser."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a damaged archive")
    parser.add_argument("--to", type=Path, metavar="NEW", required=True, help="the new archive")
    parser.add_argument("--json", action="store_true", help="give the report as JSON")


async def salvage_file(parsed: argparse.Namespace, output: Output) -> int:
    """Carry out `salvage`; return 0 where all could be read, 1 where not.

    Raises:
        UsageError: There is no such file, or one where the new one is to be.
        ArchiveError: Nothing can be read, or nothing written.
    """
    if not parsed.file.is_file():
        raise UsageError(f"There is no file {parsed.file}.")
    if parsed.to.exists():
        raise UsageError(f"There is a file {parsed.to} already.", advice="Choose another name.")
    key = await asked_key(parsed.file, parsed) if is_encrypted(parsed.file) else None
    report = await asyncio.to_thread(salvage, parsed.file, parsed.to, key=key)
    is_whole = not (report.damaged or report.missing or report.strays)
    if parsed.json:
        output.json(report)
        return 0 if is_whole else 1
    output.line(
        f"Read: {count_text(report.conversations)} conversations, "
        f"{count_text(report.messages)} messages. They are in {parsed.to}."
    )
    for each in report.missing:
        output.line(f"Missing: rows {each.first} to {each.last} of {each.table}.")
    for each in report.damaged:
        output.line(f"A part is damaged: {each}.")
    return 0 if is_whole else 1


async def backup(parsed: argparse.Namespace, library: Library, output: Output) -> int:
    """Carry out `backup`; return the exit status.

    Raises:
        ArchiveError: The folder cannot be read or written.
    """
    if parsed.list:
        found = await library.backups.list(parsed.to)
        if not found and not parsed.json:
            output.line(f"There is no backup in {parsed.to or library.backups.folder}.")
        for each in found:
            _tell(each, output, is_json=parsed.json)
        return 0
    _tell(await library.backups.write(parsed.to), output, is_json=parsed.json)
    return 0


async def restore(parsed: argparse.Namespace, library: Library, output: Output) -> int:
    """Carry out `restore`; return 0 where all of it was done, 1 where not.

    Raises:
        UsageError: There is no such file.
        ArchiveError: It cannot be read, or the archive cannot be written.
    """
    if not parsed.backup.is_file():
        raise UsageError(
            f"There is no file {parsed.backup}.", advice="`backup --list` lists the backups."
        )
    try:
        report, before = await _restored(parsed, library, None)
    except Locked:
        key = await asked_key(parsed.backup, parsed)
        report, before = await _restored(parsed, library, key)
    if parsed.json:
        output.json({"before": str(before.path), "report": report})
        return 0 if report is None or report.is_whole else 1
    if report is None:
        output.line(f"Restored: the archive is {parsed.backup} now.")
    else:
        added, known = report.total("added"), report.total("known")
        output.line(
            f"Merged. Messages added: {count_text(added)}, already there: {count_text(known)}. "
            f"To take it back: desktop-chat-cli import --undo {report.import_id}"
        )
    output.line(f"What was there before is kept in {before.path}.")
    return 0 if report is None or report.is_whole else 1


async def _restored(
    parsed: argparse.Namespace, library: Library, key: ArchiveKey | None
) -> tuple[ImportReport | None, BackupFile]:
    if parsed.whole:
        return None, await library.backups.restore_whole(parsed.backup, key)
    return await library.backups.restore_merge(parsed.backup, key)


def _tell(found: BackupFile, output: Output, *, is_json: bool) -> None:
    if is_json:
        output.json({"path": str(found.path), "taken_us": found.taken_us, "bytes": found.size})
        return
    moment = datetime.fromtimestamp(found.taken_us / 1e6, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    size = f"{found.size / 1_000_000:.1f} MB"
    output.line(f"{moment}  {size}  {found.path}")
