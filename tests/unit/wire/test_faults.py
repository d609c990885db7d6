"""Every refusal becomes one clear sentence of the right kind, with its next step."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from support.conformance import conformance_path

from desktop_chat import errors as er
from desktop_chat.wire.faults import fault_in_chunk, fault_of


def fault(status: int, body: Any = b"", **headers: str) -> er.AppError:
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return fault_of(status, {name.replace("_", "-"): text for name, text in headers.items()}, data)


def error(message: str = "Server's words", **fields: Any) -> dict[str, Any]:
    return {"error": {"message": message} | fields}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, error(code=401), er.KeyRejected),
        (401, {"detail": "Invalid API Key"}, er.KeyRejected),
        (400, error("API key not valid", code="invalid_api_key"), er.KeyRejected),
        (402, error(code=402), er.NoCredit),
        (429, error(code="insufficient_quota"), er.NoCredit),
        (403, error(code=403), er.Refused),
        (451, b"", er.Refused),
        (400, error(metadata={"error_type": "content_policy_violation"}), er.Refused),
        (404, error(code="model_not_found"), er.UnknownModel),
        (400, error("x/y is not a valid model ID", code=400), er.UnknownModel),
        (404, error("File Not Found"), er.UnknownModel),
        (400, error("Unsupported parameter: top_k"), er.BadParameter),
        (422, {"detail": [{"loc": ["body", "top_k"], "msg": "extra"}]}, er.BadParameter),
        (405, b"Method Not Allowed", er.BadParameter),
        (412, error(), er.BadParameter),
        (413, b"", er.ContextTooLong),
        (400, error(metadata={"error_type": "context_length_exceeded"}), er.ContextTooLong),
        (400, error(type="exceed_context_size_error", n_ctx=2048), er.ContextTooLong),
        (400, error(code="context_length_exceeded"), er.ContextTooLong),
        (400, error("This model's maximum context length is 8 tokens."), er.ContextTooLong),
        (400, error("prompt is too long: 9 > 8"), er.ContextTooLong),
        (400, error("Token limit reached"), er.ContextTooLong),
        (429, error("Token limit reached"), er.RateLimited),
        (429, error(code=429), er.RateLimited),
        (408, b"", er.ProviderFailed),
        (409, b"", er.ProviderFailed),
        (500, error(), er.ProviderFailed),
        (502, b"<html><title>502 Bad Gateway</title></html>", er.ProviderFailed),
        (503, b"", er.ProviderFailed),
        (524, b"<!DOCTYPE html><title>A timeout occurred</title>", er.ProviderFailed),
        (529, error("Overloaded"), er.ProviderFailed),
        (599, b"", er.ProviderFailed),
        (302, b"", er.SignInPage),
        (511, b"<html><title>Login</title>", er.SignInPage),
        (200, b"<html><title>Hotel Wi-Fi</title>", er.SignInPage),
        (200, error(code=502), er.ProviderFailed),
        (200, error(), er.ProviderFailed),
    ],
)
def test_every_answer_has_its_kind(status: int, body: Any, kind: type[er.AppError]) -> None:
    found = fault(status, body)
    assert type(found) is kind
    assert re.fullmatch(r"[A-Z][^\n]{8,400}[.!?…]", found.text)
    assert found.advice


def test_the_servers_words_are_in_the_sentence() -> None:
    found = fault(401, error("Missing Authentication header", code=401))
    assert found.text == "The endpoint does not accept the key: Missing Authentication header."
    assert found.code == 401
    assert "HTTP 401" in found.detail


def test_the_code_is_the_status_unless_the_server_gives_another_number() -> None:
    assert fault(429, error(code="rate_limit")).code == 429
    assert fault(400, error(code="429")).code == 400
    assert fault(400, error(code=1001)).code == 1001
    assert fault(200, error(code="server_error")).code == "server_error"


def test_no_credit_links_to_where_credit_is_bought() -> None:
    assert "https://openrouter.ai/credits" in fault(402, error()).advice
    assert "openrouter" not in fault(429, error(code="insufficient_quota")).advice


def test_moderation_gives_its_reasons() -> None:
    metadata = {"reasons": ["violence", "hate"], "flagged_input": "…", "provider_name": "OpenAI"}
    found = fault(403, error("Flagged", code=403, metadata=metadata))
    assert found.text.endswith("[OpenAI] Flagged (violence, hate).")


def test_fallback_models_are_named() -> None:
    availability = {"code": "no_endpoints", "retryable": False, "fallback_models": ["a/b", "c/d"]}
    found = fault(404, error("None left", availability=availability))
    assert found.advice == "Choose another model, such as a/b, c/d."
    assert not found.may_retry


def test_a_wrong_path_points_to_the_address() -> None:
    assert "address" in fault(404, b"404 page not found").advice


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "0.5"}, 0.5),
        ({"retry_after": "7", "retry_after_ms": "250"}, 0.25),
        (
            {
                "retry_after": "Wed, 21 Oct 2026 07:28:30 GMT",
                "date": "Wed, 21 Oct 2026 07:28:00 GMT",
            },
            30.0,
        ),
        ({"retry_after": "Wed, 21 Oct 2015 07:28:30 GMT"}, 0.0),
        ({"retry_after": "-5"}, 0.0),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_the_wait_is_read_in_every_form(headers: dict[str, str], wait_s: float | None) -> None:
    assert fault(429, error(), **headers).retry_after_s == wait_s


def test_the_wait_may_stand_in_the_body() -> None:
    body = error(availability={"code": "capacity_exhausted", "retryable": True, "retry_after": 9})
    found = fault(429, body)
    assert found.retry_after_s == 9
    assert found.may_retry


@pytest.mark.parametrize(
    ("retry_after", "advice"),
    [
        ("30", "Wait 30\u202fs, then retry."),
        ("600", "Wait 10\u202fmin 0\u202fs, then retry."),
        ("0", er.RateLimited.default_advice),
        ("1e400", er.RateLimited.default_advice),
    ],
)
def test_the_advice_says_how_long_to_wait(retry_after: str, advice: str) -> None:
    assert fault(429, error(), retry_after=retry_after).advice == advice


@pytest.mark.parametrize(("word", "may_retry"), [("true", True), ("false", False)])
def test_the_server_may_say_whether_to_retry(word: str, may_retry: bool) -> None:
    assert fault(400, error(), x_should_retry=word).may_retry is may_retry
    assert fault(500, error(), x_should_retry=word).may_retry is may_retry


def test_a_redirection_names_its_target_and_not_its_query() -> None:
    found = fault(307, b"", location="https://login.example/portal?token=secret")
    assert "login.example/portal" in found.text
    assert "secret" not in found.text + found.detail
    assert not found.may_retry


def test_a_page_in_place_of_an_answer_is_named() -> None:
    found = fault(200, b"<html><title>Hotel Wi-Fi</title>")
    assert found.text == "A web page came in place of an answer: Hotel Wi-Fi."


def test_keys_and_controls_never_reach_the_sentence_or_the_detail() -> None:
    key = "sk-or-v1-0123456789abcdef"
    found = fault(401, error(f"Bad key {key}\x1b[31m\u202e"))
    for text in (found.text, found.detail):
        assert key not in text
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_huge_and_broken_bodies_are_borne() -> None:
    for body in (b"x" * 20_000_000, b"\xff" * 1000, b"[" * 100_000, b'{"error":' * 50_000):
        found = fault(500, body)
        assert len(found.text) < 400
        assert len(found.detail) <= 2_000


def test_recorded_error_bodies_keep_their_words() -> None:
    for path in sorted(conformance_path("errors").glob("*.json")):
        body = path.read_bytes()
        payload = msgspec.json.decode(body)["error"]
        status = 429 if payload["code"] == 429 else 404 if "exist" in payload["message"] else 400
        found = fault(status, body)
        words = payload.get("metadata", {}).get("raw") or payload["message"]
        assert words[:80] in found.text, path.name


def test_an_error_in_a_stream_keeps_its_code_and_files() -> None:
    file = {"type": "file", "file": {"hash": "h"}}
    payload = error("Stop", code=429, metadata={"file_annotations": [file]})
    found = fault_in_chunk(payload, {})
    assert found is not None
    assert type(found.error) is er.RateLimited
    assert found.error.code == 429
    assert found.annotations == (file,)
    assert fault_in_chunk({"choices": []}, {}) is None
