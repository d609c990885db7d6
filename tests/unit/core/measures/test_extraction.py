"""What counts in an answer: all of it, what a pattern finds, or a value of its JSON."""

from __future__ import annotations

import pytest

from desktop_chat.core.experiment import Extraction
from desktop_chat.core.measures.extraction import check_extraction, extracted, json_of
from desktop_chat.core.measures.json_path import MISSING
from desktop_chat.errors import UsageError

ANSWER = Extraction("regex", r"answer is (\w+)")
CITY = Extraction("json_path", "$.city")


@pytest.mark.parametrize(
    "extraction",
    [Extraction("xpath", "//a"), Extraction("regex", "("), Extraction("json_path", "city")],
)
def test_what_cannot_be_extracted(extraction: Extraction) -> None:
    with pytest.raises(UsageError):
        check_extraction(extraction)


@pytest.mark.parametrize(
    ("text", "extraction", "expected"),
    [
        ("  Yes. ", Extraction(), "yes"),
        ("So the answer is FOUR, I think", ANSWER, "four"),
        ("I do not know", ANSWER, None),
        ("7 apples and 9", Extraction("regex", r"\d+"), "7"),
        ("ab", Extraction("regex", "a(x)?"), None),
        ('{"city": "Oslo."}', CITY, "oslo"),
        ('```json\n{"city": {"b": 1, "a": [2]}}\n```', CITY, '{"a":[2],"b":1}'),
        ('{"town": "Oslo"}', CITY, None),
        ("no JSON", CITY, None),
        ("[1, null]", Extraction("json_path", "$[1]"), "null"),
    ],
)
def test_what_is_extracted(text: str, extraction: Extraction, expected: str | None) -> None:
    check_extraction(extraction)
    assert extracted(text, extraction) == expected


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"a":1} and more', "\ud800"])
def test_what_is_no_json(text: str) -> None:
    assert json_of(text) is MISSING
