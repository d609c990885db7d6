"""Tests of desktop_chat.practice.writer: what is drawn follows what the settings shape."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from random import Random

import pytest

from desktop_chat.practice.model import BOUNDARY, PracticeModel, Topic
from desktop_chat.practice.ngrams import Distribution
from desktop_chat.practice.sampling import Settings, shape
from desktop_chat.practice.tokens import END_ID
from desktop_chat.practice.writer import Writer, forced

PROMPT = "What does temperature do?"
DRAWS = 500


def writer(
    model: PracticeModel, settings: Settings, seed: int = 1, start: str = "", alternatives: int = 0
) -> Writer:
    """Return a writer on PROMPT."""
    encode = model.vocabulary.encode
    return Writer(
        model,
        topic_of(model, PROMPT),
        settings,
        Random(seed),
        prompt=encode(PROMPT),
        start=encode(start),
        alternatives=alternatives,
    )


@cache
def topic_of(model: PracticeModel, message: str) -> Topic:
    """Return what a message asks for, found out once."""
    return model.topic(message)


def text(model: PracticeModel, settings: Settings, seed: int = 1, start: str = "") -> str:
    """Return a whole text."""
    return "".join(step.text for step in writer(model, settings, seed, start).text())


def chi_square_is_acceptable(expected: Distribution, counts: Counter[int]) -> bool:
    """Return whether counts fit a distribution at the 0.1 % level; rare tokens count as one."""
    total = counts.total()
    common = {token: share for token, share in expected.items() if share * total >= 5}
    cells = [(counts[token], share * total) for token, share in common.items()]
    rest = total * (1 - sum(common.values()))
    if rest >= 5:
        cells.append((total - sum(counts[token] for token in common), rest))
    freedom = len(cells) - 1
    statistic = sum((seen - wanted) ** 2 / wanted for seen, wanted in cells)
    # Wilson and Hilferty's approximation of the 0.1 % point.
    limit = freedom * (1 - 2 / (9 * freedom) + 3.09 * math.sqrt(2 / (9 * freedom))) ** 3
    return statistic < limit


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(temperature=0.5),
        Settings(temperature=2),
        Settings(temperature=1.6, top_k=5),
        Settings(temperature=1.6, top_p=0.7),
        Settings(temperature=1.8, min_p=0.05),
        Settings(temperature=1.8, top_a=0.3),
        Settings(temperature=1.5, frequency_penalty=1.5),
        Settings(temperature=1.5, presence_penalty=-1.5),
        Settings(temperature=1.5, repetition_penalty=1.5),
        Settings(temperature=1.5, logit_bias={END_ID: 4.0}),
    ],
    ids=str,
)
def test_frequencies_of_drawn_tokens_fit_the_distribution(
    model: PracticeModel, settings: Settings
) -> None:
    start = "The model gives every token a score. The"
    ids = model.vocabulary.encode(start)
    expected = shape(
        model.distribution([*BOUNDARY, *ids], topic_of(model, PROMPT)),
        settings,
        used=Counter(ids),
        seen={*ids, *model.vocabulary.encode(PROMPT)},
    )
    id_of = {model.vocabulary.text(token): token for token in expected}
    counts: Counter[int] = Counter()
    for seed in range(DRAWS):
        step = writer(model, settings, seed, start).next()
        counts[END_ID if step is None else id_of[step.token]] += 1
    assert counts.keys() <= expected.keys()
    assert len(counts) > 1
    assert chi_square_is_acceptable(expected, counts)


def test_a_wrong_distribution_is_noticed(model: PracticeModel) -> None:
    even = dict.fromkeys(range(4), 0.25)
    assert not chi_square_is_acceptable(even, Counter({0: 1100, 1: 1000, 2: 900, 3: 1000}))


def test_the_same_seed_gives_the_same_text_and_another_seed_another(model: PracticeModel) -> None:
    settings = Settings(temperature=1.3)
    assert text(model, settings, seed=5) == text(model, settings, seed=5)
    assert len({text(model, settings, seed) for seed in range(5)}) == 5


def test_temperature_zero_does_not_depend_on_chance(model: PracticeModel) -> None:
    assert len({text(model, Settings(temperature=0), seed) for seed in range(3)}) == 1


def test_a_begun_text_is_continued(model: PracticeModel) -> None:
    whole = text(model, Settings(temperature=0))
    half = whole[: whole.index(" divides")]
    assert text(model, Settings(temperature=0), start=half) == whole.removeprefix(half)


def test_a_frequency_penalty_makes_words_vary(model: PracticeModel) -> None:
    def variety(penalty: float) -> float:
        source = writer(model, Settings(frequency_penalty=penalty, logit_bias={END_ID: -100}))
        tokens = [step.token for _ in range(300) if (step := source.next())]
        return len(set(tokens)) / len(tokens)

    assert variety(2) > variety(0) > variety(-2)


def test_a_biased_word_of_another_language_can_be_forced(model: PracticeModel) -> None:
    (token,) = model.vocabulary.encode("你")
    step = writer(model, Settings(logit_bias={token: 100})).next()
    assert step is not None
    assert step.text == "你"
    assert step.logprob == pytest.approx(math.log(1e-12))


def test_biases_on_ids_that_are_never_generated_are_passed_over(model: PracticeModel) -> None:
    plain = text(model, Settings(temperature=0))
    assert text(model, Settings(temperature=0, logit_bias={65: 100, 10**9: 100})) == plain


def test_steps_report_the_models_own_probabilities_whatever_the_settings(
    model: PracticeModel,
) -> None:
    own = model.distribution(BOUNDARY, topic_of(model, PROMPT))
    step = writer(model, Settings(temperature=0, top_k=1), alternatives=5).next()
    assert step is not None
    assert step.alternatives[0] == (step.token, step.logprob)
    logprobs = [logprob for _, logprob in step.alternatives]
    assert logprobs == [math.log(p) for p in sorted(own.values(), reverse=True)[:5]]


def test_only_allowed_tokens_come_and_the_end_only_where_it_may(model: PracticeModel) -> None:
    source = writer(model, Settings(logit_bias={END_ID: 100}))
    step = source.next(lambda token: len(token) == 2, may_end=False)
    assert step is not None
    assert len(step.text) == 2
    assert source.next() is None
    assert source.next(lambda token: False, may_end=False) is None


def test_a_new_beginning_forgets_the_context(model: PracticeModel) -> None:
    source = writer(model, Settings(temperature=0))
    first = source.next()
    source.next()
    source.begin_anew()
    assert source.next() == first


def test_picks_are_even_and_the_first_at_temperature_zero(model: PracticeModel) -> None:
    source = writer(model, Settings())
    counts = Counter(source.pick(4)[0] for _ in range(2000))
    assert chi_square_is_acceptable(dict.fromkeys(range(4), 0.25), counts)
    assert writer(model, Settings(temperature=0)).pick(4) == (0, math.log(0.25))


def test_a_forced_step_is_certain() -> None:
    assert forced("{").logprob == 0
