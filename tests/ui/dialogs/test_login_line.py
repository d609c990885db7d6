"""The login in the browser: how it ends is told in a sentence, and its key goes to the keyring."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from support.authorization import NEW_KEY, consent
from support.browser import Browser, browser
from support.memory_keyring import MemoryKeyring
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from support.window import Desktop, desktop

from desktop_chat.settings.secrets import KeyStore
from desktop_chat.ui.dialogs.endpoints import EndpointPage, EndpointsDialog
from desktop_chat.ui.dialogs.key_form import KeyForm
from desktop_chat.ui.dialogs.login_line import LoginLine

PRACTICE_MODELS = ScriptedReply([b'{"data":[{"id":"practice/markov-small"}]}'], headers=JSON)
MODELS = ScriptedReply([b'{"data":[{"id":"m-1"}]}'], headers=JSON)
EXCHANGED = ScriptedReply(
    [msgspec.json.encode({"key": NEW_KEY, "user_id": None})],
    headers=JSON,
)
REPLAYED = ScriptedReply([b'{"error":{"code":403,"message":"Invalid code"}}'], 403, JSON)


@dataclass
class FirstRun:
    """The first page with a stand-in for the browser."""

    opened: Desktop
    form: KeyForm
    browser: Browser
    keyring: MemoryKeyring

    @property
    def told(self) -> str:
        return self.form.login.state.text

    async def begin(self) -> None:
        """Press the button and wait until the browser is opened."""
        self.form.login.button.click()
        await self.opened.until(lambda: bool(self.browser.addresses))

    async def come_back(self, answer: str) -> None:
        """Come back to the program as the browser would."""
        await consent(f"{self.browser.callback}&{answer}")
        await self.opened.settled()


@asynccontextmanager
async def first_run(
    *replies: ScriptedReply, has_keyring: bool = True
) -> AsyncGenerator[FirstRun, None]:
    keyring = MemoryKeyring()
    keys = KeyStore(lambda: keyring, environment={}) if has_keyring else KeyStore()
    transport = ScriptedTransport(PRACTICE_MODELS, *replies)
    with browser() as found:
        async with desktop(transport, is_first_run=True, keys=keys) as opened:
            yield FirstRun(opened, opened.window.first_run.key_form, found, keyring)


async def test_nothing_is_opened_or_listened_for_before_the_button_is_pressed() -> None:
    async with first_run() as page:
        assert page.form.login.button.text() == "Log in with OpenRouter…"
        assert not page.form.login.isVisible()
        assert page.browser.addresses == []


async def test_a_button_that_nobody_places_is_no_window_of_its_own() -> None:
    async with desktop() as opened:
        services = opened.opened.services
        line = LoginLine(opened.window.theme, services, services.account.endpoint("openrouter"))
        assert not line.button.isWindow()
        assert not line.button.isHidden()
        line.deleteLater()


async def test_a_login_that_is_cancelled_says_so_and_listens_no_more() -> None:
    async with first_run() as page:
        await page.begin()
        assert page.told == "Waiting for the login in the browser…"
        assert not page.form.login.button.isEnabled()
        page.form.login.cancel.click()
        await page.opened.settled()
        assert page.told == "The login was cancelled."
        assert page.form.login.button.isEnabled()
        with pytest.raises(httpx.ConnectError):
            await page.come_back("code=c")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("error=access_denied", "was declined in the browser"),
        ("state=another&code=c", "belongs to another login"),
        ("code=", "came back without a code"),
    ],
)
async def test_what_the_browser_brings_back_wrong_is_told(answer: str, words: str) -> None:
    async with first_run() as page:
        await page.begin()
        await page.come_back(answer)
        assert words in page.told
        assert page.form.login.button.isEnabled()
        assert not page.form.login.cancel.isVisible()
        assert page.keyring.passwords == {}


async def test_a_code_that_was_used_before_is_told_and_another_try_may_work() -> None:
    async with first_run(REPLAYED, EXCHANGED, MODELS) as page:
        await page.begin()
        await page.come_back("code=c")
        assert "does not take the code" in page.told
        page.browser.addresses.clear()
        await page.begin()
        await page.come_back("code=d")
        assert page.keyring.passwords == {"openrouter": NEW_KEY}


async def test_without_a_browser_the_address_can_be_copied() -> None:
    async with first_run() as page:
        QGuiApplication.clipboard().clear()
        page.form.login._open("http:///nowhere")  # noqa: SLF001 - an address that none opens
        assert "No browser could be opened." in page.told
        page.form.login.copy.setVisible(True)
        page.form.login.copy.click()
        assert QGuiApplication.clipboard().text() == "http:///nowhere"


async def test_without_a_keyring_the_key_stays_to_be_kept_for_the_session() -> None:
    async with first_run(EXCHANGED, MODELS, has_keyring=False) as page:
        await page.begin()
        await page.come_back("code=c")
        await page.opened.until(page.form.keep_here.isVisible)
        assert "keyring" in page.form.place_line.text
        page.form.keep_here.click()
        await page.opened.settled()
        account = page.opened.opened.services.account
        secret = await account.key(account.endpoint("openrouter"))
        assert secret is not None
        assert secret.reveal() == NEW_KEY


async def test_consent_keeps_the_key_in_the_keyring_and_goes_on() -> None:
    async with first_run(EXCHANGED, MODELS) as page:
        await page.begin()
        assert page.browser.addresses[0].startswith("https://openrouter.ai/auth?callback_url=")
        await page.come_back("code=c")
        assert page.keyring.passwords == {"openrouter": NEW_KEY}
        assert page.told in ("", "Logged in with OpenRouter.")
        assert page.form.field.text() == ""
        assert page.opened.window.chat.isVisible()
        account = page.opened.opened.services.account
        assert account.chosen[0].id == "openrouter"


async def test_the_keyboard_goes_from_the_button_to_cancel_and_back() -> None:
    async with first_run() as page:
        login = page.form.login
        login.button.setFocus()
        QTest.keyClick(login.button, Qt.Key.Key_Space)
        assert login.cancel.hasFocus()
        await page.opened.until(lambda: bool(page.browser.addresses))
        QTest.keyClick(login.cancel, Qt.Key.Key_Space)
        assert login.button.hasFocus()
        await page.opened.settled()
        assert page.told == "The login was cancelled."


async def test_a_dialog_that_is_closed_ends_its_login() -> None:
    with browser() as found:
        async with desktop() as opened:
            opened.window.run("endpoint.choose")
            (dialog,) = opened.window.findChildren(EndpointsDialog)
            titles = [dialog.list.item(row).text() for row in range(dialog.list.count())]
            dialog.list.setCurrentRow(titles.index("OpenRouter"))
            await opened.settled()
            page = dialog.page
            assert isinstance(page, EndpointPage)
            page.form.login.button.click()
            await opened.until(lambda: bool(found.addresses))
            dialog.close()
            await opened.settled()
            with pytest.raises(httpx.ConnectError):
                await consent(f"{found.callback}&code=c")


async def test_another_choice_ends_the_login() -> None:
    async with first_run() as page:
        await page.begin()
        page.opened.window.first_run.skip.click()
        await page.opened.settled()
        with pytest.raises(httpx.ConnectError):
            await page.come_back("code=c")
        assert page.keyring.passwords == {}


async def test_only_who_has_a_login_shows_its_button() -> None:
    async with desktop() as opened:
        opened.window.run("endpoint.choose")
        (dialog,) = opened.window.findChildren(EndpointsDialog)
        titles = [dialog.list.item(row).text() for row in range(dialog.list.count())]
        for title, is_there in (("Mistral", False), ("OpenRouter", True)):
            dialog.list.setCurrentRow(titles.index(title))
            await opened.settled()
            page = dialog.page
            assert isinstance(page, EndpointPage)
            assert page.form.login.button.isVisible() is is_there
        dialog.close()
