"""Writes text token by token: keeps the context and the counts, and reports each step.

It joins the model and the sampling functions; what is to be written (plain text, JSON, a call) is
decided elsewhere.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from desktop_chat.practice.model import BOUNDARY, PracticeModel, Topic
from desktop_chat.practice.ngrams import Distribution
from desktop_chat.practice.sampling import Settings, draw, shape
from desktop_chat.practice.tokens import END_ID

# The probability from which a bias lifts a token that the distribution lacks, such as a word of
# another language.
_FLOOR = 1e-12


@dataclass(frozen=True, slots=True)
class Step:
    """One token of an answer.

    Attributes:
        text: What it adds to the answer.
        token: The token as the vocabulary has it.
        logprob: Natural logarithm of its probability, 0 where there was no choice.
        alternatives: The likeliest tokens at this place with their logarithms, best first.
    """

    text: str
    token: str
    logprob: float = 0.0
    alternatives: tuple[tuple[str, float], ...] = ()


def forced(text: str) -> Step:
    """Return a step that was no choice, such as a bracket that the JSON grammar demands."""
    return Step(text, text)


class Writer:
    """Draws one token after another; every draw depends on those before it.

    The log probabilities reported are the model's own, before bias, penalties, temperature and
    filters: they show what the model found likely, not what the settings left of it.

    Args:
        model: The source of distributions.
        topic: What the message asks for.
        settings: The sampling parameters.
        prompt: The ids of the conversation, for the repetition penalty.
        start: The ids of an answer already begun, which this one continues.
        random: The source of chance; a seeded one makes the text repeatable.
        alternatives: How many alternatives each step reports.
    """

    def __init__(
        self,
        model: PracticeModel,
        topic: Topic,
        settings: Settings,
        random: Random,
        *,
        prompt: list[int],
        start: list[int],
        alternatives: int = 0,
    ) -> None:
        self.vocabulary = model.vocabulary
        self._model = model
        self._topic = topic
        self._settings = settings
        self._random = random
        self._context = [*BOUNDARY, *start]
        self._used = Counter(start)
        self._seen = {*prompt, *start} - {END_ID}
        self._alternatives = alternatives

    def next(
        self, allows: Callable[[str], bool] | None = None, *, may_end: bool = True
    ) -> Step | None:
        """Return the next token, None where the text ends.

        Args:
            allows: Tells of a token's text whether it may come here; None allows all.
            may_end: Whether the text may end here; it ends all the same where nothing is allowed.
        """
        own = self._distribution()
        candidates = {
            token_id: probability
            for token_id, probability in own.items()
            if (may_end if token_id == END_ID else self._is_allowed(token_id, allows))
        }
        if not candidates:
            return None
        shaped = shape(candidates, self._settings, used=self._used, seen=self._seen)
        token_id = draw(shaped, self._random)
        if token_id == END_ID:
            return None
        self._context.append(token_id)
        self._used[token_id] += 1
        self._seen.add(token_id)
        return self._report(token_id, own)

    def text(self) -> Iterator[Step]:
        """Yield steps until the text ends by itself."""
        while (step := self.next()) is not None:
            yield step

    def begin_anew(self) -> None:
        """Forget the context, as after the end of a text; what was used still counts."""
        self._context = list(BOUNDARY)

    def pick(self, count: int) -> tuple[int, float]:
        """Return one of `count` equal choices, by its index, and its log probability."""
        is_greedy = self._settings.temperature == 0
        return 0 if is_greedy else self._random.randrange(count), -math.log(count)

    def _distribution(self) -> Distribution:
        """Return the model's distribution here, with a floor under biased tokens that it lacks."""
        own = self._model.distribution(self._context, self._topic)
        for token_id in self._settings.logit_bias:
            if END_ID <= token_id < len(self.vocabulary):
                own.setdefault(token_id, _FLOOR)
        return own

    def _is_allowed(self, token_id: int, allows: Callable[[str], bool] | None) -> bool:
        return allows is None or allows(self.vocabulary.text(token_id))

    def _report(self, token_id: int, own: Distribution) -> Step:
        text = self.vocabulary.text(token_id)
        best = heapq.nlargest(self._alternatives, own.items(), key=lambda item: item[1])
        alternatives = tuple((self.vocabulary.text(other), math.log(p)) for other, p in best)
        return Step(text, text, math.log(own[token_id]), alternatives)
