"""Tests of desktop_chat.practice.rejection: errors have OpenRouter's shape."""

from __future__ import annotations

from desktop_chat.practice.rejection import (
    bad_request,
    context_too_long,
    not_found,
    unknown_model,
    unsupported,
)


def test_an_error_has_code_message_and_type() -> None:
    assert bad_request("stop: wrong").body() == {
        "error": {
            "code": 400,
            "message": "stop: wrong",
            "metadata": {"error_type": "invalid_request"},
        }
    }


def test_each_kind_has_its_status_and_type() -> None:
    kinds = [unsupported("n"), context_too_long(9000, 8192), not_found("/v1/x")]
    assert [(kind.status, kind.error_type) for kind in kinds] == [
        (422, "unprocessable"),
        (400, "context_length_exceeded"),
        (404, "not_found"),
    ]


def test_an_unknown_model_names_the_one_there_is() -> None:
    error = unknown_model("gpt-9").body()["error"]
    assert error["code"] == 400
    assert error["message"] == "gpt-9 is not a valid model ID"
    assert error["availability"]["code"] == "model_not_found"
    assert error["availability"]["fallback_models"] == ["practice/markov-small"]
