"""Reads a JSON schema into the few kinds of value that the practice model can write.

Nothing is generated here. A schema that asks for more than these kinds is refused, so that what is
written always fits: an unknown constraint is never passed over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec

JsonMap = Mapping[str, Any]

MAX_DEPTH = 12
_DEFAULT_SPAN = 100
_DEFAULT_MAX_ITEMS = 3
_DEFAULT_MAX_LENGTH = 120

# Key words that describe or that hold by the way values are written.
_HARMLESS = frozenset(
    {
        *("$schema", "$id", "$defs", "$comment", "definitions"),
        *("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"),
        *("additionalProperties", "required"),
    }
)
_BY_TYPE = {
    "object": frozenset({"properties"}),
    "array": frozenset({"items", "minItems", "maxItems"}),
    "string": frozenset({"minLength", "maxLength"}),
    "integer": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}),
    "number": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}),
    "boolean": frozenset[str](),
    "null": frozenset[str](),
}


class UnsupportedSchema(Exception):
    """A schema asks for something that the practice model cannot promise."""


@dataclass(frozen=True, slots=True)
class Literals:
    """One of some values, each given as its JSON text."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A string of `shortest` to `longest` characters."""

    shortest: int = 0
    longest: int = _DEFAULT_MAX_LENGTH


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `low` to `high`, both included."""

    low: float
    high: float
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Array:
    """From `fewest` to `most` items of one kind."""

    item: Node
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Object:
    """Named fields, all written, in this order."""

    fields: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of some kinds."""

    options: tuple[Node, ...]


Node = Literals | Text | Number | Array | Object | OneOf

ANY_OBJECT = Object((("subject", Text(1)), ("text", Text(1)), ("tokens", Number(1, 100, True))))
"""What is written where an object is asked for and nothing is said about it."""


def compile_schema(schema: object) -> Node:
    """Return what a JSON schema describes.

    Raises:
        UnsupportedSchema: It asks for something unknown, contradicts itself or refers to itself;
            the text names the place.
    """
    return _Compiler(schema).node(schema, "schema", 0)


class _Compiler:
    """Walks a schema; `root` is where references begin."""

    def __init__(self, root: object) -> None:
        self._root = root

    def node(self, schema: object, place: str, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise UnsupportedSchema(f"{place} is nested too deeply, or refers to itself")
        if schema is True:
            return Text()
        if not isinstance(schema, dict):
            raise UnsupportedSchema(f"{place} is not an object")
        rules = cast("JsonMap", schema)
        if "$ref" in rules:
            return self.node(self._resolve(rules["$ref"], place), place, depth + 1)
        for word in ("const", "enum"):
            if word in rules:
                return _literals(rules, word, place)
        for word in ("anyOf", "oneOf"):
            if word in rules:
                return self._one_of(rules, word, place, depth)
        return self._typed(rules, place, depth)

    def _one_of(self, rules: JsonMap, word: str, place: str, depth: int) -> Node:
        _refuse_unknown(rules, frozenset({word}), place)
        options = rules[word]
        if not isinstance(options, list) or not options:
            raise UnsupportedSchema(f"{place}.{word} is not a list of schemas")
        nodes = [self.node(option, place, depth + 1) for option in cast("list[object]", options)]
        return OneOf(tuple(nodes))

    def _typed(self, rules: JsonMap, place: str, depth: int) -> Node:
        kind: object = rules.get("type", _implied_type(rules))
        if isinstance(kind, list):
            kinds = cast("list[object]", kind)
            if not kinds:
                raise UnsupportedSchema(f"{place}.type lists no type")
            options = [self._typed(_for_type(rules, str(one)), place, depth + 1) for one in kinds]
            return OneOf(tuple(options))
        allowed = _BY_TYPE.get(str(kind))
        if allowed is None:
            raise UnsupportedSchema(f"{place} has the unknown type {kind!r}")
        _refuse_unknown(rules, allowed | {"type"}, place)
        match kind:
            case "object":
                return self._object(rules, place, depth)
            case "array":
                item = self.node(rules.get("items", True), f"{place}.items", depth + 1)
                return _array(item, rules, place)
            case "string":
                return _text(rules, place)
            case "boolean":
                return Literals(("true", "false"))
            case "null":
                return Literals(("null",))
            case _:
                return _number(rules, place, is_whole=kind == "integer")

    def _object(self, rules: JsonMap, place: str, depth: int) -> Node:
        if "properties" not in rules and not rules.get("required"):
            return Object(()) if rules.get("additionalProperties") is False else ANY_OBJECT
        properties = rules.get("properties")
        if not isinstance(properties, dict):
            raise UnsupportedSchema(f"{place}.properties is not an object")
        named = cast("dict[str, object]", properties)
        missing = set(cast("list[str]", rules.get("required") or [])) - named.keys()
        if missing:
            raise UnsupportedSchema(f"{place} requires {min(missing)!r} without describing it")
        return Object(
            tuple(
                (name, self.node(value, f"{place}.{name}", depth + 1))
                for name, value in named.items()
            )
        )

    def _resolve(self, reference: object, place: str) -> object:
        if not isinstance(reference, str) or not reference.startswith("#"):
            raise UnsupportedSchema(f"{place} refers to {reference!r}, outside the schema")
        found = self._root
        for part in reference.removeprefix("#").split("/")[1:]:
            if not isinstance(found, dict) or part not in found:
                raise UnsupportedSchema(f"{place} refers to {reference!r}, which is not there")
            found = cast("dict[str, object]", found)[part]
        return found


def _literals(rules: JsonMap, word: str, place: str) -> Literals:
    _refuse_unknown(rules, frozenset({word, "type"}), place)
    values = [rules["const"]] if word == "const" else rules["enum"]
    if not isinstance(values, list) or not values:
        raise UnsupportedSchema(f"{place}.enum is not a list of values")
    return Literals(
        tuple(msgspec.json.encode(value).decode() for value in cast("list[Any]", values))
    )


def _implied_type(rules: JsonMap) -> str:
    """Return the type that a schema without one means: that of its key words, else a string."""
    return next((kind for kind, own in _BY_TYPE.items() if own & rules.keys()), "string")


def _for_type(rules: JsonMap, kind: str) -> JsonMap:
    """Return the rules of a schema with several types, as they hold for one of them."""
    foreign = frozenset[str]().union(*_BY_TYPE.values()) - _BY_TYPE.get(kind, frozenset())
    return {word: rule for word, rule in rules.items() if word not in foreign} | {"type": kind}


def _refuse_unknown(rules: JsonMap, known: frozenset[str], place: str) -> None:
    unknown = rules.keys() - known - _HARMLESS
    if unknown:
        raise UnsupportedSchema(f"{place} uses {min(unknown)!r}, which is not supported")


def _array(item: Node, rules: JsonMap, place: str) -> Array:
    fewest = _count(rules, "minItems", place, 0 if "maxItems" in rules else 1)
    most = _count(rules, "maxItems", place, max(fewest, _DEFAULT_MAX_ITEMS))
    _check_order(fewest, most, place)
    return Array(item, fewest, most)


def _text(rules: JsonMap, place: str) -> Text:
    shortest = _count(rules, "minLength", place, 0)
    longest = _count(rules, "maxLength", place, max(shortest, _DEFAULT_MAX_LENGTH))
    _check_order(shortest, longest, place)
    return Text(shortest, longest)


def _number(rules: JsonMap, place: str, *, is_whole: bool) -> Number:
    lows: list[float] = []
    highs: list[float] = []
    if (bound := _bound(rules, "minimum", place)) is not None:
        lows.append(math.ceil(bound) if is_whole else bound)
    if (bound := _bound(rules, "exclusiveMinimum", place)) is not None:
        lows.append(math.floor(bound) + 1 if is_whole else math.nextafter(bound, math.inf))
    if (bound := _bound(rules, "maximum", place)) is not None:
        highs.append(math.floor(bound) if is_whole else bound)
    if (bound := _bound(rules, "exclusiveMaximum", place)) is not None:
        highs.append(math.ceil(bound) - 1 if is_whole else math.nextafter(bound, -math.inf))
    low = max(lows) if lows else min(highs, default=_DEFAULT_SPAN) - _DEFAULT_SPAN
    high = min(highs) if highs else low + _DEFAULT_SPAN
    _check_order(low, high, place)
    return Number(low, high, is_whole)


def _bound(rules: JsonMap, word: str, place: str) -> float | None:
    value: object = rules.get(word)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UnsupportedSchema(f"{place}.{word} is not a number")
    return value


def _count(rules: JsonMap, word: str, place: str, default: int) -> int:
    bound = _bound(rules, word, place)
    return default if bound is None else math.ceil(bound)


def _check_order(low: float, high: float, place: str) -> None:
    if low > high:
        raise UnsupportedSchema(f"{place} leaves no value between {low:g} and {high:g}")
