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
import sys
import tempfile
from collections.abc import AsyncGenerator, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from desktop_chat.display import has_display
from desktop_chat.errors import AppError
from desktop_chat.runtime_check import check_runtime
from desktop_chat.settings.paths import ProfilePaths

if TYPE_CHECKING:
    from desktop_chat.app.opening import Opened, Wanted
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
    from desktop_chat.cli.run import run

    output = Output()
    return _run_in_terminal(run(arguments, _open, output), output)


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


async def _until_told_to_end(work: Coroutine[Any, Any, int]) -> int:
    """Do the work of this process; a signal that asks for its end cancels it, as Ctrl+C does."""
    task = cast("asyncio.Task[int]", asyncio.current_task())
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        # Windows has no such signals, or no way to be told of them.
        with contextlib.suppress(AttributeError, NotImplementedError):
            loop.add_signal_handler(getattr(signal, name), task.cancel)
    return await work


def browse(backup: Path, profile: Path | None, *, is_debug: bool, for_qt: list[str]) -> int:
    """Open the window over a backup, read only; return the exit status.

    Its settings are those of the profile; what the window keeps for itself is forgotten at the end.

    Args:
        backup: The file.
        profile: Whose settings are taken, None for the user's own.
        is_debug: Whether everything is logged.
        for_qt: Arguments that Qt understands itself.
    """
    problem = check_runtime() or ("" if has_display(os.environ, for_qt) else _NO_SCREEN)
    if problem:
        return _refuse(problem)
    from desktop_chat.app.opening import Wanted
    from desktop_chat.ui.application import run_application

    with tempfile.TemporaryDirectory(prefix="desktop-chat-") as folder:
        own = Path(folder)
        with contextlib.suppress(OSError):
            shutil.copy(ProfilePaths.of(profile).settings_file, own)
        wanted = Wanted(own, is_debug=is_debug, backup=backup.absolute())
        return run_application(ProfilePaths.under(own), for_qt, None, lambda: _open(wanted))


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
        from desktop_chat.cli.output import Output

        output = Output()
        work = _run_without_display(profile, output, is_debug=is_debug)
        return _run_in_terminal(work, output)
    from desktop_chat.ui.application import run_application

    return run_application(
        ProfilePaths.of(profile), for_qt, endpoint, lambda: _open_wanted(profile, is_debug=is_debug)
    )


def _open_wanted(profile: Path | None, *, is_debug: bool) -> AbstractAsyncContextManager[Opened]:
    from desktop_chat.app.opening import Wanted

    return _open(Wanted(profile, is_debug=is_debug))


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
