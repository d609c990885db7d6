"""Reads from a field's annotation what sort of value it takes: forms and checks derive from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Meta

_LARGEST_SHOWN_LIMIT = 2**53


class Kind(StrEnum):
    """The sort of value, and so the sort of editor."""

    FLOAT = "float"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    TEXT = "text"
    STRINGS = "strings"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class FieldType:
    """What an annotation says of a field's values.

    Attributes:
        minimum, maximum: The allowed range of a number, inclusive unless `minimum_is_excluded`;
            None: open.
        choices: For Kind.CHOICE, in their order.
        max_items: For Kind.STRINGS, how many at most; None: any number.
    """

    kind: Kind
    minimum: float | None = None
    maximum: float | None = None
    minimum_is_excluded: bool = False
    choices: tuple[str, ...] = ()
    max_items: int | None = None

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

    @property
    def expectation(self) -> str:
        """What the field takes, in words that follow "It takes"."""
        match self.kind:
            case Kind.CHOICE:
                return "one of " + ", ".join(self.choices)
            case Kind.INTEGER | Kind.FLOAT:
                number = "a whole number" if self.kind is Kind.INTEGER else "a number"
                return f"{number}, {self.range_text}" if self.range_text else number
            case Kind.BOOLEAN:
                return "true or false"
            case Kind.TEXT:
                return "a text"
            case Kind.STRINGS:
                return f"at most {self.max_items} strings" if self.max_items else "strings"
            case Kind.JSON:
                return "JSON of the shape that the API documents"


def field_type(value_type: Any) -> FieldType:
    """Return what an annotation such as `Annotated[float, Meta(ge=0, le=2)]` says.

    Limits beyond what a float can tell apart keep a number storable and are no range to show.
    """
    is_annotated = get_origin(value_type) is Annotated
    base, *extras = get_args(value_type) if is_annotated else (value_type,)
    if get_origin(base) in (Union, UnionType) and NoneType in get_args(base):
        # None stands for no value; what the value is stands beside it.
        return field_type(next(part for part in get_args(base) if part is not NoneType))
    kind = _kind(base)
    if kind is Kind.CHOICE:
        return FieldType(kind, choices=get_args(base))
    meta = next((extra for extra in extras if isinstance(extra, Meta)), Meta())
    if kind not in (Kind.INTEGER, Kind.FLOAT):
        return FieldType(kind, max_items=meta.max_length if kind is Kind.STRINGS else None)
    return FieldType(
        kind,
        minimum=_shown(meta.ge if meta.ge is not None else meta.gt),
        maximum=_shown(meta.le),
        minimum_is_excluded=meta.gt is not None,
    )


def short_text(value: object, limit: int = 40) -> str:
    """Return a value as a text of at most `limit` characters, for a sentence about it.

    Halves of surrogate pairs, which no file and no screen takes, become question marks.
    """
    text = str(value).encode(errors="replace").decode()
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _kind(base: Any) -> Kind:
    if get_origin(base) is Literal:
        return Kind.CHOICE
    simple: dict[Any, Kind] = {
        bool: Kind.BOOLEAN,
        int: Kind.INTEGER,
        float: Kind.FLOAT,
        str: Kind.TEXT,
        tuple[str, ...]: Kind.STRINGS,
    }
    return simple.get(base, Kind.JSON)


def _shown(limit: float | None) -> float | None:
    return None if limit is None or abs(limit) > _LARGEST_SHOWN_LIMIT else limit
