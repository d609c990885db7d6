"""What is told of a key stands where the endpoint is set up, with its date and what failed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.browser import browser
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from support.window import Desktop, desktop

from desktop_chat.core.secret import Secret
from desktop_chat.errors import Offline, TransportError
from desktop_chat.ui.dialogs.endpoints import EndpointPage, EndpointsDialog

KEY = Secret("sk-or-v1-test")
STATE = {
    "label": "laptop",
    "limit": 20,
    "limit_remaining": 7.75,
    "limit_reset": "monthly",
    "usage": 12.25,
    "usage_daily": 0.0031,
    "usage_weekly": 1.5,
    "usage_monthly": 12.25,
    "is_free_tier": False,
    "expires_at": None,
}


def state(**others: Any) -> ScriptedReply:
    return ScriptedReply([msgspec.json.encode({"data": STATE | others})], headers=JSON)


async def opened_page(opened: Desktop, *, has_key: bool = True) -> EndpointPage:
    account = opened.opened.services.account
    if has_key:
        account.keep_key_for_session(account.endpoint("openrouter"), KEY)
    opened.window.run("endpoint.choose")
    (dialog,) = opened.window.findChildren(EndpointsDialog)
    titles = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    dialog.list.setCurrentRow(titles.index("OpenRouter"))
    await opened.settled()
    page = dialog.page
    assert isinstance(page, EndpointPage)
    return page


async def told(*replies: ScriptedReply | TransportError, has_key: bool = True) -> dict[str, str]:
    async with desktop(ScriptedTransport(*replies)) as opened:
        page = await opened_page(opened, has_key=has_key)
        rows = dict(page.facts.facts.rows)
        assert page.facts.isVisible() is bool(rows)
        page.window().close()
        await opened.settled()
        return rows


async def test_without_a_key_nothing_is_asked_and_nothing_shown() -> None:
    assert await told(has_key=False) == {}


async def test_what_fails_is_told_beside_what_was_known(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(state()), tmp_path) as opened:
        page = await opened_page(opened)
        before = page.facts.facts.rows
        page.window().close()
        await opened.settled()
    async with desktop(ScriptedTransport(Offline("Nothing answers.")), tmp_path) as opened:
        account = opened.opened.services.account
        await opened.opened.services.key_states.load(account.endpoint("openrouter"))
        opened.opened.services.keys.remember_for_session(account.endpoint("openrouter"), KEY)
        page = await opened_page(opened, has_key=False)
        assert page.facts.facts.rows == before
        assert "Nothing answers." in page.facts.failure.text
        page.window().close()
        await opened.settled()


async def test_where_nothing_was_known_the_failure_stands_alone() -> None:
    async with desktop(ScriptedTransport(Offline("Nothing answers."))) as opened:
        page = await opened_page(opened)
        assert page.facts.facts.rows == ()
        assert "Nothing answers." in page.facts.failure.text
        page.window().close()
        await opened.settled()


async def test_every_figure_has_its_row() -> None:
    rows = await told(state())
    assert rows.pop("As of")
    assert rows == {
        "Key": "laptop",
        "Limit": "$20.00 a month",
        "Left of it": "$7.75",
        "Used today": "$0.0031",
        "Used this week": "$1.50",
        "Used this month": "$12.25",
        "Used in all": "$12.25",
        "Free tier": "no",
    }


@pytest.mark.parametrize(
    ("others", "name", "value"),
    [
        ({"limit": None, "limit_remaining": None}, "Limit", "none"),
        ({"limit_reset": None}, "Limit", "$20.00"),
        ({"limit_reset": "yearly"}, "Limit", "$20.00 (yearly)"),
        ({"is_free_tier": True}, "Free tier", "yes, no credit was bought yet"),
    ],
)
async def test_a_key_without_limit_and_words_that_are_new(
    others: dict[str, Any], name: str, value: str
) -> None:
    assert (await told(state(**others)))[name] == value


async def test_a_key_that_ends_says_when() -> None:
    assert "27" in (await told(state(expires_at="2027-06-30T12:00:00Z")))["Expires"]
    assert "Expires" not in await told(state(expires_at="soon"))


async def test_the_balance_of_the_account_is_a_link() -> None:
    with browser() as found:
        async with desktop(ScriptedTransport(state())) as opened:
            page = await opened_page(opened)
            page.facts.credits.click()
            assert found.addresses == ["https://openrouter.ai/credits"]
            page.window().close()
            await opened.settled()


async def test_a_key_that_is_removed_takes_its_figures_along() -> None:
    async with desktop(ScriptedTransport(state())) as opened:
        page = await opened_page(opened)
        page.remove.click()
        await opened.until(lambda: "none is kept" in page.state.text)
        await opened.settled()
        assert not page.facts.isVisible()
        page.window().close()
        await opened.settled()
