"""Tests of desktop_chat.core.provider: addresses as people paste and as attackers write them."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.provider import (
    PRACTICE,
    READY_ENDPOINTS,
    Endpoint,
    custom_endpoint,
    further_account,
    is_further_account,
    is_management_endpoint,
    management_of,
    normalise_base_url,
)
from desktop_chat.errors import BadField


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no http"),
        ("   ", "no http"),
        ("openrouter.ai/api/v1", "no http"),
        ("localhost:11434", "no http"),
        ("//openrouter.ai/v1", "no http"),
        ("ftp://openrouter.ai", "no http"),
        ("file:///etc/passwd", "no http"),
        ("javascript:alert(1)", "no http"),
        ("practice://local/v1", "no http"),
        ("http://", "no host"),
        ("http:///v1", "no host"),
        ("http://:8080/v1", "no host"),
        ("http://host:99999", "not a URL"),
        ("http://host:-1", "not a URL"),
        ("http://host:port", "not a URL"),
        ("http://[::1", "not a URL"),
        ("http://[1.2.3.4]", "not a URL"),
        ("http://a..b/v1", "not a URL"),
        (f"http://{'a' * 64}.example", "not a URL"),
        ("http://℀.example", "not a URL"),
        ("http://a b/v1", "spaces"),
        ("http://host/v 1", "spaces"),
        ("http://ho\nst/v1", "spaces"),
        ("http://ho\tst/v1", "spaces"),
        ("http://\u202eelpmaxe.com", "invisible"),
        ("http://ex\u200bample.com", "invisible"),
        ("http://host\x00/v1", "invisible"),
        ("http://a%20b/v1", "impossible host"),
        ("http://a|b/v1", "impossible host"),
        ("https://user@host/v1", "user name"),
        ("https://user:pass@host/v1", "user name"),
        ("https://:pass@host/v1", "user name"),
        ("https://openrouter.ai@evil.example/v1", "user name"),
        ("https://openrouter.ai\\@evil.example/v1", "user name"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_its_reason(text: str, says: str) -> None:
    with pytest.raises(BadField) as caught:
        normalise_base_url(text)
    assert says in caught.value.text
    assert caught.value.advice


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(BadField) as caught:
        normalise_base_url("https://user:canary@host/v1")
    shown = f"{caught.value.text} {caught.value.advice} {caught.value.detail}"
    assert "canary" not in shown


@pytest.mark.parametrize(
    ("text", "base_url"),
    [
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1"),
        ("https://openrouter.ai", "https://openrouter.ai/api/v1"),
        (" HTTPS://OpenRouter.AI:443/api/v1/ \n", "https://openrouter.ai/api/v1"),
        ("https://openrouter.ai/api/v1/chat/completions", "https://openrouter.ai/api/v1"),
        ("https://openrouter.ai/api/v1/models?a=b#c", "https://openrouter.ai/api/v1"),
        ("http://localhost:11434", "http://localhost:11434/v1"),
        ("http://localhost:11434/v1/models/models", "http://localhost:11434/v1"),
        ("http://host:80/v1/completions/", "http://host/v1"),
        ("http://host:", "http://host/v1"),
        ("https://host:80/v1", "https://host:80/v1"),
        ("http://host/chat/completions", "http://host/v1"),
        ("http://host/proxy/openai/v1/", "http://host/proxy/openai/v1"),
        ("http://[::1]:8080", "http://[::1]:8080/v1"),
        ("http://[0:0:0:0:0:0:0:1]/v1", "http://[::1]/v1"),
        ("http://my_server:8000", "http://my_server:8000/v1"),
        ("https://bücher.example/v1", "https://xn--bcher-kva.example/v1"),
        ("https://оpenrouter.ai/api/v1", "https://xn--penrouter-z2h.ai/api/v1"),
        ("https://host/ü\\v1", "https://host/%C3%BC%5Cv1"),
    ],
)
def test_an_address_is_brought_to_its_one_form(text: str, base_url: str) -> None:
    assert normalise_base_url(text) == base_url


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://", "https://openrouter.ai"]))
def test_any_text_is_refused_or_becomes_a_plain_address(text: str, scheme: str) -> None:
    try:
        base_url = normalise_base_url(scheme + text)
    except BadField:
        return
    parts = urlsplit(base_url)
    assert base_url.isascii()
    assert base_url.isprintable()
    assert " " not in base_url
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert parts.username is None
    assert not parts.query
    assert not parts.fragment
    assert not base_url.endswith("/")
    assert normalise_base_url(base_url) == base_url


def test_the_address_of_a_ready_endpoint_gives_that_endpoint() -> None:
    for endpoint in READY_ENDPOINTS:
        if endpoint != PRACTICE:
            assert custom_endpoint(endpoint.base_url + "/chat/completions") == endpoint


@pytest.mark.parametrize(
    ("text", "dialect", "is_local"),
    [
        ("https://api.example/v1", "openai_compatible", False),
        ("https://eu.openrouter.ai", "openrouter", False),
        ("https://evilopenrouter.ai", "openai_compatible", False),
        ("https://openrouter.ai.evil.example", "openai_compatible", False),
        ("http://127.0.0.1:9999/api/v1", "openrouter", True),
        ("http://127.1.2.3:9999", "openai_compatible", True),
        ("http://192.168.1.20:1234", "openai_compatible", True),
        ("http://[fe80::1]:1234", "openai_compatible", True),
        ("http://studio.local:1234", "openai_compatible", True),
        ("http://host.docker.internal:1234", "openai_compatible", True),
        ("http://8.8.8.8", "openai_compatible", False),
        ("http://localhost.example", "openai_compatible", False),
    ],
)
def test_dialect_and_nearness_follow_from_the_host(text: str, dialect: str, is_local: bool) -> None:
    endpoint = custom_endpoint(text)
    assert (endpoint.dialect, endpoint.is_local) == (dialect, is_local)
    assert endpoint.sends_extras is (dialect == "openrouter")
    assert endpoint.id == f"custom:{endpoint.base_url}"
    assert endpoint.title == urlsplit(endpoint.base_url).netloc
    assert not endpoint.needs_key


def test_ready_endpoints_have_ids_and_addresses_of_their_own() -> None:
    assert len({endpoint.id for endpoint in READY_ENDPOINTS}) == len(READY_ENDPOINTS)
    assert len({endpoint.base_url for endpoint in READY_ENDPOINTS}) == len(READY_ENDPOINTS)
    assert READY_ENDPOINTS[0] == PRACTICE


@pytest.mark.parametrize("endpoint", READY_ENDPOINTS, ids=lambda endpoint: endpoint.id)
def test_ready_endpoints_are_in_the_form_that_is_kept(endpoint: Endpoint) -> None:
    if endpoint != PRACTICE:
        assert normalise_base_url(endpoint.base_url) == endpoint.base_url
    assert endpoint.is_local is not endpoint.base_url.startswith("https:")
    assert endpoint.needs_key is bool(endpoint.key_variable)


OPENROUTER = next(each for each in READY_ENDPOINTS if each.id == "openrouter")


@pytest.mark.parametrize("root", [OPENROUTER, custom_endpoint("https://a.example/v1")])
def test_a_further_account_is_the_same_endpoint_with_a_key_of_its_own(root: Endpoint) -> None:
    account = further_account(root, "  At  work ")
    assert (account.id, account.title) == (f"{root.id}#At work", f"{root.title} (At work)")
    assert account.base_url == root.base_url
    assert account.key_variable == ""
    assert is_further_account(account)
    assert not is_further_account(root)


@pytest.mark.parametrize("name", ["", "  ", "x" * 41])
def test_a_further_account_needs_a_name_of_some_length(name: str) -> None:
    with pytest.raises(BadField):
        further_account(OPENROUTER, name)


def test_no_address_has_the_sign_of_a_further_account() -> None:
    assert not is_further_account(custom_endpoint("https://a.example/v1#part"))


def test_a_management_key_has_a_name_of_its_own() -> None:
    router = OPENROUTER
    manager = management_of(router)
    assert manager.id != router.id
    assert manager.base_url == router.base_url
    assert manager.needs_key
    assert is_management_endpoint(manager)
    assert not is_management_endpoint(router)
    assert not manager.key_variable
