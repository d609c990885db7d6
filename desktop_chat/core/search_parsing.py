"""Reads a search from the text that a person types, and completes it.

    words "a phrase" begin* -not one OR other NEAR(near words, 5) field:value -field:"a value"

Everything that is not this is read as words: an address with its colon, a formula, a smiley. Only
what can be meant in no other way is an error.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop_chat.core.search_fields import FIELDS, SearchField, read_test
from desktop_chat.core.search_query import (
    NEAR_WORDS,
    Atom,
    Clause,
    FieldTest,
    Near,
    Phrase,
    QueryError,
    SearchQuery,
)

TOKEN = re.compile(
    r"""(?P<not>-)?(?:
        (?P<near>NEAR\()(?P<inside>[^)]*)(?P<closed>\))?
      | (?P<field>[A-Za-z_]+):(?P<value>"[^"]*"?|[^\s"]*)
      | "(?P<phrase>[^"]*)(?P<end>"?)(?P<phrase_star>\*?)
      | (?P<word>[^\s"]+)
    )""",
    re.VERBOSE,
)
"""What a query is made of, one after the other."""

_NEAR_PART = re.compile(r'"([^"]*)"?|([^\s",]+)')
_OR = ("OR", "|")
_QUOTED_OR_GROUP = re.compile(r'"[^"]*"|(?<![\w(])\((?P<words>[^()"]*)\)')
_ENOUGH_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Completion:
    """What may be put in the place of `start` to `end` of a query; `help` says what it means."""

    text: str
    start: int
    end: int
    help: str


def parse(text: str, today: date) -> SearchQuery:
    """Return what a query asks for.

    Args:
        text: As it was typed. The word at its very end is `is_open`.
        today: What "yesterday" is counted from, in the computer's time zone.

    Raises:
        QueryError: Something in it can be carried out in no way.
    """
    _refuse_groups(text)
    reader = _Reader(text, today)
    for token in TOKEN.finditer(text):
        reader.take(token)
    return reader.query()


def _refuse_groups(text: str) -> None:
    """Refuse several words in parentheses beside OR: they would be read as something else.

    Raises:
        QueryError: There are such.
    """
    for found in _QUOTED_OR_GROUP.finditer(text):
        words = (found["words"] or "").split()
        is_choice = len(words) % 2 == 1 and all(word in _OR for word in words[1::2])
        before, after = text[: found.start()].split()[-1:], text[found.end() :].split()[:1]
        if words and not is_choice and any(word in _OR for word in (*before, *after)):
            raise QueryError(
                "Parentheses do not group words.",
                *found.span(),
                advice="OR joins the two words beside it; a phrase stands in quotes.",
            )


def completions(
    text: str, caret: int, known: Mapping[str, Sequence[str]], limit: int = 12
) -> tuple[Completion, ...]:
    """Return what the word before the caret may become: names of fields, then values of one.

    Args:
        text: The query.
        caret: Where the caret stands, in characters.
        known: The values that the archive has, the most usual first, by the name of a field.
        limit: At most so many.
    """
    start = max(text.rfind(" ", 0, caret), text.rfind("\n", 0, caret)) + 1
    start += text[start:caret].startswith("-")
    typed = text[start:caret]
    name, colon, value = typed.partition(":")
    field = FIELDS.get(name.lower())
    if colon and field is None:
        return ()
    if field is None or not colon:
        wanted = name.lower()
        found = [
            Completion(f"{each.name}:", start, caret, each.title)
            for each in FIELDS.values()
            if wanted and each.name.startswith(wanted)
        ]
        return tuple(found[:limit])
    values = field.choices or tuple((each, "") for each in known.get(field.name, ()))
    wanted = value.strip('"').lower()
    ranked = [pair for pair in values if pair[0].lower().startswith(wanted)]
    ranked += [pair for pair in values if wanted in pair[0].lower() and pair not in ranked]
    return tuple(
        Completion(f"{field.name}:{quoted(each)} ", start, caret, help_)
        for each, help_ in ranked[:limit]
    )


def quoted(value: str) -> str:
    """Return a value as it stands after a field's colon: in quotes where it has a blank."""
    return f'"{value}"' if re.search(r"\s", value) else value


class _Reader:
    """Takes the tokens of one query in their order."""

    def __init__(self, text: str, today: date) -> None:
        self._text = text
        self._today = today
        self._clauses: list[Clause] = []
        self._in_title = False
        self._tested_at: tuple[int, int] | None = None
        self._or_at: tuple[int, int] | None = None

    def take(self, token: re.Match[str]) -> None:
        is_not = token["not"] is not None
        if token["near"]:
            self._add(self._near(token), is_not=is_not)
        elif token["field"] is not None:
            self._take_field(token, is_not=is_not)
        elif token["phrase"] is not None:
            self._add_phrase(Phrase(token["phrase"], bool(token["phrase_star"])), is_not=is_not)
        elif token["word"] in _OR and not is_not:
            self._begin_or(token.span())
        else:
            word = token["word"]
            is_open = token.end() == len(self._text) and not word.endswith("*")
            kept = Phrase(word.rstrip("*"), word.endswith("*"), is_open)
            self._add_phrase(kept, is_not=is_not)

    def query(self) -> SearchQuery:
        # An OR at the end waits for what is still to be typed.
        if self._in_title and self._tested_at is not None:
            raise QueryError(
                "“in:title” finds titles alone, which have no such field.",
                *self._tested_at,
                advice="Beside other fields, look for words of titles with title:",
            )
        return SearchQuery(tuple(self._clauses), self._in_title)

    def _begin_or(self, span: tuple[int, int]) -> None:
        if not self._clauses or self._clauses[-1].is_not or self._or_at is not None:
            raise QueryError("OR stands between two words.", *span)
        self._or_at = span

    def _add_phrase(self, phrase: Phrase, *, is_not: bool) -> None:
        # Signs alone are no words; the index knows none.
        if any(character.isalnum() for character in phrase.text):
            self._add(phrase, is_not=is_not)

    def _add(self, atom: Atom, *, is_not: bool) -> None:
        if self._or_at is not None:
            if is_not:
                raise QueryError("What is left out cannot stand after OR.", *self._or_at)
            last = self._clauses[-1]
            self._clauses[-1] = replace(last, atoms=(*last.atoms, atom))
            self._or_at = None
        else:
            self._clauses.append(Clause((atom,), is_not))

    def _near(self, token: re.Match[str]) -> Near:
        inside, comma, number = token["inside"].rpartition(",")
        if not comma:
            inside, number = token["inside"], str(NEAR_WORDS)
        phrases = tuple(
            Phrase((quoted or word).rstrip("*"), word.endswith("*"))
            for quoted, word in _NEAR_PART.findall(inside)
            if any(character.isalnum() for character in quoted or word)
        )
        if token["closed"] is None or len(phrases) < 2 or not number.strip().isdecimal():
            said = "NEAR takes two or more words, as in NEAR(red apple, 5)."
            raise QueryError(said, *token.span())
        return Near(phrases, min(int(number), 1_000))

    def _take_field(self, token: re.Match[str], *, is_not: bool) -> None:
        field = FIELDS.get(token["field"].lower())
        if field is None:
            self._take_unknown(token, is_not=is_not)
            return
        value = token["value"].strip('"')
        if not value and token.end() == len(self._text):
            # It is still to be typed, or chosen from what is offered.
            return
        test = self._test(field, value, token)
        if field.name != "in":
            self._tested_at = self._tested_at or token.span()
            self._add(test, is_not=is_not)
        elif is_not:
            said = "“in:title” cannot be excluded."
            raise QueryError(said, *token.span(), advice="Exclude words of titles with -title:")
        else:
            self._in_title = True

    def _test(self, field: SearchField, value: str, token: re.Match[str]) -> FieldTest:
        if not value:
            said = f"“{field.name}:” needs a value, as in {field.example}."
            raise QueryError(said, *token.span())
        try:
            test = read_test(field, value, self._today)
        except ValueError as error:
            raise QueryError(f"“{field.name}:” {error}.", *token.span("value")) from None
        return test

    def _take_unknown(self, token: re.Match[str], *, is_not: bool) -> None:
        """Read "name:value" as words, but for a name that is nearly one of a field."""
        name = token["field"].lower()
        alike = difflib.get_close_matches(name, FIELDS, 1, _ENOUGH_ALIKE)
        if alike and token["value"]:
            raise QueryError(
                f"There is no field “{name}:”; “{alike[0]}:” is meant, perhaps.",
                *token.span("field"),
                advice=f'Put it in quotes to look for the words: "{token[0]}".',
            )
        whole = token[0].removeprefix("-")
        is_open = token.end() == len(self._text)
        self._add_phrase(Phrase(whole.replace('"', " "), is_open=is_open), is_not=is_not)
