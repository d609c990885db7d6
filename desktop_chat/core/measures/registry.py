"""Every measure once: what it is called, what it means, how it is worked out and written.

A measure gives one value for each answer of a place; of several answers the mean, the spread and
the interval are made in `core.measures.statistics`. The measure of a whole place (Self-BLEU,
agreement) gives each answer its part, so that their mean is the known figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from msgspec import UNSET

from desktop_chat.core.experiment import Plan
from desktop_chat.core.figures import cost_text, count_text, rate_text, seconds_text
from desktop_chat.core.measures.agreement import agreement, exact_match
from desktop_chat.core.measures.assertions import passed_share, token_count
from desktop_chat.core.measures.diversity import distinct, mean_similarity, self_bleu
from desktop_chat.core.measures.extraction import json_of
from desktop_chat.core.measures.json_path import MISSING
from desktop_chat.core.measures.json_schema import check_schema, is_valid
from desktop_chat.core.measures.words import word_count
from desktop_chat.core.message import Message
from desktop_chat.core.token_probabilities import mean_entropy_bits, perplexity
from desktop_chat.errors import UsageError

Values = list[float | None]
_OWN_ENDS = frozenset({"stop", "tool_calls", "end_turn", "eos"})


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that can be measured.

    Attributes:
        title: As it is called on screen.
        unit: "s", "tokens", "USD", "" ...
        help: What it means, and its formula with its source.
        direction: "more" or "less" is better; None: neither.
        text: Writes a value.
        needs_all: Whether an answer's value depends on the other answers of its place.
        values: The value of each answer of one place; None where it has none.
    """

    name: str
    title: str
    unit: str
    help: str
    direction: str | None
    text: Callable[[float], str]
    needs_all: bool
    values: Callable[[Sequence[Message], Plan], Values]


def answer_values(answer: Message, plan: Plan) -> dict[str, float]:
    """Return every measure that an answer has by itself, by name."""
    found: dict[str, float] = {}
    for measure in MEASURES.values():
        if not measure.needs_all:
            value = measure.values((answer,), plan)[0]
            if value is not None:
                found[measure.name] = value
    return found


def _single(
    name: str,
    title: str,
    unit: str,
    help_text: str,
    of: Callable[[Message, Plan], float | None],
    *,
    text: Callable[[float], str],
    direction: str | None = None,
) -> Measure:
    def values(answers: Sequence[Message], plan: Plan) -> Values:
        return [of(answer, plan) for answer in answers]

    return Measure(name, title, unit, help_text, direction, text, needs_all=False, values=values)


def _of_all(
    name: str,
    title: str,
    help_text: str,
    values: Callable[[Sequence[Message], Plan], Values],
) -> Measure:
    return Measure(name, title, "", help_text, None, _share, needs_all=True, values=values)


def _share(value: float) -> str:
    return f"{value:.2f}"


def _count(value: float) -> str:
    return count_text(round(value)) if value >= 100 or value == int(value) else f"{value:.1f}"


def _money(value: float) -> str:
    return cost_text(Decimal(repr(value)))


def _first_token(answer: Message, _plan: Plan) -> float | None:
    return answer.record.timings.time_to_first_token_s if answer.record else None


def _duration(answer: Message, _plan: Plan) -> float | None:
    finished = answer.record.timings.finished_after_us if answer.record else None
    return None if finished is None else finished / 1e6


def _rate(answer: Message, _plan: Plan) -> float | None:
    record = answer.record
    return record.timings.tokens_per_s(token_count(answer)) if record else None


def _prompt_tokens(answer: Message, _plan: Plan) -> float | None:
    usage = answer.record.usage if answer.record else None
    return usage.prompt_tokens if usage else None


def _completion_tokens(answer: Message, _plan: Plan) -> float | None:
    usage = answer.record.usage if answer.record else None
    return usage.completion_tokens if usage else None


def _cost(answer: Message, _plan: Plan) -> float | None:
    usage = answer.record.usage if answer.record else None
    return float(usage.cost_usd) if usage and usage.cost_usd is not None else None


def _ended_by_itself(answer: Message, _plan: Plan) -> float | None:
    reason = answer.record.finish_reason if answer.record else ""
    return float(reason in _OWN_ENDS) if reason else None


def _valid_json(answer: Message, _plan: Plan) -> float | None:
    wanted = answer.record.sampling.response_format if answer.record else UNSET
    if wanted is UNSET or wanted.get("type") not in ("json_object", "json_schema"):
        return None
    value = json_of(answer.text)
    if value is MISSING:
        return 0.0
    described: dict[str, Any] = wanted.get("json_schema") or {}
    schema = described.get("schema", True)
    try:
        check_schema(schema)
    except UsageError:
        return None
    is_object = isinstance(value, dict) or wanted["type"] == "json_schema"
    return float(is_object and is_valid(value, schema))


def _texts(answers: Sequence[Message]) -> list[str]:
    return [answer.text for answer in answers]


def _distinct(size: int) -> Measure:
    return _single(
        f"distinct_{size}",
        f"Distinct-{size}",
        "",
        f"Different runs of {size} words over all such runs of an answer: 1 where nothing is "
        "repeated. Li et al. 2016.",
        lambda answer, _plan: distinct(answer.text, size),
        text=_share,
    )


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        _single(
            "ttft",
            "First token",
            "s",
            "Seconds from sending the request to the first token of text, reasoning or tool call.",
            _first_token,
            text=seconds_text,
            direction="less",
        ),
        _single(
            "rate",
            "Tokens per second",
            "tok/s",
            "Tokens after the first over the seconds between the first token and the end.",
            _rate,
            text=rate_text,
            direction="more",
        ),
        _single(
            "duration",
            "Duration",
            "s",
            "Seconds from sending the request to the end of the answer.",
            _duration,
            text=seconds_text,
            direction="less",
        ),
        _single(
            "prompt_tokens",
            "Prompt tokens",
            "tokens",
            "Tokens of the request, as the endpoint counts them.",
            _prompt_tokens,
            text=_count,
            direction="less",
        ),
        _single(
            "completion_tokens",
            "Completion tokens",
            "tokens",
            "Tokens of the answer and its reasoning, as the endpoint counts them.",
            _completion_tokens,
            text=_count,
        ),
        _single(
            "cost",
            "Cost",
            "USD",
            "What the endpoint says the request cost, or our figure from its prices.",
            _cost,
            text=_money,
            direction="less",
        ),
        _single(
            "characters",
            "Characters",
            "",
            "Length of the answer in Unicode code points.",
            lambda answer, _plan: float(len(answer.text)),
            text=_count,
        ),
        _single(
            "words",
            "Words",
            "",
            "Length of the answer in words; a character of Chinese, Japanese or Thai counts as "
            "one, punctuation not at all.",
            lambda answer, _plan: float(word_count(answer.text)),
            text=_count,
        ),
        _single(
            "ended",
            "Ended by itself",
            "",
            "1 where the finish reason is stop or tool_calls, 0 where the answer was cut.",
            _ended_by_itself,
            text=_share,
            direction="more",
        ),
        _distinct(1),
        _distinct(2),
        _distinct(3),
        _of_all(
            "self_bleu",
            "Self-BLEU",
            "BLEU-4 of each answer against the other answers at its place: 1 where all are equal, "
            "low where they differ. Zhu et al. 2018, smoothed by Chen and Cherry 2014.",
            lambda answers, _plan: self_bleu(_texts(answers)),
        ),
        _of_all(
            "similarity",
            "Similarity",
            "Mean Dice coefficient of the word pairs of an answer and each other answer at its "
            "place: 1 where all are equal, 0 where no pair of words is shared. Dice 1945.",
            lambda answers, _plan: mean_similarity(_texts(answers)),
        ),
        _of_all(
            "exact_match",
            "Exact match",
            "Share of the other answers at its place that equal an answer but for case, spaces and "
            "punctuation at the ends.",
            lambda answers, _plan: exact_match(_texts(answers)),
        ),
        _of_all(
            "agreement",
            "Agreement",
            "Share of the answers at a place that give the most frequent answer, after extraction. "
            "Wang et al. 2023.",
            lambda answers, plan: agreement(_texts(answers), plan.extraction),
        ),
        _single(
            "perplexity",
            "Perplexity",
            "",
            "exp of the mean negative log probability of the answer's tokens: how surprised the "
            "model was; 1 is not at all. Needs log probabilities. Jelinek et al. 1977.",
            lambda answer, _plan: perplexity(answer.logprobs),
            text=_count,
        ),
        _single(
            "entropy",
            "Mean entropy",
            "bit",
            "Mean over the answer's tokens of -sum(p log2 p) over the alternatives told, all "
            "others as one: how open each choice was. Needs top log probabilities. Shannon 1948.",
            lambda answer, _plan: mean_entropy_bits(answer.logprobs),
            text=_share,
        ),
        _single(
            "valid_json",
            "Valid JSON",
            "",
            "1 where the answer is JSON that fits the response format's schema, 0 where not; "
            "nothing where no JSON was asked for.",
            _valid_json,
            text=_share,
            direction="more",
        ),
        _single(
            "assertions",
            "Assertions",
            "",
            "Share of the assertions that an answer fulfils.",
            lambda answer, plan: passed_share(answer, plan.assertions),
            text=_share,
            direction="more",
        ),
    )
}
"""Every measure by its name, in the order in which they are offered."""
