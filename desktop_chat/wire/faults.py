"""Error answers to errors of the program: their kind, one clear sentence, what to do next.

Sources: OpenRouter's error codes and `error_type` vocabulary, and the answers of the servers of
`problem`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from desktop_chat import errors as er
from desktop_chat.core.figures import seconds_text
from desktop_chat.wire.problem import Problem, problem_in_chunk, problem_of_body
from desktop_chat.wire.redaction import detail_text, one_line
from desktop_chat.wire.values import mended_value

# Past a day, a number says less than "a moment".
_LONGEST_TOLD_S = 86_400


@dataclass(frozen=True, slots=True)
class ChunkFault:
    """An error inside a stream, and the parsed files that came with it."""

    error: er.AppError
    annotations: tuple[dict[str, Any], ...] = ()


def fault_of(status: int, headers: Mapping[str, str], body: bytes) -> er.AppError:
    """Return the error that an answer stands for.

    Args:
        status: The HTTP status; 2xx where the body is an error, or a web page, all the same.
        headers: Names in lower case.
        body: The body, or its beginning.
    """
    text = body.decode("utf-8", "replace")
    if 300 <= status < 400:
        return _redirection(status, headers)
    problem = problem_of_body(text)
    detail = detail_text(f"HTTP {status}\n{text}")
    if problem.is_page and (status < 400 or status == 511):
        return _sign_in_page(problem.message, detail)
    retry_after_s = _retry_after_s(headers)
    error = _error_of(problem, status if status >= 400 else problem.status, detail, retry_after_s)
    if status >= 400 and not isinstance(error.code, int):
        # A word of the server's own stays in the detail; the status is what people know.
        error.code = status
    match headers.get("x-should-retry", "").lower():
        case "true":
            error.may_retry = True
        case "false":
            error.may_retry = False
        case _:
            pass
    return error


def fault_in_chunk(payload: dict[str, Any], choice: dict[str, Any]) -> ChunkFault | None:
    """Return the error that a chunk of a stream reports, None where it reports none."""
    problem = problem_in_chunk(payload, choice)
    if problem is None:
        return None
    detail = detail_text(msgspec.json.encode(mended_value(payload)).decode())
    error = _error_of(problem, problem.status, detail, None)
    return ChunkFault(error, problem.annotations)


def _sign_in_page(title: str, detail: str) -> er.SignInPage:
    text = "A web page came in place of an answer"
    return er.SignInPage(
        _sentence(f"{text}: {title}" if title else text), may_retry=False, detail=detail
    )


def _redirection(status: int, headers: Mapping[str, str]) -> er.SignInPage:
    target = urlsplit(headers.get("location", ""))
    where = one_line(f"{target.netloc}{target.path}") or "another address"
    return er.SignInPage(
        f"The endpoint sends requests on to {where}, which is not followed.",
        advice="Sign in to the network in a browser, or set the new address if you trust it.",
        may_retry=False,
        detail=f"HTTP {status}",
        code=status,
    )


_CONTEXT_KINDS = frozenset(
    {
        "context_length_exceeded",
        "exceed_context_size_error",
        "token_limit_exceeded",
        "string_too_long",
        "string_above_max_length",
        "request_too_large",
        "payload_too_large",
    }
)
_CONTEXT_WORDS = re.compile(
    r"(?i)context (?:length|size|window)|maximum context|prompt is too long|input (?:is )?too long"
    r"|too many (?:input )?tokens|token limit (?:reached|exceeded)"
    r"|exceeds? the (?:model's )?maximum[\w ]*tokens"
)
_MODEL_WORDS = re.compile(
    r"(?i)\bmodel\b.*(?:not (?:found|exist|available)|unknown|invalid)"
    r"|(?:not a valid|no such|unknown|invalid) model|no endpoints found"
)
_CLASS_BY_KIND: dict[str, type[er.RequestError]] = {
    "authentication": er.KeyRejected,
    "authentication_error": er.KeyRejected,
    "invalid_api_key": er.KeyRejected,
    "payment_required": er.NoCredit,
    "insufficient_quota": er.NoCredit,
    "permission_denied": er.Refused,
    "content_policy_violation": er.Refused,
    "refusal": er.Refused,
    "region_restricted": er.Refused,
    "rate_limit_exceeded": er.RateLimited,
    "rate_limit_error": er.RateLimited,
    "throttling_error": er.RateLimited,
    "capacity_exhausted": er.RateLimited,
    "model_not_found": er.UnknownModel,
    "no_endpoints": er.UnknownModel,
    "model_deprecated": er.UnknownModel,
    "free_variant_ended": er.UnknownModel,
    "server_error": er.ProviderFailed,
    "overloaded_error": er.ProviderFailed,
    "provider_overloaded": er.ProviderFailed,
    "provider_unavailable": er.ProviderFailed,
}
_CLASS_BY_STATUS: dict[int, type[er.RequestError]] = {
    401: er.KeyRejected,
    402: er.NoCredit,
    403: er.Refused,
    404: er.UnknownModel,
    408: er.ProviderFailed,
    409: er.ProviderFailed,
    413: er.ContextTooLong,
    429: er.RateLimited,
    451: er.Refused,
}
_LEADS: dict[type[er.RequestError], str] = {
    er.KeyRejected: "The endpoint does not accept the key",
    er.NoCredit: "The account has no credit left",
    er.Refused: "The endpoint refuses the request",
    er.UnknownModel: "The endpoint does not know the model",
    er.BadParameter: "The endpoint does not accept the request",
    er.ContextTooLong: "The conversation is too long for the model",
    er.RateLimited: "The endpoint asks to wait",
    er.ProviderFailed: "The provider failed",
}


def _class_of(problem: Problem, status: int | None) -> type[er.RequestError]:
    kinds = (problem.kind, str(problem.code or ""))
    is_refusal = status in (400, 413, 422, None)
    if not _CONTEXT_KINDS.isdisjoint(kinds):
        return er.ContextTooLong
    for kind in kinds:
        if kind in _CLASS_BY_KIND:
            return _CLASS_BY_KIND[kind]
    if is_refusal and _CONTEXT_WORDS.search(problem.message):
        return er.ContextTooLong
    if is_refusal and _MODEL_WORDS.search(problem.message):
        return er.UnknownModel
    if status is None:
        return er.ProviderFailed
    return _CLASS_BY_STATUS.get(status, er.ProviderFailed if status >= 500 else er.BadParameter)


def _error_of(
    problem: Problem, status: int | None, detail: str, retry_after_s: float | None
) -> er.RequestError:
    kind = _class_of(problem, status)
    words = problem.message
    if problem.is_page:
        words = f"a web page came with status {status}: {words}" if words else f"status {status}"
    elif not words and status is not None:
        words = f"status {status}"
    if problem.reasons:
        words = f"{words} ({', '.join(problem.reasons)})"
    if retry_after_s is None:
        retry_after_s = problem.retry_after_s
    return kind(
        _sentence(f"{_LEADS[kind]}: {words}" if words else _LEADS[kind]),
        advice=_advice(kind, problem, status, retry_after_s),
        may_retry=problem.may_retry,
        detail=detail,
        code=problem.code if problem.code is not None else status,
        retry_after_s=retry_after_s,
    )


def _advice(
    kind: type[er.RequestError],
    problem: Problem,
    status: int | None,
    retry_after_s: float | None,
) -> str | None:
    """Return advice that fits better than the kind's own, None where its own fits."""
    if problem.fallback_models:
        return f"Choose another model, such as {', '.join(problem.fallback_models[:3])}."
    if kind is er.NoCredit and problem.code == "insufficient_quota":
        return "Add credit at the provider, then retry."
    if kind is er.UnknownModel and status == 404 and not _MODEL_WORDS.search(problem.message):
        return "Choose another model, or correct the endpoint's address."
    if kind is er.RateLimited and retry_after_s and retry_after_s <= _LONGEST_TOLD_S:
        return f"Wait {seconds_text(retry_after_s)}, then retry."
    return None


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return how long the server asks to wait: in milliseconds, in seconds, or until a date."""
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * unit_s)
        except (KeyError, ValueError):
            continue
    until = _date(headers.get("retry-after", ""))
    if until is None:
        return None
    now = _date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
