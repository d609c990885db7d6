"""The way of the Tab key through the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

ORDER = ["search", "list", "header", "transcript", "composer", "inspector"]
MOST_STOPS = 200


def region_of(opened: Desktop, widget: QWidget | None) -> str:
    """Return the region of the window that a widget belongs to, "" for none of them."""
    window, chat = opened.window, opened.window.chat
    regions = {
        "search": window.sidebar.field,
        "list": window.sidebar.lists,
        "header": chat.header,
        "transcript": chat.transcript,
        "composer": chat.composer,
        "inspector": window.inspector,
    }
    for name, region in regions.items():
        if widget is not None and (region is widget or region.isAncestorOf(widget)):
            return name
    return ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
async def test_tab_goes_through_the_regions_in_reading_order(key: Qt.Key) -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("Hi")
        opened.window.activateWindow()
        start = opened.window.sidebar.field
        start.setFocus()
        visited: list[str] = []
        for _ in range(MOST_STOPS):
            region = region_of(opened, QApplication.focusWidget())
            if region and (not visited or visited[-1] != region):
                visited.append(region)
            QTest.keyClick(QApplication.focusWidget() or opened.window, key)
            if QApplication.focusWidget() is start:
                break
        assert QApplication.focusWidget() is start, "the way does not lead around"
        order = ORDER if key is Qt.Key.Key_Tab else [ORDER[0], *reversed(ORDER[1:])]
        assert visited == order
