"""A request as TypeScript with fetch alone."""

from __future__ import annotations

from desktop_chat.app.code_samples.literals import (
    INDENT,
    has_unsafe_integer,
    javascript_literal,
    javascript_string,
)
from desktop_chat.app.code_samples.sample import CodeSample, SampleRequest

_STREAMED = """for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    process.stdout.write(piece);
}
"""
_WHOLE = "console.log((await response.json()).choices[0].message.content);\n"


def write(request: SampleRequest) -> str:
    """Return a program that prints the answer; a stream as it comes, event by event."""
    body = f"JSON.stringify({javascript_literal(dict(request.fields), INDENT)})"
    if has_unsafe_integer(request.fields):
        # As an object its large numbers would be rounded.
        body = javascript_string(request.body)
    lines = [f"// {request.note}\n"] if request.note else []
    lines += [
        f"const response = await fetch({javascript_string(request.url)}, {{\n",
        f'{INDENT}method: "POST",\n',
        f"{INDENT}headers: {headers(request)},\n",
        f"{INDENT}body: {body},\n}});\n",
        "if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);\n",
        _STREAMED if request.is_streamed else _WHOLE,
    ]
    return "".join(lines)


def headers(request: SampleRequest) -> str:
    """Return the headers as an object, the key from the environment."""
    inner = INDENT * 2
    lines = [
        f"{inner}{javascript_string(name)}: {javascript_string(value)},\n"
        for name, value in request.headers.items()
    ]
    if request.key_variable:
        key = f"`Bearer ${{process.env.{request.key_variable}}}`"
        lines.append(f'{inner}"Authorization": {key},\n')
    return "{\n" + "".join(lines) + INDENT + "}"


TYPESCRIPT_FETCH = CodeSample(
    "typescript-fetch", "TypeScript, fetch", "typescript", ".mts", "", write
)
