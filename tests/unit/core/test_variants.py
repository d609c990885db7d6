"""Tests of desktop_chat.core.variants: which a name bears, and which a model takes."""

from __future__ import annotations

import pytest

from desktop_chat.core.variants import VARIANTS, base_of, offered_variants, variant_of


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
