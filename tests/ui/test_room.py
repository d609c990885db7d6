"""Words of any length and any font leave the window its widths: they are cut or wrapped.

The least width of a pane or a page must not follow its words. A font that is wider than the
designer's, and a language that is wordier than English, are stood for by words that are longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QTranslator
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QScrollArea, QTabBar, QWidget
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from support.window import Desktop, desktop
from typing_extensions import override

from desktop_chat.ui.main_window import LEAST_SIZE
from desktop_chat.ui.panes import Side
from desktop_chat.ui.picker.picker import ModelPicker


class Wordier(QTranslator):
    """Every word of the interface, half as long again."""

    @override
    def isEmpty(self) -> bool:
        return False

    @override
    def translate(
        self, context: str, sourceText: str, /, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return re.sub(r"\w+", lambda word: word[0] + word[0][: len(word[0]) // 2], sourceText)


def no_models() -> ScriptedTransport:
    """Return a transport whose endpoint lists none."""
    return ScriptedTransport(*[ScriptedReply([b'{"data": []}'], headers=JSON)] * 3)


@pytest.fixture
def _wordier(qapp: QApplication) -> Iterator[None]:
    translator = Wordier()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def outside(region: QWidget) -> list[str]:
    """Return what is seen of `region` only in part, left or right."""
    return [
        f"{type(each).__name__} {each.accessibleName()!r} at {left}, {each.width()} wide"
        for each in region.findChildren(QWidget)
        if each.isVisibleTo(region) and each.window() is region.window()
        for left in [each.mapTo(region, QPoint()).x()]
        if left < 0 or left + each.width() > region.width()
    ]


def squeezed(region: QWidget) -> list[str]:
    """Return what is narrower than it can be."""
    return [
        f"{type(each).__name__} {each.accessibleName()!r} {each.width()} of {least}"
        for each in (region, *region.findChildren(QWidget))
        if each.isVisibleTo(region) and each.window() is region.window()
        # Qt gives what it puts into a field or beside tabs its own sizes.
        if not isinstance(each.parent(), QScrollArea | QLineEdit | QTabBar)
        for least in [each.minimumSizeHint().width()]
        # What has a least width of its own is held to that.
        if each.width() < least and each.minimumWidth() == 0
    ]


async def assert_room(opened: Desktop, region: QWidget) -> None:
    """Check that all of a region is seen."""
    await opened.settled()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    assert region.isVisible()
    assert outside(region) == []
    assert squeezed(region) == []


def enlarge(opened: Desktop, percent: int) -> None:
    """Set the size of text."""
    store = opened.opened.services.settings
    appearance = msgspec.structs.replace(store.settings.appearance, text_scale=percent / 100)
    store.update(msgspec.structs.replace(store.settings, appearance=appearance))


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.usefixtures("_wordier")
async def test_the_panes_keep_their_least_widths(percent: int) -> None:
    async with desktop() as opened:
        window = opened.window
        enlarge(opened, percent)
        window.resize(window.theme.px(1200), window.theme.px(780))
        for side in Side:
            window.panes.set_width(side, side.least)
        await assert_room(opened, window.inspector)
        await assert_room(opened, window.sidebar)
        await assert_room(opened, window.chat)


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.usefixtures("_wordier")
async def test_the_chat_and_the_first_run_fit_into_the_least_window(percent: int) -> None:
    async with desktop(no_models(), is_first_run=True) as opened:
        window = opened.window
        enlarge(opened, percent)
        window.resize(LEAST_SIZE)
        await assert_room(opened, window.first_run)
        window.first_run.skip.click()
        await assert_room(opened, window.chat)


@pytest.mark.parametrize(
    "command", ["app.settings", "help.about", "help.shortcuts", "endpoint.choose", "model.choose"]
)
@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.usefixtures("_wordier")
async def test_dialogs_fit_onto_the_screen(command: str, percent: int) -> None:
    async with desktop(no_models(), is_first_run=True) as opened:
        window = opened.window
        enlarge(opened, percent)
        window.first_run.skip.click()
        await opened.settled()
        window.run(command)
        await opened.settled()
        dialogs = [each for each in window.findChildren(QWidget) if is_dialog(each)]
        assert len(dialogs) == 1
        await assert_room(opened, dialogs[0])
        screen = dialogs[0].screen().availableSize()
        assert not dialogs[0].isWindow() or dialogs[0].size().boundedTo(screen) == dialogs[0].size()
        dialogs[0].close()
        await opened.settled()


def is_dialog(widget: QWidget) -> bool:
    return widget.isVisible() and (isinstance(widget, QDialog | ModelPicker))
