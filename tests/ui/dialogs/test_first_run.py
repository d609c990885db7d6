"""The first page leads to an answer by each of its ways, and sends nothing unasked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.core.provider import PRACTICE
from desktop_chat.errors import Offline

PRACTICE_MODELS = ScriptedReply([b'{"data":[{"id":"practice/markov-small"}]}'], headers=JSON)
KEY = "sk-or-v1-0123456789abcdef"
GOOD_KEY = ScriptedReply(
    [b'{"data":{"label":"laptop","limit":20,"limit_remaining":14.2}}'], headers=JSON
)
BAD_KEY = ScriptedReply([b'{"error":{"code":401,"message":"No"}}'], 401, JSON)
MODELS = ScriptedReply([b'{"data":[{"id":"m-1"}]}'], headers=JSON)


def network_requests(opened: Desktop) -> int:
    return opened.opened.services.transports.sent.count


async def test_it_covers_the_window_until_a_choice_is_made_and_comes_no_second_time(
    tmp_path: Path,
) -> None:
    async with desktop(ScriptedTransport(PRACTICE_MODELS), tmp_path, is_first_run=True) as opened:
        window = opened.window
        assert window.first_run.isVisible()
        assert not window.chat.isVisible()
        assert not window.commands["conversation.new"].isEnabled()
        window.first_run.skip.click()
        assert window.chat.isVisible()
        assert window.commands["conversation.new"].isEnabled()
    async with desktop(ScriptedTransport(), tmp_path, is_first_run=True) as opened:
        assert opened.window.chat.isVisible()


async def test_it_does_not_cover_what_went_wrong_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{")
    async with desktop(ScriptedTransport(PRACTICE_MODELS), tmp_path, is_first_run=True) as opened:
        assert opened.window.chat.notice_bar.isVisible()
        assert "settings" in opened.window.chat.notice_bar.text
    async with desktop(ScriptedTransport(PRACTICE_MODELS), tmp_path, is_first_run=True) as opened:
        assert opened.window.first_run.isVisible()


async def test_keys_go_to_the_page_and_never_to_the_chat_that_it_covers() -> None:
    async with desktop(ScriptedTransport(PRACTICE_MODELS), is_first_run=True) as opened:
        window = opened.window
        assert window.focusWidget() is window.first_run.start
        opened.press(Qt.Key.Key_Escape)
        opened.press(Qt.Key.Key_H)
        assert window.focusWidget() is not window.chat.composer.field
        assert window.chat.composer.text == ""
        window.first_run.skip.click()
        assert window.focusWidget() is window.chat.composer.field


async def test_the_practice_model_answers_without_any_request_to_the_network() -> None:
    transport = ScriptedTransport(PRACTICE_MODELS, says("Hello"))
    async with desktop(transport, is_first_run=True) as opened:
        opened.window.first_run.start.click()
        await opened.say("Hi")
        assert opened.texts == ["Hi", "Hello"]
        assert opened.session.endpoint is PRACTICE
        assert network_requests(opened) == 0


async def test_a_pasted_key_is_checked_with_one_request_and_its_state_told() -> None:
    transport = ScriptedTransport(PRACTICE_MODELS, GOOD_KEY)
    async with desktop(transport, is_first_run=True) as opened:
        form = opened.window.first_run.key_form
        form.field.setText(KEY)
        await opened.until(lambda: "works" in form.check_line.text)
        await opened.settled()
        told = "Key “laptop” works. $14.20 of its $20.00 limit is left."
        assert form.check_line.text == told
        assert network_requests(opened) == 1
        assert "GET openrouter.ai/api/v1/key" in opened.window.first_run.sent_text
        assert KEY not in opened.window.first_run.sent_text


async def test_what_is_too_short_for_a_key_asks_nothing() -> None:
    async with desktop(ScriptedTransport(PRACTICE_MODELS), is_first_run=True) as opened:
        opened.window.first_run.key_form.field.setText("sk-or")
        await opened.settled()
        assert network_requests(opened) == 0


async def test_a_key_that_is_no_key_is_told_and_never_sent() -> None:
    async with desktop(ScriptedTransport(PRACTICE_MODELS), is_first_run=True) as opened:
        form = opened.window.first_run.key_form
        form.field.setText("ключ with spaces and more")
        form.save.click()
        assert "has spaces or characters that no key has" in form.check_line.text
        await opened.settled()
        assert network_requests(opened) == 0


async def test_a_rejected_key_is_told_and_may_still_be_replaced() -> None:
    transport = ScriptedTransport(PRACTICE_MODELS, BAD_KEY, GOOD_KEY)
    async with desktop(transport, is_first_run=True) as opened:
        form = opened.window.first_run.key_form
        form.field.setText(KEY)
        await opened.until(lambda: bool(form.check_line.text))
        await opened.until(lambda: "Checking" not in form.check_line.text)
        assert "works" not in form.check_line.text
        form.field.setText(KEY + "2")
        await opened.until(lambda: "works" in form.check_line.text)


async def test_without_a_keyring_the_key_is_kept_for_the_session_after_saying_so() -> None:
    transport = ScriptedTransport(PRACTICE_MODELS, MODELS)
    async with desktop(transport, is_first_run=True) as opened:
        form = opened.window.first_run.key_form
        form.field.setText(KEY)
        form.save.click()
        await opened.until(form.keep_here.isVisible)
        assert "keyring" in form.place_line.text
        form.keep_here.click()
        await opened.settled()
        assert form.field.text() == ""
        assert opened.window.chat.isVisible()
        account = opened.opened.services.account
        assert account.chosen[0].id == "openrouter"
        secret = await account.key(account.chosen[0])
        assert secret is not None
        assert secret.reveal() == KEY


async def test_servers_are_looked_for_only_after_a_click() -> None:
    replies = [Offline("No.") for _ in range(4)]
    transport = ScriptedTransport(PRACTICE_MODELS, MODELS, *replies)
    async with desktop(transport, is_first_run=True) as opened:
        page = opened.window.first_run
        assert network_requests(opened) == 0
        page.look.click()
        await opened.settled()
        assert network_requests(opened) == 5
        use = opened.named("Use Ollama")
        use.click()  # type: ignore[attr-defined]
        assert opened.session.conversation.endpoint_id == "ollama"
        assert opened.session.conversation.model == "m-1"


async def test_no_server_found_says_so_and_an_address_can_be_given() -> None:
    transport = ScriptedTransport(PRACTICE_MODELS, *(Offline("No.") for _ in range(5)), MODELS)
    async with desktop(transport, is_first_run=True) as opened:
        page = opened.window.first_run
        page.look.click()
        await opened.settled()
        assert "No server answered" in page.servers.state.text
        page.servers.field.setText("localhost:9")
        page.servers.connect_button.click()
        assert "no http:// or https:// in front" in page.servers.state.text
        page.servers.field.setText("http://127.0.0.1:9")
        page.servers.connect_button.click()
        await opened.settled()
        assert opened.session.conversation.endpoint_id == "custom:http://127.0.0.1:9/v1"
        assert opened.session.conversation.model == "m-1"


async def test_in_a_home_that_cannot_be_written_the_choice_still_holds(tmp_path: Path) -> None:
    transport = ScriptedTransport(PRACTICE_MODELS, says("Hello"))
    async with desktop(transport, tmp_path, is_first_run=True) as opened:
        # A folder in the place of the file: no account may write that, root's neither.
        (tmp_path / "settings.json").mkdir()
        opened.window.first_run.start.click()
        assert opened.window.chat.isVisible()
        assert opened.window.chat.notice_bar.text
        await opened.say("Hi")
        assert opened.texts == ["Hi", "Hello"]
