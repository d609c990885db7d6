"""The dialog of endpoints tells where each key is, and lets it be removed or replaced."""

from __future__ import annotations

from support.scripted import ScriptedTransport
from support.window import ENDPOINT, Desktop, desktop

from desktop_chat.core.provider import PRACTICE, further_account
from desktop_chat.core.secret import Secret
from desktop_chat.errors import Offline
from desktop_chat.ui.dialogs.endpoints import EndpointPage, EndpointsDialog
from desktop_chat.ui.dialogs.name import NameDialog


async def opened_dialog(opened: Desktop, title: str) -> tuple[EndpointsDialog, EndpointPage]:
    opened.window.run("endpoint.choose")
    (dialog,) = opened.window.findChildren(EndpointsDialog)
    titles = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    dialog.list.setCurrentRow(titles.index(title))
    await opened.settled()
    page = dialog.page
    assert isinstance(page, EndpointPage)
    return dialog, page


async def test_it_opens_at_the_endpoint_of_the_conversation() -> None:
    async with desktop() as opened:
        opened.window.run("endpoint.choose")
        (dialog,) = opened.window.findChildren(EndpointsDialog)
        assert dialog.list.currentItem().text() == ENDPOINT.title
        await opened.settled()
        dialog.close()


async def test_a_missing_key_and_a_needless_one_are_told_apart() -> None:
    async with desktop() as opened:
        dialog, page = await opened_dialog(opened, "OpenRouter")
        assert page.state.text == "It needs a key, and none is kept."
        dialog.close()
        await opened.settled()
        dialog, page = await opened_dialog(opened, "Ollama")
        assert page.state.text == "It answers without a key."
        dialog.close()


async def test_a_key_of_this_session_is_told_and_can_be_removed() -> None:
    async with desktop(ScriptedTransport(Offline("Nothing answers."))) as opened:
        account = opened.opened.services.account
        openrouter = account.endpoint("openrouter")
        account.keep_key_for_session(openrouter, Secret("sk-or-v1-test"))
        dialog, page = await opened_dialog(opened, "OpenRouter")
        assert page.state.text == "A key is kept: this session only."
        page.remove.click()
        await opened.until(lambda: "none is kept" in page.state.text)
        dialog.close()


async def test_the_practice_model_asks_for_no_key() -> None:
    async with desktop() as opened:
        dialog, page = await opened_dialog(opened, "Practice model")
        assert "no key, no network" in page.state.text
        page.use.click()
        assert opened.opened.services.account.chosen[0] is PRACTICE
        assert not page.use.isEnabled()
        dialog.close()


async def test_another_account_is_added_shown_and_removed() -> None:
    async with desktop() as opened:
        dialog, page = await opened_dialog(opened, "OpenRouter")
        assert page.account.text() == "Add another account…"
        page.account.click()
        (name,) = page.findChildren(NameDialog)
        name.name.setText("Work")
        name.accept_button.click()
        await opened.settled()
        assert dialog.list.currentItem().text() == "OpenRouter (Work)"
        shown = dialog.page
        assert isinstance(shown, EndpointPage)
        assert shown.state.text == "It needs a key, and none is kept."
        assert shown.account.text() == "Remove this account"
        shown.account.click()
        await opened.until(lambda: dialog.list.currentItem().text() != "OpenRouter (Work)")
        titles = [dialog.list.item(row).text() for row in range(dialog.list.count())]
        assert "OpenRouter (Work)" not in titles
        dialog.close()


async def test_two_accounts_cannot_have_one_name() -> None:
    async with desktop() as opened:
        account = opened.opened.services.account
        account.add(further_account(account.endpoint("openrouter"), "Work"))
        dialog, page = await opened_dialog(opened, "OpenRouter")
        page.account.click()
        (name,) = page.findChildren(NameDialog)
        name.name.setText("Work")
        assert name.problem.text() == "There is an account of this name."
        assert not name.accept_button.isEnabled()
        name.close()
        dialog.close()


async def test_an_endpoint_without_keys_offers_no_accounts() -> None:
    async with desktop() as opened:
        dialog, page = await opened_dialog(opened, "Ollama")
        assert page.account.isHidden()
        dialog.close()
