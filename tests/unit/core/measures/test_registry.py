"""The registry: every measure is documented, and gives the known value of a known answer."""

from __future__ import annotations

from typing import Any

import pytest
from support.experiments import answer, plan

from desktop_chat.core.experiment import Assertion, Extraction
from desktop_chat.core.measures.registry import MEASURES, answer_values
from desktop_chat.core.message import Message, Role
from desktop_chat.core.sampling import Sampling

JSON_SCHEMA = {
    "type": "json_schema",
    "json_schema": {"name": "n", "schema": {"type": "object", "required": ["city"]}},
}


def sampled(text: str, **sampling: Any) -> Message:
    return answer(text, sampling=Sampling(**sampling))


def test_an_answer_without_a_record_has_the_measures_of_its_text() -> None:
    values = answer_values(Message("a", "", Role.ASSISTANT, "one two"), plan())
    assert set(values) == {"characters", "words", "distinct_1", "distinct_2"}


def test_a_known_answer_has_known_values() -> None:
    values = answer_values(answer("a b a b"), plan(assertions=(Assertion("contains", "a"),)))
    assert values == {
        "ttft": 0.2,
        "rate": 2.0,
        "duration": 1.2,
        "prompt_tokens": 7,
        "completion_tokens": 3,
        "cost": 0.001,
        "characters": 7,
        "words": 4,
        "ended": 1.0,
        "distinct_1": 0.5,
        "distinct_2": pytest.approx(2 / 3),
        "distinct_3": 1.0,
        "assertions": 1.0,
    }


def test_a_cut_answer_did_not_end_by_itself() -> None:
    assert answer_values(answer("a", finish_reason="length"), plan())["ended"] == 0.0
    assert "ended" not in answer_values(answer("a", finish_reason=""), plan())


@pytest.mark.parametrize(
    ("text", "response_format", "expected"),
    [
        ('{"a":1}', {"type": "json_object"}, 1.0),
        ("[1]", {"type": "json_object"}, 0.0),
        ("Sure: {", {"type": "json_object"}, 0.0),
        ('{"city":1}', JSON_SCHEMA, 1.0),
        ('{"town":1}', JSON_SCHEMA, 0.0),
        ("1", {"type": "json_schema", "json_schema": {"schema": {"if": True}}}, None),
        ('{"a":1}', {"type": "text"}, None),
    ],
)
def test_json_is_judged_by_the_response_format(
    text: str, response_format: dict[str, Any], expected: float | None
) -> None:
    values = answer_values(sampled(text, response_format=response_format), plan())
    assert values.get("valid_json") == expected


def test_measures_of_a_place_compare_its_answers() -> None:
    answers = [answer("It is 4."), answer("it is 4"), answer("5")]
    asked = plan(extraction=Extraction("regex", r"\d"))
    values = {
        name: measure.values(answers, asked)
        for name, measure in MEASURES.items()
        if measure.needs_all
    }
    assert set(values) == {"self_bleu", "similarity", "exact_match", "agreement"}
    assert values["agreement"] == [1.0, 1.0, 0.0]
    assert values["exact_match"] == [0.5, 0.5, 0.0]
    assert all(len(found) == 3 for found in values.values())


def test_every_measure_says_what_it_means_and_writes_its_values() -> None:
    for name, measure in MEASURES.items():
        assert measure.name == name
        assert measure.help.endswith(".")
        assert measure.direction in ("more", "less", None)
        assert measure.text(0.5)
    assert MEASURES["cost"].text(0.00151) == "$0.0015"
    assert MEASURES["words"].text(21.3) == "21.3"
    assert MEASURES["words"].text(1234.0) == "1\u202f234"
