"""`models` and `practice`: what an endpoint offers, and the practice model as a server."""

from __future__ import annotations

import argparse
import asyncio

from desktop_chat.app.services import Services
from desktop_chat.cli.ask import chosen_endpoint
from desktop_chat.cli.output import Output, plain_values
from desktop_chat.core.catalog import Model
from desktop_chat.core.clock import utc_now_us
from desktop_chat.core.figures import context_text, price_per_million_text
from desktop_chat.errors import TransportError, UsageError
from desktop_chat.practice.server import serve
from desktop_chat.practice.transport import PracticeTransport


async def models(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `models`; offline, the kept list with its date serves. Return the exit status."""
    endpoint = chosen_endpoint(parsed, services)
    try:
        found = await services.catalog.refresh(endpoint)
    except TransportError as error:
        found = await services.catalog.load(endpoint)
        if not found.models:
            raise
        age_h = (utc_now_us() - found.fetched_us) / 3.6e9
        output.note(f"{error.text} This is the list kept {age_h:.0f} hours ago.")
    for model in found.models:
        if parsed.json:
            output.json(plain_values(model))
        else:
            output.line(_line(model))
    if not found.gaps.is_whole:
        output.note("Not all of the list could be read. What is missing can be asked all the same.")
    return 0


async def practice(parsed: argparse.Namespace, output: Output) -> int:
    """Carry out `practice`: serve until interrupted. Return the exit status."""
    if not 0 <= parsed.port <= 65535:
        raise UsageError("--port takes a number from 0 to 65535.")
    transport = PracticeTransport(tokens_per_s=parsed.tokens_per_s or None)
    async with serve(transport, parsed.port) as base_url:
        output.line(f"The practice model answers at {base_url} (Ctrl+C ends it).")
        await asyncio.Event().wait()
    return 0


def _line(model: Model) -> str:
    context = context_text(model.context_length) if model.context_length else "?"
    prices = (model.pricing.prompt, model.pricing.completion)
    name = " ".join(model.id.split())  # a line break in an id would look like another model
    return f"{name}  {context}  {' / '.join(map(price_per_million_text, prices))}"
