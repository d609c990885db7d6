"""`ask`: one prompt, one streamed answer, through the same session as the window's."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

import msgspec

from desktop_chat.app.library import Library
from desktop_chat.app.rows import usage_parts
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.cli.arguments import sampling_from
from desktop_chat.cli.output import Output, asked
from desktop_chat.core.figures import seconds_text
from desktop_chat.core.message import Message, MessageState
from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.errors import UsageError


async def ask(
    parsed: argparse.Namespace, services: Services, library: Library, output: Output
) -> int:
    """Carry out `ask`; return the exit status.

    Raises:
        AppError: Nothing could be asked.
    """
    sampling = sampling_from(parsed)
    endpoint = chosen_endpoint(parsed, services)
    prompt = sys.stdin.read() if parsed.prompt == "-" else parsed.prompt
    model = parsed.model or await default_model(services, endpoint)
    session = start_session(services, library, endpoint, model)
    session.change(sampling=sampling, system_prompt=parsed.system)
    message = await stream_answer(session, prompt, output, is_quiet=parsed.json)
    if parsed.json:
        output.json(asked(message))
    return report(message, output)


def chosen_endpoint(parsed: argparse.Namespace, services: Services) -> Endpoint:
    """Return the endpoint that the flags name, with its key taken from --key-env.

    Raises:
        UsageError: There is no such endpoint, or the variable is not set.
        BadField: The address or the key cannot be used.
    """
    name = parsed.endpoint or services.settings.settings.endpoints.active_id or PRACTICE.id
    endpoint = services.account.find(name)
    if parsed.extras:
        endpoint = msgspec.structs.replace(endpoint, sends_extras=True)
    if parsed.key_env:
        key = os.environ.get(parsed.key_env)
        if key is None:
            raise UsageError(f"The environment variable {parsed.key_env} is not set.")
        services.account.keep_key_for_session(endpoint, Secret.from_input(key))
    return endpoint


async def default_model(services: Services, endpoint: Endpoint) -> str:
    """Return the endpoint's usual model: its own default, else the first it lists.

    Raises:
        AppError: It has no default and its list cannot be had or is empty.
    """
    if endpoint.default_model:
        return endpoint.default_model
    models = (await services.catalog.refresh(endpoint)).models
    if not models:
        raise UsageError(f"{endpoint.title} lists no models.", advice="Name one with --model.")
    return models[0].id


def start_session(
    services: Services, library: Library, endpoint: Endpoint, model: str
) -> ChatSession:
    """Start a conversation with an endpoint that need not be in the settings."""
    services.account.use(endpoint)
    return library.start(endpoint.id, model)


async def stream_answer(
    session: ChatSession, prompt: str, output: Output, *, is_quiet: bool = False
) -> Message:
    """Send a prompt and write the answer's text as it grows; return the ended answer.

    An interrupt from the keyboard stops the answer as the Stop button would.
    """
    written = 0
    ended = asyncio.Event()

    def write() -> None:
        nonlocal written
        text = session.rows()[-1].text
        if not is_quiet and len(text) > written:
            output.text(text[written:])
            written = len(text)

    def note_end(_head: object) -> None:
        if not session.is_answering:
            ended.set()

    session.row_changed.connect(lambda _message_id: write())
    session.conversation_changed.connect(note_end)
    session.send(prompt)
    try:
        await ended.wait()
    except asyncio.CancelledError:
        session.stop()
        await ended.wait()
    write()
    if written and not is_quiet:
        output.line("")
    return session.messages()[-1]


def report(message: Message, output: Output) -> int:
    """Write the line of figures, or the error, to standard error; return the exit status."""
    record = message.record
    if record and record.dropped:
        names = ", ".join(record.dropped)
        output.note(f"Not sent, being unknown to the endpoint or the model: {names}.")
    if message.state is not MessageState.COMPLETE:
        failure = record.failure if record else None
        kept = " What arrived is kept." if message.text else ""
        text = failure.text if failure else "The answer was stopped."
        advice = f" {failure.advice}" if failure and failure.advice else ""
        output.note(f"{text}{kept}{advice}")
        return 1
    if record and record.usage:
        parts = usage_parts(record.usage, record.timings)
        first_s = record.timings.time_to_first_token_s
        if first_s is not None:
            parts.append(f"{seconds_text(first_s)} to first token")
        output.note(" · ".join(parts))
    return 0
