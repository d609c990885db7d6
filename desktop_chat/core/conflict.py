"""What a conflict between parameters is, and what a rule is told to find one.

The rules themselves are `core.conflicts`'; nothing here knows a parameter by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from msgspec import UNSET

from desktop_chat.core.catalog import Model
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.sampling import Sampling


@dataclass(frozen=True, slots=True)
class Fix:
    """One act that ends a conflict.

    Attributes:
        title: What it does, in words for a button: "Unset Top P".
        changes: The new value of each parameter that it touches, UNSET to take one away.
    """

    title: str
    changes: Mapping[str, Any]

    def ends_in(self, own: Sampling, inherited: Sampling) -> bool:
        """Return whether the fix can be made in `own`: what is inherited cannot be taken away."""
        return all(
            value is not UNSET
            or (getattr(own, name) is not UNSET and getattr(inherited, name) is UNSET)
            for name, value in self.changes.items()
        )


@dataclass(frozen=True, slots=True)
class Conflict:
    """Parameters that do not go together, or not with who is asked.

    Attributes:
        names: The parameters that it is about; it is told at the first.
        sentence: What is the matter, and what would come of it.
        fixes: Ways out, the likeliest first.
        is_refused: Whether the request would fail; otherwise a value would be without effect, or
            be taken for another.
    """

    names: tuple[str, ...]
    sentence: str
    fixes: tuple[Fix, ...] = ()
    is_refused: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """What is about to be sent, and to whom.

    Attributes:
        sampling: What would be sent: all layers merged, without what the model does not take.
        model: Who is asked; one of which nothing is known where that is so.
        endpoint: Where it goes, None unknown.
    """

    sampling: Sampling
    model: Model = field(default_factory=lambda: Model(""))
    endpoint: Endpoint | None = None

    def value(self, name: str) -> Any:
        """Return a parameter's value, None where it is unset."""
        value = getattr(self.sampling, name)
        return None if value is UNSET else value

    def part(self, name: str, key: str) -> Any:
        """Return what stands under a key of a parameter that is an object, None where nothing."""
        return entries(self.value(name)).get(key)

    @property
    def author(self) -> str:
        """Who made the model, by its id: an alias is its author's too."""
        return self.model.author.removeprefix("~")

    @property
    def is_hosted(self) -> bool:
        """Whether a service answers, whose providers have rules of their own; unknown: so."""
        return self.endpoint is None or not self.endpoint.is_local


Rule = Callable[[Case], Conflict | None]
"""Looks at a case for one kind of conflict."""


def entries(value: object) -> dict[str, Any]:
    """Return a JSON object as it is, and an empty one for any other value."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
