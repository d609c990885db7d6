"""One provider is used alone, never or first, and the rest of the routing stays as it was."""

from __future__ import annotations

import pytest

from desktop_chat.core.provider_choice import ProviderUse, use_of, with_use

ONLY, NEVER, FIRST = ProviderUse.ONLY, ProviderUse.NEVER, ProviderUse.FIRST


@pytest.mark.parametrize(
    ("provider", "use", "expected"),
    [
        (None, ONLY, {"only": ["a"]}),
        ({}, NEVER, {"ignore": ["a"]}),
        ({"order": ["b"]}, FIRST, {"order": ["a", "b"]}),
        ({"only": ["b"]}, ONLY, {"only": ["b", "a"]}),
        ({"only": ["a"]}, NEVER, {"ignore": ["a"]}),
        ({"only": ["a"], "sort": "price"}, None, {"sort": "price"}),
        ({"only": ["a", "b"], "ignore": ["c"]}, None, {"only": ["b"], "ignore": ["c"]}),
        ({"order": ("b", "a")}, FIRST, {"order": ["a", "b"]}),
        ("not an object", ONLY, {"only": ["a"]}),
        ({"only": "b"}, ONLY, {"only": ["a"]}),
    ],
)
def test_the_use_of_a_provider_is_changed(
    provider: object, use: ProviderUse | None, expected: dict[str, object]
) -> None:
    changed = with_use(provider, "a", use)
    assert changed == expected
    assert use_of(changed, "a") is use


def test_what_is_given_stays_as_it_was() -> None:
    provider = {"only": ["a"]}
    with_use(provider, "a", NEVER)
    assert provider == {"only": ["a"]}
    assert use_of(None, "a") is None
    assert use_of({"order": ["b", "a"]}, "a") is FIRST
