"""CSV of what answers consumed: a line for each answer, of all branches.

RFC 4180 in UTF-8 with a byte order mark. Times are UTC in ISO 8601, costs in US dollars.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.usage import Usage
from desktop_chat.formats.document import Document, ExportFormat
from desktop_chat.formats.spreadsheets import BYTE_ORDER_MARK, harmless

COLUMNS = (
    "time",
    "conversation",
    "conversation_id",
    "message_id",
    "endpoint",
    "model",
    "provider",
    "prompt_tokens",
    "completion_tokens",
    "reasoning_tokens",
    "cached_tokens",
    "cost_usd",
    "is_estimate",
    "finish_reason",
    "state",
)


def write(document: Document) -> str:
    """Return a line for each answer that has a record."""
    answers = [message for message in document.messages if message.role is Role.ASSISTANT]
    return _lines([_row(document, answer, answer.record) for answer in answers if answer.record])


def _row(document: Document, answer: Message, record: TurnRecord) -> list[object]:
    usage = record.usage or Usage()
    time = datetime.fromtimestamp(answer.created_us / 1e6, UTC).isoformat(timespec="seconds")
    cost = "" if usage.cost_usd is None else f"{usage.cost_usd:f}"
    texts = (
        document.conversation.title,
        document.conversation.id,
        answer.id,
        record.endpoint_id,
        record.resolved_model or record.model,
        record.provider,
    )
    counts = (
        usage.prompt_tokens,
        usage.completion_tokens,
        usage.reasoning_tokens,
        usage.cached_tokens,
    )
    is_known = record.usage is not None
    return [
        time,
        *map(harmless, texts),
        *(counts if is_known else ("",) * len(counts)),
        cost,
        int(usage.is_estimate) if is_known else "",
        harmless(record.finish_reason),
        answer.state.value,
    ]


def _lines(rows: list[list[object]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


CSV = ExportFormat(
    "csv",
    "CSV of usage",
    ".csv",
    write,
    begin=BYTE_ORDER_MARK + _lines([list(COLUMNS)]),
    is_list=True,
)
