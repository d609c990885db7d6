"""Archives of up to a million messages for measures: words as people use them, over ten years."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from desktop_chat.archive import conversations, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.migrations import migrate
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.usage import Usage

WORDS = 60_000
TURNS = 24
_YEARS_US = 10 * 365 * 86_400 * 1_000_000
_START_US = 1_420_000_000_000_000
_USUAL = ("the", "of", "and", "to", "a", "in", "is", "it", "that", "for")
_BEGINNINGS = (*"bcdfghklmnprstvz", "br", "cr", "st", "tr", "pl", "sh", "ch", "th")
_MIDDLES = ("a", "e", "i", "o", "u", "ai", "ou", "ea")
_ENDS = ("", "n", "s", "r", "t")
_MODELS = ("openai/gpt-5", "anthropic/claude-4", "mistralai/large", "meta/llama", "qwen/qwen3")


class Author:
    """Writes texts whose words are as frequent as those of a language: the n-th one in n.

    Args:
        seed: The same one writes the same.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        known: dict[str, None] = dict.fromkeys(_USUAL)
        while len(known) < WORDS:
            known[self._word()] = None
        self.words = tuple(known)
        # Zipf's law with Mandelbrot's correction for the most frequent.
        self._weights = list(itertools.accumulate(1 / (n + 2.7) for n in range(WORDS)))

    def text(self, mean: int = 100) -> str:
        """Return a text of about `mean` words, at most 800."""
        count = min(800, 3 + int(self.random.expovariate(1 / mean)))
        return " ".join(self.random.choices(self.words, cum_weights=self._weights, k=count))

    def _word(self) -> str:
        choice = self.random.choice
        syllables = choice((1, 1, 2, 2, 2, 3, 3, 4))
        spoken = (choice(_BEGINNINGS) + choice(_MIDDLES) for _ in range(syllables))
        return "".join(spoken) + choice(_ENDS)


def write_archive(path: Path, count: int, author: Author) -> Iterator[int]:
    """Write an archive of `count` messages at a path, in batches.

    Yields:
        Before a batch is saved minus its characters, after it its characters.

    Args:
        path: Where; nothing may be there.
        count: Messages; conversations have `TURNS` of them.
        author: Who writes.
    """
    path.touch()
    database = Database(path)
    database.run("PRAGMA journal_mode=WAL")
    migrate(database, path)
    step_us = _YEARS_US // max(1, count)
    now_us = _START_US
    for first in range(0, count, 40 * TURNS):
        talks: list[tuple[Conversation, list[Message]]] = []
        for start in range(first, min(count, first + 40 * TURNS), TURNS):
            talk = Conversation(new_id(), author.text(4), now_us, now_us)
            turns = _turns(talk.id, min(TURNS, count - start), now_us, step_us, author)
            now_us += len(turns) * step_us
            talks.append((talk, turns))
        length = sum(len(turn.text) for _, turns in talks for turn in turns)
        yield -length
        with database.transaction(is_durable=False):
            for talk, turns in talks:
                conversations.save(database, talk)
                for turn in turns:
                    messages.save(database, turn)
        yield length
    database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _turns(talk_id: str, count: int, now_us: int, step_us: int, author: Author) -> list[Message]:
    turns: list[Message] = []
    for number in range(count):
        text = author.text(40 if number % 2 == 0 else 160)
        record = None
        if number % 2:
            cost = Decimal(len(text)).scaleb(-6)
            usage = Usage(prompt_tokens=100, completion_tokens=len(text) // 4, cost_usd=cost)
            model = author.random.choice(_MODELS)
            record = TurnRecord(model=model, provider="P", finish_reason="stop", usage=usage)
        turns.append(
            Message(
                new_id(),
                talk_id,
                Role.ASSISTANT if number % 2 else Role.USER,
                text,
                parent_id=turns[-1].id if turns else None,
                created_us=now_us + number * step_us,
                record=record,
            )
        )
    return turns
