"""Whether a plan can be carried out, told in one sentence; and the values of a range.

Knows neither endpoints nor prices.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import msgspec

from desktop_chat.core.experiment import Axis, AxisKind, Plan, cell_at, settings_of
from desktop_chat.core.figures import count_text
from desktop_chat.core.measures.assertions import check_assertion
from desktop_chat.core.measures.extraction import check_extraction
from desktop_chat.core.message import Role
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.errors import UsageError

MAX_CELLS = 10_000
MAX_CONCURRENCY = 64
MAX_RANGE = 1_000
MAX_AXES = 6


def check(plan: Plan) -> None:
    """Return when a plan can be carried out.

    Raises:
        UsageError: It cannot; the sentence says why and the advice what to change.
        BadField: A value does not fit its parameter.
    """
    for rule in _RULES:
        rule(plan)


def check_cap(cap_usd: Decimal | None) -> None:
    """Return when an experiment can have a cap.

    Raises:
        UsageError: It is negative or no finite number.
    """
    if cap_usd is not None and (not cap_usd.is_finite() or cap_usd < 0):
        raise UsageError("The cost cap cannot be negative.", advice="Set it to 0 or more.")


def axis_range(start: object, stop: object, step: object) -> tuple[float, ...]:
    """Return the values from `start` to `stop` inclusive, whole numbers where all three are.

    The steps are decimal: from 0 to 0.3 by 0.1 the last value is 0.3.

    Args:
        start: A number, or its text.
        stop: A number, or its text.
        step: A number, or its text; negative to go down.

    Raises:
        UsageError: One is no number, or the range has no value or too many.
    """
    try:
        first, last, by = (Decimal(str(value).strip()) for value in (start, stop, step))
        count = int((last - first) / by) + 1 if by else 0
    except (InvalidOperation, OverflowError, ValueError):
        raise UsageError(
            "A range needs three numbers.", advice="Write first, last and step, such as 0, 1, 0.1."
        ) from None
    if by == 0:
        raise UsageError("The step of a range cannot be 0.", advice="Take a larger step.")
    if (last - first) / by < 0:
        raise UsageError(
            f"From {first} to {last} there is no step of {by}.", advice="Turn the sign of the step."
        )
    if count > MAX_RANGE:
        raise UsageError(
            f"This range has more than {count_text(MAX_RANGE)} values.",
            advice="Take a larger step.",
        )
    values = [first + by * number for number in range(count)]
    are_whole = all(value == value.to_integral_value() for value in (first, by))
    return tuple(int(value) if are_whole else float(value) for value in values)


def _has_a_question(plan: Plan) -> None:
    if not plan.messages or plan.messages[-1].role not in (Role.USER, Role.TOOL):
        raise UsageError(
            "There is no message to answer.", advice="Write one, or start from a message of yours."
        )
    if not plan.prompt.strip():
        raise UsageError("The message to answer is empty.", advice="Write it first.")


def _varies_something(plan: Plan) -> None:
    if not plan.axes and plan.repeats == 1:
        raise UsageError(
            "This experiment varies nothing.", advice="Add an axis, or repeat it several times."
        )
    if len(plan.axes) > MAX_AXES:
        raise UsageError(
            f"An experiment has at most {MAX_AXES} axes.", advice="Take some of them away."
        )


def _axes_have_values(plan: Plan) -> None:
    seen: set[tuple[AxisKind, str]] = set()
    for axis in plan.axes:
        if axis.kind is AxisKind.PARAMETER and axis.name not in PARAMETERS:
            raise UsageError(f"There is no parameter {axis.name!r}.", advice="Choose another.")
        if not axis.values:
            raise UsageError(f"{axis.title} has no values.", advice="Give it at least one.")
        if (axis.kind, axis.name) in seen:
            raise UsageError(f"{axis.title} stands on two axes.", advice="Take one of them away.")
        seen.add((axis.kind, axis.name))
        _values_differ(axis)


def _values_differ(axis: Axis) -> None:
    seen: set[bytes] = set()
    for index, value in enumerate(axis.values):
        if axis.kind is not AxisKind.PARAMETER and not isinstance(value, str):
            raise UsageError(f"{axis.title} takes texts as values.", advice="Correct the values.")
        if axis.kind in (AxisKind.MODEL, AxisKind.PROVIDER) and not value.strip():
            raise UsageError(f"{axis.title} has an empty value.", advice="Take it away.")
        coded = msgspec.json.encode(value, order="deterministic")
        if coded in seen:
            raise UsageError(
                f"{axis.title} has the value {axis.label(index)} twice.",
                advice="Take one of them away.",
            )
        seen.add(coded)


def _is_of_a_size(plan: Plan) -> None:
    if plan.repeats < 1:
        raise UsageError("Each place needs at least one answer.", advice="Set repeats to 1.")
    if plan.cell_count > MAX_CELLS:
        raise UsageError(
            f"This makes {count_text(plan.cell_count)} requests; {count_text(MAX_CELLS)} are the "
            "most.",
            advice="Take values or repeats away.",
        )
    if not 1 <= plan.concurrency <= MAX_CONCURRENCY:
        raise UsageError(
            f"{plan.concurrency} requests cannot run at once.",
            advice=f"Choose between 1 and {MAX_CONCURRENCY}.",
        )
    check_cap(plan.cap_usd)


def _seeds_fit(plan: Plan) -> None:
    if plan.seeds and len(plan.seeds) != plan.repeats:
        raise UsageError(
            f"There are {len(plan.seeds)} seeds for {plan.repeats} repeats.",
            advice="Give one seed for each repeat, or none to have them drawn.",
        )
    if len(set(plan.seeds)) != len(plan.seeds):
        raise UsageError("A seed stands there twice.", advice="Give each repeat its own.")


def _names_a_model(plan: Plan) -> None:
    if not plan.model and not any(axis.kind is AxisKind.MODEL for axis in plan.axes):
        raise UsageError("No model is chosen.", advice="Choose a model.")


def _criteria_can_be_judged(plan: Plan) -> None:
    for assertion in plan.assertions:
        check_assertion(assertion)
    check_extraction(plan.extraction)


def _values_fit(plan: Plan) -> None:
    """Try each value once: the values of one axis do not depend on those of another."""
    for number, axis in enumerate(plan.axes):
        step = plan.repeats
        for size in plan.shape[number + 1 :]:
            step *= size
        for index in range(len(axis.values)):
            settings_of(plan, cell_at(plan, index * step))
    settings_of(plan, cell_at(plan, 0))


_RULES: tuple[Callable[[Plan], None], ...] = (
    _has_a_question,
    _names_a_model,
    _axes_have_values,
    _is_of_a_size,
    _varies_something,
    _seeds_fit,
    _values_fit,
    _criteria_can_be_judged,
)
