"""The transcript on the real accessibility bus: its tree, its texts, its actions, its events."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.long_conversations import long_conversation
from support.real_window import Screen, Transcript, screen, until

pytestmark = pytest.mark.screen

LIST = ["list", "Conversation"]


@pytest.fixture
def on_screen() -> Iterator[Screen]:
    with screen() as opened:
        yield opened


@pytest.fixture
def shown(on_screen: Screen) -> Iterator[Transcript]:
    transcript = on_screen.open_transcript()
    try:
        yield transcript
    finally:
        transcript.end()


def flat(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node["children"]:
        yield from flat(child)


def names(node: dict[str, Any]) -> list[tuple[str, str]]:
    return [(child["role"], child["name"] or child["text"]) for child in node["children"]]


def test_the_tree_tells_turns_parts_and_links(on_screen: Screen, shown: Transcript) -> None:
    shown.do("show", name="m", count=2)
    asked, answered = on_screen.do("subtree", path=[LIST])["children"]
    assert asked["name"].startswith("You, ")
    assert asked["text"] == "Question 0"
    assert answered["role"] == "list item"
    assert answered["name"].startswith("Assistant, Model, ")
    assert answered["text"].startswith("Answer 1\nSome words with a link and 😀.\n• one\n")
    assert names(answered) == [
        ("label", "Model"),
        ("heading", "Answer 1"),
        ("paragraph", "Some words with a link and 😀."),
        ("paragraph", "• one"),
        ("paragraph", "• two"),
        ("section", "Code, Python"),
        ("panel", "Table, 2 columns, 1 row"),
        ("tool bar", "Actions"),
    ]
    heading, paragraph, code, table = (answered["children"][n] for n in (1, 2, 5, 6))
    assert heading["attributes"]["level"] == "2"
    assert code["text"] == "x = 1"
    assert code["description"] == "1 line"
    assert table["text"] == "Columns: a, b\nRow 1: a: 1; b: 2"
    (link,) = paragraph["children"]
    assert (link["role"], link["name"], link["description"]) == ("link", "link", "h1.example")
    assert all(node["actions"][-1] == "SetFocus" for node in flat(answered))
    for node in flat(answered):
        assert node["extents"][2] > 0
        assert node["role"] not in {"unknown", "invalid"}


def test_text_is_read_by_character_word_sentence_and_line(
    on_screen: Screen, shown: Transcript
) -> None:
    shown.do("show", name="m", count=2)
    turn = [LIST, ["list item", 1]]
    text = on_screen.do("describe", path=turn)["text"]
    start = text.index("words")
    read = {
        kind: on_screen.do("text_at", path=turn, offset=start + 1, boundary=kind)
        for kind in ("char", "word", "sentence", "line")
    }
    assert read["char"] == ["o", start + 1, start + 2]
    assert read["word"][0].strip() == "words"
    assert read["sentence"][0].strip().endswith("and 😀.")
    assert read["line"][0].strip() == "Some words with a link and 😀."
    # The emoji takes two units: what stands behind it is found where it is.
    emoji = text.index("😀")
    assert on_screen.do("text_at", path=turn, offset=emoji, boundary="char")[0] == "😀"
    assert on_screen.do("text_at", path=turn, offset=emoji + 2, boundary="char")[0] == "."


def test_characters_are_where_they_are_painted(on_screen: Screen, shown: Transcript) -> None:
    shown.do("show", name="m", count=2)
    turn = [LIST, ["list item", 1]]
    words = on_screen.do("describe", path=turn)["text"].index("words")
    places = [on_screen.do("place_of", path=turn, offset=words + n) for n in range(5)]
    assert [place[4] for place in places] == list(range(words, words + 5))
    assert [place[0] for place in places] == sorted({place[0] for place in places})
    left, top, width, height = on_screen.do("describe", path=[*turn, ["paragraph", 2]])["extents"]
    for x, y, _, _, _ in places:
        assert left <= x < left + width
        assert top <= y < top + height


def test_links_buttons_and_code_act_as_when_clicked(on_screen: Screen, shown: Transcript) -> None:
    shown.do("show", name="m", count=2)
    turn = [LIST, ["list item", 1]]
    on_screen.do("act", path=[*turn, ["link", "link"]], what="Press")
    on_screen.do("act", path=[*turn, ["push button", "Regenerate"]], what="Press")
    on_screen.do("act", path=[*turn, ["section", "Code, Python"]], what="Copy Python code")
    figures = shown.do("figures")
    assert figures["opened"] == ["https://h1.example/"]
    assert figures["asked"] == [["message.regenerate", "m1"]]
    assert figures["clipboard"] == "x = 1\n"


def test_focus_scrolls_and_is_told(on_screen: Screen, shown: Transcript) -> None:
    shown.do("show", name="m", count=400)
    assert on_screen.do("describe", path=[LIST])["role"] == "list"
    on_screen.do("listen", kinds=["object:state-changed:focused"])
    for path, name in (
        ([LIST, ["list item", 3]], "Assistant, Model, "),
        ([LIST, ["list item", 203], ["link", "link"]], "link"),
    ):
        assert "showing" not in on_screen.do("describe", path=path)["states"]
        before = shown.do("figures")["top"]
        on_screen.do("heard")
        on_screen.do("act", path=path, what="SetFocus")
        assert shown.do("figures")["top"] != before
        told = on_screen.do("describe", path=path)
        assert {"showing", "focused"} <= set(told["states"])
        focused = until(
            lambda: [e for e in on_screen.do("heard") if e["start"] == 1], "the focus to be told"
        )
        assert focused[-1]["name"].startswith(name)


def test_a_streamed_answer_is_told_as_it_comes_and_its_end_once(
    on_screen: Screen, shown: Transcript
) -> None:
    shown.do("show", name="m", count=2)
    until(lambda: shown.do("figures")["is_active"], "the program to know that somebody listens")
    on_screen.do(
        "listen",
        kinds=["object:text-changed", "object:children-changed", "object:announcement"],
    )
    assert len(on_screen.do("subtree", path=[LIST])["children"]) == 2
    shown.do("stream", name="answer", seconds=4)
    heard: list[dict[str, Any]] = []

    def has_ended() -> bool:
        heard.extend(on_screen.do("heard"))
        on_screen.do("describe", path=[LIST, ["list item", 2]])
        return any(e["type"].startswith("object:announcement") for e in heard)

    until(has_ended, "the end to be announced")
    heard.extend(on_screen.do("heard"))
    turn = on_screen.do("describe", path=[LIST, ["list item", 2]])
    assert _retold(heard) == turn["text"]
    frames = shown.do("figures")["frames"]
    changes = [e for e in heard if e["type"].startswith("object:text-changed")]
    assert 10 < len(changes) <= 2 * frames
    announced = [e["text"] for e in heard if e["type"].startswith("object:announcement")]
    assert announced == ["Model has answered"]
    assert any(e["type"].startswith("object:children-changed:add") for e in heard)
    assert "busy" not in turn["states"]


def _retold(heard: list[dict[str, Any]]) -> str:
    """Return the text that somebody has who was told nothing but its changes."""
    units = b""
    for event in heard:
        start = 2 * event["start"]
        said = event["text"].encode("utf-16-le")
        if event["type"].startswith("object:text-changed:insert"):
            units = units[:start] + said + units[start:]
        elif event["type"].startswith("object:text-changed:delete"):
            assert units[start : start + len(said)] == said
            units = units[:start] + units[start + len(said) :]
    return units.decode("utf-16-le")


def removals(on_screen: Screen) -> list[dict[str, Any]]:
    """Return the nodes that were told to be gone since this was asked last."""
    return [event for event in on_screen.do("heard") if "remove" in event["type"]]


def test_what_is_taken_away_goes_and_what_stays_is_alive(
    on_screen: Screen, shown: Transcript
) -> None:
    # Qt tells of children that go only where somebody also follows states.
    on_screen.do("listen", kinds=["object:children-changed", "object:state-changed"])
    rounds = itertools.count()

    def is_told_of_turns() -> bool:
        shown.do("show", name=f"r{next(rounds)}-", count=4)
        on_screen.do("subtree", path=[LIST])
        shown.do("keep", first=0, last=2)
        return bool(removals(on_screen))

    until(is_told_of_turns, "the program to know what is listened for")
    shown.do("show", name="m", count=20)
    held = on_screen.do("hold", path=[LIST])
    assert shown.do("figures")["nodes"] == held - 1
    removals(on_screen)
    shown.do("keep", first=0, last=10)
    figures = on_screen.do("probe")
    assert figures["alive"] + figures["gone"] == held
    assert figures["alive"] == shown.do("figures")["nodes"] + 1
    assert 0.4 * held < figures["gone"] < 0.6 * held
    removed: list[dict[str, Any]] = []

    def all_told() -> bool:
        removed.extend(removals(on_screen))
        return len(removed) >= figures["gone"]

    until(all_told, "the last of what has gone")
    assert len(removed) == figures["gone"]
    assert len(on_screen.do("subtree", path=[LIST])["children"]) == 10


def test_another_conversation_takes_all_nodes_of_the_first_with_it(
    on_screen: Screen, shown: Transcript
) -> None:
    memory: list[int] = []
    for number in range(10):
        shown.do("show", name=f"c{number}-", count=12)
        held = on_screen.do("hold", path=[LIST])
        figures = shown.do("figures")
        assert figures["nodes"] == held - 1
        memory.append(figures["memory_kb"])
    # The first rounds fill caches of fonts and glyphs, and of Python's own.
    assert memory[-1] - memory[4] < 8_000
    shown.do("show", name="none", count=0)
    assert shown.do("figures")["nodes"] == 0
    assert on_screen.do("subtree", path=[LIST])["children"] == []


def test_it_ends_in_order_while_somebody_holds_nodes(on_screen: Screen, shown: Transcript) -> None:
    shown.do("show", name="m", count=40)
    held = on_screen.do("hold", path=[LIST])
    shown.do("stream", name="answer", seconds=30)
    on_screen.do("walk", path=[LIST], seconds=1)
    shown.do("close")
    assert shown.ended() == 0
    assert on_screen.do("probe") == {"alive": 0, "gone": held}


@pytest.mark.slow
def test_an_answer_streams_under_a_client_that_walks_the_tree_all_the_time(
    on_screen: Screen, shown: Transcript
) -> None:
    seconds = float(os.environ.get("DESKTOP_CHAT_WALK_S", "20"))
    shown.do("show", name="m", count=30)
    on_screen.do("listen", kinds=["object:text-changed", "object:children-changed"])
    on_screen.do("walk", path=[LIST], seconds=2)
    before = shown.do("figures")
    shown.do("stream", name="answer", seconds=seconds)
    walked = on_screen.do("walk", path=[LIST], seconds=seconds)
    figures = until(lambda: _ended(shown), "the end of the answer")
    assert walked["nodes"] > 5 * seconds
    assert walked["gone"] < walked["nodes"] / 10
    assert figures["frames"] > 10 * seconds
    told = [e for e in on_screen.do("heard") if e["type"].startswith("object:text-changed")]
    assert len(told) > figures["frames"] / 2
    assert figures["memory_kb"] - before["memory_kb"] < 40_000
    tree = on_screen.do("subtree", path=[LIST])
    assert shown.do("figures")["nodes"] == sum(1 for _ in flat(tree)) - 1


def _ended(shown: Transcript) -> dict[str, Any] | None:
    figures = shown.do("figures")
    return None if figures["is_streaming"] else figures


def test_a_message_that_is_still_in_the_archive_is_read_when_it_is_asked_for(
    on_screen: Screen, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    profile.mkdir()
    (profile / "settings.json").write_text('{"endpoints":{"first_run_done":true}}')
    long_conversation(profile / "archive.db", 4_000)
    on_screen.open_window(profile)
    on_screen.do("wait", role="text", name="Message")
    on_screen.do("press_keys", keys=["ctrl+shift+l", "Down", "Down", "Return"])
    turn = [LIST, ["list item", 1_001]]
    until(lambda: on_screen.do("child_count", path=[LIST]) == 4_000, "the conversation")
    waiting = on_screen.do("describe", path=turn)
    assert waiting["name"].startswith("Assistant, ")
    read = until(lambda: _read(on_screen, turn), "its text")
    assert read["text"].startswith("Answer 1")
    assert "loading" not in read["name"]
    assert any(role == "heading" for role, _ in names(on_screen.do("subtree", path=turn)))
    held = on_screen.do("hold", path=turn)
    on_screen.do("press_keys", keys=["ctrl+n"])
    until(lambda: on_screen.do("probe") == {"alive": 0, "gone": held}, "the nodes to go")
    assert on_screen.do("kill", name="SIGTERM") == 0


def _read(on_screen: Screen, turn: list[list[Any]]) -> dict[str, Any] | None:
    found = on_screen.do("describe", path=turn)
    return found if found["text"] and "busy" not in found["states"] else None
