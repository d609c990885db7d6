"""Trees of any shape become sound ones, and every node is accounted for."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.conversation import Conversation, MessageTree
from desktop_chat.core.message import Message, Role
from desktop_chat.formats.import_format import Brought, Fate, stable_id
from desktop_chat.formats.import_tree import SourceNode, assemble


def node(
    node_id: str,
    parent: str = "",
    fate: Fate = Fate.IMPORTED,
    role: Role = Role.USER,
    **fields: str,
) -> SourceNode:
    message = Message(
        "", "", role, text=fields.get("text", node_id), reasoning=fields.get("why", "")
    )
    return SourceNode(node_id, parent, fate, None if fate is Fate.HIDDEN else message)


def brought(*nodes: SourceNode, active: str = "") -> Brought:
    return assemble(Conversation("c"), "f", nodes, active)


def parents(found: Brought) -> dict[str, str]:
    text_of = {message.id: message.text for message in found.messages}
    return {m.text: text_of.get(m.parent_id or "", "") for m in found.messages}


def test_a_cycle_is_cut_open() -> None:
    found = brought(node("a", "b"), node("b", "a"), node("c", "c"), node("d", "b"))
    assert parents(found) == {"a": "", "b": "a", "d": "b", "c": ""}


def test_a_missing_parent_makes_a_beginning() -> None:
    assert parents(brought(node("a", "gone"), node("b", "a"))) == {"a": "", "b": "a"}


def test_of_two_nodes_with_one_id_the_second_is_skipped() -> None:
    found = brought(node("a", text="first"), node("a", text="second"))
    assert [message.text for message in found.messages] == ["first"]
    assert Counter(n.fate for n in found.nodes) == {Fate.IMPORTED: 1, Fate.SKIPPED: 1}


def test_children_of_hidden_nodes_follow_what_is_shown_above() -> None:
    hidden = [node(f"h{n}", f"h{n - 1}" if n else "a", Fate.HIDDEN) for n in range(3)]
    found = brought(node("a"), *hidden, node("b", "h2"), node("c", "h1"), active="h2")
    assert parents(found) == {"a": "", "b": "a", "c": "a"}
    assert found.conversation.active_leaf_id == stable_id("f", "c", "a")


def test_reasoning_goes_to_the_answers_below_it() -> None:
    thought = node("t", "q", Fate.MERGED, Role.ASSISTANT, text="", why="Hm.")
    answers = [node(name, "t", role=Role.ASSISTANT) for name in ("a", "b")]
    found = brought(node("q"), thought, *answers)
    assert [message.reasoning for message in found.messages] == ["", "Hm.", "Hm."]


def test_reasoning_without_an_answer_is_not_lost() -> None:
    thought = node("t", "q", Fate.MERGED, Role.ASSISTANT, text="", why="Hm.")
    found = brought(node("q"), thought)
    assert [message.reasoning for message in found.messages] == ["", "Hm."]
    assert found.nodes[-1].fate is Fate.IMPORTED


def test_a_long_line_of_nodes_is_no_obstacle() -> None:
    line = [
        node(str(n), str(n - 1), Fate.HIDDEN if n % 2 else Fate.IMPORTED) for n in range(1, 20_001)
    ]
    found = brought(node("0"), *line)
    assert len(found.messages) == 10_001


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(-1, 8), st.sampled_from(Fate), st.booleans()),
        max_size=12,
    ),
    st.integers(-1, 8),
)
def test_any_nodes_give_a_sound_tree_and_sums_that_add_up(
    drawn: list[tuple[int, int, Fate, bool]], active: int
) -> None:
    nodes = [
        node(str(i), str(p), fate, Role.ASSISTANT if is_answer else Role.USER, why="w")
        for i, p, fate, is_answer in drawn
    ]
    found = brought(*nodes, active=str(active))
    assert len(found.nodes) == len(drawn)
    imported = [n for n in found.nodes if n.fate is Fate.IMPORTED]
    assert len(imported) == len(found.messages)
    tree = MessageTree(found.messages, found.conversation.active_leaf_id)
    assert len(tree) == len(found.messages)
    assert bool(tree.path()) == bool(found.messages)
