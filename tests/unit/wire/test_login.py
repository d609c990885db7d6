"""The parts of a login on the wire: the address, the exchange and its answer."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import jsonschema
import msgspec
import pytest
from support.openapi import document

from desktop_chat.core.provider import PRACTICE, READY_ENDPOINTS, custom_endpoint, management_of
from desktop_chat.core.secret import Secret
from desktop_chat.errors import BadField, LoginFailed, NotJson
from desktop_chat.wire.login import (
    build_exchange_request,
    can_log_in,
    challenge_of,
    code_from_input,
    login_address,
    new_verifier,
    parse_exchange,
)

OPENROUTER = next(each for each in READY_ENDPOINTS if each.id == "openrouter")
VERIFIER = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")


def test_only_who_documents_a_login_has_one() -> None:
    assert can_log_in(OPENROUTER)
    assert can_log_in(custom_endpoint("http://127.0.0.1:9/api/v1"))
    regional = custom_endpoint("https://eu.openrouter.ai/api/v1")
    for other in (PRACTICE, regional, management_of(OPENROUTER)):
        assert not can_log_in(other)
    assert {each.id for each in READY_ENDPOINTS if can_log_in(each)} == {"openrouter"}


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B
    assert challenge_of(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_verifiers_are_as_the_standard_wants_them_and_differ() -> None:
    verifiers = [new_verifier().reveal() for _ in range(100)]
    assert len(set(verifiers)) == 100
    assert all(43 <= len(each) <= 128 for each in verifiers)
    assert set("".join(verifiers)) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_the_address_carries_the_hash_and_not_the_verifier() -> None:
    callback = "http://127.0.0.1:42217/login/x?state=a%b&c"
    address = login_address(OPENROUTER, VERIFIER, callback)
    assert address.startswith("https://openrouter.ai/auth?callback_url=http%3A%2F%2F127.0.0.1")
    assert VERIFIER.reveal() not in address
    assert parse_qs(urlsplit(address).query) == {
        "callback_url": [callback],
        "code_challenge": [challenge_of(VERIFIER)],
        "code_challenge_method": ["S256"],
    }


def test_without_a_callback_the_code_is_shown_and_the_key_is_named() -> None:
    query = parse_qs(urlsplit(login_address(OPENROUTER, VERIFIER)).query)
    assert "callback_url" not in query
    assert query["key_label"] == ["desktop-chat"]


def test_the_exchange_is_as_documented() -> None:
    request = build_exchange_request(OPENROUTER, Secret("c"), VERIFIER)
    assert (request.method, request.url) == ("POST", "https://openrouter.ai/api/v1/auth/keys")
    body = msgspec.json.decode(request.body)
    assert body["code_verifier"] == VERIFIER.reveal()
    content = document()["paths"]["/auth/keys"]["post"]["requestBody"]["content"]
    jsonschema.Draft202012Validator(content["application/json"]["schema"]).validate(body)


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b'{"key": null}', b'{"key": ""}', b'{"key": 5}', b'{"key": "a b"}']
)
def test_an_answer_without_a_key_is_told(body: bytes) -> None:
    with pytest.raises(LoginFailed, match="gave no key"):
        parse_exchange(body)


def test_an_answer_that_is_no_json_is_told_without_what_it_says() -> None:
    with pytest.raises(NotJson):
        parse_exchange(b"<html>")


def test_the_key_is_taken_whoever_it_is_for() -> None:
    assert parse_exchange(b'{"key": "sk-or-v1-x", "user_id": null, "new": 1}').reveal() == (
        "sk-or-v1-x"
    )


@pytest.mark.parametrize("text", ["", "  ", "two words", "к", "x" * 3_000])
def test_what_cannot_be_a_code_is_told(text: str) -> None:
    with pytest.raises(BadField):
        code_from_input(text)


def test_white_space_around_a_code_does_not_matter() -> None:
    assert code_from_input(" auth_code_1\r\n").reveal() == "auth_code_1"
