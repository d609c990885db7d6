"""What is left of a key stands in the status line after answers, and is asked for sparingly."""

from __future__ import annotations

from pathlib import Path

import msgspec
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.app.notices import Severity
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.errors import Offline
from desktop_chat.settings.schema import Spending
from desktop_chat.ui.balance_bridge import BalanceBridge

PAID = Endpoint("paid", "Paid", "https://paid.example/api/v1", dialect="openrouter")
KEY = Secret("sk-or-v1-test")


def state(left: float | None) -> ScriptedReply:
    data = {"limit": 20, "limit_remaining": left}
    return ScriptedReply([msgspec.json.encode({"data": data})], headers=JSON)


def use_paid(opened: Desktop) -> None:
    account = opened.opened.services.account
    account.use(PAID)
    account.keep_key_for_session(PAID, KEY)
    opened.session.change(endpoint_id=PAID.id, model="m-1")


def asked_count(opened: Desktop) -> int:
    requests = opened.opened.transport.requests
    return sum(request.url == "https://paid.example/api/v1/key" for request in requests)


async def test_nothing_is_asked_before_an_answer_nor_of_who_tells_nothing() -> None:
    async with desktop(ScriptedTransport(says("Hello"))) as opened:
        await opened.say("Hi")
        assert opened.window.bridge.balance.left == ""
        use_paid(opened)
        await opened.settled()
        assert asked_count(opened) == 0


async def test_an_answer_brings_the_balance() -> None:
    async with desktop(ScriptedTransport(says("Hello"), state(7.75))) as opened:
        use_paid(opened)
        await opened.say("Hi")
        balance = opened.window.bridge.balance
        assert (balance.left, balance.is_low) == ("$7.75", False)
        assert balance.note.startswith("Left of the limit of the Paid key, as of ")
        assert "$7.75 left" in opened.window.chat.status.accessibleDescription()


async def test_a_key_without_a_limit_has_no_balance() -> None:
    async with desktop(ScriptedTransport(says("Hello"), state(None))) as opened:
        use_paid(opened)
        await opened.say("Hi")
        assert opened.window.bridge.balance.left == ""


async def test_answers_that_follow_are_asked_for_together() -> None:
    replies = (says("a"), state(7), says("b"), says("c"), state(5))
    async with desktop(ScriptedTransport(*replies)) as opened:
        use_paid(opened)
        for _ in range(3):
            await opened.say("Hi")
        assert asked_count(opened) == 1
        (bridge,) = opened.window.bridge.findChildren(BalanceBridge)
        bridge.timeout.emit()
        await opened.settled()
        assert asked_count(opened) == 2
        assert opened.window.bridge.balance.left == "$5.00"
        bridge.timeout.emit()
        await opened.settled()
        assert asked_count(opened) == 2


async def test_a_failure_leaves_the_old_figure_and_is_told_in_its_note() -> None:
    replies = (says("a"), state(7), says("b"), Offline("Nothing answers."))
    async with desktop(ScriptedTransport(*replies)) as opened:
        use_paid(opened)
        await opened.say("Hi")
        await opened.say("Hi")
        (bridge,) = opened.window.bridge.findChildren(BalanceBridge)
        bridge.timeout.emit()
        await opened.settled()
        assert opened.window.bridge.balance.left == "$7.00"
        assert opened.window.bridge.balance.note.endswith("Nothing answers.")


async def test_a_low_balance_is_coloured_and_told_and_follows_the_setting() -> None:
    async with desktop(ScriptedTransport(says("Hello"), state(0.4))) as opened:
        use_paid(opened)
        await opened.say("Hi")
        assert opened.window.bridge.balance.is_low
        notices = opened.opened.services.notices.history
        (warning,) = (each for each in notices if each.severity is Severity.WARNING)
        assert warning.text == "Your Paid key has only $0.40 left."
        store = opened.opened.services.settings
        spending = Spending(low_balance_usd=0.25)
        store.update(msgspec.structs.replace(store.settings, spending=spending))
        assert not opened.window.bridge.balance.is_low


async def test_after_a_restart_what_was_kept_is_shown_without_a_request(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("Hello"), state(7.75)), tmp_path) as opened:
        use_paid(opened)
        await opened.say("Hi")
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        opened.opened.services.account.use(PAID)
        opened.session.change(endpoint_id=PAID.id, model="m-1")
        await opened.settled()
        assert opened.window.bridge.balance.left == "$7.75"
        assert opened.opened.transport.requests == []


async def test_another_endpoint_has_another_balance() -> None:
    async with desktop(ScriptedTransport(says("Hello"), state(7.75))) as opened:
        use_paid(opened)
        await opened.say("Hi")
        opened.session.change(endpoint_id="ollama", model="m-1")
        assert opened.window.bridge.balance.left == ""
