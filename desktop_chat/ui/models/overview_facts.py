"""What is known of a model, as lists of facts: names and values, in the order of reading.

Owns the words. Must not know a widget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QTimeZone

from desktop_chat.core.catalog import Model
from desktop_chat.core.figures import context_text, count_text, magnitude_text
from desktop_chat.core.measured_requests import MeasuredRequest, percentiles
from desktop_chat.core.model_activity import Standing
from desktop_chat.core.model_terms import Term
from desktop_chat.core.offerings import Offering
from desktop_chat.core.price_projection import own_use
from desktop_chat.core.price_sheet import PriceUnit, cheapest
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.figure_text import (
    component_text,
    isolated,
    latency_text,
    money_text,
    price_text,
    speed_text,
    term_text,
    uptime_text,
)

Facts = list[tuple[str, str]]


def _words(text: str) -> str:
    return QCoreApplication.translate("ModelOverview", text)


def head_figures(model: Model) -> Facts:
    """Return the four figures that a page begins with, and what they are."""
    context = model.context_length
    prices = ((model.pricing.prompt, _words("input")), (model.pricing.completion, _words("output")))
    per = _words("{0}, per 1M tokens")
    what = _words("context, {0} tokens").format(count_text(context)) if context else ""
    return [
        *((price_text(price, PriceUnit.TOKEN) or _untold(), per.format(n)) for price, n in prices),
        (isolated(context_text(context)) if context else _untold(), what or _words("context")),
        (_date(model.created) or _untold(), _words("released")),
    ]


def stated_facts(model: Model) -> Facts:
    """Return what the list states beside them, and what it does not."""
    cache = model.pricing.other.get("input_cache_read")
    longest = model.max_completion_tokens
    facts = [
        (term_text(Term.INPUT_MODALITIES), ", ".join(model.input_modalities) or _untold()),
        (term_text(Term.OUTPUT_MODALITIES), ", ".join(model.output_modalities) or _untold()),
        (term_text(Term.MAX_OUTPUT), isolated(count_text(longest)) if longest else _untold()),
        (term_text(Term.TOKENIZER), model.tokenizer or _untold()),
        (term_text(Term.AUTHOR), model.author or _untold()),
        (term_text(Term.KNOWLEDGE_CUTOFF), model.knowledge_cutoff or _untold()),
        (term_text(Term.EXPIRES), model.expiration_date or _words("no date announced")),
        (component_text("input_cache_read"), _per_million(cache)),
    ]
    others = (
        (_words("Stands for"), model.alias_of),
        (term_text(Term.QUANTIZATION), model.quantization),
        (_words("Can do"), ", ".join(sorted(model.capabilities))),
        (_words("Voices"), ", ".join(model.supported_voices)),
        (term_text(Term.REASONING), _reasoning(model)),
    )
    return [*facts, *((name, plain_line(value)) for name, value in others if value)]


def offered_facts(offers: Sequence[Offering]) -> Facts:
    """Return how many offer it, and the lowest price; nothing where nobody is known."""
    if not offers:
        return []
    count = count_text(len(offers))
    best = cheapest([each.pricing for each in offers])
    if best is None:
        return [(_words("Providers"), count)]
    both = (price_text(each, PriceUnit.TOKEN) for each in (best.prompt, best.completion))
    words = _words("{0}, the cheapest {1}")
    return [(_words("Providers"), words.format(count, isolated(" / ".join(both))))]


def standing_facts(standing: Standing | None) -> Facts:
    """Return how it stands among the models that the router tells of."""
    name = term_text(Term.WEEKLY_TOKENS)
    if standing is None:
        return [(name, _words("not among the first 50, more is not told"))]
    tokens = isolated(magnitude_text(standing.tokens))
    return [(name, _words("{0}, rank {1}").format(tokens, count_text(standing.rank)))]


def present_facts(offers: Sequence[Offering]) -> Facts:
    """Return the best measure of each sort, and whose it is."""

    def best(
        figure: Callable[[Offering], float | None], text: Callable[[float], str], sign: int
    ) -> str:
        known = [(sign * value, each) for each in offers if (value := figure(each)) is not None]
        if not known:
            return ""
        value, whose = min(known, key=lambda pair: pair[0])
        name = plain_line(whose.provider_name or whose.tag)
        return _words("{0} at {1}").format(text(sign * value), name)

    found = (
        (_words("Best uptime, 1 day"), best(lambda each: each.uptime_1d, uptime_text, -1)),
        (
            _words("{0}, p50").format(term_text(Term.FIRST_TOKEN)),
            best(lambda each: each.latency_s.p50 if each.latency_s else None, latency_text, 1),
        ),
        (
            _words("{0}, p50").format(term_text(Term.THROUGHPUT)),
            best(lambda each: each.throughput.p50 if each.throughput else None, speed_text, -1),
        ),
    )
    return [(name, value) for name, value in found if value]


def use_figures(requests: Sequence[MeasuredRequest]) -> Facts:
    """Return what the user's own requests took, as figures and what they are."""
    if not requests:
        return [(_words("none"), _words("requests to this model"))]
    spent = own_use(requests).spent
    cost = money_text(spent.cost_usd, is_estimate=spent.estimated_usd > 0)
    figures = [(count_text(spent.requests), _words("requests")), (cost, _words("spent"))]
    latency = percentiles([s for each in requests if (s := each.first_token_s) is not None])
    speed = percentiles([s for each in requests if (s := each.tokens_per_s) is not None])
    if latency is not None:
        figures.append((latency_text(latency.p50), _words("first token, median")))
    if speed is not None:
        figures.append((speed_text(speed.p50), _words("throughput, median")))
    return figures


def _untold() -> str:
    return _words("not stated")


def _per_million(price: Decimal | None) -> str:
    if price is None:
        return _untold()
    return _words("{0} per 1M").format(price_text(price, PriceUnit.TOKEN))


def _reasoning(model: Model) -> str:
    found = model.reasoning
    if found is None:
        return ""
    parts = [_words("always") if found.mandatory else _words("can be set")]
    parts += found.supported_efforts or ()
    return ", ".join(parts)


def _date(unix_s: int) -> str:
    if not unix_s:
        return ""
    day = QDateTime.fromSecsSinceEpoch(unix_s, QTimeZone.utc()).date()
    return QLocale().toString(day, "d MMM yyyy")
