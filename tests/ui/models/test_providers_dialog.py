"""Who offers a model is listed, sorted, used and told with its date, also when the router fails."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from support.window import Desktop, desktop

from desktop_chat.core.provider import custom_endpoint
from desktop_chat.errors import Offline, TransportError
from desktop_chat.ui.models.offerings_pane import OfferingsPane
from desktop_chat.ui.models.providers_dialog import ProvidersDialog

ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
GONE = Offline("Nothing answers.")


def offer(tag: str, name: str, price: str, uptime: float | None = None) -> dict[str, object]:
    return {
        "name": name,
        "tag": tag,
        "provider_name": name,
        "context_length": 8192,
        "pricing": {"prompt": price, "completion": price},
        "uptime_last_1d": uptime,
        "supported_parameters": [],
    }


def offers(*found: dict[str, object]) -> ScriptedReply:
    body = {"data": {"id": "author/model-1", "name": "One", "endpoints": list(found)}}
    return ScriptedReply([msgspec.json.encode(body)], headers=JSON)


TWO = offers(offer("dear", "Dear", "0.000009", 99.5), offer("cheap", "Cheap", "0.000001"))


async def shown(opened: Desktop) -> OfferingsPane:
    opened.opened.services.account.add(ROUTER)
    opened.session.change(endpoint_id=ROUTER.id, model="author/model-1")
    opened.window.run("model.providers")
    await opened.settled()
    return opened.window.findChildren(ProvidersDialog)[-1].pane


def texts(pane: OfferingsPane, column: int) -> list[str]:
    rows = range(pane.rows.rowCount())
    return [pane.rows.index(row, column).data().strip("\u2066\u2069") for row in rows]


def transport(*replies: ScriptedReply | TransportError) -> ScriptedTransport:
    return ScriptedTransport(*replies, GONE, GONE, GONE)


async def test_offerings_are_listed_and_sorted_by_what_they_state() -> None:
    async with desktop(transport(TWO)) as opened:
        pane = await shown(opened)
        assert texts(pane, 0) == ["Dear", "Cheap"]
        assert pane.as_of.text().startswith("as of ")
        pane.table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
        assert texts(pane, 2) == ["$1", "$9"]
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            pane.table.sortByColumn(8, order)
            assert texts(pane, 8) == ["99.5 %", ""]


async def test_a_click_on_a_title_sorts_and_an_arrow_that_takes_no_room_says_how() -> None:
    async with desktop(transport(TWO)) as opened:
        pane = await shown(opened)
        header = pane.table.horizontalHeader()
        assert not header.isSortIndicatorShown()
        titles = [pane.rows.headerData(n, Qt.Orientation.Horizontal) for n in range(header.count())]
        assert not any("↓" in title or "↑" in title for title in titles)
        place = QPoint(header.sectionViewportPosition(2) + 8, header.height() // 2)
        for arrow, first in (("↑", "$1"), ("↓", "$9")):
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
            assert pane.rows.headerData(2, Qt.Orientation.Horizontal) == f"Input {arrow}"
            assert texts(pane, 2)[0] == first


async def test_an_order_is_warned_of_where_it_is_made_and_taken_back_there() -> None:
    async with desktop(transport(TWO)) as opened:
        pane = await shown(opened)
        assert not pane.warnings.isVisible()
        pane.table.setCurrentIndex(pane.rows.index(1, 0))
        pane.first.click()
        assert pane.warnings.isVisible()
        (line,) = pane.warnings.lines
        said = [label.text() for label in line.findChildren(QLabel)]
        assert any("turns off sticky routing" in text for text in said)
        (button,) = line.buttons
        assert button.text() == "Unset Order"
        button.click()
        assert not pane.warnings.isVisible()
        assert texts(pane, 1) == ["", ""]
        assert opened.session.conversation.sampling.values() == {}


async def test_a_provider_is_used_alone_and_as_usual_again() -> None:
    async with desktop(transport(TWO)) as opened:
        pane = await shown(opened)
        pane.table.setCurrentIndex(pane.rows.index(1, 0))
        assert not pane.usual.isEnabled()
        pane.only.click()
        values = opened.session.conversation.sampling.values()
        assert values["provider"] == {"only": ["cheap"]}
        assert texts(pane, 1) == ["", "only"]
        assert not pane.only.isEnabled()
        pane.never.click()
        values = opened.session.conversation.sampling.values()
        assert values["provider"] == {"ignore": ["cheap"]}
        pane.usual.click()
        assert "provider" not in opened.session.conversation.sampling.values()


async def test_nothing_reached_is_told_and_can_be_tried_again() -> None:
    async with desktop(ScriptedTransport(GONE, TWO, GONE, GONE)) as opened:
        pane = await shown(opened)
        assert "Nothing answers" in pane.said.text
        assert not pane.only.isEnabled()
        pane.refresh.click()
        await opened.settled()
        assert texts(pane, 0) == ["Dear", "Cheap"]
        assert pane.said.text == ""


async def test_a_model_that_nobody_offers_says_so() -> None:
    async with desktop(transport(offers())) as opened:
        pane = await shown(opened)
        assert pane.said.text == "Nobody offers this model now."
