"""The answer of a cell asks for no timer of its own and waits where its experiment says."""

from __future__ import annotations

from support.experiments import plan
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says

from desktop_chat.app.asking import compose
from desktop_chat.app.cell_answer import CellAnswer
from desktop_chat.app.running_cost import uncapped_cost
from desktop_chat.core.clock import utc_now_us
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.layers import Layers
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.core.provider import PRACTICE

LIMITED = ScriptedReply(
    [b'{"error":{"code":429,"message":"Slow"}}'], 429, JSON | {"retry-after": "7"}
)


async def test_it_waits_its_turn_and_tells_every_change_at_once() -> None:
    waits: list[float] = []
    changes = 0

    async def wait(delay_s: float) -> None:
        waits.append(delay_s)

    def note() -> None:
        nonlocal changes
        changes += 1

    empty = Message("a", "e", Role.ASSISTANT, state=MessageState.STREAMING)
    question = compose(Conversation("", model="m"), plan().messages, PRACTICE, Layers())
    answer = CellAnswer(
        empty,
        question,
        cost=uncapped_cost(question, None),
        clock=utc_now_us,
        on_change=note,
        wait=wait,
    )
    ended = await answer.run(ScriptedTransport(LIMITED, says("He", "llo")), None)
    assert (ended.text, ended.state) == ("Hello", MessageState.COMPLETE)
    assert waits == [7.0]
    assert changes > 4
