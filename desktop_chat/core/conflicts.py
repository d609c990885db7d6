"""Which parameters do not go together: one table of rules, each a function of the case.

To add a rule, write one and put it into RULES. A rule says what is the matter and how it ends; it
never changes anything, and it knows nothing of layers and widgets.

Sources: OpenRouter's API of August 2026 (parameters, reasoning tokens, provider routing) and what
the providers behind it answer with status 400.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import UNSET

from desktop_chat.core.catalog import Model
from desktop_chat.core.conflict import Case, Conflict, Fix, Rule
from desktop_chat.core.fields import short_text
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.reasoning_conflicts import REASONING_RULES
from desktop_chat.core.routing_conflicts import ROUTING_RULES
from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.core.tool_conflicts import TOOL_RULES
from desktop_chat.core.tools import format_problem

__all__ = ["RULES", "conflicts"]

STOP_LIMIT = 4
LEAST_TOKENS = 16
"""What some providers ask for at least as the longest answer."""

_TAKE_BOTH = re.compile(r"claude-(?:[23]\b|instant|(?:opus|sonnet)-4(?![.-]\d(?!\d)))")
"""Anthropic's older models, which take Temperature and Top P together."""
_FILTERS = ("top_p", "top_k", "min_p", "top_a")


def conflicts(
    sampling: Sampling, model: Model | None = None, endpoint: Endpoint | None = None
) -> tuple[Conflict, ...]:
    """Return what stands in the way of some parameters, in the table's order.

    Args:
        sampling: All layers merged. What the model does not take is not sent, and so no matter.
        model: Who is asked, None unknown.
        endpoint: Where it goes, None unknown.
    """
    known = model or Model("")
    case = Case(sampling.supported_by(known.supported_parameters)[0], known, endpoint)
    return tuple(found for rule in RULES if (found := rule(case)) is not None)


def _temperature_with_top_p(case: Case) -> Conflict | None:
    is_choosy = case.author == "anthropic" and not _TAKE_BOTH.search(case.model.id)
    if not is_choosy or case.value("temperature") is None or case.value("top_p") is None:
        return None
    return Conflict(
        ("top_p", "temperature"),
        "This model refuses Top P together with Temperature.",
        (_unset("top_p"), _unset("temperature")),
    )


def _filters_without_effect(case: Case) -> Conflict | None:
    filters = [name for name in _FILTERS if case.value(name) is not None]
    if case.value("temperature") != 0 or not filters:
        return None
    verb = "does" if len(filters) == 1 else "do"
    return Conflict(
        (*filters, "temperature"),
        f"{_joined(filters)} {verb} nothing at temperature 0, which takes the likeliest token.",
        (
            Fix(f"Unset {_joined(filters)}", dict.fromkeys(filters, UNSET)),
            Fix("Set Temperature 1", {"temperature": 1.0}),
        ),
        is_refused=False,
    )


def _alternatives_without_logprobs(case: Case) -> Conflict | None:
    if case.value("top_logprobs") is None or case.value("logprobs"):
        return None
    return Conflict(
        ("top_logprobs", "logprobs"),
        "Top log probabilities need Log probabilities.",
        (Fix("Turn on Log probabilities", {"logprobs": True}), _unset("top_logprobs")),
    )


def _two_lengths(case: Case) -> Conflict | None:
    if case.value("max_tokens") is None or case.value("max_completion_tokens") is None:
        return None
    return Conflict(
        ("max_completion_tokens", "max_tokens"),
        "Max tokens and Max completion tokens mean the same; some providers refuse both at once.",
        (_unset("max_tokens"), _unset("max_completion_tokens")),
    )


def _longer_than_possible(case: Case) -> Conflict | None:
    own, context = case.model.max_completion_tokens, case.model.context_length
    limit = own or context
    name = _length_above(case, limit)
    if limit is None or not name:
        return None
    words = "answers with" if own else "has room for"
    return Conflict(
        (name,),
        f"This model {words} at most {limit} tokens.",
        (Fix(f"Set {limit}", {name: limit}), _unset(name)),
    )


def _length_above(case: Case, limit: int | None) -> str:
    for name in ("max_tokens", "max_completion_tokens"):
        value = case.value(name)
        if limit is not None and value is not None and value > limit:
            return name
    return ""


def _shorter_than_some_take(case: Case) -> Conflict | None:
    for name in ("max_tokens", "max_completion_tokens"):
        value = case.value(name)
        if value is not None and value < LEAST_TOKENS and case.is_hosted:
            return Conflict(
                (name,),
                f"Some providers refuse less than {LEAST_TOKENS} tokens.",
                (Fix(f"Set {LEAST_TOKENS}", {name: LEAST_TOKENS}), _unset(name)),
            )
    return None


def _too_many_stops(case: Case) -> Conflict | None:
    stops = case.value("stop")
    if not stops or len(stops) <= STOP_LIMIT or not case.is_hosted:
        return None
    return Conflict(
        ("stop",),
        f"The API takes {STOP_LIMIT} stop strings; these are {len(stops)}.",
        (Fix(f"Keep the first {STOP_LIMIT}", {"stop": tuple(stops[:STOP_LIMIT])}),),
    )


def _empty_stop(case: Case) -> Conflict | None:
    stops = case.value("stop")
    if not stops or "" not in stops:
        return None
    kept = tuple(text for text in stops if text)
    return Conflict(
        ("stop",),
        "An empty stop string would end every answer before it begins.",
        (Fix("Remove it", {"stop": kept or UNSET}),),
    )


def _bias_without_token(case: Case) -> Conflict | None:
    bias: dict[str, float] = case.value("logit_bias") or {}
    wrong = [token for token in bias if not (token.isascii() and token.isdecimal())]
    if not wrong:
        return None
    kept = {token: amount for token, amount in bias.items() if token not in wrong}
    return Conflict(
        ("logit_bias",),
        f"“{short_text(wrong[0], 20)}” is no token id: ids are whole numbers.",
        (Fix("Remove it", {"logit_bias": kept or UNSET}),),
    )


def _schema_unsupported(case: Case) -> Conflict | None:
    supported = case.model.supported_parameters
    is_schema = case.part("response_format", "type") == "json_schema"
    if not is_schema or supported is None or "structured_outputs" in supported:
        return None
    return Conflict(
        ("response_format",),
        "This model writes JSON but does not keep to a schema.",
        (Fix("Ask for a JSON object", {"response_format": {"type": "json_object"}}),),
    )


def _schema_wrong(case: Case) -> Conflict | None:
    if case.part("response_format", "type") != "json_schema":
        return None
    problem = format_problem(case.value("response_format"))
    if not problem:
        return None
    return Conflict(
        ("response_format",),
        problem,
        (Fix("Ask for a JSON object", {"response_format": {"type": "json_object"}}),),
    )


def _structure_without_schema(case: Case) -> Conflict | None:
    if not case.value("structured_outputs"):
        return None
    if case.part("response_format", "type") == "json_schema":
        return None
    return Conflict(
        ("structured_outputs", "response_format"),
        "Structured outputs do nothing without a JSON schema in Response format.",
        (_unset("structured_outputs"),),
        is_refused=False,
    )


def _unset(name: str) -> Fix:
    return Fix(f"Unset {_title(name)}", {name: UNSET})


def _title(name: str) -> str:
    return PARAMETERS[name].title


def _joined(names: Iterable[str]) -> str:
    *first, last = map(_title, names)
    return f"{', '.join(first)} and {last}" if first else last


RULES: tuple[Rule, ...] = (
    _temperature_with_top_p,
    _filters_without_effect,
    _two_lengths,
    _longer_than_possible,
    _shorter_than_some_take,
    _too_many_stops,
    _empty_stop,
    _bias_without_token,
    _alternatives_without_logprobs,
    _schema_unsupported,
    _schema_wrong,
    _structure_without_schema,
    *REASONING_RULES,
    *TOOL_RULES,
    *ROUTING_RULES,
)
"""Every rule, in the panel's order."""
