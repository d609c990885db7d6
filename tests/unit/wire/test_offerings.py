"""Offerings and providers are read in whatever form the documentation allows, and beyond it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import openrouter_bodies
from support.openapi import answers

from desktop_chat.core.offerings import Percentiles
from desktop_chat.errors import NotJson
from desktop_chat.wire.offerings import parse_offerings, parse_providers

SLOWLY = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ENDPOINTS = "/models/{author}/{slug}/endpoints"


def offered(**fields: Any) -> bytes:
    row = {"tag": "mistral"} | fields
    return msgspec.json.encode({"data": {"endpoints": [row]}})


def test_all_that_is_said_of_an_offering_is_read() -> None:
    body = openrouter_bodies.offerings(openrouter_bodies.special_models()[2])
    first, second, third = parse_offerings(msgspec.json.encode(body))
    assert (first.tag, first.provider_name, first.quantization) == ("mistral", "Mistral", "bf16")
    assert first.throughput == Percentiles(82.5, 123.75, 165.0, 330.0)
    assert first.pricing.overrides
    assert (second.provider_slug, second.status, second.uptime_5m) == ("deepinfra", -2, 71.4)
    assert third.quantization == ""
    assert third.uptime_1d is None
    assert third.latency_s is None


@pytest.mark.parametrize(("p50", "seconds"), [(0.4, 0.4), (400, 0.4), (60, 60)])
def test_latencies_in_either_unit_become_seconds(p50: float, seconds: float) -> None:
    named = dict.fromkeys(("p50", "p75", "p90", "p99"), p50)
    (found,) = parse_offerings(offered(latency_last_30m=named))
    assert found.latency_s is not None
    assert found.latency_s.p50 == seconds


@pytest.mark.parametrize("figures", [None, [], {"p50": 1}, {"p50": "1"}])
def test_percentiles_that_are_not_whole_are_none(figures: Any) -> None:
    (found,) = parse_offerings(offered(throughput_last_30m=figures))
    assert found.throughput is None


def test_what_cannot_be_named_in_routing_is_no_offering() -> None:
    assert parse_offerings(b'{"data":{"endpoints":[{"name":"x"},5]}}') == ()


def test_a_policy_is_linked_only_where_its_address_is_safe() -> None:
    rows = [{"slug": "a", "privacy_policy_url": "javascript:alert(1)"}]
    (found,) = parse_providers(msgspec.json.encode({"data": rows}))
    assert found.privacy_policy_url == ""


@pytest.mark.parametrize("parse", [parse_offerings, parse_providers])
def test_what_is_no_json_is_an_error(parse: Any) -> None:
    with pytest.raises(NotJson):
        parse(b"{")


@SLOWLY
@given(st.data())
def test_every_answer_of_the_schema_and_beyond_is_read(data: st.DataObject) -> None:
    body = data.draw(answers(ENDPOINTS))
    named = [row for row in body["data"]["endpoints"] if row["tag"]]
    assert len(parse_offerings(msgspec.json.encode(body))) == len(named)
    parse_providers(msgspec.json.encode(data.draw(answers("/providers"))))
