"""How likely the tokens of an answer were, and the figures that are made of it.

Pure values and functions. It knows neither how servers stream these items (wire), nor how they are
kept (archive), nor their colours (ui).

Logarithms of probabilities are natural ones, as in the API. What is said of a whole answer passes
over the tokens whose probability is not known, and is None where no token's is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, cast

from msgspec import Struct

from desktop_chat.core.sentences import sentence_spans

LEAST_LOGPROB = -1000.0
"""From here down it is no measure but says "next to nothing" (OpenAI: -9999, llama.cpp: -3e38)."""

_NEXT_TO_NOTHING = -9999.0
_LARGEST_ROUNDING = 1e-3

PROBABILITY_STEPS = (0.8, 0.5, 0.25, 0.1)
"""Lower bounds of the classes in which tokens are shown: 0 for the first and more, 4 below all."""
ENTROPY_STEPS_BITS = (0.5, 1.0, 2.0, 3.0)
"""Upper bounds of such classes by entropy: 0 below the first, 4 from the last upwards."""


class Outcome(Struct, frozen=True, gc=False):
    """A token that could stand at one place.

    Attributes:
        text: The token as the server writes it; not always text of its own, see `data`.
        data: Its bytes; tokens may end inside a character of UTF-8.
        logprob: Natural logarithm of its probability, at most 0; -inf where the server says that it
            is next to nothing.
    """

    text: str
    data: bytes
    logprob: float

    @property
    def probability(self) -> float:
        """From 0 to 1."""
        return math.exp(self.logprob)


class TokenProbability(Struct, frozen=True):
    """A token of an answer and what could have stood in its place.

    Attributes:
        text: The token as the server writes it.
        data: Its bytes; tokens may end inside a character of UTF-8.
        logprob: As an Outcome's; None where the server told none.
        alternatives: The most likely tokens of this place, the most likely first, the chosen one
            mostly among them; empty where they were not asked for (`top_logprobs`).
    """

    text: str
    data: bytes
    logprob: float | None = None
    alternatives: tuple[Outcome, ...] = ()

    @property
    def probability(self) -> float | None:
        """From 0 to 1; None unknown."""
        return None if self.logprob is None else math.exp(self.logprob)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The alternatives with the chosen token in its place among them, the most likely first."""
        if self.logprob is None or any(other.data == self.data for other in self.alternatives):
            return self.alternatives
        own = Outcome(self.text, self.data, self.logprob)
        return tuple(sorted((*self.alternatives, own), key=lambda outcome: -outcome.logprob))

    @property
    def remainder(self) -> float:
        """The probability of all tokens that are not among the outcomes, from 0 to 1."""
        return max(0.0, 1.0 - math.fsum(outcome.probability for outcome in self.outcomes))

    @property
    def rank(self) -> int | None:
        """1 for the most likely token of its place, and so on; None where that is not known.

        A token that is not among its alternatives comes behind them: it is at least so far down.
        """
        if self.logprob is None or not self.alternatives:
            return None
        return 1 + sum(
            1
            for other in self.alternatives
            if other.logprob > self.logprob and other.data != self.data
        )

    @property
    def entropy_bits(self) -> float | None:
        """How open the choice was, in bits, from 0; None where no alternatives are known.

        H = -sum(p log2 p) over the outcomes, with all other tokens as one outcome more (the
        remainder). The true entropy is as high or higher: the remainder may be many tokens. At most
        log2(outcomes + 1). Where a server's figures sum to over 1 they are scaled to 1.
        """
        if not self.alternatives:
            return None
        known = [outcome.probability for outcome in self.outcomes]
        total = math.fsum(known)
        scaled = [p / total for p in known] if total > 1 else [*known, 1 - total]
        return max(0.0, -math.fsum(p * math.log2(p) for p in scaled if p > 0))


class Sentence(Struct, frozen=True):
    """A sentence of an answer by its tokens.

    Attributes:
        first: Index of its first token.
        stop: Index after its last one.
        text: What it says.
        perplexity: As `perplexity` of its tokens.
    """

    first: int
    stop: int
    text: str
    perplexity: float | None


class Summary(Struct, frozen=True):
    """What can be said of all tokens together; each figure as the function of its name gives it."""

    count: int
    perplexity: float | None
    mean_entropy_bits: float | None
    first_choice_share: float | None
    least_likely: int | None


def tokens_of(items: Iterable[Any]) -> tuple[TokenProbability, ...]:
    """Read the API's items (`token`, `bytes`, `logprob`, `top_logprobs`) as far as they can be.

    What is no object, or has neither token nor bytes, is passed over. A `logprob` that is missing,
    null, not a number or above 0 by more than rounding is unknown. `top_logprobs` may also be an
    object of tokens and logarithms. Alternatives without a logarithm are passed over.
    """
    read = (_token(cast("dict[Any, Any]", item)) for item in items if isinstance(item, dict))
    return tuple(token for token in read if token is not None)


def items_of(tokens: Iterable[TokenProbability]) -> list[dict[str, Any]]:
    """Return the tokens as items of the API, which `tokens_of` reads back."""
    return [
        _item(token.text, token.data, token.logprob)
        | {"top_logprobs": [_item(o.text, o.data, o.logprob) for o in token.alternatives]}
        for token in tokens
    ]


def text_of(tokens: Iterable[TokenProbability]) -> str:
    """Return what the tokens say together; bytes that are no UTF-8 become U+FFFD."""
    return b"".join(token.data for token in tokens).decode("utf-8", "replace")


def perplexity(tokens: Iterable[TokenProbability]) -> float | None:
    """Return exp(-mean of the logprobs): among how many equally likely tokens each was chosen.

    No unit; 1 (each was certain) upwards. Tokens of unknown or vanishing (-inf) probability are
    passed over: their logarithm is no measure, and one of them would outweigh all others.
    """
    known = _finite_logprobs(tokens)
    # The exponential of more than this is no float.
    return math.exp(min(700.0, -math.fsum(known) / len(known))) if known else None


def mean_entropy_bits(tokens: Iterable[TokenProbability]) -> float | None:
    """Return the mean of the tokens' `entropy_bits`: bits, 0 upwards, a lower bound as these are.

    Tokens without alternatives are passed over.
    """
    known = [bits for token in tokens if (bits := token.entropy_bits) is not None]
    return math.fsum(known) / len(known) if known else None


def first_choice_share(tokens: Iterable[TokenProbability]) -> float | None:
    """Return the share, 0 to 1, of tokens that were the most likely ones of their places.

    Of those whose alternatives are known; where two are equally likely, both are the first choice.
    """
    ranks = [rank for token in tokens if (rank := token.rank) is not None]
    return sum(rank == 1 for rank in ranks) / len(ranks) if ranks else None


def least_likely(tokens: Sequence[TokenProbability]) -> int | None:
    """Return the index of the least likely token, the first of equals; None where none is known."""
    known = [(token.logprob, i) for i, token in enumerate(tokens) if token.logprob is not None]
    return min(known)[1] if known else None


def summary(tokens: Sequence[TokenProbability]) -> Summary:
    """Return all that can be said of the tokens together."""
    return Summary(
        count=len(tokens),
        perplexity=perplexity(tokens),
        mean_entropy_bits=mean_entropy_bits(tokens),
        first_choice_share=first_choice_share(tokens),
        least_likely=least_likely(tokens),
    )


def sentences(tokens: Sequence[TokenProbability]) -> tuple[Sentence, ...]:
    """Return the sentences of the tokens' text, each with the perplexity of its tokens.

    A token belongs to the sentence in which its first character that is not white space stands;
    white space alone, and the rest of a character, to the sentence before.
    """
    text, starts = _starts(tokens)
    found: list[Sentence] = []
    first = 0
    spans = sentence_spans(text)
    for index, (begin, end) in enumerate(spans):
        stop = len(tokens)
        if index + 1 < len(spans):
            following = spans[index + 1][0]
            stop = next((i for i in range(first, len(tokens)) if starts[i] >= following), stop)
        if stop > first:
            words = text[begin:end]
            found.append(Sentence(first, stop, words, perplexity(tokens[first:stop])))
        first = stop
    return tuple(found)


def kept_by_top_p(token: TokenProbability, top_p: float) -> int | None:
    """Return how many of a place's outcomes Top P would keep: the fewest that reach it together.

    Args:
        token: The place.
        top_p: 0 to 1; at least one token is kept.

    Returns:
        1 or more; None where the known outcomes do not reach it, so that more would be kept.
    """
    total = 0.0
    for count, outcome in enumerate(token.outcomes, start=1):
        total += outcome.probability
        # What sums to 0.8 in decimals must not miss it by a rounding.
        if total >= top_p - 1e-9:
            return count
    return None


def probability_step(probability: float) -> int:
    """Return the class of a probability (0 to 1) among PROBABILITY_STEPS: 0, likely, to 4."""
    return sum(probability < bound for bound in PROBABILITY_STEPS)


def entropy_step(bits: float) -> int:
    """Return the class of an entropy (bits) among ENTROPY_STEPS_BITS: 0, certain, to 4, open."""
    return sum(bits >= bound for bound in ENTROPY_STEPS_BITS)


def _finite_logprobs(tokens: Iterable[TokenProbability]) -> list[float]:
    return [
        token.logprob
        for token in tokens
        if token.logprob is not None and math.isfinite(token.logprob)
    ]


def _starts(tokens: Sequence[TokenProbability]) -> tuple[str, list[int]]:
    """Return the tokens' text, and for each where its first visible character stands in it.

    A token of white space, or inside a character, stands where the text before it ends, less one.
    """
    text = text_of(tokens)
    starts: list[int] = []
    done = b""
    position = 0
    for token in tokens:
        # Bytes of a character that is not complete yet wait in front of the next token's.
        said = (done + token.data).decode("utf-8", "replace")
        visible = len(said) - len(said.lstrip())
        is_inside = bool(done) or not said.strip()
        starts.append(position - 1 if is_inside else position + visible)
        whole, done = _cut_at_character(done + token.data)
        position += len(whole.decode("utf-8", "replace"))
    return text, starts


def _cut_at_character(data: bytes) -> tuple[bytes, bytes]:
    """Split bytes before a character at their end that is not complete yet."""
    for length in range(1, min(4, len(data) + 1)):
        byte = data[-length]
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return (data[:-length], data[-length:]) if needed > length else (data, b"")
        if byte < 0x80:
            break
    return data, b""


def _token(item: dict[Any, Any]) -> TokenProbability | None:
    named = _named(item)
    if named is None:
        return None
    return TokenProbability(*named, _logprob(item.get("logprob")), _alternatives(item))


def _item(text: str, data: bytes, logprob: float | None) -> dict[str, Any]:
    told = _NEXT_TO_NOTHING if logprob == -math.inf else logprob
    return {"token": text, "bytes": list(data), "logprob": told}


def _alternatives(item: dict[Any, Any]) -> tuple[Outcome, ...]:
    given: Any = item.get("top_logprobs")
    if isinstance(given, dict):
        pairs = cast("dict[Any, Any]", given).items()
        given = [{"token": token, "logprob": logprob} for token, logprob in pairs]
    if not isinstance(given, list | tuple):
        return ()
    found: list[Outcome] = []
    for one in cast("Sequence[Any]", given):
        if isinstance(one, dict):
            other = cast("dict[Any, Any]", one)
            named, logprob = _named(other), _logprob(other.get("logprob"))
            if named is not None and logprob is not None:
                found.append(Outcome(*named, logprob))
    return tuple(sorted(found, key=lambda outcome: -outcome.logprob))


def _named(item: dict[Any, Any]) -> tuple[str, bytes] | None:
    """Return a token's text and bytes; None where the item has neither."""
    text: Any = item.get("token")
    data: Any = item.get("bytes")
    raw: bytes | None = None
    if isinstance(data, list | tuple):
        numbers = cast("Sequence[Any]", data)
        if all(isinstance(number, int) and 0 <= number <= 255 for number in numbers):
            raw = bytes(numbers)
    if not isinstance(text, str):
        return None if raw is None else (raw.decode("utf-8", "replace"), raw)
    # An empty list beside a text is a server that does not know the bytes.
    return text, raw or text.encode("utf-8", "replace")


def _logprob(given: Any) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    # Not a number is neither above nor below.
    if not given <= _LARGEST_ROUNDING:
        return None
    return -math.inf if given <= LEAST_LOGPROB else min(0.0, float(given))
