"""A plan that cannot be carried out is refused with one clear sentence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from support.experiments import TEMPERATURES, plan, question

from desktop_chat.core.experiment import Assertion, Axis, AxisKind, Extraction
from desktop_chat.core.experiment_plan import axis_range, check
from desktop_chat.core.message import Message, Role
from desktop_chat.errors import AppError, BadField, UsageError


def axis(*values: Any, name: str = "temperature") -> Axis:
    return Axis(AxisKind.PARAMETER, name, values)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"messages": ()}, "There is no message to answer"),
        ({"messages": (Message("a", "", Role.ASSISTANT, "x"),)}, "There is no message to answer"),
        ({"messages": (question(" \n"),)}, "The message to answer is empty"),
        ({"model": ""}, "No model is chosen"),
        ({"axes": ()}, "This experiment varies nothing"),
        ({"axes": (axis(),)}, "Temperature has no values"),
        ({"axes": (axis(0.1), axis(0.2))}, "Temperature stands on two axes"),
        ({"axes": (axis(0.1, 0.5, 0.1),)}, "Temperature has the value 0.1 twice"),
        ({"axes": (axis(1, name="warmth"),)}, "There is no parameter 'warmth'"),
        ({"axes": (Axis(AxisKind.MODEL, values=("", "x")),)}, "Model has an empty value"),
        ({"axes": (Axis(AxisKind.SYSTEM_PROMPT, values=(1,)),)}, "System prompt takes texts"),
        ({"repeats": 0, "seeds": ()}, "Each place needs at least one answer"),
        ({"repeats": 2000, "seeds": ()}, "This makes 12\u202f000 requests; 10\u202f000 are the"),
        ({"repeats": 2, "seeds": (1,)}, "There are 1 seeds for 2 repeats"),
        ({"repeats": 2, "seeds": (1, 1)}, "A seed stands there twice"),
        ({"concurrency": 0}, "0 requests cannot run at once"),
        ({"cap_usd": Decimal(-1)}, "The cost cap cannot be negative"),
        ({"cap_usd": Decimal("NaN")}, "The cost cap cannot be negative"),
        ({"assertions": (Assertion("sings"),)}, "There is no assertion 'sings'"),
        ({"assertions": (Assertion("regex", "("),)}, "The pattern is not valid"),
        ({"extraction": Extraction("json_path", "a.b")}, "is no path into JSON"),
    ],
)
def test_what_cannot_be_carried_out(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        check(plan(**changes))
    assert sentence in caught.value.text
    assert caught.value.advice


def test_every_value_of_every_axis_is_tried() -> None:
    with pytest.raises(BadField, match="Top P cannot be 3"):
        check(plan(axes=(TEMPERATURES, axis(0.5, 0.9, 3, name="top_p"))))


def test_seven_axes_are_too_many() -> None:
    names = ("temperature", "top_p", "top_k", "min_p", "top_a", "seed", "max_tokens")
    axes = tuple(axis(1, name=name) for name in names)
    with pytest.raises(UsageError, match="at most 6 axes"):
        check(plan(axes=axes))


def test_repeats_alone_are_an_experiment() -> None:
    check(plan(axes=(), repeats=3, seeds=()))
    check(plan())


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("a", 1, 1), "three numbers"),
        ((0, 1, 0), "cannot be 0"),
        ((0, 1, -0.1), "no step of -0.1"),
        ((0, 1, 0.0001), "more than 1\u202f000 values"),
        ((0, "Infinity", 1), "three numbers"),
        ((0, "NaN", 1), "three numbers"),
    ],
)
def test_a_range_that_is_none(given: tuple[Any, Any, Any], sentence: str) -> None:
    with pytest.raises(AppError) as caught:
        axis_range(*given)
    assert sentence in caught.value.text


def test_the_steps_of_a_range_are_decimal() -> None:
    assert axis_range(0, 0.3, 0.1) == (0.0, 0.1, 0.2, 0.3)
    assert axis_range("1", " 5 ", "2") == (1, 3, 5)
    assert [type(value) for value in axis_range(1, 2, 1)] == [int, int]
    assert axis_range(1, 0, -0.5) == (1.0, 0.5, 0.0)
    assert axis_range(2, 2, 1) == (2,)
