"""Probabilities through the whole program, against models of which every one is known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from support.program import Program, program
from support.scripted import ScriptedTransport
from support.servers import LlamaServer, start_llama

from desktop_chat.app.session import ChatSession
from desktop_chat.app.token_report import TokenReport
from desktop_chat.core.provider import PRACTICE, custom_endpoint
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.token_probabilities import TokenProbability, text_of
from desktop_chat.net.client import HttpTransport
from desktop_chat.practice.model import BOUNDARY, PracticeModel
from desktop_chat.practice.transport import PracticeTransport

# The server has limits of its own where a request says nothing: these take them off.
OPEN: dict[str, Any] = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0}
SEEN = {"logprobs": True, "top_logprobs": 8, "max_tokens": 24, "seed": 3}
BEFORE_ALL = "<0x0A>"
"""The token that a prompt ends with: the line break of the chat template."""
PROMPT = "What does temperature do?"


@pytest.fixture(scope="module")
def server() -> Iterator[LlamaServer]:
    with start_llama() as running:
        yield running


async def asked(opened: Program, session: ChatSession) -> TokenReport:
    """Ask for an answer; return what is known of its tokens."""
    session.send(PROMPT)
    await opened.ended(session)
    await opened.settled()
    return await session.token_report(session.messages()[-1].id)


async def after_restart(folder: Path, session: ChatSession, message_id: str) -> TokenReport:
    """Return what is known of an answer's tokens when the program was closed and opened again."""
    async with program(ScriptedTransport(), folder) as again:
        reopened = await again.conversations.open(session.id)
        return await reopened.token_report(message_id)


def in_vocabulary(text: str) -> str:
    return text.replace(" ", "▁")


def expect_the_matrix(
    server: LlamaServer, tokens: Sequence[TokenProbability], before: str = BEFORE_ALL
) -> None:
    """Compare tokens and their alternatives with the matrix from which the model was made."""
    previous, compared = before, 0
    for token in tokens:
        own = in_vocabulary(token.text)
        told = [
            (own, token.logprob),
            *((in_vocabulary(o.text), o.logprob) for o in token.alternatives),
        ]
        # Control tokens have no text to be told by.
        for text, logprob in told:
            if text in server.vocabulary:
                known = math.log(server.probability(previous, text))
                assert logprob == pytest.approx(known, abs=0.01)
                compared += 1
        previous = own
    assert compared > 5 * len(tokens)


@pytest.mark.real
async def test_the_bigram_models_matrix_comes_through_the_whole_program(
    server: LlamaServer, tmp_path: Path
) -> None:
    network = HttpTransport()
    try:
        async with program(ScriptedTransport(), tmp_path, carrier=network) as opened:
            endpoint = custom_endpoint(f"{server.url}/v1")
            opened.services.account.add(endpoint)
            session = opened.session(endpoint.id, server.model)
            session.change(sampling=Sampling(**OPEN, **SEEN))
            report = await asked(opened, session)
            assert len(report.tokens) > 5
            assert None not in report.spans
            expect_the_matrix(server, report.tokens)
            other = next(
                o for o in report.tokens[4].alternatives if o.text != report.tokens[4].text
            )
            session.regenerate_from(report, 4, other)
            await opened.ended(session)
            await opened.settled()
            answer = session.messages()[-1]
            branch = await session.token_report(answer.id)
    finally:
        await network.close()
    begun = "".join(token.text for token in branch.tokens[:5])
    assert answer.text.startswith(begun)
    assert branch.tokens[4].text == other.text
    assert len(branch.tokens) > 5
    assert answer.text == text_of(branch.tokens).removeprefix(" " if answer.text[0] != " " else "")
    # The vocabulary has no pieces of words: a text that is given is read character by character.
    expect_the_matrix(server, branch.tokens[5:], other.text[-1])
    stored = await after_restart(tmp_path, session, report.message_id)
    expect_the_matrix(server, stored.tokens)
    assert stored.summary.perplexity == pytest.approx(report.summary.perplexity, rel=1e-6)
    assert [token.rank for token in stored.tokens] == [token.rank for token in report.tokens]


async def test_the_practice_models_distribution_comes_through_the_whole_program(
    tmp_path: Path,
) -> None:
    model = PracticeModel.load()
    carrier = PracticeTransport(None, load=lambda: model)
    async with program(ScriptedTransport(), tmp_path, carrier=carrier) as opened:
        session = opened.session(PRACTICE.id, PRACTICE.default_model)
        session.change(sampling=Sampling(temperature=1.0, **SEEN))
        report = await asked(opened, session)
        assert len(report.tokens) > 5
        assert None not in report.spans
        token = report.tokens[3]
        other = next(o for o in token.outcomes if o.data and o.text != token.text)
        session.regenerate_from(report, 3, other)
        await opened.ended(session)
        await opened.settled()
        answer = session.messages()[-1]
        branch = await session.token_report(answer.id)
    topic = model.topic(PROMPT)
    stored = await after_restart(tmp_path, session, report.message_id)
    for told in (report, branch, stored):
        context = list(BOUNDARY)
        for token in told.tokens:
            own = model.distribution(context, topic)
            (number,) = model.vocabulary.encode(token.text)
            assert token.logprob == pytest.approx(math.log(own[number]), abs=0.01)
            best = sorted(map(math.log, own.values()), reverse=True)[: len(token.alternatives)]
            assert [o.logprob for o in token.alternatives] == pytest.approx(best, abs=0.01)
            context.append(number)
    assert branch.tokens[3].text == other.text
    assert answer.text.startswith("".join(token.text for token in branch.tokens[:4]))
