"""What inline values say without their marks."""

from __future__ import annotations

from desktop_chat.markup.blocks import (
    Break,
    Code,
    CodeBlock,
    Emphasis,
    FootnoteMark,
    Image,
    Link,
    Math,
    RawHtml,
    RefusedLink,
    Text,
    spoken_text,
)


def test_spoken_text_keeps_words_and_drops_marks() -> None:
    inlines = (
        Text("a "),
        Emphasis((Text("b"), Code("c"))),
        Break(is_hard=False),
        Link("https://x.example", "", (Text("d"),)),
        Break(is_hard=True),
        RawHtml("<b>"),
        Math("x", is_display=False),
        FootnoteMark(2, "n"),
        Image("https://x.example/i.png", "picture", ""),
    )
    assert spoken_text(inlines) == "a bc d\n<b>x[2]picture"


def test_a_refused_link_says_where_it_would_have_led() -> None:
    link = RefusedLink("javascript:x", "", (Text("click"),))
    assert spoken_text((link,)) == "click (javascript:x)"


def test_the_language_is_the_first_word_of_the_fence() -> None:
    assert CodeBlock(0, 0, "python title=x", "", is_closed=True).language == "python"
    assert CodeBlock(0, 0, "  ", "", is_closed=True).language == ""
