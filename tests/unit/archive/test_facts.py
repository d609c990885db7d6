"""What can be tested of a message without reading it."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from support.archives import conversation, message

from desktop_chat.archive import conversations, messages, search_index
from desktop_chat.archive.database import Database, Row
from desktop_chat.archive.facts import Has, has_of
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Failure, Message, MessageState, Role, ToolCall, TurnRecord
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.usage import Usage


@pytest.fixture
def talk(database: Database) -> Conversation:
    saved = conversation()
    conversations.save(database, saved)
    return saved


def rows(database: Database, columns: str) -> list[Row]:
    return database.rows(f"SELECT {columns} FROM facts ORDER BY moment")


def at(item: Message, created_us: int) -> Message:
    return msgspec.structs.replace(item, created_us=created_us)


def has(database: Database) -> list[Has]:
    return [Has(row[0]) for row in rows(database, "has")]


def test_a_name_is_kept_once_whatever_it_names(database: Database, talk: Conversation) -> None:
    for model, provider in (("same", "same"), ("other", "same")):
        record = TurnRecord(model=model, provider=provider, finish_reason="same")
        messages.save(database, msgspec.structs.replace(message(talk.id), record=record))
    names = dict(database.rows("SELECT key, name FROM names"))
    assert sorted(names.values()) == ["other", "same"]
    found = [tuple(map(names.get, row)) for row in rows(database, "model, provider, finish")]
    assert sorted(found) == [("other", "same", "same"), ("same", "same", "same")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text, a | b and $5 or $6", Has(0)),
        ("```python\nx = 1\n```", Has.CODE),
        ("so:\n~~~\nx\n~~~", Has.CODE),
        ("![alt](https://h1.example/a.png)", Has.IMAGE),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", Has.TABLE),
        ("a | b\n--- | ---\n1 | 2", Has.TABLE),
        ("so $x^2$ is", Has.MATH),
        ("\\[ x \\]", Has.MATH),
        ("$$\nx\n$$", Has.MATH),
        ("See\n\n[Attachment: a.pdf]", Has.ATTACHMENT),
        ("a list [Attachment: ]", Has(0)),
        ("inline `code` only", Has(0)),
    ],
)
def test_what_is_in_a_text_is_seen(text: str, expected: Has) -> None:
    assert has_of(message("c", text)) == expected


def test_what_is_beside_the_text_is_seen() -> None:
    whole = msgspec.structs.replace(
        message("c", state=MessageState.INTERRUPTED),
        images=("data:image/png;base64,AA==",),
        tool_calls=(ToolCall("1", "weather"),),
        reasoning="Hm.",
        annotations=({"type": "file", "file": {"name": "a.pdf"}},),
        record=TurnRecord(failure=Failure("StreamCut", "Cut.")),
    )
    assert has_of(whole) == (
        Has.IMAGE | Has.TOOL | Has.REASONING | Has.ATTACHMENT | Has.ERROR | Has.INTERRUPTED
    )
    assert has_of(message("c", state=MessageState.FAILED)) == Has.ERROR
    assert has_of(message("c", role=Role.TOOL)) == Has.TOOL


def test_a_record_gives_names_numbers_and_cost(database: Database, talk: Conversation) -> None:
    record = TurnRecord(
        model="asked/for",
        resolved_model="m/answered",
        provider="Mistral",
        finish_reason="length",
        usage=Usage(completion_tokens=7, cost_usd=Decimal("0.00042")),
        sampling=Sampling(temperature=0.5, seed=42),
    )
    messages.save(database, msgspec.structs.replace(message(talk.id), record=record))
    assert rows(database, "cost, tokens, temp, seed") == [(420_000, 7, 0.5, 42)]
    names = dict(database.rows("SELECT key, name FROM names"))
    ((model, provider, finish),) = rows(database, "model, provider, finish")
    assert [names[key] for key in (model, provider, finish)] == ["m/answered", "Mistral", "length"]


@pytest.mark.parametrize("number", [2**63, -(2**70), 10**30])
def test_numbers_beyond_the_files_are_kept_at_its_edge(
    database: Database, talk: Conversation, number: int
) -> None:
    record = TurnRecord(seed=number, usage=Usage(cost_usd=Decimal(number)))
    messages.save(database, msgspec.structs.replace(message(talk.id), record=record))
    edge = (2**63 - 1) * (1 if number > 0 else -1)
    assert rows(database, "seed, cost") == [(edge, edge)]


def test_moments_follow_time_and_no_two_are_the_same(
    database: Database, talk: Conversation
) -> None:
    early, late = 10**15, 10**15 + 10**9
    for time_us in (late, early, late, late, early, late, late, late, 0, 0):
        messages.save(database, at(message(talk.id), time_us))
    order = [row[0] for row in rows(database, "message")]
    assert set(order[:2]) == {9, 10}
    assert order[:2] == [9, 10]
    assert set(order[2:4]) == {2, 5}
    assert len(order) == 10


def test_a_thousand_messages_of_one_time_keep_their_order(
    database: Database, talk: Conversation
) -> None:
    with database.transaction():
        for _ in range(1_000):
            messages.save(database, at(message(talk.id), 10**15))
    assert [row[0] for row in rows(database, "message")] == list(range(1, 1_001))


def test_versions_of_a_message_know_of_each_other(database: Database, talk: Conversation) -> None:
    question = message(talk.id)
    first, second, third = (message(talk.id, parent_id=question.id) for _ in range(3))
    for item in (question, first):
        messages.save(database, item)
    assert has(database) == [Has(0)] * 2
    for item in (second, third):
        messages.save(database, item)
    assert has(database) == [Has(0), *[Has.BRANCH] * 3]
    messages.delete(database, [first.id], 5)
    assert has(database) == [Has(0), *[Has.BRANCH] * 2]
    messages.delete(database, [third.id], 5)
    assert has(database) == [Has(0)] * 2
    messages.restore(database, [third.id])
    assert has(database) == [Has(0), *[Has.BRANCH] * 2]


def test_two_beginnings_of_a_conversation_are_versions_too(
    database: Database, talk: Conversation
) -> None:
    other = conversation()
    conversations.save(database, other)
    for item in (message(talk.id), message(talk.id), message(other.id)):
        messages.save(database, item)
    assert sorted(has(database)) == [Has(0), Has.BRANCH, Has.BRANCH]


def test_a_running_or_deleted_message_has_no_row(database: Database, talk: Conversation) -> None:
    running = message(talk.id, state=MessageState.STREAMING)
    messages.save(database, running)
    assert rows(database, "*") == []
    messages.save(database, msgspec.structs.replace(running, state=MessageState.COMPLETE))
    assert len(rows(database, "*")) == 1
    messages.delete(database, [running.id], 5)
    assert rows(database, "*") == []


def test_filling_gives_the_same_rows_as_saving(database: Database, talk: Conversation) -> None:
    question = message(talk.id, "Why?")
    for item in (question, *(message(talk.id, "`a`", parent_id=question.id) for _ in range(2))):
        messages.save(database, at(item, 10**15))
    saved = rows(database, "*")
    list(search_index.fill(database))
    assert rows(database, "*") == saved
