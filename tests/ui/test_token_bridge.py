"""The tokens of answers in the window: tints, tab, popover, and the way on from another choice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar, QWidget
from support.scripted import ScriptedReply, ScriptedTransport, chunk, ending, says, scored
from support.window import Desktop, desktop

from desktop_chat.archive.database import Database
from desktop_chat.ui.tokens.alternatives import AlternativesPopover
from desktop_chat.ui.tokens.bars import FigureButton
from desktop_chat.ui.tokens.outcome_list import OutcomeList
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.token_tints import TintMode, TokenTints
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import Label

FIRST = (
    scored("On", -0.1, On=-0.1, At=-2.5),
    scored(" the", -0.9, **{" the": -0.9, " a": -1.5}),
    scored(" wall", -1.7, **{" page": -1.2, " wall": -1.7}),
    scored(".", -0.05, **{".": -0.05}),
)
TABS = "Parameters", "Model", "Info"


def answers(*pieces: bytes) -> ScriptedReply:
    return ScriptedReply([*pieces, ending()])


@asynccontextmanager
async def chat(*replies: ScriptedReply, folder: Path | None = None) -> AsyncIterator[Desktop]:
    transport = ScriptedTransport(*(replies or (answers(*FIRST),)))
    async with desktop(transport, folder) as opened:
        await opened.say("Hello")
        await painted(opened)
        yield opened


async def painted(opened: Desktop) -> None:
    """Paint the window, and wait until what the painting asks for has come and is painted."""
    for _ in range(2):
        opened.window.grab()
        await opened.settled()


def tints(opened: Desktop) -> TokenTints:
    return opened.window.chat.transcript.tints


def popover(opened: Desktop) -> AlternativesPopover:
    found = opened.window.findChild(AlternativesPopover)
    assert isinstance(found, AlternativesPopover)
    return found


def answer_id(opened: Desktop) -> str:
    return opened.session.messages()[-1].id


def tab_bar(opened: Desktop) -> QTabBar:
    found = opened.window.inspector.findChild(QTabBar)
    assert isinstance(found, QTabBar)
    return found


def tabs(opened: Desktop) -> list[str]:
    bar = tab_bar(opened)
    return [bar.tabText(n) for n in range(bar.count()) if bar.isTabVisible(n)]


def open_tab(opened: Desktop) -> None:
    tab_bar(opened).setCurrentIndex(tab_bar(opened).count() - 1)


def words_in(widget: QWidget) -> list[str]:
    """Return what the visible labels and buttons below a widget say, without isolating marks."""
    parts = [*widget.findChildren(Label), *widget.findChildren(TextButton)]
    said = [part.text() for part in parts if part.isVisible()]
    return [text.replace("\u2068", "").replace("\u2069", "") for text in said]


async def open_popover(opened: Desktop) -> OutcomeList:
    """Open the popover by its command, as the key A does."""
    opened.window.run("message.alternatives", answer_id(opened))
    await opened.settled()
    found = popover(opened).findChild(OutcomeList)
    assert isinstance(found, OutcomeList)
    return found


def point_on(opened: Desktop, index: int) -> QPoint:
    rect = tints(opened).rect_of(answer_id(opened), index)
    assert rect is not None
    return rect.center()


# Where nothing is known -------------------------------------------------------------------------


async def test_an_answer_without_tokens_has_no_tab_and_says_why() -> None:
    async with chat(says("Hello")) as opened:
        assert tabs(opened) == [*TABS]
        await open_popover(opened)
        assert popover(opened).isHidden()
        assert "not known" in opened.window.chat.notice_bar.text


async def test_damaged_probabilities_are_told_once_and_the_answer_stays(tmp_path: Path) -> None:
    async with chat(folder=tmp_path) as opened:
        conversation_id = opened.session.id
    with closing(Database(tmp_path / "archive.db")) as database:
        database.run("UPDATE token_probabilities SET content = x'00'")
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        opened.window.bridge.show(await opened.opened.conversations.open(conversation_id))
        await painted(opened)
        assert opened.texts == ["Hello", "On the wall."]
        open_tab(opened)
        await painted(opened)
        assert "probabilities of this message are damaged" in opened.window.chat.notice_bar.text


async def test_a_place_without_alternatives_says_so_and_offers_nothing() -> None:
    async with chat(answers(scored("On"))) as opened:
        await open_popover(opened)
        assert popover(opened).isVisible()
        assert "The server told no alternatives. Set Top logprobs to be told some." in words_in(
            popover(opened)
        )
        assert not any("Regenerate" in words for words in words_in(popover(opened)))


async def test_nobody_regenerates_while_an_answer_is_made() -> None:
    gate = asyncio.Event()
    async with chat(answers(*FIRST), ScriptedReply([chunk("so"), gate, ending()])) as opened:
        before = answer_id(opened)
        shown = await open_popover(opened)
        opened.session.send("Go on")
        await opened.opened.row_with(opened.session, "so")
        QTest.keyClick(shown, Qt.Key.Key_Return)
        await asyncio.sleep(0)
        assert popover(opened).isVisible()
        assert opened.window.chat.notice_bar.text.startswith("An answer is being made.")
        assert len([row for row in opened.texts if row]) == 4
        gate.set()
        await opened.opened.ended(opened.session)
        assert opened.session.message(before).text == "On the wall."


# The tab ----------------------------------------------------------------------------------------


async def test_the_tab_comes_with_the_tokens_and_goes_with_the_conversation() -> None:
    async with chat() as opened:
        assert tabs(opened) == [*TABS, "Tokens"]
        open_tab(opened)
        opened.window.run("conversation.new")
        await opened.settled()
        assert tabs(opened) == [*TABS]
        assert tab_bar(opened).currentIndex() == 0


async def test_the_tab_tells_the_figures_of_the_answer() -> None:
    async with chat() as opened:
        open_tab(opened)
        await opened.settled()
        panel = opened.window.inspector.tokens
        # The logarithms sum to -2.75 over four tokens.
        assert panel.perplexity.value == "2.0"
        assert panel.share.value == "75\u202f%"
        assert panel.entropy.value.endswith("bits")
        assert panel.least.accessibleName() == "Least likely token: wall, 0.183"
        assert "0.80 and more: 2" in panel.legend.accessibleName()
        words = words_in(panel)
        assert "What Top P would keep at ␣wall" in words
        assert "Top P 0.80 keeps more than these" in words
        assert "2 stored" in words
        assert any("top_logprobs 2." in text for text in words)


async def test_colouring_is_chosen_in_the_tab_and_kept(tmp_path: Path) -> None:
    async with chat(folder=tmp_path) as opened:
        open_tab(opened)
        assert tints(opened).mode is TintMode.PROBABILITY
        opened.window.inspector.tokens.switch.chosen.emit("entropy")
        assert tints(opened).mode is TintMode.ENTROPY
        assert "under 0.5 bits" in opened.window.inspector.tokens.legend.accessibleName()
        opened.window.inspector.tokens.switch.chosen.emit("off")
        assert tints(opened).ranges_in(Place(1, 1)) == ()
    async with desktop(ScriptedTransport(), tmp_path) as again:
        assert again.window.chat.transcript.tints.mode is TintMode.OFF
        assert again.window.inspector.tokens.switch.current == "off"


async def test_a_sentence_and_the_least_likely_token_lead_to_their_places() -> None:
    async with chat() as opened:
        open_tab(opened)
        await opened.settled()
        panel = opened.window.inspector.tokens
        panel.least.click()
        assert tints(opened).chosen == (answer_id(opened), 2)
        assert popover(opened).isVisible()
        sentence = next(
            bar for bar in panel.findChildren(FigureButton) if "On the wall" in bar.text()
        )
        sentence.click()
        assert tints(opened).chosen == (answer_id(opened), 0)


# The popover ------------------------------------------------------------------------------------


async def test_the_keyboard_walks_the_tokens_and_comes_back() -> None:
    async with chat() as opened:
        transcript = opened.window.chat.transcript
        transcript.setFocus()
        shown = await open_popover(opened)
        assert shown.hasFocus()
        assert words_in(popover(opened))[:2] == ["On", "first choice, probability 0.905"]
        QTest.keyClick(shown, Qt.Key.Key_Right)
        QTest.keyClick(shown, Qt.Key.Key_Right)
        assert tints(opened).chosen == (answer_id(opened), 2)
        assert words_in(popover(opened))[:2] == ["␣wall", "second choice, probability 0.183"]
        assert "Regenerate from here with “page”" in words_in(popover(opened))
        QTest.keyClick(shown, Qt.Key.Key_Left)
        assert tints(opened).chosen == (answer_id(opened), 1)
        QTest.keyClick(shown, Qt.Key.Key_Escape)
        assert popover(opened).isHidden()
        assert tints(opened).chosen is None
        assert transcript.hasFocus()


async def test_a_click_on_a_token_shows_it_and_leaves_the_keyboard() -> None:
    async with chat() as opened:
        opened.window.chat.composer.focus()
        view = opened.window.chat.transcript
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point_on(opened, 2))
        assert popover(opened).isVisible()
        assert not popover(opened).has_keyboard
        assert tints(opened).chosen == (answer_id(opened), 2)
        rect = tints(opened).rect_of(answer_id(opened), 2)
        assert rect is not None
        place = rect.translated(view.viewport().mapTo(opened.window, QPoint()))
        inner = popover(opened).geometry().adjusted(12, 12, -12, -12)
        assert not inner.intersects(place)


async def test_resting_on_a_token_shows_it_and_leaving_hides_it() -> None:
    async with chat() as opened:
        view = opened.window.chat.transcript
        QTest.mouseMove(view.viewport(), point_on(opened, 1))
        await opened.until(lambda: popover(opened).isVisible())
        QTest.mouseMove(view.viewport(), QPoint(view.width() - 5, view.height() - 5))
        await opened.until(lambda: popover(opened).isHidden())
        assert tints(opened).chosen is None


async def test_a_click_where_the_pointer_is_a_hand_is_for_what_it_points_at() -> None:
    async with chat() as opened:
        viewport = opened.window.chat.transcript.viewport()
        viewport.setCursor(Qt.CursorShape.PointingHandCursor)
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=point_on(opened, 1))
        assert popover(opened).isHidden()
        viewport.setCursor(Qt.CursorShape.IBeamCursor)
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=point_on(opened, 1))
        assert popover(opened).isVisible()


async def test_another_branch_takes_the_popover_away() -> None:
    async with chat(answers(*FIRST), answers(scored("Else"))) as opened:
        first = answer_id(opened)
        opened.session.regenerate(first)
        await opened.opened.ended(opened.session)
        await painted(opened)
        await open_popover(opened)
        assert popover(opened).isVisible()
        opened.session.show_branch(answer_id(opened), -1)
        await painted(opened)
        assert answer_id(opened) == first
        assert popover(opened).isHidden()
        assert tints(opened).chosen is None


async def test_enter_goes_on_from_the_chosen_token_in_a_branch() -> None:
    second = answers(scored(" of", -0.2), scored(" it", -0.3))
    async with chat(answers(*FIRST), second) as opened:
        old = answer_id(opened)
        shown = await open_popover(opened)
        QTest.keyClick(shown, Qt.Key.Key_Right)
        QTest.keyClick(shown, Qt.Key.Key_Right)
        QTest.keyClick(shown, Qt.Key.Key_Return)
        await opened.opened.ended(opened.session)
        await painted(opened)
        assert popover(opened).isHidden()
        assert opened.texts == ["Hello", "On the page of it"]
        row = opened.session.rows()[-1]
        assert (row.branch_index, row.branch_count) == (1, 2)
        assert "from “page”" in row.caption
        report = tints(opened).report(row.message_id)
        assert report is not None
        assert [token.text for token in report.tokens][:3] == ["On", " the", " page"]
        assert opened.session.message(old).text == "On the wall."
