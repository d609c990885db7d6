"""A file becomes a plan; a wrong one is told in a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_chat.core.experiment import Assertion, Axis, AxisKind, Extraction
from desktop_chat.core.experiment_plan import check
from desktop_chat.core.message import Role
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import AppError
from desktop_chat.formats.experiment_toml import read_plan
from desktop_chat.resources import read_text

EVERY_KEY = """
title = "Ferry"
system_prompt = "Be brief."
endpoint = "openrouter"
model = "a/b"
seeds = [4, 5]
concurrency = 9
cap_usd = 0.1
[[messages]]
role = "user"
text = "One"
[[messages]]
role = "assistant"
text = "Two"
[[messages]]
role = "user"
text = "Three"
[parameters]
max_tokens = 60
stop = ["END"]
[[axes]]
parameter = "temperature"
from = 0
to = "0.3"
step = 0.1
[[axes]]
parameter = "top_k"
values = [1, "unset"]
[[axes]]
system_prompts = ["", "x"]
[[axes]]
models = ["a/b", "c @ ollama"]
[[assertions]]
kind = "max_tokens"
argument = 40
[extraction]
json_path = "$.a"
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("prompt = ", "The file is no TOML: "),
        ("a = " + "[" * 5_000, "The file is no TOML: "),
        ('prompts = "x"', "In the file: Object contains unknown field `prompts`."),
        ("repeats = true", "In the file, repeats: "),
        ('[[axes]]\nparameter = "top_p"\nvalue = 1', "In the file, axes[0]: "),
        ("[[axes]]\nvalues = [1]", "An axis names nothing, or two things."),
        ('[[axes]]\nparameter = "a"\nmodels = ["b"]', "An axis names nothing, or two things."),
        ('[[axes]]\nparameter = "top_p"', "The axis top_p has neither values nor a range"),
        (
            '[[axes]]\nparameter = "top_p"\nvalues = [1]\nstep = 1',
            "The axis top_p has neither values nor a range, or both.",
        ),
        ('[[axes]]\nparameter = "top_p"\nfrom = 0\nto = 1', "A range needs three numbers."),
        ("[parameters]\nwarmth = 1", "There is no parameter 'warmth'."),
        ("[parameters]\ntemperature = 9", "Temperature cannot be 9."),
        ('cap_usd = "much"', "cap_usd cannot be 'much'."),
        ('prompt = "a"\n[[messages]]\nrole = "user"\ntext = "b"', "both prompt and messages"),
        ('[[messages]]\nrole = "robot"\ntext = "b"', "In the file, messages[0].role: "),
        ('[extraction]\nregex = "a"\njson_path = "$"', "by regex or by json_path"),
    ],
)
def test_what_is_wrong_is_told(text: str, sentence: str) -> None:
    with pytest.raises(AppError) as caught:
        read_plan(text)
    assert sentence in caught.value.text
    assert "\n" not in caught.value.text


def test_every_key_has_its_place() -> None:
    found = read_plan(EVERY_KEY)
    plan = found.plan
    assert (found.endpoint, found.model) == ("openrouter", "a/b")
    assert [(said.role, said.text) for said in plan.messages] == [
        (Role.USER, "One"),
        (Role.ASSISTANT, "Two"),
        (Role.USER, "Three"),
    ]
    assert (plan.title, plan.system_prompt, plan.concurrency) == ("Ferry", "Be brief.", 9)
    assert (plan.repeats, plan.seeds, plan.cap_usd) == (2, (4, 5), Decimal("0.1"))
    assert plan.sampling == Sampling(max_tokens=60, stop=("END",))
    assert plan.axes == (
        Axis(AxisKind.PARAMETER, "temperature", (0.0, 0.1, 0.2, 0.3)),
        Axis(AxisKind.PARAMETER, "top_k", (1, None)),
        Axis(AxisKind.SYSTEM_PROMPT, "", ("", "x")),
        Axis(AxisKind.MODEL, "", ("a/b", "c @ ollama")),
    )
    assert plan.assertions == (Assertion("max_tokens", "40"),)
    assert plan.extraction == Extraction("json_path", "$.a")
    check(plan)


def test_the_example_can_be_carried_out() -> None:
    found = read_plan(read_text("examples/experiment.toml"))
    assert found.plan.cell_count == 24
    assert found.plan.axes[1].values == (0.5, 0.9, None)


def test_repeats_without_seeds_and_seeds_without_repeats() -> None:
    assert read_plan("repeats = 3").plan.seeds == ()
    assert read_plan("repeats = 3").plan.repeats == 3
    assert read_plan("").plan.repeats == 1
    assert read_plan('[extraction]\nregex = "x"').plan.extraction == Extraction("regex", "x")
