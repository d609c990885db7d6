"""Providers that bill a stopped answer whole."""

from __future__ import annotations

import pytest

from desktop_chat.core.stopping import bills_after_stop


@pytest.mark.parametrize("provider", ["Mistral", "mistral", "Google AI Studio", "Amazon Bedrock"])
def test_those_that_go_on_are_known_by_the_names_in_answers(provider: str) -> None:
    assert bills_after_stop(provider)


@pytest.mark.parametrize("provider", ["", "OpenAI", "Anthropic", "DeepSeek", "Novel Provider"])
def test_those_that_stop_and_those_nobody_knows_are_not_named(provider: str) -> None:
    assert not bills_after_stop(provider)
