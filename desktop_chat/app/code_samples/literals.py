"""Values as literals of each language: whatever stands in them is data, and can be seen.

Owns quoting. A character that cannot be seen, or that reorders what stands beside it, is escaped,
so that code reads as it runs.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any, cast

import msgspec

from desktop_chat.core.unseen import deceptive_spans

INDENT = "    "
_SHORT = 60
_SAFE_INTEGER = 2**53 - 1
_LINE_ENDS = re.compile("[\u0085\u2028\u2029]")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def json_text(body: str) -> str:
    """Return a JSON text over several lines, numbers as they are written."""
    return _escaped(msgspec.json.format(body, indent=2), _json_escape)


def shell_word(text: str) -> str:
    """Return a text as one word of a POSIX shell, in single quotes where it needs them."""
    is_plain = shlex.quote(text) == text
    return text if is_plain else "'" + text.replace("'", "'\\''") + "'"


def python_string(text: str) -> str:
    """Return a text as a Python string."""
    return _escaped(json.dumps(text, ensure_ascii=False), _python_escape)


def javascript_string(text: str) -> str:
    """Return a text as a JavaScript string."""
    return _escaped(json.dumps(text, ensure_ascii=False), _javascript_escape)


def go_string(text: str) -> str:
    """Return a text as an interpreted string of Go."""
    return _escaped(json.dumps(text, ensure_ascii=False), _python_escape)


def python_literal(value: Any, indent: str = "") -> str:
    """Return a JSON value as Python; lines after the first begin with `indent`."""
    words = {True: "True", False: "False", None: "None"}
    return _literal(value, indent, words, python_string, python_string)


def javascript_literal(value: Any, indent: str = "") -> str:
    """Return a JSON value as JavaScript; lines after the first begin with `indent`."""
    words = {True: "true", False: "false", None: "null"}
    return _literal(value, indent, words, javascript_string, _javascript_key)


def python_arguments(fields: Mapping[str, Any], indent: str = INDENT) -> str:
    """Return fields, whose names must be identifiers, as keyword arguments, one a line."""
    return "".join(
        f"{indent}{name}={python_literal(value, indent)},\n" for name, value in fields.items()
    )


def has_unsafe_integer(value: Any) -> bool:
    """Tell whether a JSON value holds a whole number that JavaScript would round."""
    match value:
        case bool():
            return False
        case int():
            return abs(value) > _SAFE_INTEGER
        case dict():
            return any(has_unsafe_integer(item) for item in cast("dict[str, Any]", value).values())
        case list():
            return any(has_unsafe_integer(item) for item in cast("list[Any]", value))
        case _:
            return False


def _literal(
    value: Any,
    indent: str,
    words: Mapping[bool | None, str],
    string: Callable[[str], str],
    key: Callable[[str], str],
) -> str:
    inner = indent + INDENT
    match value:
        case str():
            return string(value)
        case None | bool():
            return words[value]
        case dict():
            items = cast("dict[str, Any]", value).items()
            parts = [
                f"{key(name)}: {_literal(item, inner, words, string, key)}" for name, item in items
            ]
            return _bracketed("{", parts, "}", indent)
        case list():
            items = cast("list[Any]", value)
            parts = [_literal(item, inner, words, string, key) for item in items]
            line = f"[{', '.join(parts)}]"
            is_plain = not any(isinstance(item, dict | list) for item in items)
            return line if is_plain and len(line) <= _SHORT else _bracketed("[", parts, "]", indent)
        case _:
            return json.dumps(value)


def _bracketed(opening: str, parts: list[str], closing: str, indent: str) -> str:
    if not parts:
        return opening + closing
    lines = "".join(f"{indent}{INDENT}{part},\n" for part in parts)
    return f"{opening}\n{lines}{indent}{closing}"


def _javascript_key(name: str) -> str:
    # In a literal this key would set the prototype, and be lost.
    if name == "__proto__":
        return f"[{javascript_string(name)}]"
    return name if _IDENTIFIER.fullmatch(name) else javascript_string(name)


def _escaped(text: str, escape: Callable[[str], str]) -> str:
    parts: list[str] = []
    end = 0
    for start, stop in deceptive_spans(text, is_code=True):
        parts += (text[end:start], "".join(map(escape, text[start:stop])))
        end = stop
    whole = "".join([*parts, text[end:]])
    return _LINE_ENDS.sub(lambda match: escape(match[0]), whole)


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))


def _python_escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _javascript_escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\u{{{code:x}}}"
