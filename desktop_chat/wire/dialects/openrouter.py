"""OpenRouter: attribution headers, sessions, reasoning both ways, and every parameter."""

from __future__ import annotations

from desktop_chat.wire.dialects.dialect import Dialect

APP_URL = "https://desktop-chat.invalid"
APP_TITLE = "Desktop Chat"

OPENROUTER = Dialect(
    name="openrouter",
    # An app is known by its URL and shown by its title; the older title header is still read by
    # some.
    headers={
        "HTTP-Referer": APP_URL,
        "X-Title": APP_TITLE,
        "X-OpenRouter-Title": APP_TITLE,
        "X-OpenRouter-Categories": "general-chat",
    },
    asks_for_usage=False,
    knows_sessions=True,
    takes_back_reasoning=True,
    has_key_info=True,
    has_login=True,
    has_generations=True,
    is_router=True,
)
