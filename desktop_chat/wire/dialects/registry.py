"""Every dialect by name; a new one is a file beside this and its line below."""

from __future__ import annotations

from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.wire.dialects.dialect import Dialect
from desktop_chat.wire.dialects.llamacpp import LLAMACPP
from desktop_chat.wire.dialects.mistral import MISTRAL
from desktop_chat.wire.dialects.openai_compatible import OPENAI_COMPATIBLE
from desktop_chat.wire.dialects.openrouter import OPENROUTER

DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect for dialect in (OPENROUTER, OPENAI_COMPATIBLE, MISTRAL, LLAMACPP)
}


def dialect_of(endpoint: Endpoint) -> Dialect:
    """Return an endpoint's dialect; OpenAI's where its profile names an unknown one."""
    return DIALECTS.get(endpoint.dialect, OPENAI_COMPATIBLE)


def is_router(endpoint: Endpoint) -> bool:
    """Return whether an endpoint chooses among providers; the practice model does not."""
    return endpoint.id != PRACTICE.id and dialect_of(endpoint).is_router
