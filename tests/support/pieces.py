"""Cuts bytes and texts into pieces, as networks do."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TypeVar

Whole = TypeVar("Whole", bytes, str)


def cut(whole: Whole, places: Iterable[int]) -> list[Whole]:
    """Return the pieces between the places, in order; a place named twice gives an empty piece."""
    edges = [0, *sorted(places), len(whole)]
    return [whole[start:end] for start, end in itertools.pairwise(edges)]


def cut_all(whole: Whole) -> list[Whole]:
    """Return every byte or character by itself."""
    return cut(whole, range(len(whole)))
