"""The dialog of endpoints tells where each key is, and lets it be removed or replaced."""

from __future__ import annotations

from support.scripted import ScriptedTransport
from support.window import ENDPOINT, Desktop, desktop

from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.secret import Secret
from desktop_chat.errors import Offline
from desktop_chat.ui.dialogs.endpoints import EndpointPage, EndpointsDialog


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
