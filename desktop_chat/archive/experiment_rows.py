"""Experiments and cells to rows of the archive and back. Runs no SQL."""

from __future__ import annotations

import zlib

import msgspec

from desktop_chat.archive.database import Row, SqlValue
from desktop_chat.archive.rows import (
    json_text,
    message_from,
    message_row,
    packed_id,
    unpacked_id,
)
from desktop_chat.archive.text import well_formed
from desktop_chat.archive.token_blob import packed, unpacked
from desktop_chat.core.experiment import CellHead, CellState, ExperimentHead, Plan, RunState
from desktop_chat.core.message import Message

EXPERIMENT_COLUMNS = ("id", "title", "prompt", "created_us", "rerun_of", "plan", "branch")
"""The columns of an experiment that never change, in the order of `experiment_row`."""
PROGRESS_COLUMNS = ("state", "updated_us", "done", "failed", "spent_usd", "priced", "cap_usd")
"""Those that do, in the order of `progress_row`."""
CELL_COLUMNS = ("experiment", "number", "state", "head")
"""The columns of a cell's head under its checksum, in the order of `cell_row`."""
ANSWER_COLUMNS = ("cell", "id", "state", "created_us", "text", "reasoning", "parts", "record")
"""The columns of a cell's answer under its checksum, in the order of `answer_row`."""
REQUEST_COLUMNS = ("request_prefix", "request_suffix", "request", "request_checksum")
"""Those of the body of its request, as a difference from the first one of its experiment."""
EXTRAS_COLUMNS = ("tokens", "arrivals")
"""Those of what is kept beside it, in the order of `extras_row`."""


def experiment_row(head: ExperimentHead) -> tuple[SqlValue, ...]:
    """Return an experiment's values for EXPERIMENT_COLUMNS."""
    plan = head.plan
    return (
        packed_id(head.id),
        well_formed(plan.title),
        well_formed(plan.prompt),
        head.created_us,
        packed_id(head.rerun_of),
        json_text(msgspec.structs.replace(plan, messages=(), cap_usd=None)),
        json_text(plan.messages),
    )


def progress_row(head: ExperimentHead) -> tuple[SqlValue, ...]:
    """Return an experiment's values for PROGRESS_COLUMNS."""
    cap = head.plan.cap_usd
    return (
        head.state.value,
        head.updated_us,
        head.done,
        head.failed,
        str(head.spent_usd),
        head.priced,
        None if cap is None else str(cap),
    )


def experiment_from(row: Row) -> ExperimentHead:
    """Return the experiment of a row of both lists of columns, whose texts are bytes.

    Where the branch was not read, None stands for it and the plan has no messages. A row that is
    damaged gives what can be read of it: its title at least.
    """
    key_id, title, prompt, created_us, rerun_of, plan, branch, *progress = row
    fields = {
        "id": unpacked_id(key_id),
        "prompt": prompt.decode(errors="replace"),
        "created_us": created_us,
        "rerun_of": unpacked_id(rerun_of),
        **dict(zip(PROGRESS_COLUMNS, progress, strict=True)),
    }
    cap = fields.pop("cap_usd")
    try:
        known = msgspec.json.decode(plan)
        known["messages"] = [] if branch is None else msgspec.json.decode(branch)
        return msgspec.convert(
            fields | {"plan": known | {"cap_usd": cap}}, ExperimentHead, strict=False
        )
    except msgspec.MsgspecError:
        readable = Plan(title=title.decode(errors="replace"))
        return ExperimentHead(fields["id"], readable, state=RunState.INTERRUPTED)


def cell_row(experiment: int, head: CellHead) -> tuple[SqlValue, ...]:
    """Return a cell's values for CELL_COLUMNS, given the key of its experiment's row."""
    return experiment, head.cell_index, head.state.value, json_text(head)


def cell_from(row: Row) -> CellHead:
    """Return the head of a cell; one that is damaged counts as failed."""
    _, number, _state, head = row
    try:
        return msgspec.json.decode(head, type=CellHead)
    except msgspec.MsgspecError:
        return CellHead(number, CellState.FAILED)


def answer_row(cell: int, answer: Message) -> tuple[SqlValue, ...]:
    """Return an answer's values for ANSWER_COLUMNS, given the key of its cell's row."""
    if answer.logprobs:
        answer = msgspec.structs.replace(answer, logprob_count=len(answer.logprobs))
    key_id, _, _, _, state, created_us, *texts = message_row(answer, 0)
    return cell, key_id, state, created_us, *texts


def extras_row(answer: Message) -> tuple[SqlValue, SqlValue]:
    """Return what is kept beside an answer: its tokens and when its pieces came, each packed."""
    arrived = answer.record.arrivals if answer.record else b""
    tokens = packed(answer.logprobs) if answer.logprobs else None
    return tokens, zlib.compress(arrived) if arrived else None


def with_extras(
    answer: Message, tokens: bytes | None, arrived: bytes | None, request_body: str
) -> Message:
    """Return an answer with what `extras_row` gave, and the body of its request."""
    logprobs = unpacked(tokens) if tokens else None
    answer = msgspec.structs.replace(answer, logprobs=tuple(logprobs or ()))
    if answer.record is None:
        return answer
    record = msgspec.structs.replace(
        answer.record,
        request_body=request_body,
        arrivals=zlib.decompress(arrived) if arrived else b"",
    )
    return msgspec.structs.replace(answer, record=record)


def answer_from(row: Row, experiment_id: str) -> Message:
    """Return the answer of a row whose texts are bytes, without what is kept beside it."""
    _, key_id, state, created_us, *texts = row
    return message_from((key_id, 0, None, "assistant", state, created_us, *texts), experiment_id)
