"""What a search asks for, as values: words and tests, joined by and, or, not.

Owns the shapes only. `search_parsing` reads them from text, `search_fields` says which fields there
are, and the archive carries them out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from desktop_chat.errors import UsageError

NEAR_WORDS = 10
"""How many words may lie between those of a NEAR without a number."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand one after the other; one word is a phrase, too.

    Attributes:
        is_prefix: Whether the last word may go on.
        is_open: Whether it is the last thing of the query, and may still be typed.
    """

    text: str
    is_prefix: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Phrases that stand near each other, in any order, with at most `distance` words between."""

    phrases: tuple[Phrase, ...]
    distance: int = NEAR_WORDS


@dataclass(frozen=True, slots=True)
class FieldTest:
    """A field that must have a value.

    Attributes:
        field: Its name in `search_fields.FIELDS`.
        text: The value as it was written, for fields of text and of choices.
        low, high: For numbers: the range, None for no end; `has_low` and `has_high` tell whether
            an end is in it. For times: UTC microseconds, from `low` to before `high`.
    """

    field: str
    text: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    has_low: bool = True
    has_high: bool = True


Atom = Phrase | Near | FieldTest


@dataclass(frozen=True, slots=True)
class Clause:
    """At least one of the atoms must hold; where `is_not`, none of them may."""

    atoms: tuple[Atom, ...]
    is_not: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it asks for words only."""
        return not any(isinstance(atom, FieldTest) for atom in self.atoms)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """All clauses must hold; without any it finds nothing.

    Attributes:
        in_title: Whether the words are looked for in titles only.
    """

    clauses: tuple[Clause, ...] = field(default=())
    in_title: bool = False

    @property
    def texts(self) -> tuple[Clause, ...]:
        """The clauses that ask for words only."""
        return tuple(clause for clause in self.clauses if clause.is_text)

    @property
    def tests(self) -> tuple[Clause, ...]:
        """The clauses in which a field is tested."""
        return tuple(clause for clause in self.clauses if not clause.is_text)


class QueryError(UsageError):
    """A query cannot be read.

    Attributes:
        start, end: Where the fault stands in the query, in characters.
    """

    def __init__(self, text: str, start: int, end: int, *, advice: str = "") -> None:
        super().__init__(text, advice=advice)
        self.start = start
        self.end = end
