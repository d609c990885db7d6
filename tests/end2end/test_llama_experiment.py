"""An experiment on llama.cpp's own server: probabilities from the wire to the archive and back.

The model's distribution is known exactly (`support/bigram_model.py`); what the program keeps and
measures differs from it by less than a hundredth.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from support.experiments import plan, question
from support.servers import LlamaServer, start_llama

from desktop_chat.app.opening import Opened, Wanted
from desktop_chat.bootstrap import open_program
from desktop_chat.core.experiment import Axis, AxisKind, Plan, RunState
from desktop_chat.core.message import Message
from desktop_chat.core.provider import READY_ENDPOINTS, Endpoint
from desktop_chat.core.sampling import Sampling

pytestmark = pytest.mark.real

ALTERNATIVES = 8
CLOSE = 0.01
# The server has limits of its own where a request says nothing: these take them off.
OPEN = Sampling(
    top_k=0, top_p=1.0, min_p=0.0, max_tokens=6, logprobs=True, top_logprobs=ALTERNATIVES
)


@pytest.fixture(scope="module")
def server() -> Iterator[LlamaServer]:
    with start_llama() as running:
        yield running


def endpoint_of(server: LlamaServer) -> Endpoint:
    ready = next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == "llamacpp")
    return msgspec.structs.replace(ready, base_url=f"{server.url}/v1")


def asked_of(server: LlamaServer) -> Plan:
    return plan(
        messages=(question("Say something."),),
        endpoint_id="llamacpp",
        model=server.model,
        axes=(Axis(AxisKind.PARAMETER, "temperature", (0.0, 1.0)),),
        sampling=OPEN,
        repeats=5,
        seeds=(1, 2, 3, 4, 5),
        concurrency=2,
    )


async def run(opened: Opened, server: LlamaServer) -> str:
    """Run the experiment to its end; return its id."""
    opened.services.account.use(endpoint_of(server))
    experiment = await opened.experiments.create(asked_of(server))
    experiment.start()
    await experiment.ended()
    assert experiment.state is RunState.DONE
    assert experiment.progress.failed == 0
    return experiment.id


def expect_first_token(answer: Message, server: LlamaServer) -> None:
    """Compare the first token and its alternatives with the model's matrix."""
    exact = {
        word.replace("▁", " "): math.log(probability)
        for word, probability in zip(
            server.vocabulary, server.first_token_probabilities, strict=True
        )
    }
    first = answer.logprobs[0]
    assert first.logprob is not None
    assert first.logprob == pytest.approx(exact[first.text], abs=CLOSE)
    assert len(first.alternatives) == ALTERNATIVES
    best = sorted(exact.values(), reverse=True)[:ALTERNATIVES]
    found = [other.logprob for other in first.alternatives]
    assert found == pytest.approx(best, abs=CLOSE)
    for other in first.alternatives:
        assert other.logprob == pytest.approx(exact[other.text], abs=CLOSE)


async def test_probabilities_come_through_the_whole_program(
    server: LlamaServer, tmp_path: Path
) -> None:
    async with open_program(Wanted(tmp_path)) as opened:
        experiment_id = await run(opened, server)
    # Another start of the program: nothing is left in memory.
    async with open_program(Wanted(tmp_path)) as opened:
        experiment = await opened.experiments.open(experiment_id)
        warm = [await experiment.stored.whole(index) for index in range(5, 10)]
        for answer in warm:
            expect_first_token(answer, server)
            logarithms = [token.logprob for token in answer.logprobs]
            known = [value for value in logarithms if value is not None]
            expected = math.exp(-sum(known) / len(known))
            head = experiment.cell_head(warm.index(answer) + 5)
            assert head is not None
            assert head.values["perplexity"] == pytest.approx(expected, rel=CLOSE)
        assert len({answer.text for answer in warm}) > 1
        greedy = [await experiment.stored.whole(index) for index in range(5)]
        assert len({answer.text for answer in greedy}) == 1
        agreement = experiment.place_measure((0,), "exact_match")
        assert agreement is None
        await experiment.measures.finished("exact_match")
        agreement = experiment.place_measure((0,), "exact_match")
        assert agreement is not None
        assert agreement.mean == 1.0


async def test_a_stopped_experiment_leaves_the_server_free(
    server: LlamaServer, tmp_path: Path
) -> None:
    asked = msgspec.structs.replace(asked_of(server), sampling=Sampling(max_tokens=2_000))
    async with open_program(Wanted(tmp_path)) as opened:
        opened.services.account.use(endpoint_of(server))
        experiment = await opened.experiments.create(asked)
        begun = asyncio.Event()
        experiment.cell_changed.connect(
            lambda index: begun.set() if experiment.live_text(index) else None
        )
        experiment.start()
        await begun.wait()
        experiment.stop()
        await experiment.ended()
        assert experiment.state is RunState.STOPPED
        # The server answers the next at once: no slot is held by what was stopped.
        assert await run(opened, server)
