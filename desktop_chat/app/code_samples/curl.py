"""A request as a command for a terminal."""

from __future__ import annotations

from desktop_chat.app.code_samples.literals import json_text, shell_word
from desktop_chat.app.code_samples.sample import CodeSample, SampleRequest

LONGEST_ARGUMENT = 100_000
"""Bytes: systems refuse one argument of 128 KiB, so a longer body comes through the input."""


def write(request: SampleRequest) -> str:
    """Return the command; the shell puts the key in from its variable."""
    parts = [f"curl --no-buffer {shell_word(request.url)}"]
    parts += [f"-H {shell_word(f'{name}: {value}')}" for name, value in request.headers.items()]
    if request.key_variable:
        # Double quotes let the shell put the variable in.
        parts.append(f'-H "Authorization: Bearer ${request.key_variable}"')
    body = json_text(request.body)
    is_long = len(body.encode()) > LONGEST_ARGUMENT
    # No line of indented JSON can be the mark of its end.
    parts.append(f"--data-binary @- <<'JSON'\n{body}\nJSON" if is_long else _data(body))
    note = f"# {request.note}\n" if request.note else ""
    return note + " \\\n  ".join(parts) + "\n"


def _data(body: str) -> str:
    return f"--data-raw {shell_word(body)}"


CURL = CodeSample("curl", "curl", "bash", ".sh", "", write)
