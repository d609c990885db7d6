"""OpenRouter's chatroom export."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from support.foreign_exports import room_2, room_3

from desktop_chat.core.message import Role
from desktop_chat.formats.import_format import Fate
from desktop_chat.formats.openrouter_import import count, read, recognises


def test_answers_of_several_models_are_alternatives() -> None:
    source = room_3()
    assert recognises(source)
    found = read(source)
    question, first, second = found.messages
    assert question.text == "Hello"
    assert (first.text, first.reasoning, first.parent_id) == (
        "Hi from x",
        "A greeting.",
        question.id,
    )
    assert (second.text, second.parent_id) == ("Hi from y", question.id)
    assert first.record is not None
    assert first.record.usage is not None
    assert (first.record.model, first.record.usage.cost_usd) == ("m/x", Decimal("0.0125"))
    assert (found.nodes[-1].fate, found.nodes[-1].reason) == (
        Fate.SKIPPED,
        "its text is not in the file",
    )
    assert count(source) == len(found.nodes) == 4


@pytest.mark.parametrize(
    "source", [room_2(), room_2("orpg.1.0", "updatedAt")], ids=["orpg.2.0", "orpg.1.0"]
)
def test_older_rooms_are_put_in_order_by_time(source: dict[str, Any]) -> None:
    found = read(source)
    assert [(m.role, m.text) for m in found.messages] == [
        (Role.USER, "Hello"),
        (Role.ASSISTANT, "Hi"),
        (Role.USER, "Bye"),
    ]
    assert [m.parent_id for m in found.messages] == [None, *(m.id for m in found.messages[:2])]
    assert found.messages[1].reasoning == "A greeting."
    assert found.conversation.system_prompt == "Be brief."


@pytest.mark.parametrize("cost", ["x", "NaN", -1, True, "1e99", None, {}])
def test_a_cost_that_is_none_is_left_out(cost: object) -> None:
    source = room_3()
    source["messages"]["m2"]["metadata"]["cost"] = cost
    record = read(source).messages[1].record
    assert record is not None
    assert record.usage is None


def test_an_empty_room_is_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match="no message"):
        read({"version": "orpg.3.0", "messages": {}})
