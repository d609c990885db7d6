"""What is searched is what the strips show, wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot
from support.turn_rows import turn_row

from desktop_chat.app.find_query import Matcher, Query
from desktop_chat.app.finding import Section
from desktop_chat.core.message import Citation, ToolCall
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.alignment import PICTURE, Alignment
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.seen import SeenRows
from desktop_chat.ui.transcript.view import TranscriptView

EVERYTHING = """# A *heading* with `code`

Some **bo**ld, ~~gone~~ and [a link](https://x.example/a) [](https://empty.example) end.\\
Hard break, soft
break, <b>tag</b>, <br>, [refused](file:///etc) and ![a picture](http://h.example/i.png).

Price $5, formula $x^2$ and again $y$ end, mark[^1].

- item *one*
  - deeper
- [x] done

> quoted

> [!NOTE]
> an alert

| a | **b** |
|---|--:|
| 1 | two words 😀 after |
| | `c` |

$$
\\frac{1}{2}
$$

```py
x = "𝒳"  # wide
```

<div>
raw
</div>

مرحبا بالعالم 😀 end

[^1]: The note.
"""
SIGNS = (
    "word|bo|ld|**|*|`|~~|[|](http://x.example)|]|<b>|</b>|&amp;|&eacute;|é|\\|$| |\n|\n\n|- |# "
)
WORDS = st.sampled_from([*SIGNS.split("|"), "> ", "![", "|", "_", "ß"])


def all_sections(text: str) -> list[Section]:
    return list(SeenRows().sections(turn_row("a", "assistant", text), lambda _: True))


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView(LIGHT)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    return view


def test_every_strip_shows_what_is_searched_in_its_section(view: TranscriptView) -> None:
    view.set_rows([turn_row("a", "assistant", EVERYTHING)])
    (turn,) = view.layout_.turns
    sections = {section.index: section for section in all_sections(EVERYTHING)}
    compared = 0
    for index, number in enumerate(turn.text_pieces):
        view.layout_.turns[0].measure(number, view.layout_.width)
        shown = view.layout_.piece(Place(0, number)).shown_text
        section = sections.get(index)
        assert (section.text if section else "") == shown.replace("\u2028", "\n").replace(
            "\u2029", "\n"
        )
        compared += section is not None
    assert compared == len(sections) == 15


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=14), st.sampled_from(["word", "bold", "bo", "é", "ld word", "ss"]))
def test_nothing_is_lost_by_not_parsing_what_cannot_match(parts: list[str], query: str) -> None:
    text = "".join(parts)
    matcher = Matcher(Query(query))
    if any(list(matcher.spans(section.text)) for section in all_sections(text)):
        assert matcher.may_match(text)


def test_everything_beside_the_text_is_seen_too() -> None:
    row = turn_row(
        "a",
        "assistant",
        "text",
        reasoning="*thought*",
        tool_calls=(ToolCall("1", "look_up", '{"q":1}'),),
        citations=(Citation("https://x.example", "A source"),),
    )
    found = [(s.part, s.text) for s in SeenRows().sections(row, lambda _: True)]
    assert found == [
        ("reasoning", "thought"),
        ("tool0", "look_up"),
        ("tool0", '{\n  "q": 1\n}'),
        ("text", "text"),
        ("sources", "Sources"),
        ("sources", "A source"),
    ]
    result = turn_row("t", "tool", "what came back")
    assert [s.part for s in SeenRows().sections(result, lambda _: True)] == ["result"]


def test_a_text_is_parsed_once_for_all_letters_of_a_query() -> None:
    rows = SeenRows()
    row = turn_row("a", "assistant", "*text*")
    first = list(rows.sections(row, lambda _: True))
    assert [a is b for a, b in zip(first, rows.sections(row, lambda _: True), strict=True)] == [
        True
    ]


@pytest.mark.parametrize(
    ("read", "shown", "formulas", "stretch", "positions"),
    [
        ("plain", "plain", (), (1, 3), (1, 3)),
        ("a😀b", "a😀b", (), (2, 3), (3, 4)),
        ("a\u202eb", "a⟨U+202E⟩b", (), (2, 3), (9, 10)),
        ("a\u202eb", "a⟨U+202E⟩b", (), (1, 2), (1, 9)),
        ("xx c d c", f"{PICTURE} c", ((0, 6),), (7, 8), (2, 3)),
        ("xx c d c", f"{PICTURE} c", ((0, 6),), (3, 4), (0, 1)),
        ("a b", f"a {PICTURE}", ((2, 3),), (2, 3), (2, 3)),
        ("one two", "one \ntwo", (), (4, 7), (5, 8)),
        ("one two", "one two and more", (), (4, 7), (4, 7)),
        ("one two three", "one two", (), (8, 13), (7, 7)),
        ("see alt here", "see Image: alt (x.example) here", (), (8, 12), (27, 31)),
    ],
)
def test_places_in_what_is_read_become_positions_in_what_is_shown(
    read: str,
    shown: str,
    formulas: tuple[tuple[int, int], ...],
    stretch: tuple[int, int],
    positions: tuple[int, int],
) -> None:
    assert Alignment(read, shown, formulas).span(*stretch) == positions


@given(st.text(max_size=40), st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_any_two_texts_are_aligned_within_their_bounds(
    read: str, shown: str, one: int, other: int
) -> None:
    start, end = sorted((min(one, len(read)), min(other, len(read))))
    first, last = Alignment(read, shown).span(start, end)
    units = len(shown.encode("utf-16-le", "surrogatepass")) // 2
    assert 0 <= first <= units
    assert 0 <= last <= units
