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
_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})


def connection_error(error: Exception, place: str, limits: TimeLimits) -> TransportError:
    """Return the error for a request that got no answer.

    Args:
        error: What the library raised.
        place: Host and port, for the sentence.
        limits: The limits that held.
    """
    detail = f"{type(error).__name__}: {error}"
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return TimedOut(
                f"{place} could not be reached within {limits.connect_s:g} seconds.", detail=detail
            )
        case httpx.TimeoutException():
            return TimedOut(f"{place} took no data for {limits.write_s:g} seconds.", detail=detail)
        case httpx.ProxyError():
            return Offline(
                f"The proxy did not connect to {place}.",
                advice="Check the proxy in the environment or the system's settings.",
                detail=detail,
            )
        case httpx.ConnectError():
            return _connect_error(error, place, detail)
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


def _connect_error(error: Exception, place: str, detail: str) -> TransportError:
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
            case socket.gaierror():
                return Offline(f"The host of {place} was not found.", detail=detail)
            case ConnectionRefusedError():
                return Offline(f"Nothing answers at {place}.", detail=detail)
            case OSError(errno=number) if number in _UNREACHABLE:
                return Offline(f"There is no way to {place} from this network.", detail=detail)
            case _:
                pass
    return Offline(f"No connection to {place} could be made.", detail=detail)


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
