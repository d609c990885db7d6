"""A request as Python with OpenRouter's library: what that would drop is added to its request."""

from __future__ import annotations

from desktop_chat.app.code_samples.literals import (
    INDENT,
    python_arguments,
    python_literal,
    python_string,
)
from desktop_chat.app.code_samples.openrouter_fields import split
from desktop_chat.app.code_samples.sample import NO_KEY, CodeSample, SampleRequest

_EXTRA = '''

class WithExtra(httpx.HTTPTransport):
    """Adds the fields that the library does not pass on as they are."""

    def handle_request(self, request):
        body = json.loads(request.read()) | EXTRA
        headers = [(name, value) for name, value in request.headers.items()
                   if name != "content-length"]
        changed = httpx.Request(request.method, request.url, headers=headers,
                                content=json.dumps(body).encode(), extensions=request.extensions)
        return super().handle_request(changed)


'''
_STREAMED = """    for chunk in answer:
        if chunk.choices:
            print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
"""
_WHOLE = "    print(answer.choices[0].message.content)\n"


def write(request: SampleRequest) -> str:
    """Return a program that prints the answer."""
    known, extra = split(request.fields)
    variable = request.key_variable
    key = f'os.environ["{variable}"]' if variable else python_string(NO_KEY)
    lines = [f"# {request.note}\n"] if request.note else []
    lines += ["import json\n"] * bool(extra) + ["import os\n"] * bool(variable)
    lines += ["\n"] * bool(extra or variable) + ["import httpx\n"] * bool(extra)
    lines.append("from openrouter import OpenRouter\n")
    if extra:
        lines += [f"\nEXTRA = {python_literal(extra)}\n", _EXTRA]
    inner = INDENT * 2
    lines += [
        "\n" * (not extra) + "with OpenRouter(\n",
        f"{INDENT}api_key={key},\n{INDENT}server_url={python_string(request.base_url)},\n",
    ]
    lines += [f"{INDENT}client=httpx.Client(transport=WithExtra(), timeout=600),\n"] * bool(extra)
    lines += [") as client:\n    answer = client.chat.send(\n", python_arguments(known, inner)]
    lines += [f"{inner}messages=[],\n"] * ("messages" not in known)
    if request.added_headers:
        headers = python_literal(request.added_headers, inner)
        lines.append(f"{inner}http_headers={headers},\n")
    lines += [f"{INDENT})\n", _STREAMED if request.is_streamed else _WHOLE]
    return "".join(lines)


PYTHON_OPENROUTER = CodeSample(
    "python-openrouter", "Python, openrouter", "python", ".py", "pip install openrouter", write
)
