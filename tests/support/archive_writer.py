"""A program that streams answers into archives until it is killed; see tests/end2end/test_kill.py.

It loads everything once and then forks a child for each archive named on standard input, so that a
kill costs milliseconds. The child prints, a line each, "started PROCESS" and then what the archive
has acknowledged: "ready CONVERSATION", "piece MESSAGE LENGTH", "finished MESSAGE LENGTH".
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import msgspec

from desktop_chat.archive import Archive
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, MessageState, Role, TurnRecord
from desktop_chat.core.token_probabilities import tokens_of

PIECE_LENGTH = 40
PIECES_OF_AN_ANSWER = 6


def answer_text(message_id: str, length: int) -> str:
    """Return the first characters of the text that the answer with this id has."""
    return (f"{message_id} " * (length // len(message_id) + 1))[:length]


def acknowledge(*words: object) -> None:
    """Print a line at once and in one piece."""
    os.write(sys.stdout.fileno(), (" ".join(map(str, words)) + "\n").encode())


async def write(path: Path) -> None:
    """Hold a conversation without end."""
    archive = await Archive.open(path)
    conversation = Conversation(new_id(), "Killed")
    await archive.save_conversation(conversation)
    acknowledge("ready", conversation.id)
    parent_id = None
    while True:
        parent_id = await answer(archive, conversation.id, parent_id)


async def answer(archive: Archive, conversation_id: str, parent_id: str | None) -> str:
    """Stream one answer as the program does, and return its id."""
    message = Message(
        new_id(),
        conversation_id,
        Role.ASSISTANT,
        parent_id=parent_id,
        state=MessageState.STREAMING,
        record=TurnRecord(model="m", request_body=f'{{"after":"{parent_id}"}}'),
    )
    await archive.save_message(message)
    length = 0
    for _ in range(PIECES_OF_AN_ANSWER):
        piece = answer_text(message.id, length + PIECE_LENGTH)[length:]
        await archive.append_stream(message.id, piece, "", tokens_of([{"token": piece}]))
        length += PIECE_LENGTH
        acknowledge("piece", message.id, length)
    text = answer_text(message.id, length)
    tokens = tokens_of([{"token": text}])
    await archive.save_message(
        msgspec.structs.replace(message, text=text, logprobs=tokens, state=MessageState.COMPLETE)
    )
    acknowledge("finished", message.id, length)
    return message.id


def main() -> None:
    """Start a child for every line read, and wait for its end."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            acknowledge("started", os.getpid())
            asyncio.run(write(Path(line.strip())))
        os.waitpid(child, 0)
        acknowledge("ended", child)


if __name__ == "__main__":
    main()
