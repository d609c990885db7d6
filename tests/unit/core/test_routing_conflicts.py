"""Tests of desktop_chat.core.routing_conflicts: each rule by an example, and what ends it."""

from __future__ import annotations

import msgspec
import pytest

from desktop_chat.core.catalog import Model
from desktop_chat.core.conflict import Case
from desktop_chat.core.routing_conflicts import ROUTING_RULES
from desktop_chat.core.sampling import Sampling

EXAMPLES: dict[str, tuple[Sampling, Sampling]] = {
    "wanted_and_ignored": (
        Sampling(provider={"only": ["a"], "ignore": ["a", "b"]}),
        Sampling(provider={"only": ["a"], "ignore": ["b"]}),
    ),
    "ordered_beyond_only": (
        Sampling(provider={"order": ["a", "b"], "only": ["a"]}),
        Sampling(provider={"order": ["a/eu"], "only": ["a"]}),
    ),
    "sorted_beside_order": (
        Sampling(provider={"order": ["a"], "sort": {"by": "price", "partition": "none"}}),
        Sampling(provider={"order": [], "sort": "price"}),
    ),
    "partition_of_one_model": (
        Sampling(provider={"sort": {"by": "price", "partition": "none"}}),
        Sampling(provider={"sort": {"by": "price", "partition": "none"}}, models=("a/b",)),
    ),
    "quantization_unknown": (
        Sampling(provider={"quantizations": ["fp8", "fp9"]}),
        Sampling(provider={"quantizations": ["fp8"]}),
    ),
    "unsticky": (
        Sampling(provider={"order": ["a"]}),
        Sampling(provider={"only": ["a"], "order": []}),
    ),
    "part_of_wrong_kind": (
        Sampling(provider={"sort": "beauty", "zdr": True}),
        Sampling(provider={"sort": {"by": "price"}, "of_tomorrow": 1, "zdr": None}),
    ),
}


def test_every_rule_has_an_example() -> None:
    assert {rule.__name__.removeprefix("_") for rule in ROUTING_RULES} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_conflict_is_told_and_each_fix_ends_it(name: str) -> None:
    rule = next(each for each in ROUTING_RULES if each.__name__ == f"_{name}")
    bad, good = EXAMPLES[name]
    found = rule(Case(bad))
    assert found is not None
    assert found.names == ("provider",)
    assert found.fixes
    for fix in found.fixes:
        assert rule(Case(msgspec.structs.replace(bad, **fix.changes))) is None
    assert rule(Case(good)) is None


def test_a_request_fails_where_the_one_provider_is_shut_out() -> None:
    rule = ROUTING_RULES[0]
    alone = rule(Case(Sampling(provider={"only": ["a"], "ignore": ["a"]})))
    among = rule(Case(Sampling(provider={"only": ["a", "b"], "ignore": ["a"]})))
    assert alone is not None
    assert among is not None
    assert (alone.is_refused, among.is_refused) == (True, False)


@pytest.mark.parametrize("strange", ["a", 3, {"a": 1}, [1, None]])
def test_lists_of_another_shape_break_nothing(strange: object) -> None:
    case = Case(Sampling(provider={"only": strange, "order": strange, "ignore": strange}))
    for rule in ROUTING_RULES:
        rule(case)


def test_the_parts_of_reasoning_are_looked_at_too() -> None:
    rule = next(each for each in ROUTING_RULES if each.__name__ == "_part_of_wrong_kind")
    found = rule(Case(Sampling(reasoning={"max_tokens": 0})))
    assert found is not None
    assert found.names == ("reasoning",)
    assert found.fixes[0].changes == {"reasoning": msgspec.UNSET}


def test_a_name_that_is_ignored_shuts_out_all_its_endpoints() -> None:
    rule = ROUTING_RULES[0]
    found = rule(Case(Sampling(provider={"order": ["vertex/eu"], "ignore": ["vertex"]})))
    assert found is not None
    assert "vertex/eu" in found.sentence
    assert rule(Case(msgspec.structs.replace(Sampling(), **found.fixes[0].changes))) is None
    assert rule(Case(Sampling(provider={"order": ["vertex"], "ignore": ["vertex/eu"]}))) is None


@pytest.mark.parametrize("sort", ["price", {"by": "price"}, {"by": "price", "partition": "none"}])
def test_sorting_in_either_form_takes_the_cache(sort: object) -> None:
    rule = next(each for each in ROUTING_RULES if each.__name__ == "_unsticky")
    found = rule(Case(Sampling(provider={"sort": sort})))
    assert found is not None
    assert "Sort by" in found.sentence
    assert rule(Case(Sampling(provider={"sort": {"partition": "none"}}))) is None


@pytest.mark.parametrize(
    ("provider", "title", "left"),
    [
        ({"sort": {"by": "beauty", "partition": "none"}}, "Sort by", {"partition": "none"}),
        ({"sort": {"by": "price", "partition": "all"}}, "Sort partition", "price"),
    ],
)
def test_a_wrong_word_in_the_long_form_is_taken_out_alone(
    provider: dict[str, object], title: str, left: object
) -> None:
    rule = next(each for each in ROUTING_RULES if each.__name__ == "_part_of_wrong_kind")
    found = rule(Case(Sampling(provider=provider)))
    assert found is not None
    assert title in found.sentence
    assert found.fixes[0].changes == {"provider": {"sort": left}}


@pytest.mark.parametrize(
    ("model_id", "is_told"),
    [("a/b:nitro", True), ("a/b:floor", True), ("a/b:exacto", True), ("a/b:free", False)],
)
def test_a_variant_that_sorts_takes_the_cache_too(model_id: str, is_told: bool) -> None:
    rule = next(each for each in ROUTING_RULES if each.__name__ == "_unsticky")
    found = rule(Case(Sampling(), Model(model_id)))
    assert (found is not None) is is_told
    if found is not None:
        assert model_id.partition(":")[2] in found.sentence
        assert not found.is_refused
