"""`llm`'s log as a conversation: prompts and answers in turn, models and figures kept."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.core.message import Role
from desktop_chat.formats.import_format import Fate
from desktop_chat.formats.llm_import import count, read, recognises


def logged(*responses: object, **about: object) -> dict[str, Any]:
    return {"llm": {"id": "c1", "name": "Talk"} | about, "responses": list(responses)}


def test_prompts_and_answers_follow_each_other() -> None:
    source = logged(
        {
            "id": "r1",
            "prompt": "Hi",
            "response": "Ho",
            "system": "Be brief",
            "model": "gpt",
            "resolved_model": "gpt-4o",
            "options_json": {"temperature": 0.5, "unknown": 1},
            "input_tokens": 3,
            "output_tokens": 4,
            "datetime_utc": "2025-01-02T03:04:05",
        },
        {
            "id": "r2",
            "prompt": "And?",
            "response": "Well.",
            "reasoning": "Hm.",
            "system": "Be brief",
        },
    )
    assert recognises(source)
    found = read(source)
    assert count(source) == len(found.nodes) == 4
    first, answer, more, last = found.messages
    assert [m.role for m in found.messages] == [Role.USER, Role.ASSISTANT] * 2
    assert (answer.parent_id, more.parent_id, last.parent_id) == (first.id, answer.id, more.id)
    record = answer.record
    assert record is not None
    assert record.usage is not None
    assert (record.model, record.resolved_model, record.usage.total_tokens) == ("gpt", "gpt-4o", 7)
    assert record.sampling.temperature == 0.5
    assert (last.reasoning, found.conversation.system_prompt) == ("Hm.", "Be brief")
    assert answer.created_us == 1_735_787_045_000_000


def test_nulls_and_odd_values_are_accounted_for() -> None:
    found = read(logged({"id": None, "prompt": None, "response": "x"}, 5))
    assert [node.fate for node in found.nodes].count(Fate.HIDDEN) == 3
    assert [message.text for message in found.messages] == ["x"]
    with pytest.raises(ValueError, match="no id"):
        read(logged(id=None))


@pytest.mark.parametrize("value", [{}, {"llm": {}}, {"llm": 1, "responses": []}])
def test_other_values_are_not_taken(value: dict[str, Any]) -> None:
    assert not recognises(value)
