"""`search`, `export` and `check`: reading the archive without a window."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_chat.app.exporting import (
    PDF,
    PdfExport,
    WritePdf,
    all_ids,
    export_file,
    export_pieces,
)
from desktop_chat.app.searching import Searching
from desktop_chat.app.services import Services
from desktop_chat.archive import CheckReport, Order
from desktop_chat.cli.output import Output
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.figures import count_text
from desktop_chat.core.file_names import file_stem
from desktop_chat.errors import UsageError
from desktop_chat.formats.document import Document
from desktop_chat.formats.registry import EXPORTS


async def search(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `search`; return the exit status: 0 whether or not anything was found."""
    if parsed.limit < 1:
        raise UsageError("--limit takes a number of 1 or more.")
    searching = Searching(services.archive, services.clock)
    # Whoever has pressed Enter has finished the last word.
    query = f"{parsed.query} "
    page = await searching.find(query, limit=parsed.limit, order=Order(parsed.order))
    for hit in page.hits:
        if parsed.json:
            output.json(hit)
        else:
            output.line(f"{hit.conversation_id}  {hit.title}\n    {hit.snippet}")
    for found in await searching.experiments(query, limit=parsed.limit):
        if parsed.json:
            output.json(found)
        else:
            place = "" if found.cell_index is None else f", answer {found.cell_index + 1}"
            title = f"{found.title} (experiment{place})"
            output.line(f"{found.experiment_id}  {title}\n    {found.snippet}")
    return 0


async def export(
    parsed: argparse.Namespace, services: Services, output: Output, write_pdf: WritePdf
) -> int:
    """Carry out `export`; return the exit status.

    Raises:
        UsageError: There is no such conversation, or a PDF has no file to go to.
        ExportFailed: A file cannot be written.
    """
    archive = services.archive
    ids = parsed.conversation or await all_ids(archive)
    for conversation_id in parsed.conversation:
        if await archive.conversation(conversation_id) is None:
            raise UsageError(f"There is no conversation {conversation_id!r} in the archive.")
    if parsed.format == PDF and parsed.output is None:
        raise UsageError("A PDF goes to a file.", advice="Name one with --output.")
    if parsed.output is None:
        chosen = EXPORTS[parsed.format]
        async for piece in export_pieces(archive, ids, chosen, shape=_shape(parsed)):
            output.text(piece.text)
        return 0
    suffix = ".pdf" if parsed.format == PDF else EXPORTS[parsed.format].suffix
    if len(parsed.conversation) == 1 or parsed.output.suffix == suffix:
        await _write(parsed, services, output, write_pdf, ids, parsed.output)
        output.end_progress()
    else:
        for conversation_id in ids:
            head = await archive.conversation(conversation_id)
            if head is not None:
                path = parsed.output / _file_name(head, suffix)
                await _write(parsed, services, output, write_pdf, [conversation_id], path)
        output.end_progress()
    if len(parsed.conversation) != 1:
        output.note(f"Conversations written to {parsed.output}: {count_text(len(ids))}.")
    return 0


async def _write(
    parsed: argparse.Namespace,
    services: Services,
    output: Output,
    write_pdf: WritePdf,
    ids: Sequence[str],
    path: Path,
) -> None:
    """Write one file."""
    if parsed.format == PDF:
        wanted = PdfExport(ids, path, path.stem, _shape(parsed))
        await write_pdf(
            services, wanted, lambda share: output.progress(f"Pages: {int(100 * share)} %")
        )
        return
    is_many = len(ids) > 1
    await export_file(
        services.archive,
        ids,
        EXPORTS[parsed.format],
        path,
        shape=_shape(parsed),
        on_progress=lambda count: (
            output.progress(f"Conversations: {count_text(count)}") if is_many else None
        ),
    )


def _shape(parsed: argparse.Namespace) -> Callable[[Document], Document]:
    return Document.only_branch if parsed.branch else _as_it_is


def _as_it_is(document: Document) -> Document:
    return document


async def check(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `check`; return 0 where the archive is sound, 1 where it is not."""
    report = await services.archive.check()
    if parsed.json:
        output.json(report)
    else:
        for problem in _problems(report):
            output.line(problem)
        verdict = "sound" if report.is_sound else "damaged"
        output.line(
            f"The archive is {verdict}. Conversations: {count_text(report.conversations)}, "
            f"messages: {count_text(report.messages)}."
        )
    return 0 if report.is_sound else 1


def _problems(report: CheckReport) -> list[str]:
    damaged = {
        "Conversation": report.damaged_conversations,
        "Message": report.damaged_messages,
        "The request of message": report.damaged_requests,
        "The token probabilities of message": report.damaged_probabilities,
        "The timings of message": report.damaged_arrivals,
        "The cost of request": report.damaged_costs,
    }
    found = [f"{what} {i} is damaged." for what, ids in damaged.items() for i in ids]
    if report.misindexed:
        found.append(f"{count_text(report.misindexed)} texts are missing in the search index.")
    return [*report.problems, *found]


def _file_name(conversation: Conversation, suffix: str) -> str:
    """Return a name safe on every system; the id keeps equal titles apart."""
    stem = file_stem(conversation.title, "Untitled")
    # An id that came with an import may be any text.
    return f"{stem} {file_stem(conversation.id, 'x')}{suffix}"
