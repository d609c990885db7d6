"""Failures of the network library, of sockets and of TLS, made errors of the program here alone."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from typing import cast

import httpx

from desktop_chat.errors import Offline, StreamCut, TimedOut, TlsFailed, TransportError
from desktop_chat.net.limits import TimeLimits

# OpenSSL's X509_V_ERR codes.
_CERTIFICATE_FAULTS = {
    9: "is not valid yet",
    10: "has expired",
    18: "is self-signed",
    19: "comes from an issuer that this computer does not trust",
    20: "comes from an issuer that this computer does not trust",
    21: "comes from an issuer that this computer does not trust",
    62: "belongs to another host",
    64: "belongs to another host",
}
PROXY_WANTS_PASSWORD = 407
_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})


_PROXY_ADVICE = "Check the proxy in the environment or the system's settings."


def connection_error(
    error: Exception, place: str, limits: TimeLimits, proxy: str = ""
) -> TransportError:
    """Return the error for a request that got no answer.

    Args:
        error: What the library raised.
        place: Host and port of the endpoint, for the sentence.
        limits: The limits that held.
        proxy: Host and port of the proxy that was to be reached in its place, "" for none.
    """
    detail = f"{type(error).__name__}: {error}"
    reached = f"{proxy} (the proxy)" if proxy else place
    advice = _PROXY_ADVICE if proxy else None
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            text = f"{reached} could not be reached within {limits.connect_s:g} seconds."
            return TimedOut(text, advice=advice, detail=detail)
        case httpx.TimeoutException():
            return TimedOut(f"{place} took no data for {limits.write_s:g} seconds.", detail=detail)
        case httpx.ProxyError() if str(error).startswith(str(PROXY_WANTS_PASSWORD)):
            return proxy_password_error()
        case httpx.ProxyError():
            text = f"The proxy did not connect to {place}."
            return Offline(text, advice=_PROXY_ADVICE, detail=detail)
        case httpx.ConnectError():
            return _tls_error(error, place, detail) or _connect_error(
                error, reached, advice, detail
            )
        case _:
            return Offline(f"{place} hung up without a proper answer.", detail=detail)


def body_error(error: Exception) -> TransportError:
    """Return the error for an answer that broke off."""
    detail = f"{type(error).__name__}: {error}"
    return StreamCut("The connection broke off before the answer ended.", detail=detail)


def silence_error(place: str, limit_s: float, *, has_begun: bool) -> TimedOut:
    """Return the error for a server that sends nothing for too long."""
    what = "fell silent" if has_begun else "sent no answer"
    return TimedOut(f"{place} {what} for {limit_s:g} seconds.")


def unsendable_error() -> Offline:
    """Return the error for a request that HTTP cannot carry; it quotes nothing, the key neither."""
    return Offline("The request cannot be sent as it is.", may_retry=False)


def proxy_setting_error() -> Offline:
    """Return the error for a proxy in the environment that cannot be used."""
    return Offline(
        "The proxy set in the environment cannot be used.",
        advice="Set HTTP_PROXY, HTTPS_PROXY and ALL_PROXY to http, https, socks5 or socks5h URLs.",
        may_retry=False,
    )


def proxy_password_error() -> Offline:
    """Return the error for a proxy that lets only those through whom it knows."""
    return Offline(
        "The proxy wants a user name and a password.",
        advice="Put them into the proxy's address: http://name:password@host:port.",
        may_retry=False,
        code=PROXY_WANTS_PASSWORD,
    )


def _tls_error(error: Exception, place: str, detail: str) -> TransportError | None:
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                fault = _CERTIFICATE_FAULTS.get(cause.verify_code, "cannot be trusted")
                return TlsFailed(f"The certificate of {place} {fault}.", detail=detail)
            case ssl.SSLError():
                return TlsFailed(
                    f"No secure connection to {place} could be made.",
                    advice="Check whether the address should begin with http:// instead.",
                    detail=detail,
                )
            case _:
                pass
    return None


def _connect_error(error: Exception, place: str, advice: str | None, detail: str) -> TransportError:
    text = f"No connection to {place} could be made."
    for cause in _causes(error):
        match cause:
            case socket.gaierror():
                text = f"The host of {place} was not found."
            case ConnectionRefusedError():
                text = f"Nothing answers at {place}."
            case OSError(errno=number) if number in _UNREACHABLE:
                text = f"There is no way to {place} from this network."
            case _:
                continue
        break
    return Offline(text, advice=advice, detail=detail)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all that lies beneath it, each once."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            group = cast("BaseExceptionGroup[BaseException]", current)
            waiting.extend(group.exceptions)
        waiting.extend(under for under in (current.__cause__, current.__context__) if under)
