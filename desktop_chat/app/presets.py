"""What is done with presets: kept, renamed, ordered, deleted, passed on, laid under a conversation.

It knows neither the file they are kept in nor how they are shown, and it changes no conversation:
what a conversation is to become is returned, for who keeps the steps of undo.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from desktop_chat.app.notices import Notices
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import Sampling, merge
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import BadField, UsageError
from desktop_chat.settings.presets import PresetBook, PresetStore

SYSTEM_PROMPT = "system_prompt"
"""Stands for the system prompt where API names of parameters are listed."""
LONGEST_NAME = 80
"""Characters of a preset's name."""


class Presets:
    """The presets there are, and the acts on them.

    Every act raises Unwritable where the file cannot be written; it holds all the same, until the
    program ends.

    Args:
        store: Keeps them.
        notices: Told of what can be undone.
    """

    def __init__(self, store: PresetStore, notices: Notices) -> None:
        self.changed = store.changed
        """There are other presets, or another order; carries all of them."""
        self._store = store
        self._notices = notices

    @property
    def book(self) -> PresetBook:
        """All presets and which of them new conversations take."""
        return self._store.book

    def of(self, conversation: Conversation) -> Preset | None:
        """Return the preset of a conversation, None where it has none or it was deleted."""
        return self.book.get(conversation.preset_id)

    def offered(self, model: str) -> tuple[Preset, ...]:
        """Return the presets that are offered for a model: those for it alone come first."""
        fitting = [each for each in self.book.presets if each.is_for(model)]
        return tuple(sorted(fitting, key=lambda each: not each.model))

    def named(self, name: str) -> Preset:
        """Return the preset of a name, in whatever case it is written.

        Raises:
            UsageError: There is none of that name.
        """
        found = self.find(name)
        if found is None:
            names = ", ".join(each.name for each in self.book.presets)
            advice = f"There are: {names}." if names else "There are no presets yet."
            raise UsageError(f"There is no preset {name!r}.", advice=advice)
        return found

    def find(self, name: str) -> Preset | None:
        """Return the preset of a name, in whatever case it is written; None where there is none."""
        wanted = plain_line(name).casefold()
        return next((each for each in self.book.presets if each.name.casefold() == wanted), None)

    def keep(self, preset: Preset) -> Preset:
        """Keep a new preset at the end of the list, or another state of one in its place.

        Returns:
            The preset as it was kept: with an id, and its name on one line.

        Raises:
            BadField: It has no name, or another preset has it.
        """
        name = self._checked_name(preset)
        kept = msgspec.structs.replace(preset, id=preset.id or new_id(), name=name)
        presets = list(self.book.presets)
        index = self._index(kept.id)
        if index is None:
            presets.append(kept)
        else:
            presets[index] = kept
        self._update(presets)
        return kept

    def problem(self, preset: Preset) -> str:
        """Return why a preset cannot be kept under its name, "" where it can."""
        try:
            self._checked_name(preset)
        except BadField as error:
            return f"{error.text} {error.advice}"
        return ""

    def insert(self, preset: Preset, index: int) -> None:
        """Put a preset at a place in the list: one that was here before, or a copy of one."""
        presets = [each for each in self.book.presets if each.id != preset.id]
        presets.insert(index, preset)
        self._update(presets)

    def duplicate(self, preset_id: str) -> Preset:
        """Keep a copy of a preset below it, under a name of its own; return it."""
        index, presets = self._place(preset_id)
        name = numbered(presets[index].name, {each.name for each in presets})
        copy = msgspec.structs.replace(presets[index], id=new_id(), name=name)
        self.insert(copy, index + 1)
        return copy

    def move(self, preset_id: str, step: int) -> None:
        """Move a preset up (-1) or down (1) among those for the same models; they are its list."""
        index, presets = self._place(preset_id)
        beside = [n for n, each in enumerate(presets) if each.model == presets[index].model]
        place = beside.index(index) + step
        if 0 <= place < len(beside):
            other = beside[place]
            presets[index], presets[other] = presets[other], presets[index]
            self._update(presets)

    def delete(self, preset_id: str) -> None:
        """Delete a preset, with an offer to undo: what used it uses it again then."""
        index, presets = self._place(preset_id)
        gone = presets.pop(index)

        def undo() -> None:
            self._notices.attempt(lambda: self.insert(gone, index))

        try:
            self._update(presets)
        finally:
            self._notices.add_undoable(f"Preset “{gone.name}” deleted.", undo)

    def take_over(self, presets: Sequence[Preset]) -> tuple[Preset, ...]:
        """Keep presets from a file below those that are here; return those that were kept.

        One that is here already, word for word, is passed over; one whose name is taken gets a
        number behind it.
        """
        here = list(self.book.presets)
        known = {_content(each) for each in here}
        kept: list[Preset] = []
        for each in presets:
            name = plain_line(each.name)[:LONGEST_NAME] or "Preset"
            named = msgspec.structs.replace(each, name=name)
            if _content(named) in known:
                continue
            if any(name.casefold() == other.name.casefold() for other in here):
                name = numbered(name, {other.name for other in here})
            here.append(msgspec.structs.replace(named, id=new_id(), name=name))
            kept.append(here[-1])
        if kept:
            self._update(here)
        return tuple(kept)

    def remove(self, preset_ids: Collection[str]) -> None:
        """Take presets away without a word: the undo of what added them."""
        self._update([each for each in self.book.presets if each.id not in preset_ids])

    def default_for(self, model: str) -> Preset | None:
        """Return the preset that a new conversation with a model takes, None for none."""
        defaults = self.book.defaults
        preset = self.book.get(defaults.get(model, defaults.get("", "")))
        return preset if preset is not None and preset.is_for(model) else None

    def after_model(self, conversation: Conversation, model: str) -> str:
        """Return the id of the preset that an empty conversation has when it takes another model.

        The usual preset of the one model gives way to that of the other; a chosen one stays.
        """
        usual = self.default_for(conversation.model)
        if conversation.preset_id not in ("", usual.id if usual else ""):
            return conversation.preset_id
        following = self.default_for(model)
        return following.id if following else ""

    def set_default(self, preset_id: str, model: str = "") -> None:
        """Let new conversations take a preset: all of them, or those with one model.

        Args:
            preset_id: "" for none.
            model: "" for all models that have no choice of their own.
        """
        defaults = {**self.book.defaults, model: preset_id}
        if not preset_id:
            del defaults[model]
        self._store.update(PresetBook(self.book.presets, defaults))

    def _update(self, presets: Sequence[Preset]) -> None:
        self._store.update(self.book.with_presets(presets))

    def _index(self, preset_id: str) -> int | None:
        ids = [each.id for each in self.book.presets]
        return ids.index(preset_id) if preset_id in ids else None

    def _place(self, preset_id: str) -> tuple[int, list[Preset]]:
        index = self._index(preset_id)
        if index is None:
            raise UsageError("This preset is not there any more.", advice="Choose another.")
        return index, list(self.book.presets)

    def _checked_name(self, preset: Preset) -> str:
        name = plain_line(preset.name)
        if not name:
            raise BadField("A preset needs a name.", advice="Type one.")
        if len(name) > LONGEST_NAME:
            raise BadField(
                "This name is too long.", advice=f"It takes at most {LONGEST_NAME} characters."
            )
        other = self.find(name)
        if other is not None and other.id != preset.id:
            raise BadField(f"There is a preset “{other.name}” already.", advice="Type another.")
        return name


def numbered(name: str, taken: Collection[str]) -> str:
    """Return a name with the first number from 2 behind it that gives one that is not taken."""
    stem = plain_line(name)[: LONGEST_NAME - 6]
    folded = {each.casefold() for each in taken}
    number = 2
    while f"{stem} {number}".casefold() in folded:
        number += 1
    return f"{stem} {number}"


def own_values(conversation: Conversation, preset: Preset | None) -> tuple[str, ...]:
    """Return what a conversation sets otherwise than its preset, in the panel's order.

    Returns:
        API names, and `SYSTEM_PROMPT` where the preset brings one and the conversation another.
    """
    if preset is None:
        return ()
    below = preset.sampling.values()
    own = conversation.sampling.values()
    names = [name for name, value in own.items() if name not in below or below[name] != value]
    prompt = conversation.system_prompt
    if preset.system_prompt and prompt and prompt != preset.system_prompt:
        names.append(SYSTEM_PROMPT)
    return tuple(names)


def reverted(conversation: Conversation, preset: Preset) -> dict[str, Any]:
    """Return the fields of a conversation that goes back to its preset: its own values are gone.

    Its system prompt stays where the preset brings none.
    """
    prompt = "" if preset.system_prompt else conversation.system_prompt
    return {"sampling": Sampling(), "system_prompt": prompt}


def as_preset(conversation: Conversation, preset: Preset | None, *, has_prompt: bool) -> Preset:
    """Return what holds in a conversation over the settings, as a state of its preset.

    Args:
        conversation: Its own values lie over those of the preset.
        preset: The preset it has now; None gives one without id and name.
        has_prompt: Whether the system prompt goes with it.
    """
    below = preset or Preset("", "")
    prompt = (conversation.system_prompt or below.system_prompt) if has_prompt else ""
    sampling = merge(below.sampling, conversation.sampling)
    return msgspec.structs.replace(below, sampling=sampling, system_prompt=prompt)


def _content(preset: Preset) -> bytes:
    """Return what tells a preset from another, whatever its id; its values cannot be hashed."""
    return msgspec.json.encode(msgspec.structs.replace(preset, id=""))
