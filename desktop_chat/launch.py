"""Starts one of the two programs: checks what it runs on, then hands over.

Nothing heavy is imported before it is needed: the first window, or a command's refusal, comes
before the parts below it are loaded. Builds nothing; that is `bootstrap`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from desktop_chat.display import has_display
from desktop_chat.errors import AppError
from desktop_chat.runtime_check import check_runtime
from desktop_chat.settings.paths import ProfilePaths

if TYPE_CHECKING:
    from desktop_chat.app.exporting import PdfExport
    from desktop_chat.app.opening import Opened, Wanted
    from desktop_chat.app.services import Services
    from desktop_chat.app.unlocking import Unlocking
    from desktop_chat.archive.keys import ArchiveKey
    from desktop_chat.cli.output import Output

EXIT_ERROR = 1
EXIT_INTERRUPTED = 130
_NO_SCREEN = "A backup is looked into in a window, and there is no display to show one."

_log = logging.getLogger(__name__)


def run_headless(arguments: list[str]) -> int:
    """Run one headless command and return its exit status."""
    problem = check_runtime()
    if problem:
        return _refuse(problem)
    from desktop_chat.cli.output import Output
    from desktop_chat.cli.run import needs_drawing, run

    output = Output()
    work = run(arguments, _open, output, _write_pdf)
    return _run_in_terminal(work, output, _drawing_loop if needs_drawing(arguments) else None)


def _drawing_loop() -> asyncio.AbstractEventLoop:
    # Qt is loaded by those alone who ask for a PDF.
    from desktop_chat.ui.transcript.printing.windowless import drawing_loop

    return drawing_loop()


def _run_in_terminal(
    work: Coroutine[Any, Any, int],
    output: Output,
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> int:
    """Do the work of this process and return its exit status."""
    try:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            return runner.run(_until_told_to_end(work))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone: nothing more can be said to it.
        return EXIT_ERROR
    except Exception as bug:
        from desktop_chat.app.notices import notice_of_bug

        _log.exception("the command failed")
        output.problem(notice_of_bug(bug))
        return EXIT_ERROR


@contextlib.asynccontextmanager
async def _open(wanted: Wanted) -> AsyncGenerator[Opened]:
    from desktop_chat.app.logging_setup import set_up_logging
    from desktop_chat.bootstrap import open_program

    set_up_logging(ProfilePaths.of(wanted.profile).log_file, is_debug=wanted.is_debug)
    async with open_program(wanted) as opened:
        yield opened


async def _write_pdf(
    services: Services, wanted: PdfExport, on_progress: Callable[[float], None]
) -> None:
    from desktop_chat.ui.transcript.printing.windowless import write_pdf

    await write_pdf(services, wanted, on_progress)


async def _until_told_to_end(work: Coroutine[Any, Any, int]) -> int:
    """Do the work of this process; a signal that asks for its end cancels it, as Ctrl+C does."""
    task = cast("asyncio.Task[int]", asyncio.current_task())
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        # Windows has no such signals, or no way to be told of them.
        with contextlib.suppress(AttributeError, NotImplementedError):
            loop.add_signal_handler(getattr(signal, name), task.cancel)
    return await work


@dataclass(frozen=True, slots=True)
class Start:
    """How the window is started.

    Attributes:
        is_debug: Whether everything is logged.
        asks_keyring: Whether the keyring is asked for the key of an encrypted archive.
    """

    is_debug: bool = False
    asks_keyring: bool = True


def browse(backup: Path, profile: Path | None, start: Start, *, for_qt: list[str]) -> int:
    """Open the window over a backup, read only; return the exit status.

    Its settings are those of the profile; what the window keeps for itself is forgotten at the end.

    Args:
        backup: The file.
        profile: Whose settings are taken, None for the user's own.
        start: How it is started.
        for_qt: Arguments that Qt understands itself.
    """
    problem = check_runtime() or ("" if has_display(os.environ, for_qt) else _NO_SCREEN)
    if problem:
        return _refuse(problem)
    from desktop_chat.app.opening import Wanted

    with tempfile.TemporaryDirectory(prefix="desktop-chat-") as folder:
        own = Path(folder)
        with contextlib.suppress(OSError):
            shutil.copy(ProfilePaths.of(profile).settings_file, own)
        wanted = Wanted(
            own,
            is_debug=start.is_debug,
            backup=backup.absolute(),
            asks_keyring=start.asks_keyring,
        )
        status = _run_window(wanted, ProfilePaths.under(own), None, for_qt)
    return _again_if_locked(status)


def run_graphical(
    *, profile: Path | None, endpoint: str | None, start: Start, for_qt: list[str]
) -> int:
    """Open the window, or do the same job in the terminal where there is no display.

    Args:
        profile: The folder of settings and archive, None for the user's own.
        endpoint: Where new conversations ask in this run: an id or a URL; None: as last time.
        start: How it is started.
        for_qt: Arguments that Qt understands itself.

    Returns:
        The exit status.
    """
    problem = check_runtime()
    if problem:
        return _refuse(problem)
    if not has_display(os.environ, for_qt):
        from desktop_chat.cli.output import Output

        output = Output()
        work = _run_without_display(profile, output, is_debug=start.is_debug)
        return _run_in_terminal(work, output)
    from desktop_chat.app.opening import Wanted

    wanted = Wanted(profile, is_debug=start.is_debug, asks_keyring=start.asks_keyring)
    return _again_if_locked(_run_window(wanted, ProfilePaths.of(profile), endpoint, for_qt))


def _run_window(
    wanted: Wanted, paths: ProfilePaths, endpoint: str | None, for_qt: list[str]
) -> int:
    from desktop_chat.ui.application import run_application

    def open_program(
        key: ArchiveKey | None, on_progress: Callable[[float], bool]
    ) -> AbstractAsyncContextManager[Opened]:
        return _open(replace(wanted, key=key or wanted.key, on_progress=on_progress))

    def unlocking() -> Unlocking:
        from desktop_chat.bootstrap import unlocking_of

        return unlocking_of(wanted)

    return run_application(paths, for_qt, endpoint, open_program, unlocking)


def _again_if_locked(status: int) -> int:
    """Start the program anew where it was locked: so nothing of the archive stays in its memory."""
    from desktop_chat.ui.application import EXIT_LOCKED

    if status != EXIT_LOCKED:
        return status
    arguments = [sys.executable, *sys.orig_argv[1:]]
    if "--locked" not in arguments:
        arguments.append("--locked")
    if os.name == "nt":
        # There is no other program in the place of this one on Windows, only one after it.
        subprocess.Popen(arguments)  # noqa: S603 - our own command line
        return 0
    os.execv(sys.executable, arguments)  # noqa: S606
    return status


async def _run_without_display(profile: Path | None, output: Output, *, is_debug: bool) -> int:
    from desktop_chat.app.opening import Wanted
    from desktop_chat.cli.headless import show_without_display

    wanted = Wanted(profile, is_debug=is_debug)
    try:
        async with _open(wanted) as opened:
            for remark in opened.remarks:
                output.problem(remark)
            return await show_without_display(opened.services, opened.conversations, output)
    except AppError as error:
        output.problem(error)
        return EXIT_ERROR


def _refuse(problem: str) -> int:
    sys.stderr.write(problem + "\n")
    return EXIT_ERROR
