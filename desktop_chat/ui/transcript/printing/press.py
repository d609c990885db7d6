"""Prints conversations: lays their strips out, waits for what they show, paints them on pages.

Owns the run of one print, in short steps on the window's event loop. Must not know files, printers'
settings and dialogs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPagedPaintDevice, QPainter

from desktop_chat.app.row_source import RowSource
from desktop_chat.app.rows import TurnRow
from desktop_chat.core.figures import count_text
from desktop_chat.errors import ExportFailed
from desktop_chat.markup.parser import Parser
from desktop_chat.ui.transcript.blocks.highlight import spans_of
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.piece import PaintState, Piece
from desktop_chat.ui.transcript.body import Workshop
from desktop_chat.ui.transcript.pictures import Pictures
from desktop_chat.ui.transcript.printing.pages import Pages, Slice
from desktop_chat.ui.transcript.printing.paper import PaperLook, WantedColors, paper_pieces

_PIXELS_PER_INCH = 96
_STEP_S = 0.008
"""So long the event loop waits at most for one step, but for a strip that takes longer."""
_POLL_S = 0.005
_HEADER = 40
_RULE_ABOVE_END = 14
_OVERHANG = 2
"""Letters reach out of their lines by so much, frames and chips out of the column by more."""
_SIDE = 12

Chapter = Callable[[], Awaitable[tuple[str, RowSource]]]
"""Gives a conversation's title and its rows; called twice, so that no two are in memory at once."""
Page = tuple[int, int]
"""The first and the last page that is wanted, from 1; a last one of 0 is the end."""


class Press:
    """Prints rows on a device, from its first page on.

    Args:
        device: A PDF file or a printer, that nobody paints on.
        family: Of the message font, "" for the system's.
        direction: Of the interface.
        pages: Which pages are wanted.
        pictures: Those that have been loaded.
    """

    def __init__(
        self,
        device: QPagedPaintDevice,
        *,
        family: str = "",
        direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
        pages: Page = (1, 0),
        pictures: Pictures | None = None,
    ) -> None:
        self._device = device
        self._title = ""
        self._wanted = pages
        self._look = PaperLook(family, direction)
        self._images = MathImages()
        self._colors = WantedColors()
        self._pictures = pictures or Pictures()
        self._workshop = Workshop(self._look, Parser(), self._images, self._colors, self._pictures)
        self._painter = QPainter()
        self._scale = 1.0
        self._width = self._height = 0
        self._began_s = 0.0
        self.page = 0
        """Number of the page that is being filled."""
        self._total = 1

    async def run(self, chapters: Sequence[Chapter], progress: Callable[[float], None]) -> int:
        """Print conversations, each from the head of a page on; return the number of pages.

        Args:
            chapters: The conversations; the title of each stands at the head of its pages.
            progress: Is told how much is done, from 0 to 1.

        Raises:
            ExportFailed: The device takes nothing.
            ArchiveError: The rows cannot be read.
        """
        if not self._painter.begin(self._device):
            raise ExportFailed("The printer cannot be used.", advice="Choose another one.")
        try:
            await self._print(chapters, progress)
        finally:
            self._painter.end()
        return self.page

    async def _print(self, chapters: Sequence[Chapter], progress: Callable[[float], None]) -> None:
        self._set_up()
        # Each page says how many there are, and is finished before the next begins: so all are laid
        # out once to be counted.
        counting = Pages(lambda _: None, self._count_page, self._look.px(_HEADER), self._height)
        await self._fill(counting, chapters, lambda share: progress(share / 2))
        self._title, _ = await chapters[0]()
        pages = Pages(self._draw, self._begin_page, *self._begin_page())
        await self._fill(pages, chapters, lambda share: progress((1 + share) / 2))

    async def _fill(
        self, pages: Pages, chapters: Sequence[Chapter], progress: Callable[[float], None]
    ) -> None:
        self._began_s = perf_counter()
        for number, chapter in enumerate(chapters):
            self._title, source = await chapter()
            if number:
                pages.turn()
            rows = len(source) or 1
            async for done in self._fill_chapter(pages, source):
                progress((number + done / rows) / len(chapters))
        progress(1)

    async def _fill_chapter(self, pages: Pages, source: RowSource) -> AsyncIterator[int]:
        """Place the strips of a conversation; give how many of its rows are done."""
        above: TurnRow | None = None
        done = 0
        async for rows in source.read():
            for row in rows:
                for piece in await self._ready(above, row):
                    pages.add(piece)
                    await self._breathe()
                above = row
                done += 1
                yield done
        pages.finish()

    async def _breathe(self) -> None:
        """Let the event loop do its work where a step has lasted long enough."""
        if perf_counter() - self._began_s > _STEP_S:
            await asyncio.sleep(0)
            self._began_s = perf_counter()

    async def _ready(self, above: TurnRow | None, row: TurnRow) -> Sequence[Piece]:
        """Return the strips of a row, measured, with all their pictures and colours."""
        pieces = paper_pieces(above, (row,), self._workshop)
        await self._measure(pieces)
        if self._is_waiting:
            while self._is_waiting:  # noqa: ASYNC110 - the thread's way back is a timer
                await asyncio.sleep(_POLL_S)
            for piece in pieces:
                piece.refresh_formulas()
            await self._measure(pieces)
        wanted, self._colors.wanted = self._colors.wanted, []
        for piece, language, code in wanted:
            piece.apply_spans(await asyncio.to_thread(spans_of, language, code))
        await self._measure(pieces)
        return pieces

    @property
    def _is_waiting(self) -> bool:
        """Whether formulas or pictures are being made."""
        return self._images.is_busy or self._pictures.is_busy

    async def _measure(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            if not piece.is_measured(self._width):
                piece.measure(self._width)
                await self._breathe()

    # Pages --------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        self._scale = self._device.logicalDpiX() / _PIXELS_PER_INCH
        self._width = int(self._device.width() / self._scale)
        self._height = int(self._device.height() / self._scale)

    def _begin_page(self) -> tuple[float, float]:
        """Begin a page; return where its content begins and ends."""
        self.page += 1
        if self._is_wanted and self.page > max(1, self._wanted[0]):
            self._device.newPage()
        if self._is_wanted:
            self._draw_header()
        return self._look.px(_HEADER), self._height

    def _count_page(self) -> tuple[float, float]:
        self._total += 1
        return self._look.px(_HEADER), self._height

    @property
    def _is_wanted(self) -> bool:
        first, last = self._wanted
        return first <= self.page and (not last or self.page <= last)

    def _prepared(self) -> QPainter:
        painter = self._painter
        painter.save()
        painter.scale(self._scale, self._scale)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        return painter

    def _draw_header(self) -> None:
        painter, look = self._prepared(), self._look
        painter.setFont(look.caption)
        painter.setPen(look.color("text_2"))
        metrics = QFontMetricsF(look.caption)
        number = QCoreApplication.translate("Press", "{0} of {1}").format(
            count_text(self.page), count_text(self._total)
        )
        room = self._width - metrics.horizontalAdvance(number) - look.px(24)
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        line = QRectF(0, 0, self._width, metrics.height())
        start, end = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if look.is_rtl:
            start, end = end, start
        absolute = Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(line, start | absolute, title)
        painter.drawText(line, end | absolute, number)
        y = look.px(_HEADER - _RULE_ABOVE_END)
        painter.fillRect(QRectF(0, y, self._width, 0.75), look.color("border_control"))
        painter.restore()

    def _draw(self, part: Slice) -> None:
        if not self._is_wanted:
            return
        painter = self._prepared()
        painter.translate(QPointF(0, part.y - part.top))
        above = part.above if part.top == 0 else 0
        shown = QRectF(0, part.top, self._width, part.bottom - part.top)
        painter.setClipRect(
            shown.adjusted(-_SIDE, -above - _OVERHANG, _SIDE, _OVERHANG),
            Qt.ClipOperation.IntersectClip,
        )
        part.piece.paint(painter, PaintState(clip=_inside(part, self._width)))
        painter.restore()


def _inside(part: Slice, width: int) -> QRectF:
    """Return what a slice shows, so that no line is drawn of which it has only the edge."""
    top = part.top + 0.5 if part.top else -float(width)
    bottom = part.bottom - 0.5 if part.bottom < part.piece.height else part.bottom + width
    return QRectF(-_SIDE, top, width + 2 * _SIDE, bottom - top)
