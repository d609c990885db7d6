"""An experiment as values: what varies, what is asked, what each cell is and became.

A plan spans a grid: a place is one value of every axis, a cell one answer at a place. Places count
row by row, the last axis fastest; cells count place by place, the repeats fastest. Owns neither
the queue in which cells run nor what is measured of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from math import prod
from typing import Any

import msgspec
from msgspec import UNSET, Struct, field

from desktop_chat.core.fields import short_text
from desktop_chat.core.message import Failure, Message
from desktop_chat.core.pricing import EstimatedPrice
from desktop_chat.core.sampling import PARAMETERS, Sampling, merge

MODEL_AT = " @ "
"""Stands between a model and the id of its endpoint, where an axis names another endpoint."""

Place = tuple[int, ...]
"""An index along each axis; () where there is none."""


class AxisKind(StrEnum):
    """What an axis varies."""

    PARAMETER = "parameter"
    MODEL = "model"
    PROVIDER = "provider"
    SYSTEM_PROMPT = "system_prompt"


_TITLES = {
    AxisKind.MODEL: "Model",
    AxisKind.PROVIDER: "Provider",
    AxisKind.SYSTEM_PROMPT: "System prompt",
}


class Axis(Struct, frozen=True, omit_defaults=True):
    """One thing that varies.

    Attributes:
        name: API name of the parameter; "" for the other kinds.
        values: What is set at each place: a value of the parameter, None to unset it; a model's id,
            with MODEL_AT and the id of an endpoint where it is not the plan's; a provider's slug;
            the text of a system prompt.
    """

    kind: AxisKind
    name: str = ""
    values: tuple[Any, ...] = ()

    @property
    def title(self) -> str:
        """What varies, as it is called on screen."""
        parameter = PARAMETERS.get(self.name)
        return _TITLES.get(self.kind) or (parameter.title if parameter else self.name)

    def label(self, index: int) -> str:
        """Return the value at a place on this axis in at most 40 characters, on one line."""
        if (value := self.values[index]) is None:
            return "unset"
        is_json = isinstance(value, dict | list | tuple | bool)
        text = msgspec.json.encode(value).decode() if is_json else str(value)
        return short_text(" ".join(text.split()))


class Assertion(Struct, frozen=True, omit_defaults=True):
    """What an answer must fulfil; `core.measures.assertions` has the kinds and judges them.

    `argument` is a text, also where it stands for a number; "" for kinds that take none.
    """

    kind: str
    argument: str = ""


class Extraction(Struct, frozen=True, omit_defaults=True):
    """Which part of an answer counts when answers are compared.

    Attributes:
        kind: "" the whole text, "regex" its first group or match, "json_path" a value in it.
        argument: The pattern or the path.
    """

    kind: str = ""
    argument: str = ""


class Plan(Struct, frozen=True, omit_defaults=True):
    """What an experiment asks. `core.experiment_plan.check` tells whether it can be carried out.

    Attributes:
        messages: The branch up to the message that is answered, oldest first.
        conversation_id, parent_id: Where that message stands; "" and None where nowhere.
        sampling: What is set at every place, all layers merged; an axis goes over it.
        repeats, concurrency: How many answers each place gets, and how many may stream at once.
        seeds: One for each repeat, the same at every place; () until they are drawn.
        cap_usd: No cell is begun that would pass it; None: no cap.
        prices: Those that the estimate was made with, of the models whose prices were known.
    """

    title: str = ""
    messages: tuple[Message, ...] = ()
    conversation_id: str = ""
    parent_id: str | None = None
    endpoint_id: str = ""
    model: str = ""
    system_prompt: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    axes: tuple[Axis, ...] = ()
    repeats: int = 1
    seeds: tuple[int, ...] = ()
    cap_usd: Decimal | None = None
    concurrency: int = 4
    assertions: tuple[Assertion, ...] = ()
    extraction: Extraction = field(default_factory=Extraction)
    prices: tuple[EstimatedPrice, ...] = ()

    @property
    def prompt(self) -> str:
        """The text that is answered."""
        return self.messages[-1].text if self.messages else ""

    @property
    def shape(self) -> Place:
        """How many values each axis has."""
        return tuple(len(axis.values) for axis in self.axes)

    @property
    def place_count(self) -> int:
        """How many places the grid has."""
        return prod(self.shape)

    @property
    def cell_count(self) -> int:
        """How many answers are asked for."""
        return self.place_count * self.repeats


class Cell(Struct, frozen=True):
    """One answer of an experiment.

    Attributes:
        index: Its number, from 0.
        place: An index along each axis.
        repeat: Which of the answers at its place, from 0.
        seed: What its request carries; None where the seed is an axis, or not drawn yet.
    """

    index: int
    place: Place
    repeat: int
    seed: int | None


class CellSettings(Struct, frozen=True):
    """What is asked in one cell.

    Attributes:
        shared: The plan's parameters, but those that this cell unsets.
        varied: What the axes and the seed set over them.
    """

    shared: Sampling
    varied: Sampling
    endpoint_id: str
    model: str
    provider: str
    system_prompt: str

    @property
    def sampling(self) -> Sampling:
        """All parameters of the cell."""
        return merge(self.shared, self.varied)

    @property
    def lane(self) -> tuple[str, str, str]:
        """Who answers: cells with the same lane wait for each other when one is told to wait."""
        return self.endpoint_id, self.model, self.provider


class CellState(StrEnum):
    """How far a cell got."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    """The endpoint asked to wait; it is tried again by itself."""
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def is_final(self) -> bool:
        """Whether it stays so unless somebody asks again."""
        return self in (CellState.DONE, CellState.FAILED, CellState.STOPPED)


class CellHead(Struct, frozen=True, omit_defaults=True):
    """What is known of an ended cell without its text.

    Attributes:
        values: Every measure of the answer by its name, as far as it has one.
        digest: Equal for equal answers; "" where there is none.
        snippet: The beginning of the answer on one line.
        failure: Why it failed, None where it did not.
    """

    cell_index: int
    state: CellState
    values: dict[str, float] = field(default_factory=dict[str, float])
    digest: str = ""
    snippet: str = ""
    cost_usd: Decimal | None = None
    failure: Failure | None = None


class CellResult(Struct, frozen=True):
    """An ended cell; `message` is the answer with its record."""

    cell_index: int
    state: CellState
    message: Message


class RunState(StrEnum):
    """How far an experiment got."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    """The program ended while it ran; it can be resumed."""
    DONE = "done"
    """Every cell has ended, some perhaps as failures."""


class ExperimentHead(Struct, frozen=True, omit_defaults=True):
    """What is known of an experiment without its cells.

    Attributes:
        prompt: The text that is answered; lists have it where they have no messages.
        rerun_of: Id of the experiment that it repeats, "" for none.
        done, failed: How many cells ended so.
        spent_usd: What the cells that ended have cost.
        priced: How many of them have a cost.
    """

    id: str
    plan: Plan
    prompt: str = ""
    state: RunState = RunState.READY
    created_us: int = 0
    updated_us: int = 0
    rerun_of: str = ""
    done: int = 0
    failed: int = 0
    spent_usd: Decimal = Decimal(0)
    priced: int = 0

    @property
    def title(self) -> str:
        """The plan's title."""
        return self.plan.title


class Estimate(Struct, frozen=True):
    """What a plan would take, by our own count.

    Attributes:
        prompt_tokens, completion_tokens: Of all requests together.
        cost_usd: None where a price is unknown.
        seconds: From the start to the last answer.
    """

    requests: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: Decimal | None
    seconds: float


def place_at(plan: Plan, number: int) -> Place:
    """Return the place with a number, from 0 to `place_count` - 1."""
    indices: list[int] = []
    for size in reversed(plan.shape):
        number, index = divmod(number, size)
        indices.append(index)
    return tuple(reversed(indices))


def place_number(plan: Plan, place: Place) -> int:
    """Return the number of a place."""
    number = 0
    for size, index in zip(plan.shape, place, strict=True):
        number = number * size + index
    return number


def cells_at(plan: Plan, place: Place) -> range:
    """Return the indices of the cells at a place, in the order of their repeats."""
    first = place_number(plan, place) * plan.repeats
    return range(first, first + plan.repeats)


def cell_at(plan: Plan, index: int) -> Cell:
    """Return the cell with an index, from 0 to `cell_count` - 1."""
    number, repeat = divmod(index, plan.repeats)
    seed = plan.seeds[repeat] if plan.seeds and not _varies_seed(plan) else None
    return Cell(index, place_at(plan, number), repeat, seed)


def cells_of(plan: Plan) -> tuple[Cell, ...]:
    """Return all cells of a plan by their index."""
    return tuple(cell_at(plan, index) for index in range(plan.cell_count))


def settings_of(plan: Plan, cell: Cell) -> CellSettings:
    """Return what is asked in a cell.

    Raises:
        BadField: A value does not fit its parameter.
        KeyError: There is no parameter of that name.
    """
    shared = plan.sampling
    varied = Sampling() if cell.seed is None else Sampling(seed=cell.seed)
    endpoint_id, model, provider = plan.endpoint_id, plan.model, ""
    system_prompt = plan.system_prompt
    for axis, index in zip(plan.axes, cell.place, strict=True):
        value = axis.values[index]
        match axis.kind:
            case AxisKind.PARAMETER:
                if value is None:
                    shared = shared.unset(axis.name)
                else:
                    varied = varied.set(axis.name, value)
            case AxisKind.MODEL:
                model, _, other_id = str(value).partition(MODEL_AT)
                endpoint_id = other_id or endpoint_id
            case AxisKind.PROVIDER:
                provider = str(value)
                known = {} if shared.provider is UNSET else shared.provider
                only = {"only": [provider], "allow_fallbacks": False}
                varied = varied.set("provider", known | only)
            case AxisKind.SYSTEM_PROMPT:
                system_prompt = str(value)
    return CellSettings(shared, varied, endpoint_id, model, provider, system_prompt)


def differing_settings(
    plan: Plan, parameters: frozenset[str] = frozenset()
) -> tuple[tuple[CellSettings, ...], int]:
    """Return what cells ask as far as it differs in who answers and in some parameters.

    Ten thousand cells mostly differ in parameters that do not matter to who asks this.

    Args:
        plan: What is asked.
        parameters: The API names of those that matter.

    Returns:
        The settings that differ, each once, without seeds; and how many cells share each.
    """
    axes = tuple(
        axis for axis in plan.axes if axis.kind is not AxisKind.PARAMETER or axis.name in parameters
    )
    reduced = msgspec.structs.replace(plan, axes=axes, repeats=1, seeds=())
    count = reduced.place_count
    found = tuple(settings_of(reduced, cell_at(reduced, index)) for index in range(count))
    return found, plan.cell_count // max(1, count)


def with_seeds(plan: Plan) -> Plan:
    """Return the plan with a seed drawn for each repeat, where it has none."""
    if plan.seeds or _varies_seed(plan):
        return plan
    drawn: dict[int, None] = {}
    while len(drawn) < plan.repeats:
        drawn[secrets.randbelow(2**31)] = None
    return msgspec.structs.replace(plan, seeds=tuple(drawn))


def run_order(plan: Plan, indices: Iterable[int]) -> list[int]:
    """Return cells in the order in which they begin: every place gets its first answer first."""
    return sorted(indices, key=lambda index: (index % plan.repeats, index))


def _varies_seed(plan: Plan) -> bool:
    return any(axis.name == "seed" for axis in plan.axes)
