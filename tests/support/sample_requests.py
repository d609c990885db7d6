"""Requests from which code samples are made in tests."""

from __future__ import annotations

import json
from typing import Any

from desktop_chat.app.code_samples.sample import SampleRequest, sample_request
from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.wire.transport import WireRequest

URL = "https://host.example/v1/chat/completions"
BODY: dict[str, Any] = {
    "model": "m",
    "messages": [{"role": "user", "content": 'It\'s "$HOME"\n`x` 東京'}],
    "stream": True,
    "top_k": 4,
    "an extra": {"__proto__": None},
}


def asked(body: dict[str, Any] | None = None, *, needs_key: bool = True) -> SampleRequest:
    """Return a request to a host that wants a key, or none."""
    variable = "HOST_KEY" if needs_key else ""
    endpoint = Endpoint("e", "E", URL, needs_key=needs_key, key_variable=variable)
    headers = {"Content-Type": "application/json", "X-Title": "A's b"}
    content = json.dumps(BODY if body is None else body).encode()
    return sample_request(WireRequest("POST", URL, headers, content), endpoint)


def asked_practice() -> SampleRequest:
    """Return a request to the practice model."""
    url = f"{PRACTICE.base_url}/chat/completions"
    return sample_request(WireRequest("POST", url, {}, b'{"stream":false}'), PRACTICE)
