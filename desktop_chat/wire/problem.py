"""What an error body says, read from all the shapes in which servers say it; judges nothing.

Shapes: OpenRouter's `{error: {code, message, metadata, availability}}`, OpenAI's, xAI's string,
Mistral's and FastAPI's `detail`, Cohere's `message`, `errors[]`, Anthropic's and Gemini's, HTML
pages and plain text.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from desktop_chat.wire.redaction import one_line
from desktop_chat.wire.values import as_dict, as_dicts, as_list, as_text, decode_json, mended_value

_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_PAGE_SEARCHED_CHARS = 16_384


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as a server put it; "" , () and None where it said nothing.

    Attributes:
        message: Its own words, one line fit to show.
        code: Its code as given, a number or a word.
        status: The HTTP status that the body names.
        kind: OpenRouter's `error_type`, else the `type` of the error.
        reasons: Why a moderation or a guard refused.
        fallback_models: Models that OpenRouter offers instead.
        may_retry: What the server says of another attempt.
        annotations: Parsed files, sent along so that they need not be parsed again.
        is_page: Whether the body is a web page.
    """

    message: str = ""
    code: int | str | None = None
    status: int | None = None
    kind: str = ""
    reasons: tuple[str, ...] = ()
    fallback_models: tuple[str, ...] = ()
    may_retry: bool | None = None
    retry_after_s: float | None = None
    annotations: tuple[dict[str, Any], ...] = ()
    is_page: bool = False


def problem_of_body(body: str) -> Problem:
    """Return what the body of an error answer says, whatever it is."""
    start = body.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return Problem(message=_page_title(start), is_page=True)
    try:
        payload = decode_json(start)
    except ValueError:
        return Problem(message="" if _is_binary(start) else one_line(start))
    return problem_of_payload(payload) or Problem(message=one_line(start))


def _is_binary(text: str) -> bool:
    """Return whether a body decoded as UTF-8 was none: nobody can read what is left of it."""
    return text.count("\ufffd") > len(text) // 8


def problem_of_payload(payload: Any) -> Problem | None:
    """Return the error in a JSON value, None where there is none."""
    # Gemini wraps its error object in an array.
    outer = as_dict(next(iter(as_list(payload)), payload))
    inner = outer.get("error")
    error = as_dict(inner)
    message = as_text(inner) or _message_of(error) or ("" if error else _message_of(outer))
    if not error and not message:
        return None
    return _problem(error or outer, message)


def problem_in_chunk(payload: dict[str, Any], choice: dict[str, Any]) -> Problem | None:
    """Return the error in a chunk: at its top, in its choice, or in place of a chunk."""
    if payload.get("error"):
        return problem_of_payload(payload)
    if choice.get("error"):
        return problem_of_payload(choice)
    is_chunk = "choices" in payload or "usage" in payload or "debug" in payload
    return None if is_chunk else problem_of_payload(payload)


def _problem(error: dict[str, Any], message: str) -> Problem:
    metadata = as_dict(error.get("metadata"))
    availability = as_dict(error.get("availability"))
    code = error.get("code")
    retryable = availability.get("retryable")
    retry_after = availability.get("retry_after", metadata.get("retry_after"))
    excluded = [_EXCLUSIONS.get(word, word) for word in _words(availability.get("excluded_by"))]
    reasons = [*_words(metadata.get("reasons")), *_words(metadata.get("patterns")), *excluded]
    return Problem(
        message=one_line(_with_provider(message, metadata)),
        code=_code(code),
        status=_status_of(code, error.get("http_status"), error.get("status_code")),
        kind=as_text(metadata.get("error_type"))
        or as_text(error.get("error_type"))
        or as_text(error.get("type"))
        or as_text(availability.get("code")),
        reasons=tuple(one_line(reason, 60) for reason in reasons),
        fallback_models=tuple(
            one_line(model, 80) for model in _words(availability.get("fallback_models"))
        ),
        may_retry=retryable if isinstance(retryable, bool) else None,
        retry_after_s=max(0.0, retry_after) if isinstance(retry_after, int | float) else None,
        annotations=tuple(mended_value(as_dicts(metadata.get("file_annotations")))),
    )


def _code(code: Any) -> int | str | None:
    if isinstance(code, str):
        return one_line(code, 60)
    return code if isinstance(code, int) and not isinstance(code, bool) else None


_EXCLUSIONS = {
    "geo": "not offered in this region",
    "data_region": "outside the chosen data region",
    "data_policy:zdr": "keeps data",
    "data_policy:training": "may train on data",
    "max_price": "above the price limit",
    "context_length": "context too short",
    "require_parameters": "lacks a parameter",
    "quantization": "other quantization",
    "allowed_providers": "provider not allowed",
}


def _message_of(source: dict[str, Any]) -> str:
    """Return the words of an error object: a string, an object with one, or a list of either."""
    for name in ("message", "detail", "errors", "error"):
        value = source.get(name)
        if text := as_text(value) or _item_text(value):
            return text
        texts = [_item_text(item) for item in as_list(value)]
        if joined := "; ".join(text for text in texts if text):
            return joined
    return ""


def _item_text(item: Any) -> str:
    """Return the words of one item, such as `{loc: ["body", "top_k"], msg}`."""
    if isinstance(item, str):
        return item
    found = as_dict(item)
    text = (
        as_text(found.get("msg")) or as_text(found.get("message")) or as_text(found.get("detail"))
    )
    place = ".".join(str(step) for step in as_list(found.get("loc")) if step != "body")
    return f"{place}: {text}" if place and text else text


def _with_provider(message: str, metadata: dict[str, Any]) -> str:
    """Return the provider's own words where they are passed on: `[Google] quota exceeded`."""
    raw = metadata.get("raw")
    words = as_text(raw)
    if words:
        try:
            raw = decode_json(words)
        except ValueError:
            raw = None
    words = _message_of(as_dict(as_dict(raw).get("error"))) or _message_of(as_dict(raw)) or words
    provider = as_text(metadata.get("provider_name"))
    return f"[{provider}] {words or message}" if provider else words or message


def _words(value: Any) -> list[str]:
    return [item for item in as_list(value) if isinstance(item, str)]


def _status_of(*codes: Any) -> int | None:
    for code in codes:
        is_digits = isinstance(code, str) and code.isdecimal() and len(code) == 3
        number = int(code) if is_digits else code
        if isinstance(number, int) and 400 <= number < 600:
            return number
    return None


def _page_title(page: str) -> str:
    searched = page[:_PAGE_SEARCHED_CHARS]
    found = _TITLE.search(searched) or _HEADING.search(searched)
    return one_line(html.unescape(_TAG.sub(" ", found.group(1)))) if found else ""
