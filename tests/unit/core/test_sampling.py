"""Tests of desktop_chat.core.sampling: each parameter by its metadata, and the laws of merging."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.samplings import SAMPLINGS, values_of

from desktop_chat.core.sampling import (
    PARAMETERS,
    Kind,
    Parameter,
    Sampling,
    is_supported,
    merge,
)
from desktop_chat.errors import BadField

NUMBERS = [p for p in PARAMETERS.values() if p.kind in (Kind.FLOAT, Kind.INTEGER)]
LIMITED = [p for p in NUMBERS if p.minimum is not None]


def by_name(parameter: Parameter) -> str:
    return parameter.name


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=by_name)
def test_a_parameter_is_described_for_people(parameter: Parameter) -> None:
    assert parameter.title
    assert parameter.title[0].isupper()
    assert parameter.help.endswith(".")
    assert len(parameter.help) > 40
    assert parameter.unit in ("", "tokens")
    assert parameter.slider is None or parameter.kind in (Kind.FLOAT, Kind.INTEGER)


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=by_name)
@given(data=st.data())
def test_what_is_set_is_there_and_what_is_unset_is_absent(
    parameter: Parameter, data: st.DataObject
) -> None:
    value = data.draw(values_of(parameter))
    sampling = Sampling().set(parameter.name, value)
    assert sampling.values() == {parameter.name: value}
    assert msgspec.json.decode(msgspec.json.encode(sampling), type=Sampling) == sampling
    assert sampling.unset(parameter.name) == Sampling()
    assert msgspec.json.encode(sampling.unset(parameter.name)) == b"{}"


@pytest.mark.parametrize("parameter", LIMITED, ids=by_name)
def test_a_value_outside_the_range_is_refused_in_words(parameter: Parameter) -> None:
    step = 1 if parameter.kind is Kind.INTEGER else 0.001
    assert parameter.minimum is not None
    outside: list[Any] = [parameter.minimum - step]
    if parameter.minimum_is_excluded:
        outside.append(parameter.minimum)
    if parameter.maximum is not None:
        outside.append(parameter.maximum + step)
    for value in map(int if parameter.kind is Kind.INTEGER else float, outside):
        with pytest.raises(BadField) as caught:
            Sampling().set(parameter.name, value)
        assert parameter.title in caught.value.text
        assert parameter.range_text in caught.value.advice


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=by_name)
@pytest.mark.parametrize("value", [None, object(), math.nan, b"bytes", {1: 2}])
def test_a_value_of_another_kind_is_refused(parameter: Parameter, value: object) -> None:
    with pytest.raises(BadField):
        Sampling().set(parameter.name, value)


@pytest.mark.parametrize("parameter", NUMBERS, ids=by_name)
@pytest.mark.parametrize("value", [True, "1", [1], math.inf, -math.inf])
def test_what_only_looks_like_a_number_is_refused(parameter: Parameter, value: object) -> None:
    with pytest.raises(BadField):
        Sampling().set(parameter.name, value)


def test_more_stops_than_any_server_takes_are_refused() -> None:
    with pytest.raises(BadField, match="Stop cannot be") as caught:
        Sampling().set("stop", ["a"] * 33)
    assert caught.value.advice == "It takes at most 32 strings."


def test_a_long_wrong_value_is_named_shortly() -> None:
    with pytest.raises(BadField) as caught:
        Sampling().set("temperature", "x" * 1000)
    assert len(caught.value.text) < 80


def test_an_unknown_parameter_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Sampling().set("temprature", 1)


def test_decoding_checks_ranges_too_and_ignores_unknown_fields() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"temperature": 3}', type=Sampling)
    assert msgspec.json.decode(b'{"of_tomorrow": 3}', type=Sampling) == Sampling()


@given(SAMPLINGS)
def test_values_come_in_the_order_of_the_panel(sampling: Sampling) -> None:
    names = list(sampling.values())
    assert names == [name for name in PARAMETERS if name in names]


@given(SAMPLINGS, SAMPLINGS, SAMPLINGS)
def test_merging_is_associative(a: Sampling, b: Sampling, c: Sampling) -> None:
    assert merge(merge(a, b), c) == merge(a, merge(b, c)) == merge(a, b, c)


@given(SAMPLINGS)
def test_the_empty_layer_changes_nothing(layer: Sampling) -> None:
    assert merge() == Sampling()
    assert merge(layer) == merge(layer, Sampling()) == merge(Sampling(), layer) == layer


@given(SAMPLINGS, SAMPLINGS)
def test_the_right_layer_wins_where_it_is_set(left: Sampling, right: Sampling) -> None:
    assert merge(left, right).values() == left.values() | right.values()


@given(SAMPLINGS, st.frozensets(st.sampled_from(sorted(PARAMETERS))))
def test_what_a_model_does_not_support_is_dropped_and_named(
    sampling: Sampling, supported: frozenset[str]
) -> None:
    kept, dropped = sampling.supported_by(supported)
    assert kept.values().keys() | set(dropped) == sampling.values().keys()
    assert not kept.values().keys() & set(dropped)
    assert all(not is_supported(PARAMETERS[name], supported) for name in dropped)
    assert kept.supported_by(supported) == (kept, ())


@given(SAMPLINGS)
def test_a_model_without_a_list_is_sent_everything(sampling: Sampling) -> None:
    assert sampling.supported_by(None) == (sampling, ())


def test_a_parameter_is_supported_under_its_other_names() -> None:
    assert is_supported(PARAMETERS["response_format"], frozenset({"structured_outputs"}))
    assert is_supported(PARAMETERS["reasoning_effort"], frozenset({"reasoning"}))
    assert not is_supported(PARAMETERS["top_k"], frozenset({"top_p"}))


def test_what_models_do_not_list_is_the_endpoints_affair() -> None:
    assert is_supported(PARAMETERS["provider"], frozenset({"top_p"}))
    assert is_supported(PARAMETERS["service_tier"], frozenset())
