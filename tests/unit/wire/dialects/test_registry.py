"""Every endpoint finds its dialect, and every dialect names real parameters."""

from __future__ import annotations

import pytest

from desktop_chat.core.provider import READY_ENDPOINTS, Endpoint
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.wire.dialects.dialect import Dialect
from desktop_chat.wire.dialects.registry import DIALECTS, dialect_of


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
