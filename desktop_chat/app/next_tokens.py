"""A real distribution over next tokens to look at while settings are changed.

It comes from the newest answer, at the place where most was open, if its alternatives are known;
from the practice model's answer to the newest question otherwise.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from desktop_chat.app.session import ChatSession
from desktop_chat.core.message import Message, Role
from desktop_chat.core.token_labels import token_label
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.practice.model import BOUNDARY, PracticeModel

LEAST_ALTERNATIVES = 4
"""Fewer show nothing of what a filter does."""
_MOST = 40
_CONTEXT_LENGTH = 24
_QUESTION = "What does temperature do?"
"""Asked of the practice model where there is no question yet, or one with a single answer."""
_CERTAIN = 0.9


@dataclass(frozen=True, slots=True)
class NextTokens:
    """What could come next at one place of a text.

    Attributes:
        before: The end of the text before it, "" at the beginning.
        shares: The probability of each token by its label, the likeliest first; what is missing to
            1 belongs to tokens that are not known.
        is_practice: Whether the practice model says so, and not the newest answer.
    """

    before: str
    shares: dict[str, float]
    is_practice: bool = False


async def next_tokens(session: ChatSession) -> NextTokens:
    """Return the distribution that tells most about the conversation.

    Raises:
        ArchiveError: What was kept of the answer cannot be read.
    """
    question = ""
    for message in session.newest_first():
        if message.role is Role.ASSISTANT and message.logprob_count:
            found = most_open(await session.token_probabilities(message.id))
            if found is not None:
                return found
        question = question or _question(message)
        if question:
            break
    return await asyncio.to_thread(practised, question)


def most_open(tokens: Sequence[TokenProbability]) -> NextTokens | None:
    """Return the distribution of the place with the greatest entropy, None where none is known."""
    known = [n for n, token in enumerate(tokens) if len(token.outcomes) >= LEAST_ALTERNATIVES]
    if not known:
        return None
    place = max(known, key=lambda n: tokens[n].entropy_bits or 0)
    text = b"".join(token.data for token in tokens[max(0, place - 12) : place])
    shares = {
        token_label(outcome.data): outcome.probability
        for outcome in tokens[place].outcomes
        if outcome.probability > 0
    }
    return NextTokens(_end_of(text.decode("utf-8", "replace")), shares)


def practised(question: str) -> NextTokens:
    """Return how the practice model may begin its answer; some 60 ms the first time."""
    model = _model()
    shares: dict[str, float] = {}
    for asked in filter(None, (question, _QUESTION)):
        distribution = model.distribution(BOUNDARY, model.topic(asked))
        best = heapq.nlargest(_MOST, distribution.items(), key=lambda item: item[1])
        shares = {token_label(model.vocabulary.text(id_).encode()): share for id_, share in best}
        if best[0][1] < _CERTAIN:
            break
    return NextTokens("", shares, is_practice=True)


@cache
def _model() -> PracticeModel:
    return PracticeModel.load()


def _question(message: Message) -> str:
    return message.text if message.role is Role.USER else ""


def _end_of(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CONTEXT_LENGTH else f"…{line[-_CONTEXT_LENGTH:]}"
