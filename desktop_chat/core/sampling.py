"""Every parameter of a request that shapes sampling or output: one annotated field each, and all else derives from it.

Sources: OpenRouter's API, state of August 2026 (ranges and conventional defaults of POST /chat/completions).
Unset means absent from the request; no default is ever sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from desktop_chat.errors import BadField


class Group(StrEnum):
    """The section of the panel in which a parameter stands."""

    SAMPLING = "Sampling"
    LENGTH = "Length and stop"
    PENALTIES = "Penalties"
    OUTPUT = "Output format"
    REASONING = "Reasoning"
    TOOLS = "Tools"


class Kind(StrEnum):
    """The sort of value, and so the sort of editor."""

    FLOAT = "float"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    STRINGS = "strings"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the program knows of one parameter.

    Attributes:
        name: The API's name, and the field's.
        title: The name on screen.
        help: Two plain sentences: what it does, and what low and high values give.
        minimum, maximum: The allowed range, inclusive unless `minimum_is_excluded`; None: open.
        slider_minimum, slider_maximum: What the slider spans; None: no slider, a field alone.
        step: The step of the slider and of the arrow keys.
        default: The conventional default, None where there is none. Never sent.
        unit: "tokens" or "".
        choices: For Kind.CHOICE, in their order.
        is_standard: Whether OpenAI's own API has it; others are sent to OpenRouter and where extras are switched on.
        uses_log_scale: Whether the slider is logarithmic.
        aliases: Names under which a model may list its support.
    """

    name: str
    title: str
    group: Group
    kind: Kind
    help: str
    minimum: float | None = None
    maximum: float | None = None
    minimum_is_excluded: bool = False
    slider_minimum: float | None = None
    slider_maximum: float | None = None
    step: float | None = None
    default: Any = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    is_standard: bool = True
    uses_log_scale: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def has_slider(self) -> bool:
        """Whether the panel shows a slider for it."""
        return self.slider_minimum is not None and self.slider_maximum is not None

    @property
    def range_text(self) -> str:
        """The range in words, such as "0 to 2", or "" where it is open on both sides."""
        if self.minimum is None and self.maximum is None:
            return ""
        low = "" if self.minimum is None else f"{self.minimum:g}"
        high = "" if self.maximum is None else f"{self.maximum:g}"
        if low and self.minimum_is_excluded:
            low = f"above {low}"
        if not high:
            return low if self.minimum_is_excluded else f"{low} or more"
        return f"{low} to {high}" if low else f"up to {high}"


@dataclass(frozen=True, slots=True)
class About:
    """The part of a Parameter that its annotation cannot say by type and range."""

    title: str
    group: Group
    help: str
    slider: tuple[float, float] | None = None
    step: float | None = None
    default: Any = None
    unit: str = ""
    is_standard: bool = True
    uses_log_scale: bool = False
    aliases: tuple[str, ...] = ()


Number = float | UnsetType
Whole = int | UnsetType
Flag = bool | UnsetType
Strings = tuple[str, ...]
JsonObject = dict[str, Any]

Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
Verbosity = Literal["low", "medium", "high", "xhigh", "max"]


class Sampling(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=False):
    """A sparse set of parameters; each field is a value or UNSET.

    Decoding and `set()` check types and ranges, the constructor does not.
    """

    temperature: Annotated[
        Annotated[float, Meta(ge=0, le=2)] | UnsetType,
        About(
            "Temperature",
            Group.SAMPLING,
            "Divides the scores of the next tokens before one is drawn. Low values repeat the likeliest "
            "wording, 0 always takes it; high values give variety and, near 2, noise.",
            slider=(0, 2),
            step=0.01,
            default=1.0,
        ),
    ] = UNSET
    top_p: Annotated[
        Annotated[float, Meta(gt=0, le=1)] | UnsetType,
        About(
            "Top P",
            Group.SAMPLING,
            "Keeps the likeliest tokens whose probabilities add up to P and drops the rest. Low values "
            "allow only safe words, 1 allows all.",
            slider=(0.01, 1),
            step=0.01,
            default=1.0,
        ),
    ] = UNSET
    top_k: Annotated[
        Annotated[int, Meta(ge=0)] | UnsetType,
        About(
            "Top K",
            Group.SAMPLING,
            "Keeps the K likeliest tokens and drops the rest. 1 always takes the likeliest, 0 turns the "
            "limit off.",
            slider=(0, 200),
            step=1,
            default=0,
            is_standard=False,
        ),
    ] = UNSET
    min_p: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | UnsetType,
        About(
            "Min P",
            Group.SAMPLING,
            "Drops tokens less likely than this share of the likeliest token. 0 turns it off; 0.1 drops "
            "whatever is ten times less likely than the best.",
            slider=(0, 1),
            step=0.01,
            default=0.0,
            is_standard=False,
        ),
    ] = UNSET
    top_a: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | UnsetType,
        About(
            "Top A",
            Group.SAMPLING,
            "Drops tokens less likely than A times the square of the best probability. It bites when the "
            "model is sure and hardly acts when many tokens are equal.",
            slider=(0, 1),
            step=0.01,
            default=0.0,
            is_standard=False,
        ),
    ] = UNSET
    seed: Annotated[
        Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | UnsetType,
        About(
            "Seed",
            Group.SAMPLING,
            "Starts the random draw at a fixed point, so that the same request gives the same answer "
            "where the provider can. Unset, every answer is drawn anew.",
            step=1,
        ),
    ] = UNSET
    max_tokens: Annotated[
        Annotated[int, Meta(ge=1)] | UnsetType,
        About(
            "Max tokens",
            Group.LENGTH,
            "Cuts the answer after this many tokens. Unset, the model ends by itself or at its own limit.",
            slider=(1, 32768),
            step=1,
            unit="tokens",
            uses_log_scale=True,
        ),
    ] = UNSET
    max_completion_tokens: Annotated[
        Annotated[int, Meta(ge=1)] | UnsetType,
        About(
            "Max completion tokens",
            Group.LENGTH,
            "Cuts the answer, its reasoning included, after this many tokens. Newer models ask for it in "
            "place of Max tokens.",
            slider=(1, 32768),
            step=1,
            unit="tokens",
            uses_log_scale=True,
        ),
    ] = UNSET
    stop: Annotated[
        Annotated[Strings, Meta(max_length=4)] | UnsetType,
        About(
            "Stop",
            Group.LENGTH,
            "Ends the answer where any of these strings would appear; the string itself is left out. At "
            "most four.",
        ),
    ] = UNSET
    frequency_penalty: Annotated[
        Annotated[float, Meta(ge=-2, le=2)] | UnsetType,
        About(
            "Frequency penalty",
            Group.PENALTIES,
            "Lowers a token's score each time it has occurred. High values avoid repetition, negative "
            "ones invite it.",
            slider=(-2, 2),
            step=0.01,
            default=0.0,
        ),
    ] = UNSET
    presence_penalty: Annotated[
        Annotated[float, Meta(ge=-2, le=2)] | UnsetType,
        About(
            "Presence penalty",
            Group.PENALTIES,
            "Lowers a token's score once it has occurred at all. High values move on to new words, "
            "negative ones stay with the old.",
            slider=(-2, 2),
            step=0.01,
            default=0.0,
        ),
    ] = UNSET
    repetition_penalty: Annotated[
        Annotated[float, Meta(ge=0, le=2)] | UnsetType,
        About(
            "Repetition penalty",
            Group.PENALTIES,
            "Divides the score of tokens that occurred in the prompt or the answer. 1 does nothing, above "
            "1 avoids repetition.",
            slider=(0, 2),
            step=0.01,
            default=1.0,
            is_standard=False,
        ),
    ] = UNSET
    logit_bias: Annotated[
        dict[str, Annotated[float, Meta(ge=-100, le=100)]] | UnsetType,
        About(
            "Logit bias",
            Group.PENALTIES,
            "Adds a number to the score of single tokens, named by their ids in the model's vocabulary. "
            "100 all but forces a token, -100 forbids it.",
        ),
    ] = UNSET
    response_format: Annotated[
        JsonObject | UnsetType,
        About(
            "Response format",
            Group.OUTPUT,
            "Makes the answer a JSON object, or JSON that fits a schema. Say in the prompt, too, that "
            "JSON is wanted.",
            aliases=("structured_outputs",),
        ),
    ] = UNSET
    structured_outputs: Annotated[
        bool | UnsetType,
        About(
            "Structured outputs",
            Group.OUTPUT,
            "Asks for endpoints that enforce a JSON schema strictly. Use it together with Response format.",
            is_standard=False,
        ),
    ] = UNSET
    verbosity: Annotated[
        Verbosity | UnsetType,
        About(
            "Verbosity",
            Group.OUTPUT,
            "How much the model says: low gives short answers, max gives full ones.",
            default="medium",
        ),
    ] = UNSET
    logprobs: Annotated[
        bool | UnsetType,
        About(
            "Log probabilities",
            Group.OUTPUT,
            "Returns the probability of every token of the answer. Needed for the token view.",
        ),
    ] = UNSET
    top_logprobs: Annotated[
        Annotated[int, Meta(ge=0, le=20)] | UnsetType,
        About(
            "Top log probabilities",
            Group.OUTPUT,
            "Returns, for every token, this many of its likeliest alternatives. Needs Log probabilities.",
            slider=(0, 20),
            step=1,
        ),
    ] = UNSET
    reasoning: Annotated[
        JsonObject | UnsetType,
        About(
            "Reasoning",
            Group.REASONING,
            "How much the model thinks before it answers: an effort, or a budget in tokens. More thinking "
            "costs time and tokens.",
            is_standard=False,
        ),
    ] = UNSET
    reasoning_effort: Annotated[
        Effort | UnsetType,
        About(
            "Reasoning effort",
            Group.REASONING,
            "The short form of Reasoning: how hard the model thinks. Do not set both.",
            aliases=("reasoning",),
        ),
    ] = UNSET
    include_reasoning: Annotated[
        bool | UnsetType,
        About(
            "Include reasoning",
            Group.REASONING,
            "Whether the reasoning is returned with the answer. An older switch; Reasoning has its own.",
            is_standard=False,
        ),
    ] = UNSET
    tools: Annotated[
        tuple[JsonObject, ...] | UnsetType,
        About(
            "Tools",
            Group.TOOLS,
            "Functions that the model may ask to call, each with a JSON schema. Nothing is run by itself.",
        ),
    ] = UNSET
    tool_choice: Annotated[
        str | JsonObject | UnsetType,
        About(
            "Tool choice",
            Group.TOOLS,
            "Whether a tool is called: none, auto, required, or one function by name. auto leaves it to "
            "the model.",
            default="auto",
        ),
    ] = UNSET
    parallel_tool_calls: Annotated[
        bool | UnsetType,
        About(
            "Parallel tool calls",
            Group.TOOLS,
            "Whether the model may ask for several calls at once. Off, it asks for one at a time.",
            default=True,
        ),
    ] = UNSET

    def set(self, name: str, value: object) -> Sampling:
        """Return a copy with one parameter set, its type and range checked.

        Raises:
            BadField: The value does not fit; the text names the parameter and its range.
            KeyError: There is no such parameter.
        """
        parameter = PARAMETERS[name]
        try:
            checked = msgspec.convert(value, _VALUE_TYPES[name], strict=True)
        except msgspec.ValidationError as error:
            expected = parameter.range_text or parameter.kind.value
            raise BadField(
                f"{parameter.title} cannot be {_short(value)}.",
                advice=f"It takes {_expectation(parameter, expected)}.",
                detail=str(error),
            ) from error
        return msgspec.structs.replace(self, **{name: checked})

    def unset(self, name: str) -> Sampling:
        """Return a copy without the parameter."""
        return msgspec.structs.replace(self, **{name: UNSET})

    def values(self) -> dict[str, Any]:
        """Return the parameters that are set, by API name, in the panel's order."""
        return {name: value for name in PARAMETERS if (value := getattr(self, name)) is not UNSET}

    def supported_by(self, supported: frozenset[str] | None) -> tuple[Sampling, tuple[str, ...]]:
        """Return the parameters a model supports, and the names of those it does not.

        Args:
            supported: The model's own list; None when it gives none, and then everything is kept.
        """
        if supported is None:
            return self, ()
        dropped = tuple(
            name for name in self.values() if not is_supported(PARAMETERS[name], supported)
        )
        return msgspec.structs.replace(self, **dict.fromkeys(dropped, UNSET)), dropped


def is_supported(parameter: Parameter, supported: frozenset[str] | None) -> bool:
    """Return whether a model whose list is `supported` takes the parameter; None means it gives no list."""
    return supported is None or not supported.isdisjoint((parameter.name, *parameter.aliases))


def merge(*layers: Sampling) -> Sampling:
    """Return the layers merged to the right: a later layer's set parameters win."""
    merged: dict[str, Any] = {}
    for layer in layers:
        merged.update(layer.values())
    return Sampling(**merged)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _expectation(parameter: Parameter, expected: str) -> str:
    match parameter.kind:
        case Kind.CHOICE:
            return "one of " + ", ".join(parameter.choices)
        case Kind.INTEGER:
            return f"a whole number, {expected}" if parameter.range_text else "a whole number"
        case Kind.FLOAT:
            return f"a number, {expected}" if parameter.range_text else "a number"
        case Kind.BOOLEAN:
            return "true or false"
        case Kind.STRINGS:
            return "one to four strings"
        case Kind.JSON:
            return "JSON of the shape that the API documents"


def _value_type(hint: Any) -> Any:
    """Return a field's type without UNSET: `Annotated[X | UnsetType, About]` gives X."""
    union = get_args(hint)[0]
    kept = tuple(part for part in get_args(union) if part is not UnsetType)
    value_type = kept[0]
    for part in kept[1:]:
        value_type = value_type | part
    return value_type


def _kind(value_type: Any) -> Kind:
    base = get_args(value_type)[0] if get_origin(value_type) is Annotated else value_type
    if base is bool:
        return Kind.BOOLEAN
    if base is int:
        return Kind.INTEGER
    if base is float:
        return Kind.FLOAT
    if get_origin(base) is Literal:
        return Kind.CHOICE
    return Kind.STRINGS if base == Strings else Kind.JSON


def _parameter(name: str, hint: Any) -> Parameter:
    about: About = get_args(hint)[1]
    value_type = _value_type(hint)
    kind = _kind(value_type)
    meta = next((part for part in get_args(value_type)[1:] if isinstance(part, Meta)), Meta())
    is_number = kind in (Kind.INTEGER, Kind.FLOAT)
    low = meta.ge if meta.ge is not None else meta.gt
    slider_low, slider_high = about.slider or (None, None)
    return Parameter(
        name=name,
        title=about.title,
        group=about.group,
        kind=kind,
        help=about.help,
        minimum=low if is_number and name != "seed" else None,
        maximum=meta.le if is_number and name != "seed" else None,
        minimum_is_excluded=meta.gt is not None,
        slider_minimum=slider_low,
        slider_maximum=slider_high,
        step=about.step,
        default=about.default,
        unit=about.unit,
        choices=tuple(get_args(value_type)) if kind is Kind.CHOICE else (),
        is_standard=about.is_standard,
        uses_log_scale=about.uses_log_scale,
        aliases=about.aliases,
    )


_HINTS = get_type_hints(Sampling, include_extras=True)
_VALUE_TYPES: dict[str, Any] = {
    name: _value_type(_HINTS[name]) for name in Sampling.__struct_fields__
}

PARAMETERS: dict[str, Parameter] = {
    name: _parameter(name, _HINTS[name]) for name in Sampling.__struct_fields__
}
"""Every parameter by its API name, in the panel's order."""
