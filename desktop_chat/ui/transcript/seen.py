"""What a reader sees of a row, as text: in the stretches that the strips of its turn show.

Owns the words that are searched. It touches no object of Qt's and works on any thread. What a strip
shows in place of a text (a mark for a hidden sign, a picture for a formula) `alignment` sets right.
Must not know queries.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from threading import Lock, local

from desktop_chat.app.finding import Section
from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import MessageState, Role
from desktop_chat.markup.blocks import (
    Code,
    Emphasis,
    FootnoteMark,
    Heading,
    Image,
    Inline,
    Link,
    Math,
    MathBlock,
    Paragraph,
    RawHtml,
    RefusedLink,
    Strike,
    Strong,
    Table,
    Text,
    spoken_text,
)
from desktop_chat.markup.links import other_host
from desktop_chat.markup.parser import Parser, normalised, plain_pieces
from desktop_chat.ui.transcript.blocks.document import LINE_BREAK_TAG, image_label
from desktop_chat.ui.transcript.blocks.flow import Leaf, leaves
from desktop_chat.ui.transcript.cards.carried import citation_leaves, pretty_json

TEXT = "text"
REASONING = "reasoning"
SOURCES = "sources"
RESULT = "result"
FOLD_LINE = -1
"""Index of the section that is the line of a card, above what the card holds."""
_KEPT_CHARACTERS = 4_000_000


def tool_part(number: int) -> str:
    """Return the name of the part that a tool call is."""
    return f"tool{number}"


class SeenRows:
    """Reads rows as they are seen; keeps what it parsed last, for the next letter of a query."""

    def __init__(self) -> None:
        self._of_thread = local()
        self._kept: OrderedDict[tuple[str, str], tuple[Section, ...]] = OrderedDict()
        self._kept_characters = 0
        self._lock = Lock()

    def sections(self, row: TurnRow, may_match: Callable[[str], bool]) -> Iterator[Section]:
        """Give what is seen of a row, from above, but for parts whose source cannot match."""
        if row.role is Role.USER:
            for index, block in enumerate(plain_pieces(normalised(row.text).strip("\n"), 0)):
                yield Section(TEXT, index, block.start, block.text.removesuffix("\n"))
            return
        yield from self._parsed(REASONING, row.reasoning, row, may_match)
        for number, call in enumerate(row.tool_calls):
            yield Section(tool_part(number), FOLD_LINE, 0, call.name)
            yield Section(tool_part(number), 0, 0, pretty_json(call.arguments))
        if row.role is Role.TOOL:
            yield Section(RESULT, 0, 0, row.text)
            return
        yield from self._parsed(TEXT, row.text, row, may_match)
        if row.citations:
            yield from _sections(SOURCES, citation_leaves(row))

    def _parsed(
        self, part: str, source: str, row: TurnRow, may_match: Callable[[str], bool]
    ) -> Iterable[Section]:
        if not source or not may_match(source):
            return ()
        with self._lock:
            known = self._kept.get((part, source))
        if known is not None:
            return known
        found = tuple(_sections(part, leaves(self._parser.parse(source))))
        if row.state is not MessageState.STREAMING:
            self._keep((part, source), found)
        return found

    @property
    def _parser(self) -> Parser:
        """The parser of this thread: one serves one thread at a time."""
        parser: Parser | None = getattr(self._of_thread, "parser", None)
        if parser is None:
            parser = self._of_thread.parser = Parser()
        return parser

    def _keep(self, key: tuple[str, str], found: tuple[Section, ...]) -> None:
        with self._lock:
            if key not in self._kept:
                self._kept_characters += len(key[1])
            self._kept[key] = found
            while self._kept_characters > _KEPT_CHARACTERS:
                (_, oldest), _ = self._kept.popitem(last=False)
                self._kept_characters -= len(oldest)


def _sections(part: str, found: Iterable[Leaf]) -> Iterator[Section]:
    for index, leaf in enumerate(found):
        text, formulas = seen_text(leaf)
        if text:
            yield Section(part, index, leaf.block.start, text, formulas)


def seen_text(leaf: Leaf) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return what is read in a leaf, and where in it sources of formulas stand."""
    writer = SeenWriter()
    writer.write_leaf(leaf)
    return writer.text, tuple(writer.formulas)


class SeenWriter:
    """Puts what a leaf holds after one another as it is read."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.formulas: list[tuple[int, int]] = []

    @property
    def text(self) -> str:
        """Everything so far."""
        return "".join(self._parts)

    @property
    def length(self) -> int:
        """How many characters there are so far."""
        return self._length

    def write_leaf(self, leaf: Leaf) -> None:
        """Add all that a leaf holds."""
        block = leaf.block
        match block:
            case Paragraph() | Heading():
                self.write(block.inlines)
            case Table():
                for row_number, cells in enumerate((block.header, *block.rows)):
                    for column, cell in enumerate(cells):
                        if column or row_number:
                            self.add("\t" if column else "\n")
                        self.write(cell)
            case MathBlock():
                self.formulas.append((0, len(block.text)))
                self.add(block.text)
            case _:
                self.add(getattr(block, "text", "").removesuffix("\n"))

    def add(self, text: str) -> None:
        """Add characters."""
        self._parts.append(text)
        self._length += len(text)

    def write(self, inlines: Iterable[Inline]) -> None:
        """Add inline values."""
        for inline in inlines:
            match inline:
                case Text() | Code():
                    self.add(inline.text)
                case Math():
                    self.formulas.append((self._length, self._length + len(inline.text)))
                    self.add(inline.text)
                case Image():
                    self.add(image_label(inline))
                case FootnoteMark():
                    self.add(str(inline.number))
                case Link() | RefusedLink():
                    self.write_link(inline)
                case RawHtml() if LINE_BREAK_TAG.match(inline.text):
                    self.add("\n")
                case Strong() | Emphasis() | Strike():
                    self.write(inline.children)
                case _:
                    self.add(spoken_text((inline,)))

    def write_link(self, link: Link | RefusedLink) -> None:
        """Add a link's words, and where it leads where they do not say."""
        before = self._length
        self.write(link.children)
        if isinstance(link, RefusedLink):
            self.add(f" ({link.target})")
            return
        if self._length == before:
            self.add(link.target)
        real = other_host(spoken_text(link.children), link.target)
        self.add(f" ({real})" if real else "")
