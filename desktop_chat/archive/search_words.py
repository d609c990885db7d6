"""The words of a search: as the index is asked for them, and as they stand in a text.

The index answers which messages match. Where the words stand, for marks and for the texts that are
looked through without it, is found here with the same folding of case and accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop_chat.archive.text import UNWRITTEN, searchable, well_formed
from desktop_chat.core.bare_text import without_marks
from desktop_chat.core.search_query import Clause, Near, Phrase
from desktop_chat.core.unseen import without_deceptive

SNIPPET_CHARACTERS = 160
"""About as many characters a snippet has."""
_BEFORE = 40
_LOOKED_AT = 4 * SNIPPET_CHARACTERS
# Marks over and under letters, which the index leaves out.
_ACCENTS = re.compile("[\u0300-\u0331]")
# Letters, digits, and the signs that Indic and other scripts set around their letters.
_LETTER = r"(?:[^\W_]|[\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e])"
_A_LETTER = re.compile(_LETTER)
_WORDS = re.compile(f"{_LETTER}+")
_GAP = rf"(?:(?!{_LETTER}).)+"

Marks = tuple[tuple[int, int], ...]


def expression_of(clauses: Sequence[Clause]) -> str:
    """Return clauses of words in FTS5's own language; "" where none of them asks for a word.

    Negative clauses alone cannot be asked of it, and give "".
    """
    wanted = [_any_of(clause) for clause in clauses if not clause.is_not]
    unwanted = [_any_of(clause) for clause in clauses if clause.is_not]
    if not wanted:
        return ""
    asked = " AND ".join(f"({each})" for each in wanted)
    return f"({asked}) NOT ({' OR '.join(unwanted)})" if unwanted else asked


def unwanted_of(clauses: Sequence[Clause]) -> str:
    """Return what finds all that the negative ones among clauses leave out; "" for none."""
    return " OR ".join(_any_of(clause) for clause in clauses if clause.is_not)


def open_word(clauses: Sequence[Clause]) -> Phrase | None:
    """Return the word that is still being typed, where all that matches must have it."""
    if not clauses:
        return None
    last = clauses[-1]
    atom = last.atoms[-1]
    if last.is_not or len(last.atoms) > 1 or not isinstance(atom, Phrase) or not atom.is_open:
        return None
    return atom


def phrases_of(clauses: Iterable[Clause]) -> tuple[Phrase, ...]:
    """Return the phrases that make a text match, all alternatives of them."""
    found: list[Phrase] = []
    for clause in clauses:
        for atom in clause.atoms if not clause.is_not else ():
            if isinstance(atom, Phrase):
                found.append(atom)
            elif isinstance(atom, Near):
                found += atom.phrases
    return tuple(found)


class WordFinder:
    """Finds phrases in texts.

    Args:
        phrases: What to look for; those that are being typed may go on.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._shapes = [shape for each in phrases if (shape := _shape(each)) is not None]

    def counts(self, text: str) -> list[int]:
        """Return how often each phrase stands in a text."""
        folded, _ = folded_text(text)
        return [sum(1 for _ in shape.spans(folded)) for shape in self._shapes]

    def is_in(self, text: str) -> bool:
        """Return whether every phrase stands in a text."""
        folded, _ = folded_text(text)
        return all(next(shape.spans(folded), None) is not None for shape in self._shapes)

    def marks(self, text: str) -> Marks:
        """Return where any of the phrases stands in a text: start and end, in characters."""
        folded, places = folded_text(text)
        marks: list[tuple[int, int]] = []
        for start, end in sorted(span for shape in self._shapes for span in shape.spans(folded)):
            if marks and start < marks[-1][1]:
                marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
            else:
                marks.append((start, end))
        if places is None:
            return tuple(marks)
        # Signs over the last letter, which folding takes away, belong to it.
        ends = [*places, len(text)]
        return tuple((places[start], ends[end]) for start, end in marks)

    def snippet(self, texts: Sequence[str]) -> tuple[str, Marks]:
        """Return the first place with a phrase as one line, and where its words stand in it.

        Args:
            texts: Looked through in their order; the beginning of the first stands for all of them
                where none has a phrase.
        """
        for text in texts:
            folded, places = folded_text(text)
            spans = (next(shape.spans(folded), None) for shape in self._shapes)
            starts = [span[0] for span in spans if span is not None]
            if starts:
                first = min(starts)
                return self._line(text, first if places is None else places[first])
        return self._line(next(filter(str.strip, texts), ""), 0)

    def _line(self, text: str, place: int) -> tuple[str, Marks]:
        start = max(0, place - _BEFORE)
        if start:
            # A line or a word begins the snippet, not half of one.
            line = text.rfind("\n", start, place) + 1
            word = text.find(" ", start, place) + 1
            start = line or word or start
        piece = text[start : start + _LOOKED_AT]
        line = without_deceptive(" ".join(without_marks(piece).split()))
        shown = line[:SNIPPET_CHARACTERS]
        if len(line) > SNIPPET_CHARACTERS:
            shown = shown.rpartition(" ")[0] or shown
        is_cut = len(shown) < len(line) or start + _LOOKED_AT < len(text)
        shown = f"{'…' if start else ''}{shown}{'…' if is_cut else ''}"
        return shown, self.marks(shown)


def folded_text(text: str) -> tuple[str, list[int] | None]:
    """Return a text without case and accents, as the index compares it.

    Returns:
        The text, and for each of its characters where it stands in the original; None where
        nothing has moved.
    """
    if text.isascii():
        return text.lower(), None
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in character if character.isascii() else _folded(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters).lower(), places


def _folded(character: str) -> str:
    lower = character.lower()
    base = unicodedata.normalize("NFD", lower)
    # The index takes accents from Latin letters only.
    kept = base[0] if base[0].isascii() and len(base) > 1 else lower
    # One letter for one: "İ" would become two.
    return "" if _ACCENTS.match(kept) or UNWRITTEN.match(kept) else kept[:1]


@dataclass(frozen=True, slots=True)
class _Shape:
    """A phrase as it stands in folded text.

    Attributes:
        first: Its first word, which is looked for: that is many times faster than a pattern.
        whole: All of it, from the first word on.
        begins_word: Whether no letter may stand before it.
    """

    first: str
    whole: re.Pattern[str]
    begins_word: bool

    def spans(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield where it stands: start and end, in order."""
        place = folded.find(self.first)
        while place >= 0:
            found = None
            if not (self.begins_word and place and _A_LETTER.match(folded, place - 1)):
                found = self.whole.match(folded, place)
            if found is not None:
                yield found.span()
            place = folded.find(self.first, max(place + 1, found.end() if found else 0))


def _shape(phrase: Phrase) -> _Shape | None:
    folded, _ = folded_text(unicodedata.normalize("NFC", phrase.text))
    words = _WORDS.findall(folded)
    if not words:
        return None
    # Of scripts without spaces each character is a word: nothing is asked of what stands beside.
    after = f"(?!{_LETTER})"
    if _stands_alone(words[-1][-1]):
        after = ""
    elif phrase.is_prefix or phrase.is_open:
        # The whole word is found by its beginning.
        after = f"{_LETTER}*"
    whole = re.compile(f"(?s){_GAP.join(map(re.escape, words))}{after}")
    return _Shape(words[0], whole, begins_word=not _stands_alone(words[0][0]))


def _stands_alone(character: str) -> bool:
    return len(searchable(character)) > 1


def _any_of(clause: Clause) -> str:
    asked = (_asked(atom) for atom in clause.atoms if isinstance(atom, Phrase | Near))
    return " OR ".join(asked)


def _asked(atom: Phrase | Near) -> str:
    if isinstance(atom, Near):
        return f"NEAR({' '.join(map(_quoted, atom.phrases))}, {atom.distance})"
    return _quoted(atom)


def _quoted(phrase: Phrase) -> str:
    text = searchable(well_formed(phrase.text)).replace("\0", " ").replace('"', " ")
    return f'"{text}"{" *" if phrase.is_prefix or phrase.is_open else ""}'
