"""Tests of desktop_chat.core.conversation: the laws of the message tree, and titles."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop_chat.core.conversation import (
    SNIPPET_LENGTH,
    Conversation,
    MessageTree,
    snippet_from,
    title_from,
    with_changes,
    with_newest,
)
from desktop_chat.core.message import Failure, Message, MessageState, Role, TurnRecord
from desktop_chat.core.unseen import plain_line


def message(message_id: str, parent_id: str | None = None, text: str = "") -> Message:
    return Message(message_id, "c", Role.USER, text, parent_id)


def tree_of(*pairs: tuple[str, str | None]) -> MessageTree:
    return MessageTree(message(message_id, parent_id) for message_id, parent_id in pairs)


def ids(messages: tuple[Message, ...]) -> list[str]:
    return [found.id for found in messages]


BRANCHED = (("q", None), ("a", "q"), ("b", "q"), ("a1", "a"), ("b1", "b"), ("b2", "b"))


def test_a_message_with_an_unknown_parent_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown parent"):
        MessageTree().add(message("a", "none"))


def test_an_id_is_taken_once() -> None:
    tree = tree_of(("a", None))
    with pytest.raises(ValueError, match="already"):
        tree.add(message("a"))


@pytest.mark.parametrize(
    "act",
    [
        lambda tree: tree.replace(message("none")),
        lambda tree: tree.show("none"),
        lambda tree: tree.restore((), "none"),
    ],
)
def test_what_is_not_in_the_tree_cannot_be_named(act: Callable[[MessageTree], None]) -> None:
    with pytest.raises(ValueError, match="no message none"):
        act(tree_of(("a", None)))


def test_an_empty_tree_shows_nothing() -> None:
    tree = MessageTree((), "gone")
    assert tree.active_leaf_id is None
    assert tree.path() == ()
    assert len(tree) == 0


def test_an_unknown_leaf_is_replaced_by_the_newest_branch() -> None:
    assert (
        MessageTree([message("a"), message("b"), message("c", "b")], "gone").active_leaf_id == "c"
    )


def test_a_tree_is_walked_whole_in_the_order_of_adding() -> None:
    assert [found.id for found in tree_of(*BRANCHED)] == [pair[0] for pair in BRANCHED]


def test_the_path_leads_from_the_start_to_the_leaf_or_to_a_message() -> None:
    tree = tree_of(*BRANCHED)
    assert ids(tree.path()) == ["q", "b", "b2"]
    assert ids(tree.path("a")) == ["q", "a"]


def test_showing_a_message_shows_its_newest_continuation() -> None:
    tree = tree_of(*BRANCHED)
    tree.show("a")
    assert tree.active_leaf_id == "a1"
    tree.show("q")
    assert tree.active_leaf_id == "b2"


def test_siblings_keep_the_order_of_adding_whatever_their_ids() -> None:
    tree = tree_of(("q", None), ("z", "q"), ("m", "q"), ("a", "q"))
    assert tree.siblings("m") == ("z", "m", "a")
    assert tree.children("q") == ("z", "m", "a")
    assert tree.children(None) == ("q",)
    assert tree.children("a") == ()


def test_a_restored_message_regains_its_place_among_its_siblings() -> None:
    tree = tree_of(("q", None), ("z", "q"), ("m", "q"), ("a", "q"))
    shown = tree.active_leaf_id
    removed = tree.remove("m")
    tree.add(message("b", "q"))
    tree.restore(removed, shown)
    assert tree.children("q") == ("z", "m", "a", "b")


@pytest.mark.parametrize(
    ("removed", "leaf"), [("b2", "b1"), ("b", "a1"), ("a", "b2"), ("a1", "b2"), ("q", None)]
)
def test_the_branch_moves_to_the_nearest_sibling_or_ends_at_the_parent(
    removed: str, leaf: str | None
) -> None:
    tree = tree_of(*BRANCHED)
    tree.remove(removed)
    assert tree.active_leaf_id == leaf


@pytest.mark.parametrize(("removed", "leaf"), [("a", "b"), ("b", "c"), ("c", "b")])
def test_among_many_the_next_sibling_follows_and_the_last_gives_way_to_the_one_before(
    removed: str, leaf: str
) -> None:
    tree = tree_of(("q", None), ("a", "q"), ("b", "q"), ("c", "q"))
    tree.show(removed)
    tree.remove(removed)
    assert tree.active_leaf_id == leaf


def test_an_only_answer_that_is_removed_leaves_its_question_shown() -> None:
    tree = tree_of(("q", None), ("a", "q"))
    tree.remove("a")
    assert tree.active_leaf_id == "q"


def test_a_newer_value_takes_the_place_of_the_older_one() -> None:
    tree = tree_of(*BRANCHED)
    tree.replace(message("a", "q", "new"))
    assert tree["a"].text == "new"
    assert tree.active_leaf_id == "b2"


def test_a_chain_of_ten_thousand_messages_is_walked_removed_and_restored() -> None:
    count = 10_000
    chain = [message(str(i), str(i - 1) if i else None) for i in range(count)]
    tree = MessageTree(chain)
    assert ids(tree.subtree("0")) == [str(i) for i in range(count)]
    removed = tree.remove("1")
    assert len(tree) == 1
    tree.restore(removed, str(count - 1))
    assert len(tree.path()) == count


class Branching(RuleBasedStateMachine):
    """Adds, removes, restores and shows at random, beside a plain model of the same tree."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = MessageTree()
        self.parents: dict[str, str | None] = {}
        self.order: list[str] = []
        self.trash: list[tuple[tuple[Message, ...], str | None]] = []

    def existing(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.parents)))

    @rule(data=st.data())
    def add(self, data: st.DataObject) -> None:
        parent_id = data.draw(st.sampled_from([None, *sorted(self.parents)]))
        # Ids that do not sort by time: the order must not come from them.
        new = f"{data.draw(st.integers(0, 9))}-{len(self.order)}"
        self.tree.add(message(new, parent_id))
        self.parents[new] = parent_id
        self.order.append(new)
        assert self.tree.active_leaf_id == new

    @precondition(lambda self: self.parents)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        chosen = self.existing(data)
        shown = self.tree.active_leaf_id
        removed = self.tree.remove(chosen)
        for gone in removed:
            del self.parents[gone.id]
        self.trash.append((removed, shown))

    @precondition(lambda self: self.trash)
    @rule()
    def restore(self) -> None:
        """Undo the last removal, as the interface does: the newest first."""
        messages, shown = self.trash.pop()
        self.tree.restore(messages, shown)
        self.parents.update({found.id: found.parent_id for found in messages})
        assert self.tree.active_leaf_id == shown

    @precondition(lambda self: self.parents)
    @rule(data=st.data())
    def show(self, data: st.DataObject) -> None:
        chosen = self.existing(data)
        self.tree.show(chosen)
        assert chosen in ids(self.tree.path())

    @invariant()
    def the_tree_holds_what_was_put_into_it(self) -> None:
        assert len(self.tree) == len(self.parents)
        for message_id, parent_id in self.parents.items():
            assert self.tree[message_id].parent_id == parent_id
            expected = [i for i in self.order if i in self.parents and self.parents[i] == parent_id]
            assert list(self.tree.siblings(message_id)) == expected

    @invariant()
    def a_subtree_is_all_that_follows_parents_first(self) -> None:
        found = [i for root in self.tree.children(None) for i in ids(self.tree.subtree(root))]
        assert sorted(found) == sorted(self.parents)
        for position, message_id in enumerate(found):
            parent_id = self.parents[message_id]
            assert parent_id is None or parent_id in found[:position]

    @invariant()
    def the_branch_shown_begins_at_the_start(self) -> None:
        path = ids(self.tree.path())
        assert [None, *path][:-1] == [self.parents[i] for i in path]
        assert bool(path) == bool(self.parents)


TestBranching = Branching.TestCase


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("Hello", "Hello"),
        ("  two\n lines ", "two lines"),
        ("one two three, four", "one two three…"),
        ("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmno…"),
        ("::::::::::::::::::::", ":::::::::::::::…"),
    ],
)
def test_a_title_is_the_first_words(text: str, title: str) -> None:
    assert title_from(text, limit=16) == title


@example("0 \x1b", 2)
@given(st.text(), st.integers(2, 80))
def test_a_title_is_one_line_within_its_limit(text: str, limit: int) -> None:
    title = title_from(text, limit)
    assert len(title) <= limit
    assert title == " ".join(title.split())
    assert bool(title) == bool(plain_line(text))


def test_changes_leave_the_original_alone() -> None:
    original = Conversation("1", title="old", model="a/b")
    assert with_changes(original, title="new") == Conversation("1", title="new", model="a/b")
    assert original.title == "old"


def test_a_conversation_comes_back_whole_from_json() -> None:
    original = Conversation("1", title="t", is_pinned=True, deleted_us=5, draft="d")
    assert msgspec.json.decode(msgspec.json.encode(original), type=Conversation) == original


@pytest.mark.parametrize(
    ("state", "text", "snippet", "shown_state"),
    [
        (MessageState.STREAMING, "", "Why?", ""),
        (MessageState.STREAMING, "Because\n\n it", "Because it", ""),
        (MessageState.COMPLETE, "x" * 500, "x" * SNIPPET_LENGTH, ""),
        (MessageState.STOPPED, "half", "half", ""),
        (MessageState.INTERRUPTED, "half", "half", "interrupted"),
        (MessageState.FAILED, "", "No credit.", "failed"),
    ],
)
def test_the_head_tells_of_the_newest_answer(
    state: MessageState, text: str, snippet: str, shown_state: str
) -> None:
    failure = Failure("NoCredit", "No credit.") if state is MessageState.FAILED else None
    answer = Message(
        "a", "c", Role.ASSISTANT, text, "q", state=state, record=TurnRecord(failure=failure)
    )
    head = with_newest(
        Conversation("c", title="t", created_us=1), answer, "Why?", active_leaf_id="a", now_us=5
    )
    assert (head.snippet, head.state) == (snippet, shown_state)
    assert (head.title, head.created_us, head.updated_us) == ("t", 1, 5)
    assert head.active_leaf_id == "a"


@pytest.mark.parametrize(
    ("text", "snippet"),
    [
        ("## How to\nread *it*", "How to read it"),
        ("> quoted **bold** `code`", "quoted bold code"),
        ("```python\nx = 1 # one\n```", "x = 1 # one"),
        ("2 * 3 - 1 > 4", "2 * 3 - 1 > 4"),
        ("  many \n\n lines  ", "many lines"),
        ("x" * 500, "x" * SNIPPET_LENGTH),
    ],
)
def test_a_snippet_is_one_line_without_marks(text: str, snippet: str) -> None:
    assert snippet_from(text) == snippet
