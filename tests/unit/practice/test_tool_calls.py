"""Tests of desktop_chat.practice.tool_calls: which function is called, and with what words."""

from __future__ import annotations

import pytest

from desktop_chat.practice.body import Function
from desktop_chat.practice.request import AUTO, REQUIRED
from desktop_chat.practice.tool_calls import choose_function, phrases

FUNCTIONS = [Function("get_weather"), Function("currentTime"), Function("x2")]


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("What is the weather in Paris?", "get_weather"),
        ("What time is it?", "currentTime"),
        ("Please use x2 for this", "x2"),
        ("Get me the current temperature", None),
        ("Hello", None),
    ],
)
def test_auto_calls_a_function_whose_name_is_in_the_message(message: str, name: str | None) -> None:
    chosen = choose_function(FUNCTIONS, AUTO, message)
    assert (chosen.name if chosen else None) == name


def test_required_calls_the_first_where_none_is_named() -> None:
    assert choose_function(FUNCTIONS, REQUIRED, "Hello") is FUNCTIONS[0]
    assert choose_function(FUNCTIONS, REQUIRED, "the time") is FUNCTIONS[1]


def test_a_name_calls_that_function_whatever_the_message() -> None:
    assert choose_function(FUNCTIONS, "x2", "the weather") is FUNCTIONS[2]


def test_without_functions_nothing_is_called() -> None:
    assert choose_function([], AUTO, "the weather") is None


def test_phrases_are_what_is_quoted_then_names() -> None:
    message = 'Is it colder in New York than in Paris? Look for “winter coats” and "hats".'
    assert phrases(message) == ("winter coats", "hats", "New York", "Paris")


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    assert phrases("Where am I? There.") == ()
    assert phrases("Quel temps cet été à Évian ?") == ("Évian",)
