"""Writes JSON that fits a compiled schema: signs are forced, the words inside are sampled.

It knows the kinds of `schema` and a `Writer`; whether the JSON is an answer or a tool's arguments
is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from desktop_chat.practice.schema import Array, Literals, Node, Number, Object, OneOf, Text
from desktop_chat.practice.writer import Step, Writer, forced

SENTENCE_ENDS = frozenset(".!?。！？؟।")
_SAFE_SIGNS = frozenset(" ,;:'’()-–") | SENTENCE_ENDS | frozenset("，、；：،؛")
_FINE_STEPS = 100


class JsonWriter:
    """Writes one JSON value.

    Args:
        writer: The source of words and choices.
        phrases: Texts to use for the first strings, where they fit, in place of sampled words.
    """

    def __init__(self, writer: Writer, phrases: tuple[str, ...] = ()) -> None:
        self._writer = writer
        self._phrases = list(phrases)

    def write(self, node: Node) -> Iterator[Step]:
        """Yield the steps of a value that fits the node; joined, their texts are valid JSON."""
        match node:
            case Literals(texts):
                index, logprob = self._writer.pick(len(texts))
                yield Step(texts[index], texts[index], logprob)
            case Text():
                yield from self._string(node)
            case Number():
                yield self._number(node)
            case Array(item, fewest, most):
                count = fewest + self._writer.pick(most - fewest + 1)[0]
                yield from self._enclosed("[]", ((None, item) for _ in range(count)))
            case Object(fields):
                yield from self._enclosed("{}", iter(fields))
            case OneOf(options):
                yield from self.write(options[self._writer.pick(len(options))[0]])

    def _enclosed(
        self, brackets: str, members: Iterator[tuple[str | None, Node]]
    ) -> Iterator[Step]:
        yield forced(brackets[0])
        for index, (name, node) in enumerate(members):
            if index:
                yield forced(", ")
            if name is not None:
                yield forced(f"{_quoted(name)}: ")
            yield from self.write(node)
        yield forced(brackets[1])

    def _number(self, node: Number) -> Step:
        if node.is_whole:
            index, logprob = self._writer.pick(int(node.high) - int(node.low) + 1)
            text = str(int(node.low) + index)
        else:
            index, logprob = self._writer.pick(_FINE_STEPS + 1)
            share = index / _FINE_STEPS
            exact = min(max(node.low * (1 - share) + node.high * share, node.low), node.high)
            rounded = round(exact, 2)
            text = repr(float(rounded if node.low <= rounded <= node.high else exact))
        return Step(text, text, logprob)

    def _string(self, node: Text) -> Iterator[Step]:
        for phrase in self._phrases:
            if node.shortest <= len(phrase) <= node.longest:
                self._phrases.remove(phrase)
                yield forced(_quoted(phrase))
                return
        yield forced('"')
        yield from self._sentence(node)
        yield forced('"')

    def _sentence(self, node: Text) -> Iterator[Step]:
        """Yield the words of a string: to the end of a sentence, as far as the lengths allow."""
        length = 0

        def fits(token: str) -> bool:
            added = token if length else token.lstrip()
            return 0 < len(added) <= node.longest - length and _is_plain(added)

        while length < node.longest:
            step = self._writer.next(fits, may_end=length >= max(node.shortest, 1))
            if step is None:
                self._writer.begin_anew()
                return
            if not length:
                step = replace(step, text=step.text.lstrip())
            yield step
            length += len(step.text)
            if step.text[-1] in SENTENCE_ENDS and length >= node.shortest:
                return


def _is_plain(token: str) -> bool:
    """Return whether a token may stand in a JSON string as it is."""
    return all(sign.isalnum() or sign in _SAFE_SIGNS or ord(sign) > 0x2FF for sign in token)


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()
