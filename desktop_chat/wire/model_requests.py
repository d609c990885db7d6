"""Requests for everything that a router tells of its models beside the plain list."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from desktop_chat.core.provider import Endpoint
from desktop_chat.wire.dialects.registry import dialect_of
from desktop_chat.wire.transport import WireRequest

PAGE = 1000
"""Models on a page, the most that the router gives at once."""


def build_model_page_request(endpoint: Endpoint, offset: int) -> WireRequest:
    """Return the request for a page of the list, of models with any output."""
    fields = {"offset": str(offset), "limit": str(PAGE), "output_modalities": "all"}
    return build_get(endpoint, "/models", fields)


def build_model_ids_request(endpoint: Endpoint, question: Mapping[str, str]) -> WireRequest:
    """Return the request for the models that only the router can find or put in order.

    Args:
        endpoint: The router.
        question: Its own names: "zdr", "region", "providers", "sort" ...
    """
    fields = {"limit": str(PAGE), "output_modalities": "all"} | dict(question)
    return build_get(endpoint, "/models", fields)


def build_offerings_request(endpoint: Endpoint, model_id: str) -> WireRequest:
    """Return the request for who offers a model; a variant's suffix is part of the id."""
    return build_get(endpoint, f"/models/{quote(model_id, safe='/:~')}/endpoints")


def build_rankings_request(endpoint: Endpoint, start: str, end: str) -> WireRequest:
    """Return the request for the daily tokens from one day to another, both YYYY-MM-DD."""
    fields = {"start_date": start, "end_date": end}
    return build_get(endpoint, "/datasets/rankings-daily", fields)


def build_get(
    endpoint: Endpoint, path: str, fields: Mapping[str, str] | None = None
) -> WireRequest:
    """Return a request that reads: a path below the endpoint's address, and a query."""
    headers = {"Accept": "application/json", **dialect_of(endpoint).headers}
    query = f"?{urlencode(fields)}" if fields else ""
    return WireRequest("GET", f"{endpoint.base_url}{path}{query}", headers)
