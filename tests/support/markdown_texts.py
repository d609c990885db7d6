"""Generated Markdown: fragments that mean something, in any order, and any characters between."""

from __future__ import annotations

from hypothesis import strategies as st

FRAGMENTS = (
    *"#*_`~[]()!<>|\\$&:;-+.=\"'/@^{}",
    *(
        "word ",
        "Zeit ",
        "世界",
        "。",
        "مرحبا ",
        "👩‍👩‍👧",
        "0",
        "1. ",
        "- ",
        "> ",
        ">",
        "  ",
        "    ",
        "\t",
    ),
    *("\n", "\n\n", "\r\n", "\r", "**", "__", "~~", "```", "````\n", "~~~\n", "---\n", "===\n"),
    *("# ", "###### ", "[x] ", "[ ] ", "| a | b |\n|---|:-:|\n", "| c | d |\n", "|"),
    *("$", "$$", "$x$", "\\(", "\\)", "\\[", "\\]", "$5 ", "$$\n"),
    *("[^1]", "[^1]: ", "[a]: /u 'title'\n", "[a]", "[a](", "](", "![", "[b](javascript:x)"),
    *("> [!NOTE]\n", "> [!warning]\n> ", "[!TIP]", "&amp;", "&#106;", "&#0;", "&nbsp;"),
    *("<b>", "</b>", "<script>\n", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<a href='"),
    *("https://x.example/", "www.x.example", "a@b.example", "<https://x.example>", "http://ü.de"),
    *("![x](http://x.example/i.png)", "![x](file:///etc/passwd)", "[x](//host/share)"),
    *(
        "\0",
        "\ud800",
        "\udfff",
        "\u2028",
        "\u2029",
        "\x85",
        "\x1b[31m",
        "\u202e",
        "\u200b",
        "\ufeff",
    ),
)


def markdown_texts(max_size: int = 40) -> st.SearchStrategy[str]:
    """Return texts of up to so many fragments or runs of any characters."""
    parts = st.one_of(st.sampled_from(FRAGMENTS), st.text(st.characters(), max_size=5))
    return st.lists(parts, max_size=max_size).map("".join)
