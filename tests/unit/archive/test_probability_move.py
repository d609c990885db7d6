"""Archives of version 1 keep what they have of probabilities."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import msgspec
from support.archives import conversation, message

from desktop_chat.archive import conversations, messages, token_probabilities
from desktop_chat.archive.checking import full_check
from desktop_chat.archive.database import Database
from desktop_chat.archive.migrations import MIGRATIONS, migrate
from desktop_chat.archive.rows import (
    CONVERSATION_COLUMNS,
    MESSAGE_COLUMNS,
    checksum,
    conversation_row,
    message_row,
    upsert,
)
from desktop_chat.core.message import Message
from desktop_chat.core.token_probabilities import tokens_of

ITEM = {"token": "a", "logprob": -0.5, "top_logprobs": [{"token": "b", "logprob": -1.0}]}


def old_archive(path: Path, *given: tuple[Message, str]) -> None:
    """Make an archive of version 1 of messages and what their parts are, as JSON."""
    path.touch()
    with closing(Database(path)) as database:
        migrate(database, path, MIGRATIONS[:1])
        head = conversation_row(conversation())
        talk = database.value(upsert("conversations", CONVERSATION_COLUMNS), *head, checksum(*head))
        for item, parts in given:
            row = [*message_row(item, talk)]
            row[MESSAGE_COLUMNS.index("parts")] = parts
            database.run(upsert("messages", MESSAGE_COLUMNS), *row, checksum(*row))


def test_items_move_and_everything_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with_items, without, strange = (message("", text) for text in ("a", "b", "c"))
    others = '{"refusal":"No.","annotations":[{"logprobs":1,"n":123456789012345678901234567890}]'
    old_archive(
        path,
        (with_items, f'{others},"logprobs":{msgspec.json.encode([ITEM]).decode()}}}'),
        (without, others + "}"),
        (strange, '{"logprobs":[7,{}]}'),
    )
    with closing(Database(path)) as database:
        migrate(database, path)
        talk = conversations.page(database, 1, 0)[0]
        first, second, third = messages.load(database, talk.id)
        assert (first.logprobs, first.logprob_count, first.refusal) == ((), 1, "No.")
        assert first.annotations == second.annotations
        assert (second.logprob_count, third.logprob_count) == (0, 0)
        assert token_probabilities.load(database, with_items.id) == tokens_of([ITEM])
        kept = database.value("SELECT parts FROM messages WHERE text = 'a'")
        assert kept.startswith(others)
    report = full_check(path)
    assert (report.damaged_messages, report.damaged_probabilities) == ((), ())


def test_a_damaged_row_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    old_archive(path, (message("", "a"), '{"logprobs":[]}'))
    with closing(Database(path)) as database:
        database.run("UPDATE messages SET parts = '{\"logprobs\":'")
        migrate(database, path)
        assert database.value("SELECT parts FROM messages") == '{"logprobs":'
    assert full_check(path).damaged_messages
