"""Tokens and their probabilities in words, for the eye and for the ear."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_chat.core.token_labels import token_label
from desktop_chat.core.token_probabilities import Outcome, TokenProbability
from desktop_chat.core.unseen import in_own_direction


def shown_token(data: bytes) -> str:
    """Return a token as it is shown; an empty one ends the answer."""
    return token_label(data) or _tr("end of the answer")


def quoted_token(data: bytes) -> str:
    """Return a token as it is named in a sentence: its word without blanks where it has one."""
    word = data.decode("utf-8", "replace").strip()
    return in_own_direction(token_label(word.encode()) or shown_token(data))


def probability_text(probability: float) -> str:
    """Return a probability with three digits; one that is too small for them as such."""
    return "< 0.001" if 0 < probability < 0.0005 else f"{probability:.3f}"


def choice_text(token: TokenProbability) -> str:
    """Return which choice a token was, and how likely: "second choice, probability 0.184"."""
    if token.probability is None:
        return _tr("probability unknown")
    figure = _tr("probability {0}").format(probability_text(token.probability))
    rank = token.rank
    if rank is None:
        return figure
    first = (_tr("first choice"), _tr("second choice"), _tr("third choice"))
    choice = first[rank - 1] if rank <= len(first) else _tr("choice {0}").format(rank)
    return f"{choice}, {figure}"


def spoken_token(data: bytes) -> str:
    """Return a token as it is said: signs for blanks in words."""
    text = data.decode("utf-8", "replace")
    if text.strip():
        return text.strip()
    if not text:
        return _tr("end of the answer")
    return _tr("line break") if "\n" in text else _tr("blank")


def spoken_outcome(outcome: Outcome) -> str:
    """Return a token that could stand at a place as it is said."""
    return f"{spoken_token(outcome.data)}, {probability_text(outcome.probability)}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("TokenWords", text)
