"""Runs a headless command in this process, over the program of `support.program`."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from support.program import program
from support.scripted import ScriptedTransport

from desktop_chat.app.experiments import Experiments
from desktop_chat.app.opening import Opened, Wanted
from desktop_chat.cli.output import Output
from desktop_chat.cli.run import run


@dataclass
class Terminal:
    """Commands on one profile, with what they wrote and asked to be opened."""

    folder: Path
    transport: ScriptedTransport
    out: str = ""
    err: str = ""
    wanted: list[Wanted] = field(default_factory=list[Wanted])

    async def run(self, *arguments: str) -> int:
        """Run a command line; return its exit status."""
        out, err = io.StringIO(), io.StringIO()
        status = await run(list(arguments), self._opened, Output(out, err))
        self.out, self.err = out.getvalue(), err.getvalue()
        return status

    @asynccontextmanager
    async def _opened(self, wanted: Wanted) -> AsyncGenerator[Opened, None]:
        self.wanted.append(wanted)
        async with program(self.transport, self.folder) as opened:
            yield Opened(opened.services, opened.conversations, Experiments(opened.services))
