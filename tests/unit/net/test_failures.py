"""Every failure below becomes one clear sentence, and none of them tells a key."""

from __future__ import annotations

import errno
import socket
import ssl

import httpx
import pytest

from desktop_chat import errors as er
from desktop_chat.net.failures import (
    body_error,
    connection_error,
    proxy_setting_error,
    silence_error,
    unsendable_error,
)
from desktop_chat.net.limits import DEFAULT_LIMITS

PLACE = "api.example:8080"


def caused(error: Exception, *causes: BaseException) -> Exception:
    current: BaseException = error
    for cause in causes:
        current.__cause__ = cause
        current = cause
    return error


def certificate_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError("certificate verify failed")
    error.verify_code = code
    return error


CONNECT = httpx.ConnectError("All connection attempts failed")


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (httpx.ConnectTimeout("x"), er.TimedOut, "could not be reached within 10 seconds"),
        (httpx.PoolTimeout("x"), er.TimedOut, "could not be reached within 10 seconds"),
        (httpx.WriteTimeout("x"), er.TimedOut, "took no data for 30 seconds"),
        (httpx.ProxyError("407 Proxy Authentication Required"), er.Offline, "a user name"),
        (httpx.ProxyError("503 Service Unavailable"), er.Offline, "The proxy did not connect to"),
        (httpx.RemoteProtocolError("odd"), er.Offline, "without a proper answer"),
        (httpx.ReadError("reset"), er.Offline, "without a proper answer"),
        (httpx.ConnectError("odd"), er.Offline, "No connection to api.example:8080"),
    ],
)
def test_the_librarys_failures_are_told_apart(
    error: Exception, kind: type[er.AppError], words: str
) -> None:
    found = connection_error(error, PLACE, DEFAULT_LIMITS)
    assert type(found) is kind
    assert words in found.text


@pytest.mark.parametrize(
    ("cause", "kind", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), er.Offline, "was not found"),
        (ConnectionRefusedError(111, "refused"), er.Offline, "Nothing answers at api.example:8080"),
        (OSError(errno.ENETUNREACH, "x"), er.Offline, "from this network"),
        (OSError(errno.EHOSTUNREACH, "x"), er.Offline, "from this network"),
        (certificate_error(10), er.TlsFailed, "has expired"),
        (certificate_error(18), er.TlsFailed, "is self-signed"),
        (certificate_error(20), er.TlsFailed, "does not trust"),
        (certificate_error(62), er.TlsFailed, "another host"),
        (certificate_error(1), er.TlsFailed, "cannot be trusted"),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), er.TlsFailed, "No secure connection"),
    ],
)
def test_the_cause_of_a_failed_connection_is_found_at_any_depth(
    cause: BaseException, kind: type[er.AppError], words: str
) -> None:
    group = ExceptionGroup("several addresses", [OSError("first"), caused(OSError("x"), cause)])
    for error in (caused(httpx.ConnectError("x"), cause), caused(httpx.ConnectError("x"), group)):
        found = connection_error(error, PLACE, DEFAULT_LIMITS)
        assert type(found) is kind
        assert words in found.text


def test_a_chain_that_turns_upon_itself_ends() -> None:
    first, second = httpx.ConnectError("a"), OSError("b")
    first.__cause__, second.__cause__ = second, first
    assert type(connection_error(first, PLACE, DEFAULT_LIMITS)) is er.Offline


def test_a_request_that_cannot_be_sent_is_not_tried_again() -> None:
    found = unsendable_error()
    assert found.detail == ""
    assert not found.may_retry


def test_a_broken_answer_is_cut() -> None:
    found = body_error(httpx.RemoteProtocolError("incomplete chunked read"))
    assert type(found) is er.StreamCut
    assert "incomplete" in found.detail


def test_silence_is_told_with_its_length() -> None:
    assert silence_error(PLACE, 120, has_begun=False).text == (
        "api.example:8080 sent no answer for 120 seconds."
    )
    assert "fell silent for 60 seconds" in silence_error(PLACE, 60, has_begun=True).text


@pytest.mark.parametrize("cause", [ConnectionRefusedError(), socket.gaierror(), OSError()])
def test_a_proxy_that_is_not_reached_is_named_in_place_of_the_endpoint(cause: OSError) -> None:
    error = caused(httpx.ConnectError("All connection attempts failed"), cause)
    found = connection_error(error, PLACE, DEFAULT_LIMITS, "gate.example:3128")
    assert "gate.example:3128 (the proxy)" in found.text
    assert PLACE not in found.text
    assert "proxy" in found.advice


def test_a_certificate_is_the_endpoints_also_behind_a_proxy() -> None:
    error = caused(httpx.ConnectError("TLS"), certificate_error(10))
    found = connection_error(error, PLACE, DEFAULT_LIMITS, "gate.example:3128")
    assert found.text == f"The certificate of {PLACE} has expired."


def test_a_broken_proxy_setting_says_which_settings_to_look_at() -> None:
    found = proxy_setting_error()
    assert "ALL_PROXY" in found.advice
    assert not found.may_retry
