"""The spend guard in the window: what is spent is told, a cap is told, changed and passed once."""

from __future__ import annotations

import asyncio

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, says
from support.window import Desktop, desktop

from desktop_chat.app.tally import Tally
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.settings.schema import Page
from desktop_chat.settings.schema import Spending as Caps
from desktop_chat.ui.dialogs.settings import SettingsWindow
from desktop_chat.ui.transcript.cards.notice import NoticePiece
from desktop_chat.ui.transcript.layout import Place

PAID = Endpoint(id="paid", title="Paid", base_url="https://paid.example/v1")
ROUTED = msgspec.structs.replace(PAID, id="routed", dialect="openrouter")
LIST = b'{"data": [{"id": "m-1", "pricing": {"prompt": "0.001", "completion": "0.01"}}]}'
WORD = "word" * 4


def models() -> ScriptedReply:
    return ScriptedReply([LIST], headers=JSON)


def set_caps(opened: Desktop, caps: Caps) -> None:
    store = opened.opened.services.settings
    store.update(msgspec.structs.replace(store.settings, spending=caps))


def facts(opened: Desktop) -> dict[str, str]:
    return dict(opened.window.inspector.info.facts.rows)


def notice(opened: Desktop) -> tuple[Place, NoticePiece]:
    view = opened.window.chat.transcript
    number = len(view.layout_.turns) - 1
    pieces = view.layout_.turns[number].pieces
    for index, piece in enumerate(pieces):
        if isinstance(piece, NoticePiece):
            view.layout_.turns[number].measure(index, view.layout_.width)
            return Place(number, index), piece
    raise AssertionError(pieces)


def noticed(opened: Desktop) -> str:
    """Return what is said below the last message, "" nothing."""
    pieces = opened.window.chat.transcript.layout_.turns[-1].pieces
    return "".join(piece.text for piece in pieces if isinstance(piece, NoticePiece))


def press(opened: Desktop, title: str) -> None:
    place, piece = notice(opened)
    names = [target.name for target in piece.targets()]
    opened.window.chat.transcript.pointer.activate(place, names.index(title))


async def test_what_is_spent_stands_among_the_facts() -> None:
    async with desktop(ScriptedTransport(says("Hello"))) as opened:
        set_caps(opened, Caps(month_usd=5.0))
        await opened.say("Hi")
        await opened.settled()
        assert facts(opened)["Spent today"] == "$0.0010"
        assert facts(opened)["Spent this month"] == "$0.0010 of $5.00"


async def test_an_answer_stopped_by_a_cap_goes_on_once_or_when_the_cap_is_raised() -> None:
    long = ScriptedReply([*[chunk(WORD)] * 50, asyncio.Event()])
    async with desktop(ScriptedTransport(models(), long, says("the rest"))) as opened:
        services = opened.opened.services
        services.account.use(PAID)
        services.account.keep_key_for_session(PAID, Secret("k"))
        await services.catalog.refresh(PAID)
        opened.session.change(endpoint_id=PAID.id, model="m-1")
        set_caps(opened, Caps(message_usd=0.1))
        await opened.say("Hi")
        await opened.settled()
        _, piece = notice(opened)
        assert piece.text.startswith("Stopped at your cap of $0.10 per message.")
        press(opened, "Change caps…")
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, SettingsWindow)]
        assert found
        assert found[-1].list.currentRow() == list(Page).index(Page.SPENDING)
        found[-1].close()
        press(opened, "Continue once, up to $0.20")
        await opened.until(lambda: not opened.session.is_answering)
        await opened.settled()
        assert opened.texts[-1].endswith("the rest")


async def test_who_bills_on_after_a_stop_is_named_before_it_and_the_true_cost_after() -> None:
    running = ScriptedReply([chunk(WORD, provider="Mistral"), asyncio.Event()])
    known = {"total_cost": 0.0123, "native_tokens_prompt": 9, "native_tokens_completion": 842}
    is_settled = asyncio.Event()
    late = ScriptedReply([is_settled, msgspec.json.encode({"data": known})], headers=JSON)
    state = ScriptedReply([b'{"data": {}}'], headers=JSON)
    async with desktop(ScriptedTransport(running, state, late)) as opened:
        services = opened.opened.services
        services.account.use(ROUTED)
        services.account.keep_key_for_session(ROUTED, Secret("k"))
        opened.session.change(endpoint_id=ROUTED.id, model="m-1")
        opened.write("Hi")
        opened.press(Qt.Key.Key_Return)
        button = opened.window.chat.composer.button
        await opened.until(lambda: "Mistral goes on and bills" in button.toolTip())
        assert "Mistral goes on and bills the whole answer." in button.accessibleDescription()
        button.click()
        goes_on = "Mistral goes on and bills the whole answer."
        await opened.until(lambda: goes_on in noticed(opened))
        assert "Mistral" not in button.toolTip()
        is_settled.set()
        billed = "Mistral billed the whole answer: 842 tokens, $0.012."
        await opened.until(lambda: billed in noticed(opened))
        assert opened.session.rows()[-1].text == WORD
        assert Tally(opened.session).context_tokens() < 40
        assert "$0.012 so far" in opened.window.chat.status.accessibleDescription()
