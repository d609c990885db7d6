"""Experiments are found by title, prompt and answers."""

from __future__ import annotations

from support.experiments import answer, cell_head, experiment, plan, question
from support.searches import experiment_hits

from desktop_chat.archive import experiments
from desktop_chat.archive.database import Database


def test_a_deleted_experiment_is_not_found(database: Database) -> None:
    head = experiment()
    experiments.save(database, head)
    experiments.save_cell(database, head, cell_head(0), answer("ferry"))
    experiments.delete(database, head.id, 5)
    assert not experiment_hits(database, "temperature", 9)
    assert not experiment_hits(database, "ferry", 9)


def test_a_query_without_words_finds_nothing(database: Database) -> None:
    experiments.save(database, experiment())
    assert not experiment_hits(database, '"* ', 9)


def test_title_prompt_and_answer_are_found_and_marked(database: Database) -> None:
    head = experiment(plan=plan(title="Sweep", messages=(question("About the Fähre"),)))
    experiments.save(database, head)
    experiments.save_cell(database, head, cell_head(4), answer("東京タワー stands"))
    (title,) = experiment_hits(database, "sweep", 9)
    (prompt,) = experiment_hits(database, "fahre", 9)
    (said,) = experiment_hits(database, "タワー", 9)
    assert [hit.cell_index for hit in (title, prompt, said)] == [None, None, 4]
    assert {hit.experiment_id for hit in (title, prompt, said)} == {head.id}
    start, end = prompt.marks[0]
    assert prompt.snippet[start:end] == "Fähre"


def test_titles_come_before_answers_within_the_limit(database: Database) -> None:
    head = experiment(plan=plan(title="ferry"))
    experiments.save(database, head)
    for index in range(3):
        experiments.save_cell(database, head, cell_head(index), answer("ferry"))
    found = experiment_hits(database, "ferry", 3)
    assert [hit.cell_index for hit in found] == [None, 2, 1]
