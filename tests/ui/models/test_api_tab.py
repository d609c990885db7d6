"""The code is that of the next request with this model, and every parameter has its row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from support.model_pages import LONG, model_page
from support.routed import RoutedTransport
from support.window import Desktop, desktop

from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.api_tab import ApiTab
from desktop_chat.ui.models.model_page import ModelPage


async def api(opened: Desktop, model_id: str = LONG) -> tuple[ModelPage, ApiTab]:
    page = await model_page(opened, model_id)
    page.view.show_tab(ApiTab)
    await opened.settled()
    return page, page.view.tab(ApiTab)


async def test_the_code_is_of_the_text_and_the_values_of_the_chat() -> None:
    async with desktop(RoutedTransport()) as opened:
        opened.session.change(sampling=Sampling(temperature=0.25))
        opened.write("How long is a fjord?")
        _, tab = await api(opened)
        text = tab.code.pane.text
        assert "How long is a fjord?" in text
        assert LONG in text
        assert "0.25" in text
        endpoint, *headers = tab.request.rows
        assert "POST http://127.0.0.1:9/api/v1/chat/completions" in endpoint[1]
        assert "X-Title" in dict(headers)


async def test_code_is_copied_and_saved() -> None:
    async with desktop(RoutedTransport()) as opened:
        page, tab = await api(opened)
        saved: list[str] = []
        page.save_wanted.disconnect()
        page.save_wanted.connect(lambda text, _: saved.append(text))
        tab.code.copy_button.click()
        assert QGuiApplication.clipboard().text() == tab.code.pane.text
        tab.code.save_button.click()
        assert saved == [tab.code.pane.text]


async def test_every_parameter_says_what_the_model_and_its_providers_take() -> None:
    async with desktop(RoutedTransport()) as opened:
        _, tab = await api(opened)
        rows = {row[0]: row for row in tab.parameters.texts}
        assert list(rows) == list(PARAMETERS)
        assert rows["temperature"][4:] == ["0.7, the model's", "✓ supported", "3 of 3"]
        assert rows["top_a"][5:] == ["not supported", "0 of 3"]
        assert rows["provider"][5:] == ["the endpoint's", ""]


async def test_the_effect_of_a_parameter_is_told_where_its_row_is_chosen() -> None:
    async with desktop(RoutedTransport()) as opened:
        _, tab = await api(opened)
        first, second, *_ = PARAMETERS.values()
        assert plain_line(tab.effect.text()) == f"{first.name}: {first.help}"
        QTest.keyClick(tab.parameters, Qt.Key.Key_Down)
        assert plain_line(tab.effect.text()) == f"{second.name}: {second.help}"
        tab.read(is_fresh=True)
        await opened.settled()
        assert plain_line(tab.effect.text()) == f"{second.name}: {second.help}"


async def test_a_model_of_another_endpoint_has_no_code_yet() -> None:
    async with desktop(RoutedTransport()) as opened:
        page, _ = await api(opened)
        page.close()
        opened.session.change(endpoint_id="practice", model="practice/markov-small")
        opened.window.picker.page_requested.emit(page.view.subject.endpoint.id, LONG)
        await opened.settled()
        other = opened.window.findChildren(ModelPage)[-1]
        other.view.show_tab(ApiTab)
        await opened.settled()
        assert "another endpoint" in other.view.tab(ApiTab).code.sentence.text
