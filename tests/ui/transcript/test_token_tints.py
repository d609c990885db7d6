"""Tints stand under the words of their tokens, wherever markup puts these."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from support.hostile_texts import large_texts, small_texts
from support.turn_rows import growing_row, turn_row

from desktop_chat.app.token_report import TokenReport, token_report
from desktop_chat.core.token_probabilities import Outcome, TokenProbability
from desktop_chat.markup.parser import normalised
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.token_tints import TintMode
from desktop_chat.ui.transcript.view import TranscriptView

Opener = Callable[..., TranscriptView]
LADDER = (0.9, 0.6, 0.3, 0.2, 0.05)
MARKED = """# The keeper

Some **bold** words, a [link](https://x.example/some) and `code`.

| one | two |
|---|---|
| three 😀 | four |

```py
value = 1
```

مرحبا **بالعالم** هنا
"""


def token(text: str, probability: float) -> TokenProbability:
    chosen = Outcome(text, text.encode("utf-8", "replace"), math.log(probability))
    other = Outcome("~", b"~", math.log1p(-probability) if probability < 1 else -math.inf)
    alternatives = tuple(sorted((chosen, other), key=lambda outcome: -outcome.logprob))
    return TokenProbability(text, chosen.data, chosen.logprob, alternatives)


def report_of(text: str, message_id: str = "a") -> TokenReport:
    """Return a report in which each word with its blank is a token, by turns less likely."""
    words = re.findall(r"\s*\w+|\s*[^\w\s]+|\s+\Z", text)
    assert "".join(words) == text
    tokens = tuple(token(word, LADDER[n % len(LADDER)]) for n, word in enumerate(words))
    return token_report(message_id, normalised(text), tokens)


def tinted_words(view: TranscriptView) -> list[tuple[str, int]]:
    """Return the tinted words of the last turn with their steps, from above."""
    found: list[tuple[str, int]] = []
    number = len(view.layout_.turns) - 1
    for piece_number in view.layout_.turns[number].text_pieces:
        place = Place(number, piece_number)
        shown = view.layout_.piece(place).shown_text.encode("utf-16-le")
        for tint in view.tints.ranges_in(place):
            word = shown[2 * tint.start : 2 * tint.end].decode("utf-16-le")
            found.append((word, tint.step))
    return found


def with_tokens(open_view: Opener, text: str) -> TranscriptView:
    view = open_view(turn_row("a", "assistant", text, logprob_count=1), height=900)
    view.tints.set_mode(TintMode.PROBABILITY)
    view.tints.take(report_of(text))
    return view


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for y in range(0, image.height(), 2)
        for x in range(image.width())
    }


# What is not tinted -----------------------------------------------------------------------------


def test_nothing_is_asked_while_it_is_off(open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", "some words", logprob_count=2))
    asked: list[str] = []
    view.tints.wanted.connect(asked.append)
    view.grab()
    assert asked == []


@pytest.mark.parametrize(
    "row",
    [
        turn_row("a", "assistant", "some words"),
        turn_row("a", "user", "some words", logprob_count=2),
        growing_row("a", "some words", logprob_count=2),
    ],
    ids=["no tokens", "a question", "growing"],
)
def test_rows_without_tokens_are_not_asked_for(open_view: Opener, row: object) -> None:
    view = open_view(row)
    asked: list[str] = []
    view.tints.wanted.connect(asked.append)
    view.tints.set_mode(TintMode.PROBABILITY)
    view.grab()
    assert asked == []


def test_tokens_of_a_text_that_has_changed_are_asked_for_again(open_view: Opener) -> None:
    view = with_tokens(open_view, "some words")
    asked: list[str] = []
    view.tints.wanted.connect(asked.append)
    view.set_rows([turn_row("a", "assistant", "some words and more", logprob_count=5)])
    view.grab()
    view.grab()
    assert asked == ["a"]
    assert tinted_words(view) == []


# What is ----------------------------------------------------------------------------------------


def test_tokens_in_sight_are_asked_for_once(open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", "some words", logprob_count=2))
    asked: list[str] = []
    view.tints.wanted.connect(asked.append)
    view.tints.set_mode(TintMode.ENTROPY)
    view.grab()
    view.grab()
    assert asked == ["a"]


def test_every_word_has_its_own_step_through_all_markup(open_view: Opener) -> None:
    view = with_tokens(open_view, MARKED)
    report = report_of(MARKED)
    expected: list[tuple[str, int]] = []
    for one, step in zip(report.tokens, report.probability_steps, strict=True):
        word = one.text.strip()
        if (
            step
            and re.fullmatch(r"\w+", word)
            and word not in ("https", "x", "example", "some", "py")
        ):
            expected.append((word, step))
    found = [(word, step) for word, step in tinted_words(view) if re.search(r"\w", word)]
    assert found == expected


def test_the_steps_are_seen_as_grounds_and_lines(open_view: Opener) -> None:
    view = with_tokens(open_view, "aaaaaa bbbbbb cccccc dddddd eeeeee")
    seen = colours(view.grab().toImage())
    grounds = [QColor(ground).name() for ground, _ in LIGHT.ramp[:4]]
    assert set(grounds) <= seen
    view.tints.set_mode(TintMode.OFF)
    assert not set(grounds[1:]) & colours(view.grab().toImage())


def test_entropy_is_another_view_of_the_same_tokens(open_view: Opener) -> None:
    view = with_tokens(open_view, "aaaaaa bbbbbb")
    view.tints.set_mode(TintMode.ENTROPY)
    # h(0.9) = 0.47 bits, h(0.6) = 0.97 bits.
    assert tinted_words(view) == [("bbbbbb", 1)]


# Places -----------------------------------------------------------------------------------------


def centres(view: TranscriptView, indices: Sequence[int]) -> list[QPoint]:
    rects = [view.tints.rect_of("a", index) for index in indices]
    return [rect.center() for rect in rects if rect is not None]


def test_a_token_is_found_where_it_is_shown(open_view: Opener) -> None:
    view = with_tokens(open_view, MARKED)
    walked: list[int] = []
    while (index := view.tints.beside("a", walked[-1] if walked else -1, 1)) is not None:
        walked.append(index)
    assert len(walked) > 15
    found = [view.tints.token_at(point) for point in centres(view, walked)]
    assert found == [("a", index) for index in walked]
    back = [view.tints.beside("a", index, -1) for index in walked]
    assert back == [None, *walked[:-1]]


def test_between_tokens_there_is_none(open_view: Opener) -> None:
    view = with_tokens(open_view, "aaaaaa bbbbbb")
    assert view.tints.token_at(QPoint(view.width() - 2, view.height() - 2)) is None
    assert view.tints.rect_of("a", 99) is None
    assert view.tints.rect_of("unknown", 0) is None


def test_the_chosen_token_has_a_ring_and_comes_into_sight(open_view: Opener) -> None:
    text = "\n\n".join(f"paragraph {number}" for number in range(60))
    view = with_tokens(open_view, text)
    view.scroll_to_end()
    view.tints.choose(("a", 1))
    assert view.tints.chosen_in(Place(0, view.layout_.turns[0].text_pieces[0])) == (10, 11)
    view.tints.reveal("a", 1)
    rect = view.tints.rect_of("a", 1)
    assert rect is not None
    assert view.viewport().rect().contains(rect)
    assert QColor(LIGHT.focus).name() in colours(view.grab().toImage())
    view.tints.forget()
    assert view.tints.chosen is None


# Hostile texts ----------------------------------------------------------------------------------


def test_no_text_misplaces_a_tint(open_view: Opener) -> None:
    texts = [*large_texts(0.002).values(), *list(small_texts("127.0.0.1:9", "/x").values())[::7]]
    view = open_view(height=900)
    view.tints.set_mode(TintMode.PROBABILITY)
    for number, text in enumerate(texts):
        message_id = str(number)
        cut = [text[start : start + 3] for start in range(0, len(text), 3)][:2_000]
        tokens = tuple(token(piece, LADDER[n % len(LADDER)]) for n, piece in enumerate(cut))
        view.set_rows([turn_row(message_id, "assistant", text, logprob_count=1)])
        view.tints.take(token_report(message_id, normalised(text), tokens))
        view.grab()
        (turn,) = view.layout_.turns
        for piece_number in turn.text_pieces:
            place = Place(0, piece_number)
            last = 0
            for tint in view.tints.ranges_in(place):
                assert tint.start < tint.end <= view.layout_.piece(place).length
                assert tint.end >= last
                last = tint.end
