"""`code` and `inspect`: an answer's request as code, and all that is kept of an answer."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_chat.app.code_samples.registry import SAMPLES
from desktop_chat.app.inspection import Inspection, inspect
from desktop_chat.app.services import Services
from desktop_chat.cli.output import Output
from desktop_chat.core.message import Message, Role
from desktop_chat.errors import UsageError


async def code(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `code`; return the exit status.

    Raises:
        UsageError: There is no such answer, or no request is kept with it.
        BadField: The request is no JSON object.
    """
    found = await _inspected(parsed.message, services)
    output.text(found.code(SAMPLES[parsed.sample]))
    return 0


async def show_record(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `inspect`; return the exit status.

    Raises:
        UsageError: There is no such answer.
    """
    found = await _inspected(parsed.message, services)
    if parsed.json:
        output.json(found.to_builtins())
        return 0
    for name, value in _lines(found.to_builtins()):
        output.line(f"{name}: {value}")
    return 0


async def _inspected(given_id: str, services: Services) -> Inspection:
    """Return what is kept of a message, or of the newest answer of a conversation."""
    found = (await services.archive.messages_by_id("", [given_id])).get(given_id)
    if found is None:
        found = _newest_answer(await services.archive.messages(given_id))
    if found is None:
        raise UsageError(
            f"There is no message {given_id!r} in the archive, and no conversation with an answer.",
            advice="`search WORDS --json` gives ids.",
        )
    return await inspect(found, services)


def _newest_answer(messages: list[Message]) -> Message | None:
    answers = [message for message in messages if message.role is Role.ASSISTANT]
    return answers[-1] if answers else None


def _lines(whole: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what a person reads: the message and its record, field by field."""
    record = dict(whole["record"] or {})
    record.pop("request", None)
    facts = [*whole["message"].items(), *record.items()]
    facts.append(("pieces", len(whole["arrivals"])))
    facts += [("problem", problem) for problem in whole["problems"]]
    return facts
