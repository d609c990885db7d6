"""What is known of an answer's tokens, made ready to be shown: places, classes, figures.

Owns what is worked out once for an answer. Must not know colours or strips.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_chat.core.token_places import Span, token_spans
from desktop_chat.core.token_probabilities import (
    Sentence,
    Summary,
    TokenProbability,
    entropy_step,
    probability_step,
    sentences,
    summary,
)

UNKNOWN = 255
"""The class of a token of which it is not known."""


@dataclass(frozen=True, slots=True)
class TokenReport:
    """The tokens of one answer.

    Attributes:
        message_id: Whose.
        text: The message's text as places in it count.
        tokens: In their order.
        spans: From and to which character of the answer's text each stands, None where it does not.
        probability_steps: The class of each by its probability, UNKNOWN where there is none.
        entropy_steps: The class of each by its entropy, UNKNOWN where there is none.
    """

    message_id: str
    text: str
    tokens: tuple[TokenProbability, ...]
    spans: tuple[Span | None, ...]
    probability_steps: bytes
    entropy_steps: bytes
    summary: Summary
    sentences: tuple[Sentence, ...]


def token_report(message_id: str, text: str, tokens: tuple[TokenProbability, ...]) -> TokenReport:
    """Return what is known of a message's tokens.

    Args:
        message_id: Whose.
        text: The message's text as its places count.
        tokens: In their order.
    """
    return TokenReport(
        message_id,
        text,
        tokens,
        tuple(token_spans(tokens, text)),
        bytes(_step_of_probability(token) for token in tokens),
        bytes(_step_of_entropy(token) for token in tokens),
        summary(tokens),
        sentences(tokens),
    )


def _step_of_probability(token: TokenProbability) -> int:
    return UNKNOWN if token.probability is None else probability_step(token.probability)


def _step_of_entropy(token: TokenProbability) -> int:
    return UNKNOWN if (bits := token.entropy_bits) is None else entropy_step(bits)
