"""The tally takes the endpoint's counts where there are some, and counts by itself elsewhere."""

from __future__ import annotations

from decimal import Decimal

from support.program import program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, ending, says

from desktop_chat.app.tally import EXPECTED_ANSWER_TOKENS, Tally
from desktop_chat.core.usage import estimate_tokens

MODELS = b"""{"data":[{"id":"m-1","name":"M","context_length":1000,
"pricing":{"prompt":"0.001","completion":"0.002"}}]}"""


async def test_an_empty_conversation_weighs_its_system_prompt_and_the_draft() -> None:
    async with program(ScriptedTransport()) as opened:
        session = opened.session()
        session.change(system_prompt="Be brief, please.")
        tally = Tally(session)
        expected = estimate_tokens("Be brief, please.") + estimate_tokens("Hello there")
        assert tally.context_tokens("Hello there") == expected
        assert tally.cost_usd() is None


async def test_what_the_endpoint_counted_is_not_counted_again() -> None:
    usage = {"prompt_tokens": 700, "completion_tokens": 50, "total_tokens": 750}
    answer = ScriptedReply([chunk("Hello", usage=usage), ending()[:0], b"data: [DONE]\n\n"])
    async with program(ScriptedTransport(answer)) as opened:
        session = opened.session()
        session.send("A long question " * 40)
        await opened.ended(session)
        assert Tally(session).context_tokens() == 750
        assert not Tally(session).is_estimate()
        assert Tally(session).is_estimate("12345678")
        # By now it is known that a guess of this model's tokens is too low.
        more = session.prompt_tokens(2)
        assert more > 2
        assert Tally(session).context_tokens("12345678") == 750 + more


async def test_the_cost_is_that_of_every_branch() -> None:
    async with program(ScriptedTransport(says("a"), says("b"))) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        session.regenerate(session.messages()[-1].id)
        await opened.ended(session)
        assert Tally(session).cost_usd() == Decimal("0.002")


async def test_the_next_price_expects_an_answer_as_long_as_the_earlier_ones() -> None:
    transport = ScriptedTransport(ScriptedReply([MODELS], headers=JSON), says("a"))
    async with program(transport) as opened:
        services = opened.services
        session = opened.session()
        assert Tally(session).next_cost_usd() is None
        await services.catalog.refresh(services.account.endpoint("practice"))
        first = Tally(session).next_cost_usd("1234")
        assert first == Decimal("0.001") + EXPECTED_ANSWER_TOKENS * Decimal("0.002")
        session.send("Hi")
        await opened.ended(session)
        later = Tally(session).next_cost_usd()
        assert later == (1 + 2) * Decimal("0.001") + 2 * Decimal("0.002")


async def test_our_own_count_of_an_answer_does_not_stand_for_what_was_before_it() -> None:
    uncounted = ScriptedReply([chunk("x" * 40, finish_reason="stop"), b"data: [DONE]\n\n"])
    async with program(ScriptedTransport(uncounted)) as opened:
        session = opened.session()
        session.send("y" * 400)
        await opened.ended(session)
        assert Tally(session).context_tokens() == 100 + 10
