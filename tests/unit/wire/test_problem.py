"""The words of an error are found in every shape of body."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.wire.problem import Problem, problem_in_chunk, problem_of_body, problem_of_payload


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"error":{"message":"No","code":401}}', "No"),
        ('{"error":"No"}', "No"),
        ('{"code":"x","error":"No"}', "No"),
        ('{"message":"No"}', "No"),
        ('{"detail":"No"}', "No"),
        ('{"detail":{"message":"No"}}', "No"),
        (
            '{"detail":[{"loc":["body","top_k"],"msg":"not allowed"},{"msg":"x"}]}',
            "top_k: not allowed; x",
        ),
        ('{"errors":["one",{"message":"two"}]}', "one; two"),
        ('{"object":"error","message":"No","code":400}', "No"),
        ('{"type":"error","error":{"type":"x","message":"No"}}', "No"),
        ('[{"error":{"code":400,"message":"No","status":"INVALID_ARGUMENT"}}]', "No"),
        ('{"error":{"message":{"detail":"No"}}}', "No"),
        ('{"error":{"code":7}}', ""),
        ('{"odd":1}', '{"odd":1}'),
        ("upstream connect error", "upstream connect error"),
        ("", ""),
        ("null", "null"),
    ],
)
def test_the_message_is_found(body: str, message: str) -> None:
    assert problem_of_body(body).message == message


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<!DOCTYPE html><html><head><title>524: A timeout</title>", "524: A timeout"),
        ("<html><TITLE\nclass=x>\n Sign &amp; in\n</TITLE>", "Sign & in"),
        ("<html><h1><b>502</b> Bad Gateway</h1>", "502 Bad Gateway"),
        ("\ufeff\n<p>Hello</p>", ""),
        ("<title>" + "x" * 100_000, ""),
    ],
)
def test_a_page_gives_its_title(page: str, title: str) -> None:
    problem = problem_of_body(page)
    assert problem.is_page
    assert problem.message == title


@pytest.mark.parametrize(
    "raw",
    [
        "quota is used up",
        '{"error":{"message":"quota is used up"}}',
        {"error": {"message": "quota is used up"}},
        {"message": "quota is used up"},
    ],
)
def test_the_providers_own_words_come_first(raw: Any) -> None:
    metadata = {"provider_name": "Google", "raw": raw}
    error = {"code": 429, "message": "Provider returned error", "metadata": metadata}
    problem = problem_of_payload({"error": error})
    assert problem is not None
    assert problem.message == "[Google] quota is used up"


def test_a_raw_that_says_nothing_leaves_the_message() -> None:
    error = {"message": "Provider returned error", "metadata": {"provider_name": "X", "raw": None}}
    problem = problem_of_payload({"error": error})
    assert problem is not None
    assert problem.message == "[X] Provider returned error"


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        ({"code": 429}, 429, 429),
        ({"code": "429"}, "429", 429),
        ({"code": "server_error"}, "server_error", None),
        ({"http_status": 503, "error_type": "provider_overloaded"}, None, 503),
        ({"code": "tool_use_failed", "status_code": 400}, "tool_use_failed", 400),
        ({"code": True}, None, None),
        ({"code": 7}, 7, None),
    ],
)
def test_codes_are_read_as_given(error: dict[str, Any], code: Any, status: int | None) -> None:
    problem = problem_of_payload({"error": error | {"message": "x"}})
    assert problem is not None
    assert (problem.code, problem.status) == (code, status)


def test_openrouters_metadata_is_read() -> None:
    availability = {
        "code": "constraint_filtered",
        "retryable": True,
        "retry_after": 3,
        "excluded_by": ["max_price", "new_reason"],
        "fallback_models": ["a/b", 5],
    }
    metadata = {
        "error_type": "permission_denied",
        "reasons": ["violence"],
        "patterns": ["card number"],
        "file_annotations": [{"type": "file", "file": {"hash": "h"}}],
    }
    error = {"message": "No", "metadata": metadata, "availability": availability}
    assert problem_of_payload({"error": error}) == Problem(
        message="No",
        kind="permission_denied",
        reasons=("violence", "card number", "above the price limit", "new_reason"),
        fallback_models=("a/b",),
        may_retry=True,
        retry_after_s=3.0,
        annotations=({"type": "file", "file": {"hash": "h"}},),
    )


@pytest.mark.parametrize("payload", [None, 5, "x", [], {}, {"error": None}, {"error": ""}])
def test_no_error_reads_as_none(payload: Any) -> None:
    assert problem_of_payload(payload) is None


def test_an_ordinary_chunk_is_no_error() -> None:
    assert problem_in_chunk({"choices": [], "message": "odd"}, {}) is None
    assert problem_in_chunk({"usage": {}, "detail": "odd"}, {}) is None


def test_a_body_that_is_no_text_says_nothing() -> None:
    assert problem_of_body(bytes(range(128, 256)).decode("utf-8", "replace")) == Problem()
    assert problem_of_body("gestört\ufffd und doch lesbar").message.startswith("gestört")


def test_deep_nesting_is_borne() -> None:
    body = '{"error":{"message":' * 2_000 + '"x"' + "}}" * 2_000
    assert problem_of_body(body).message
    raw: Any = "x"
    for _ in range(900):
        raw = {"error": {"message": "deep", "metadata": {"raw": raw}}}
    found = problem_of_payload(raw)
    assert found is not None
    assert found.message == "deep"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "error",
                        "message",
                        "detail",
                        "errors",
                        "code",
                        "metadata",
                        "raw",
                        "loc",
                        "availability",
                        "reasons",
                        "retry_after",
                        "provider_name",
                        "msg",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_no_error_body_breaks_the_reader(payload: Any) -> None:
    problem_of_payload(payload)
