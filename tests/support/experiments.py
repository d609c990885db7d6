"""Experiments for tests: a plan over temperature and top_p, and ended cells."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from desktop_chat.core.experiment import (
    Axis,
    AxisKind,
    CellHead,
    CellState,
    ExperimentHead,
    Plan,
)
from desktop_chat.core.ids import new_id
from desktop_chat.core.measures.registry import answer_values
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.usage import Timings, Usage
from desktop_chat.formats.experiment_document import ExperimentDocument

TEMPERATURES = Axis(AxisKind.PARAMETER, "temperature", (0.0, 0.5, 1.0))
TOP_PS = Axis(AxisKind.PARAMETER, "top_p", (0.5, 1.0))


def question(text: str = "What does temperature do?") -> Message:
    """Return a message of the user's."""
    return Message(new_id(), "", Role.USER, text)


def plan(**changes: Any) -> Plan:
    """Return a plan of six places at the practice model."""
    usual = Plan(
        title="Temperature and top P",
        messages=(question(),),
        endpoint_id=PRACTICE.id,
        model=PRACTICE.default_model,
        axes=(TEMPERATURES, TOP_PS),
        seeds=(1,),
    )
    return msgspec.structs.replace(usual, **changes)


def experiment(**changes: Any) -> ExperimentHead:
    """Return an experiment that has not begun."""
    asked = changes.pop("plan", None) or plan()
    usual = ExperimentHead(new_id(), asked, asked.prompt, created_us=1, updated_us=1)
    return msgspec.structs.replace(usual, **changes)


def answer(text: str, **record: Any) -> Message:
    """Return an answer of three tokens that cost a thousandth of a dollar."""
    usage = Usage(prompt_tokens=7, completion_tokens=3, cost_usd=Decimal("0.001"))
    timings = Timings(1, first_token_after_us=200_000, finished_after_us=1_200_000)
    fields: dict[str, Any] = {"usage": usage, "timings": timings, "finish_reason": "stop"}
    return Message(new_id(), "", Role.ASSISTANT, text, record=TurnRecord(**(fields | record)))


def cell_head(index: int, **changes: Any) -> CellHead:
    """Return the head of a cell that is done."""
    usual = CellHead(index, CellState.DONE, {"words": 3.0}, "0" * 16, "Three small words")
    return msgspec.structs.replace(usual, **changes)


def ended_document(plan_: Plan, texts: Sequence[str]) -> ExperimentDocument:
    """Return an experiment whose first cells have ended with these texts, for exports."""
    answers = {index: answer(text) for index, text in enumerate(texts)}
    heads = {
        index: cell_head(index, values=answer_values(said, plan_), snippet=said.text[:40])
        for index, said in answers.items()
    }
    head = experiment(plan=plan_, done=len(texts), spent_usd=Decimal("0.004"), priced=len(texts))
    return ExperimentDocument(head, heads, answers)
