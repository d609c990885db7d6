"""What the stand-in for OpenRouter answers: invented bodies in the form of its documentation.

No name, price or figure is a real one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

JsonObject = dict[str, Any]

_FIRST_RELEASE = 1_700_000_000
_DAY_S = 86_400
_EVERY_PARAMETER = (
    "temperature",
    "top_p",
    "top_k",
    "min_p",
    "frequency_penalty",
    "presence_penalty",
    "repetition_penalty",
    "max_tokens",
    "seed",
    "stop",
    "tools",
    "tool_choice",
    "response_format",
    "structured_outputs",
)
_AUTHORS = ("northwind", "harbour", "lantern", "quarry", "meadow", "tidal")
_FAMILIES = ("Heron", "Basalt", "Willow", "Comet", "Ember", "Fjord", "Juniper")
_SIZES = ("Small", "Medium", "Large", "Mini", "Pro", "Coder")


def model(model_id: str, name: str, number: int = 0, **fields: Any) -> JsonObject:
    """Return a model with every field that the schema asks for, and these in their place."""
    return {
        "id": model_id,
        "canonical_slug": f"{model_id.partition(':')[0]}-v1",
        "name": name,
        "created": _FIRST_RELEASE + number * _DAY_S // 8,
        "description": f"{name} answers questions in English and German. " * 3,
        "context_length": 8_192 * (1 + number % 32),
        "architecture": architecture(),
        "pricing": {"prompt": "0.000002", "completion": "0.000006"},
        "top_provider": {
            "context_length": 8_192 * (1 + number % 32),
            "max_completion_tokens": 4_096,
            "is_moderated": False,
        },
        "per_request_limits": None,
        "supported_parameters": list(_EVERY_PARAMETER),
        "default_parameters": {"temperature": 0.7, "top_p": None},
        "supported_voices": None,
        "knowledge_cutoff": "2026-01-31",
        "expiration_date": None,
        "hugging_face_id": None,
        "links": {"details": f"/api/v1/models/{model_id}/endpoints"},
    } | fields


def architecture(
    inputs: tuple[str, ...] = ("text",), outputs: tuple[str, ...] = ("text",)
) -> JsonObject:
    """Return what goes in and comes out."""
    return {
        "modality": f"{'+'.join(inputs)}->{'+'.join(outputs)}",
        "input_modalities": list(inputs),
        "output_modalities": list(outputs),
        "tokenizer": "Other",
        "instruct_type": None,
    }


def special_models() -> list[JsonObject]:
    """Return a model of every kind that there is."""
    return [*_PRICED, *_ABLED, _THINKING, _UNKNOWN, _ALIAS]


_PRICED = [
    model(
        "northwind/heron:free",
        "Northwind: Heron (free)",
        3_000,
        pricing={"prompt": "0", "completion": "0", "request": "0"},
    ),
    model(
        "openrouter/auto",
        "Auto Router",
        3_010,
        pricing={"prompt": "-1", "completion": "-1"},
        architecture=architecture() | {"tokenizer": "Router"},
    ),
    model(
        "harbour/basalt-long",
        "Harbour: Basalt Long",
        3_020,
        context_length=1_000_000,
        pricing={
            "prompt": "0.00000125",
            "completion": "0.00001",
            "input_cache_read": "0.000000125",
            "input_cache_write": "0.0000015625",
            "web_search": "0.01",
            "overrides": [
                {
                    "min_prompt_tokens": 200_000,
                    "prompt": "0.0000025",
                    "completion": "0.000015",
                    "input_cache_read": "0.00000025",
                }
            ],
        },
    ),
    model(
        "lantern/ember-night",
        "Lantern: Ember Night",
        3_030,
        pricing={
            "prompt": "0.000001",
            "completion": "0.000004",
            "discount": 0.25,
            "overrides": [{"utc_start": 2200, "utc_end": 600, "prompt": "0.0000005"}],
        },
    ),
    model("quarry/willow-old", "Quarry: Willow (leaving)", 10, expiration_date="2027-01-31"),
]


_ABLED = [
    model(
        "tidal/comet-audio",
        "Tidal: Comet Audio",
        3_040,
        architecture=architecture(("text", "audio"), ("text", "audio")),
        pricing={
            "prompt": "0.0000025",
            "completion": "0.00001",
            "audio": "0.00004",
            "audio_output": "0.00008",
        },
        supported_voices=["alba", "bruno"],
    ),
    model(
        "meadow/fjord-image",
        "Meadow: Fjord Image",
        3_050,
        architecture=architecture(("text", "image", "file"), ("text", "image")),
        pricing={
            "prompt": "0.0000003",
            "completion": "0.0000025",
            "image": "0.001238",
            "image_output": "0.00003",
        },
    ),
]
_THINKING = model(
    "quarry/juniper-think",
    "Quarry: Juniper Think",
    3_060,
    supported_parameters=[*_EVERY_PARAMETER, "reasoning", "include_reasoning"],
    reasoning={
        "mandatory": True,
        "supported_efforts": ["low", "medium", "high"],
        "default_effort": "medium",
        "default_enabled": True,
        "supports_max_tokens": True,
    },
    benchmarks={
        "artificial_analysis": {
            "intelligence_index": 61.5,
            "coding_index": 54.25,
            "agentic_index": None,
        },
        "design_arena": [
            {
                "arena": "models",
                "category": "website",
                "elo": 1_287.5,
                "win_rate": 58.2,
                "rank": 4,
            }
        ],
    },
)
_UNKNOWN = model(
    "meadow/nothing-known",
    "Meadow: Nothing Known",
    0,
    context_length=None,
    architecture=architecture() | {"modality": None},
    top_provider={
        "context_length": None,
        "max_completion_tokens": None,
        "is_moderated": True,
    },
    supported_parameters=[],
    default_parameters=None,
    knowledge_cutoff=None,
)
_ALIAS = model(
    "~northwind/heron-latest",
    "Northwind: Heron (latest)",
    3_070,
    alias_target={"name": "Northwind: Heron", "slug": "northwind/heron"},
)


def models(count: int) -> list[JsonObject]:
    """Return so many models, those of every kind first."""
    found = special_models()
    for number in range(max(0, count - len(found))):
        author = _AUTHORS[number % len(_AUTHORS)]
        family, size = _FAMILIES[number % len(_FAMILIES)], _SIZES[number % len(_SIZES)]
        name = f"{author.title()}: {family} {size} {number}"
        price = 1 + number % 90
        found.append(
            model(
                f"{author}/{family.lower()}-{size.lower()}-{number}",
                name,
                number % 3_000,
                pricing={"prompt": f"0.{price:07}", "completion": f"0.{price * 4:07}"},
                benchmarks={
                    "artificial_analysis": {
                        "intelligence_index": float(number % 70),
                        "coding_index": float(number % 60),
                        "agentic_index": float(number % 50),
                    },
                    "design_arena": [],
                },
            )
        )
    return found[:count]


def offerings(found: Mapping[str, Any]) -> JsonObject:
    """Return who offers a model: a usual one, one in trouble, one of which little is known."""
    kept = ("id", "name", "created", "description", "architecture")
    rows = [
        _offering(found, "Mistral", "mistral", "bf16", speed=82.5),
        _offering(found, "DeepInfra", "deepinfra/turbo", "fp8", speed=141.0),
        _offering(found, "Together", "together", None, speed=None),
    ]
    rows[1] |= {"status": -2, "uptime_last_5m": 71.4, "uptime_last_30m": 88.0}
    rows[2] |= {"uptime_last_5m": None, "uptime_last_30m": None, "uptime_last_1d": None}
    return {"data": {name: found[name] for name in kept} | {"endpoints": rows}}


def _offering(
    found: Mapping[str, Any], provider: str, tag: str, weights: str | None, speed: float | None
) -> JsonObject:
    return {
        "name": f"{provider} | {found['id']}",
        "model_id": found["id"],
        "model_name": found["name"],
        "context_length": found["context_length"] or 8_192,
        "pricing": found["pricing"],
        "provider_name": provider,
        "tag": tag,
        "quantization": weights,
        "max_completion_tokens": None if weights is None else 4_096,
        "max_prompt_tokens": None,
        "supported_parameters": found["supported_parameters"],
        "status": 0,
        "uptime_last_5m": 100.0,
        "uptime_last_30m": 99.8,
        "uptime_last_1d": 99.4,
        "latency_last_30m": None if speed is None else _percentiles(0.41),
        "throughput_last_30m": None if speed is None else _percentiles(speed),
        "supports_implicit_caching": weights == "bf16",
        "supports_voice_cloning": False,
    }


def _percentiles(middle: float) -> JsonObject:
    return {"p50": middle, "p75": middle * 1.5, "p90": middle * 2, "p99": middle * 4}


def zero_retention(found: list[JsonObject]) -> JsonObject:
    """Return the offerings that keep nothing: every model's first."""
    return {"data": [offerings(each)["data"]["endpoints"][0] for each in found]}


def providers() -> JsonObject:
    """Return the providers of the offerings."""
    named = (("Mistral", "mistral", "FR"), ("DeepInfra", "deepinfra", "US"))
    rows: list[JsonObject] = [
        {
            "name": name,
            "slug": slug,
            "privacy_policy_url": f"https://{slug}.invalid/privacy",
            "terms_of_service_url": f"https://{slug}.invalid/terms",
            "status_page_url": f"https://{slug}.invalid/status",
            "headquarters": country,
            "datacenters": [country],
        }
        for name, slug, country in named
    ]
    nothing: JsonObject = {"name": "Together", "slug": "together", "privacy_policy_url": None}
    return {"data": [*rows, nothing]}
