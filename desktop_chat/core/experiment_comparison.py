"""An experiment beside its earlier run: each place's old and new measure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from desktop_chat.core.experiment import Place
from desktop_chat.core.measures.statistics import Summary


class PlaceChange(Struct, frozen=True):
    """One place of two runs.

    Attributes:
        old, new: The measure in the earlier and in the later run; None where a run has none.
    """

    place: Place
    old: Summary | None
    new: Summary | None

    @property
    def difference(self) -> float | None:
        """The new mean less the old one; None where one is missing."""
        return None if self.old is None or self.new is None else self.new.mean - self.old.mean

    @property
    def is_clear(self) -> bool:
        """Whether the intervals of both runs lie apart.

        Without intervals nothing is clear. Intervals that lie apart are a stricter sign than a
        test of the difference: places that differ may still have intervals that meet.
        """
        old, new = self.old, self.new
        if old is None or new is None:
            return False
        if old.low is None or old.high is None or new.low is None or new.high is None:
            return False
        return old.high < new.low or new.high < old.low


def compare(old: Mapping[Place, Summary], new: Mapping[Place, Summary]) -> tuple[PlaceChange, ...]:
    """Return every place that either run has a measure of, in the order of their indices."""
    return tuple(
        PlaceChange(place, old.get(place), new.get(place))
        for place in sorted(old.keys() | new.keys())
    )
