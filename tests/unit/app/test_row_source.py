"""Rows that are all in memory answer like any other source."""

from __future__ import annotations

from support.turn_rows import turn_row

from desktop_chat.app.row_source import BATCH, ListedRows, Weight
from desktop_chat.core.skeleton import LINE_BYTES

ROWS = [turn_row(str(n), "user" if n % 2 == 0 else "assistant", "x" * n) for n in range(300)]


def test_rows_are_found_by_number_and_by_message() -> None:
    source = ListedRows(ROWS)
    assert len(source) == 300
    assert source.row(7) is source.stub(7) is ROWS[7]
    assert (source.index_of("299"), source.index_of("gone")) == (299, -1)


def test_the_weight_counts_who_speaks_and_how_many_lines() -> None:
    rows = [turn_row("u", "user", ""), turn_row("a", "assistant", "x" * (3 * LINE_BYTES))]
    source = ListedRows(rows)
    assert source.weight(0, 2) == Weight(asked=1, lines=5)
    assert source.weight(1, 1) == Weight(asked=0, lines=0)


async def test_a_part_is_read_in_order_and_in_batches() -> None:
    source = ListedRows(ROWS)
    parts = [part async for part in source.read(3, 290)]
    assert [row for part in parts for row in part] == ROWS[3:290]
    assert max(map(len, parts)) == BATCH
    said = [text async for part in source.texts(3, 290) for text in part]
    assert [(text.index, text.message_id, text.text) for text in said] == [
        (n, str(n), "x" * n) for n in range(3, 290)
    ]
