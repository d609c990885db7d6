"""Mistral's own API: another name for the seed, and a refusal of whatever it does not list."""

from __future__ import annotations

from desktop_chat.wire.dialects.dialect import Dialect

MISTRAL = Dialect(
    name="mistral",
    renames={"seed": "random_seed"},
    refuses=frozenset(
        {
            "include_reasoning",
            "logit_bias",
            "logprobs",
            "max_completion_tokens",
            "min_p",
            "reasoning",
            "reasoning_effort",
            "repetition_penalty",
            "service_tier",
            "structured_outputs",
            "top_a",
            "top_k",
            "top_logprobs",
            "verbosity",
            "web_search_options",
        }
    ),
    asks_for_usage=False,
)
