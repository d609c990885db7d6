"""Runs desktop-chat-cli as a process of its own, the way a script does."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from support.commands import drawn_pdf

from desktop_chat.bootstrap import open_program
from desktop_chat.cli.output import Output
from desktop_chat.cli.run import run

LIMIT_S = 60
CANARY = "sk-or-v1-canary5f1e77"
"""The key that `CommandLine.ask` sends; it must be found nowhere but in the request's header."""


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> dict[str, Any]:
        """Standard output as one JSON object on one line."""
        assert self.out.count("\n") == 1
        return msgspec.json.decode(self.out)

    @property
    def values(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [msgspec.json.decode(line) for line in self.out.splitlines()]

    @property
    def sentence(self) -> str:
        """Standard error as the one line that it must be."""
        assert self.err.count("\n") == 1, self.err
        assert self.err[0].isupper() or self.err[0].isdigit()
        return self.err.rstrip("\n")


@dataclass(frozen=True)
class CommandLine:
    """Starts desktop-chat-cli on a profile of its own.

    Attributes:
        profile: The profile's folder; it need not exist.
        under: A command that runs the program in other circumstances, such as setpriv.
    """

    profile: Path
    under: tuple[str, ...] = ()

    async def start(self, *arguments: str | bytes, **variables: str) -> asyncio.subprocess.Process:
        """Start the program."""
        return await asyncio.create_subprocess_exec(
            *self.under,
            sys.executable,
            "-m",
            "desktop_chat.cli",
            "--profile",
            str(self.profile),
            *arguments,
            env=os.environ | variables,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(
        self, *arguments: str | bytes, stdin: str | bytes = b"", **variables: str
    ) -> Ended:
        """Run the program to its end."""
        process = await self.start(*arguments, **variables)
        return await ended(process, stdin)

    async def ask(
        self, endpoint: str, *arguments: str, prompt: str = "Zitronenfalter", **variables: str
    ) -> Ended:
        """Ask an endpoint, with the canary as the key."""
        named = ("--endpoint", endpoint, "--model", "m", "--key-env", "TEST_KEY")
        return await self.run("ask", prompt, *named, *arguments, TEST_KEY=CANARY, **variables)

    async def look(self, *arguments: str) -> Ended:
        """Run a command in this process, which takes a twentieth of the time."""
        out, err = io.StringIO(), io.StringIO()
        whole = ["--profile", str(self.profile), *arguments]
        status = await run(whole, open_program, Output(out, err), drawn_pdf)
        return Ended(status, out.getvalue(), err.getvalue())

    async def expect_kept(self, *texts: str) -> None:
        """Check that the archive is sound, that each text is in it, and that `search` finds it."""
        checked = await self.look("check")
        assert (checked.status, checked.err) == (0, ""), checked
        exported = await self.look("export")
        for text in texts:
            assert text in exported.out
            found = await self.look("search", f'"{text}"', "--json")
            assert found.values, f"{text!r} is not found"


async def ended(process: asyncio.subprocess.Process, stdin: str | bytes = b"") -> Ended:
    """Wait for a process to end; it must have shown neither a traceback nor the key."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    async with asyncio.timeout(LIMIT_S):
        out, err = await process.communicate(given)
    assert process.returncode is not None
    assert b"Traceback" not in err, err.decode()
    assert CANARY.encode() not in out + err
    return Ended(process.returncode, out.decode(), err.decode())
