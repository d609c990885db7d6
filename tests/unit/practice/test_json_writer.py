"""Tests of desktop_chat.practice.json_writer: always valid, fitting, with words of the model."""

from __future__ import annotations

from random import Random
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.practice.json_writer import JsonWriter
from desktop_chat.practice.model import PracticeModel
from desktop_chat.practice.sampling import Settings
from desktop_chat.practice.schema import ANY_OBJECT, Node, Text, compile_schema
from desktop_chat.practice.tokens import END_ID
from desktop_chat.practice.writer import Writer

MODEL = PracticeModel.load()


def written(
    node: Node,
    seed: int = 1,
    settings: Settings | None = None,
    prompt: str = "temperature",
    phrases: tuple[str, ...] = (),
) -> Any:
    """Return the value that is written for a node, decoded."""
    writer = Writer(
        MODEL,
        MODEL.topic(prompt),
        settings or Settings(temperature=1.5),
        Random(seed),
        prompt=[],
        start=[],
    )
    steps = JsonWriter(writer, phrases).write(node)
    return msgspec.json.decode("".join(step.text for step in steps))


def bounds(kind: str, low: str, high: str, least: int, most: int) -> st.SearchStrategy[Any]:
    """Return schemas of one type with two bounds in order."""
    pairs = st.tuples(st.integers(least, most), st.integers(least, most)).map(sorted)
    return pairs.map(lambda pair: {"type": kind, low: pair[0], high: pair[1]})


leaves = st.one_of(
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"enum": ["a", 'q"', 3]}]),
    bounds("string", "minLength", "maxLength", 0, 40),
    bounds("integer", "minimum", "maximum", -(10**20), 10**20),
    bounds("number", "minimum", "maximum", -5, 5),
    st.just({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001}),
)
schemas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(lambda item: {"type": "array", "items": item, "maxItems": 3}),
        st.dictionaries(st.text(max_size=5), inner, max_size=3).map(
            lambda named: {"type": "object", "properties": named, "required": list(named)}
        ),
        st.lists(inner, min_size=1, max_size=2).map(lambda options: {"anyOf": options}),
    ),
    max_leaves=6,
)


@given(schemas, st.integers(0, 10**6), st.sampled_from(["temperature", "温度", "مرحبا", "नमस्ते"]))
def test_what_is_written_fits_its_schema(schema: Any, seed: int, prompt: str) -> None:
    value = written(compile_schema(schema), seed, prompt=prompt)
    jsonschema.validate(value, schema)


@pytest.mark.parametrize("bias", [100.0, -100.0])
def test_even_a_forced_or_forbidden_end_leaves_the_json_valid(bias: float) -> None:
    settings = Settings(logit_bias={END_ID: bias})
    assert len(written(Text(20, 30), settings=settings)) >= 20


def test_any_object_has_words_of_the_model_in_the_language_of_the_prompt() -> None:
    value = written(ANY_OBJECT, settings=Settings(temperature=0), prompt="你好")
    assert value["subject"] == "你好！"
    assert value["text"].startswith("我是练习模型")


def test_strings_of_one_value_go_on_where_the_last_one_ended() -> None:
    node = compile_schema({"type": "array", "minItems": 2, "maxItems": 2})
    first, second = written(node, settings=Settings(temperature=0))
    assert first == "Temperature decides how bold the next choice is."
    assert second.startswith("The model gives every token a score")


def test_numbers_and_choices_vary_with_chance() -> None:
    node = compile_schema({"properties": {"n": {"type": "number"}, "b": {"type": "boolean"}}})
    values = [written(node, seed) for seed in range(20)]
    assert len({value["n"] for value in values}) > 10
    assert {value["b"] for value in values} == {True, False}


def test_phrases_fill_the_first_strings_in_which_they_fit() -> None:
    node = compile_schema(
        {"properties": {"city": {"maxLength": 6}, "note": {"minLength": 7, "maxLength": 20}}}
    )
    value = written(node, phrases=('"Quoted" words', "Paris"))
    assert value == {"city": "Paris", "note": '"Quoted" words'}


@pytest.mark.parametrize("bound", [0.1, 0.123, 1 / 3, -7.77])
def test_a_number_with_one_possible_value_has_it_to_the_last_digit(bound: float) -> None:
    node = compile_schema({"type": "number", "minimum": bound, "maximum": bound})
    assert {written(node, seed) for seed in range(200)} == {bound}
