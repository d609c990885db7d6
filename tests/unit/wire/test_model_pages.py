"""Pages become one list."""

from __future__ import annotations

from desktop_chat.wire.json_rows import JsonRows
from desktop_chat.wire.model_pages import joined, rows_on
from desktop_chat.wire.models import parse_models


def test_a_page_says_how_many_it_has_and_how_many_there_are() -> None:
    assert rows_on(b'{"data":[{},{}],"total_count":5}') == (2, 5)
    assert rows_on(b'{"data":null}') == (0, None)
    assert rows_on(b"{") == (0, None)


def test_one_page_stays_as_it_is() -> None:
    assert joined([b'{"data": [ ]}']) == b'{"data": [ ]}'


def test_the_models_of_all_pages_stand_in_their_order() -> None:
    pages = [b'{"data":[{"id":"a"},{"id":"b"}]}', b"{", b'{"data":[{"id":"c"}]}']
    assert [model.id for model in parse_models(joined(pages))] == ["a", "b", "c"]


def test_a_list_whose_last_page_is_cut_is_cut() -> None:
    body = joined([b'{"data":[{"id":"a"}]}', b'{"data":[{"id":"b"},{"id":'])
    rows = JsonRows(body)
    assert [*rows] == [b'{"id":"a"}', b'{"id":"b"}']
    assert rows.is_cut
