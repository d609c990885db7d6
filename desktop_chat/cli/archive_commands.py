"""`search`, `export` and `check`: reading the archive without a window."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator

from desktop_chat.app.exporting import export_text, write_file
from desktop_chat.app.searching import Searching
from desktop_chat.app.services import Services
from desktop_chat.archive import CheckReport, Order
from desktop_chat.cli.output import Output
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.figures import count_text
from desktop_chat.core.file_names import file_stem
from desktop_chat.errors import UsageError
from desktop_chat.formats.document import ExportFormat
from desktop_chat.formats.registry import EXPORTS

PAGE = 500


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


async def export(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `export`; return the exit status.

    Raises:
        UsageError: There is no such conversation.
        ExportFailed: A file cannot be written.
    """
    chosen = EXPORTS[parsed.format]
    if parsed.conversation:
        text = await export_text(services.archive, parsed.conversation, chosen)
        if parsed.output is None:
            output.text(text)
        else:
            write_file(parsed.output, text)
        return 0
    count = 0
    async for conversation, text in _all(services, chosen):
        count += 1
        if parsed.output is None:
            output.text(text)
        else:
            write_file(parsed.output / _file_name(conversation, chosen), text)
    if parsed.output is not None:
        output.note(f"Conversations written to {parsed.output}: {count_text(count)}.")
    return 0


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


async def _all(services: Services, chosen: ExportFormat) -> AsyncIterator[tuple[Conversation, str]]:
    """Give every conversation with its text, a page of the archive at a time."""
    offset = 0
    while page := await services.archive.conversations(limit=PAGE, offset=offset):
        for conversation in page:
            yield conversation, await export_text(services.archive, conversation.id, chosen)
        offset += len(page)


def _file_name(conversation: Conversation, chosen: ExportFormat) -> str:
    """Return a name safe on every system; the id keeps equal titles apart."""
    stem = file_stem(conversation.title, "Untitled")
    return f"{stem} {conversation.id}{chosen.suffix}"
