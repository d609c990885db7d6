"""A request as TypeScript with OpenAI's library, which passes on what it does not know."""

from __future__ import annotations

from desktop_chat.app.code_samples.literals import (
    INDENT,
    has_unsafe_integer,
    javascript_literal,
    javascript_string,
)
from desktop_chat.app.code_samples.sample import NO_KEY, CodeSample, SampleRequest

ROUNDED = "// JavaScript rounds whole numbers beyond 2^53, such as the one below.\n"

_STREAMED = """for await (const chunk of answer) {
    process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}
"""
_WHOLE = "console.log(answer.choices[0].message.content);\n"


def write(request: SampleRequest) -> str:
    """Return a program that prints the answer."""
    variable = request.key_variable
    key = f"process.env.{variable}" if variable else javascript_string(NO_KEY)
    kind = "Streaming" if request.is_streamed else "NonStreaming"
    lines = [f"// {request.note}\n"] if request.note else []
    lines += [
        'import OpenAI from "openai";\n\nconst client = new OpenAI({\n',
        f"{INDENT}baseURL: {javascript_string(request.base_url)},\n{INDENT}apiKey: {key},\n",
    ]
    if request.added_headers:
        headers = javascript_literal(request.added_headers, INDENT)
        lines.append(f"{INDENT}defaultHeaders: {headers},\n")
    lines += ["});\n", ROUNDED * has_unsafe_integer(request.fields)]
    lines += [
        f"const request = {javascript_literal(dict(request.fields))};\n",
        "// The type allows for fields that the library does not know.\n",
        "const answer = await client.chat.completions.create(\n",
        f"{INDENT}request as unknown as OpenAI.Chat.ChatCompletionCreateParams{kind},\n);\n",
        _STREAMED if request.is_streamed else _WHOLE,
    ]
    return "".join(lines)


TYPESCRIPT_OPENAI = CodeSample(
    "typescript-openai", "TypeScript, openai", "typescript", ".mts", "npm install openai", write
)
