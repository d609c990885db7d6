"""What an experiment says of temperature and top P is what theory says, through the whole program.

The practice model's distribution is known exactly. What the two parameters make of it is worked out
here with NumPy, not with the model's own functions, and compared with what an experiment draws.
"""

from __future__ import annotations

import asyncio
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from support.experiments import plan, question

from desktop_chat.app.opening import Wanted
from desktop_chat.bootstrap import open_program
from desktop_chat.core.experiment import Axis, AxisKind, Place, Plan, cells_at, place_at
from desktop_chat.core.message import Message
from desktop_chat.core.sampling import Sampling
from desktop_chat.practice.model import BOUNDARY, PracticeModel
from desktop_chat.practice.tokens import END_ID
from desktop_chat.settings.paths import ProfilePaths

PROMPT = "What is a ferry?"
TEMPERATURES, TOP_PS = (0.5, 1.0, 1.5), (0.6, 1.0)
REPEATS, TOKENS = 12, 40
LIMIT_S = 100
DEVIATIONS = 4
PLAN = plan(
    messages=(question(PROMPT),),
    axes=(
        Axis(AxisKind.PARAMETER, "temperature", TEMPERATURES),
        Axis(AxisKind.PARAMETER, "top_p", TOP_PS),
    ),
    repeats=REPEATS,
    seeds=tuple(range(REPEATS)),
    sampling=Sampling(max_tokens=TOKENS, logprobs=True),
    concurrency=32,
)


class Theory:
    """The practice model's distribution, and what temperature and top P make of it."""

    def __init__(self) -> None:
        self._model = PracticeModel.load()
        self._topic = self._model.topic(PROMPT)

    def ids_of(self, answer: Message) -> list[int]:
        """Return the tokens that an answer was drawn as, its end too where it was drawn."""
        assert answer.record is not None
        ids = [
            token_id
            for token in answer.logprobs
            for token_id in self._model.vocabulary.encode(token.text)
        ]
        assert len(ids) == len(answer.logprobs) > 0
        return ids + [END_ID] * (answer.record.finish_reason == "stop")

    def after(self, ids: list[int], temperature: float, top_p: float) -> dict[int, float]:
        """Return the probability of each token that may follow."""
        own = self._model.distribution([*BOUNDARY, *ids], self._topic)
        tokens = list(own)
        powers = np.array([own[token] for token in tokens]) ** (1 / temperature)
        probabilities = powers / powers.sum()
        order = np.argsort(-probabilities, kind="stable")
        below = np.cumsum(probabilities[order]) - probabilities[order]
        kept = order[below < top_p]
        total = probabilities[kept].sum()
        return {tokens[place]: float(probabilities[place] / total) for place in kept}


async def answers_of(profile: Path, asked: Plan) -> dict[Place, list[Message]]:
    """Run an experiment on the practice model; return the answers of every place, as kept."""
    # As fast as it writes: what is measured here is what is drawn.
    settings = ProfilePaths.of(profile).settings_file
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('{"practice":{"tokens_per_s":0}}', encoding="utf-8")
    async with open_program(Wanted(profile)) as opened, asyncio.timeout(LIMIT_S):
        experiment = await opened.experiments.create(asked)
        experiment.start()
        await experiment.ended()
        assert experiment.halted is None
        places = [place_at(asked, number) for number in range(asked.place_count)]
        return {
            place: [await experiment.stored.whole(index) for index in cells_at(asked, place)]
            for place in places
        }


def deviation(
    theory: Theory, answers: list[Message], temperature: float, top_p: float
) -> tuple[float, float]:
    """Return how far the surprise of what was drawn lies from its entropy, and the mean entropy.

    The mean of -log q over tokens drawn from p is H(p) + KL(p | q), which is the entropy only where
    p is q. The first figure is in standard errors; a token that cannot be drawn makes it infinite.
    """
    excess = variance = entropies = 0.0
    count = 0
    for answer in answers:
        ids = theory.ids_of(answer)
        for position, token in enumerate(ids):
            found = theory.after(ids[:position], temperature, top_p)
            if token not in found:
                return math.inf, math.nan
            values = np.array(list(found.values()))
            entropy = float(stats.entropy(values))
            excess += -math.log(found[token]) - entropy
            variance += float(np.sum(values * np.log(values) ** 2)) - entropy**2
            entropies += entropy
            count += 1
    return excess / math.sqrt(max(variance, 1e-12)), entropies / count


@pytest.mark.slow
def test_temperature_and_top_p_give_the_entropies_of_theory(tmp_path: Path) -> None:
    theory = Theory()
    answers = asyncio.run(answers_of(tmp_path, PLAN))
    entropies: dict[Place, float] = {}
    for place, said in answers.items():
        settings = (TEMPERATURES[place[0]], TOP_PS[place[1]])
        errors, entropies[place] = deviation(theory, said, *settings)
        assert abs(errors) < DEVIATIONS, settings
    # The sweep covers a real range, and a theory that is wrong by a fifth would have been seen.
    assert entropies[0, 0] < entropies[1, 0] < entropies[1, 1] < entropies[2, 1]
    assert entropies[2, 1] > 3 * entropies[0, 0]
    for wrong in ((0.8, 1.0), (1.25, 1.0)):
        assert abs(deviation(theory, answers[1, 1], *wrong)[0]) > DEVIATIONS
    assert deviation(theory, answers[1, 1], 1.0, 0.6)[0] == math.inf
