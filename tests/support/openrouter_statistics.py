"""Statistics that the stand-in for OpenRouter answers; all figures are invented."""

from __future__ import annotations

from datetime import date, timedelta

from support.openrouter_bodies import JsonObject

_META: JsonObject = {"version": "v1", "as_of": "2026-11-26T00:00:00Z"}
_PRICES: JsonObject = {"pricing": {"prompt": "0.000002", "completion": "0.000006"}}
_MEASURED: list[JsonObject] = [
    _PRICES
    | {
        "source": "artificial-analysis",
        "intelligence_index": 61.5,
        "coding_index": None,
        "agentic_index": 40.0,
    },
    _PRICES
    | {
        "source": "design-arena",
        "arena": "models",
        "category": "website",
        "elo": 1_287.5,
        "win_rate": 58.2,
        "avg_generation_time_ms": None,
        "tournament_stats": dict.fromkeys(
            ("first_place", "second_place", "third_place", "fourth_place", "total")
        ),
    },
    {
        "source": "openrouter",
        "benchmark_type": "gpqa_diamond",
        "accuracy": 0.71,
        "accuracy_stddev": 0.02,
        "avg_cost_per_task": 0.0031,
        "last_run_timestamp": "2026-11-20T04:00:00Z",
        "total_tasks": 198,
    },
]


def rankings(slugs: list[str], start: str, end: str) -> JsonObject:
    """Return daily tokens of models, and of all others, from one day to another."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rows: list[JsonObject] = []
    for number, day in enumerate(days):
        for rank, slug in enumerate([*slugs[:9], "other"]):
            tokens = 9_000_000_000_000 // (rank + 1) + number * 7_000_000_000
            rows.append(
                {
                    "date": day.isoformat(),
                    "model_permaslug": slug,
                    "total_tokens": str(tokens),
                }
            )
    return {"data": rows, "meta": _META | {"start_date": start, "end_date": end}}


def app_rankings() -> JsonObject:
    """Return the apps that use the most tokens."""
    names = ("Desk of Letters", "Night Reader", "Field Notes")
    rows: list[JsonObject] = [
        {
            "rank": rank,
            "app_id": 100 + rank,
            "app_name": name,
            "total_tokens": str(4_000_000_000_000 // rank),
            "total_requests": 90_000_000 // rank,
        }
        for rank, name in enumerate(names, 1)
    ]
    return {"data": rows, "meta": _META | {"start_date": "2026-10-27", "end_date": "2026-11-26"}}


def benchmarks(slugs: list[str]) -> JsonObject:
    """Return a row of every source, of the first model."""
    named: JsonObject = {"model_permaslug": slugs[0], "display_name": "Heron"}
    meta = _META | {
        "citation": "Sources: Artificial Analysis, Design Arena, OpenRouter.",
        "model_count": 1,
        "source": None,
        "source_url": None,
        "task_type": None,
    }
    return {"data": [named | row for row in _MEASURED], "meta": meta}


def activity(model_id: str, slug: str, end: str) -> JsonObject:
    """Return what an account used of a model on 30 days."""
    last = date.fromisoformat(end)
    rows: list[JsonObject] = [
        {
            "date": (last - timedelta(days=n)).isoformat(),
            "model": model_id,
            "model_permaslug": slug,
            "endpoint_id": "00000000-0000-4000-8000-000000000000",
            "provider_name": "Mistral",
            "requests": 3 + n,
            "prompt_tokens": 1_000 * (n + 1),
            "completion_tokens": 400 * (n + 1),
            "reasoning_tokens": 0,
            "usage": 0.0125 * (n + 1),
            "byok_usage_inference": 0.0,
        }
        for n in range(30)
    ]
    return {"data": rows}


def key() -> JsonObject:
    """Return the state of a key with a limit."""
    amounts = dict.fromkeys(
        (
            "byok_usage",
            "byok_usage_daily",
            "byok_usage_weekly",
            "byok_usage_monthly",
            "usage_daily",
            "usage_weekly",
        ),
        0.0,
    )
    data: JsonObject = amounts | {
        "label": "sk-or-v1-abc...xyz",
        "limit": 20.0,
        "limit_remaining": 7.75,
        "limit_reset": "monthly",
        "usage": 12.25,
        "usage_monthly": 12.25,
        "is_free_tier": False,
        "is_management_key": False,
        "is_provisioning_key": False,
        "include_byok_in_limit": False,
        "creator_user_id": None,
        "expires_at": None,
        "rate_limit": {"requests": -1, "interval": "10s", "note": "No limit."},
    }
    return {"data": data}


_NOT_OF_AN_ANSWER = (
    "app_id",
    "cache_discount",
    "external_user",
    "moderation_latency",
    "native_tokens_completion_images",
    "num_input_audio_prompt",
    "num_media_completion",
    "num_media_prompt",
    "num_search_results",
    "provider_responses",
    "upstream_inference_cost",
    "web_search_engine",
    "workspace_id",
)


def generation(generation_id: str) -> JsonObject:
    """Return what is known of an answer afterwards: one that was billed whole after a stop."""
    data: JsonObject = dict.fromkeys(_NOT_OF_AN_ANSWER) | {
        "api_type": "completions",
        "cancelled": True,
        "created_at": "2026-11-26T12:00:00.000000+00:00",
        "data_region": "global",
        "finish_reason": "stop",
        "generation_time": 21_400,
        "http_referer": None,
        "id": generation_id,
        "is_byok": False,
        "latency": 620,
        "model": "mistralai/mistral-large-2407",
        "native_finish_reason": "stop",
        "native_tokens_cached": 0,
        "native_tokens_completion": 842,
        "native_tokens_prompt": 9,
        "native_tokens_reasoning": 0,
        "num_fetches": 0,
        "origin": "",
        "preset_id": None,
        "provider_name": "Mistral",
        "request_id": None,
        "router": None,
        "service_tier": None,
        "session_id": None,
        "streamed": True,
        "tokens_completion": 830,
        "tokens_prompt": 9,
        "total_cost": 0.0123,
        "upstream_id": None,
        "usage": 0.0123,
        "user_agent": None,
    }
    return {"data": data}
