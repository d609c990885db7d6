"""The seed of the next answer: kept, or drawn anew once an answer was made with it."""

from __future__ import annotations

import random

from msgspec import UNSET

from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.message import Message
from desktop_chat.settings.schema import Settings

LARGEST_SEED = 2**31 - 1
"""Seeds are drawn from what every provider takes."""


def drawn_seed() -> int:
    """Return a seed drawn at random, from 0 to LARGEST_SEED."""
    return random.randint(0, LARGEST_SEED)  # noqa: S311 - chance, not secrecy


def with_next_seed(conversation: Conversation, answer: Message, settings: Settings) -> Conversation:
    """Return a conversation as it is after an answer: with another seed where none is to be kept.

    A seed that the conversation does not set, or that this answer was not made with, stays.
    """
    own, record = conversation.sampling, answer.record
    if settings.appearance.keeps_seed or own.seed is UNSET or record is None:
        return conversation
    if record.sampling.seed != own.seed:
        return conversation
    return with_changes(conversation, sampling=own.set("seed", drawn_seed()))
