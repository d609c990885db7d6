"""A dialect lets pass what its servers take."""

from __future__ import annotations

from desktop_chat.core.provider import Endpoint
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.wire.dialects.dialect import Dialect

PLAIN = Endpoint("x", "X", "http://127.0.0.1/v1")
WITH_EXTRAS = Endpoint("x", "X", "http://127.0.0.1/v1", sends_extras=True)


ROUTING = {name for name, parameter in PARAMETERS.items() if parameter.is_routing}


def test_wishes_about_providers_pass_only_where_one_is_chosen() -> None:
    assert {"provider", "models"} <= ROUTING
    router = Dialect("any", is_router=True)
    assert router.parameters_of(WITH_EXTRAS) == set(PARAMETERS)
    assert router.parameters_of(PLAIN).isdisjoint(ROUTING)


def test_standard_parameters_pass_and_the_others_where_extras_are_on() -> None:
    dialect = Dialect("any")
    standard = {name for name, parameter in PARAMETERS.items() if parameter.is_standard}
    assert dialect.parameters_of(PLAIN) == standard
    assert dialect.parameters_of(WITH_EXTRAS) == set(PARAMETERS) - ROUTING


def test_what_a_server_refuses_never_passes() -> None:
    dialect = Dialect("any", refuses=frozenset({"seed", "top_k"}))
    assert dialect.parameters_of(WITH_EXTRAS) == set(PARAMETERS) - ROUTING - {"seed", "top_k"}
