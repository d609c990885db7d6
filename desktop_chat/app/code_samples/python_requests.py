"""A request as Python with requests."""

from __future__ import annotations

from desktop_chat.app.code_samples.literals import INDENT, python_literal, python_string
from desktop_chat.app.code_samples.sample import CodeSample, SampleRequest

_STREAMED = """response.raise_for_status()
for line in response.iter_lines():
    if line.startswith(b"data: ") and line != b"data: [DONE]":
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
    lines = [f"# {request.note}\n"] if request.note else []
    lines += [f"import {name}\n" for name in imports]
    lines += ["\n" if imports else "", "import requests\n\n", "response = requests.post(\n"]
    lines += [
        f"{INDENT}{python_string(request.url)},\n",
        f"{INDENT}headers={headers(request, INDENT)},\n",
        f"{INDENT}json={python_literal(dict(request.fields), INDENT)},\n",
    ]
    lines += [f"{INDENT}stream=True,\n"] * request.is_streamed
    lines += [f"{INDENT}timeout=600,\n)\n", _STREAMED if request.is_streamed else _WHOLE]
    return "".join(lines)


def headers(request: SampleRequest, indent: str) -> str:
    """Return the headers as a Python dictionary, the key from the environment."""
    lines = [
        f"{indent}{INDENT}{python_string(name)}: {python_string(value)},\n"
        for name, value in request.headers.items()
    ]
    if request.key_variable:
        key = f'"Authorization": f"Bearer {{os.environ[\'{request.key_variable}\']}}"'
        lines.append(f"{indent}{INDENT}{key},\n")
    return "{\n" + "".join(lines) + indent + "}" if lines else "{}"


PYTHON_REQUESTS = CodeSample(
    "python-requests", "Python, requests", "python", ".py", "pip install requests", write
)
