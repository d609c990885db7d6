"""Whether a JSON value fits a JSON schema: the vocabulary that endpoints take for their formats.

Own code and no library: `jsonschema` would bring four packages, one of them compiled, for what
structured outputs use of it. A schema with a keyword that is not judged here is refused rather than
half judged. The tests compare every keyword with `jsonschema`.

Source: JSON Schema, draft 2020-12 (validation vocabulary), without `$dynamicRef`, `format` (an
annotation there), `unevaluated*`, `dependent*`, `contains` and `if`.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, cast
from urllib.parse import unquote

import msgspec

from desktop_chat.core.patterns import compile_pattern, first_match
from desktop_chat.errors import UsageError

Schema = dict[str, Any] | bool
MAX_DEPTH = 100

_ANNOTATIONS = frozenset(
    {
        "$comment",
        "$defs",
        "$id",
        "$schema",
        "default",
        "definitions",
        "deprecated",
        "description",
        "examples",
        "format",
        "readOnly",
        "strict",
        "title",
        "writeOnly",
    }
)


def check_schema(schema: Any) -> None:
    """Return when values can be judged by a schema.

    Raises:
        UsageError: It is no schema, or uses a keyword that is not judged here.
    """
    _check(schema, schema, 0)


def is_valid(value: Any, schema: Any) -> bool:
    """Return whether a value fits a schema that `check_schema` has passed."""
    return _fits(value, schema, schema, 0)


def _check(schema: Any, root: Any, depth: int) -> None:
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict) or depth > MAX_DEPTH:
        raise UsageError("The JSON schema is not valid.", advice="A schema is a JSON object.")
    fields = cast("dict[str, Any]", schema)
    for name, argument in fields.items():
        if name in _ANNOTATIONS:
            continue
        if name not in _KEYWORDS:
            raise UsageError(
                f"The JSON schema uses {name!r}, which is not judged here.",
                advice="Leave it out of the schema.",
            )
        _check_argument(name, argument, root)
        for part in _subschemas(name, argument):
            _check(part, root, depth + 1)
    for definition in _subschemas("properties", fields.get("$defs", {})):
        _check(definition, root, depth + 1)


def _check_argument(name: str, argument: Any, root: Any) -> None:
    if name == "pattern":
        compile_pattern(argument if isinstance(argument, str) else "")
    elif name == "$ref":
        _resolved(argument, root)
    elif name == "patternProperties":
        for pattern in _object(argument):
            compile_pattern(pattern)
    elif not _ARGUMENTS.get(name, _anything)(argument):
        raise UsageError(f"The JSON schema has a wrong value for {name!r}.", advice="Correct it.")


def _subschemas(name: str, argument: Any) -> Sequence[Any]:
    if name in ("properties", "patternProperties"):
        return list(_object(argument).values())
    if name in ("anyOf", "oneOf", "allOf", "prefixItems"):
        return cast("list[Any]", argument) if isinstance(argument, list) else [None]
    if name in ("items", "additionalProperties", "not"):
        return [argument]
    return []


def _fits(value: Any, schema: Any, root: Any, depth: int) -> bool:
    if isinstance(schema, bool):
        return schema
    if depth > MAX_DEPTH:
        return False
    fields = cast("dict[str, Any]", schema)
    return all(
        _KEYWORDS[name](value, argument, fields, lambda v, s: _fits(v, s, root, depth + 1), root)
        for name, argument in fields.items()
        if name in _KEYWORDS
    )


Fits = Callable[[Any, Any], bool]
Keyword = Callable[[Any, Any, dict[str, Any], Fits, Any], bool]


def _type(value: Any, argument: Any, *_: Any) -> bool:
    names = cast("list[Any]", argument) if isinstance(argument, list) else [argument]
    return any(_is_of_type(value, name) for name in names)


def _is_of_type(value: Any, name: str) -> bool:
    match name:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            is_whole = isinstance(value, float) and math.isfinite(value) and value.is_integer()
            return is_whole or (isinstance(value, int) and not isinstance(value, bool))
        case "number":
            return _is_number(value)
        case "string":
            return isinstance(value, str)
        case "array":
            return isinstance(value, list)
        case _:
            return isinstance(value, dict)


def _enum(value: Any, argument: Any, *_: Any) -> bool:
    return any(_key(value) == _key(item) for item in argument)


def _const(value: Any, argument: Any, *_: Any) -> bool:
    return _key(value) == _key(argument)


def _properties(value: Any, argument: Any, _f: Any, fits: Fits, _: Any) -> bool:
    return all(fits(value[name], part) for name, part in argument.items() if name in _object(value))


def _pattern_properties(value: Any, argument: Any, _f: Any, fits: Fits, _: Any) -> bool:
    return all(
        fits(item, part)
        for pattern, part in argument.items()
        for name, item in _object(value).items()
        if first_match(compile_pattern(pattern), name)
    )


def _additional(value: Any, argument: Any, fields: dict[str, Any], fits: Fits, _: Any) -> bool:
    patterns = [compile_pattern(pattern) for pattern in fields.get("patternProperties", {})]
    return all(
        fits(item, argument)
        for name, item in _object(value).items()
        if name not in fields.get("properties", {})
        and not any(first_match(pattern, name) for pattern in patterns)
    )


def _required(value: Any, argument: Any, *_: Any) -> bool:
    return not isinstance(value, dict) or all(name in value for name in argument)


def _items(value: Any, argument: Any, fields: dict[str, Any], fits: Fits, _: Any) -> bool:
    rest = _array(value)[len(fields.get("prefixItems", ())) :]
    return all(fits(item, argument) for item in rest)


def _prefix_items(value: Any, argument: Any, _f: Any, fits: Fits, _: Any) -> bool:
    return all(fits(item, part) for item, part in zip(_array(value), argument, strict=False))


def _unique(value: Any, argument: Any, *_: Any) -> bool:
    keys = [_key(item) for item in _array(value)]
    return not argument or len(set(keys)) == len(keys)


def _multiple(value: Any, argument: Any, *_: Any) -> bool:
    if not _is_number(value):
        return True
    is_endless = isinstance(value, float) and not math.isfinite(value)
    return not is_endless and (_exact(value) / _exact(argument)).denominator == 1


def _pattern(value: Any, argument: Any, *_: Any) -> bool:
    is_text = isinstance(value, str)
    return not is_text or first_match(compile_pattern(argument), value) is not None


def _ref(value: Any, argument: Any, _f: Any, fits: Fits, root: Any) -> bool:
    return fits(value, _resolved(argument, root))


def _compared(measure: Callable[[Any], float | None], holds: Callable[[Any, Any], bool]) -> Keyword:
    """Return a keyword that wants `holds` of what `measure` gives and its argument."""

    def keyword(value: Any, argument: Any, *_: Any) -> bool:
        measured = measure(value)
        return measured is None or holds(measured, argument)

    return keyword


def _exact(number: float) -> Fraction:
    """Return a number as it is written: 0.1 is a tenth."""
    return Fraction(number if isinstance(number, int) else repr(number))


def _number(value: Any) -> float | None:
    return value if _is_number(value) else None


def _size_of(kind: type) -> Callable[[Any], int | None]:
    return lambda value: len(value) if isinstance(value, kind) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _object(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _array(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _key(value: Any) -> bytes:
    """Return what is equal for equal JSON values: 1 and 1.0 are equal, 1 and true are not."""
    return msgspec.json.encode(_whole_numbers(value), order="deterministic")


def _whole_numbers(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole_numbers(item) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {name: _whole_numbers(item) for name, item in _object(value).items()}
    return value


def _resolved(reference: Any, root: Any) -> Any:
    """Return the part of the schema that a local reference points to."""
    found = root
    if not isinstance(reference, str) or not re.fullmatch(r"#(?:/.*)?", reference):
        raise UsageError("The JSON schema refers to another file.", advice="Put the part into it.")
    for step in reference.split("/")[1:]:
        name = unquote(step).replace("~1", "/").replace("~0", "~")
        inner = _object(found)
        if name not in inner:
            raise UsageError(f"The JSON schema has no part {reference!r}.", advice="Correct it.")
        found = inner[name]
    return found


def _anything(_argument: Any) -> bool:
    return True


def _is_count(argument: Any) -> bool:
    return _is_of_type(argument, "integer") and argument >= 0


def _is_type_name(argument: Any) -> bool:
    names = cast("list[Any]", argument) if isinstance(argument, list) else [argument]
    known = ("null", "boolean", "integer", "number", "string", "array", "object")
    return bool(names) and all(name in known for name in names)


def _is_list_of_names(argument: Any) -> bool:
    return isinstance(argument, list) and all(isinstance(n, str) for n in _array(argument))


_KEYWORDS: dict[str, Keyword] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "required": _required,
    "minProperties": _compared(_size_of(dict), operator.ge),
    "maxProperties": _compared(_size_of(dict), operator.le),
    "items": _items,
    "prefixItems": _prefix_items,
    "minItems": _compared(_size_of(list), operator.ge),
    "maxItems": _compared(_size_of(list), operator.le),
    "uniqueItems": _unique,
    "minimum": _compared(_number, operator.ge),
    "maximum": _compared(_number, operator.le),
    "exclusiveMinimum": _compared(_number, operator.gt),
    "exclusiveMaximum": _compared(_number, operator.lt),
    "multipleOf": _multiple,
    "minLength": _compared(_size_of(str), operator.ge),
    "maxLength": _compared(_size_of(str), operator.le),
    "pattern": _pattern,
    "allOf": lambda value, parts, _f, fits, _r: all(fits(value, part) for part in parts),
    "anyOf": lambda value, parts, _f, fits, _r: any(fits(value, part) for part in parts),
    "oneOf": lambda value, parts, _f, fits, _r: sum(fits(value, part) for part in parts) == 1,
    "not": lambda value, part, _f, fits, _r: not fits(value, part),
    "$ref": _ref,
}
_ARGUMENTS: dict[str, Callable[[Any], bool]] = {
    "type": _is_type_name,
    "enum": lambda argument: isinstance(argument, list),
    "properties": lambda argument: isinstance(argument, dict),
    "required": _is_list_of_names,
    "uniqueItems": lambda argument: isinstance(argument, bool),
    "multipleOf": lambda argument: _is_number(argument) and argument > 0,
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _is_number),
    **dict.fromkeys(
        ("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"),
        _is_count,
    ),
}
