"""Pictures and attached texts of a conversation become files with names of their own."""

from __future__ import annotations

import base64
from typing import Any

from desktop_chat.core.message import Message, Role
from desktop_chat.formats.files_beside import FileBeside, files_beside

PNG = "data:image/png;base64," + base64.b64encode(b"png").decode()


def attached(name: str, text: str) -> dict[str, Any]:
    return {"type": "file", "file": {"name": name, "content": [{"type": "text", "text": text}]}}


def test_every_file_is_told_by_its_message_and_its_place() -> None:
    messages = (
        Message("1", "c", Role.ASSISTANT, images=(PNG, "https://a.example/x.png", PNG)),
        Message(
            "2", "c", Role.ASSISTANT, annotations=(attached("../a?.pdf", "é"), attached("b", ""))
        ),
    )
    assert files_beside(messages) == {
        ("1", "picture", 0): FileBeside("picture 1.png", b"png"),
        ("1", "picture", 2): FileBeside("picture 2.png", b"png"),
        ("2", "attachment", 0): FileBeside("3 _a_.pdf.txt", "é".encode()),
    }


def test_half_a_character_does_not_stop_the_rest() -> None:
    message = Message("1", "c", Role.ASSISTANT, annotations=(attached("a", "x\ud800y"),))
    assert files_beside((message,))["1", "attachment", 0].content == b"x?y"
