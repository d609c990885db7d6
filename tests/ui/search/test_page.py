"""The search page in the whole window: asked, narrowed, read, opened and left again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox
from support.scripted import ScriptedReply, ScriptedTransport, chunk, ending, says
from support.window import Desktop, desktop

from desktop_chat.core.sampling import Sampling
from desktop_chat.ui.search.page import EverythingPage
from desktop_chat.ui.widgets.buttons import TextButton


def answers() -> ScriptedTransport:
    code = ScriptedReply([chunk("the cloud\n```py\nx = 1\n```"), ending()])
    return ScriptedTransport(says("a cloud over the sea"), code, says("no rain"))


async def filled(opened: Desktop) -> None:
    for text in ("sky", "code", "weather"):
        opened.window.run("conversation.new")
        await opened.settled()
        await opened.say(text)


async def page_of(opened: Desktop, query: str = "") -> EverythingPage:
    opened.window.run("archive.search")
    await opened.settled()
    page = opened.window.search.page
    assert page is not None
    if query:
        page.field.setText(query)
        await found(opened, page)
    return page


async def found(opened: Desktop, page: EverythingPage) -> None:
    """Wait until what was asked for is found and counted."""
    await opened.until(lambda: not page.is_waiting)
    await opened.settled()


def box(page: EverythingPage, name: str) -> QCheckBox:
    (found,) = (
        each
        for each in page.facets.findChildren(QCheckBox)
        if each.accessibleName() == name and each.isVisible()
    )
    return found


async def test_what_is_typed_is_found_counted_and_read() -> None:
    async with desktop(answers()) as opened:
        await filled(opened)
        page = await page_of(opened)
        assert page.field.hasFocus()
        QTest.keyClicks(page.field, "cloud")
        await found(opened, page)
        assert page.list.model().rowCount() == 2
        assert page.count.text() == "2 hits in 2 conversations"
        assert page.reading.hit is not None
        assert page.reading.title.text() == "code"
        assert page.reading.chat.transcript.isVisible()
        assert page.field.hasFocus()
        assert page.export.isEnabled()


async def test_a_box_narrows_the_query_and_its_chip_widens_it() -> None:
    async with desktop(answers()) as opened:
        await filled(opened)
        page = await page_of(opened, "cloud ")
        box(page, "Contains: Code").click()
        assert page.query == "cloud has:code "
        await found(opened, page)
        assert page.list.model().rowCount() == 1
        assert box(page, "Contains: Code").isChecked()
        (chip,) = (
            each
            for each in page.findChildren(TextButton)
            if each.accessibleName() == "Remove has:code" and each.isVisible()
        )
        chip.click()
        assert page.query == "cloud "
        await found(opened, page)
        assert page.list.model().rowCount() == 2
        assert not box(page, "Contains: Code").isChecked()


async def test_months_are_chosen_with_the_keyboard() -> None:
    async with desktop(answers()) as opened:
        await filled(opened)
        page = await page_of(opened, "cloud ")
        months = page.facets.months
        assert [number for _, number in months.counts] == [2]
        months.setFocus()
        QTest.keyClick(months, Qt.Key.Key_Space)
        month = months.counts[0][0]
        assert page.query.startswith(f"cloud after:{month} before:")
        await found(opened, page)
        assert page.list.model().rowCount() == 2


@pytest.mark.parametrize("is_by_keys", [True, False])
async def test_a_hit_is_opened_where_it_stands(*, is_by_keys: bool) -> None:
    async with desktop(answers()) as opened:
        await filled(opened)
        page = await page_of(opened, "cloud over")
        hit = page.reading.hit
        assert hit is not None
        if is_by_keys:
            QTest.keyClick(page.field, Qt.Key.Key_Down)
            opened.press(Qt.Key.Key_Return)
        else:
            page.reading.open.click()
        await opened.settled()
        assert opened.window.search.page is None
        assert opened.session.id == hit.conversation_id


async def test_what_is_not_found_says_so_and_filters_can_be_cleared() -> None:
    async with desktop(answers()) as opened:
        await filled(opened)
        page = await page_of(opened, "cloud has:image ")
        assert page.nothing.text() == "Nothing found for “cloud has:image”."
        page.clear_filters.click()
        await found(opened, page)
        assert page.list.model().rowCount() == 2


async def test_a_wrong_query_says_what_is_wrong_where() -> None:
    async with desktop(answers()) as opened:
        page = await page_of(opened, "cost:>> ")
        assert "takes a number" in page.nothing.text()
        assert ">>" in page.nothing.text()
        assert not page.clear_filters.isVisible()


async def test_escape_goes_back_to_where_one_was() -> None:
    async with desktop(answers()) as opened:
        await filled(opened)
        before = opened.session.id
        opened.window.chat.composer.focus()
        page = await page_of(opened, "cloud ")
        assert not opened.window.commands["conversation.new"].isEnabled()
        opened.press(Qt.Key.Key_Escape)
        opened.press(Qt.Key.Key_Escape)
        assert opened.window.search.page is None
        assert opened.session.id == before
        assert opened.window.chat.composer.field.hasFocus()
        assert opened.window.commands["conversation.new"].isEnabled()
        assert page.query == ""


async def test_an_act_of_the_reading_pane_is_done_in_the_chat() -> None:
    async with desktop(answers()) as opened:
        await filled(opened)
        page = await page_of(opened, "cloud over")
        hit = page.reading.hit
        assert hit is not None
        assert hit.message_id is not None
        page.reading.chat.transcript.action_requested.emit("message.copy", hit.message_id)
        await opened.settled()
        assert opened.window.search.page is None
        assert opened.session.id == hit.conversation_id
        assert "cloud over" in QApplication.clipboard().text()


async def test_a_narrow_page_has_its_filters_behind_a_button() -> None:
    async with desktop(answers()) as opened:
        await filled(opened)
        opened.window.resize(660, 600)
        page = await page_of(opened, "cloud ")
        assert not page.facets.isVisible()
        assert not page.reading.isVisible()
        page.filter.click()
        assert page.facets.isVisible()
        page.filter.click()
        page.list.clicked.emit(page.list.model().index(0, 0))
        await opened.settled()
        assert opened.window.search.page is None


async def test_an_answer_says_with_what_it_was_made_and_can_be_replayed() -> None:
    async with desktop(answers()) as opened:
        opened.session.change(sampling=Sampling(temperature=0.5))
        await opened.say("sky")
        page = await page_of(opened, "cloud ")
        assert "temperature 0.5" in page.reading.sent.text()
        assert page.reading.replay.isVisible()
        page.field.setText("role:user sky ")
        await found(opened, page)
        assert not page.reading.replay.isVisible()
        page.field.setText("cloud ")
        await found(opened, page)
        asked: list[tuple[str, str]] = []
        opened.window.search.run_wanted.connect(lambda *what: asked.append(what))
        page.reading.replay.click()
        await opened.settled()
        assert [command for command, _ in asked] == ["message.replay"]
        assert opened.window.search.page is None
