"""OpenRouter's documented schema: checks answers against it and makes answers that it allows."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema
import yaml
from hypothesis import strategies as st
from support.conformance import conformance_path

Schema = dict[str, Any]
NEW_WORD = "brand_new_value"


@cache
def document() -> Schema:
    """Return the whole document; skip the test where it is absent."""
    text = conformance_path("openrouter-openapi.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def answer_schema(path: str) -> Schema:
    """Return the schema of a route's answer to GET, with what its references lead to."""
    answers = document()["paths"][path]["get"]["responses"]["200"]
    schema = answers["content"]["application/json"]["schema"]
    return {"allOf": [schema], "components": document()["components"]}


def check(path: str, body: Any) -> None:
    """Raise jsonschema's ValidationError where an answer is not as documented."""
    jsonschema.Draft202012Validator(answer_schema(path)).validate(body)


def answers(path: str) -> st.SearchStrategy[Any]:
    """Return answers of a route: fields come and go, new fields and new words turn up."""
    return _values(answer_schema(path)["allOf"][0])


def _values(schema: Schema) -> st.SearchStrategy[Any]:
    if reference := schema.get("$ref"):
        return _named(reference.rpartition("/")[2])
    for name in ("oneOf", "anyOf"):
        if name in schema:
            return st.one_of([_values(each) for each in schema[name]])
    if "allOf" in schema:
        return _values(schema["allOf"][0]) | (
            st.none() if len(schema["allOf"]) > 1 else st.nothing()
        )
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | st.just(NEW_WORD)
    kinds = schema.get("type", "null")
    return st.one_of([_of(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)])


@cache
def _named(name: str) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: _values(document()["components"]["schemas"][name]))


def _of(kind: str, schema: Schema) -> st.SearchStrategy[Any]:
    match kind:
        case "object":
            return _objects(schema)
        case "array":
            return st.lists(_values(schema.get("items", {})), max_size=3)
        case "string":
            return st.sampled_from(["0.000002", "-1", "2026-11-26", "author/slug"]) | st.text(
                max_size=8
            )
        case "integer":
            return st.integers(-1, 2**53)
        case "number":
            return st.integers(-10, 10**6) | st.floats(-10, 1e6)
        case "boolean":
            return st.booleans()
        case _:
            return st.none()


def _objects(schema: Schema) -> st.SearchStrategy[Any]:
    fields = {name: _values(each) for name, each in schema.get("properties", {}).items()}
    needed = {name: fields[name] for name in schema.get("required", ()) if name in fields}
    others = {name: each for name, each in fields.items() if name not in needed}
    known = st.fixed_dictionaries(needed, optional=others)
    return st.tuples(known, st.booleans()).map(
        lambda pair: pair[0] | ({"brand_new_field": {"x": [1]}} if pair[1] else {})
    )
