"""Searches as people type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.search_fields import FIELDS
from desktop_chat.core.search_parsing import completions, parse
from desktop_chat.core.search_query import Clause, FieldTest, Near, Phrase, QueryError, SearchQuery

TODAY = date(2026, 3, 14)


def clauses(text: str) -> tuple[Clause, ...]:
    return parse(text, TODAY).clauses


def one(text: str) -> object:
    ((atom,),) = (clause.atoms for clause in clauses(text))
    return atom


# Words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "atom"),
    [
        ("word ", Phrase("word")),
        ("word", Phrase("word", is_open=True)),
        ("wor*", Phrase("wor", is_prefix=True)),
        ('"two words"', Phrase("two words")),
        ('"two wor"*', Phrase("two wor", is_prefix=True)),
        ('"not closed', Phrase("not closed")),
        ("NEAR(red apple, 5)", Near((Phrase("red"), Phrase("apple")), 5)),
        ('NEAR("red apple" pie*)', Near((Phrase("red apple"), Phrase("pie", is_prefix=True)))),
        ("12:30", Phrase("12:30", is_open=True)),
        ("https://example.org/a?b ", Phrase("https://example.org/a?b")),
        ("C:\\temp ", Phrase("C:\\temp")),
        ("天气", Phrase("天气", is_open=True)),
        ("nearly(not) ", Phrase("nearly(not)")),
    ],
)
def test_words_phrases_beginnings_and_near(text: str, atom: object) -> None:
    assert one(text) == atom


def test_words_are_joined_by_and_or_not() -> None:
    assert clauses('alpha beta OR "c d" OR e -not -"left out" ') == (
        Clause((Phrase("alpha"),)),
        Clause((Phrase("beta"), Phrase("c d"), Phrase("e"))),
        Clause((Phrase("not"),), is_not=True),
        Clause((Phrase("left out"),), is_not=True),
    )


@pytest.mark.parametrize("text", ["", " ", "-", '"', '""', "!!! ... 😀", "*", "-*"])
def test_signs_alone_ask_for_nothing(text: str) -> None:
    assert parse(text, TODAY) == SearchQuery()


def test_an_or_and_a_field_at_the_end_wait_for_what_is_typed_next() -> None:
    assert clauses("tea OR ") == clauses("tea ")
    assert clauses("tea model:") == clauses("tea ")
    assert clauses('tea model:"') == clauses("tea ")


# Fields -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "test"),
    [
        ("model:claude", FieldTest("model", "claude")),
        ('MODEL:"gpt 4"', FieldTest("model", "gpt 4")),
        ("role:User", FieldTest("role", "user")),
        ("cost:>0.01", FieldTest("cost", ">0.01", Decimal("0.01"), None, has_low=False)),
        ("cost:<=$2", FieldTest("cost", "<=$2", None, Decimal(2))),
        ("tokens:1k", FieldTest("tokens", "1k", Decimal(1000), Decimal(1000))),
        ("temp:0.1..0.5", FieldTest("temp", "0.1..0.5", Decimal("0.1"), Decimal("0.5"))),
        ("temp:<.3", FieldTest("temp", "<.3", None, Decimal("0.3"), has_high=False)),
        ("seed:-7", FieldTest("seed", "-7", Decimal(-7), Decimal(-7))),
        ("has:code", FieldTest("has", "code")),
    ],
)
def test_fields_are_read(text: str, test: FieldTest) -> None:
    assert one(text) == test


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2025-03-14", 1),
        ("2025-3-4", 1),
        ("2025-02", 28),
        ("2024-12", 31),
        ("2024", 366),
        ("today", 1),
        ("yesterday", 1),
        ("7d", 1),
    ],
)
def test_times_are_days_months_and_years(value: str, days: int) -> None:
    (on, after, before) = (one(f"{name}:{value}") for name in ("on", "after", "before"))
    assert isinstance(on, FieldTest)
    assert isinstance(after, FieldTest)
    assert isinstance(before, FieldTest)
    assert on.low is not None
    assert on.high is not None
    assert on.low == after.low == before.high
    assert (after.high, before.low, on.has_high) == (None, None, False)
    # A day in which the clocks are changed has an hour more or less.
    assert abs(float(on.high - on.low) / 86_400e6 - days) < 0.1


def test_only_titles_may_be_looked_at() -> None:
    query = parse("in:title tokyo ", TODAY)
    assert query == SearchQuery((Clause((Phrase("tokyo"),)),), in_title=True)


def test_fields_can_be_left_out_and_be_alternatives() -> None:
    assert clauses("-has:code model:gpt OR model:claude") == (
        Clause((FieldTest("has", "code"),), is_not=True),
        Clause((FieldTest("model", "gpt"), FieldTest("model", "claude"))),
    )


def test_every_example_of_a_field_can_be_read() -> None:
    for field in FIELDS.values():
        assert field.example.startswith(f"{field.name}:")
        parse(field.example, TODAY)
        for name, meaning in field.choices:
            assert meaning
            parse(f"{field.name}:{name}", TODAY)


# Faults -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault", "said"),
    [
        ("a cost:>abc b", ">abc", "“cost:” takes a number, as in cost:>0.01 or cost:1..5."),
        ("role:robot", "robot", "“role:” takes user, assistant, system or tool."),
        ("before:soon", "soon", "“before:” takes a day"),
        ("on:2025-02-30", "2025-02-30", "“on:” takes a day"),
        ("on:9999", "9999", "“on:” takes a day"),
        ("after:9999y", "9999y", "“after:” takes a day"),
        ("x model: y", "model:", "“model:” needs a value, as in model:claude."),
        ("modle:gpt x", "modle", "There is no field “modle:”; “model:” is meant, perhaps."),
        ("OR tea", "OR", "OR stands between two words."),
        ("tea OR OR", "OR", "OR stands between two words."),
        ("tea OR -milk", "OR", "What is left out cannot stand after OR."),
        ("(red green) OR blue", "(red green)", "Parentheses do not group words."),
        ("tea OR (green black) x", "(green black)", "Parentheses do not group words."),
        ("NEAR(one)", "NEAR(one)", "NEAR takes two or more words"),
        ("NEAR(one two", "NEAR(one two", "NEAR takes two or more words"),
        ("NEAR(one two, x)", "NEAR(one two, x)", "NEAR takes two or more words"),
    ],
)
def test_a_wrong_query_says_what_is_wrong_and_where(text: str, fault: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, TODAY)
    assert text[caught.value.start : caught.value.end] == fault
    assert caught.value.text.startswith(said)
    assert caught.value.text.endswith(".")


def fault_in(text: str) -> QueryError | None:
    try:
        parse(text, TODAY)
    except QueryError as error:
        return error
    return None


_SIGNS = ["()", "OR", "-", '"', "*", "NEAR(", ",", "1..2", ">5", "7d", "a:", "天", "title", "code"]
_PIECES = st.lists(st.sampled_from([f"{name}:" for name in FIELDS] + _SIGNS))


@given(st.text(st.characters(exclude_categories=())) | _PIECES.map("".join) | _PIECES.map(" ".join))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    fault = fault_in(text)
    assert fault is None or 0 <= fault.start < fault.end <= len(text)


# Completion -------------------------------------------------------------------------------------


def completed(text: str, **known: tuple[str, ...]) -> list[str]:
    """Return the query after each completion at its end."""
    found = completions(text, len(text), known)
    return [text[: each.start] + each.text + text[each.end :] for each in found]


def test_names_of_fields_are_completed() -> None:
    assert completed("tea tem") == ["tea temp:"]
    assert completed("-t") == ["-title:", "-tag:", "-tokens:", "-temp:"]
    assert completed("zz") == []
    assert completed("") == []


def test_values_are_completed_those_that_begin_so_first() -> None:
    assert completed("role:") == ["role:user ", "role:assistant ", "role:system ", "role:tool "]
    assert completed("has:ma") == ["has:math ", "has:image "]
    models = ("openai/gpt-5", "gpt-oss", "my gpt")
    assert completed("model:gpt", model=models) == [
        "model:gpt-oss ",
        "model:openai/gpt-5 ",
        'model:"my gpt" ',
    ]
    assert completed('model:"my', model=models) == ['model:"my gpt" ']
    assert completed("nofield:x") == []


def test_only_the_word_before_the_caret_is_replaced() -> None:
    (found,) = completions("a mo b", 4, {})
    assert (found.text, found.start, found.end, found.help) == (
        "model:",
        2,
        4,
        "The model that answered",
    )


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("in:title is:pinned trip ", "is:pinned", "title:"),
        ("folder:x in:title trip ", "folder:x", "title:"),
        ("-in:title trip ", "-in:title", "-title:"),
    ],
)
def test_titles_alone_have_no_other_fields_and_cannot_be_excluded(
    text: str, place: str, advice: str
) -> None:
    fault = fault_in(text)
    assert fault is not None
    assert text[fault.start : fault.end].strip() == place
    assert advice in fault.advice


@pytest.mark.parametrize(
    "text",
    [
        "(red OR green) -blue ",
        "(red) OR (green) ",
        "(red OR green) OR blue ",
        "f(a, b) OR tea ",
        '"(red green)" OR blue ',
        "NEAR(red green, 3) OR blue ",
        "(see above) tea ",
    ],
)
def test_parentheses_that_change_nothing_are_left_alone(text: str) -> None:
    assert fault_in(text) is None
