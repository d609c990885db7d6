"""What the headless commands write: text as it streams, JSON, sentences on standard error.

It owns both streams and the shape of `ask --json`; it knows no command.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any, TextIO

import msgspec

from desktop_chat.app.notices import Notice
from desktop_chat.core.message import Failure, Message, MessageState
from desktop_chat.core.usage import Usage
from desktop_chat.errors import AppError, ExportFailed

# What a model writes could move the cursor of a terminal, or make it answer as if it were typed.
_HARMLESS = (
    {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}
    | {0x7F: 0x2421, ord("\r"): None}
    | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
)


class Output:
    """Standard output and standard error, both in UTF-8 whatever the locale.

    A terminal is shown control characters as signs; files and pipes get every text as it is.
    """

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or _in_utf8(sys.stdout)
        self._err = err or _in_utf8(sys.stderr)
        self._has_progress = False

    def text(self, text: str) -> None:
        """Write text at once, without a line break of its own.

        Raises:
            BrokenPipeError: Whoever read the output has gone.
            ExportFailed: It cannot be written for another reason.
        """
        try:
            self._out.write(_fit_for(self._out, text))
            self._out.flush()
        except BrokenPipeError:
            self._give_up()
            raise
        except OSError as error:
            self._give_up()
            raise ExportFailed(
                f"Standard output cannot be written: {error.strerror}.",
                advice="Free some space, or send it somewhere else.",
            ) from error

    def line(self, text: str) -> None:
        """Write a line."""
        self.text(text + "\n")

    def json(self, value: object) -> None:
        """Write a value as one line of JSON."""
        self.line(msgspec.json.encode(value, enc_hook=str).decode())

    def note(self, text: str) -> None:
        """Write a text to standard error as one line."""
        with contextlib.suppress(OSError):  # nothing is left to say it to
            self._err.write(_fit_for(self._err, " ".join(text.splitlines())) + "\n")
            self._err.flush()

    def wait_note(self, text: str) -> None:
        """Tell a person at a terminal what is being waited for; a script is told the end alone."""
        if self._err.isatty():
            self.note(text)

    def progress(self, text: str) -> None:
        """Show a person at a terminal a line in the place of the one before; a script none."""
        if self._err.isatty():
            with contextlib.suppress(OSError):
                self._err.write(f"\r{_fit_for(self._err, text)}\x1b[K")
                self._err.flush()
            self._has_progress = True

    def end_progress(self) -> None:
        """Leave the line of `progress` as it is, and go to the next."""
        if self._has_progress:
            self._has_progress = False
            with contextlib.suppress(OSError):
                self._err.write("\n")
                self._err.flush()

    def problem(self, problem: AppError | Notice) -> None:
        """Write an error or a notice as one line to standard error: its sentence and its advice."""
        self.note(" ".join(part for part in (problem.text, problem.advice) if part))

    def _give_up(self) -> None:
        """Let go of standard output: what it holds back would fail again as the program ends."""
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, self._out.fileno())
        os.close(nothing)


class AskedError(msgspec.Struct, frozen=True):
    """An error in `ask --json`."""

    kind: str
    text: str
    code: int | str | None


class AskedToolCall(msgspec.Struct, frozen=True):
    """A tool call in `ask --json`; arguments as JSON text."""

    id: str
    name: str
    arguments: str


class Asked(msgspec.Struct, frozen=True):
    """What `ask --json` writes: every field always there."""

    content: str
    reasoning: str
    tool_calls: tuple[AskedToolCall, ...]
    finish_reason: str | None
    native_finish_reason: str | None
    usage: dict[str, object] | None
    cost: float | None
    model: str
    provider: str | None
    generation_id: str | None
    annotations: tuple[dict[str, object], ...]
    interrupted: bool
    error: AskedError | None


def asked(message: Message, refusal: AppError | None = None) -> Asked:
    """Return an ended answer as `ask --json` writes it.

    Args:
        message: The answer.
        refusal: Why it is not kept, None where it is, or is not to be.
    """
    record = message.record
    failure = record.failure if record else None
    usage = record.usage if record else None
    return Asked(
        content=message.text or message.refusal,
        reasoning=message.reasoning,
        tool_calls=tuple(
            AskedToolCall(call.id, call.name, call.arguments) for call in message.tool_calls
        ),
        finish_reason=(record.finish_reason or None) if record else None,
        native_finish_reason=(record.native_finish_reason or None) if record else None,
        usage=_usage(usage),
        cost=_cost(usage),
        model=(record.resolved_model or record.model) if record else "",
        provider=(record.provider or None) if record else None,
        generation_id=(record.generation_id or None) if record else None,
        annotations=message.annotations,
        interrupted=message.state in (MessageState.INTERRUPTED, MessageState.STOPPED),
        error=_asked_error(failure or refusal),
    )


def failed(error: AppError, model: str = "") -> Asked:
    """Return an error from before any answer as `ask --json` writes it."""
    return Asked(
        content="",
        reasoning="",
        tool_calls=(),
        finish_reason=None,
        native_finish_reason=None,
        usage=None,
        cost=None,
        model=model,
        provider=None,
        generation_id=None,
        annotations=(),
        interrupted=False,
        error=_asked_error(error),
    )


def _asked_error(failure: Failure | AppError | None) -> AskedError | None:
    return AskedError(failure.kind, failure.text, failure.code) if failure else None


def _cost(usage: Usage | None) -> float | None:
    if usage is None or usage.cost_usd is None or usage.is_estimate:
        return None
    return float(usage.cost_usd)


def _usage(usage: Usage | None) -> dict[str, object] | None:
    """Return the endpoint's own object; our estimate is for people, a script gets none."""
    return usage.raw if usage and usage.raw else None


def _fit_for(stream: TextIO, text: str) -> str:
    return text.translate(_HARMLESS) if stream.isatty() else text


def _in_utf8(stream: TextIO) -> TextIO:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
    return stream


def plain_values(value: object) -> Any:
    """Return models or what is told of them as JSON's own values.

    Prices go out as exact texts, and names that have no order in one that is always the same.
    """
    return msgspec.to_builtins(value, order="deterministic")
