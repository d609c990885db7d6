"""Which models a person likes and has used: a section of the settings."""

from __future__ import annotations

from msgspec import Struct


class ModelRef(Struct, frozen=True):
    """A model of an endpoint, by their ids; whether it is there still, nobody knows."""

    endpoint_id: str
    model_id: str


class ModelSettings(Struct, frozen=True, omit_defaults=True):
    """Models that are offered first.

    Attributes:
        favourites: In the order in which they were chosen.
        recent: The last one first.
        sampled: Those whose uptime is sampled while the program runs.
    """

    favourites: tuple[ModelRef, ...] = ()
    recent: tuple[ModelRef, ...] = ()
    sampled: tuple[ModelRef, ...] = ()
