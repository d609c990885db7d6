"""Open WebUI's form, which our own import reads back, reasoning too."""

from __future__ import annotations

import msgspec
from support.talks import document

from desktop_chat.core.message import MessageState
from desktop_chat.formats.openwebui_export import OPEN_WEBUI
from desktop_chat.formats.openwebui_import import count, read, recognises


def test_the_tree_comes_back_with_reasoning_and_figures() -> None:
    (source,) = msgspec.json.decode(OPEN_WEBUI.whole(document()))
    assert recognises(source)
    assert count(source) == len(document().messages)
    found = read(source)
    by_text = {message.text: message for message in found.messages}
    bold = by_text["**Bold** answer"]
    assert bold.reasoning == "Hm.\nSo."
    assert bold.record is not None
    assert bold.record.usage is not None
    assert bold.record.usage.total_tokens in (7, 12)
    assert by_text["Cut"].state is MessageState.INTERRUPTED
    assert bold.parent_id == by_text["Cut"].parent_id
    head = found.conversation
    assert (head.system_prompt, head.tags) == ("Be brief", ("todo",))
    assert source["chat"]["messages"][0]["role"] == "user"
