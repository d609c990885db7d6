"""Presets keep their names apart and their order, and every act on them can be taken back."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archives import unprivileged_folder
from support.samplings import SAMPLINGS

from desktop_chat.app.notices import Notices
from desktop_chat.app.presets import (
    LONGEST_NAME,
    SYSTEM_PROMPT,
    Presets,
    as_preset,
    numbered,
    own_values,
    reverted,
)
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.layers import Layers
from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import BadField, Unwritable, UsageError
from desktop_chat.settings.presets import PresetStore

CAREFUL = Preset("", "Careful", Sampling(temperature=0.2))
CONVERSATIONS = st.builds(
    Conversation, st.just("c"), sampling=SAMPLINGS, system_prompt=st.sampled_from(["", "A", "B"])
)
PRESETS = st.builds(Preset, st.just("p"), st.just("P"), SAMPLINGS, st.sampled_from(["", "A", "B"]))


class Shelf:
    """Presets over a file, with what was said."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.notices = Notices()
        self.path = folder / "presets.json"
        store = PresetStore.load(self.path, notices_of=self.notices.add_error)
        self.presets = Presets(store, self.notices)
        self.ids = [self.presets.keep(Preset("", name)).id for name in names]

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.presets.book.presets]

    def undo(self) -> None:
        action = self.notices.history[-1].action
        assert action is not None
        action()


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * (LONGEST_NAME + 1), "CAREFUL "])
def test_a_name_that_cannot_be_used_is_refused_and_nothing_kept(tmp_path: Path, name: str) -> None:
    shelf = Shelf(tmp_path, "Careful")
    with pytest.raises(BadField) as caught:
        shelf.presets.keep(Preset("", name))
    assert caught.value.advice
    assert shelf.names == ["Careful"]


def test_a_preset_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for act in (shelf.presets.duplicate, shelf.presets.delete):
        with pytest.raises(UsageError):
            act("gone")
    with pytest.raises(UsageError, match="no preset 'Wild'") as caught:
        shelf.presets.named("Wild")
    assert "no presets yet" in caught.value.advice


def test_names_are_found_in_any_case_and_the_others_are_offered(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "Careful", "Wild")
    assert shelf.presets.named(" careful").id == shelf.ids[0]
    with pytest.raises(UsageError) as caught:
        shelf.presets.named("None")
    assert caught.value.advice == "There are: Careful, Wild."


def test_a_kept_preset_is_renamed_in_its_place(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "Careful", "Wild")
    first = shelf.presets.book.presets[0]
    shelf.presets.keep(msgspec.structs.replace(first, name="  Very\ncareful "))
    assert shelf.names == ["Very careful", "Wild"]
    assert shelf.presets.book.presets[0].id == shelf.ids[0]


def test_moving_stops_at_either_end(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "A", "B", "C")
    shelf.presets.move(shelf.ids[0], -1)
    assert shelf.names == ["A", "B", "C"]
    shelf.presets.move(shelf.ids[0], 1)
    assert shelf.names == ["B", "A", "C"]
    shelf.presets.move(shelf.ids[2], 1)
    assert shelf.names == ["B", "A", "C"]


def test_copies_stand_below_with_names_of_their_own(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "A", "B")
    shelf.presets.duplicate(shelf.ids[0])
    copy = shelf.presets.duplicate(shelf.ids[0])
    assert shelf.names == ["A", "A 3", "A 2", "B"]
    assert copy.id not in shelf.ids


def test_the_undo_of_a_deletion_puts_it_where_it_was(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "A", "B", "C")
    shelf.presets.delete(shelf.ids[1])
    assert shelf.names == ["A", "C"]
    shelf.undo()
    shelf.undo()
    assert shelf.names == ["A", "B", "C"]
    assert Shelf(tmp_path).names == ["A", "B", "C"]


def test_a_deletion_that_cannot_be_written_holds_and_can_be_undone() -> None:
    with unprivileged_folder() as home:
        shelf = Shelf(home, "A", "B")
        home.chmod(0o500)
        with pytest.raises(Unwritable):
            shelf.presets.delete(shelf.ids[0])
        assert shelf.names == ["B"]
        home.chmod(0o700)
        shelf.undo()
        assert shelf.names == ["A", "B"]


def test_presets_from_a_file_are_told_apart_from_those_that_are_here(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.presets.keep(CAREFUL)
    other = Preset("", "careful", Sampling(seed=1))
    kept = shelf.presets.take_over([CAREFUL, other, other, Preset("", "\u200b")])
    assert shelf.names == ["Careful", "careful 2", "careful 3", "Preset"]
    assert [each.name for each in kept] == shelf.names[1:]
    shelf.presets.remove([each.id for each in kept])
    assert shelf.names == ["Careful"]


def test_presets_for_the_model_alone_are_offered_first(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "All")
    for model in ("a/b", "a/c"):
        shelf.presets.keep(Preset("", f"For {model}", model=model))
    assert [each.name for each in shelf.presets.offered("a/b")] == ["For a/b", "All"]


def test_a_new_chat_takes_the_preset_of_its_model_before_that_of_all(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "All", "One")
    presets = shelf.presets
    assert presets.default_for("a/b") is None
    presets.set_default(shelf.ids[0])
    presets.set_default(shelf.ids[1], "a/b")
    assert presets.default_for("a/b") == presets.book.presets[1]
    assert presets.default_for("a/c") == presets.book.presets[0]
    presets.set_default("", "a/b")
    assert presets.default_for("a/b") == presets.book.presets[0]
    presets.delete(shelf.ids[0])
    assert presets.default_for("a/b") is None


def test_a_preset_for_another_model_is_nobodys_default(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    kept = shelf.presets.keep(Preset("", "One", model="a/b"))
    shelf.presets.set_default(kept.id)
    assert shelf.presets.default_for("a/c") is None
    assert shelf.presets.default_for("a/b") == kept


def test_an_empty_chat_follows_its_models_preset_until_one_is_chosen(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "All", "One", "Chosen")
    shelf.presets.set_default(shelf.ids[0])
    shelf.presets.set_default(shelf.ids[1], "a/b")
    chat = Conversation("c", model="a/b", preset_id=shelf.ids[1])
    assert shelf.presets.after_model(chat, "a/c") == shelf.ids[0]
    chosen = with_changes(chat, preset_id=shelf.ids[2])
    assert shelf.presets.after_model(chosen, "a/c") == shelf.ids[2]


def test_a_deleted_preset_is_none(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "A")
    chat = Conversation("c", preset_id=shelf.ids[0])
    assert shelf.presets.of(chat) == shelf.presets.book.presets[0]
    shelf.presets.delete(shelf.ids[0])
    assert shelf.presets.of(chat) is None


def test_the_longest_name_has_room_for_a_number() -> None:
    name = "x" * LONGEST_NAME
    assert len(numbered(name, {name})) <= LONGEST_NAME


def test_an_own_prompt_counts_where_the_preset_brings_one() -> None:
    chat = Conversation("c", system_prompt="Mine", sampling=Sampling(seed=1))
    assert own_values(chat, None) == ()
    assert own_values(chat, Preset("p", "P")) == ("seed",)
    assert own_values(chat, Preset("p", "P", system_prompt="Its")) == ("seed", SYSTEM_PROMPT)
    assert own_values(chat, Preset("p", "P", Sampling(seed=1), "Mine")) == ()
    assert reverted(chat, Preset("p", "P"))["system_prompt"] == "Mine"


@given(conversation=CONVERSATIONS, preset=PRESETS)
def test_after_going_back_to_its_preset_nothing_is_edited(
    conversation: Conversation, preset: Preset
) -> None:
    back = with_changes(conversation, **reverted(conversation, preset))
    assert own_values(back, preset) == ()
    assert Layers(preset=preset, conversation=back.sampling).merged == preset.sampling


@given(conversation=CONVERSATIONS, preset=PRESETS)
def test_saving_into_the_preset_changes_nothing_that_is_sent(
    conversation: Conversation, preset: Preset
) -> None:
    before = Layers(preset=preset, conversation=conversation.sampling)
    prompt = before.system_prompt(conversation.system_prompt)
    saved = as_preset(conversation, preset, has_prompt=bool(preset.system_prompt))
    back = with_changes(conversation, **reverted(conversation, saved))
    after = Layers(preset=saved, conversation=back.sampling)
    assert after.merged == before.merged
    assert after.system_prompt(back.system_prompt) == prompt
    assert own_values(back, saved) == ()
    assert (saved.id, saved.name) == (preset.id, preset.name)
