"""Tests of desktop_chat.core.variants: which a name bears, and which a model takes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_chat.core.catalog import Model
from desktop_chat.core.pricing import Pricing
from desktop_chat.core.variants import (
    VARIANTS,
    asked_as,
    base_of,
    forms_of,
    offered_variants,
    variant_of,
)


def test_every_documented_variant_is_explained_for_people() -> None:
    assert set(VARIANTS) == {"free", "nitro", "floor", "exacto", "online", "thinking", "extended"}
    for suffix, variant in VARIANTS.items():
        assert variant.suffix == suffix
        assert len(variant.brief) < 24
        assert variant.help[0].isupper()
        assert variant.help.endswith(".")


@pytest.mark.parametrize(
    ("model_id", "suffix", "base"),
    [
        ("a/b:nitro", "nitro", "a/b"),
        ("a/b:nitro@preset/mine", "nitro", "a/b"),
        ("a/b", None, "a/b"),
        ("a/b:", None, "a/b:"),
        ("a/b:8b", None, "a/b:8b"),
        ("a/b:FREE", None, "a/b:FREE"),
        ("", None, ""),
    ],
)
def test_a_name_bears_a_variant_or_none(model_id: str, suffix: str | None, base: str) -> None:
    found = variant_of(model_id)
    assert (found.suffix if found else None) == suffix
    assert base_of(model_id) == base


def test_some_are_for_every_model_and_some_where_they_are_listed() -> None:
    def suffixes(model_id: str, *listed: str) -> list[str]:
        return [each.suffix for each in offered_variants(model_id, listed)]

    assert suffixes("a/b") == ["nitro", "floor", "exacto", "online"]
    assert suffixes("a/b", "a/b:free", "c/d:thinking") == [
        "free",
        "nitro",
        "floor",
        "exacto",
        "online",
    ]
    assert suffixes("openrouter/auto") == []
    assert suffixes("a/b:free", "a/b:free") == []


def test_a_model_asked_as_a_variant_keeps_all_but_its_prices() -> None:
    plain = Model("a/b", "A: B", context_length=9, pricing=Pricing(Decimal(1), Decimal(2)))
    fast = asked_as(plain, VARIANTS["nitro"])
    assert (fast.id, fast.title, fast.context_length) == ("a/b:nitro", "B (nitro)", 9)
    assert fast.pricing == Pricing()
    assert asked_as(Model("a/b"), VARIANTS["floor"]).title == "a/b (floor)"


def test_all_forms_of_a_model_are_known_from_any_of_them() -> None:
    listed = {"a/b", "a/b:free", "c/d:thinking", "openrouter/auto"}
    found = [(each.model_id, each.is_listed) for each in forms_of("a/b", listed)]
    assert found == [
        ("a/b", True),
        ("a/b:free", True),
        *((f"a/b:{suffix}", False) for suffix in ("nitro", "floor", "exacto", "online")),
    ]
    assert forms_of("a/b:free", listed) == forms_of("a/b:nitro", listed) == forms_of("a/b", listed)
    assert forms_of("c/d:thinking", listed)[0].is_listed is False
    assert forms_of("openrouter/auto", listed) == ()
