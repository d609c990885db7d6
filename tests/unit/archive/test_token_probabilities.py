"""The rows of tokens' probabilities."""

from __future__ import annotations

import pytest
from support.archives import conversation, message

from desktop_chat.archive import conversations, messages, token_probabilities
from desktop_chat.archive.database import Database
from desktop_chat.core.token_probabilities import TokenProbability, tokens_of
from desktop_chat.errors import Corrupt

TOKENS = tokens_of([{"token": "a", "logprob": -0.5}, {"token": "b", "logprob": -1.5}])


@pytest.fixture
def answer(database: Database) -> tuple[str, int]:
    """Return the id and the key of a message in the archive."""
    talk = conversation()
    conversations.save(database, talk)
    saved = message(talk.id)
    messages.save(database, saved)
    return saved.id, messages.key_of(database, saved.id) or 0


@pytest.mark.parametrize("damage", ["content = x'00'", "checksum = x'00'"])
def test_damaged_ones_are_told_of(database: Database, answer: tuple[str, int], damage: str) -> None:
    token_probabilities.save(database, answer[1], TOKENS)
    database.run(f"UPDATE token_probabilities SET {damage}")
    with pytest.raises(Corrupt):
        token_probabilities.load(database, answer[0])


def test_a_message_without_tokens_has_none(database: Database) -> None:
    assert token_probabilities.load(database, "unknown") == ()


def test_rows_are_added_and_replaced(database: Database, answer: tuple[str, int]) -> None:
    def load() -> tuple[TokenProbability, ...]:
        return token_probabilities.load(database, answer[0])

    token_probabilities.append(database, answer[1], TOKENS)
    token_probabilities.append(database, answer[1], ())
    token_probabilities.append(database, answer[1], TOKENS[:1])
    assert load() == (*TOKENS, TOKENS[0])
    token_probabilities.save(database, answer[1], TOKENS[1:])
    assert load() == TOKENS[1:]
    token_probabilities.save(database, answer[1], ())
    assert load() == ()
    assert database.value("SELECT count(*) FROM token_probabilities") == 0
