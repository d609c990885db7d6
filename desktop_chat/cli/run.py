"""Runs one headless command: parses it, opens what it needs, makes errors sentences and statuses.

It knows neither what a command does nor how the program is built.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from desktop_chat.app.exporting import PDF, WritePdf
from desktop_chat.app.opening import Archiving, Open, Wanted
from desktop_chat.app.services import Services
from desktop_chat.cli import archive_commands, backup_commands, model_commands, record_commands
from desktop_chat.cli.arguments import parse
from desktop_chat.cli.ask import ask
from desktop_chat.cli.catalog_commands import compare, model
from desktop_chat.cli.experiment import experiment
from desktop_chat.cli.import_command import bring_in
from desktop_chat.cli.login_command import login
from desktop_chat.cli.output import Output, failed
from desktop_chat.cli.spending_command import spending
from desktop_chat.cli.unlocking import asked_key
from desktop_chat.cli.usage_command import usage
from desktop_chat.errors import AppError, BadField, Locked, UsageError
from desktop_chat.settings.paths import ProfilePaths

EXIT_ERROR = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

_Command = Callable[[argparse.Namespace, Services, Output], Awaitable[int]]
_COMMANDS: dict[str, _Command] = {
    "models": model_commands.models,
    "model": model,
    "compare": compare,
    "usage": usage,
    "spending": spending,
    "search": archive_commands.search,
    "code": record_commands.code,
    "inspect": record_commands.show_record,
    "check": archive_commands.check,
    "import": bring_in,
    "login": login,
}


async def run(
    arguments: list[str], open_services: Open, output: Output, write_pdf: WritePdf
) -> int:
    """Run a command line and return its exit status, one of those above or 0."""
    parsed: argparse.Namespace | None = None
    try:
        parsed = parse(arguments)
        return await _run(parsed, open_services, output, write_pdf)
    except (UsageError, BadField) as error:
        _report(error, parsed, output)
        return EXIT_USAGE
    except AppError as error:
        _report(error, parsed, output)
        return EXIT_ERROR
    except asyncio.CancelledError:
        return EXIT_INTERRUPTED


def needs_drawing(arguments: list[str]) -> bool:
    """Return whether a command line draws, and so wants a loop that runs on Qt's."""
    try:
        parsed = parse(arguments)
    except AppError:
        return False
    return parsed.command == "export" and parsed.format == PDF


async def _run(
    parsed: argparse.Namespace, open_services: Open, output: Output, write_pdf: WritePdf
) -> int:
    if parsed.command == "practice":
        return await model_commands.practice(parsed, output)
    if parsed.command == "salvage":
        return await backup_commands.salvage_file(parsed, output)
    wanted = Wanted(
        getattr(parsed, "profile", None), _archiving(parsed), is_debug=hasattr(parsed, "debug")
    )
    try:
        return await _carry_out(parsed, wanted, open_services, output, write_pdf)
    except Locked:
        path = ProfilePaths.of(wanted.profile).archive_file
        key = await asked_key(path, parsed)
    return await _carry_out(parsed, replace(wanted, key=key), open_services, output, write_pdf)


async def _carry_out(
    parsed: argparse.Namespace,
    wanted: Wanted,
    open_services: Open,
    output: Output,
    write_pdf: WritePdf,
) -> int:
    async with open_services(wanted) as opened:
        for remark in opened.remarks:
            output.problem(remark)
        services = opened.services
        match parsed.command:
            case "ask":
                return await ask(parsed, services, opened.conversations, output)
            case "export":
                return await archive_commands.export(parsed, services, output, write_pdf)
            case "backup":
                return await backup_commands.backup(parsed, opened.conversations, output)
            case "restore":
                return await backup_commands.restore(parsed, opened.conversations, output)
            case "experiment":
                return await experiment(parsed, services, opened.experiments, output)
            case name:
                return await _COMMANDS[name](parsed, services, output)


def _archiving(parsed: argparse.Namespace) -> Archiving:
    match parsed.command:
        case "search" | "export" | "check" | "code" | "inspect" | "spending" | "backup":
            return Archiving.READ
        case "usage":
            return Archiving.WRITE_IF_FREE if parsed.router else Archiving.READ
        case "models" | "model" | "compare":
            return Archiving.WRITE_IF_FREE
        case "login":
            return Archiving.NOTHING
        case "experiment" | "import" | "restore":
            return Archiving.WRITE
        case _:
            return Archiving.NOTHING if parsed.no_save else Archiving.WRITE


def _report(error: AppError, parsed: argparse.Namespace | None, output: Output) -> None:
    output.problem(error)
    if parsed is not None and parsed.command == "ask" and parsed.json:
        output.json(failed(error, parsed.model or ""))
