"""Tests of desktop_chat.core.redaction: keys go, in every shape they come in, and prose stays."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_chat.core.redaction import MASK, redact

SECRET = "sk-or-v1-0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Illegal header value b'Bearer sk-abc\\n'", f"Illegal header value b'Bearer {MASK}'"),
        ("Authorization: Bearer abc", f"Authorization: Bearer {MASK}"),
        ("authorization=abc", f"authorization={MASK}"),
        ('{"Authorization": "Basic dXNlcjpwdw=="}', f'{{"Authorization": "Basic {MASK}"}}'),
        ("x-api-key: abc", f"x-api-key: {MASK}"),
        ('{"api_key":"abc","n":1}', f'{{"api_key":"{MASK}","n":1}}'),
        ("password = hunter2", f"password = {MASK}"),
        ("GET /v1?api_key=abc&n=1", f"GET /v1?api_key={MASK}&n=1"),
        ("https://user:pw@host/v1", f"https://{MASK}@host/v1"),
        ("Incorrect API key provided: sk-proj-ab12cdef34.", f"Incorrect API key provided: {MASK}."),
        (f"no key {SECRET} here", f"no key {MASK} here"),
        ("gsk_AbCd1234567890efgh", MASK),
        ("AIzaSyA1234567890abcdefghijk", MASK),
        ("eyJhbGciOiJI.eyJzdWIi.SflKx", MASK),
        ("key 0123456789abcdef0123456789abcdef", f"key {MASK}"),
        (
            "data:image/png;base64,iVBORw0KGgo1iVBORw0KGgo1iVBORw0KGgo1",
            f"data:image/png;base64,{MASK}",
        ),
    ],
)
def test_what_looks_like_a_key_is_masked(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The password is wrong.",
        "missing bearer token",
        "a bearer of news",
        "max_tokens must be 1024 or less",
        "mistralai/mistral-large-2407",
        "conversation 0198c1f2-3b4c-7d5e-8f60-718293a4b5c6",
        "gen-1723412341-abcDEF",
        "https://openrouter.ai/api/v1/chat/completions",
        "sk-or-v1-abc...123",
        "a sk-learning tutorial",
        "skip-something-12-long-words-here",
        "risk-adjusted-1234-5678-figures",
        "https://host:8080/v1",
    ],
)
def test_what_is_no_key_stays(text: str) -> None:
    assert redact(text) == text


@given(st.text(), st.text())
def test_a_known_form_of_key_goes_wherever_it_stands(before: str, after: str) -> None:
    assert SECRET[9:] not in redact(f"{before} {SECRET} {after}")


@example("bearer authorization::")
@given(st.text() | st.from_regex(r"(bearer |authorization: ?|api_key=|://|:|@|sk-|\w|\s){0,12}"))
def test_redacting_again_changes_nothing(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize(
    "pattern", ["a", "1", "a1", "eyJ", "bearer ", "://", "://a", "sk-", "authorization ", "x-", '"']
)
def test_a_megabyte_of_nonsense_is_read_through(pattern: str) -> None:
    text = pattern * (1_000_000 // len(pattern))
    assert len(redact(text)) <= len(text)
