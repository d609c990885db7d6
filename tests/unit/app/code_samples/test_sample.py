"""A request becomes what samples are made from, without its key."""

from __future__ import annotations

import pytest
from support.sample_requests import URL, asked, asked_practice

from desktop_chat.app.code_samples.sample import sample_request
from desktop_chat.core.provider import Endpoint
from desktop_chat.errors import BadField
from desktop_chat.wire.transport import WireRequest


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"5", b'{"a":' * 200 + b"1" + b"}" * 200])
def test_a_body_that_is_no_object_of_bearable_depth_is_refused(body: bytes) -> None:
    with pytest.raises(BadField):
        sample_request(WireRequest("POST", URL, {}, body), Endpoint("e", "E", URL))


def test_brackets_in_strings_are_no_nesting() -> None:
    body = b'{"a":"' + b"[" * 500 + b'\\"{"}'
    made = sample_request(WireRequest("POST", URL, {}, body), Endpoint("e", "E", URL))
    assert made.fields["a"].startswith("[[")


@pytest.mark.parametrize(
    ("endpoint", "variable"),
    [
        (Endpoint("e", "E", URL), ""),
        (Endpoint("e", "E", URL, key_variable="X"), ""),
        (Endpoint("e", "E", URL, needs_key=True, key_variable="X_1"), "X_1"),
        (Endpoint("e", "E", URL, needs_key=True), "API_KEY"),
        (Endpoint("e", "E", URL, needs_key=True, key_variable='X"; rm'), "API_KEY"),
    ],
)
def test_the_key_is_a_variable_where_one_is_needed(endpoint: Endpoint, variable: str) -> None:
    assert sample_request(WireRequest("POST", URL, {}, b"{}"), endpoint).key_variable == variable


def test_the_practice_model_is_shown_where_its_server_answers() -> None:
    made = asked_practice()
    assert made.url == "http://127.0.0.1:8000/v1/chat/completions"
    assert "desktop-chat-cli practice" in made.note
    assert not made.is_streamed


def test_libraries_are_given_the_base_and_what_they_do_not_send_by_themselves() -> None:
    made = asked()
    assert made.base_url == "https://host.example/v1"
    assert made.added_headers == {"X-Title": "A's b"}
    assert made.is_streamed
