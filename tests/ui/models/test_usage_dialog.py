"""Usage is added up, sorted, exported and told apart from what the router counts."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from support import openrouter_statistics
from support.commands import Terminal
from support.memory_keyring import MemoryKeyring
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.archive.usage_sums import Sums, UsageSums
from desktop_chat.core.ids import new_id
from desktop_chat.core.provider import custom_endpoint, management_of
from desktop_chat.core.secret import Secret
from desktop_chat.core.spending import CostSource, Spent, SpentBy
from desktop_chat.errors import Busy, Offline, TransportError
from desktop_chat.formats.spreadsheets import BYTE_ORDER_MARK
from desktop_chat.settings.secrets import KeyStore
from desktop_chat.ui.dialogs.save_file import SaveDialog
from desktop_chat.ui.models.usage_dialog import UsageDialog

ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
GONE = Offline("Nothing answers.")
DAY_US = 86_400_000_000
KEY = Secret("sk-management-key-1")


def spent(age_days: int, model: str, cost: str | None, *, is_exact: bool = True) -> Spent:
    source = CostSource.USAGE if is_exact else CostSource.PRICES
    known = None if cost is None else Decimal(cost)
    return Spent(
        new_id(),
        -age_days * DAY_US,
        model=model,
        prompt_tokens=1000,
        completion_tokens=20,
        cost_usd=known,
        source=source,
    )


ROWS = (
    spent(0, "a/one", "0.5"),
    spent(1, "a/one", "0.25", is_exact=False),
    spent(10, "b/two", "2"),
    spent(500, "c/old", None),
)


async def shown(opened: Desktop, *rows: Spent) -> UsageDialog:
    services = opened.opened.services
    now_us = services.clock()
    placed = [msgspec.structs.replace(row, sent_us=now_us + row.sent_us) for row in rows]
    await services.archive.save_spent(*placed)
    services.account.add(ROUTER)
    opened.session.change(endpoint_id=ROUTER.id, model="a/one")
    opened.window.run("usage.show")
    await opened.settled()
    return opened.window.findChildren(UsageDialog)[-1]


async def choose(opened: Desktop, dialog: UsageDialog, name: str) -> None:
    found = [each for each in dialog.findChildren(QAbstractButton) if each.accessibleName() == name]
    assert len(found) == 1
    found[0].setFocus()
    QTest.keyClick(found[0], Qt.Key.Key_Space)
    await opened.settled()


def column(dialog: UsageDialog, title: str) -> list[str]:
    rows = dialog.table.rows
    titles = [
        rows.headerData(n, Qt.Orientation.Horizontal).rstrip(" ↓↑")
        if not dialog.table.isColumnHidden(n)
        else ""
        for n in range(rows.columnCount())
    ]
    place = titles.index(title)
    marks = "\u2066\u2068\u2069"
    return [rows.index(row, place).data().strip(marks) for row in range(rows.rowCount())]


def activity() -> ScriptedReply:
    body = openrouter_statistics.activity("a/one", "a/one-1", "2026-11-26")
    return ScriptedReply([msgspec.json.encode(body)], headers=JSON)


def transport(*replies: ScriptedReply | TransportError) -> ScriptedTransport:
    return ScriptedTransport(*replies, GONE, GONE)


async def test_a_day_runs_as_its_month_does_in_a_mirrored_window_too() -> None:
    async with desktop(transport()) as opened:
        dialog = await shown(opened, spent(0, "a/one", "0.01"))
        words = dialog.table.rows.index(0, 0).data()
        assert (words[0], words[-1]) == ("\u2068", "\u2069")


async def test_a_span_is_added_up_and_estimates_are_marked() -> None:
    async with desktop() as opened:
        dialog = await shown(opened, *ROWS)
        assert dialog.sums.texts == ("≈ $2.75", "3", "3\u202f000", "60")
        assert "$0.25" in dialog.sums.note.text()
        assert "unknown" not in dialog.sums.note.text()
        assert column(dialog, "Cost") == ["$0.50", "≈ $0.25", "$2.00"]
        assert column(dialog, "Estimated") == ["", "$0.25", ""]
        assert dialog.table.hasFocus()
        assert len(dialog.bars.bars) == 30
        assert "the highest is" in dialog.bars.accessibleDescription()
        await choose(opened, dialog, "Span: Today")
        assert dialog.sums.texts[0] == "$0.50"
        assert len(dialog.bars.bars) == 1
        assert not dialog.sums.note.isVisible()


async def test_requests_without_a_cost_are_counted_and_said() -> None:
    async with desktop() as opened:
        dialog = await shown(opened, *ROWS)
        await choose(opened, dialog, "Span: All")
        assert "unknown, and in no sum: 1." in dialog.sums.note.text()
        await choose(opened, dialog, "By: Model")
        assert column(dialog, "Model") == ["b/two", "a/one", "c/old"]
        assert column(dialog, "Cost") == ["$2.00", "≈ $0.75", "?"]
        assert column(dialog, "Cost unknown") == ["", "", "1"]
        assert dialog.bars.bars[-1].share.total.cost_usd == Decimal("0.75")


async def test_tokens_are_the_bars_where_nothing_cost_anything() -> None:
    async with desktop() as opened:
        dialog = await shown(opened, spent(0, "local", "0"), spent(1, "local", "0"))
        dialog.grab()
        assert dialog.sums.texts[0] == "$0"
        assert dialog.bars.words_at(dialog.bars.width() - 2).endswith("requests: 1")
        assert dialog.bars.words_at(0) == ""


async def test_s_sorts_by_the_column_of_the_cell() -> None:
    async with desktop() as opened:
        dialog = await shown(opened, *ROWS)
        table = dialog.table
        table.setCurrentIndex(table.rows.index(0, 1))
        QTest.keyClick(table, Qt.Key.Key_S)
        assert column(dialog, "Cost") == ["$2.00", "$0.50", "≈ $0.25"]
        QTest.keyClick(table, Qt.Key.Key_S)
        assert column(dialog, "Cost") == ["≈ $0.25", "$0.50", "$2.00"]


async def test_a_click_on_a_title_sorts_and_an_arrow_says_how() -> None:
    async with desktop() as opened:
        dialog = await shown(opened, *ROWS)
        header = dialog.table.horizontalHeader()
        middle = QPoint(
            header.sectionViewportPosition(1) + header.sectionSize(1) // 2, header.height() // 2
        )
        for arrow, first in (("↑", "≈ $0.25"), ("↓", "$2.00")):
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
            title = dialog.table.rows.headerData(1, Qt.Orientation.Horizontal)
            assert title == f"Cost {arrow}"
            assert column(dialog, "Cost")[0] == first


async def test_nothing_used_is_said_and_cannot_be_exported() -> None:
    async with desktop() as opened:
        dialog = await shown(opened)
        assert dialog.words.text == "Nothing was used in this span."
        assert dialog.words.isVisible()
        assert not dialog.export.isEnabled()


async def test_a_ledger_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desktop() as opened:
        dialog = await shown(opened, *ROWS)

        async def fail(*_: object, **__: object) -> None:
            raise Busy("The archive is busy.")

        with monkeypatch.context() as broken:
            broken.setattr(UsageSums, "shares", fail)
            dialog.refresh.click()
            await opened.settled()
        assert "The archive is busy." in dialog.words.text
        assert not dialog.export.isEnabled()
        QTest.keyClick(dialog, Qt.Key.Key_F5)
        await opened.settled()
        assert dialog.table.isVisible()


async def test_what_takes_long_says_so_beside_what_was_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with desktop() as opened:
        dialog = await shown(opened, *ROWS)
        goes_on = asyncio.Event()
        add_up = UsageSums.shares

        async def slow(sums: UsageSums, by: SpentBy, *, since_us: int = 0) -> Sums:
            await goes_on.wait()
            return await add_up(sums, by, since_us=since_us)

        monkeypatch.setattr(UsageSums, "shares", slow)
        dialog.refresh.click()
        await opened.until(lambda: dialog.said.text == "Adding up…")
        assert dialog.table.isVisible()
        dialog.refresh.click()
        goes_on.set()
        await opened.settled()
        assert dialog.said.text == ""
        assert dialog.export.isEnabled()


async def test_the_file_is_what_the_command_line_writes(tmp_path: Path) -> None:
    async with desktop(transport(says("Hello")), tmp_path) as opened:
        await opened.say("=Hi")
        dialog = await shown(opened)
        await choose(opened, dialog, "By: Conversation")
        assert column(dialog, "Conversation") == ["=Hi"]
        dialog.export.click()
        asked = dialog.findChildren(SaveDialog)[-1]
        assert asked.selectedFiles()[0].endswith("usage-month-conversation.csv")
        path = tmp_path / "usage.csv"
        asked.chosen.emit(path)
        asked.close()
        await opened.settled()
        assert str(path) in dialog.said.text
    terminal = Terminal(tmp_path, ScriptedTransport())
    assert await terminal.run("usage", "--by", "conversation", "--csv") == 0
    assert path.read_bytes().decode() == BYTE_ORDER_MARK + terminal.out
    assert "'=Hi" in terminal.out


async def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    async with desktop() as opened:
        dialog = await shown(opened, *ROWS)
        (tmp_path / "file").write_text("")
        dialog.export.click()
        asked = dialog.findChildren(SaveDialog)[-1]
        asked.chosen.emit(tmp_path / "file" / "usage.csv")
        asked.close()
        await opened.settled()
        assert "cannot be written" in dialog.said.text


async def test_without_a_management_key_one_sentence_says_what_is_needed() -> None:
    sent = transport()
    async with desktop(sent, keys=KeyStore(MemoryKeyring)) as opened:
        dialog = await shown(opened, *ROWS)
        await choose(opened, dialog, "Counted by: As the router counts it")
        assert dialog.needs_key.isVisible()
        assert not dialog.export.isEnabled()
        assert not sent.requests
        await choose(opened, dialog, "Counted by: As counted here")
        assert dialog.table.isVisible()


async def test_with_one_the_routers_own_figures_are_shown_until_it_is_removed() -> None:
    async with desktop(transport(activity()), keys=KeyStore(MemoryKeyring)) as opened:
        dialog = await shown(opened, *ROWS)
        await choose(opened, dialog, "Counted by: As the router counts it")
        opened.opened.services.account.keep_key_for_session(management_of(ROUTER), KEY)
        dialog.needs_key.kept.emit()
        await choose(opened, dialog, "Span: All")
        assert dialog.sums.texts[0] == "$5.81"
        assert dialog.as_of.text().startswith("as of ")
        assert len(dialog.bars.bars) == 30
        await choose(opened, dialog, "By: Conversation")
        assert column(dialog, "Model") == ["a/one"]
        assert "no conversations" in dialog.sums.note.text()
        dialog.refresh.click()
        await opened.settled()
        assert "Nothing answers." in dialog.said.text
        assert dialog.table.isVisible()
        dialog.forget.click()
        await opened.settled()
        assert dialog.needs_key.isVisible()
        assert not dialog.forget.isVisible()


async def test_a_router_that_never_answered_says_why() -> None:
    async with desktop(transport()) as opened:
        opened.opened.services.account.keep_key_for_session(management_of(ROUTER), KEY)
        dialog = await shown(opened, *ROWS)
        await choose(opened, dialog, "Counted by: As the router counts it")
        assert "Nothing answers." in dialog.words.text
        assert dialog.forget.isVisible()


async def test_a_key_for_chats_is_told_from_a_management_key() -> None:
    said = ScriptedReply([msgspec.json.encode(openrouter_statistics.key())], headers=JSON)
    async with desktop(transport(said), keys=KeyStore(MemoryKeyring)) as opened:
        dialog = await shown(opened)
        await choose(opened, dialog, "Counted by: As the router counts it")
        form = dialog.needs_key.form
        QTest.keyClicks(form.field, KEY.reveal())
        await opened.until(lambda: "not a management key" in form.check_line.text)
        await opened.settled()


async def test_an_archive_that_is_only_read_tells_its_usage(tmp_path: Path) -> None:
    async with desktop(transport(), tmp_path) as opened:
        await shown(opened, *ROWS)
    with contextlib.closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        connection.execute("PRAGMA user_version=99")
    async with desktop(transport(), tmp_path) as opened:
        assert opened.opened.services.archive.is_read_only
        opened.window.run("usage.show")
        await opened.settled()
        dialog = opened.window.findChildren(UsageDialog)[-1]
        assert dialog.sums.texts[1] == "3"
        assert dialog.export.isEnabled()
