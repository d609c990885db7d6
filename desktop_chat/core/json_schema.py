"""Whether a JSON value is a JSON Schema, as far as its everyday keywords tell.

It checks the shape of a schema, not values against one. Keywords that it does not know are let
pass: dialects of JSON Schema have many.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_MOST_LEVELS = 64
_SCHEMAS_BY_NAME = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_SCHEMA_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_ONE_SCHEMA = ("items", "additionalProperties", "not", "if", "then", "else", "contains")
_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")


def schema_problem(schema: object, place: str = "the schema") -> str:
    """Return what keeps a value from being a JSON Schema, in one sentence; "" where nothing does.

    Args:
        schema: Decoded JSON.
        place: What it is called in the sentence.
    """
    return _problem(schema, place, 0)


def _problem(schema: object, place: str, level: int) -> str:
    if isinstance(schema, bool):
        return ""
    if not isinstance(schema, dict):
        return f"{_at(place)} must be an object."
    if level > _MOST_LEVELS:
        return f"{_at(place)} is nested too deeply."
    fields = cast("dict[str, Any]", schema)
    for name, value in fields.items():
        found = _keyword_problem(name, value, place, level)
        if found:
            return found
    return ""


def _keyword_problem(name: str, value: object, place: str, level: int) -> str:
    inner = f"{place} › {name}"
    if name in _SCHEMAS_BY_NAME:
        if not isinstance(value, dict):
            return _wrong(inner, "an object")
        return _each(cast("dict[str, Any]", value), inner, level)
    if name in _SCHEMA_LISTS or (name == "items" and isinstance(value, list)):
        return _list_problem(cast("object", value), inner, level)
    if name in _ONE_SCHEMA:
        return _problem(value, inner, level + 1)
    fits, words = _SIMPLE.get(name, (_anything, ""))
    return "" if fits(value) else _wrong(inner, words)


def _each(schemas: dict[str, Any], place: str, level: int) -> str:
    for name, schema in schemas.items():
        if found := _problem(schema, f"{place} › {name}", level + 1):
            return found
    return ""


def _list_problem(schemas: object, place: str, level: int) -> str:
    if not isinstance(schemas, list) or not schemas:
        return _wrong(place, "a list of schemas")
    for number, schema in enumerate(cast("list[Any]", schemas), 1):
        if found := _problem(schema, f"{place} › {number}", level + 1):
            return found
    return ""


def _wrong(place: str, expected: str) -> str:
    return f"{_at(place)} must be {expected}."


def _at(place: str) -> str:
    return place[:1].upper() + place[1:]


def _is_type(value: object) -> bool:
    if isinstance(value, list):
        names = cast("list[Any]", value)
        return bool(names) and all(isinstance(name, str) and name in _TYPES for name in names)
    return isinstance(value, str) and value in _TYPES


def _are_names(value: object) -> bool:
    if not isinstance(value, list):
        return False
    names = cast("list[Any]", value)
    return all(isinstance(name, str) for name in names) and len({*names}) == len(names)


def _is_pattern(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(re.compile(value))
    except re.error:
        return False


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_choice(value: object) -> bool:
    return isinstance(value, list) and bool(cast("list[Any]", value))


def _anything(_value: object) -> bool:
    return True


_SIMPLE: dict[str, tuple[Callable[[object], bool], str]] = {
    "type": (_is_type, "one of " + ", ".join(sorted(_TYPES)) + ", or a list of them"),
    "required": (_are_names, "a list of names, each once"),
    "enum": (_is_choice, "a list of values"),
    "pattern": (_is_pattern, "a regular expression"),
    **dict.fromkeys(_NUMBERS, (_is_number, "a number")),
    **dict.fromkeys(_COUNTS, (_is_count, "a whole number from 0")),
    **dict.fromkeys(("title", "description", "format", "$ref", "$id"), (_is_text, "a text")),
}
"""The other keywords: what tells that a value fits, and what one is in words."""
