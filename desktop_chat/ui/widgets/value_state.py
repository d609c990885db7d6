"""Where a shown value comes from, as the controls that show it tell it apart."""

from __future__ import annotations

from enum import StrEnum


class ValueState(StrEnum):
    """The three states of a value; the style sheet knows their names."""

    SET = "set"
    INHERITED = "inherited"
    UNSET = "unset"
