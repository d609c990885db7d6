"""Every export format is complete; every import format survives whatever a record has become."""

from __future__ import annotations

import copy
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import foreign_exports

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role
from desktop_chat.formats.document import Document
from desktop_chat.formats.import_format import Fate
from desktop_chat.formats.json_splitting import decoded
from desktop_chat.formats.registry import EXPORTS, IMPORTS

OURS = EXPORTS["json"].whole(
    Document(Conversation("c"), (Message("00000000-0000-7000-8000-000000000001", "c", Role.USER),))
)
USUAL: dict[str, dict[str, Any]] = {
    "desktop-chat": decoded(OURS.encode()),
    "chatgpt": foreign_exports.usual_chatgpt(),
    "claude": foreign_exports.claude(foreign_exports.claude_message("1", "human", "Hi")),
    "openrouter": foreign_exports.room_3(),
    "openwebui": foreign_exports.usual_openwebui(),
    "librechat": foreign_exports.usual_librechat(),
    "lmstudio": foreign_exports.usual_lmstudio(),
    "llm": foreign_exports.usual_llm(),
    "messages": foreign_exports.usual_messages(),
}
JUNK: list[Any] = [
    None,
    True,
    -1,
    0.5,
    1e300,
    10**30,
    "",
    "x",
    "\ufffd\x00",
    "a",
    "q",
    [],
    [None],
    [[[]]],
    {},
    {"": None},
    {"type": "text"},
    {"id": 5},
]


def places(value: object, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value inside a JSON value."""
    found: list[tuple[Any, ...]] = []
    items: Any = ()
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
    elif isinstance(value, list):
        items = enumerate(cast("list[Any]", value))
    for key, inner in items:
        found += [(*above, key), *places(inner, (*above, key))]
    return found


def changed(value: Any, way: tuple[Any, ...], junk: object) -> Any:
    """Return a copy with a value in the place of another, as far as the way is still there."""
    whole = copy.deepcopy(value)
    inner = whole
    for key in way[:-1]:
        inner = inner[key] if isinstance(inner, dict | list) and has(inner, key) else None
    if isinstance(inner, dict | list) and has(inner, way[-1]):
        inner[way[-1]] = junk
    return whole


def has(inner: Any, key: Any) -> bool:
    return key in inner if isinstance(inner, dict) else isinstance(key, int) and key < len(inner)


def test_every_format_writes_an_empty_conversation() -> None:
    for export_id, export in EXPORTS.items():
        assert export.id == export_id
        assert export.title
        assert export.suffix.startswith(".")
        text = export.whole(Document(Conversation("c"), ()))
        assert text.endswith("\n") or (export_id, text) == ("jsonl", "")


def test_every_usual_record_is_recognised_by_its_own_format_first() -> None:
    assert list(USUAL) == [known.id for known in IMPORTS]
    for name, value in USUAL.items():
        assert next(known.id for known in IMPORTS if known.recognises(value)) == name


@pytest.mark.parametrize("name", USUAL)
def test_a_record_is_read_the_same_a_second_time(name: str) -> None:
    known = next(known for known in IMPORTS if known.id == name)
    found = known.read(copy.deepcopy(USUAL[name]))
    assert found.messages
    assert found == known.read(copy.deepcopy(USUAL[name]))
    assert known.count(USUAL[name]) == len(found.nodes)


@pytest.mark.parametrize("name", USUAL)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_sums_add_up_whatever_a_record_has_become(name: str, data: st.DataObject) -> None:
    value = USUAL[name]
    ways = places(value)
    for _ in range(data.draw(st.integers(1, 4))):
        way = data.draw(st.sampled_from(ways))
        value = changed(value, way, copy.deepcopy(data.draw(st.sampled_from(JUNK))))
    known = next((known for known in IMPORTS if value and known.recognises(value)), None)
    if known is None:
        return
    count = known.count(value)
    try:
        found = known.read(value)
    except ValueError:
        return
    fates = [node.fate for node in found.nodes]
    assert count == len(fates)
    assert fates.count(Fate.IMPORTED) == len(found.messages)
    assert all(node.reason for node in found.nodes if node.fate is not Fate.IMPORTED)
    seen: set[str | None] = {None}
    for message in found.messages:
        assert message.parent_id in seen
        assert message.id not in seen
        seen.add(message.id)
    assert found.conversation.active_leaf_id in seen
    msgspec.json.encode(found)
