"""ChatGPT's form, which our own import reads back: texts, roles, branches, times, the shown end."""

from __future__ import annotations

import msgspec
from support.talks import TIME, document

from desktop_chat.core.conversation import Conversation
from desktop_chat.formats.chatgpt_export import CHATGPT
from desktop_chat.formats.chatgpt_import import count, read, recognises
from desktop_chat.formats.document import Document


def test_the_tree_comes_back() -> None:
    (source,) = msgspec.json.decode(CHATGPT.whole(document()))
    assert recognises(source)
    assert count(source) == len(document().messages) + 1
    found = read(source)
    texts = {message.id: message.text for message in found.messages}
    branch = [message.text for message in document().branch if message.text]
    assert [texts[each.id] for each in found.messages if each.text in branch] == branch
    question, answer = found.messages[0], found.messages[1]
    assert (question.created_us, answer.parent_id) == (TIME, question.id)
    assert sum(message.parent_id == question.id for message in found.messages) == 2
    assert answer.record is not None
    assert answer.record.model == "m/a"
    assert answer.citations
    assert texts[found.conversation.active_leaf_id or ""] == document().branch[-1].text


def test_many_are_one_array_and_none_an_empty_one() -> None:
    text = CHATGPT.begin + CHATGPT.end
    assert msgspec.json.decode(text) == []
    (only,) = msgspec.json.decode(CHATGPT.whole(Document(Conversation("c"), ())))
    assert list(only["mapping"]) == ["client-created-root"]
