"""What the figures of models are called: one name each, in the list, on a page and side by side.

The words are the field's own, as OpenRouter's pages have them. Owns no value and no layout.
"""

from __future__ import annotations

from enum import StrEnum

from desktop_chat.core.price_sheet import PriceUnit
from desktop_chat.core.pricing import PriceOverride


class Term(StrEnum):
    """A figure of a model or of whoever offers it."""

    AUTHOR = "Author"
    CONTEXT = "Context"
    MAX_OUTPUT = "Max output"
    MAX_PROMPT = "Max prompt"
    INPUT_MODALITIES = "Input modalities"
    OUTPUT_MODALITIES = "Output modalities"
    REASONING = "Reasoning"
    RELEASED = "Released"
    KNOWLEDGE_CUTOFF = "Knowledge cutoff"
    EXPIRES = "Expires"
    TOKENIZER = "Tokenizer"
    QUANTIZATION = "Quantization"
    WEEKLY_TOKENS = "Weekly tokens"
    WEEKLY_RANK = "Weekly rank"
    FIRST_TOKEN = "First token"
    THROUGHPUT = "Throughput"
    UPTIME = "Uptime"


_COMPONENTS = {
    "prompt": "Input",
    "completion": "Output",
    "input_cache_read": "Cache reading",
    "input_cache_write": "Cache writing",
    "input_cache_write_1h": "Cache writing, kept an hour",
    "internal_reasoning": "Reasoning",
    "audio": "Audio input",
    "audio_output": "Audio output",
    "input_audio_cache": "Audio cache",
    "image": "Image input",
    "image_token": "Image input tokens",
    "image_output": "Image output",
    "web_search": "Web search",
    "request": "Request",
}
_UNITS = {
    PriceUnit.TOKEN: "per million tokens",
    PriceUnit.REQUEST: "per request",
    PriceUnit.IMAGE: "per image",
    PriceUnit.SEARCH: "per search",
    PriceUnit.UNKNOWN: "per unit of the endpoint's",
}


def component_title(name: str) -> str:
    """Return what a component of the prices is called; the endpoint's own name where it is new."""
    return _COMPONENTS.get(name, name)


def unit_words(unit: PriceUnit) -> str:
    """Return what a price is for."""
    return _UNITS[unit]


def circumstances(override: PriceOverride) -> list[tuple[str, tuple[str | int, ...]]]:
    """Return when an override holds: each condition's words, and what stands in their places.

    A count is a number, to be written as there is room; a time is written out.
    """
    found: list[tuple[str, tuple[str | int, ...]]] = []
    if override.min_prompt_tokens:
        found.append(("from {0} prompt tokens", (override.min_prompt_tokens,)))
    if override.utc_start is not None and override.utc_end is not None:
        span = (_time(override.utc_start), _time(override.utc_end))
        found.append(("{0} to {1} UTC", span))
    return found


def _time(hhmm: int) -> str:
    return f"{hhmm // 100:02}:{hhmm % 100:02}"
