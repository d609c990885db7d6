"""`ask`: one prompt, one streamed answer, through the same session as the window's."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

import msgspec

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.rows import RowNotice, figures
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.cli.arguments import sampling_from
from desktop_chat.cli.output import Output, asked
from desktop_chat.core.figures import seconds_text
from desktop_chat.core.message import Message, MessageState
from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.errors import AppError, ExportFailed, UsageError


async def ask(
    parsed: argparse.Namespace, services: Services, library: Library, output: Output
) -> int:
    """Carry out `ask`; return the exit status.

    Raises:
        AppError: Nothing could be asked.
    """
    sampling = sampling_from(parsed)
    preset_id = services.presets.named(parsed.preset).id if parsed.preset is not None else ""
    endpoint = chosen_endpoint(parsed, services)
    prompt = _standard_input() if parsed.prompt == "-" else parsed.prompt
    model = parsed.model or await default_model(services, endpoint)
    session = start_session(services, library, endpoint, model)
    session.change(sampling=sampling, system_prompt=parsed.system, preset_id=preset_id)
    message = await stream_answer(session, prompt, output, is_quiet=parsed.json)
    refusal = services.keeper.refusal
    if parsed.json:
        output.json(asked(message, refusal))
    return report(message, output, refusal, is_saved=not parsed.no_save)


def chosen_endpoint(parsed: argparse.Namespace, services: Services) -> Endpoint:
    """Return the endpoint that the flags name, with its key taken from --key-env.

    Raises:
        UsageError: There is no such endpoint, or the variable is not set.
        BadField: The address or the key cannot be used.
    """
    endpoint = named_endpoint(parsed, services)
    if parsed.extras:
        endpoint = msgspec.structs.replace(endpoint, sends_extras=True)
    take_key(parsed, endpoint, services)
    return endpoint


def named_endpoint(parsed: argparse.Namespace, services: Services) -> Endpoint:
    """Return the endpoint that --endpoint names, else the one last used.

    Raises:
        UsageError: There is no such endpoint.
        BadField: The address cannot be used.
    """
    name = parsed.endpoint
    if name is None:
        name = services.settings.settings.endpoints.active_id or PRACTICE.id
    return services.account.find(name)


def take_key(parsed: argparse.Namespace, endpoint: Endpoint, services: Services) -> None:
    """Take the key of --key-env for an endpoint, as long as the program runs.

    Raises:
        UsageError: The variable is not set.
        BadField: The key cannot be used.
    """
    if parsed.key_env is not None:
        key = os.environ.get(parsed.key_env)
        if key is None:
            raise UsageError(f"The environment variable {parsed.key_env} is not set.")
        services.account.keep_key_for_session(endpoint, Secret.from_input(key))


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

    Raises:
        BrokenPipeError: Whoever read the output has gone; the answer was stopped and kept.
        ExportFailed: The output cannot be written; the answer was stopped and kept.
    """
    writer = _Writer(session, output, is_quiet=is_quiet)
    ended = asyncio.Event()

    def note_end(_head: object) -> None:
        if not session.is_answering:
            ended.set()

    session.row_changed.connect(writer.write)
    session.conversation_changed.connect(note_end)
    session.send(prompt)
    try:
        await ended.wait()
    except asyncio.CancelledError:
        session.stop()
        await ended.wait()
    writer.end()
    return session.messages()[-1]


class _Writer:
    """Writes what is new in the answer of a session, and stops it when nobody can read it."""

    def __init__(self, session: ChatSession, output: Output, *, is_quiet: bool) -> None:
        self._session = session
        self._output = output
        self._is_quiet = is_quiet
        self._written = 0
        self._awaited: RowNotice | None = None
        self._failure: OSError | ExportFailed | None = None

    def write(self, _message_id: str) -> None:
        """Write what has come since the last time."""
        row = self._session.rows()[-1]
        self._note_wait(row.notice)
        if self._is_quiet or self._failure is not None or len(row.text) <= self._written:
            return
        try:
            self._output.text(row.text[self._written :])
        except (OSError, ExportFailed) as failure:
            # Raised here it would reach only the event loop: `end` raises it.
            self._failure = failure
            self._session.stop()
        self._written = len(row.text)

    def end(self) -> None:
        """Write the rest and end the line.

        Raises:
            OSError, ExportFailed: The output could not be written.
        """
        self.write("")
        if self._failure is not None:
            raise self._failure
        if self._written:
            self._output.line("")

    def _note_wait(self, notice: RowNotice | None) -> None:
        if notice == self._awaited:
            return
        self._awaited = notice
        if notice and notice.countdown_s:
            self._output.wait_note(f"{notice.text} Next try in {seconds_text(notice.countdown_s)}.")


def report(
    message: Message, output: Output, refusal: AppError | None = None, *, is_saved: bool = True
) -> int:
    """Write the line of figures, or what went wrong, to standard error; return the exit status.

    Args:
        message: The ended answer.
        output: Where to.
        refusal: Why the archive does not have it, None where it has.
        is_saved: Whether it is to be in the archive.
    """
    record = message.record
    if record and record.dropped:
        names = ", ".join(record.dropped)
        output.note(f"Not sent, being unknown to the endpoint or the model: {names}.")
    if message.state is not MessageState.COMPLETE:
        output.note(_shortfall(message, refusal, is_saved=is_saved))
        return 1
    if refusal is not None:
        output.note(f"{refusal.text} The answer is not kept. {refusal.advice}")
        return 1
    if record and record.usage:
        output.note(" · ".join(figures(record)))
    return 0


def _shortfall(message: Message, refusal: AppError | None, *, is_saved: bool) -> str:
    """Return why an answer is not whole, what became of its text, and what to do."""
    failure = message.record.failure if message.record else None
    if failure:
        text, advice = failure.text, failure.advice
    elif message.state is MessageState.STOPPED:
        text, advice = "The answer was stopped.", ""
    else:
        text, advice = "The answer ended by a fault of Desktop Chat.", "The log has the details."
    kept = ""
    if refusal:
        kept = f"What was said is not kept. {refusal.text}"
    elif message.text and is_saved:
        kept = "What arrived is kept."
    return " ".join(part for part in (text, kept, advice) if part)


def _standard_input() -> str:
    """Return all of standard input, read as UTF-8 whatever the locale."""
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace")
