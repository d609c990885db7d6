"""Conversations stand under the heading of their day, week or month, with a short time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from PySide6.QtCore import QLocale

from desktop_chat.core.conversation import Conversation
from desktop_chat.ui.sidebar.grouping import heading, time_text

ENGLISH = QLocale("en_GB")
TODAY = date(2026, 3, 18)  # a Wednesday


def at(days_ago: int, hour: int = 14) -> int:
    day = TODAY - timedelta(days=days_ago)
    return int(datetime.combine(day, time(hour, 5)).timestamp() * 1_000_000)


@pytest.mark.parametrize(
    ("days_ago", "group", "shown"),
    [
        (0, "Today", "14:05"),
        (1, "Yesterday", "14:05"),
        (2, "Previous 7 days", "Mon"),
        (7, "Previous 7 days", "Wed"),
        (8, "March", "10 Mar"),
        (40, "February", "6 Feb"),
        (100, "December 2025", "08/12/2025"),
    ],
)
def test_heading_and_time_by_age(days_ago: int, group: str, shown: str) -> None:
    conversation = Conversation("c", updated_us=at(days_ago))
    assert heading(conversation, TODAY, ENGLISH) == group
    assert time_text(at(days_ago), TODAY, ENGLISH) == shown


def test_a_pinned_conversation_stands_under_pinned_whatever_its_age() -> None:
    pinned = Conversation("c", updated_us=at(400), is_pinned=True)
    assert heading(pinned, TODAY, ENGLISH) == "Pinned"


def test_a_clock_that_was_set_back_makes_nothing_of_tomorrow() -> None:
    assert heading(Conversation("c", updated_us=at(-2)), TODAY, ENGLISH) == "Today"


def test_midnight_divides_the_days() -> None:
    late = Conversation("c", updated_us=at(1, hour=23))
    assert heading(late, TODAY, ENGLISH) == "Yesterday"
