"""The part of an answer that counts when answers are compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msgspec

from desktop_chat.core.experiment import Extraction
from desktop_chat.core.measures.json_path import MISSING, parse_path, value_at
from desktop_chat.core.measures.words import normalised
from desktop_chat.core.patterns import compile_pattern, first_match
from desktop_chat.errors import UsageError

_FENCE = re.compile(r"^\s*```[\w-]*\s*\n(.*?)\n\s*```\s*$", re.DOTALL)
_compiled = lru_cache(maxsize=32)(compile_pattern)


def check_extraction(extraction: Extraction) -> None:
    """Return when an extraction can be carried out.

    Raises:
        UsageError: Its kind is unknown, or its pattern or path is not valid.
    """
    match extraction.kind:
        case "":
            return
        case "regex":
            compile_pattern(extraction.argument)
        case "json_path":
            parse_path(extraction.argument)
        case _:
            raise UsageError(
                f"Nothing can be extracted by {extraction.kind!r}.",
                advice="Use regex or json_path.",
            )


def extracted(text: str, extraction: Extraction) -> str | None:
    """Return the part of an answer that counts, normalised; None where there is none.

    A pattern gives its first group, or its match where it has no group. A path gives the value it
    leads to as JSON, a text as itself.
    """
    match extraction.kind:
        case "regex":
            found = first_match(_compiled(extraction.argument), text)
            if found is None:
                return None
            part = found[1] if found.re.groups else found[0]
            return None if part is None else normalised(part)
        case "json_path":
            value = value_at(json_of(text), parse_path(extraction.argument))
            if value is MISSING:
                return None
            is_text = isinstance(value, str)
            return normalised(value) if is_text else _canonical(value)
        case _:
            return normalised(text)


def json_of(text: str) -> Any:
    """Return the JSON that an answer is, also within one fence of code; MISSING where it is none.

    Numbers too large for the decoder's whole numbers are read as the decoder reads them.
    """
    fenced = _FENCE.match(text)
    try:
        return msgspec.json.decode(fenced[1] if fenced else text)
    except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError):
        return MISSING


def _canonical(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
