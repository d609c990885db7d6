"""Requests are read with what their answers measured, as long as those are there."""

from __future__ import annotations

from pathlib import Path

import msgspec
from support.archives import conversation, message
from support.experiments import experiment

from desktop_chat.archive import Archive, conversations, experiments, ledger, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.measures import requests
from desktop_chat.core.experiment import CellHead, CellState
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.spending import Spent
from desktop_chat.core.usage import Timings, Usage

RECORD = TurnRecord(
    provider="Mistral",
    usage=Usage(cached_tokens=7),
    timings=Timings(first_token_after_us=400_000, finished_after_us=900_000),
)


def answer(database: Database) -> Message:
    talk = conversation()
    conversations.save(database, talk)
    found = msgspec.structs.replace(message(talk.id, role=Role.ASSISTANT), record=RECORD)
    messages.save(database, found)
    return found


def spent(sent_us: int, message_id: str = "", model: str = "a/b") -> Spent:
    return Spent(new_id(), sent_us, message_id=message_id, model=model, completion_tokens=9)


def test_a_request_has_what_its_answer_measured(database: Database) -> None:
    row = spent(5, answer(database).id)
    ledger.save(database, [row])
    (found,) = requests(database)
    assert found.spent == msgspec.structs.replace(row, provider="Mistral")
    assert (found.cached_tokens, found.first_token_s) == (7, 0.4)


def test_a_request_without_its_answer_stays(database: Database) -> None:
    ledger.save(database, [spent(5, new_id())])
    (found,) = requests(database)
    assert (found.cached_tokens, found.first_token_s) == (0, None)


def test_of_a_continued_answer_the_newest_request_has_the_measures(database: Database) -> None:
    message_id = answer(database).id
    ledger.save(database, [spent(5, message_id), spent(6, message_id)])
    first, second = requests(database)
    assert (first.first_token_s, second.first_token_s) == (None, 0.4)
    assert first.cached_tokens == 0


def test_the_answers_of_experiments_count(database: Database) -> None:
    cell = msgspec.structs.replace(message("", role=Role.ASSISTANT), record=RECORD)
    kept = experiment()
    experiments.save(database, kept)
    experiments.save_cell(database, kept, CellHead(0, CellState.DONE), cell)
    ledger.save(database, [spent(5, cell.id)])
    (found,) = requests(database)
    assert found.first_token_s == 0.4


def test_models_and_times_narrow_it(database: Database) -> None:
    kept = [spent(1), spent(2, model="c/d"), spent(3)]
    ledger.save(database, kept)
    assert [each.spent.sent_us for each in requests(database, models={"a/b"})] == [1, 3]
    assert [each.spent.sent_us for each in requests(database, since_us=2)] == [2, 3]
    assert requests(database, models=("' OR 1",)) == []


def test_a_damaged_record_measures_nothing(database: Database) -> None:
    found = answer(database)
    ledger.save(database, [spent(5, found.id)])
    database.run("UPDATE messages SET record = '{' || record")
    (only,) = requests(database)
    assert only.first_token_s is None


async def test_an_archive_is_asked_on_its_own_thread(tmp_path: Path) -> None:
    archive = await Archive.open(tmp_path / "archive.db")
    try:
        await archive.save_spent(spent(1))
        assert len(await archive.measures.requests()) == 1
    finally:
        await archive.close()
