"""The composition root: the only place that builds the parts of the program and takes them down."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path

from desktop_chat.app.account import Account
from desktop_chat.app.catalog import ModelCatalog
from desktop_chat.app.keeping import Keeper
from desktop_chat.app.library import Library
from desktop_chat.app.logging_setup import set_up_logging
from desktop_chat.app.notices import Notice, Notices, Severity
from desktop_chat.app.services import Services
from desktop_chat.app.tasks import Tasks
from desktop_chat.app.transports import Transports
from desktop_chat.archive import Archive
from desktop_chat.cli.output import Output
from desktop_chat.cli.run import EXIT_ERROR, Archiving, Opened, Wanted, run
from desktop_chat.core.clock import utc_now_us
from desktop_chat.display import has_display
from desktop_chat.errors import AlreadyOpen, AppError, Corrupt
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
    paths = ProfilePaths.under(wanted.profile) if wanted.profile else ProfilePaths.default()
    notices = Notices()
    async with contextlib.AsyncExitStack() as stack:
        archive = await _open_archive(paths, wanted.archiving, notices, stack)
        stack.push_async_callback(archive.close)
        if archive.recovered:
            _log.info("answers cut off by the program's last end: %s", ", ".join(archive.recovered))
        settings = SettingsStore.load(paths.settings_file, notices_of=notices.add_error)
        network = HttpTransport.from_settings(settings.settings.network)
        stack.push_async_callback(network.close)
        practice = PracticeTransport(tokens_per_s=settings.settings.practice.tokens_per_s or None)
        transports = Transports(practice, network)
        keys = KeyStore()
        stack.callback(keys.close)
        account = Account(settings, keys, transports)
        tasks = Tasks(notices.add_error, lambda bug: notices.add(_bug_notice(bug)))
        keeper = Keeper(archive, notices)
        services = Services(
            archive=archive,
            keeper=keeper,
            settings=settings,
            account=account,
            catalog=ModelCatalog(archive, account, transports, utc_now_us),
            transports=transports,
            tasks=tasks,
            notices=notices,
            clock=utc_now_us,
        )
        library = Library(services)
        stack.push_async_callback(tasks.close)
        stack.push_async_callback(library.close)
        tasks.start("keeper", keeper.retry_forever())
        yield Opened(services, library)


def run_headless(arguments: list[str]) -> int:
    """Run one headless command and return its exit status."""
    problem = check_runtime()
    if problem:
        return _refuse(problem)
    try:
        return asyncio.run(run(arguments, open_program, Output()))
    except KeyboardInterrupt:
        return EXIT_ERROR
    except BrokenPipeError:
        # Whoever read our output has gone: nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_ERROR


def run_graphical(
    *, profile: Path | None, endpoint: str | None, is_debug: bool, for_qt: list[str]
) -> int:
    """Open the window, or do the same job in the terminal where there is no display.

    Return the status.
    """
    problem = check_runtime()
    if problem:
        return _refuse(problem)
    if not has_display(os.environ, for_qt):
        return asyncio.run(_run_without_display(Wanted(profile)))
    paths = ProfilePaths.under(profile) if profile else ProfilePaths.default()
    set_up_logging(paths.log_file, is_debug=is_debug)
    from desktop_chat.ui.application import run_application

    return run_application(paths, for_qt, endpoint, lambda: open_program(Wanted(profile)))


async def _run_without_display(wanted: Wanted) -> int:
    from desktop_chat.cli.headless import show_without_display

    output = Output()
    try:
        async with open_program(wanted) as opened:
            return await show_without_display(opened.services, opened.library, output)
    except AppError as error:
        output.error(error)
        return EXIT_ERROR


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
    except Corrupt as error:
        # The damaged file is kept aside by now: a new archive begins in its place.
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
