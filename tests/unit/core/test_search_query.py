"""What a search asks for, as values."""

from __future__ import annotations

from desktop_chat.core.search_query import Clause, FieldTest, Phrase, QueryError, SearchQuery
from desktop_chat.errors import UsageError


def test_clauses_are_of_words_or_of_fields() -> None:
    words = Clause((Phrase("a"), Phrase("b")))
    mixed = Clause((Phrase("a"), FieldTest("has", "code")))
    query = SearchQuery((words, mixed))
    assert (query.texts, query.tests) == ((words,), (mixed,))


def test_a_fault_has_its_place_and_is_the_users_to_mend() -> None:
    fault = QueryError("No.", 2, 5, advice="Yes.")
    assert isinstance(fault, UsageError)
    assert (fault.text, fault.advice, fault.start, fault.end) == ("No.", "Yes.", 2, 5)
