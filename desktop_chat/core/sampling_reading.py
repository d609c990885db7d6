"""Reads parameters from foreign values, one by one: what fits is taken, the rest is named.

It knows neither where the values stood nor what becomes of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.errors import BadField


@dataclass(frozen=True, slots=True)
class ReadSampling:
    """What was read.

    Attributes:
        sampling: The values that fit.
        unknown: Names that are no parameter's, in their order.
        refused: By API name, why a value does not fit.
    """

    sampling: Sampling = field(default_factory=Sampling)
    unknown: tuple[str, ...] = ()
    refused: dict[str, BadField] = field(default_factory=dict[str, BadField])


def read_sampling(values: Mapping[str, Any]) -> ReadSampling:
    """Return the parameters among values by API name; None stands for an unset one, as in JSON."""
    sampling = Sampling()
    unknown: list[str] = []
    refused: dict[str, BadField] = {}
    for name, value in values.items():
        if name not in PARAMETERS:
            unknown.append(name)
        elif value is not None:
            try:
                sampling = sampling.set(name, value)
            except BadField as error:
                refused[name] = error
    return ReadSampling(sampling, tuple(unknown), refused)
