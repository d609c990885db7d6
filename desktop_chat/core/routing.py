"""The parts of the parameters `provider` and `web_search_options`, as one annotated field each.

Source: OpenRouter's documentation of provider selection and of native search, August 2026.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, UnsetType

from desktop_chat.core.parameter import About, Group

QUANTIZATIONS = frozenset(
    {
        *("int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32"),
        "unknown",
    }
)

_Slugs = Annotated[tuple[str, ...], Meta(max_length=64)]
_Limit = Annotated[float, Meta(ge=0)]
# A price goes out as text, so that no digit of it is lost.
_Price = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?$")]


class Routing:
    """Which providers of a model may answer."""

    order: Annotated[
        _Slugs | UnsetType,
        About(
            "Order",
            Group.ROUTING,
            "The providers that are tried first, in this order. With it OpenRouter no longer "
            "spreads requests over providers.",
            example="mistral",
        ),
    ]
    only: Annotated[
        _Slugs | UnsetType,
        About(
            "Only",
            Group.ROUTING,
            "The providers that may answer; no other is asked. A name like google-vertex stands "
            "for all its regions.",
            example="mistral",
        ),
    ]
    ignore: Annotated[
        _Slugs | UnsetType,
        About(
            "Ignore",
            Group.ROUTING,
            "The providers that are never asked, whatever they cost.",
            example="mistral",
        ),
    ]
    sort: Annotated[
        Literal["price", "throughput", "latency", "exacto"] | UnsetType,
        About(
            "Sort by",
            Group.ROUTING,
            "Asks the best provider in this respect first, in place of spreading requests over "
            "cheap ones.",
            stands_for="by",
        ),
    ]
    sort_partition: Annotated[
        Literal["model", "none"] | UnsetType,
        About(
            "Sort partition",
            Group.ROUTING,
            "Whether each model's providers are sorted by themselves, or with none those of the "
            "fallback models among them, so that one of these may answer first.",
            default="model",
            path="sort.partition",
        ),
    ]
    allow_fallbacks: Annotated[
        bool | UnsetType,
        About(
            "Fallbacks",
            Group.ROUTING,
            "Whether another provider is asked where the first one fails. Off, the failure is "
            "yours to see.",
            default=True,
        ),
    ]
    require_parameters: Annotated[
        bool | UnsetType,
        About(
            "Require parameters",
            Group.ROUTING,
            "Asks only providers that take every parameter that is sent. Off, a provider may drop "
            "what it does not know without a word.",
            default=False,
        ),
    ]
    data_collection: Annotated[
        Literal["allow", "deny"] | UnsetType,
        About(
            "Data collection",
            Group.ROUTING,
            "Whether providers may be asked that keep what they are sent, or train on it.",
            default="allow",
        ),
    ]
    zdr: Annotated[
        bool | UnsetType,
        About(
            "Zero retention",
            Group.ROUTING,
            "Asks only endpoints that keep nothing of what they are sent. Your account's own "
            "setting holds as well.",
        ),
    ]
    enforce_distillable_text: Annotated[
        bool | UnsetType,
        About(
            "Distillable text",
            Group.ROUTING,
            "Asks only models whose author allows other models to be trained on their answers.",
        ),
    ]
    quantizations: Annotated[
        _Slugs | UnsetType,
        About(
            "Quantizations",
            Group.ROUTING,
            "The precisions of the weights that are accepted, such as bf16 or fp8. Low ones are "
            "cheaper and may answer worse.",
            example="bf16",
        ),
    ]
    max_price_prompt: Annotated[
        _Price | UnsetType,
        About(
            "Max price, prompt",
            Group.ROUTING,
            "The most that a million tokens of the prompt may cost, in USD. Where no provider is "
            "that cheap, the request fails.",
            example="2.50",
            path="max_price.prompt",
        ),
    ]
    max_price_completion: Annotated[
        _Price | UnsetType,
        About(
            "Max price, answer",
            Group.ROUTING,
            "The most that a million tokens of the answer may cost, in USD. Where no provider is "
            "that cheap, the request fails.",
            example="2.50",
            path="max_price.completion",
        ),
    ]
    max_price_request: Annotated[
        _Price | UnsetType,
        About(
            "Max price, request",
            Group.ROUTING,
            "The most that a provider may charge for a request as such, in USD. Where none is "
            "that cheap, the request fails.",
            example="0.01",
            path="max_price.request",
        ),
    ]
    max_price_image: Annotated[
        _Price | UnsetType,
        About(
            "Max price, image",
            Group.ROUTING,
            "The most that an image may cost, in USD. Where no provider is that cheap, the "
            "request fails.",
            example="0.01",
            path="max_price.image",
        ),
    ]
    max_price_audio: Annotated[
        _Price | UnsetType,
        About(
            "Max price, audio",
            Group.ROUTING,
            "The most that a unit of audio may cost, in USD. Where no provider is that cheap, the "
            "request fails.",
            example="0.01",
            path="max_price.audio",
        ),
    ]
    preferred_min_throughput: Annotated[
        _Limit | UnsetType,
        About(
            "Preferred speed",
            Group.ROUTING,
            "The tokens per second that half of a provider's answers reach (p50); slower ones are "
            "asked only where no other is left. Set, it can be refined by other percentiles.",
            step=1,
            stands_for="p50",
        ),
    ]
    preferred_min_throughput_p75: Annotated[
        _Limit | UnsetType,
        About(
            "Preferred speed, p75",
            Group.ROUTING,
            "The p75 of tokens per second below which a provider is only asked where no "
            "other is left.",
            step=1,
            path="preferred_min_throughput.p75",
        ),
    ]
    preferred_min_throughput_p90: Annotated[
        _Limit | UnsetType,
        About(
            "Preferred speed, p90",
            Group.ROUTING,
            "The p90 of tokens per second below which a provider is only asked where no "
            "other is left.",
            step=1,
            path="preferred_min_throughput.p90",
        ),
    ]
    preferred_min_throughput_p99: Annotated[
        _Limit | UnsetType,
        About(
            "Preferred speed, p99",
            Group.ROUTING,
            "The p99 of tokens per second below which a provider is only asked where no "
            "other is left.",
            step=1,
            path="preferred_min_throughput.p99",
        ),
    ]
    preferred_max_latency: Annotated[
        _Limit | UnsetType,
        About(
            "Preferred latency",
            Group.ROUTING,
            "The seconds to the first token that half of a provider's answers keep (p50); slower "
            "ones are asked only where no other is left. Set, it can be refined by other "
            "percentiles.",
            step=0.1,
            stands_for="p50",
        ),
    ]
    preferred_max_latency_p75: Annotated[
        _Limit | UnsetType,
        About(
            "Preferred latency, p75",
            Group.ROUTING,
            "The p75 of the seconds to the first token above which a provider is only asked "
            "where no other is left.",
            step=0.1,
            path="preferred_max_latency.p75",
        ),
    ]
    preferred_max_latency_p90: Annotated[
        _Limit | UnsetType,
        About(
            "Preferred latency, p90",
            Group.ROUTING,
            "The p90 of the seconds to the first token above which a provider is only asked "
            "where no other is left.",
            step=0.1,
            path="preferred_max_latency.p90",
        ),
    ]
    preferred_max_latency_p99: Annotated[
        _Limit | UnsetType,
        About(
            "Preferred latency, p99",
            Group.ROUTING,
            "The p99 of the seconds to the first token above which a provider is only asked "
            "where no other is left.",
            step=0.1,
            path="preferred_max_latency.p99",
        ),
    ]


class WebSearch:
    """The parts of `web_search_options`."""

    search_context_size: Annotated[
        Literal["low", "medium", "high"] | UnsetType,
        About(
            "Search context",
            Group.TOOLS,
            "How much of what was found the model reads. A large context costs more.",
            default="medium",
        ),
    ]
