"""Shares of answers that say the same."""

from __future__ import annotations

import pytest

from desktop_chat.core.experiment import Extraction
from desktop_chat.core.measures.agreement import agreement, exact_match

NUMBER = Extraction("regex", r"\d+")


def test_one_answer_has_nothing_to_agree_with() -> None:
    assert exact_match(["a"]) == [None]
    assert agreement(["a"], Extraction()) == [None]
    assert exact_match([]) == []


def test_the_mean_is_the_share_of_pairs_that_match() -> None:
    # Three of four are equal: 3 of 6 pairs.
    found = [value or 0.0 for value in exact_match(["Blue.", "blue", " BLUE ", "red"])]
    assert found == [2 / 3, 2 / 3, 2 / 3, 0.0]
    assert sum(found) / 4 == pytest.approx(3 / 6)


def test_the_mean_is_the_majoritys_share() -> None:
    texts = ["It is 4", "4, surely", "five is 5", "no idea"]
    assert agreement(texts, NUMBER) == [1.0, 1.0, 0.0, 0.0]


def test_of_answers_as_frequent_the_first_counts() -> None:
    assert agreement(["a", "b"], Extraction()) == [1.0, 0.0]


def test_where_nothing_is_extracted_none_agree() -> None:
    assert agreement(["x", "y"], NUMBER) == [0.0, 0.0]
