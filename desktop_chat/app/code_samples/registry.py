"""Every code sample in the order in which they are offered: a new one is a file and a line here."""

from __future__ import annotations

from desktop_chat.app.code_samples.curl import CURL
from desktop_chat.app.code_samples.go import GO
from desktop_chat.app.code_samples.python_httpx import PYTHON_HTTPX
from desktop_chat.app.code_samples.python_openai import PYTHON_OPENAI
from desktop_chat.app.code_samples.python_openrouter import PYTHON_OPENROUTER
from desktop_chat.app.code_samples.python_requests import PYTHON_REQUESTS
from desktop_chat.app.code_samples.sample import CodeSample
from desktop_chat.app.code_samples.typescript_fetch import TYPESCRIPT_FETCH
from desktop_chat.app.code_samples.typescript_openai import TYPESCRIPT_OPENAI
from desktop_chat.app.code_samples.typescript_openrouter import TYPESCRIPT_OPENROUTER

SAMPLES: dict[str, CodeSample] = {
    sample.name: sample
    for sample in (
        CURL,
        PYTHON_REQUESTS,
        PYTHON_HTTPX,
        PYTHON_OPENAI,
        PYTHON_OPENROUTER,
        TYPESCRIPT_FETCH,
        TYPESCRIPT_OPENAI,
        TYPESCRIPT_OPENROUTER,
        GO,
    )
}
