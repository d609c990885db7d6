"""Experiments and their cells in the archive: what was saved is there, damage is seen."""

from __future__ import annotations

from contextlib import closing
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from support.archives import any_message
from support.experiments import answer, cell_head, experiment, plan
from support.searches import experiment_hits

from desktop_chat.archive import experiments
from desktop_chat.archive.checking import full_check
from desktop_chat.archive.database import Database
from desktop_chat.core.arrivals import ArrivalLog, PieceKind
from desktop_chat.core.experiment import CellState, RunState
from desktop_chat.core.message import Message
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.errors import ArchiveError, Corrupt


def with_body(text: str, body: str) -> Message:
    return answer(text, request_body=body)


def test_a_cell_of_an_unknown_experiment_is_refused(database: Database) -> None:
    with pytest.raises(ArchiveError):
        experiments.save_cell(database, experiment(), cell_head(0), answer("x"))


def test_a_damaged_plan_still_gives_its_title(database: Database) -> None:
    head = experiment()
    experiments.save(database, head)
    database.run("UPDATE experiments SET plan = '{'")
    found = experiments.load(database, head.id)
    assert found is not None
    assert (found.id, found.title) == (head.id, head.title)


def test_an_experiment_is_read_as_it_was_saved(database: Database) -> None:
    head = experiment(
        plan=plan(cap_usd=Decimal("0.50"), repeats=2, seeds=(4, 5)),
        state=RunState.PAUSED,
        done=3,
        failed=1,
        spent_usd=Decimal("0.0021"),
        priced=3,
    )
    experiments.save(database, head)
    assert experiments.load(database, head.id) == head
    assert experiments.load(database, "another") is None


def test_progress_and_cap_change_and_what_is_asked_does_not(database: Database) -> None:
    head = experiment()
    experiments.save(database, head)
    other = plan(title="Another", cap_usd=Decimal(1))
    later = msgspec.structs.replace(head, plan=other, state=RunState.DONE, done=6)
    experiments.save(database, later)
    found = experiments.load(database, head.id)
    assert found is not None
    assert (found.title, found.plan.cap_usd) == (head.title, Decimal(1))
    assert (found.state, found.done) == (RunState.DONE, 6)


def test_the_list_has_the_newest_first_without_messages_and_without_deleted(
    database: Database,
) -> None:
    heads = [experiment(updated_us=moment) for moment in range(3)]
    for head in heads:
        experiments.save(database, head)
    experiments.delete(database, heads[1].id, 9)
    listed = experiments.page(database, 9, 0)
    assert [head.id for head in listed] == [heads[2].id, heads[0].id]
    assert listed[0].plan.messages == ()
    assert listed[0].prompt == heads[2].prompt
    experiments.delete(database, heads[1].id, None)
    assert len(experiments.page(database, 9, 0)) == 3
    assert [head.id for head in experiments.page(database, 1, 2)] == [heads[0].id]


def test_cells_are_read_by_range_and_answers_by_index(database: Database) -> None:
    head = experiment()
    experiments.save(database, head)
    for index in (4, 0, 2):
        experiments.save_cell(database, head, cell_head(index), answer(f"answer {index}"))
    found = experiments.cell_heads(database, head.id, 0, 4)
    assert [cell.cell_index for cell in found] == [0, 2]
    answers = experiments.answers(database, head.id, (4, 2, 1))
    assert {index: message.text for index, message in answers.items()} == {
        2: "answer 2",
        4: "answer 4",
    }


def test_a_cell_that_is_run_again_replaces_what_it_was(database: Database) -> None:
    head = experiment()
    experiments.save(database, head)
    failed = cell_head(1, state=CellState.FAILED)
    experiments.save_cell(database, head, failed, with_body("half", '{"n":1}'))
    experiments.save_cell(database, head, cell_head(1), with_body("whole", '{"n":2}'))
    assert experiments.cell_heads(database, head.id, 0, 9) == (cell_head(1),)
    assert experiments.answers(database, head.id, (1,))[1].text == "whole"
    assert experiments.request_body(database, head.id, 1) == '{"n":2}'
    assert not experiment_hits(database, "half", 9)


def test_request_bodies_are_exact_and_kept_as_differences(database: Database) -> None:
    head = experiment()
    experiments.save(database, head)
    noise = "".join(chr(33 + number * 7919 % 90) for number in range(20_000)).replace("\\", "")
    bodies = [f'{{"messages":"{noise}","seed":{number}}}' for number in range(20)]
    for index, body in enumerate(bodies):
        experiments.save_cell(database, head, cell_head(index), with_body("x", body))
    found = [experiments.request_body(database, head.id, index) for index in range(20)]
    assert found == bodies
    assert database.value("SELECT max(length(request)) FROM cell_answers") < 50
    assert experiments.request_body(database, head.id, 99) == ""


def test_a_damaged_request_is_not_given_out(database: Database) -> None:
    head = experiment()
    experiments.save(database, head)
    experiments.save_cell(database, head, cell_head(0), with_body("x", '{"n":1}'))
    database.run("UPDATE cell_answers SET request_prefix = 3")
    with pytest.raises(Corrupt):
        experiments.request_body(database, head.id, 0)


def test_probabilities_and_timings_are_kept_beside_the_answer(database: Database) -> None:
    head = experiment()
    experiments.save(database, head)
    tokens = (TokenProbability("a", b"a", -0.5), TokenProbability("b", b"b", -1.0))
    log = ArrivalLog()
    log.note(5, 1, PieceKind.TEXT)
    said = answer("ab", request_body="{}", arrivals=log.packed())
    experiments.save_cell(
        database, head, cell_head(0), msgspec.structs.replace(said, logprobs=tokens)
    )
    light = experiments.answers(database, head.id, (0,))[0]
    assert (light.logprobs, light.logprob_count) == ((), 2)
    whole = experiments.whole_answer(database, head.id, 0)
    assert whole is not None
    assert [token.text for token in whole.logprobs] == ["a", "b"]
    assert whole.record is not None
    assert whole.record.arrivals == log.packed()
    assert whole.record.request_body == "{}"
    assert experiments.whole_answer(database, head.id, 1) is None
    database.run("UPDATE cell_answers SET tokens = NULL")
    with pytest.raises(Corrupt):
        experiments.whole_answer(database, head.id, 0)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=any_message)
def test_any_answer_can_be_kept(database: Database, message: Message) -> None:
    head = experiment()
    experiments.save(database, head)
    experiments.save_cell(database, head, cell_head(0), message)
    found = experiments.answers(database, head.id, (0,))[0]
    assert found.state == message.state
    assert found.record is None or found.record.request_body == ""


def test_what_ran_when_the_program_ended_is_interrupted(database: Database) -> None:
    running, paused = experiment(state=RunState.RUNNING), experiment(state=RunState.PAUSED)
    for head in (running, paused):
        experiments.save(database, head)
    experiments.recover(database)
    states = [experiments.load(database, head.id) for head in (running, paused)]
    assert [head and head.state for head in states] == [RunState.INTERRUPTED, RunState.PAUSED]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE experiments SET title = 'another'",
        "UPDATE experiments SET branch = '[]'",
        "UPDATE experiments SET done = 99",
        "UPDATE experiments SET cap_usd = '9'",
        "UPDATE cells SET number = 5",
        "UPDATE cells SET head = '{}'",
        "UPDATE cell_answers SET text = 'another'",
        "UPDATE cell_answers SET request = x'00'",
        "UPDATE cell_answers SET arrivals = x'00'",
    ],
)
def test_every_change_behind_the_programs_back_is_found(
    database: Database, tmp_path: Path, statement: str
) -> None:
    head = experiment()
    experiments.save(database, head)
    experiments.save_cell(database, head, cell_head(0), with_body("x", '{"n":1}'))
    path = Path(database.value("SELECT file FROM pragma_database_list"))
    assert full_check(path).is_sound
    database.run(statement)
    with closing(Database(path, is_read_only=True)) as other:
        assert experiments.damaged(other) == (head.id,)
    assert full_check(path).damaged_experiments == (head.id,)
