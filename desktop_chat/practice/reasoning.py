"""The reasoning that the practice model shows: a note of what it will do next, and no thought.

It states only what holds for the request at hand.
"""

from __future__ import annotations

from desktop_chat.practice.model import Topic
from desktop_chat.practice.sampling import Settings

LANGUAGE_NAMES = {
    "en": "English",
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "ar": "Arabic",
    "hi": "Hindi",
    "ru": "Russian",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
}


def reasoning_text(topic: Topic, settings: Settings, sentences: int) -> str:
    """Return a note of at most four sentences on how the answer will be made.

    Args:
        topic: What the message asks for.
        settings: The sampling parameters.
        sentences: How many of the sentences are wanted.
    """
    known = ", ".join(topic.known_words[:4])
    words = f"Words that I know from it: {known}." if known else "I know none of its words."
    note = (
        f"The message is in {LANGUAGE_NAMES[topic.language]}, or nearest to it.",
        words,
        f"I draw each token at temperature {settings.temperature:g}, from texts with these words.",
        "This is a note of what a Markov chain does, not a thought.",
    )
    return " ".join(note[:sentences])
