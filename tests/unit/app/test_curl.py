"""A curl command sends the same request, and no key stands in it."""

from __future__ import annotations

import shlex

from desktop_chat.app.curl import curl_command
from desktop_chat.core.provider import PRACTICE, READY_ENDPOINTS
from desktop_chat.wire.transport import WireRequest

OPENROUTER = next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == "openrouter")
BODY = """{"messages":[{"role":"user","content":"It's $HOME"}]}"""


def test_the_command_carries_address_headers_and_body_past_the_shell() -> None:
    request = WireRequest(
        "POST", f"{OPENROUTER.base_url}/chat/completions", {"X-Title": "A b"}, BODY.encode()
    )
    words = shlex.split(curl_command(request, OPENROUTER).replace("\\\n", ""))
    assert words[:3] == ["curl", "--no-buffer", "https://openrouter.ai/api/v1/chat/completions"]
    assert words[words.index("-H") + 1] == "X-Title: A b"
    assert words[words.index("--data") + 1] == BODY


def test_the_key_is_left_to_the_environment() -> None:
    request = WireRequest("GET", f"{OPENROUTER.base_url}/models")
    assert '"Authorization: Bearer $OPENROUTER_API_KEY"' in curl_command(request, OPENROUTER)


def test_the_practice_model_is_shown_where_its_server_answers() -> None:
    request = WireRequest("POST", f"{PRACTICE.base_url}/chat/completions", {}, b"{}")
    command = curl_command(request, PRACTICE)
    assert command.startswith("# The practice model is served by: desktop-chat-cli practice")
    assert "http://127.0.0.1:8000/v1/chat/completions" in command
    assert "Authorization" not in command
