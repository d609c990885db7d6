"""What is found is counted by sort, in a bounded time, as far as it is counted at all."""

from __future__ import annotations

import msgspec
import pytest
from support.archives import conversation, message
from support.searches import TODAY, query_of

from desktop_chat.archive import conversations, facets, messages
from desktop_chat.archive.database import Database
from desktop_chat.core.message import Role, TurnRecord
from desktop_chat.core.search_parsing import parse

DAY_US = 86_400 * 1_000_000
START_US = 1_770_000_000_000_000


def say(database: Database, *turns: tuple[Role, str, str, int]) -> None:
    """Keep a conversation of turns: who, what, the model's name or "", the day."""
    talk = conversation("a talk")
    conversations.save(database, talk)
    last: str | None = None
    for role, text, model, day in turns:
        record = TurnRecord(model=model) if model else None
        turn = message(talk.id, text, role=role, parent_id=last)
        last = turn.id
        changes = {"record": record, "created_us": START_US + day * DAY_US}
        messages.save(database, msgspec.structs.replace(turn, **changes))


@pytest.fixture
def filled(database: Database) -> Database:
    say(
        database,
        (Role.USER, "the cloud", "", 0),
        (Role.ASSISTANT, "a cloud\n```py\nx\n```", "m/one", 1),
        (Role.ASSISTANT, "cloud again", "m/two", 70),
    )
    say(database, (Role.USER, "no such word", "", 2), (Role.ASSISTANT, "cloud", "m/one", 3))
    return database


def test_hits_are_counted_by_each_sort(filled: Database) -> None:
    found = facets.count(filled, query_of("cloud "))
    assert found is not None
    assert (found.hits, found.conversations, found.is_capped) == (4, 2, False)
    assert found.roles == (("assistant", 3), ("user", 1))
    assert found.models == (("m/one", 2), ("m/two", 1))
    assert found.has == (("code", 1),)
    assert sum(number for _, number in found.months) == 4
    assert [month for month, _ in found.months] == sorted(month for month, _ in found.months)
    assert len(found.months) >= 3


def test_fields_alone_are_counted_too(filled: Database) -> None:
    found = facets.count(filled, query_of("role:user "))
    assert found is not None
    assert found.roles == (("user", 2),)


def test_nothing_is_counted_of_nothing_or_of_titles(filled: Database) -> None:
    assert facets.count(filled, query_of("")) is None
    assert facets.count(filled, query_of("in:title talk")) is None


@pytest.mark.parametrize("text", ["clo", "clo* ", "cloud c"])
def test_few_letters_of_a_word_are_not_counted(filled: Database, text: str) -> None:
    assert facets.count(filled, parse(text, TODAY)) is None


def test_a_longer_beginning_is_counted(filled: Database) -> None:
    found = facets.count(filled, parse("clou", TODAY))
    assert found is not None
    assert found.hits == 4


def test_nothing_found_is_no_hit(filled: Database) -> None:
    assert facets.count(filled, query_of("nowhere ")) == facets.Facets()


def test_what_takes_too_long_is_not_counted(database: Database) -> None:
    with database.transaction(is_durable=False):
        for start in range(0, 2_000, 500):
            say(database, *((Role.USER, f"cloud {n}", "", 0) for n in range(start, start + 500)))
    assert facets.count(database, query_of("cloud "), 0.0) is None


def test_more_than_are_counted_are_told(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "MOST", 3)
    found = facets.count(filled, query_of("cloud "))
    assert found is not None
    assert (found.hits, found.is_capped) == (3, True)
