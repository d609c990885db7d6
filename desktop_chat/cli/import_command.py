"""`import`: conversations of other programs into the archive, with an audit."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from desktop_chat.app.export_files import write_file
from desktop_chat.app.import_report import ImportReport, lines_of, written
from desktop_chat.app.importing import import_from
from desktop_chat.app.services import Services
from desktop_chat.cli.output import Output
from desktop_chat.core.clock import utc_now_us
from desktop_chat.core.figures import count_text
from desktop_chat.errors import UsageError

LISTED = 1_000


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `import` to its parser."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="an export: file, folder or ZIP"
    )
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--undo", metavar="ID", help="take back what an import added")
    act.add_argument("--list", action="store_true", help="list the imports, the newest first")
    act.add_argument("--dry-run", action="store_true", help="say what would be imported")
    parser.add_argument("--json", action="store_true", help="give the audit as JSON, a line a PATH")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write the whole audit to a file: .json or text"
    )


async def bring_in(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `import`; return 0 where everything was imported, 1 where something was not.

    Raises:
        ImportUnreadable: There is nothing at a path.
        ExportFailed: The report cannot be written; the import itself is done.
        UsageError: There is no import to take back, or neither a path nor another act is given.
    """
    if bool(parsed.paths) == bool(parsed.undo or parsed.list):
        raise UsageError("Import takes a PATH, or --undo ID, or --list.")
    if parsed.list:
        return await _list(parsed, services, output)
    if parsed.undo:
        return await _undo(parsed.undo, services, output)
    reports: list[ImportReport] = []
    for path in parsed.paths:
        report = await import_from(
            services.archive,
            path,
            is_dry=parsed.dry_run,
            on_progress=lambda count: output.progress(f"Conversations: {count_text(count)}"),
        )
        output.end_progress()
        reports.append(report)
        if parsed.json:
            output.json(report)
        else:
            for line in lines_of(report):
                output.line(line)
    if parsed.report is not None:
        write_file(parsed.report, written(reports, is_json=parsed.report.suffix == ".json"))
    return 0 if all(report.is_whole for report in reports) else 1


async def _list(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    for head in await services.archive.imports.page(limit=LISTED):
        if parsed.json:
            audit = await services.archive.imports.report(head.id)
            output.json(msgspec.to_builtins(head) | {"report": _decoded(audit)})
            continue
        state = "taken back" if head.undone_us else "kept" if head.is_finished else "not finished"
        output.line(f"{head.id}  {head.source}\n    {count_text(head.added)} messages, {state}")
    return 0


async def _undo(import_id: str, services: Services, output: Output) -> int:
    done = await services.archive.imports.undo(import_id, utc_now_us())
    if done is None:
        raise UsageError(
            f"There is no import {import_id!r} in the archive.", advice="`import --list` gives ids."
        )
    output.line(
        f"Taken back. Messages deleted: {count_text(done.deleted)}, kept because they were changed "
        f"or continued since: {count_text(done.kept)}."
    )
    return 0


def _decoded(audit: str) -> object:
    return msgspec.json.decode(audit) if audit else None
