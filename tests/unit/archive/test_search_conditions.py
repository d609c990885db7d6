"""Fields of messages are tested."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from support.archives import conversation, message
from support.searches import hits, query_of

from desktop_chat.archive import conversations, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.search_conditions import condition_of, moments_of
from desktop_chat.core.conversation import with_changes
from desktop_chat.core.message import Message, MessageState, Role, TurnRecord
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.search_fields import FIELDS
from desktop_chat.core.usage import Usage

Change = Callable[[Message], Message]


def with_record(**fields: object) -> Change:
    return lambda item: msgspec.structs.replace(item, record=TurnRecord(**fields))  # type: ignore[arg-type]


def with_fields(**fields: object) -> Change:
    return lambda item: msgspec.structs.replace(item, **fields)


def noon(year: int, month: int, day: int) -> Change:
    at = datetime(year, month, day, 12, tzinfo=UTC)
    return with_fields(created_us=int(at.timestamp() * 1e6))


def around_midnight(day: int, second: int) -> Change:
    """Return the change to so many seconds after, or before, a midnight of March 2025 here."""
    midnight = datetime(2025, 3, day).astimezone()
    return with_fields(created_us=int((midnight.timestamp() + second) * 1e6))


def of_cost(usd: str) -> Change:
    return with_record(usage=Usage(cost_usd=Decimal(usd), completion_tokens=100))


@pytest.mark.parametrize(
    ("query", "change", "other"),
    [
        ("model:CLAUDE", with_record(model="anthropic/claude-4"), with_record(model="gpt")),
        ("provider:mistral", with_record(provider="Mistral"), with_record(provider="Groq")),
        ("finish:length", with_record(finish_reason="length"), with_record(finish_reason="stop")),
        ("role:assistant", with_fields(role=Role.ASSISTANT), with_fields(role=Role.USER)),
        ("cost:>0.01", of_cost("0.011"), of_cost("0.01")),
        ("cost:0.01", of_cost("0.01"), of_cost("0.010000001")),
        ("cost:<=1e300", of_cost("1"), with_record()),
        ("tokens:>1k", with_record(usage=Usage(completion_tokens=1001)), of_cost("1")),
        ("temp:<0.3", with_record(sampling=Sampling(temperature=0.0)), with_record()),
        ("temp:0.3", with_record(sampling=Sampling(temperature=0.3)), with_record()),
        ("seed:42", with_record(seed=42), with_record(sampling=Sampling(seed=41))),
        ("has:code", with_fields(text="word\n```\nx\n```"), with_fields(text="word")),
        ("-has:code", with_fields(text="word"), with_fields(text="word\n```\nx\n```")),
        ("-cost:>1", with_record(), of_cost("2")),
        ("has:error", with_fields(state=MessageState.FAILED), with_fields(text="word")),
        ("is:interrupted", with_fields(state=MessageState.INTERRUPTED), with_fields(text="word")),
        ("on:2025-03-14", noon(2025, 3, 14), noon(2025, 3, 15)),
        ("on:2025-03-14", around_midnight(14, 1), around_midnight(14, -1)),
        ("on:2025-03-14", around_midnight(15, -1), around_midnight(15, 1)),
        ("-on:2025-03-14", around_midnight(15, 1), around_midnight(15, -1)),
        ("before:2025-03", noon(2025, 2, 27), noon(2025, 3, 2)),
        ("after:2025", noon(2025, 1, 2), noon(2024, 12, 30)),
        ("after:2025 before:2026", noon(2025, 6, 1), noon(2026, 6, 1)),
        ("model:gpt OR needle", with_fields(text="word needle"), with_fields(text="word")),
        ("has:code OR role:tool", with_fields(role=Role.TOOL), with_fields(text="word")),
    ],
)
@pytest.mark.parametrize("words", ["", "word "])
def test_a_field_tells_messages_apart(
    database: Database, query: str, change: Change, other: Change, words: str
) -> None:
    talk = conversation("title")
    conversations.save(database, talk)
    wanted = change(message(talk.id, "word"))
    for item in (wanted, other(message(talk.id, "word"))):
        messages.save(database, item)
    assert [hit.message_id for hit in hits(database, words + query)] == [wanted.id]


def test_titles_and_pins_are_of_the_conversation(database: Database) -> None:
    pinned = msgspec.structs.replace(conversation("On Tokyo"), is_pinned=True)
    other = conversation("On Oslo")
    for talk in (pinned, other):
        conversations.save(database, talk)
        messages.save(database, message(talk.id, "word"))
    for query in ("is:pinned", "title:tokyo", "title:tok", "-title:oslo", 'title:"on tokyo"'):
        assert [hit.conversation_id for hit in hits(database, f"word {query}")] == [pinned.id]
    assert not hits(database, "title:--")
    assert not hits(database, "title:word")


def test_folder_tag_and_archive_are_of_the_conversation(database: Database) -> None:
    kept = with_changes(
        conversation("a"), folder="Work/Client's", tags=("to do", "x"), archived_us=5
    )
    other = with_changes(conversation("b"), folder="Workshop", tags=("todo",))
    for talk in (kept, other):
        conversations.save(database, talk)
        messages.save(database, message(talk.id, "word"))
    for query in (
        "folder:work",
        "folder:WORK/",
        'folder:"client\'s"',
        "folder:work/client's",
        'tag:"to do"',
        "tag:X",
        "tag:#x",
        "is:archived",
        "-folder:workshop",
        "-tag:todo",
    ):
        found = [hit.conversation_id for hit in hits(database, f"word {query}")]
        assert found == [kept.id], query
    assert not hits(database, "word folder:wor")
    assert not hits(database, "word tag:to")


def test_a_text_that_looks_like_sql_stays_text(database: Database) -> None:
    for name in FIELDS:
        if FIELDS[name].kind == "text":
            assert not hits(database, f'{name}:"x\') OR 1=1 --"')


def test_every_field_has_its_condition(database: Database) -> None:
    for field in FIELDS.values():
        condition = condition_of(database, query_of(field.example).tests)
        assert condition.sql or field.name == "in"


def test_times_bound_what_is_looked_at() -> None:
    bounds = moments_of(query_of("after:2025 before:2026").tests)
    wider = moments_of(query_of("after:2024 before:2027").tests)
    assert wider.low < bounds.low < bounds.high < wider.high
    open_ends = moments_of(query_of("on:2025 OR role:user -before:2024 word").tests)
    assert open_ends == moments_of(())
