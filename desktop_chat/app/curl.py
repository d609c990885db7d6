"""A request as a command for a terminal: what is sent, the key left to the environment."""

from __future__ import annotations

import shlex

from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.wire.transport import WireRequest

_PRACTICE_ADDRESS = "http://127.0.0.1:8000/v1"
_PRACTICE_HINT = "# The practice model is served by: desktop-chat-cli practice --port 8000\n"
_ANY_KEY_VARIABLE = "API_KEY"


def curl_command(request: WireRequest, endpoint: Endpoint) -> str:
    """Return the curl command for a request; the key stands in it as an environment variable."""
    is_embedded = endpoint.base_url == PRACTICE.base_url
    url = request.url
    if is_embedded:
        url = url.replace(PRACTICE.base_url, _PRACTICE_ADDRESS, 1)
    lines = [f"curl --no-buffer {shlex.quote(url)}"]
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in request.headers.items()]
    if endpoint.needs_key:
        variable = endpoint.key_variable or _ANY_KEY_VARIABLE
        # Double quotes let the shell put the variable in.
        lines.append(f'-H "Authorization: Bearer ${variable}"')
    if request.body:
        lines.append(f"--data {shlex.quote(request.body.decode())}")
    command = " \\\n  ".join(lines)
    return _PRACTICE_HINT + command if is_embedded else command
