"""Which providers go on, and bill a whole answer, after the reader has stopped it.

A table of the outside world: OpenRouter's documentation of cancelled streams, as of 2026-11. A
provider that it does not name is not known either way.
"""

from __future__ import annotations

# https://openrouter.ai/docs/api-reference/streaming, "Stream cancellation"
_BILLING_ON = frozenset(
    {
        "ai21",
        "aionlabs",
        "alibaba",
        "amazonbedrock",
        "awsbedrock",
        "featherless",
        "google",
        "googleaistudio",
        "googlevertex",
        "groq",
        "huggingface",
        "inferencenet",
        "inflection",
        "kluster",
        "lambda",
        "lynn",
        "minimax",
        "mistral",
        "modal",
        "nebius",
        "perplexity",
        "reflection",
        "replicate",
        "sambanova",
        "targon",
        "zerooneai",
    }
)


def bills_after_stop(provider: str) -> bool:
    """Return whether a provider, by the name it has in an answer, bills what nobody waited for."""
    return "".join(filter(str.isalnum, provider.casefold())) in _BILLING_ON
