"""How another answer begins that takes another token in the place of one.

Owns what is kept of the old answer. Must not know sessions.
"""

from __future__ import annotations

from typing import Any

from desktop_chat.app.token_report import TokenReport
from desktop_chat.core.message import Prefill, TurnRecord
from desktop_chat.core.token_probabilities import Outcome, TokenProbability
from desktop_chat.errors import UsageError


def begun_again(report: TokenReport, index: int, outcome: Outcome) -> dict[str, Any]:
    """Return the fields of a message that begins as an answer did, with another token at the end.

    Args:
        report: What is known of the answer's tokens.
        index: Which token gives way.
        outcome: What comes in its place.

    Raises:
        UsageError: It cannot: one of the two is half a character, no text, or has no place.
    """
    span, token = report.spans[index], report.tokens[index]
    before = report.spans[index - 1] if index else None
    if span is None or (before is not None and before[1] > span[0]):
        raise UsageError("The answer cannot go on from here: this token is part of a character.")
    try:
        chosen = outcome.data.decode()
    except UnicodeDecodeError as error:
        raise UsageError(
            "The answer cannot go on from here: the chosen token is part of a character.",
            advice="Choose another one.",
        ) from error
    if not chosen:
        raise UsageError(
            "The chosen token ends the answer: there is nothing to go on with.",
            advice="Choose another one.",
        )
    said = token.data.decode("utf-8", "replace")
    text = report.text[: span[0]]
    # Servers leave out a first blank; it would be there twice, or be new.
    is_cut = not text and len(said) > span[1] - span[0]
    text += chosen.lstrip() if is_cut else chosen
    own = TokenProbability(outcome.text, outcome.data, outcome.logprob, token.outcomes)
    prefill = Prefill(report.message_id, len(text), outcome.text, token.text)
    return {
        "text": text,
        "logprobs": (*report.tokens[:index], own),
        "logprob_count": index + 1,
        "record": TurnRecord(prefill=prefill),
    }
