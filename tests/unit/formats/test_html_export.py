"""One page that opens anywhere: nothing is loaded, nothing foreign runs, the search is ours."""

from __future__ import annotations

from html.parser import HTMLParser

from support.talks import HOSTILE, document
from typing_extensions import override

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role
from desktop_chat.formats.document import Document
from desktop_chat.formats.html_export import HTML


class Elements(HTMLParser):
    """Collects elements and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_nothing_foreign_is_an_element_or_an_address() -> None:
    text = HTML.whole(document())
    elements = Elements(text).found
    assert [tag for tag, _ in elements].count("script") == 1
    assert not [tag for tag, _ in elements if tag in ("img", "iframe", "link", "object", "base")]
    assert not [name for _, names in elements for name in names if name.startswith("on")]
    addresses = [names["href"] for _, names in elements if names.get("href")]
    assert addresses == ["https://a.x"]
    assert "javascript:" in text  # as words, not as an address
    policy = next(names["content"] for tag, names in elements if "http-equiv" in names)
    assert policy is not None
    assert policy.startswith(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-"
    )


def test_the_shown_branch_is_there_with_its_folds() -> None:
    text = HTML.whole(document())
    assert "<strong>Bold</strong> answer" in text
    assert "<summary>Reasoning</summary><div>Hm." in text
    assert "<summary>System prompt</summary>" in text
    assert "7 tokens" in text
    assert ">Cut<" not in text
    assert "&lt;script&gt;" in text
    assert HOSTILE not in text


def test_many_are_articles_of_one_page() -> None:
    other = Document(Conversation("d", title="Other"), ())
    text = HTML.begin + HTML.write(document()) + HTML.write(other) + HTML.end
    tags = [tag for tag, _ in Elements(text).found]
    assert (tags.count("article"), tags.count("body"), tags.count("h1")) == (2, 1, 2)


def test_pictures_are_in_the_page_and_none_is_loaded() -> None:
    images = (
        "data:image/png;base64,cG5n",
        "https://a.example/x.png",
        'data:image/png;base64,"onerror="x',
    )
    file = {"name": "<a>", "content": [{"type": "text", "text": "<script>"}]}
    seen = Message(
        "1", "c", Role.ASSISTANT, images=images, annotations=({"type": "file", "file": file},)
    )
    text = HTML.whole(Document(Conversation("c", active_leaf_id="1"), (seen,)))
    elements = Elements(text).found
    pictures = [names for tag, names in elements if tag == "img"]
    assert pictures == [{"alt": "Picture 1", "src": "data:image/png;base64,cG5n"}]
    assert [names["href"] for tag, names in elements if tag == "a"] == ["https://a.example/x.png"]
    assert "Picture 3 cannot be read." in text
    assert "<summary>Attachment &lt;a&gt;</summary><div>&lt;script&gt;</div>" in text
