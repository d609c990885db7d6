"""The ledger's rows with what their answers measured, read together.

A row of the ledger stays when its message is deleted, and then has no measures. An answer that was
continued has several rows: its timings and its cached tokens are those of the newest.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from desktop_chat.archive import ledger
from desktop_chat.archive.database import Database, Row
from desktop_chat.archive.imports import Run
from desktop_chat.core.measured_requests import MeasuredRequest
from desktop_chat.core.usage import Timings

# The answers of experiments stand in a table of their own, which has no index by their ids: SQLite
# makes one for the query, of the ids alone. What is damaged is no JSON, and measures nothing.
_QUERY = """
WITH asked AS MATERIALIZED (
    SELECT {columns}, key,
        coalesce(
            (SELECT record FROM messages WHERE messages.id = ledger.message),
            (SELECT record FROM cell_answers WHERE cell_answers.cell = tried.cell)
        ) AS record
    FROM ledger LEFT JOIN (SELECT id AS answer, cell FROM cell_answers) AS tried
        ON tried.answer = ledger.message
    WHERE sent_us >= ? {where}
)
SELECT {columns}, CASE WHEN json_valid(record) THEN json_array(
    record ->> '$.provider', record ->> '$.usage.cached_tokens',
    record ->> '$.timings.first_token_after_us', record ->> '$.timings.finished_after_us'
) END FROM asked ORDER BY sent_us, key
"""


class KeptMeasures:
    """The measures of an archive; its methods raise as those of the archive do."""

    def __init__(self, read: Run) -> None:
        self._read = read

    async def requests(
        self, *, since_us: int = 0, models: Collection[str] = ()
    ) -> list[MeasuredRequest]:
        """Return requests in the order in which they were sent.

        Args:
            since_us: From when on, UTC microseconds.
            models: The names by which the model was asked for; none: every model.
        """
        return await self._read(lambda d: requests(d, since_us=since_us, models=models))


def requests(
    database: Database, *, since_us: int = 0, models: Collection[str] = ()
) -> list[MeasuredRequest]:
    """Return requests in the order in which they were sent; the arguments as `KeptMeasures`'."""
    where = "AND model IN (SELECT value FROM json_each(?))" if models else ""
    names = [msgspec.json.encode(sorted(models)).decode()] if models else []
    query = _QUERY.format(columns=ledger.COLUMNS, where=where)
    found = [_request_of(row) for row in database.rows(query, since_us, *names)]
    newest = {each.spent.message_id: each.spent.id for each in found}
    return [
        each if newest[each.spent.message_id] == each.spent.id else MeasuredRequest(each.spent)
        for each in found
    ]


def _request_of(row: Row) -> MeasuredRequest:
    *values, told = row
    provider, cached, first_us, finished_us = _told(told)
    spent = ledger.row_of((*values, provider if isinstance(provider, str) else ""))
    return MeasuredRequest(
        spent,
        cached_tokens=cached if isinstance(cached, int) else 0,
        timings=Timings(
            first_token_after_us=first_us if isinstance(first_us, int) else None,
            finished_after_us=finished_us if isinstance(finished_us, int) else None,
        ),
    )


def _told(text: Any) -> tuple[Any, ...]:
    return (None,) * 4 if text is None else tuple(msgspec.json.decode(text))
