"""Markdown shows the branch that is read, and leaves texts alone."""

from __future__ import annotations

from decimal import Decimal

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role, ToolCall, TurnRecord
from desktop_chat.core.usage import Usage
from desktop_chat.formats.document import Document
from desktop_chat.formats.markdown_export import write

ASKED = Message("1", "c", Role.USER, "How?\n\n```py\nx = 1\n```")


def test_only_the_branch_that_is_shown_is_written() -> None:
    messages = (
        ASKED,
        Message("2", "c", Role.ASSISTANT, "the old answer", parent_id="1"),
        Message("3", "c", Role.ASSISTANT, "the new answer", parent_id="1"),
    )
    text = write(Document(Conversation("c", "Title", active_leaf_id="2"), messages))
    assert "the old answer" in text
    assert "the new answer" not in text


def test_title_system_prompt_texts_reasoning_tools_and_figures_are_there() -> None:
    answer = Message(
        "2",
        "c",
        Role.ASSISTANT,
        "So.",
        parent_id="1",
        reasoning="first\nthen",
        tool_calls=(ToolCall("t", "clock", '{"zone":"UTC"}'),),
        record=TurnRecord(model="a/b", usage=Usage(completion_tokens=12, cost_usd=Decimal("0.5"))),
    )
    conversation = Conversation("c", "Title", system_prompt="Be brief.", active_leaf_id="2")
    text = write(Document(conversation, (ASKED, answer)))
    assert text.startswith("# Title\n\n## System prompt\n\nBe brief.\n\n## You\n\nHow?")
    assert "```py\nx = 1\n```" in text
    assert "## Assistant (a/b)" in text
    assert "> first\n> then" in text
    assert 'Tool call `clock`:\n\n```json\n{"zone":"UTC"}\n```' in text
    assert text.endswith("*12 tokens, $0.50*\n")


def test_a_refusal_stands_where_the_text_would() -> None:
    refused = Message("2", "c", Role.ASSISTANT, parent_id="1", refusal="I cannot do that.")
    text = write(Document(Conversation("c", "Title", active_leaf_id="2"), (ASKED, refused)))
    assert text.endswith("## Assistant\n\nI cannot do that.\n")


PNG = "data:image/png;base64,cG5n"
FILE = {"type": "file", "file": {"name": "a [1].pdf", "content": [{"type": "text", "text": "x"}]}}
SEEN = Message(
    "2",
    "c",
    Role.ASSISTANT,
    "See.",
    parent_id="1",
    images=(PNG, "https://a.example/x.png>", "file:///etc/passwd"),
    annotations=(FILE,),
)


def test_pictures_and_attachments_are_links_to_the_files_beside() -> None:
    document = Document(Conversation("c", "T", active_leaf_id="2"), (ASKED, SEEN), "T files")
    assert write(document).endswith(
        "See.\n\n"
        "![Picture 1](<T files/picture 1.png>)\n\n"
        "[Picture 2](<https://a.example/x.png>)\n\n"
        "*Picture 3 is not in this text.*\n\n"
        "Attachment: [a (1).pdf](<T files/2 a [1].pdf.txt>)\n"
    )


def test_without_files_beside_a_text_says_what_is_not_in_it() -> None:
    document = Document(Conversation("c", "T", active_leaf_id="2"), (ASKED, SEEN))
    text = write(document)
    assert "*Picture 1 is not in this text.*" in text
    assert text.endswith("Attachment: a (1).pdf\n")
    assert "data:" not in text
