"""Runs a headless command in this process, over the program of `support.program`."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from support.program import program
from support.scripted import ScriptedTransport

from desktop_chat.app.experiments import Experiments
from desktop_chat.app.export_files import write_file
from desktop_chat.app.exporting import PdfExport, document_of
from desktop_chat.app.opening import Opened, Wanted
from desktop_chat.app.services import Services
from desktop_chat.cli.output import Output
from desktop_chat.cli.run import run


async def drawn_pdf(
    services: Services, wanted: PdfExport, on_progress: Callable[[float], None]
) -> None:
    """Write what a PDF would show in the place of one."""
    documents = [wanted.shape(await document_of(services.archive, each)) for each in wanted.ids]
    texts = [message.text for document in documents for message in document.branch]
    await asyncio.to_thread(write_file, wanted.path, "\n".join([wanted.title, *texts]))
    on_progress(1)


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
        status = await run(list(arguments), self._opened, Output(out, err), drawn_pdf)
        self.out, self.err = out.getvalue(), err.getvalue()
        return status

    @asynccontextmanager
    async def _opened(self, wanted: Wanted) -> AsyncGenerator[Opened, None]:
        self.wanted.append(wanted)
        async with program(self.transport, self.folder) as opened:
            yield Opened(opened.services, opened.conversations, Experiments(opened.services))
