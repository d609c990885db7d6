"""The composition root: the only place that builds the parts of the program and takes them down."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator, Coroutine
from pathlib import Path
from typing import Any, cast

from desktop_chat.app.library import Library
from desktop_chat.app.logging_setup import set_up_logging
from desktop_chat.app.notices import Notice, Notices, Severity
from desktop_chat.app.services import Services
from desktop_chat.app.tasks import Tasks
from desktop_chat.app.transports import Transports
from desktop_chat.archive import Archive
from desktop_chat.cli.output import Output
from desktop_chat.cli.run import EXIT_ERROR, EXIT_INTERRUPTED, Archiving, Opened, Wanted, run
from desktop_chat.display import has_display
from desktop_chat.errors import AlreadyOpen, AppError, Corrupt, DiskFull, ReadOnly
from desktop_chat.net.client import HttpTransport
from desktop_chat.practice.transport import PracticeTransport
from desktop_chat.runtime_check import check_runtime
from desktop_chat.settings.paths import ProfilePaths
from desktop_chat.settings.secrets import KeyStore
from desktop_chat.settings.store import SettingsStore

_log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def open_program(wanted: Wanted) -> AsyncGenerator[Opened]:
    """Build everything below the windows, and take it down in the right order.

    Raises:
        AlreadyOpen: Another program has the archive open and it was to be written.
        ArchiveError: The archive cannot be opened and no new one can be begun.
    """
    paths = _paths_of(wanted.profile)
    notices = Notices()
    async with contextlib.AsyncExitStack() as stack:
        archive = await _open_archive(paths, wanted.archiving, notices, stack)
        stack.push_async_callback(archive.close)
        if archive.recovered:
            _log.info("answers cut off by the program's last end: %s", ", ".join(archive.recovered))
        settings = SettingsStore.load(paths.settings_file, notices_of=notices.add_error)
        remarks = notices.history
        network = HttpTransport.from_settings(settings.settings.network)
        stack.push_async_callback(network.close)
        practice = PracticeTransport(tokens_per_s=settings.settings.practice.tokens_per_s or None)
        keys = KeyStore()
        stack.callback(keys.close)
        tasks = Tasks(notices.add_error, lambda bug: notices.add(_bug_notice(bug)))
        stack.push_async_callback(tasks.close)
        transports = Transports(practice, network)
        services = Services.over(archive, settings, transports, keys, notices, tasks)
        library = Library(services)
        stack.push_async_callback(library.close)
        tasks.start("keeper", services.keeper.retry_forever())
        yield Opened(services, library, remarks)


def run_headless(arguments: list[str]) -> int:
    """Run one headless command and return its exit status."""
    problem = check_runtime()
    if problem:
        return _refuse(problem)
    output = Output()
    return _run_in_terminal(run(arguments, _open_for_command, output), output)


def _run_in_terminal(work: Coroutine[Any, Any, int], output: Output) -> int:
    """Do the work of this process and return its exit status."""
    try:
        return asyncio.run(_until_told_to_end(work))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone: nothing more can be said to it.
        return EXIT_ERROR
    except Exception as bug:
        _log.exception("the command failed")
        output.problem(_bug_notice(bug))
        return EXIT_ERROR


@contextlib.asynccontextmanager
async def _open_for_command(wanted: Wanted) -> AsyncGenerator[Opened]:
    set_up_logging(_paths_of(wanted.profile).log_file, is_debug=wanted.is_debug)
    async with open_program(wanted) as opened:
        yield opened


async def _until_told_to_end(work: Coroutine[Any, Any, int]) -> int:
    """Do the work of this process; a signal that asks for its end cancels it, as Ctrl+C does."""
    task = cast("asyncio.Task[int]", asyncio.current_task())
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        # Windows has no such signals, or no way to be told of them.
        with contextlib.suppress(AttributeError, NotImplementedError):
            loop.add_signal_handler(getattr(signal, name), task.cancel)
    return await work


def run_graphical(
    *, profile: Path | None, endpoint: str | None, is_debug: bool, for_qt: list[str]
) -> int:
    """Open the window, or do the same job in the terminal where there is no display.

    Args:
        profile: The folder of settings and archive, None for the user's own.
        endpoint: Where new conversations ask in this run: an id or a URL; None: as last time.
        is_debug: Whether everything is logged.
        for_qt: Arguments that Qt understands itself.

    Returns:
        The exit status.
    """
    problem = check_runtime()
    if problem:
        return _refuse(problem)
    if not has_display(os.environ, for_qt):
        output = Output()
        wanted = Wanted(profile, is_debug=is_debug)
        return _run_in_terminal(_run_without_display(wanted, output), output)
    paths = _paths_of(profile)
    set_up_logging(paths.log_file, is_debug=is_debug)
    from desktop_chat.ui.application import run_application

    return run_application(paths, for_qt, endpoint, lambda: open_program(Wanted(profile)))


async def _run_without_display(wanted: Wanted, output: Output) -> int:
    from desktop_chat.cli.headless import show_without_display

    try:
        async with _open_for_command(wanted) as opened:
            for remark in opened.remarks:
                output.problem(remark)
            return await show_without_display(opened.services, opened.library, output)
    except AppError as error:
        output.problem(error)
        return EXIT_ERROR


def _paths_of(profile: Path | None) -> ProfilePaths:
    return ProfilePaths.under(profile) if profile else ProfilePaths.default()


async def _open_archive(
    paths: ProfilePaths,
    archiving: Archiving,
    notices: Notices,
    stack: contextlib.AsyncExitStack,
) -> Archive:
    if archiving is Archiving.NOTHING:
        return await _temporary_archive(stack)
    try:
        return await Archive.open(paths.archive_file)
    except AlreadyOpen:
        if archiving is Archiving.READ:
            return await Archive.open_beside(paths.archive_file)
        if archiving is Archiving.WRITE_IF_FREE:
            return await _temporary_archive(stack)
        raise
    except (DiskFull, ReadOnly) as reason:
        if archiving is Archiving.READ:
            raise
        return await Archive.open_empty(paths.archive_file, reason)
    except Corrupt as error:
        # The damaged file is kept aside by now.
        if archiving is Archiving.READ:
            raise
        notices.add(Notice(Severity.ERROR, error.text, error.advice))
        return await Archive.open(paths.archive_file)


async def _temporary_archive(stack: contextlib.AsyncExitStack) -> Archive:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="desktop-chat-"))
    return await Archive.open(Path(folder) / "archive.db")


def _bug_notice(bug: BaseException) -> Notice:
    return Notice(
        Severity.ERROR,
        f"Something went wrong inside Desktop Chat: {type(bug).__name__}.",
        "Nothing kept is lost; the log file has the details.",
    )


def _refuse(problem: str) -> int:
    sys.stderr.write(problem + "\n")
    return EXIT_ERROR
