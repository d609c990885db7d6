"""The rules about reasoning: three ways to ask for it, and what each model takes of them."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from desktop_chat.core.conflict import Case, Conflict, Fix, Rule

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""From no reasoning to the most."""
LEAST_BUDGET = 1024
"""Anthropic's models reason with at least so many tokens."""
_ROOM = 1024
"""Tokens that are left to the answer where a limit is raised above the budget."""


def _effort_twice(case: Case) -> Conflict | None:
    short = case.value("reasoning_effort")
    long = case.part("reasoning", "effort")
    if short is None or case.value("reasoning") is None or short == long:
        return None
    words = f"asks for {long}" if long else "is set as well"
    return Conflict(
        ("reasoning_effort", "reasoning"),
        f"Reasoning effort is {short} and Reasoning {words}: OpenRouter refuses both.",
        (_unset("reasoning_effort", "Reasoning effort"), _unset("reasoning", "Reasoning")),
    )


def _effort_and_budget(case: Case) -> Conflict | None:
    reasoning: Any = case.value("reasoning")
    if case.part("reasoning", "effort") is None or case.part("reasoning", "max_tokens") is None:
        return None
    return Conflict(
        ("reasoning",),
        "Reasoning takes an effort or a budget in tokens, not both.",
        (
            Fix("Keep the effort", {"reasoning": _without(reasoning, "max_tokens")}),
            Fix("Keep the budget", {"reasoning": _without(reasoning, "effort")}),
        ),
    )


def _exclude_twice(case: Case) -> Conflict | None:
    reasoning: Any = case.value("reasoning")
    included = case.value("include_reasoning")
    if included is None or reasoning is None:
        return None
    if included is not bool(case.part("reasoning", "exclude")):
        # Both say the same.
        return None
    merged = {**reasoning, "exclude": not included}
    return Conflict(
        ("include_reasoning", "reasoning"),
        "Include reasoning contradicts Reasoning, which has its own switch.",
        (
            _unset("include_reasoning", "Include reasoning"),
            Fix("Move it into Reasoning", {"include_reasoning": UNSET, "reasoning": merged}),
        ),
    )


def _off_where_mandatory(case: Case) -> Conflict | None:
    support = case.model.reasoning
    if support is None or not support.mandatory:
        return None
    is_off = case.part("reasoning", "enabled") is False
    for name, effort in _efforts(case):
        if effort == "none" or (is_off and name == "reasoning"):
            return Conflict(
                (name,),
                "This model always reasons and refuses to be asked not to.",
                _with_effort(case, name, _weakest(support.supported_efforts)),
            )
    return None


def _effort_unknown(case: Case) -> Conflict | None:
    support = case.model.reasoning
    offered = None if support is None else support.supported_efforts
    if not offered:
        return None
    for name, effort in _efforts(case):
        if effort is None or effort == "none" or effort in offered:
            continue
        nearest = _nearest(effort, offered)
        return Conflict(
            (name,),
            f"This model knows no effort “{effort}” and takes the nearest, {nearest}.",
            _with_effort(case, name, nearest),
            is_refused=False,
        )
    return None


def _budget_unknown(case: Case) -> Conflict | None:
    support = case.model.reasoning
    if support is None or support.supports_max_tokens:
        return None
    if case.part("reasoning", "max_tokens") is None:
        return None
    effort = support.default_effort or "medium"
    return Conflict(
        ("reasoning",),
        "This model takes an effort, no budget in tokens.",
        (Fix(f"Ask for {effort} effort", {"reasoning": {"effort": effort}}),),
        is_refused=False,
    )


def _budget_too_small(case: Case) -> Conflict | None:
    budget = case.part("reasoning", "max_tokens")
    if case.author != "anthropic" or not isinstance(budget, int) or budget >= LEAST_BUDGET:
        return None
    raised = {**case.value("reasoning"), "max_tokens": LEAST_BUDGET}
    return Conflict(
        ("reasoning",),
        f"Anthropic's models reason with at least {LEAST_BUDGET} tokens.",
        (Fix(f"Set {LEAST_BUDGET}", {"reasoning": raised}),),
        is_refused=False,
    )


def _budget_fills_answer(case: Case) -> Conflict | None:
    budget = case.part("reasoning", "max_tokens")
    if not isinstance(budget, int):
        return None
    for name, title in (
        ("max_completion_tokens", "Max completion tokens"),
        ("max_tokens", "Max tokens"),
    ):
        limit = case.value(name)
        if limit is not None and limit <= budget:
            return Conflict(
                ("reasoning", name),
                f"{title} must exceed the {budget} tokens of the reasoning.",
                (*_raised(case, name, budget), _unset(name, title)),
            )
    return None


def _raised(case: Case, name: str, budget: int) -> tuple[Fix, ...]:
    limit = case.model.max_completion_tokens or case.model.context_length
    wanted = budget + _ROOM
    if limit is not None and wanted > limit:
        return ()
    return (Fix(f"Raise it to {wanted}", {name: wanted}),)


def _efforts(case: Case) -> tuple[tuple[str, Any], ...]:
    return (
        ("reasoning", case.part("reasoning", "effort")),
        ("reasoning_effort", case.value("reasoning_effort")),
    )


def _with_effort(case: Case, name: str, effort: str) -> tuple[Fix, ...]:
    if name == "reasoning":
        kept = _without(_without(case.value("reasoning"), "enabled"), "max_tokens")
        value: Any = {**kept, "effort": effort}
    else:
        value = effort
    return (Fix(f"Ask for {effort} effort", {name: value}),)


def _weakest(offered: tuple[str, ...] | None) -> str:
    known = [effort for effort in EFFORTS[1:] if not offered or effort in offered]
    return known[0] if known else "medium"


def _nearest(effort: str, offered: tuple[str, ...]) -> str:
    place = EFFORTS.index(effort) if effort in EFFORTS else EFFORTS.index("medium")
    known = [each for each in EFFORTS if each in offered] or list(offered)
    return min(known, key=lambda each: abs(_place(each) - place))


def _place(effort: str) -> int:
    return EFFORTS.index(effort) if effort in EFFORTS else len(EFFORTS)


def _without(value: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: inner for name, inner in value.items() if name != key}


def _unset(name: str, title: str) -> Fix:
    return Fix(f"Unset {title}", {name: UNSET})


REASONING_RULES: tuple[Rule, ...] = (
    _effort_twice,
    _effort_and_budget,
    _exclude_twice,
    _off_where_mandatory,
    _effort_unknown,
    _budget_unknown,
    _budget_too_small,
    _budget_fills_answer,
)
"""Every rule about reasoning."""
