"""A request as Python with httpx."""

from __future__ import annotations

from desktop_chat.app.code_samples.literals import INDENT, python_literal, python_string
from desktop_chat.app.code_samples.python_requests import headers
from desktop_chat.app.code_samples.sample import CodeSample, SampleRequest

_STREAMED = """    response.raise_for_status()
    for line in response.iter_lines():
        if line.startswith("data: ") and line != "data: [DONE]":
            for choice in json.loads(line[6:])["choices"]:
                print(choice["delta"].get("content") or "", end="", flush=True)
print()
"""
_WHOLE = """response.raise_for_status()
print(response.json()["choices"][0]["message"]["content"])
"""


def write(request: SampleRequest) -> str:
    """Return a program that prints the answer."""
    imports = ["json"] * request.is_streamed + ["os"] * bool(request.key_variable)
    opening = 'with httpx.stream(\n    "POST",' if request.is_streamed else "response = httpx.post("
    lines = [f"# {request.note}\n"] if request.note else []
    lines += [f"import {name}\n" for name in imports]
    lines += ["\n" if imports else "", "import httpx\n\n", f"{opening}\n"]
    lines += [
        f"{INDENT}{python_string(request.url)},\n",
        f"{INDENT}headers={headers(request, INDENT)},\n",
        f"{INDENT}json={python_literal(dict(request.fields), INDENT)},\n",
        f"{INDENT}timeout=600,\n",
    ]
    lines += [") as response:\n", _STREAMED] if request.is_streamed else [")\n", _WHOLE]
    return "".join(lines)


PYTHON_HTTPX = CodeSample(
    "python-httpx", "Python, httpx", "python", ".py", "pip install httpx", write
)
