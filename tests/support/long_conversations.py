"""Makes conversations of any length in an archive, with and without branches, in little time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec

from desktop_chat.archive import conversations, search_index
from desktop_chat.archive.database import Database
from desktop_chat.archive.migrations import migrate
from desktop_chat.archive.rows import MESSAGE_COLUMNS, checksum, message_row
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.usage import Usage

START_US = 1_763_985_600_000_000
MINUTE_US = 60_000_000
COST = Decimal("0.0001")
_WORDS = ("the", "river", "runs", "past", "mill", "and", "it", "turns", "stone", "of", "town")
_ANSWER = """## Answer {n}

{words}, with **bold** and `code` in it.

- first item of {n}
- second item

```python
value = {n}
```
"""


def question_text(number: int) -> str:
    """Return what the user says in a message."""
    return f"Question {number}: " + _words(number, 4 + number % 9)


def answer_text(number: int) -> str:
    """Return what the model says in a message; every tenth is a long one."""
    words = _words(number, 20 + number % 40)
    text = _ANSWER.format(n=number, words=words)
    return text * 4 if number % 20 == 9 else text


def long_conversation(
    path: Path, count: int, *, branch_every: int = 0, endpoint_id: str = "practice"
) -> Conversation:
    """Put a conversation into the archive at a path, which is made where there is none.

    Question and answer in turn; costs are known for every answer. The branch that is shown has
    `count` messages; an unchosen answer stands beside every `branch_every`-th one.

    Args:
        path: The archive's file; nobody may have it open.
        count: Messages of the branch that is shown.
        branch_every: 0 for none. The alternative says "Alternative to N".
        endpoint_id: What answers it.
    """
    is_new = not path.exists()
    path.touch()
    database = Database(path)
    try:
        if is_new:
            database.run("PRAGMA journal_mode=WAL")
            migrate(database, path)
        talk = Conversation(new_id(), f"{count} messages", START_US, START_US + count)
        with database.transaction(is_durable=False):
            conversations.save(database, talk)
            leaf = _write(database, talk.id, count, branch_every)
            talk = msgspec.structs.replace(
                talk, active_leaf_id=leaf, endpoint_id=endpoint_id, model="m-1"
            )
            conversations.save(database, talk)
            list(search_index.fill(database))
    finally:
        database.close()
    return talk


def _write(database: Database, talk_id: str, count: int, branch_every: int) -> str | None:
    key = conversations.key_of(database, talk_id)
    assert key is not None
    names = ", ".join((*MESSAGE_COLUMNS, "checksum"))
    marks = ", ".join("?" * (len(MESSAGE_COLUMNS) + 1))
    statement = f"INSERT INTO messages({names}) VALUES({marks})"
    leaf: str | None = None
    for message, is_shown in _messages(talk_id, count, branch_every):
        row = message_row(message, key)
        database.run(statement, *row, checksum(*row))
        leaf = message.id if is_shown else leaf
    return leaf


def _messages(talk_id: str, count: int, branch_every: int) -> Iterator[tuple[Message, bool]]:
    parent: str | None = None
    for number in range(count):
        if number % 2 == 0:
            message = Message(new_id(), talk_id, Role.USER, question_text(number), parent)
        else:
            if branch_every and number % branch_every == branch_every - 1:
                yield _answer(talk_id, f"Alternative to {number}", parent, number), False
            message = _answer(talk_id, answer_text(number), parent, number)
        message = msgspec.structs.replace(message, created_us=START_US + number * MINUTE_US)
        yield message, True
        parent = message.id


def _answer(talk_id: str, text: str, parent: str | None, number: int) -> Message:
    usage = Usage(50, 20 + number % 7, 70 + number % 7, cost_usd=COST)
    record = TurnRecord("practice", "m-1", usage=usage, finish_reason="stop")
    created_us = START_US + number * MINUTE_US
    return Message(
        new_id(), talk_id, Role.ASSISTANT, text, parent, created_us=created_us, record=record
    )


def _words(seed: int, count: int) -> str:
    return " ".join(_WORDS[(seed * 7 + n * (1 + seed % 5)) % len(_WORDS)] for n in range(count))
