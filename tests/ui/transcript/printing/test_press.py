"""A conversation as a PDF: all of its text, once, as text; nothing cut off; in short steps."""

from __future__ import annotations

import asyncio
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPdfWriter
from support import demonstration
from support.optional import program
from support.turn_rows import turn_row

from desktop_chat.app.row_source import ListedRows, RowSource
from desktop_chat.app.rows import TurnRow
from desktop_chat.errors import ExportFailed
from desktop_chat.ui.transcript.printing.devices import pdf_writer
from desktop_chat.ui.transcript.printing.press import Chapter, Press


def chapter(title: str, *rows: TurnRow) -> Chapter:
    async def give() -> tuple[str, RowSource]:
        return title, ListedRows(rows)

    return give


async def printed(*rows: TurnRow, title: str = "A title", pages: tuple[int, int] = (1, 0)) -> bytes:
    """Return the PDF of some rows."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = pdf_writer(buffer, title)
    await Press(writer, pages=pages).run([chapter(title, *rows)], lambda _: None)
    return bytes(buffer.data().data())


def text_of(pdf: bytes, folder: Path, *options: str) -> str:
    """Return what a reader of PDF files finds in one, presentation forms made letters."""
    return unicodedata.normalize("NFKC", raw_text_of(pdf, folder, *options))


def raw_text_of(pdf: bytes, folder: Path, *options: str) -> str:
    file = folder / "out.pdf"
    file.write_bytes(pdf)
    command = [program("pdftotext"), *options, str(file), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def words_of(text: str) -> str:
    return "".join(text.split())


def answer(text: str) -> TurnRow:
    return turn_row("a", "assistant", text)


async def test_every_element_is_there_as_text(tmp_path: Path) -> None:
    found = text_of(await printed(*demonstration.rows(), title=demonstration.TITLE), tmp_path)
    for piece in (
        "How do temperature and top p change",
        "Thought for 5 s",
        "Formula first, since everything else follows from it.",
        "Extraction, code",
        "import numpy as np",
        "What to try first",
        "Whoever changes two things",
        "Above 1.5 most models fall apart.",
        "\\undefinedmacro",
        "Sources",
        "search_library",
        '"kinds": [',
        "Error: no such zone",
        "entry number 213",
        "日本語",
        "한국어",
        "Русский",
        "Everything received is saved.",
        "Mistral is receiving too many requests.",
        "It asked to wait 12 s.",
    ):
        assert words_of(piece) in words_of(found), piece


async def test_what_only_a_screen_has_is_not_printed(tmp_path: Path) -> None:
    found = text_of(await printed(*demonstration.rows()), tmp_path)
    for button in ("Copy", "Show all", "Details", "Regenerate", "Retry", "2 of 3"):
        assert button not in found


async def test_code_over_many_pages_loses_and_repeats_no_line(tmp_path: Path) -> None:
    lines = [f"line{n:04d}" for n in range(400)]
    found = text_of(await printed(answer("```py\n" + "\n".join(lines) + "\n```")), tmp_path)
    assert [word for word in found.split() if word.startswith("line")] == lines
    assert found.split().count("Python") == 1
    assert found.count("A title") == found.count("\f") > 4


async def test_a_paragraph_over_pages_loses_and_repeats_no_word(tmp_path: Path) -> None:
    words = [f"word{n:04d}" for n in range(3_000)]
    found = text_of(await printed(answer(" ".join(words))), tmp_path)
    assert [word for word in found.split() if word.startswith("word")] == words


async def test_the_users_words_over_pages_lose_and_repeat_none(tmp_path: Path) -> None:
    lines = [f"line{n:04d}" for n in range(400)]
    found = text_of(await printed(turn_row("u", "user", "\n".join(lines))), tmp_path)
    assert [word for word in found.split() if word.startswith("line")] == lines


async def test_an_items_number_is_printed_once_though_the_item_is_cut(tmp_path: Path) -> None:
    found = text_of(await printed(answer("7. " + "word " * 2_000)), tmp_path)
    assert found.split().count("7.") == 1


async def test_the_header_of_a_long_table_stands_on_each_page(tmp_path: Path) -> None:
    rows = "\n".join(f"| row{n:03d} | x |" for n in range(200))
    found = text_of(await printed(answer(f"| Head | B |\n|---|---|\n{rows}")), tmp_path)
    assert found.split().count("Head") == found.count("\f")
    assert sorted({w for w in found.split() if w.startswith("row")}) == [
        f"row{n:03d}" for n in range(200)
    ]


async def test_long_lines_and_wide_tables_are_not_cut_off(tmp_path: Path) -> None:
    line = "".join(f"<{n:03d}>" for n in range(60))
    cells = [f"cell{n:02d}" for n in range(14)]
    table = f"|{'|'.join(cells)}|\n|{'---|' * 14}\n|{'|'.join(['a'] * 14)}|"
    pdf = await printed(answer(f"```\n{line}\n```\n\n{table}"))
    whole = words_of(text_of(pdf, tmp_path, "-raw"))
    assert line in whole
    boxes = text_of(pdf, tmp_path, "-bbox")
    rights = [float(part.split('"')[0]) for part in boxes.split('xMax="')[1:]]
    assert max(rights) < 595 - 50


async def test_arabic_is_in_its_own_order(tmp_path: Path) -> None:
    found = text_of(await printed(answer("درجة الحرارة تقسم كل قيمة")), tmp_path)
    assert "درجة الحرارة" in found


async def test_letters_are_not_joined_into_signs(tmp_path: Path) -> None:
    found = raw_text_of(await printed(answer("first flow office")), tmp_path)
    assert "first flow office" in found


async def test_only_the_pages_that_are_wanted_are_printed(tmp_path: Path) -> None:
    text = "\n\n".join(f"Paragraph {n}." for n in range(200))
    whole = text_of(await printed(answer(text)), tmp_path).split("\f")
    part = text_of(await printed(answer(text), pages=(2, 3)), tmp_path).split("\f")
    assert len(whole) > 4
    assert part[:2] == whole[1:3]
    assert len(part) == 3


async def test_links_lead_where_they_say_and_refused_ones_nowhere() -> None:
    text = (
        "[a page](https://docs.example.org/a?b=c) and <mailto:a@b.example>, "
        "[local](file:///etc/passwd) and [script](javascript:alert(1)).\n\n"
        "| [in a cell](https://cell.example/) |\n|---|\n| x |\n\n"
        "```\nhttps://code.example/\n```"
    )
    pdf = await printed(answer(text))
    found = {url.decode() for url in re.findall(rb"/URI\s*\((.*?)\)", pdf)}
    assert found == {
        "https://docs.example.org/a?b=c",
        "mailto:a@b.example",
        "https://cell.example/",
    }


async def test_each_page_says_how_many_there_are(tmp_path: Path) -> None:
    rows = [turn_row(str(n), "assistant", f"{demonstration.PROSE}\n\nEnd.") for n in range(3)]
    pages = text_of(await printed(*rows), tmp_path).split("\f")[:-1]
    assert len(pages) > 4
    for number, page in enumerate(pages, start=1):
        assert f"{number} of {len(pages)}" in page
    part = text_of(await printed(*rows, pages=(2, 3)), tmp_path).split("\f")
    assert f"2 of {len(pages)}" in part[0]


async def test_each_conversation_begins_a_page_that_has_its_title(tmp_path: Path) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    chapters = [
        chapter("First", turn_row("a", "assistant", "one")),
        chapter("Empty"),
        chapter("Last", *(turn_row(str(n), "assistant", "two\n\n" * 20) for n in range(3))),
    ]
    done: list[float] = []
    pages = await Press(pdf_writer(buffer, "All")).run(chapters, done.append)
    found = text_of(bytes(buffer.data().data()), tmp_path, "-layout").split("\f")[:-1]
    assert len(found) == pages > 3
    assert [page.split()[0] for page in found] == ["First", "Empty", *["Last"] * (pages - 2)]
    assert "one" in found[0]
    assert "one" not in found[1]
    assert f"{pages} of {pages}" in found[-1]
    assert done == sorted(done)


async def test_progress_goes_on_to_the_end() -> None:
    rows = [turn_row(str(n), "assistant", "Some words.") for n in range(5)]
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    done: list[float] = []
    await Press(pdf_writer(buffer, "A")).run([chapter("A", *rows)], done.append)
    assert done == sorted(done)
    assert done[0] == 0.1
    assert done[-1] == 1
    assert 1 not in done[: len(done) // 2]


async def test_an_empty_conversation_has_one_page(tmp_path: Path) -> None:
    assert text_of(await printed(), tmp_path).count("\f") == 1


@pytest.mark.qt_log_ignore("QPainter::begin")
async def test_a_device_that_takes_nothing_is_told(tmp_path: Path) -> None:
    writer = QPdfWriter(str(tmp_path / "no such folder" / "out.pdf"))
    with pytest.raises(ExportFailed):
        await Press(writer).run([chapter("A")], lambda _: None)


async def test_the_event_loop_goes_on_and_the_end_can_be_asked_for() -> None:
    rows = [turn_row(str(n), "assistant", "Some words.\n\n- a\n- b\n") for n in range(2_000)]
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    done: list[float] = []
    press = Press(pdf_writer(buffer, "A"))
    job = asyncio.get_running_loop().create_task(press.run([chapter("A", *rows)], done.append))
    turns = 0
    while not done or done[-1] < 0.1:
        await asyncio.sleep(0)
        turns += 1
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert turns > 10
    assert done[-1] < 1
