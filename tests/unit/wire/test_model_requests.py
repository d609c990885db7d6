"""Requests name what they ask for, whatever is in the name."""

from __future__ import annotations

from desktop_chat.core.provider import READY_ENDPOINTS
from desktop_chat.wire.model_requests import (
    build_model_ids_request,
    build_model_page_request,
    build_offerings_request,
    build_rankings_request,
)

ROUTER = next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == "openrouter")
BASE = ROUTER.base_url


def test_a_page_is_asked_for_with_models_of_any_output() -> None:
    url = build_model_page_request(ROUTER, 2000).url
    assert url == f"{BASE}/models?offset=2000&limit=1000&output_modalities=all"


def test_a_question_of_the_router_s_own_is_part_of_the_query() -> None:
    assert build_model_ids_request(ROUTER, {"sort": "top-weekly"}).url.endswith("&sort=top-weekly")


def test_no_name_of_a_model_leaves_its_place_in_the_path() -> None:
    assert build_offerings_request(ROUTER, "a/b:free").url == f"{BASE}/models/a/b:free/endpoints"
    assert "?" not in build_offerings_request(ROUTER, "a/b?x#y").url


def test_rankings_are_asked_for_by_their_days() -> None:
    request = build_rankings_request(ROUTER, "2026-01-01", "2026-01-31")
    assert request.url.endswith("?start_date=2026-01-01&end_date=2026-01-31")
    assert request.headers["HTTP-Referer"]
