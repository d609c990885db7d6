"""`import`: conversations of other programs into the archive, with an audit."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from desktop_chat.app.exporting import write_file
from desktop_chat.app.import_report import ImportReport, lines_of
from desktop_chat.app.importing import import_from
from desktop_chat.app.services import Services
from desktop_chat.cli.output import Output
from desktop_chat.core.figures import count_text


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `import` to its parser."""
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="an export: file, folder or ZIP"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be imported")
    parser.add_argument("--json", action="store_true", help="give the audit as JSON, a line a PATH")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write the whole audit to a file: .json or text"
    )


async def bring_in(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `import`; return 0 where everything was imported, 1 where something was not.

    Raises:
        ImportUnreadable: There is nothing at a path.
        ExportFailed: The report cannot be written; the import itself is done.
    """
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
        write_file(parsed.report, _written(reports, is_json=parsed.report.suffix == ".json"))
    return 0 if all(report.is_whole for report in reports) else 1


def _written(reports: list[ImportReport], *, is_json: bool) -> str:
    if is_json:
        return msgspec.json.format(msgspec.json.encode(reports), indent=2).decode() + "\n"
    return "".join(f"{line}\n" for report in reports for line in lines_of(report))
