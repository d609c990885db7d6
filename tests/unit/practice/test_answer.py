"""Tests of desktop_chat.practice.answer: which events come, how they end, what they count."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from desktop_chat.practice.answer import (
    Answer,
    CallBegun,
    CallPiece,
    Event,
    Finished,
    ReasoningPiece,
    TextPiece,
)
from desktop_chat.practice.model import CONTEXT_LENGTH, PracticeModel
from desktop_chat.practice.rejection import Rejected
from desktop_chat.practice.request import parse_request

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "days": {"type": "integer", "minimum": 1, "maximum": 3},
            },
            "required": ["city"],
        },
    },
}


def user(text: str) -> dict[str, Any]:
    """Return a message from the user."""
    return {"role": "user", "content": text}


def events(model: PracticeModel, text: str = "What is temperature?", **fields: Any) -> list[Event]:
    """Return the events of the answer to a message."""
    body = {"messages": [user(text)], "temperature": 0, **fields}
    return list(Answer(parse_request(msgspec.json.encode(body)), model).events())


def text_of(answer: list[Event]) -> str:
    """Return the text of an answer."""
    return "".join(event.step.text for event in answer if isinstance(event, TextPiece))


def end_of(answer: list[Event]) -> Finished:
    """Return how an answer ended; nothing comes after it."""
    (end,) = [event for event in answer if isinstance(event, Finished)]
    assert answer[-1] is end
    return end


def test_a_text_ends_by_itself_and_is_counted(model: PracticeModel) -> None:
    answer = events(model)
    assert text_of(answer).startswith("Temperature decides how bold the next choice is.")
    end = end_of(answer)
    assert (end.reason, end.native_reason) == ("stop", "end")
    assert end.completion_tokens == len(answer) - 1
    assert end.prompt_tokens == len(model.vocabulary.encode("What is temperature?")) + 4


def test_max_tokens_cuts_and_says_so(model: PracticeModel) -> None:
    answer = events(model, max_tokens=3)
    assert text_of(answer) == "Temperature decides how"
    assert (end_of(answer).reason, end_of(answer).completion_tokens) == ("length", 3)


def test_a_text_that_ends_at_its_limit_is_not_cut(model: PracticeModel) -> None:
    length = end_of(events(model)).completion_tokens
    assert end_of(events(model, max_tokens=length)).reason == "stop"


def test_a_stop_string_cuts_before_itself_across_tokens(model: PracticeModel) -> None:
    answer = events(model, stop=["never", "xt choice", "."])
    assert text_of(answer) == "Temperature decides how bold the ne"
    assert (end_of(answer).reason, end_of(answer).native_reason) == ("stop", "stop_string")


def test_what_is_held_back_for_a_stop_string_comes_at_the_limit(model: PracticeModel) -> None:
    assert text_of(events(model, stop=[" how much"], max_tokens=3)) == "Temperature decides how"


def test_a_prefill_is_continued(model: PracticeModel) -> None:
    messages = [user("What is temperature?"), {"role": "assistant", "content": "Temperature"}]
    assert text_of(events(model, messages=messages)).startswith(" decides how bold")


def test_a_later_message_decides_the_language(model: PracticeModel) -> None:
    messages = [user("Hello"), {"role": "assistant", "content": "Hello"}, user("Привет")]
    assert text_of(events(model, messages=messages)).startswith("Здравствуйте")


def test_a_seed_repeats_an_answer_and_without_one_answers_differ(model: PracticeModel) -> None:
    def text(**fields: Any) -> str:
        return text_of(events(model, temperature=1.5, max_tokens=60, **fields))

    assert text(seed=1) == text(seed=1) != text(seed=2)
    assert len({text() for _ in range(4)}) > 1


def test_json_is_whole_and_of_the_wanted_shape(model: PracticeModel) -> None:
    answer = events(model, response_format={"type": "json_object"})
    assert msgspec.json.decode(text_of(answer)).keys() == {"subject", "text", "tokens"}
    assert end_of(answer).reason == "stop"


def test_a_called_function_gets_arguments_from_the_message(model: PracticeModel) -> None:
    answer = events(model, "How is the weather in Paris?", tools=[WEATHER])
    begun = [event for event in answer if isinstance(event, CallBegun)]
    assert [call.name for call in begun] == ["get_weather"]
    arguments = "".join(event.arguments for event in answer if isinstance(event, CallPiece))
    assert msgspec.json.decode(arguments) == {"city": "Paris", "days": 1}
    assert text_of(answer) == ""
    assert end_of(answer).reason == "tool_calls"


def test_a_call_that_does_not_fit_the_limit_is_cut(model: PracticeModel) -> None:
    answer = events(model, tools=[WEATHER], tool_choice="required", max_tokens=2)
    assert end_of(answer).reason == "length"


def test_a_function_without_parameters_gets_an_empty_object(model: PracticeModel) -> None:
    tool = {"type": "function", "function": {"name": "now"}}
    answer = events(model, tools=[tool], tool_choice="required")
    assert [event.arguments for event in answer if isinstance(event, CallPiece)] == ["{", "}"]


def test_a_tool_result_is_quoted_in_words(model: PracticeModel) -> None:
    result = {"role": "tool", "tool_call_id": "1", "content": "18 °C\nrain"}
    answer = events(model, messages=[user("The weather?"), result], tools=[WEATHER])
    assert text_of(answer).startswith("The tool returned:\n\n> 18 °C\n> rain\n\n")
    assert end_of(answer).reason == "stop"


def test_arguments_that_cannot_be_written_are_refused_before_the_answer(
    model: PracticeModel,
) -> None:
    parameters = {"properties": {"day": {"type": "string", "format": "date"}}}
    tool = {"type": "function", "function": {"name": "plan", "parameters": parameters}}
    with pytest.raises(Rejected, match=r"tools\.plan\.parameters: schema\.day uses 'format'"):
        events(model, tools=[tool], tool_choice="required")
    assert text_of(events(model, "Hello", tools=[tool]))


def test_reasoning_comes_first_and_counts(model: PracticeModel) -> None:
    answer = events(model, reasoning={"effort": "high"})
    pieces = [event for event in answer if isinstance(event, ReasoningPiece)]
    assert answer[: len(pieces)] == pieces
    assert "not a thought" in "".join(piece.text for piece in pieces)
    end = end_of(answer)
    assert end.reasoning_tokens == len(pieces)
    assert end.completion_tokens == len(answer) - 1


def test_reasoning_obeys_its_own_limit_and_the_whole_one(model: PracticeModel) -> None:
    assert end_of(events(model, reasoning={"max_tokens": 5})).reasoning_tokens == 5
    end = end_of(events(model, reasoning={"effort": "high"}, max_tokens=4))
    assert (end.reason, end.completion_tokens, end.reasoning_tokens) == ("length", 4, 4)


def test_excluded_reasoning_is_counted_and_not_shown(model: PracticeModel) -> None:
    answer = events(model, reasoning={"effort": "low", "exclude": True})
    assert not any(event.is_shown for event in answer if isinstance(event, ReasoningPiece))
    assert end_of(answer).reasoning_tokens > 0


def test_a_prompt_that_fills_the_context_is_refused(model: PracticeModel) -> None:
    with pytest.raises(Rejected, match=str(CONTEXT_LENGTH)) as caught:
        events(model, "hello " * CONTEXT_LENGTH)
    assert caught.value.error_type == "context_length_exceeded"


def test_a_prompt_of_ten_megabytes_is_refused_without_being_split(model: PracticeModel) -> None:
    with pytest.raises(Rejected, match=r"requested about \d{6} tokens"):
        events(model, "hello " * 1_700_000)


def test_an_answer_never_outgrows_the_context(model: PracticeModel) -> None:
    prompt = " the" * (CONTEXT_LENGTH - 14)
    answer = events(model, prompt, logit_bias={"256": -100}, max_tokens=500)
    assert end_of(answer).reason == "length"
    assert end_of(answer).prompt_tokens + end_of(answer).completion_tokens == CONTEXT_LENGTH


def test_tools_count_as_part_of_the_prompt(model: PracticeModel) -> None:
    plain, offered = events(model, "Hello"), events(model, "Hello", tools=[WEATHER])
    assert end_of(offered).prompt_tokens > end_of(plain).prompt_tokens
