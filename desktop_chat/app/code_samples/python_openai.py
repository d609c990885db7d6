"""A request as Python with OpenAI's library: what it does not know goes into `extra_body`."""

from __future__ import annotations

from desktop_chat.app.code_samples.literals import (
    INDENT,
    python_arguments,
    python_literal,
    python_string,
)
from desktop_chat.app.code_samples.sample import NO_KEY, CodeSample, SampleRequest

KNOWN = frozenset(
    {
        "frequency_penalty",
        "logit_bias",
        "logprobs",
        "max_completion_tokens",
        "max_tokens",
        "messages",
        "metadata",
        "model",
        "n",
        "parallel_tool_calls",
        "presence_penalty",
        "reasoning_effort",
        "response_format",
        "seed",
        "service_tier",
        "stop",
        "stream",
        "stream_options",
        "temperature",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "user",
        "verbosity",
    }
)
"""Arguments of the library's `create` among what a request may hold."""

_STREAMED = """for chunk in answer:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
"""
_WHOLE = "print(answer.choices[0].message.content)\n"


def write(request: SampleRequest) -> str:
    """Return a program that prints the answer."""
    known = {name: value for name, value in request.fields.items() if name in KNOWN}
    extra = {name: value for name, value in request.fields.items() if name not in KNOWN}
    variable = request.key_variable
    key = f'os.environ["{variable}"]' if variable else python_string(NO_KEY)
    lines = [f"# {request.note}\n"] if request.note else []
    lines += ["import os\n\n"] * bool(variable)
    lines += [
        "from openai import OpenAI\n\nclient = OpenAI(\n",
        f"{INDENT}base_url={python_string(request.base_url)},\n{INDENT}api_key={key},\n",
    ]
    if request.added_headers:
        headers = python_literal(request.added_headers, INDENT)
        lines.append(f"{INDENT}default_headers={headers},\n")
    lines += [")\nanswer = client.chat.completions.create(\n", python_arguments(known)]
    lines += [f"{INDENT}extra_body={python_literal(extra, INDENT)},\n"] * bool(extra)
    lines += [")\n", _STREAMED if request.is_streamed else _WHOLE]
    return "".join(lines)


PYTHON_OPENAI = CodeSample(
    "python-openai", "Python, openai", "python", ".py", "pip install openai", write
)
