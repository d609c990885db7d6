"""Experiments are made, listed, found, repeated, deleted; an answer is adopted, and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from support.experiments import answer, cell_head, plan, question
from support.program import LIMIT_S, Program, program
from support.scripted import ScriptedReply, ScriptedTransport, chunk, says

from desktop_chat.app.experiment import Experiment
from desktop_chat.app.experiments import Experiments
from desktop_chat.app.session import ChatSession
from desktop_chat.core.experiment import Axis, AxisKind, Plan
from desktop_chat.core.message import Message
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import UsageError

ONE_AXIS = (Axis(AxisKind.PARAMETER, "temperature", (0.2, 0.9)),)


async def run(opened: Program, asked: Plan) -> tuple[Experiments, Experiment]:
    experiments = Experiments(opened.services)
    experiment = await experiments.create(asked)
    experiment.start()
    async with asyncio.timeout(LIMIT_S):
        await experiment.ended()
    return experiments, experiment


def undo_of(opened: Program) -> Callable[[], None]:
    action = opened.services.notices.history[-1].action
    assert action is not None
    return action


def texts(session: ChatSession) -> list[str]:
    return [message.text for message in session.messages()]


async def test_what_cannot_be_carried_out_is_not_kept() -> None:
    async with program(ScriptedTransport()) as opened:
        experiments = Experiments(opened.services)
        with pytest.raises(UsageError, match="varies nothing"):
            await experiments.create(plan(axes=()))
        with pytest.raises(UsageError, match="no endpoint 'gone'"):
            await experiments.create(plan(axes=(Axis(AxisKind.MODEL, values=("m", "m @ gone")),)))
        with pytest.raises(UsageError, match="varies nothing"):
            experiments.estimate(plan(axes=()))
        assert await experiments.list(9) == []


async def test_one_that_is_not_there_cannot_be_opened() -> None:
    async with program(ScriptedTransport()) as opened:
        with pytest.raises(UsageError, match="not in the archive"):
            await Experiments(opened.services).open("nowhere")


async def test_it_gets_seeds_and_a_title_and_forgets_the_records_of_other_answers() -> None:
    async with program(ScriptedTransport()) as opened:
        experiments = Experiments(opened.services)
        changes: list[None] = []
        experiments.changed.connect(changes.append)
        earlier = answer("Earlier", request_body="{}")
        asked = plan(title="", seeds=(), repeats=2, messages=(earlier, question("Why?")))
        experiment = await experiments.create(asked)
        assert experiment.plan.title == "Why?"
        assert len(experiment.plan.seeds) == 2
        assert experiment.plan.messages[0].record is None
        assert await experiments.open(experiment.id) is experiment
        assert [head.id for head in await experiments.list(9)] == [experiment.id]
        assert [hit.experiment_id for hit in await experiments.search("why")] == [experiment.id]
        assert len(changes) == 1
        estimate = experiments.estimate(asked)
        assert (estimate.requests, experiments.needs_confirmation(estimate)) == (12, False)


async def test_it_is_repeated_with_the_same_seeds() -> None:
    async with program(ScriptedTransport(says("a"), says("b"))) as opened:
        experiments, first = await run(opened, plan(axes=ONE_AXIS, seeds=()))
        again = await experiments.rerun(first)
        assert again.plan == first.plan
        assert again.head.rerun_of == first.id
        assert again.progress.done == 0


async def test_only_a_run_that_repeats_another_can_be_compared() -> None:
    async with program(ScriptedTransport()) as opened:
        experiments = Experiments(opened.services)
        experiment = await experiments.create(plan())
        with pytest.raises(UsageError, match="repeats no other"):
            await experiments.compare(experiment, "words")


async def test_a_run_is_compared_with_the_one_that_it_repeats() -> None:
    transport = ScriptedTransport(says("a"), says("b c"), says("a b"), says("b c"))
    async with program(transport) as opened:
        experiments, first = await run(opened, plan(axes=ONE_AXIS, seeds=(), concurrency=1))
        again = await experiments.rerun(first)
        again.start()
        await again.ended()
        changes = await experiments.compare(again, "words")
        assert [(change.place, change.difference) for change in changes] == [
            ((0,), 1.0),
            ((1,), 0.0),
        ]
        assert await experiments.compare(again, "self_bleu") == ()


async def test_a_deleted_one_stops_and_can_be_taken_back() -> None:
    transport = ScriptedTransport(ScriptedReply([chunk("Hal"), asyncio.Event()]))
    async with program(transport) as opened:
        experiments = Experiments(opened.services)
        experiment = await experiments.create(plan(axes=ONE_AXIS, concurrency=1))
        experiment.start()
        await opened.requested(transport)
        await experiments.delete(experiment.id)
        assert await experiments.list(9) == []
        undo_of(opened)()
        await opened.settled()
        assert [head.id for head in await experiments.list(9)] == [experiment.id]


async def test_a_long_one_opens_with_its_first_cells() -> None:
    values = tuple(range(1, 301))
    asked = plan(axes=(Axis(AxisKind.PARAMETER, "max_tokens", values),))
    async with program(ScriptedTransport()) as opened:
        experiment = await Experiments(opened.services).create(asked)
        archive = opened.services.archive
        for index in (0, 299):
            await archive.save_cell(experiment.head, cell_head(index), answer("x"))
        other = await Experiments(opened.services).open(experiment.id)
        assert other.cell_head(0) is not None
        assert other.cell_head(299) is None
        await opened.settled()
        assert other.cell_head(299) is not None


async def test_a_cell_that_has_not_ended_cannot_be_adopted() -> None:
    async with program(ScriptedTransport()) as opened:
        experiments = Experiments(opened.services)
        experiment = await experiments.create(plan())
        with pytest.raises(UsageError, match="has not ended"):
            await experiments.adopt(experiment, 0, opened.session())


async def test_an_adopted_answer_is_an_alternative_with_its_settings() -> None:
    transport = ScriptedTransport(says("old"), says("cold"), says("warm"))
    async with program(transport) as opened:
        session = opened.session()
        session.change(sampling=Sampling(top_k=5), system_prompt="Be brief.")
        session.send("Hi")
        await opened.ended(session)
        said, old = session.messages()
        asked = plan(
            messages=(said,),
            axes=ONE_AXIS,
            model="m-1",
            sampling=Sampling(top_k=5),
            conversation_id=session.id,
            concurrency=1,
        )
        experiments, experiment = await run(opened, asked)
        await experiments.adopt(experiment, 1, session)
        assert texts(session) == ["Hi", "warm"]
        row = session.rows()[-1]
        assert (row.branch_index, row.branch_count) == (1, 2)
        head = session.conversation
        assert head.sampling == Sampling(top_k=5, temperature=0.9)
        assert (head.model, head.system_prompt) == ("m-1", "")
        await opened.settled()
        stored = {m.id: m for m in await opened.services.archive.messages(session.id)}
        adopted = session.messages()[-1]
        assert stored[adopted.id].text == "warm"
        body = await opened.services.archive.request_body(adopted.id)
        assert msgspec.json.decode(body)["temperature"] == 0.9
        undo_of(opened)()
        assert texts(session) == ["Hi", "old"]
        assert session.messages()[-1].id == old.id
        assert session.conversation.sampling == Sampling(top_k=5)
        assert session.conversation.system_prompt == "Be brief."
        await opened.settled()


async def test_a_new_conversation_gets_the_whole_branch_once() -> None:
    transport = ScriptedTransport(says("cold"), says("warm"))
    async with program(transport) as opened:
        branch: tuple[Message, ...] = (question("One"), answer("Two"), question("Three"))
        experiments, experiment = await run(
            opened, plan(messages=branch, axes=ONE_AXIS, concurrency=1)
        )
        session = opened.session()
        await experiments.adopt(experiment, 0, session)
        assert texts(session) == ["One", "Two", "Three", "cold"]
        assert session.conversation.title == "Three"
        await experiments.adopt(experiment, 1, session)
        assert texts(session) == ["One", "Two", "Three", "warm"]
        assert session.rows()[-1].branch_count == 2
        assert not {message.id for message in branch} & {m.id for m in session.messages()}
        await opened.settled()
        listed = await opened.services.archive.conversations(limit=9)
        assert [item.id for item in listed] == [session.id]
