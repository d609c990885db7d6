"""`login`: gets a key by a login in the browser and keeps it in the keyring.

The code that the page shows is pasted here, so that the browser may be on another computer; with
--callback the browser comes back by itself. Must not know how a login is proved, nor show the key.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future

from desktop_chat.app.services import Services
from desktop_chat.cli.output import Output
from desktop_chat.core.account import KeyInfo
from desktop_chat.core.figures import cost_text
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.errors import AppError, LoginFailed, NoKeyring, SecretError, UsageError

_LONGEST_LINE = 4_096


def add_login_flags(parser: argparse.ArgumentParser) -> None:
    """Add what `login` takes to its parser."""
    parser.add_argument(
        "--endpoint",
        metavar="URL|PROFILE",
        default="openrouter",
        help="where to log in (default: openrouter)",
    )
    parser.add_argument(
        "--callback",
        action="store_true",
        help="wait for a browser on this computer to come back instead of a code",
    )
    parser.add_argument(
        "--port", type=int, metavar="N", help="port on 127.0.0.1 that the browser comes back to"
    )


async def login(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `login`; return the exit status."""
    account = services.account
    if parsed.port is not None and not (parsed.callback and 0 <= parsed.port <= 65_535):
        raise UsageError("--port takes a number from 0 to 65535, and goes with --callback.")
    endpoint = account.find(parsed.endpoint)
    # Looked at first: a key that can be kept nowhere would be lost as soon as it is made.
    keyring = await account.describe_keyring()
    if not keyring.usable:
        variable = endpoint.key_variable or "the variable of --key-env"
        raise NoKeyring(keyring.reason, advice=f"Set {variable} to a key from the website instead.")
    if parsed.callback:
        secret = await account.log_in(endpoint, _teller(endpoint, output), port=parsed.port)
    else:
        secret = await _with_code(endpoint, services, output)
    try:
        kept = await account.keep_key(endpoint, secret)
    except SecretError as error:
        error.advice = f"{error.advice} The new key is lost: delete it on the website."
        raise
    account.add(endpoint)
    output.line(f"The key for {endpoint.title} is kept in the {kept.place}.")
    try:
        output.line(_told(await account.check_key(endpoint, secret)))
    except AppError as error:
        output.problem(error)
    return 0


async def _with_code(endpoint: Endpoint, services: Services, output: Output) -> Secret:
    begun = services.account.log_in_with_code(endpoint)
    output.line(f"Log in to {endpoint.title} in a browser, on any computer, at this address:")
    output.line(begun.address)
    output.line("The page then shows a code. Paste it here and press Enter:")
    code = await _line_of_input()
    if not code.strip():
        raise LoginFailed("No code was given.")
    return await begun.key_for(code)


def _teller(endpoint: Endpoint, output: Output) -> Callable[[str], None]:
    def tell(address: str) -> None:
        output.line(f"Log in to {endpoint.title} in a browser on this computer, at this address:")
        output.line(address)
        output.wait_note("Waiting for the browser (Ctrl+C cancels).")

    return tell


def _told(info: KeyInfo) -> str:
    """Return what is known of a key in one line."""
    parts = [f"It is called {info.label}." if info.label else "It works."]
    if info.limit_usd is not None and info.limit_remaining_usd is not None:
        left, limit = cost_text(info.limit_remaining_usd), cost_text(info.limit_usd)
        parts.append(f"{left} of its {limit} limit is left.")
    return " ".join(parts)


async def _line_of_input() -> str:
    """Return a line of standard input; who gives up waiting leaves it to its thread.

    Read below Python's own buffer: its lock, held by a thread that waits, would keep the process
    from ending.
    """
    line: Future[bytes] = Future()
    line.set_running_or_notify_cancel()

    def read() -> None:
        found = b""
        try:
            while b"\n" not in found and len(found) < _LONGEST_LINE:
                piece = os.read(sys.stdin.fileno(), _LONGEST_LINE)
                if not piece:
                    break
                found += piece
        except (OSError, ValueError) as error:
            line.set_exception(LoginFailed("No code can be read.", detail=str(error)))
            return
        line.set_result(found.partition(b"\n")[0])

    threading.Thread(target=read, name="input", daemon=True).start()
    return (await asyncio.wrap_future(line)).decode("utf-8", "replace")
