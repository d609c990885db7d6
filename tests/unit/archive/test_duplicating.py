"""A copy has all branches with their requests and tokens, and shares nothing with the first."""

from __future__ import annotations

from pathlib import Path

import msgspec
from support.archives import conversation, message
from support.searches import query_of

from desktop_chat.archive import Archive
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.message import Message, Role
from desktop_chat.core.token_probabilities import TokenProbability


async def talk(archive: Archive) -> tuple[Conversation, list[Message]]:
    """Save a question with two answers; return the head and the answers."""
    head = with_changes(conversation("Talk"), folder="f", tags=("t",), is_pinned=True, draft="half")
    await archive.save_conversation(head)
    asked = message(head.id, "a question")
    await archive.save_message(asked)
    answers: list[Message] = []
    for text in ("one", "two"):
        answer = message(
            head.id,
            text,
            parent_id=asked.id,
            role=Role.ASSISTANT,
            request_body=f'{{"messages":["a question"],"{text}":1}}',
        )
        tokens = (TokenProbability(text, text.encode(), -0.5),)
        answers.append(msgspec.structs.replace(answer, logprobs=tokens))
        await archive.save_message(answers[-1])
    head = with_changes(head, active_leaf_id=answers[0].id)
    await archive.save_conversation(head)
    return head, answers


async def test_a_copy_is_whole_and_its_own(tmp_path: Path) -> None:
    archive = await Archive.open(tmp_path / "archive.db")
    try:
        head, answers = await talk(archive)
        copy = await archive.places.duplicate(head.id, "Talk (copy)", 99)
        assert copy is not None
        assert (copy.title, copy.folder, copy.tags) == ("Talk (copy)", "f", ("t",))
        assert (copy.is_pinned, copy.draft, copy.created_us) == (False, "", 99)
        found = await archive.messages(copy.id)
        assert [each.text for each in found] == ["a question", "one", "two"]
        assert copy.active_leaf_id == found[1].id
        assert {each.parent_id for each in found[1:]} == {found[0].id}
        for old, new in zip(answers, found[1:], strict=True):
            body = await archive.request_body(new.id)
            assert body == await archive.request_body(old.id) != ""
            tokens = await archive.token_probabilities(new.id)
            assert [each.text for each in tokens] == [old.text]
        await archive.places.change([head.id], lambda h: with_changes(h, deleted_us=1))
        await archive.places.remove(head.id)
        assert await archive.request_body(found[2].id)
        assert len((await archive.searches.page(query_of("question"))).hits) == 1
        assert (await archive.check()).is_sound
    finally:
        await archive.close()


async def test_there_is_no_copy_of_nothing(tmp_path: Path) -> None:
    archive = await Archive.open(tmp_path / "archive.db")
    try:
        assert await archive.places.duplicate("no such", "x", 1) is None
    finally:
        await archive.close()
