"""OpenRouter's routes about models on loopback, with answers in its documented form or broken ones.

By hand: `PYTHONPATH=tests python -m support.openrouter_routes --port 8777 --models 500`, and then
`http://127.0.0.1:8777/api/v1` as the endpoint.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from support import openrouter_bodies, openrouter_statistics
from support.authorization import Authorization, Consent
from support.openrouter_server import DONE, Exchange, serve

PREFIX = "/api/v1"
_JSON = {"content_type": "application/json"}
_REMOTE_ORDERS = ("most-popular", "top-weekly", "throughput-high-to-low", "latency-low-to-high")


class Fault(Enum):
    """What goes wrong instead of an answer."""

    RATE_LIMIT = "rate-limit"
    SERVER = "5xx"
    SLOW = "slow"
    BROKEN = "broken"
    MALFORMED = "malformed"
    EMPTY = "empty"


@dataclass
class Router:
    """The state of the stand-in; call it with an exchange to answer it.

    A key with the word "management" in it is one; any other chats, and so does none.

    Attributes:
        models: What it lists.
        fault: What goes wrong, None for nothing; it may change from request to request.
        only: The path below the prefix at which it goes wrong, "" for every one.
        slow_s: How long a slow answer waits in its middle.
        pace_s: How long each word of an answer takes; with any, an answer has 400 words.
        answered_by: The model that answers say they are of, "" for none.
        authorization: Its login.
        looked_for: Ids of answers whose cost was asked for before.
    """

    models: list[dict[str, Any]] = field(default_factory=openrouter_bodies.special_models)
    fault: Fault | None = None
    only: str = ""
    slow_s: float = 5.0
    pace_s: float = 0.0
    answered_by: str = ""
    authorization: Authorization = field(default_factory=Authorization)
    looked_for: set[str] = field(default_factory=set[str])

    async def __call__(self, exchange: Exchange) -> None:
        """Answer a request."""
        if self.authorization.answers(exchange.request.path):
            await self.authorization(exchange)
            return
        parts = urlsplit(exchange.request.path)
        path = unquote(parts.path).removeprefix(PREFIX)
        if path == "/chat/completions":
            await _chat(exchange, self.pace_s, self.answered_by)
            return
        found = self.body(path, dict(parse_qsl(parts.query)))
        status = 404 if found is None else 200
        is_management = "management" in exchange.request.headers.get("authorization", "")
        if path == "/activity" and not is_management:
            found, status = _refusal(403, "Only management keys can perform this operation"), 403
        if path == "/key" and found is not None:
            found["data"]["is_management_key"] = is_management
        body = msgspec.json.encode(found or _refusal(404, "There is no such route."))
        if self.fault is not None and path.startswith(self.only):
            await self._misbehave(self.fault, exchange, body)
            return
        await exchange.answer(status, body, **_JSON)

    def body(self, path: str, query: Mapping[str, str]) -> dict[str, Any] | None:
        """Return the answer to a path below the prefix, None where there is nothing."""
        slugs = [each["canonical_slug"] for each in self.models]
        match path.strip("/").split("/"):
            case ["models"]:
                return self._page(query)
            case ["models", "count"]:
                return {"data": {"count": len(self.models)}}
            case ["model", author, slug]:
                found = self._model(f"{author}/{slug}")
                return None if found is None else {"data": found}
            case ["models", author, slug, "endpoints"]:
                found = self._model(f"{author}/{slug}")
                return None if found is None else openrouter_bodies.offerings(found)
            case ["endpoints", "zdr"]:
                return openrouter_bodies.zero_retention(self.models[::2])
            case ["providers"]:
                return openrouter_bodies.providers()
            case ["key"]:
                return openrouter_statistics.key()
            case ["generation"]:
                return self._generation(query.get("id", ""))
            case _:
                return _statistics(path, query, self.models[0]["id"], slugs)

    def _generation(self, generation_id: str) -> dict[str, Any] | None:
        """Return what an answer took; it is not known at the first look."""
        if generation_id not in self.looked_for:
            self.looked_for.add(generation_id)
            return None
        return openrouter_statistics.generation(generation_id)

    def _model(self, model_id: str) -> dict[str, Any] | None:
        return next((each for each in self.models if each["id"] == model_id), None)

    def _page(self, query: Mapping[str, str]) -> dict[str, Any]:
        found = self.models
        if query.get("zdr") == "true":
            found = found[::2]
        if query.get("region") or query.get("providers"):
            found = found[1::2]
        if query.get("sort") in _REMOTE_ORDERS:
            found = found[::-1]
        offset, limit = int(query.get("offset", "0")), int(query.get("limit", "500"))
        page = found[offset : offset + limit]
        following = offset + limit
        link = f"{PREFIX}/models?offset={following}&limit={limit}"
        return {
            "data": page,
            "total_count": len(found),
            "links": {"next": link if following < len(found) else None},
        }

    async def _misbehave(self, fault: Fault, exchange: Exchange, body: bytes) -> None:
        match fault:
            case Fault.RATE_LIMIT:
                refusal = msgspec.json.encode(_refusal(429, "Rate limit exceeded."))
                await exchange.answer(429, refusal, retry_after="40", **_JSON)
            case Fault.SERVER:
                refusal = msgspec.json.encode(_refusal(503, "No instances available."))
                await exchange.answer(503, refusal, **_JSON)
            case Fault.SLOW:
                await exchange.head(200, content_length=str(len(body)), **_JSON)
                await exchange.raw(body[: len(body) // 2])
                await asyncio.sleep(self.slow_s)
                await exchange.raw(body[len(body) // 2 :])
            case Fault.BROKEN:
                await exchange.head(200, content_length=str(len(body)), **_JSON)
                await exchange.raw(body[: len(body) // 2])
                exchange.abort()
            case Fault.MALFORMED:
                await exchange.answer(200, body[: len(body) // 2], **_JSON)
            case Fault.EMPTY:
                await exchange.answer(200, b'{"data":[]}', **_JSON)


def _statistics(
    path: str, query: Mapping[str, str], model_id: str, slugs: list[str]
) -> dict[str, Any] | None:
    end = query.get("end_date", "2026-11-26")
    match path:
        case "/datasets/rankings-daily":
            start = query.get("start_date", "2026-10-28")
            return openrouter_statistics.rankings(slugs, start, end)
        case "/datasets/app-rankings":
            return openrouter_statistics.app_rankings()
        case "/benchmarks":
            return openrouter_statistics.benchmarks(slugs)
        case "/activity":
            return openrouter_statistics.activity(model_id, slugs[0], end)
        case _:
            return None


async def _chat(exchange: Exchange, pace_s: float, answered_by: str) -> None:
    await exchange.head()
    said = {"id": f"gen-{secrets.token_hex(8)}", "provider": "Mistral"}
    if answered_by:
        said["model"] = answered_by
    for word in ["This", "answer", "comes", "from", "loopback."] * (80 if pace_s else 1):
        await exchange.event(f"{word} ", **said)
        await asyncio.sleep(pace_s)
    usage = {"prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14, "cost": 0.00005}
    await exchange.event("", usage=usage, **said)
    await exchange.send(DONE)
    await exchange.end()


def _refusal(code: int, words: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": words}}


async def _serve_by_hand(parsed: argparse.Namespace) -> None:
    fault = Fault(parsed.fault) if parsed.fault else None
    router = Router(openrouter_bodies.models(parsed.models), fault, parsed.only)
    router.pace_s, router.answered_by = parsed.pace_s, parsed.answered_by
    router.authorization.consent = Consent(parsed.consent)
    async with serve(router, port=parsed.port) as server:
        sys.stdout.write(f"{server.url}{PREFIX}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="OpenRouter's routes about models on loopback.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1, 0: any free one")
    parser.add_argument("--models", type=int, default=500, help="how many models (default: 500)")
    parser.add_argument("--fault", choices=[each.value for each in Fault], default="")
    parser.add_argument("--only", default="", help="path at which it goes wrong: /models")
    parser.add_argument("--pace-s", type=float, default=0.0, help="seconds for each word")
    words = "the model that answers say they are of, to see a fallback"
    parser.add_argument("--answered-by", default="", metavar="SLUG", help=words)
    consents, words = [each.value for each in Consent], "what the person at the login's page does"
    parser.add_argument("--consent", choices=consents, default=Consent.GIVEN.value, help=words)
    asyncio.run(_serve_by_hand(parser.parse_args()))


if __name__ == "__main__":
    main()
