"""Tests of desktop_chat.core.parts: paths into objects, and what a model offers."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from desktop_chat.core.catalog import Model, ReasoningSupport
from desktop_chat.core.parts import (
    fits,
    offered_choices,
    offered_parts,
    part_at,
    part_value,
    with_part,
    with_part_value,
)
from desktop_chat.core.sampling import PARAMETERS

PROVIDER = {"order": ["a"], "max_price": {"prompt": 2, "image": 1}, "of_tomorrow": 3}
ROUTING = PARAMETERS["provider"]
EFFORT = PARAMETERS["reasoning"].parts["effort"]


def model(**support: Any) -> Model:
    return Model("a/b", reasoning=ReasoningSupport(**support))


@pytest.mark.parametrize(
    ("path", "value"),
    [("order", ["a"]), ("max_price.prompt", 2), ("sort", UNSET), ("max_price.completion", UNSET)],
)
def test_a_part_is_found_by_its_path(path: str, value: object) -> None:
    assert part_at(PROVIDER, path) == value


@pytest.mark.parametrize("whole", [None, UNSET, 3, "text", [1], {"max_price": 3}])
def test_what_is_no_object_has_no_parts(whole: object) -> None:
    assert part_at(whole, "max_price.prompt") is UNSET


def test_a_part_is_replaced_and_all_else_is_kept() -> None:
    changed = with_part(PROVIDER, "max_price.prompt", 5)
    assert changed == PROVIDER | {"max_price": {"prompt": 5, "image": 1}}
    assert PROVIDER["max_price"] == {"prompt": 2, "image": 1}
    assert with_part(UNSET, "max_price.prompt", 5) == {"max_price": {"prompt": 5}}


def test_an_object_goes_with_its_last_part() -> None:
    assert with_part({"max_price": {"prompt": 2}, "zdr": True}, "max_price.prompt", UNSET) == {
        "zdr": True
    }
    assert with_part({"zdr": True}, "zdr", UNSET) == {}
    assert with_part({}, "max_price.prompt", UNSET) == {}


def test_a_part_is_of_its_type_and_range() -> None:
    parts = PARAMETERS["provider"].parts
    assert fits(parts["sort"], "price")
    assert not fits(parts["sort"], {"by": "price"})
    assert not fits(parts["preferred_max_latency"], -1)
    assert fits(parts["preferred_max_latency"], 1)


@pytest.mark.parametrize(
    ("price", "is_one"),
    [
        ("2.5", True),
        (2.5, True),
        (3, True),
        ("-1", False),
        ("1e3", False),
        (True, False),
        ("", False),
    ],
)
def test_a_price_is_a_text_and_may_be_a_number(price: object, is_one: bool) -> None:
    assert fits(PARAMETERS["provider"].parts["max_price.prompt"], price) is is_one


def test_efforts_are_those_of_the_model() -> None:
    named = model(supported_efforts=("low", "high"))
    assert offered_choices(EFFORT, named) == ("none", "low", "high")
    assert offered_choices(PARAMETERS["reasoning_effort"], named) == ("none", "low", "high")
    always = model(mandatory=True, supported_efforts=("low",))
    assert offered_choices(EFFORT, always) == ("low",)
    assert offered_choices(EFFORT, model()) == EFFORT.choices
    assert offered_choices(EFFORT, None) == offered_choices(EFFORT, Model("x")) == EFFORT.choices


def test_other_choices_are_every_models() -> None:
    verbosity = PARAMETERS["verbosity"]
    assert offered_choices(verbosity, model(supported_efforts=("low",))) == verbosity.choices


def test_reasoning_is_built_from_what_the_model_says() -> None:
    reasoning = PARAMETERS["reasoning"]
    assert offered_parts(reasoning, None) == reasoning.parts
    free = offered_parts(reasoning, model(supports_max_tokens=True, default_effort="low"))
    assert list(free) == list(reasoning.parts)
    assert free["effort"].default == "low"
    bound = offered_parts(reasoning, model(mandatory=True))
    assert {"max_tokens", "enabled"}.isdisjoint(bound)
    assert {"effort", "exclude"} <= set(bound)


def test_routing_is_every_models() -> None:
    provider = PARAMETERS["provider"]
    assert offered_parts(provider, model(mandatory=True)) == provider.parts


@pytest.mark.parametrize(
    ("whole", "path", "value"),
    [
        ({"sort": "price"}, "sort", "price"),
        ({"sort": {"by": "price", "partition": "none"}}, "sort", "price"),
        ({"sort": {"by": "price", "partition": "none"}}, "sort.partition", "none"),
        ({"sort": {"partition": "none"}}, "sort", UNSET),
        ({"sort": "price"}, "sort.partition", UNSET),
        ({"preferred_max_latency": 2}, "preferred_max_latency", 2),
        ({"preferred_max_latency": {"p50": 2, "p90": 5}}, "preferred_max_latency", 2),
        ({"preferred_max_latency": {"p50": 2, "p90": 5}}, "preferred_max_latency.p90", 5),
        ({"max_price": {"prompt": "1"}}, "max_price.prompt", "1"),
        ({}, "sort", UNSET),
    ],
)
def test_a_part_is_read_in_its_short_form_and_in_its_long_one(
    whole: object, path: str, value: object
) -> None:
    assert part_value(ROUTING, whole, path) == value


@pytest.mark.parametrize(
    ("whole", "path", "value", "changed"),
    [
        ({}, "sort", "price", {"sort": "price"}),
        ({"sort": "price"}, "sort", "latency", {"sort": "latency"}),
        (
            {"sort": "price"},
            "sort.partition",
            "none",
            {"sort": {"by": "price", "partition": "none"}},
        ),
        (
            {"sort": {"by": "price", "partition": "none"}},
            "sort",
            "latency",
            {"sort": {"by": "latency", "partition": "none"}},
        ),
        (
            {"sort": {"by": "price", "partition": "none"}},
            "sort.partition",
            UNSET,
            {"sort": "price"},
        ),
        (
            {"sort": {"by": "price", "partition": "none"}},
            "sort",
            UNSET,
            {"sort": {"partition": "none"}},
        ),
        ({"sort": {"partition": "none"}, "zdr": True}, "sort.partition", UNSET, {"zdr": True}),
        ({"sort": {"by": None}}, "sort.partition", "none", {"sort": {"partition": "none"}}),
        ({}, "preferred_max_latency.p90", 5, {"preferred_max_latency": {"p90": 5}}),
        (
            {"preferred_max_latency": 2.5},
            "preferred_max_latency.p99",
            9,
            {"preferred_max_latency": {"p50": 2.5, "p99": 9}},
        ),
        (
            {"preferred_max_latency": {"p50": 1, "of_tomorrow": 3}},
            "preferred_max_latency",
            UNSET,
            {"preferred_max_latency": {"of_tomorrow": 3}},
        ),
        ({}, "max_price.image", "1", {"max_price": {"image": "1"}}),
    ],
)
def test_a_part_is_written_short_where_nothing_else_stands_beside_it(
    whole: dict[str, Any], path: str, value: object, changed: object
) -> None:
    before = msgspec.json.encode(whole)
    assert with_part_value(ROUTING, whole, path, value) == changed
    assert msgspec.json.encode(whole) == before
