"""The rows of the ledger: exact, and there to stay."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from support.archives import conversation, message

from desktop_chat.archive import conversations, ledger, messages
from desktop_chat.archive.database import Database
from desktop_chat.core.ids import new_id
from desktop_chat.core.spending import CostSource, Spent, SpentOf, SpentSum


def spent(sent_us: int = 1, cost: str | None = "0.001", **fields: object) -> Spent:
    """Return a row with little said."""
    cost_usd = None if cost is None else Decimal(cost)
    row = Spent(new_id(), sent_us, cost_usd=cost_usd, source=CostSource.USAGE)
    return msgspec.structs.replace(row, **fields)


def test_a_row_comes_back_as_it_was(database: Database) -> None:
    row = Spent(
        id=new_id(),
        sent_us=5,
        endpoint_id="openrouter",
        model="a/b",
        tokenizer="Mistral",
        conversation_id=new_id(),
        message_id=new_id(),
        experiment_id="not a UUID",
        generation_id="gen-1",
        prompt_tokens=1,
        completion_tokens=2,
        guessed_prompt=3,
        guessed_completion=4,
        cost_usd=Decimal("0.00000012300"),
        source=CostSource.GENERATION,
    )
    ledger.save(database, [row])
    (found,) = ledger.rows(database)
    assert found == row
    assert str(found.cost_usd) == str(row.cost_usd)


def test_a_newer_value_takes_the_place_of_the_older(database: Database) -> None:
    row = spent(cost=None, source=CostSource.ESTIMATE)
    ledger.save(database, [row])
    newer = msgspec.structs.replace(row, cost_usd=Decimal("0.5"), source=CostSource.USAGE)
    ledger.save(database, [newer])
    assert ledger.rows(database) == [newer]


def test_a_thousand_tenths_of_a_cent_make_a_dollar(database: Database) -> None:
    ledger.save(database, [spent(n) for n in range(1_000)])
    assert ledger.total(database, SpentOf()) == SpentSum(Decimal("1.000"), requests=1_000)


def test_sums_are_of_what_is_named(database: Database) -> None:
    ledger.save(
        database,
        [
            spent(1, "1", conversation_id="c", message_id="m"),
            spent(2, "2", conversation_id="c", experiment_id="e"),
            spent(3, "4", conversation_id="d", message_id="n"),
            spent(4, None, conversation_id="d"),
        ],
    )
    assert ledger.total(database, SpentOf(conversation_id="c")).cost_usd == 3
    assert ledger.total(database, SpentOf(message_id="m")).cost_usd == 1
    assert ledger.total(database, SpentOf(experiment_id="e")).cost_usd == 2
    assert ledger.total(database, SpentOf(since_us=3)).cost_usd == 4
    assert ledger.total(database, SpentOf(conversation_id="d")).unpriced == 1
    assert ledger.total(database, SpentOf(message_id="x")) == SpentSum()


def test_the_newest_rows_come_in_their_order(database: Database) -> None:
    kept = [spent(n) for n in (3, 1, 2)]
    ledger.save(database, kept)
    assert [row.sent_us for row in ledger.rows(database)] == [1, 2, 3]
    assert [row.sent_us for row in ledger.rows(database, newest=2)] == [2, 3]
    assert [row.sent_us for row in ledger.rows(database, since_us=2)] == [2, 3]


def test_rows_stay_when_their_conversation_is_gone(database: Database) -> None:
    talk = conversation()
    conversations.save(database, talk)
    answer = message(talk.id)
    messages.save(database, answer)
    ledger.save(database, [spent(conversation_id=talk.id, message_id=answer.id)])
    database.run("DELETE FROM conversations")
    assert ledger.total(database, SpentOf(message_id=answer.id)).requests == 1
