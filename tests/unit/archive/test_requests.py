"""Request bodies kept as differences."""

from __future__ import annotations

import json

import pytest
from support.archives import conversation, message

from desktop_chat.archive import conversations, messages, requests
from desktop_chat.archive.database import Database
from desktop_chat.core.message import Message, Role
from desktop_chat.errors import Corrupt

WORDS = "all work and no play makes a dull text that can be compressed, but not to nothing "


def body_of(count: int) -> str:
    """Return the request of a turn: the whole conversation so far between the same two ends."""
    told = [
        {"role": "user", "content": f"{number} {WORDS} {number * 7919}"} for number in range(count)
    ]
    return json.dumps({"model": "m", "messages": told, "stream": True, "temperature": 0.5})


def save_turns(database: Database, bodies: list[str]) -> list[Message]:
    """Save a conversation in which every answer follows a question and has its request."""
    talk = conversation()
    conversations.save(database, talk)
    answers: list[Message] = []
    parent_id = None
    for body in bodies:
        question = message(talk.id, parent_id=parent_id)
        answer = message(talk.id, parent_id=question.id, role=Role.ASSISTANT, request_body=body)
        messages.save(database, question)
        messages.save(database, answer)
        parent_id = answer.id
        answers.append(answer)
    return answers


@pytest.mark.parametrize("damage", ["middle = x'00'", "prefix = prefix + 1", "checksum = x'00'"])
def test_a_damaged_request_is_told_of_and_the_message_stays(
    database: Database, damage: str
) -> None:
    answers = save_turns(database, [body_of(1), body_of(2)])
    database.run(f"UPDATE requests SET {damage} WHERE depth = 1")
    with pytest.raises(Corrupt):
        requests.load(database, answers[1].id)
    assert requests.load(database, answers[0].id) == body_of(1)
    assert len(messages.load(database, answers[0].conversation_id)) == 4


def test_a_message_without_request_has_an_empty_one(database: Database) -> None:
    assert requests.load(database, "unknown") == ""


def test_every_request_of_a_long_conversation_comes_back_byte_for_byte(database: Database) -> None:
    bodies = [body_of(count) for count in range(1, 2 * requests.CHAIN_LIMIT)]
    answers = save_turns(database, bodies)
    assert [requests.load(database, answer.id) for answer in answers] == bodies


def test_requests_do_not_grow_with_the_square_of_the_conversation(database: Database) -> None:
    save_turns(database, [body_of(count) for count in range(1, 61)])
    kept = database.value("SELECT sum(length(middle)) FROM requests")
    assert kept < 2 * len(body_of(60))


def test_a_branch_builds_on_the_requests_above_it(database: Database) -> None:
    answers = save_turns(database, [body_of(30)])
    again = message(
        answers[0].conversation_id,
        parent_id=answers[0].parent_id,
        role=Role.ASSISTANT,
        request_body=body_of(31),
    )
    other = message(
        answers[0].conversation_id,
        parent_id=answers[0].id,
        role=Role.ASSISTANT,
        request_body=body_of(32),
    )
    messages.save(database, again)
    messages.save(database, other)
    assert requests.load(database, again.id) == body_of(31)
    assert requests.load(database, other.id) == body_of(32)
    assert database.value("SELECT max(depth) FROM requests") == 1


def test_the_same_request_is_kept_once_and_a_new_one_wins(database: Database) -> None:
    (answer,) = save_turns(database, [body_of(3)])
    messages.save(database, answer)
    assert database.value("SELECT count(*) FROM requests") == 1
    key = messages.key_of(database, answer.id)
    assert key is not None
    requests.save(database, key, body_of(4))
    assert requests.load(database, answer.id) == body_of(4)


def test_no_chain_of_differences_is_longer_than_the_limit(database: Database) -> None:
    save_turns(database, [body_of(count) for count in range(1, 2 * requests.CHAIN_LIMIT)])
    assert database.value("SELECT max(depth) FROM requests") == requests.CHAIN_LIMIT


def test_two_answers_to_the_same_request_have_one_each(database: Database) -> None:
    answers = save_turns(database, [body_of(3), body_of(3)])
    assert [requests.load(database, answer.id) for answer in answers] == [body_of(3)] * 2
