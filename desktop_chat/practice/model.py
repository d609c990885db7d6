"""The practice model: one n-gram model per language, and how a message bends it.

It knows distributions, not how a token is drawn from them (`sampling`) nor how an answer is put on
the wire (`transport`).
"""

from __future__ import annotations

import math
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_chat.practice import texts, tokens
from desktop_chat.practice.ngrams import ORDER, Distribution, NGrams
from desktop_chat.practice.texts import Document
from desktop_chat.practice.tokens import END_ID, Vocabulary

DEFAULT_LANGUAGE = "en"
CONTEXT_LENGTH = 8192
"""The most tokens a conversation and its answer may have; stated, as other models state theirs."""

BOUNDARY = (END_ID,) * ORDER
"""The context at the start of a text."""

# How much more the best matching document counts than one without any match.
_RELEVANCE = 250.0
_KEYWORD_WEIGHT = 8.0

_SCRIPT_LANGUAGES = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "HANGUL": "ko",
    "ARABIC": "ar",
    "DEVANAGARI": "hi",
    "CYRILLIC": "ru",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """What a message asks for, as far as the model can tell.

    Attributes:
        language: Two-letter code of the language to answer in.
        weights: How much each document of that language counts.
        known_words: The words of the message that chose the documents, the most telling first.
    """

    language: str
    weights: tuple[float, ...]
    known_words: tuple[str, ...]


class PracticeModel:
    """A small Markov chain with an explicit distribution; immutable, so threads may share it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._languages: dict[str, _Language] = {}
        split = {id(document): tokens.split(document.text) for document in documents}
        self.vocabulary = Vocabulary(token for parts in split.values() for token in parts)
        for language in dict.fromkeys(document.language for document in documents):
            own = [document for document in documents if document.language == language]
            self._languages[language] = _Language(own, self.vocabulary)

    @classmethod
    def load(cls) -> PracticeModel:
        """Build the model from the program's own texts; some 60 ms, for a worker thread."""
        return cls(texts.load_documents())

    def topic(self, message: str) -> Topic:
        """Return what a message asks for; one without a known word gets a subject all the same."""
        name = self._language_of(message)
        language = self._languages[name]
        scores, known_words = language.match(message)
        best = max(scores)
        if best == 0:
            # Something must be said: the same message always gets the same subject.
            chosen = zlib.crc32(message.encode("utf-8", "surrogatepass")) % len(scores)
            scores = [float(index == chosen) for index in range(len(scores))]
            best = 1.0
        weights = tuple(1 + _RELEVANCE * (score / best) ** 3 for score in scores)
        return Topic(name, weights, known_words)

    def distribution(self, context: Sequence[int], topic: Topic) -> Distribution:
        """Return the probability of every token of the topic's language after a context.

        Args:
            context: BOUNDARY, then the ids of the text so far.
            topic: What `topic` gave.
        """
        return self._languages[topic.language].chain.distribution(context, topic.weights)

    def _language_of(self, message: str) -> str:
        scripts = Counter(filter(None, map(_language_of_letter, message)))
        # Japanese is written with Chinese characters too; Chinese never with kana.
        if scripts["ja"]:
            scripts["ja"] += scripts.pop("zh", 0)
        if scripts:
            script, count = scripts.most_common(1)[0]
            if script in self._languages and count * 2 >= sum(map(str.isalpha, message)):
                return script
        return self._language_by_words(set(tokens.words(message)))

    def _language_by_words(self, words: set[str]) -> str:
        scores = dict.fromkeys(self._languages, 0.0)
        for word in words:
            knowing = [name for name, language in self._languages.items() if word in language.words]
            for name in knowing:
                scores[name] += 1 / len(knowing)
        best = max(scores.values())
        candidates = [name for name, score in scores.items() if score == best]
        return DEFAULT_LANGUAGE if DEFAULT_LANGUAGE in candidates else candidates[0]


class _Language:
    """The documents of one language, indexed by word."""

    def __init__(self, documents: Sequence[Document], vocabulary: Vocabulary) -> None:
        self.words = {word for document in documents for word in texts.words_of(document)}
        written = [document for document in documents if document.text]
        self.chain = NGrams([vocabulary.encode(document.text) for document in written], END_ID)
        self._keywords = [document.keywords for document in written]
        self._texts = [frozenset(tokens.words(document.text)) for document in written]

    def match(self, message: str) -> tuple[list[float], tuple[str, ...]]:
        """Return each document's score for a message, and the words that counted, best first."""
        scores = [0.0] * len(self._texts)
        gains: dict[str, float] = {}
        for word in sorted(self._words_in(message)):
            rarity = self._rarity(word)
            for index, (keywords, text) in enumerate(zip(self._keywords, self._texts, strict=True)):
                gain = rarity * (_KEYWORD_WEIGHT * (word in keywords) + (word in text))
                scores[index] += gain
                if gain:
                    gains[word] = max(gain, gains.get(word, 0.0))
        return scores, tuple(sorted(gains, key=gains.__getitem__, reverse=True))

    def _words_in(self, message: str) -> set[str]:
        """Return the words of a message, and the key words that stand in it without spaces."""
        folded = message.casefold()
        joined = {
            keyword
            for keywords in self._keywords
            for keyword in keywords
            if _language_of_letter(keyword[0]) and keyword in folded
        }
        return joined.union(tokens.words(message))

    def _rarity(self, word: str) -> float:
        """Return the logarithm of how few documents have a word; 0 where all have it."""
        having = sum(
            word in keywords or word in text
            for keywords, text in zip(self._keywords, self._texts, strict=True)
        )
        return math.log(len(self._texts) / having) if having else 0.0


def _language_of_letter(letter: str) -> str | None:
    """Return the language that a letter's script points to, None for Latin and unknown ones."""
    if letter < "\u0370":
        return None
    return _SCRIPT_LANGUAGES.get(unicodedata.name(letter, "").partition(" ")[0])
