"""What is known of one parameter of a request, read from a field of `core.sampling.Sampling`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from msgspec import UnsetType

from desktop_chat.core.fields import Kind, field_type


class Group(StrEnum):
    """The section of the panel in which a parameter stands."""

    SAMPLING = "Sampling"
    LENGTH = "Length and stop"
    PENALTIES = "Penalties"
    OUTPUT = "Output format"
    REASONING = "Reasoning"
    TOOLS = "Tools"
    ROUTING = "Provider routing"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the program knows of one parameter.

    Attributes:
        name: The API's name, and the field's.
        title: The name on screen.
        help: Two plain sentences: what it does, and what low and high values give.
        expectation: What it takes, in words that follow "It takes".
        range_text: The range in words, such as "0 to 2", or "" where it is open on both sides.
        minimum, maximum: The allowed range, inclusive unless `minimum_is_excluded`; None: open.
        slider: The ends of the slider; None: no slider, a field alone.
        step: The step of the slider and of the arrow keys.
        default: The conventional default, None where there is none. Never sent.
        unit: "tokens" or "".
        choices: For Kind.CHOICE, in their order.
        max_items: For Kind.STRINGS, how many at most; None: any number.
        is_standard: Whether OpenAI's own API has it; others are sent to OpenRouter and where
            extras are switched on.
        uses_log_scale: Whether the slider is logarithmic.
        aliases: Names under which a model may list its support.
        is_listed: Whether models list it among what they support; the others are the endpoint's
            affair, whatever the model.
        is_routing: Whether only OpenRouter, which chooses among providers, knows it.
        example: What a value looks like, for an empty field.
        parts: For Kind.JSON, the parts of the object that are known, by their path in it.
        stands_for: For a part that the API takes as a plain value or as an object, the key of that
            object under which the plain value stands; "" for a part that has one form.
        value_type: The type that `msgspec.convert` checks a value by.
    """

    name: str
    title: str
    group: Group
    kind: Kind
    help: str
    expectation: str
    range_text: str = ""
    minimum: float | None = None
    maximum: float | None = None
    minimum_is_excluded: bool = False
    slider: tuple[float, float] | None = None
    step: float | None = None
    default: Any = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    max_items: int | None = None
    is_standard: bool = True
    uses_log_scale: bool = False
    aliases: tuple[str, ...] = ()
    is_listed: bool = True
    is_routing: bool = False
    example: str = ""
    parts: Mapping[str, Parameter] = field(default_factory=dict[str, "Parameter"], hash=False)
    stands_for: str = ""
    value_type: Any = field(default=None, compare=False, repr=False)

    def matches(self, query: str) -> bool:
        """Return whether every word of a query is in the name, the title, the help or a part."""
        texts = (self.name, self.title, self.group.value, self.help, *self.choices)
        inner = (text for part in self.parts.values() for text in (part.name, part.title))
        known = " ".join((*texts, *inner)).casefold()
        return all(word in known for word in query.casefold().split())


@dataclass(frozen=True, slots=True)
class About:
    """What a Parameter's annotation cannot say by type and range; attributes as `Parameter`'s.

    Attributes:
        parts: A class whose fields, annotated likewise, are the parts of an object.
        path: Where a part stands in its object, "" under its own name: "max_price.prompt".
    """

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
    is_listed: bool = True
    is_routing: bool = False
    example: str = ""
    parts: type | None = None
    path: str = ""
    stands_for: str = ""


def parameter_of(name: str, hint: Any) -> Parameter:
    """Return the parameter that a field's hint `Annotated[X | UnsetType, About(...)]` describes."""
    about: About = get_args(hint)[1]
    value_type = value_type_of(hint)
    known = field_type(value_type)
    return Parameter(
        name=about.path or name,
        title=about.title,
        group=about.group,
        kind=known.kind,
        help=about.help,
        expectation=known.expectation,
        range_text=known.range_text,
        minimum=known.minimum,
        maximum=known.maximum,
        minimum_is_excluded=known.minimum_is_excluded,
        slider=about.slider,
        step=about.step,
        default=about.default,
        unit=about.unit,
        choices=known.choices,
        max_items=known.max_items,
        is_standard=about.is_standard,
        uses_log_scale=about.uses_log_scale,
        aliases=about.aliases,
        is_listed=about.is_listed,
        is_routing=about.is_routing,
        example=about.example,
        parts={} if about.parts is None else parameters_of(about.parts),
        stands_for=about.stands_for,
        value_type=value_type,
    )


def parameters_of(described: type) -> dict[str, Parameter]:
    """Return the parameters that a class describes in its annotations, by name, in their order."""
    hints = get_type_hints(described, include_extras=True)
    found = [parameter_of(name, hint) for name, hint in hints.items()]
    return {parameter.name: parameter for parameter in found}


def value_type_of(hint: Any) -> Any:
    """Return a field's type without UNSET: `Annotated[X | UnsetType, About(...)]` gives X."""
    union = get_args(hint)[0]
    kept = tuple(part for part in get_args(union) if part is not UnsetType)
    value_type = kept[0]
    for part in kept[1:]:
        value_type = value_type | part
    return value_type
