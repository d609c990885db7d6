"""Experiments are found by title, prompt and answers."""

from __future__ import annotations

from support.experiments import answer, cell_head, experiment, plan, question

from desktop_chat.archive import experiment_search, experiments
from desktop_chat.archive.database import Database


def test_a_deleted_experiment_is_not_found(database: Database) -> None:
    head = experiment()
    experiments.save(database, head)
    experiments.save_cell(database, head, cell_head(0), answer("ferry"))
    experiments.delete(database, head.id, 5)
    assert not experiment_search.find(database, "temperature", 9)
    assert not experiment_search.find(database, "ferry", 9)


def test_a_query_without_words_finds_nothing(database: Database) -> None:
    experiments.save(database, experiment())
    assert not experiment_search.find(database, '"* ', 9)


def test_title_prompt_and_answer_are_found_and_marked(database: Database) -> None:
    head = experiment(plan=plan(title="Sweep", messages=(question("About the Fähre"),)))
    experiments.save(database, head)
    experiments.save_cell(database, head, cell_head(4), answer("東京タワー stands"))
    (title,) = experiment_search.find(database, "sweep", 9)
    (prompt,) = experiment_search.find(database, "fahre", 9)
    (said,) = experiment_search.find(database, "タワー", 9)
    assert [hit.cell_index for hit in (title, prompt, said)] == [None, None, 4]
    assert {hit.experiment_id for hit in (title, prompt, said)} == {head.id}
    start, end = prompt.marks[0]
    assert prompt.snippet[start:end] == "Fähre"


def test_titles_come_before_answers_within_the_limit(database: Database) -> None:
    head = experiment(plan=plan(title="ferry"))
    experiments.save(database, head)
    for index in range(3):
        experiments.save_cell(database, head, cell_head(index), answer("ferry"))
    hits = experiment_search.find(database, "ferry", 3)
    assert [hit.cell_index for hit in hits] == [None, 2, 1]
