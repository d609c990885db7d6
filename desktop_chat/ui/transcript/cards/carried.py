"""What an answer carries beside its text: pictures, sources, tool calls and how they stand.

Must not know turns.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import MessageState
from desktop_chat.markup.blocks import (
    Heading,
    Image,
    Inline,
    Link,
    ListBlock,
    ListItem,
    Paragraph,
    RefusedLink,
    Text,
)
from desktop_chat.markup.links import is_openable
from desktop_chat.ui.transcript.blocks.flow import Gap, Leaf, leaves_of
from desktop_chat.ui.transcript.cards.strips import FoldState


def image_leaves(images: tuple[str, ...]) -> list[Leaf]:
    """Return a leaf for each picture beside the text."""
    return [Leaf(Paragraph(0, 0, (Image(source, "", ""),))) for source in images]


def citation_leaves(row: TurnRow) -> list[Leaf]:
    """Return the list of an answer's sources under its title."""
    translate = QCoreApplication.translate
    items: list[ListItem] = []
    for citation in row.citations:
        kind: Callable[..., Inline] = Link if is_openable(citation.url) else RefusedLink
        link = kind(citation.url, "", (Text(citation.title or citation.url),))
        items.append(ListItem(0, 0, (Paragraph(0, 0, (link,)),), None, is_spaced=False))
    listed = ListBlock(0, 0, True, 1, True, tuple(items))
    title = Leaf(Heading(0, 0, 4, (Text(translate("Transcript", "Sources")),)))
    return [title, *(replace(leaf, gap=Gap.ITEM) for leaf in leaves_of(listed))]


def call_state(state: MessageState) -> FoldState:
    """Return how the calls of an answer stand: they end, or break off, with the answer."""
    translate = QCoreApplication.translate
    if state is MessageState.STREAMING:
        return FoldState("ellipsis", "text_2", translate("Transcript", "running"))
    if state is MessageState.COMPLETE:
        return FoldState("circle-check", "success", translate("Transcript", "done"))
    return FoldState("x", "danger", translate("Transcript", "not finished"))


def pretty_json(text: str) -> str:
    """Return JSON on lines of its own where it is JSON, else as it is."""
    try:
        return msgspec.json.format(text.encode(), indent=2).decode()
    except (msgspec.DecodeError, UnicodeError):
        return text
