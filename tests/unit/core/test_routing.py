"""The parts of `provider` are those that OpenRouter documents, in both of their forms."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.openapi import document
from support.samplings import values_of

from desktop_chat.core.parts import with_part_value
from desktop_chat.core.routing import QUANTIZATIONS
from desktop_chat.core.sampling import PARAMETERS, Kind

PROVIDER = PARAMETERS["provider"]
Schema = dict[str, Any]


def schema(name: str) -> Schema:
    return document()["components"]["schemas"][name]


def paths(described: Schema) -> set[str]:
    """Return where a value may stand: "zdr", "max_price.prompt"; `sort` and what is beside it."""
    found: set[str] = set()
    for name, each in described["properties"].items():
        forms = [resolved(form) for form in each.get("anyOf", [resolved(each)])]
        forms = [inner for form in forms for inner in map(resolved, form.get("anyOf", [form]))]
        objects = [form for form in forms if "properties" in form]
        if len(objects) < len([form for form in forms if form.get("type") != "null"]):
            found.add(name)
        stands_for = PROVIDER.parts[name].stands_for if name in PROVIDER.parts else ""
        inner = (f"{name}.{key}" for form in objects for key in form["properties"])
        found |= {path for path in inner if path != f"{name}.{stands_for}"}
    return found


def resolved(described: Schema) -> Schema:
    reference = described.get("$ref", "")
    return schema(reference.rpartition("/")[2]) if reference else described


def values(name: str) -> st.SearchStrategy[Any]:
    if name == "quantizations":
        return st.lists(st.sampled_from(sorted(QUANTIZATIONS)))
    part = PROVIDER.parts[name]
    return st.just("2.50") if part.kind is Kind.TEXT else values_of(part)


def test_every_documented_part_can_be_set_and_no_other() -> None:
    assert set(PROVIDER.parts) == paths(schema("ProviderPreferences"))


def test_the_words_are_the_documented_ones() -> None:
    assert set(schema("Quantization")["enum"]) == QUANTIZATIONS
    sort = PROVIDER.parts["sort"]
    assert list(get_args(sort.value_type)) == schema("ProviderSort")["enum"]
    partition = schema("ProviderSortConfig")["properties"]["partition"]["enum"]
    assert [*PROVIDER.parts["sort.partition"].choices, None] == partition


@given(data=st.data())
def test_whatever_is_set_is_valid_by_the_description(data: st.DataObject) -> None:
    described = {"components": document()["components"], **schema("ProviderPreferences")}
    names = data.draw(st.lists(st.sampled_from(sorted(PROVIDER.parts)), unique=True))
    whole: dict[str, Any] = {}
    for name in names:
        value = data.draw(values(name))
        plain = list(value) if isinstance(value, tuple) else value
        whole = with_part_value(PROVIDER, whole, name, plain)
    Draft202012Validator(described).validate(whole)


@pytest.mark.parametrize("part", PROVIDER.parts.values(), ids=lambda part: part.name)
def test_each_part_is_described_for_people(part: Any) -> None:
    assert part.title[0].isupper()
    assert part.help.endswith(".")
    assert len(part.help) > 40
