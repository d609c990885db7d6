"""Gets a key by a login in the browser: with the browser coming back, or with a code to paste.

Owns the order of a login. Must not know who opens the address, nor where the key is kept.
"""

from __future__ import annotations

from collections.abc import Callable

from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.errors import LoginFailed, RequestError, UsageError
from desktop_chat.net.callback import listen
from desktop_chat.wire.exchange import fetch
from desktop_chat.wire.login import (
    build_exchange_request,
    can_log_in,
    code_from_input,
    login_address,
    new_verifier,
    parse_exchange,
)
from desktop_chat.wire.transport import Transport

LIMIT_S = 300.0
"""For a person in the browser; a code itself holds for ten minutes."""

_REFUSALS = frozenset({400, 401, 403, 404, 405})


async def log_in(
    endpoint: Endpoint,
    transport: Transport,
    show: Callable[[str], None],
    *,
    port: int | None = None,
    limit_s: float = LIMIT_S,
) -> Secret:
    """Return a new key, for which a person consents in the browser; cancelling ends it at once.

    Args:
        endpoint: Whose key it is.
        transport: Carries the exchange.
        show: Given the address to open, when the browser's return is listened for.
        port: On 127.0.0.1, None to leave the choice to the program.
        limit_s: How long the browser is waited for.

    Raises:
        UsageError: The endpoint knows no login.
        LoginFailed: The port is taken, the person declines, what comes back is not of this login,
            or the code is refused.
        TimedOut: Nobody comes back.
        AppError: The endpoint was not reached for the exchange, or failed.
    """
    _refuse_without_login(endpoint)
    verifier = new_verifier()
    async with listen(port) as callback:
        show(login_address(endpoint, verifier, callback.url))
        code = await callback.code(limit_s)
    return await _exchange(endpoint, transport, code, verifier)


class CodeLogin:
    """A login whose code the page in the browser shows: the browser may be on another computer.

    Args:
        endpoint: Whose key it is.
        transport: Carries the exchange.

    Raises:
        UsageError: The endpoint knows no login.
    """

    def __init__(self, endpoint: Endpoint, transport: Transport) -> None:
        _refuse_without_login(endpoint)
        self._endpoint = endpoint
        self._transport = transport
        self._verifier = new_verifier()

    @property
    def address(self) -> str:
        """The address to open."""
        return login_address(self._endpoint, self._verifier)

    async def key_for(self, code: str) -> Secret:
        """Return the key that a pasted code is exchanged for.

        Raises:
            BadField: The text cannot be a code.
            AppError: As `log_in`.
        """
        return await _exchange(
            self._endpoint, self._transport, code_from_input(code), self._verifier
        )


def _refuse_without_login(endpoint: Endpoint) -> None:
    if not can_log_in(endpoint):
        raise UsageError(
            f"{endpoint.title} has no login that gives a key.", advice="Paste a key instead."
        )


async def _exchange(
    endpoint: Endpoint, transport: Transport, code: Secret, verifier: Secret
) -> Secret:
    try:
        request = build_exchange_request(endpoint, code, verifier)
        return parse_exchange(await fetch(transport, request))
    except RequestError as error:
        if error.code not in _REFUSALS:
            raise
        raise LoginFailed(
            f"{endpoint.title} does not take the code: it was used before, is older than ten "
            "minutes, or belongs to another login.",
            detail=code.hidden_in(verifier.hidden_in(f"{error.text} {error.detail}")),
            code=error.code,
        ) from None
