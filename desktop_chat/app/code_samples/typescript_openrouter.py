"""A request as TypeScript with OpenRouter's library: what that would drop is added to it."""

from __future__ import annotations

import re

from desktop_chat.app.code_samples.literals import (
    INDENT,
    has_unsafe_integer,
    javascript_literal,
    javascript_string,
)
from desktop_chat.app.code_samples.openrouter_fields import split
from desktop_chat.app.code_samples.sample import NO_KEY, CodeSample, SampleRequest
from desktop_chat.app.code_samples.typescript_openai import ROUNDED

_HOOK = """// Adds what the library does not pass on as it is.
const httpClient = new HTTPClient();
httpClient.addHook("beforeRequest", async (request) => {
    const headers = new Headers(request.headers);
    for (const [name, value] of Object.entries(headersToAdd)) headers.set(name, value);
    const body = { ...(await request.clone().json()), ...extra };
    return new Request(request, { headers, body: JSON.stringify(body) });
});
"""
_STREAMED = """for await (const chunk of answer) {
    process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}
"""
_WHOLE = "console.log(answer.choices[0].message.content);\n"
_INNER = INDENT * 2


def write(request: SampleRequest) -> str:
    """Return a program that prints the answer."""
    known, extra = split(request.fields)
    variable = request.key_variable
    key = f"process.env.{variable}" if variable else javascript_string(NO_KEY)
    named = {_camel(name): value for name, value in known.items()}
    named.setdefault("messages", [])
    lines = [f"// {request.note}\n"] if request.note else []
    lines += [
        'import { HTTPClient, OpenRouter } from "@openrouter/sdk";\n\n',
        ROUNDED * has_unsafe_integer(request.fields),
        f"const headersToAdd = {javascript_literal(request.added_headers)};\n",
        f"const extra = {javascript_literal(extra)};\n",
        _HOOK,
        "const client = new OpenRouter({\n",
        f"{INDENT}apiKey: {key},\n{INDENT}serverURL: {javascript_string(request.base_url)},\n",
        f"{INDENT}httpClient,\n}});\n",
        "const answer = await client.chat.send({\n",
        f"{INDENT}chatRequest: {javascript_literal(named, INDENT)},\n}});\n",
        _STREAMED if request.is_streamed else _WHOLE,
    ]
    return "".join(lines)


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


TYPESCRIPT_OPENROUTER = CodeSample(
    "typescript-openrouter",
    "TypeScript, @openrouter/sdk",
    "typescript",
    ".mts",
    "npm install @openrouter/sdk",
    write,
)
