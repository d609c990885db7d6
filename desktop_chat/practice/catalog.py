"""What the practice endpoint says of itself: its one model, and its key, which it does not need."""

from __future__ import annotations

from typing import Any

from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.practice.model import CONTEXT_LENGTH

DESCRIPTION = (
    "Practice model: a small Markov chain that shows what parameters do; not an assistant. It is "
    "built into the program, needs no key and no network, and knows only a few pages of text in "
    "twelve languages."
)

SUPPORTED_PARAMETERS = (
    "frequency_penalty",
    "include_reasoning",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "max_tokens",
    "min_p",
    "presence_penalty",
    "reasoning",
    "reasoning_effort",
    "repetition_penalty",
    "response_format",
    "seed",
    "stop",
    "structured_outputs",
    "temperature",
    "tool_choice",
    "tools",
    "top_a",
    "top_k",
    "top_logprobs",
    "top_p",
)
"""Every parameter that acts; others are accepted and change nothing."""

# Those for which the API has a model state its own default; ours are the conventional ones.
_WITH_DEFAULT = (
    "temperature",
    "top_p",
    "top_k",
    "frequency_penalty",
    "presence_penalty",
    "repetition_penalty",
)

# 1 August 2026, when the texts were written.
_CREATED_S = 1_785_542_400


def models() -> dict[str, Any]:
    """Return the list of models, as GET /models gives it."""
    return {"data": [_model()], "total_count": 1, "links": {"next": None}}


def key() -> dict[str, Any]:
    """Return what GET /key tells of a key; the practice model asks for none and counts nothing."""
    counters = ("usage", "usage_daily", "usage_weekly", "usage_monthly")
    limits = ("limit", "limit_remaining", "limit_reset", "expires_at")
    return {
        "data": {
            "label": PRACTICE.title,
            **dict.fromkeys(limits),
            **dict.fromkeys(counters, 0),
            "is_free_tier": True,
            "is_management_key": False,
        }
    }


def _model() -> dict[str, Any]:
    return {
        "id": PRACTICE.default_model,
        "canonical_slug": PRACTICE.default_model,
        "name": PRACTICE.title,
        "created": _CREATED_S,
        "description": DESCRIPTION,
        "context_length": CONTEXT_LENGTH,
        "architecture": {
            "modality": "text->text",
            "input_modalities": ["text"],
            "output_modalities": ["text"],
            "tokenizer": "Other",
            "instruct_type": None,
        },
        "pricing": {"prompt": "0", "completion": "0", "request": "0", "image": "0"},
        "top_provider": {
            "context_length": CONTEXT_LENGTH,
            "max_completion_tokens": None,
            "is_moderated": False,
        },
        "per_request_limits": None,
        "supported_parameters": list(SUPPORTED_PARAMETERS),
        "default_parameters": {name: PARAMETERS[name].default for name in _WITH_DEFAULT},
        "reasoning": {
            "mandatory": False,
            "supported_efforts": ["high", "medium", "low", "minimal"],
            "default_effort": "medium",
            "default_enabled": False,
            "supports_max_tokens": True,
        },
        "supported_voices": None,
        "links": {"details": f"/api/v1/models/{PRACTICE.default_model}/endpoints"},
    }
