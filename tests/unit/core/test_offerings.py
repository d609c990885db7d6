"""An offering finds its provider."""

from __future__ import annotations

from desktop_chat.core.offerings import Offering, ProviderInfo, provider_of

KNOWN = (ProviderInfo("deepinfra", "DeepInfra"), ProviderInfo("mistral", "Mistral"))


def test_a_provider_is_found_by_the_slug_in_the_tag_else_by_name() -> None:
    assert provider_of(Offering("deepinfra/turbo"), KNOWN) == KNOWN[0]
    assert provider_of(Offering("mistral-eu", "Mistral"), KNOWN) == KNOWN[1]
    assert provider_of(Offering("new", "New"), KNOWN) is None
