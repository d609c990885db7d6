"""Tests of desktop_chat.app.seeds: when a seed is drawn anew."""

from __future__ import annotations

import msgspec
import pytest
from support.program import program
from support.scripted import ScriptedTransport, says

from desktop_chat.app.seeds import LARGEST_SEED, drawn_seed, with_next_seed
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.sampling import Sampling
from desktop_chat.settings.schema import Appearance, Settings

KEEPING, DRAWING = Settings(), Settings(appearance=Appearance(keeps_seed=False))
CONVERSATION = Conversation("c", endpoint_id="e", model="m", sampling=Sampling(seed=7, top_k=2))


def answer(sent: Sampling | None) -> Message:
    record = None if sent is None else TurnRecord(sampling=sent)
    return Message("a", "c", Role.ASSISTANT, record=record)


def test_a_seed_is_drawn_from_what_every_provider_takes() -> None:
    drawn = {drawn_seed() for _ in range(50)}
    assert len(drawn) > 1
    assert min(drawn) >= 0
    assert max(drawn) <= LARGEST_SEED


def test_after_an_answer_another_seed_is_drawn_and_all_else_stays() -> None:
    after = with_next_seed(CONVERSATION, answer(Sampling(seed=7)), DRAWING)
    assert after.sampling.seed != 7
    assert after.sampling.unset("seed") == Sampling(top_k=2)
    assert replace_sampling(after, CONVERSATION.sampling) == replace_sampling(
        CONVERSATION, CONVERSATION.sampling
    )


def replace_sampling(conversation: Conversation, sampling: Sampling) -> Conversation:
    return msgspec.structs.replace(conversation, sampling=sampling)


@pytest.mark.parametrize(
    ("own", "sent", "settings"),
    [
        (Sampling(seed=7), Sampling(seed=7), KEEPING),
        (Sampling(), Sampling(), DRAWING),
        (Sampling(seed=7), Sampling(seed=3), DRAWING),
        (Sampling(seed=7), Sampling(), DRAWING),
        (Sampling(seed=7), None, DRAWING),
    ],
)
def test_a_seed_that_is_kept_or_was_not_used_stays(
    own: Sampling, sent: Sampling | None, settings: Settings
) -> None:
    conversation = replace_sampling(CONVERSATION, own)
    assert with_next_seed(conversation, answer(sent), settings) is conversation


async def test_each_answer_has_a_seed_of_its_own_and_records_it() -> None:
    async with program(ScriptedTransport(says("One"), says("Two"))) as opened:
        opened.services.settings.update(DRAWING)
        session = opened.session()
        session.change(sampling=Sampling(seed=7))
        session.send("Hi")
        await opened.ended(session)
        second = session.conversation.sampling.seed
        session.send("Again")
        await opened.ended(session)
        seeds = [message.record.sampling.seed for message in session.messages() if message.record]
        assert seeds == [7, second]
        assert session.conversation.sampling.seed not in seeds
