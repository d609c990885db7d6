"""An experiment runs to its end, stops, goes on, and loses no ended cell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from support.experiments import plan
from support.program import LIMIT_S, Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, ending, says

from desktop_chat.app.experiment import Experiment
from desktop_chat.app.experiments import Experiments
from desktop_chat.archive import Archive
from desktop_chat.core.experiment import (
    Assertion,
    Axis,
    AxisKind,
    CellHead,
    CellState,
    ExperimentHead,
    Plan,
    RunState,
)
from desktop_chat.core.message import Message
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.core.spending import Spent, SpentOf
from desktop_chat.errors import DiskFull, Offline, UsageError
from desktop_chat.settings.schema import Spending as Caps

WRONG = ScriptedReply([b'{"error":{"code":400,"message":"No"}}'], 400, JSON)
PAID = Endpoint(id="paid", title="Paid", base_url="https://paid.example/v1")
PRICES = b'{"data": [{"id": "m-1", "pricing": {"prompt": "0.00001", "completion": "0.0001"}}]}'


class FullArchive(Archive):
    """An archive that refuses cells while it is full."""

    is_full = False

    async def save_cell(
        self, experiment: ExperimentHead, head: CellHead, answer: Message, *spent: Spent
    ) -> None:
        if self.is_full:
            raise DiskFull("The disk is full.")
        await super().save_cell(experiment, head, answer, *spent)


def asked(count: int = 3, **changes: object) -> Plan:
    values = tuple(number / 10 for number in range(count))
    axis = Axis(AxisKind.PARAMETER, "temperature", values)
    return plan(**({"axes": (axis,), "concurrency": 1} | changes))


async def ended(experiment: Experiment) -> None:
    async with asyncio.timeout(LIMIT_S):
        await experiment.ended()


async def running_text(experiment: Experiment, index: int, text: str) -> None:
    """Wait until a running cell shows a text."""
    shown = asyncio.Event()

    def look(_index: int = 0) -> None:
        if experiment.live_text(index) == text:
            shown.set()

    disconnect = experiment.cell_changed.connect(look)
    look()
    async with asyncio.timeout(LIMIT_S):
        await shown.wait()
    disconnect()


async def reopened(opened: Program, experiment: Experiment) -> Experiment:
    """Open an experiment from the archive, as another start of the program would."""
    return await Experiments(opened.services).open(experiment.id)


async def test_an_archive_that_is_full_halts_the_run_and_loses_nothing(tmp_path: Path) -> None:
    transport = ScriptedTransport(says("a"), says("b"), says("c"))
    async with program(transport) as opened:
        archive = await FullArchive.open(tmp_path / "full.db")
        assert isinstance(archive, FullArchive)
        services = replace(opened.services, archive=archive)
        experiment = await Experiments(services).create(asked())
        archive.is_full = True
        experiment.start()
        await ended(experiment)
        assert experiment.state is RunState.PAUSED
        assert experiment.halted is not None
        assert experiment.halted.text == "The disk is full."
        assert experiment.live_text(0) == "a"
        assert experiment.stored.unsaved == (0,)
        archive.is_full = False
        experiment.resume()
        await ended(experiment)
        assert experiment.state is RunState.DONE
        assert experiment.halted is None
        other = await Experiments(services).open(experiment.id)
        assert [other.live_text(index) for index in range(3)] == ["a", "b", "c"]
        await archive.close()


async def test_it_runs_to_its_end_and_is_kept() -> None:
    transport = ScriptedTransport(says("Hel", "lo"), says("two"), says("Hello!"))
    async with program(transport) as opened:
        experiment = await Experiments(opened.services).create(asked())
        told: list[int] = []
        experiment.cell_changed.connect(told.append)
        assert experiment.state is RunState.READY
        assert {experiment.cell_state(index) for index in range(3)} == {CellState.QUEUED}
        experiment.start()
        await ended(experiment)
        assert experiment.state is RunState.DONE
        assert set(told) == {0, 1, 2}
        progress = experiment.progress
        assert (progress.done, progress.failed, progress.total) == (3, 0, 3)
        assert (progress.spent_usd, progress.priced) == (Decimal("0.003"), 3)
        assert progress.seconds_left is None
        assert experiment.groups == ((0, 2), (1,))
        result = experiment.result(0)
        assert result is not None
        assert (result.state, result.message.text) == (CellState.DONE, "Hello")
        other = await reopened(opened, experiment)
        assert other.head == experiment.head
        assert [other.cell_head(index) for index in range(3)] == [
            experiment.cell_head(index) for index in range(3)
        ]
        assert other.result(0) is None
        other.want((0,))
        await opened.settled()
        again = other.result(0)
        assert again is not None
        assert again.message.text == "Hello"


async def test_the_request_of_each_cell_is_kept_exactly() -> None:
    transport = ScriptedTransport(says("a"), says("b"))
    async with program(transport) as opened:
        experiment = await Experiments(opened.services).create(asked(2))
        experiment.start()
        await ended(experiment)
        other = await reopened(opened, experiment)
        for index, request in enumerate(transport.requests):
            whole = await other.stored.whole(index)
            assert whole.record is not None
            assert whole.record.request_body == request.body.decode()
            assert whole.record.origins == {"temperature": "one-off", "seed": "one-off"}


async def test_failed_cells_are_run_again_and_nothing_else() -> None:
    transport = ScriptedTransport(says("a"), WRONG, says("c"), says("b"))
    async with program(transport) as opened:
        experiment = await Experiments(opened.services).create(asked())
        experiment.start()
        await ended(experiment)
        assert experiment.state is RunState.DONE
        assert experiment.progress.failed == 1
        failed = experiment.cell_head(1)
        assert failed is not None
        assert failed.failure is not None
        experiment.start()
        await ended(experiment)
        assert len(transport.requests) == 3
        experiment.retry_failed()
        await ended(experiment)
        assert experiment.live_text(1) == "b"
        assert (experiment.progress.done, experiment.progress.failed) == (3, 0)
        assert experiment.progress.spent_usd == Decimal("0.003")


async def test_a_stopped_experiment_keeps_what_arrived_and_goes_on() -> None:
    hanging = ScriptedReply([chunk("Hal"), asyncio.Event()])
    transport = ScriptedTransport(says("a"), hanging, says("b"), says("c"))
    async with program(transport) as opened:
        experiment = await Experiments(opened.services).create(asked())
        experiment.start()
        with pytest.raises(UsageError, match="is running"):
            experiment.start()
        await running_text(experiment, 1, "Hal")
        assert experiment.cell_state(1) is CellState.RUNNING
        experiment.stop()
        await ended(experiment)
        assert experiment.state is RunState.STOPPED
        assert experiment.cell_state(1) is CellState.STOPPED
        assert experiment.live_text(1) == "Hal"
        experiment.resume()
        await ended(experiment)
        assert [experiment.live_text(index) for index in range(3)] == ["a", "b", "c"]


async def test_a_pause_lets_what_runs_end() -> None:
    gate = asyncio.Event()
    gated = ScriptedReply([chunk("Hal"), gate, ending()])
    async with program(ScriptedTransport(gated, says("b"), says("c"))) as opened:
        experiment = await Experiments(opened.services).create(asked())
        experiment.start()
        await running_text(experiment, 0, "Hal")
        experiment.pause()
        assert experiment.state is RunState.PAUSED
        gate.set()
        await ended(experiment)
        assert experiment.state is RunState.PAUSED
        assert experiment.progress.done == 1
        experiment.resume()
        await ended(experiment)
        assert experiment.state is RunState.DONE


async def test_the_cap_halts_it_and_a_higher_one_lets_it_go_on() -> None:
    transport = ScriptedTransport(says("a"), says("b"), says("c"))
    async with program(transport) as opened:
        experiment = await Experiments(opened.services).create(asked(cap_usd=Decimal("0.002")))
        experiment.start()
        await ended(experiment)
        assert experiment.state is RunState.PAUSED
        assert experiment.halted is not None
        assert "The cap of $0.0020 would be passed" in experiment.halted.text
        with pytest.raises(UsageError):
            experiment.change_cap(Decimal(-1))
        experiment.change_cap(Decimal("0.1"))
        experiment.resume()
        await ended(experiment)
        assert experiment.state is RunState.DONE
        await opened.settled()
        other = await reopened(opened, experiment)
        assert other.plan.cap_usd == Decimal("0.1")


async def test_a_waiting_cell_tells_why_and_how_long() -> None:
    patient = ScriptedReply(
        [b'{"error":{"code":429,"message":"Slow"}}'], 429, JSON | {"retry-after": "60"}
    )
    async with program(ScriptedTransport(patient)) as opened:
        experiment = await Experiments(opened.services).create(asked(2))
        assert experiment.retrying(0) is None
        experiment.start()
        told = asyncio.Event()
        disconnect = experiment.cell_changed.connect(
            lambda index: told.set() if experiment.retrying(index) else None
        )
        async with asyncio.timeout(LIMIT_S):
            await told.wait()
        disconnect()
        assert experiment.cell_state(0) is CellState.WAITING
        waiting = experiment.retrying(0)
        assert waiting is not None
        assert waiting.delay_s >= 60
        experiment.stop()
        await ended(experiment)
        assert experiment.retrying(0) is None


async def test_the_programs_end_interrupts_it_and_it_goes_on_after_the_next_start(
    tmp_path: Path,
) -> None:
    hanging = ScriptedReply([chunk("Hal"), asyncio.Event()])
    async with program(ScriptedTransport(says("a"), hanging), tmp_path) as opened:
        experiment = await Experiments(opened.services).create(asked())
        experiment.start()
        await running_text(experiment, 1, "Hal")
    async with program(ScriptedTransport(says("b"), says("c")), tmp_path) as opened:
        other = await reopened(opened, experiment)
        assert other.state is RunState.INTERRUPTED
        assert other.live_text(0) == "a"
        assert other.cell_state(1) is CellState.QUEUED
        other.resume()
        await ended(other)
        assert other.state is RunState.DONE


async def test_the_cheapest_place_that_passes() -> None:
    transport = ScriptedTransport(says("no"), says("yes"), says("yes"))
    wanted = (Assertion("contains", "yes"),)
    async with program(transport) as opened:
        experiment = await Experiments(opened.services).create(asked(assertions=wanted))
        assert experiment.cheapest_passing() is None
        experiment.start()
        await ended(experiment)
        assert experiment.cheapest_passing() == (1,)
        passed = experiment.place_measure((0,), "assertions")
        assert passed is not None
        assert passed.mean == 0.0


async def test_figures_while_it_runs() -> None:
    gate = asyncio.Event()
    gated = ScriptedReply([chunk("Hal"), gate, ending()])
    async with program(ScriptedTransport(says("a"), gated, says("c"))) as opened:
        experiment = await Experiments(opened.services).create(asked())
        assert experiment.estimate.requests == 3
        assert len(experiment.cells) == 3
        assert experiment.live_text(0) == ""
        assert experiment.live_rate(0) is None
        experiment.start()
        await running_text(experiment, 1, "Hal")
        progress = experiment.progress
        assert (progress.running, progress.waiting, progress.done) == (1, 0, 1)
        assert progress.seconds_left is not None
        assert experiment.live_rate(1) is None
        gate.set()
        await ended(experiment)


async def test_each_cell_has_its_row_in_the_ledger() -> None:
    async with program(ScriptedTransport(*(says("Hi") for _ in range(3)))) as opened:
        experiment = await Experiments(opened.services).create(asked(3))
        experiment.start()
        await experiment.ended()
        of = SpentOf(experiment_id=experiment.id)
        total = await opened.services.spending.total(of)
        assert (str(total.cost_usd), total.requests) == ("0.003", 3)
        assert total.cost_usd == experiment.progress.spent_usd


@asynccontextmanager
async def with_day_cap(
    cap_usd: float, count: int, *replies: ScriptedReply
) -> AsyncIterator[tuple[Program, Experiment]]:
    """Make an experiment at an endpoint that bills, under a cap for the day."""
    models = ScriptedReply([PRICES], headers=JSON)
    async with program(ScriptedTransport(models, *replies)) as opened:
        services = opened.services
        services.account.use(PAID)
        services.account.keep_key_for_session(PAID, Secret("k"))
        set_day_cap(opened, cap_usd)
        await services.catalog.refresh(PAID)
        planned = asked(count, endpoint_id=PAID.id, model="m-1")
        yield opened, await Experiments(services).create(planned)
        await opened.settled()


def set_day_cap(opened: Program, cap_usd: float) -> None:
    settings = opened.services.settings
    caps = Caps(day_usd=cap_usd)
    settings.update(msgspec.structs.replace(settings.settings, spending=caps))


async def test_the_days_cap_halts_it_and_a_higher_one_lets_it_go_on() -> None:
    answers = says("a"), says("b"), says("c")
    async with with_day_cap(0.002, 3, *answers) as (opened, experiment):
        experiment.start()
        await ended(experiment)
        assert experiment.state is RunState.PAUSED
        assert [experiment.cell_state(index) for index in (0, 1)] == [CellState.DONE] * 2
        assert experiment.halted is not None
        assert "cap of $0.0020 per day does not allow this" in experiment.halted.text
        assert experiment.halted.advice == (
            "Raise the cap under Settings, Spending, then resume the experiment."
        )
        set_day_cap(opened, 1.0)
        experiment.resume()
        await ended(experiment)
        assert experiment.state is RunState.DONE


async def test_a_cap_that_cuts_the_last_answer_is_told_too() -> None:
    without_end = ScriptedReply([*[chunk("word" * 4)] * 50, asyncio.Event()])
    async with with_day_cap(0.01, 1, without_end) as (_, experiment):
        experiment.start()
        await ended(experiment)
        assert experiment.state is RunState.PAUSED
        assert experiment.cell_state(0) is CellState.STOPPED
        assert experiment.live_text(0).startswith("word")
        assert experiment.halted is not None
        assert experiment.halted.text == "Stopped at your cap of $0.010 per day."
        assert "then resume" in experiment.halted.advice


async def test_an_endpoint_that_cannot_be_reached_is_told_once_and_asked_again() -> None:
    gone = Offline("The server refused the connection.", may_retry=False)
    transport = ScriptedTransport(gone, gone, says("a"), says("b"))
    async with program(transport) as opened:
        experiment = await Experiments(opened.services).create(asked(2))
        experiment.start()
        await ended(experiment)
        assert experiment.progress.failed == 2
        assert experiment.halted is not None
        assert experiment.halted.text == ("2 requests failed: The server refused the connection.")
        assert experiment.halted.advice == (
            "Check the network and the endpoint's address, then retry the failed requests."
        )
        experiment.retry_failed()
        await ended(experiment)
        assert experiment.halted is None
        assert experiment.progress.done == 2
