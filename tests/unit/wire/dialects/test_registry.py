"""Every endpoint finds its dialect, and every dialect names real parameters."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.pieces import cut_all
from support.scripted import EVENT_STREAM

from desktop_chat.core.message import MessageState
from desktop_chat.core.provider import READY_ENDPOINTS, Endpoint
from desktop_chat.core.reducer import Draft, apply
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.wire.dialects.dialect import Dialect
from desktop_chat.wire.dialects.registry import DIALECTS, dialect_of, is_router
from desktop_chat.wire.response import ResponseDecoder

STREAMS = Path(__file__).resolve().parents[3] / "data" / "streams"


def test_every_ready_endpoint_names_a_registered_dialect() -> None:
    for endpoint in READY_ENDPOINTS:
        assert dialect_of(endpoint) is DIALECTS[endpoint.dialect]


def test_an_unknown_dialect_is_spoken_as_openais() -> None:
    endpoint = Endpoint("x", "X", "http://127.0.0.1/v1", dialect="of a later version")
    assert dialect_of(endpoint).name == "openai_compatible"


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
def test_dialects_name_real_parameters(dialect: Dialect) -> None:
    assert DIALECTS[dialect.name] is dialect
    assert dialect.refuses <= set(PARAMETERS)
    assert set(dialect.renames) <= set(PARAMETERS) - dialect.refuses


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
def test_the_same_answer_is_read_in_every_dialect(dialect: Dialect) -> None:
    stream = (STREAMS / f"{dialect.name}.sse").read_bytes()
    for pieces in ([stream], cut_all(stream)):
        draft = Draft()
        decoder = ResponseDecoder(200, EVENT_STREAM, splits_thinking=True)
        for piece in pieces:
            for event in decoder.feed(piece):
                apply(draft, event)
        assert (str(draft.text), str(draft.reasoning)) == ("Grüße 👋!", "Be kind.")
        assert draft.state is MessageState.COMPLETE
        assert draft.finish_reason == "stop"
        assert draft.usage is not None
        assert (draft.usage.prompt_tokens, draft.usage.total_tokens) == (7, 12)


def test_only_a_real_router_chooses_among_providers() -> None:
    assert [each.id for each in READY_ENDPOINTS if is_router(each)] == ["openrouter"]
    assert is_router(Endpoint("x", "X", "http://127.0.0.1/api/v1", dialect="openrouter"))
