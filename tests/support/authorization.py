"""A router's login on loopback: the page where a person consents, and the exchange of its code.

It is as strict as the standard: codes hold once and for ten minutes, and only for who knows the
verifier behind the challenge. `consent` is the person with the browser.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import msgspec
from support.openrouter_server import Exchange

AUTHORIZE = "/auth"
EXCHANGE = "/api/v1/auth/keys"
CODE_AGE_S = 600
NEW_KEY = "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"


class Consent(Enum):
    """What the person at the page does, or who else comes back in the person's place."""

    GIVEN = "given"
    DENIED = "denied"
    BROKEN = "broken"
    WRONG_STATE = "wrong state"
    NO_STATE = "no state"
    NO_CODE = "no code"
    TWO_CODES = "two codes"


@dataclass
class Authorization:
    """The state of the login; `answers` says which requests are its own.

    Attributes:
        consent: What the person does.
        codes: The codes that were given out and not used yet, with challenge and age in seconds.
        exchanges: The bodies of the requests for a key.
        refusal: A status with which every exchange is refused, 0 for none.
        answer: The body of a good exchange, None for the documented one.
    """

    consent: Consent = Consent.GIVEN
    codes: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    exchanges: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    refusal: int = 0
    answer: bytes | None = None

    def answers(self, path: str) -> bool:
        """Return whether a path is one of the login's."""
        return urlsplit(path).path in (AUTHORIZE, EXCHANGE)

    async def __call__(self, exchange: Exchange) -> None:
        """Answer a request."""
        parts = urlsplit(exchange.request.path)
        if parts.path == EXCHANGE:
            status, body = self._exchanged(exchange)
            await exchange.answer(status, body, content_type="application/json")
            return
        query = dict(parse_qsl(parts.query))
        if query.get("code_challenge_method") != "S256" or len(query["code_challenge"]) != 43:
            await exchange.answer(400, b"A challenge by S256 is needed.", content_type="text/plain")
        elif "callback_url" in query:
            where = self._return_address(query)
            await exchange.answer(302, b"", location=where, content_type="text/plain")
        else:
            code = self.new_code(query["code_challenge"])
            await exchange.answer(200, code.encode(), content_type="text/plain")

    def new_code(self, challenge: str, age_s: int = 0) -> str:
        """Return a code for whoever knows the verifier behind a challenge."""
        code = f"auth_code_{secrets.token_hex(8)}"
        self.codes[code] = (challenge, age_s)
        return code

    def _return_address(self, query: Mapping[str, str]) -> str:
        parts = urlsplit(query["callback_url"])
        own = dict(parse_qsl(parts.query))
        code = {"code": self.new_code(query["code_challenge"])}
        match self.consent:
            case Consent.GIVEN:
                answer = own | code
            case Consent.DENIED:
                answer = own | {"error": "access_denied"}
            case Consent.BROKEN:
                answer = own | {"error": "server_error"}
            case Consent.WRONG_STATE:
                answer = own | code | {"state": "another"}
            case Consent.NO_STATE:
                answer = code
            case Consent.NO_CODE:
                answer = own
            case Consent.TWO_CODES:
                answer = own | code
        query_text = urlencode(answer)
        if self.consent is Consent.TWO_CODES:
            query_text += "&code=another"
        return parts._replace(query=query_text).geturl()

    def _exchanged(self, exchange: Exchange) -> tuple[int, bytes]:
        if exchange.request.method != "POST":
            return _refusal(405, "Method not allowed")
        body = msgspec.json.decode(exchange.request.body)
        self.exchanges.append(body)
        if self.refusal:
            return _refusal(self.refusal, "Refused by script.")
        if body.get("code_challenge_method") != "S256":
            return _refusal(400, "Invalid code_challenge_method")
        # Whatever comes of it, a code holds once.
        challenge, age_s = self.codes.pop(body["code"], ("", 0))
        digest = hashlib.sha256(body["code_verifier"].encode()).digest()
        is_right = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
        if not is_right or age_s > CODE_AGE_S:
            return _refusal(403, "Invalid code or code_verifier")
        return 200, self.answer or msgspec.json.encode({"key": NEW_KEY, "user_id": "user_1"})


async def consent(address: str) -> httpx.Response:
    """Open an address as a browser does, follow it to its end, and return the last page."""
    async with httpx.AsyncClient(follow_redirects=True, trust_env=False) as browser:
        return await browser.get(address)


def _refusal(code: int, words: str) -> tuple[int, bytes]:
    return code, msgspec.json.encode({"error": {"code": code, "message": words}})
