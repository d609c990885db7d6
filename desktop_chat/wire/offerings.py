"""Offerings of a model and the providers behind them.

Source: OpenRouter's /models/{author}/{slug}/endpoints, /endpoints/zdr and /providers.
"""

from __future__ import annotations

from typing import Any

from desktop_chat.core.offerings import Offering, Percentiles, ProviderInfo
from desktop_chat.wire.models import json_of
from desktop_chat.wire.pricing import parse_pricing
from desktop_chat.wire.redaction import one_line
from desktop_chat.wire.values import as_count, as_dict, as_dicts, as_figure, as_list, as_text

_LONGEST_LATENCY_S = 60
"""The router says milliseconds and has been seen to give seconds: no median is beyond a minute."""


def parse_offerings(body: bytes) -> tuple[Offering, ...]:
    """Return the offerings of a model, or those with zero retention; in the order they came.

    Raises:
        NotJson: The body is not JSON.
    """
    data = as_dict(json_of(body, "list of providers")).get("data")
    rows = as_dicts(data) or as_dicts(as_dict(data).get("endpoints"))
    return tuple(_offering_of(row) for row in rows if as_text(row.get("tag")))


def parse_providers(body: bytes) -> tuple[ProviderInfo, ...]:
    """Return the providers that there are.

    Raises:
        NotJson: The body is not JSON.
    """
    rows = as_dicts(as_dict(json_of(body, "list of providers")).get("data"))
    return tuple(
        ProviderInfo(
            slug=as_text(row.get("slug")),
            name=one_line(as_text(row.get("name"))),
            privacy_policy_url=_url(row.get("privacy_policy_url")),
            terms_url=_url(row.get("terms_of_service_url")),
            status_url=_url(row.get("status_page_url")),
            headquarters=as_text(row.get("headquarters")),
            datacenters=tuple(filter(None, map(as_text, as_list(row.get("datacenters"))))),
        )
        for row in rows
        if as_text(row.get("slug"))
    )


def _offering_of(row: dict[str, Any]) -> Offering:
    caching, cloning = row.get("supports_implicit_caching"), row.get("supports_voice_cloning")
    status = row.get("status")
    return Offering(
        tag=as_text(row.get("tag")),
        provider_name=one_line(as_text(row.get("provider_name"))),
        name=one_line(as_text(row.get("name"))),
        model_id=as_text(row.get("model_id")),
        model_name=one_line(as_text(row.get("model_name"))),
        context_length=as_count(row.get("context_length")) or None,
        max_completion_tokens=as_count(row.get("max_completion_tokens")),
        max_prompt_tokens=as_count(row.get("max_prompt_tokens")),
        pricing=parse_pricing(row.get("pricing")),
        quantization=as_text(row.get("quantization")),
        supported_parameters=frozenset(
            filter(None, map(as_text, as_list(row.get("supported_parameters"))))
        ),
        status=status if isinstance(status, int) and not isinstance(status, bool) else None,
        uptime_5m=as_figure(row.get("uptime_last_5m")),
        uptime_30m=as_figure(row.get("uptime_last_30m")),
        uptime_1d=as_figure(row.get("uptime_last_1d")),
        latency_s=_seconds(_percentiles(row.get("latency_last_30m"))),
        throughput=_percentiles(row.get("throughput_last_30m")),
        has_implicit_caching=caching if isinstance(caching, bool) else None,
        has_voice_cloning=cloning if isinstance(cloning, bool) else None,
    )


def _percentiles(value: Any) -> Percentiles | None:
    found = as_dict(value)
    figures = [as_figure(found.get(name)) for name in ("p50", "p75", "p90", "p99")]
    if any(figure is None or figure < 0 for figure in figures):
        return None
    p50, p75, p90, p99 = (figure or 0.0 for figure in figures)
    return Percentiles(p50, p75, p90, p99)


def _seconds(found: Percentiles | None) -> Percentiles | None:
    if found is None or found.p50 <= _LONGEST_LATENCY_S:
        return found
    return Percentiles(found.p50 / 1e3, found.p75 / 1e3, found.p90 / 1e3, found.p99 / 1e3)


def _url(value: Any) -> str:
    text = as_text(value).strip()
    return text if text.startswith("https://") and text.isprintable() else ""
