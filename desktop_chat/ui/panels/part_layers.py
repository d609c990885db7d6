"""The layers of one parameter that is an object, read for the parts of it.

A layer's object replaces the one below it as a whole, as the request's does: a part comes from the
layer that the object comes from, or it is unset.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from msgspec import UNSET
from typing_extensions import override

from desktop_chat.core.layers import Layers, Origin
from desktop_chat.core.parts import part_value
from desktop_chat.core.sampling import Parameter


@dataclass(frozen=True)
class PartLayers(Layers):
    """Answers for a part as `Layers` does for a parameter.

    Attributes:
        whole: The parameter that the parts are of.
    """

    whole: Parameter | None = None

    @classmethod
    def of(cls, layers: Layers, whole: Parameter) -> PartLayers:
        """Return the layers of the parts of a parameter."""
        taken = {each.name: getattr(layers, each.name) for each in fields(Layers)}
        return cls(**taken, whole=whole)

    @override
    def chain(self, parameter: Parameter) -> tuple[tuple[Origin, Any], ...]:
        if self.whole is None:
            return ()
        whole = self.whole
        wins = super().chain(whole)[:1]
        found = ((origin, part_value(whole, value, parameter.name)) for origin, value in wins)
        return tuple((origin, value) for origin, value in found if value is not UNSET)

    @override
    def stated_default(self, parameter: Parameter) -> Any:
        return None

    @override
    def is_supported(self, parameter: Parameter) -> bool:
        return True
