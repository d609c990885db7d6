"""Tests of desktop_chat.practice.schema: what is understood, and that the rest is refused."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.practice.schema import (
    ANY_OBJECT,
    Array,
    Literals,
    Number,
    Object,
    OneOf,
    Text,
    UnsupportedSchema,
    compile_schema,
)


@pytest.mark.parametrize(
    ("schema", "node"),
    [
        (True, Text()),
        ({}, Text()),
        ({"type": "string", "minLength": 2, "maxLength": 9}, Text(2, 9)),
        ({"type": "string", "minLength": 500}, Text(500, 500)),
        ({"type": "boolean"}, Literals(("true", "false"))),
        ({"type": "null"}, Literals(("null",))),
        ({"const": {"a": 1}}, Literals(('{"a":1}',))),
        ({"type": "string", "enum": ["c", "°F", None]}, Literals(('"c"', '"°F"', "null"))),
        ({"type": "integer"}, Number(0, 100, True)),
        ({"type": "integer", "minimum": 1.5, "exclusiveMaximum": 4}, Number(2, 3, True)),
        ({"type": "integer", "exclusiveMinimum": -3, "maximum": 2}, Number(-2, 2, True)),
        ({"type": "number", "minimum": 5}, Number(5, 105, False)),
        ({"type": "number", "maximum": -5}, Number(-105, -5, False)),
        ({"maximum": 3, "minimum": 3}, Number(3, 3, True)),
        ({"type": "array", "items": {"type": "null"}}, Array(Literals(("null",)), 1, 3)),
        ({"items": {}, "maxItems": 2}, Array(Text(), 0, 2)),
        ({"type": "array", "minItems": 7}, Array(Text(), 7, 7)),
        ({"type": "object"}, ANY_OBJECT),
        ({"type": "object", "properties": {}}, Object(())),
        ({"type": "object", "additionalProperties": False}, Object(())),
        (
            {"properties": {"a": {"type": "null"}}, "required": ["a"], "title": "T"},
            Object((("a", Literals(("null",))),)),
        ),
        (
            {"type": ["integer", "null"], "maximum": 9, "minimum": 1},
            OneOf((Number(1, 9, True), Literals(("null",)))),
        ),
        ({"anyOf": [{"const": 1}, {}], "default": 1}, OneOf((Literals(("1",)), Text()))),
        (
            {"$defs": {"p": {"const": 2}}, "properties": {"x": {"$ref": "#/$defs/p"}}},
            Object((("x", Literals(("2",))),)),
        ),
    ],
    ids=str,
)
def test_a_schema_becomes_the_kind_it_describes(schema: object, node: object) -> None:
    assert compile_schema(schema) == node


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "string", "pattern": "^a"}, "schema uses 'pattern', which is not supported"),
        ({"type": "integer", "multipleOf": 5}, "'multipleOf'"),
        ({"properties": {"d": {"type": "string", "format": "date"}}}, "schema.d uses 'format'"),
        ({"items": {"type": "integer", "maxLength": 3}}, "schema.items uses 'maxLength'"),
        ({"type": "array", "uniqueItems": True}, "'uniqueItems'"),
        ({"type": "tuple"}, "unknown type 'tuple'"),
        ({"type": []}, "schema.type lists no type"),
        ({"enum": []}, "not a list of values"),
        ({"anyOf": []}, "not a list of schemas"),
        ({"anyOf": [{}], "minLength": 3}, "'minLength'"),
        ({"minimum": 5, "maximum": 4}, "leaves no value between 5 and 4"),
        ({"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2}, "leaves no value"),
        ({"minimum": "1"}, "minimum is not a number"),
        ({"minLength": True}, "minLength is not a number"),
        ({"properties": []}, "properties is not an object"),
        ({"properties": {"a": 5}}, "schema.a is not an object"),
        ({"properties": {}, "required": ["gone"]}, "requires 'gone'"),
        ({"$ref": "other.json"}, "outside the schema"),
        ({"$ref": "#/$defs/gone"}, "which is not there"),
        ({"properties": {"again": {"$ref": "#"}}}, "refers to itself"),
        (False, "schema is not an object"),
    ],
    ids=str,
)
def test_what_cannot_be_promised_is_refused_with_its_place(
    schema: dict[str, Any], reason: str
) -> None:
    with pytest.raises(UnsupportedSchema) as caught:
        compile_schema(schema)
    assert reason in str(caught.value)
