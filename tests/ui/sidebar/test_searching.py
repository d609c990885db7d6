"""Searching in the sidebar: failures are said, keys lead to hits and back, hits are counted."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.archive import SearchHit, SearchPage
from desktop_chat.core.ids import new_id


def hits(count: int, *, has_more: bool = False) -> SearchPage:
    """Return hits in as many titles."""
    found = (SearchHit(new_id(), f"Title {n}", f"Title {n}", ((0, 5),), n) for n in range(count))
    return SearchPage(tuple(found), has_more)


async def three_lighthouses(opened: Desktop) -> None:
    for number in range(3):
        opened.window.run("conversation.new")
        await opened.say(f"question {number}")


def searches() -> list[asyncio.Task[object]]:
    return [task for task in asyncio.all_tasks() if task.get_name().startswith("search:")]


async def test_a_search_that_fails_says_why_in_the_place_of_the_hits() -> None:
    async with desktop() as opened:
        sidebar = opened.window.sidebar
        sidebar.field.setText("cloud")
        sidebar.show_results("cloud", hits(2))
        sidebar.show_search_problem("cloud", "The archive cannot be read.")
        assert sidebar.nothing_text == "The archive cannot be read."
        assert sidebar.count_text == ""


async def test_a_failure_of_what_is_not_asked_any_more_is_not_shown() -> None:
    async with desktop() as opened:
        sidebar = opened.window.sidebar
        sidebar.field.setText("now")
        sidebar.show_results("now", hits(1))
        sidebar.show_search_problem("before", "The archive cannot be read.")
        assert sidebar.nothing_text == ""


async def test_what_was_asked_before_is_no_longer_searched_for() -> None:
    async with desktop() as opened:
        opened.window.sidebar.search_requested.emit("cloud", None)
        (older,) = searches()
        opened.window.sidebar.search_requested.emit("clouds", None)
        (newer,) = (task for task in searches() if task is not older)
        await opened.settled()
        assert older.cancelled()
        assert not newer.cancelled()


async def test_hits_are_counted_and_more_than_are_shown_are_owned_up_to() -> None:
    async with desktop() as opened:
        sidebar = opened.window.sidebar
        sidebar.field.setText("title")
        sidebar.show_results("title", hits(1))
        assert sidebar.count_text == "1 hit"
        sidebar.show_results("title", hits(50))
        assert sidebar.count_text == "50 hits"
        sidebar.show_results("title", hits(50, has_more=True))
        assert sidebar.count_text == "50+ hits"
        sidebar.show_results("title", SearchPage())
        assert sidebar.count_text == ""
        sidebar.show_results("title", hits(3))
        sidebar.field.clear()
        assert sidebar.count_text == ""


async def test_keys_lead_to_a_hit_back_to_the_field_and_on_to_the_next_hit() -> None:
    answers = (says(f"the lighthouse {word}") for word in ("stood", "fell", "shone"))
    async with desktop(ScriptedTransport(*answers)) as opened:
        await three_lighthouses(opened)
        sidebar = opened.window.sidebar
        opened.window.run("conversation.search")
        QTest.keyClicks(sidebar.field, "lighthouse")
        await opened.until(lambda: sidebar.count_text == "3 hits")
        opened.press(Qt.Key.Key_Down)
        opened.press(Qt.Key.Key_Down)
        opened.press(Qt.Key.Key_Return)
        await opened.settled()
        assert opened.texts[-1] == "the lighthouse fell"

        opened.window.run("conversation.search")
        assert QApplication.focusWidget() is sidebar.field
        opened.press(Qt.Key.Key_Down)
        assert sidebar.result_list.currentIndex().row() == 1
        opened.press(Qt.Key.Key_Down)
        opened.press(Qt.Key.Key_Return)
        await opened.settled()
        assert opened.texts[-1] == "the lighthouse stood"

        opened.window.run("conversation.search")
        opened.press(Qt.Key.Key_Down)
        for _ in range(3):
            assert QApplication.focusWidget() is sidebar.result_list
            opened.press(Qt.Key.Key_Up)
        assert QApplication.focusWidget() is sidebar.field
