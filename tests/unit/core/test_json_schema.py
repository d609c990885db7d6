"""Tests of desktop_chat.core.json_schema: what is a schema, and where one goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from desktop_chat.core.json_schema import schema_problem

PLACE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "minLength": 1, "pattern": "^[A-Z]"},
        "size": {"type": ["integer", "null"], "minimum": 0},
        "kind": {"enum": ["town", "village"]},
        "near": {"type": "array", "items": {"$ref": "#/$defs/name"}, "maxItems": 3},
        "else": {"anyOf": [{"type": "string"}, True]},
    },
    "required": ["city"],
    "additionalProperties": False,
    "$defs": {"name": {"type": "string", "format": "x"}},
    "of_tomorrow": 3,
}


@pytest.mark.parametrize("schema", [PLACE, {}, True, False])
def test_a_schema_is_let_pass(schema: object) -> None:
    assert schema_problem(schema) == ""


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        (3, "The schema must be an object."),
        ([], "The schema must be an object."),
        ({"properties": []}, "The schema › properties must be an object."),
        ({"properties": {"a": 1}}, "The schema › properties › a must be an object."),
        ({"required": ["a", "a"]}, "The schema › required must be a list of names, each once."),
        ({"required": "a"}, "The schema › required must be a list of names, each once."),
        ({"enum": []}, "The schema › enum must be a list of values."),
        ({"anyOf": []}, "The schema › anyOf must be a list of schemas."),
        ({"anyOf": [{"type": 1}]}, "The schema › anyOf › 1 › type must be one of"),
        ({"items": {"type": "text"}}, "The schema › items › type must be one of"),
        ({"minimum": "0"}, "The schema › minimum must be a number."),
        ({"minLength": -1}, "The schema › minLength must be a whole number from 0."),
        ({"pattern": "("}, "The schema › pattern must be a regular expression."),
        ({"$ref": 3}, "The schema › $ref must be a text."),
        ({"type": []}, "The schema › type must be one of"),
        ({"type": [["object"]]}, "The schema › type must be one of"),
    ],
)
def test_the_first_fault_is_named_with_its_place(schema: object, problem: str) -> None:
    assert schema_problem(schema).startswith(problem)


def test_a_schema_without_end_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(1000):
        deep = {"not": deep}
    assert schema_problem(deep).endswith("is nested too deeply.")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 5) | st.sampled_from(["object", "string", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "properties", "required", "items", "enum", "anyOf", "minLength"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(VALUES)
def test_what_is_let_pass_is_a_schema_to_the_specification(value: Any) -> None:
    problem = schema_problem(value)
    try:
        Draft202012Validator.check_schema(value)
    except SchemaError:
        assert problem
