"""OpenAI and the many servers that speak as it does: standard fields, no attribution."""

from __future__ import annotations

from desktop_chat.wire.dialects.dialect import Dialect

OPENAI_COMPATIBLE = Dialect(name="openai_compatible")
