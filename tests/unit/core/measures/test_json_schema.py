"""Values are judged as `jsonschema` judges them; what cannot be judged is refused."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_chat.core.measures.json_schema import check_schema, is_valid
from desktop_chat.errors import UsageError

SCHEMAS: list[Any] = [
    True,
    False,
    {},
    {"type": "integer"},
    {"type": ["string", "null"]},
    {"enum": [1, "a", None, [1.0], {"x": 1}]},
    {"const": {"a": [1, 2]}},
    {"const": True},
    {"type": "object", "properties": {"a": {"type": "number"}}, "required": ["a"]},
    {"properties": {"a": True}, "additionalProperties": False},
    {"properties": {"a": True}, "additionalProperties": {"type": "string"}},
    {"patternProperties": {"^a": {"type": "integer"}}, "additionalProperties": False},
    {"minProperties": 1, "maxProperties": 2},
    {"type": "array", "items": {"type": "integer"}},
    {"prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False},
    {"minItems": 1, "maxItems": 2, "uniqueItems": True},
    {"minimum": 1, "exclusiveMaximum": 3},
    {"exclusiveMinimum": 0, "maximum": 2.5},
    {"multipleOf": 2},
    {"multipleOf": 0.5},
    {"minLength": 1, "maxLength": 2},
    {"type": "string", "pattern": "^a+$"},
    {"allOf": [{"type": "integer"}, {"minimum": 2}]},
    {"anyOf": [{"type": "integer"}, {"type": "string", "minLength": 2}]},
    {"oneOf": [{"type": "integer"}, {"minimum": 2}]},
    {"not": {"type": "integer"}},
    {"$ref": "#/$defs/n", "$defs": {"n": {"type": "array", "items": {"$ref": "#/$defs/n"}}}},
    {"$defs": {"a/b": {"type": "null"}}, "$ref": "#/$defs/a~1b"},
    {"type": "string", "format": "date", "description": "an annotation", "title": "T"},
]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-4, 4)
    | st.sampled_from([0.5, 1.0, 2.0, 2.5])
    | st.text(alphabet="ab", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "ab", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        (5, "not valid"),
        ({"type": "text"}, "wrong value for 'type'"),
        ({"properties": []}, "wrong value for 'properties'"),
        ({"minLength": -1}, "wrong value for 'minLength'"),
        ({"multipleOf": 0}, "wrong value for 'multipleOf'"),
        ({"anyOf": {}}, "not valid"),
        ({"items": [1]}, "not valid"),
        ({"pattern": "("}, "pattern is not valid"),
        ({"$ref": "other.json"}, "refers to another file"),
        ({"$ref": "#/$defs/none"}, "has no part"),
        ({"if": True}, "uses 'if', which is not judged"),
        ({"$defs": {"a": {"contains": {}}}}, "uses 'contains'"),
    ],
)
def test_what_cannot_be_judged_is_refused(schema: Any, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        check_schema(schema)


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
@settings(max_examples=60)
@given(value=VALUES)
def test_values_are_judged_as_by_jsonschema(schema: Any, value: Any) -> None:
    check_schema(schema)
    expected = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert is_valid(value, schema) == expected


def test_a_schema_that_refers_to_itself_ends() -> None:
    endless = {"$ref": "#"}
    check_schema(endless)
    assert not is_valid(1, endless)
    deep: Any = {}
    for _ in range(300):
        deep = {"not": deep}
    with pytest.raises(UsageError, match="not valid"):
        check_schema(deep)


def test_enormous_numbers_do_not_fail() -> None:
    assert is_valid(10**400, {"multipleOf": 0.5})
    assert is_valid(10**400, {"minimum": 0.5})
    assert not is_valid(float("inf"), {"multipleOf": 0.5})


def test_decimal_fractions_are_taken_as_written() -> None:
    assert is_valid(1.1, {"multipleOf": 0.1})
    assert not is_valid(1.15, {"multipleOf": 0.1})
