"""What is done with presets: use, save, revert, name, order, delete, compare, import and export.

It joins the preset bar and the commands to the presets and the conversation on screen. Every act is
a step of undo, that of a conversation in its own history.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop_chat.app.export_files import write_file
from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.preset_files import presets_text, read_file
from desktop_chat.app.presets import as_preset, own_values, reverted
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.core.file_names import file_stem
from desktop_chat.core.ids import new_id
from desktop_chat.core.layers import Layers
from desktop_chat.core.preset import Preset
from desktop_chat.errors import UsageError
from desktop_chat.ui.actions import Actions
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.dialogs.left_out import LeftOutDialog
from desktop_chat.ui.dialogs.open_file import OpenDialog
from desktop_chat.ui.dialogs.preset import PresetDialog
from desktop_chat.ui.dialogs.preset_comparison import PresetComparison
from desktop_chat.ui.dialogs.save_file import SaveDialog
from desktop_chat.ui.panels.preset_bar import PresetBar, PresetChoice
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.undo_history import Step, UndoHistory

MENU = (
    ("preset.save", "preset.save_as", "preset.revert", "preset.compare"),
    ("preset.rename", "preset.move_up", "preset.move_down", "preset.duplicate", "preset.delete"),
    ("preset.default", "preset.default_model"),
    ("preset.import", "preset.export", "preset.export_all"),
    ("parameters.paste", "parameters.copy_json", "parameters.copy_curl", "parameters.copy_python"),
)
"""The groups of the bar's menu."""


def _words(text: str) -> str:
    return QCoreApplication.translate("PresetCommands", text)


class PresetCommands:
    """Carries out the commands about presets, in the session on screen.

    Args:
        window: What dialogs belong to.
        services: The presets, and what tells how an act ended.
        bridge: Knows the session on screen.
        bar: Shows its preset.
        actions: The commands, for the bar's menu and their marks.
        history: Takes every act.
        theme: Gives the present theme to a dialog.
        prepare: Puts into the conversation what is still being typed beside it.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        bridge: SessionBridge,
        bar: PresetBar,
        actions: Actions,
        history: UndoHistory,
        theme: Callable[[], Theme],
        prepare: Callable[[], None],
    ) -> None:
        self._window = window
        self._services = services
        self._presets = services.presets
        self._bridge = bridge
        self._bar = bar
        self._actions = actions
        self._history = history
        self._theme = theme
        self._prepare = prepare
        bar.set_menu(_menu(actions, bar))
        bar.preset_chosen.connect(self._use)
        bar.save_clicked.connect(lambda: services.notices.attempt(self._save))
        bar.revert_clicked.connect(lambda: services.notices.attempt(self._revert))
        bridge.changed.connect(self._follow)
        self._presets.changed.connect(lambda _: bridge.changed.emit())

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "preset.save": self._save,
            "preset.save_as": self._save_as,
            "preset.revert": self._revert,
            "preset.compare": self._compare,
            "preset.rename": self._rename,
            "preset.move_up": lambda: self._move(-1),
            "preset.move_down": lambda: self._move(1),
            "preset.duplicate": self._duplicate,
            "preset.delete": lambda: self._presets.delete(self._preset.id),
            "preset.default": lambda: self._turn_default(""),
            "preset.default_model": lambda: self._turn_default(self._session.conversation.model),
            "preset.import": self._import,
            "preset.export": lambda: self._export([self._preset], self._preset.name),
            "preset.export_all": self._export_all,
        }

    @property
    def _session(self) -> ChatSession:
        session = self._bridge.session
        if session is None:
            raise UsageError("No conversation is open.")
        self._prepare()
        return session

    @property
    def _preset(self) -> Preset:
        preset = self._presets.of(self._session.conversation)
        if preset is None:
            raise UsageError("This chat has no preset.", advice="Choose one first.")
        return preset

    # The bar ------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Show the preset of the conversation on screen."""
        session = self._bridge.session
        if session is None:
            return
        conversation = session.conversation
        model = session.model
        note = model.title if model else conversation.model
        offered = self._presets.offered(conversation.model)
        choices = [PresetChoice(p.id, p.name, note if p.model else "") for p in offered]
        preset = self._presets.of(conversation)
        if preset is None and conversation.preset_id:
            choices.append(PresetChoice(conversation.preset_id, _words("Deleted preset")))
        elif preset is not None and preset not in offered:
            choices.append(PresetChoice(preset.id, preset.name, preset.model))
        is_edited = bool(own_values(conversation, preset))
        self._bar.show_presets(choices, conversation.preset_id, is_edited=is_edited)
        defaults = self._presets.book.defaults
        for verb, key in (("default", ""), ("default_model", conversation.model)):
            is_usual = preset is not None and defaults.get(key) == preset.id
            self._actions[f"preset.{verb}"].setChecked(is_usual)

    # Acts on the conversation -------------------------------------------------------------------

    def _use(self, preset_id: str) -> None:
        session = self._session
        before = session.conversation.preset_id
        if preset_id != before:
            self._do(
                _words("Use preset"),
                partial(session.change, preset_id=preset_id),
                partial(session.change, preset_id=before),
            )

    def _revert(self) -> None:
        session, preset = self._session, self._preset
        before = _own(session)
        after = reverted(session.conversation, preset)
        self._do(
            _words("Revert to preset"),
            partial(session.change, **after),
            partial(session.change, **before),
        )

    def _save(self) -> None:
        session = self._session
        preset = self._presets.of(session.conversation)
        if preset is None:
            self._save_as()
            return
        has_prompt = bool(preset.system_prompt)
        saved = as_preset(session.conversation, preset, has_prompt=has_prompt)
        before, after = _own(session), reverted(session.conversation, saved)
        self._do(
            _words("Save to preset"),
            lambda: (self._keep(saved), session.change(**after)),
            lambda: (self._keep(preset), session.change(**before)),
        )
        self._say(_words("Saved to “{0}”.").format(saved.name))

    def _save_as(self) -> None:
        session = self._session
        preset = self._presets.of(session.conversation)
        draft = as_preset(session.conversation, preset, has_prompt=True)
        draft = msgspec.structs.replace(draft, id="", name="")

        def save(wanted: Preset) -> None:
            kept = msgspec.structs.replace(wanted, id=new_id())
            before = _own(session)
            after = reverted(session.conversation, kept) | {"preset_id": kept.id}
            self._do(
                _words("Save as new preset"),
                lambda: (self._keep(kept), session.change(**after)),
                lambda: (session.change(**before), self._remove([kept.id])),
            )

        self._ask(_words("Save as new preset"), draft, save)

    # Acts on the presets ------------------------------------------------------------------------

    def _rename(self) -> None:
        before = self._preset

        def rename(wanted: Preset) -> None:
            self._do(
                _words("Rename preset"), partial(self._keep, wanted), partial(self._keep, before)
            )

        self._ask(_words("Rename preset"), before, rename)

    def _move(self, step: int) -> None:
        id_ = self._preset.id
        move = self._presets.move
        self._do(_words("Move preset"), lambda: move(id_, step), lambda: move(id_, -step))

    def _duplicate(self) -> None:
        presets, original = self._presets, self._preset
        self._services.notices.attempt(lambda: presets.duplicate(original.id))
        index = presets.book.presets.index(original) + 1
        copy = presets.book.presets[index]
        self._do(
            _words("Duplicate preset"),
            lambda: presets.insert(copy, index),
            lambda: presets.remove([copy.id]),
        )
        self._say(_words("“{0}” is a copy of “{1}”.").format(copy.name, original.name))

    def _turn_default(self, model: str) -> None:
        before = self._presets.book.defaults.get(model, "")
        after = "" if before == self._preset.id else self._preset.id
        change = self._presets.set_default
        self._do(
            _words("Preset of new chats"),
            lambda: change(after, model),
            lambda: change(before, model),
        )

    def _compare(self) -> None:
        session, presets = self._session, self._presets.book.presets
        if not presets:
            raise UsageError("There are no presets yet.", advice="Save one first.")
        layers = session.layers
        dialog = PresetComparison(
            self._theme(),
            presets,
            session.conversation.preset_id,
            lambda preset: Layers(settings=layers.settings, preset=preset, model=layers.model),
            (layers, session.conversation.system_prompt),
            self._window,
        )
        dialog.preset_chosen.connect(self._use)
        dialog.open()

    # Files --------------------------------------------------------------------------------------

    def _import(self) -> None:
        dialog = OpenDialog(_words("Import presets"), "JSON (*.json)", self._window)
        dialog.chosen.connect(
            lambda path: self._services.tasks.start(f"import:{new_id()}", self._read(path))
        )
        dialog.open()

    async def _read(self, path: Path) -> None:
        read = await asyncio.to_thread(read_file, path)
        before = {each.id for each in self._presets.book.presets}
        self._services.notices.attempt(lambda: self._presets.take_over(read.presets))
        kept = [each for each in self._presets.book.presets if each.id not in before]
        if kept:
            self._do(
                _words("Import presets"),
                lambda: [self._keep(each) for each in kept],
                lambda: self._remove([each.id for each in kept]),
            )
        self._tell_import(kept, read.left_out, path)

    def _tell_import(self, kept: list[Preset], left_out: Iterable[str], path: Path) -> None:
        said = _words("{0} presets imported.").format(len(kept))
        if not kept:
            said = _words("The presets in {0} are here already.").format(path.name)
        elif len(kept) == 1:
            said = _words("Preset “{0}” imported.").format(kept[0].name)
        lines = tuple(left_out)
        if not lines:
            self._say(said)
            return
        show = lambda: LeftOutDialog(self._theme(), lines, self._window).open()  # noqa: E731
        advice = _words("Parts of the file do not fit and were left out.")
        self._services.notices.add(
            Notice(Severity.WARNING, said, advice, _words("Show them"), show)
        )

    def _export_all(self) -> None:
        presets = self._presets.book.presets
        if not presets:
            raise UsageError("There are no presets yet.", advice="Save one first.")
        self._export(presets, _words("Presets"))

    def _export(self, presets: Iterable[Preset], name: str) -> None:
        text = presets_text(presets)
        stem = file_stem(name, _words("Presets"))
        dialog = SaveDialog(_words("Export presets"), f"{stem}.json", self._window)
        dialog.chosen.connect(
            lambda path: self._services.tasks.start(f"write:{new_id()}", self._write(path, text))
        )
        dialog.open()

    async def _write(self, path: Path, text: str) -> None:
        await asyncio.to_thread(write_file, path, text)
        self._say(_words("Exported to {0}.").format(path))

    # How it is done -----------------------------------------------------------------------------

    def _ask(self, title: str, preset: Preset, act: Callable[[Preset], None]) -> None:
        session = self._session
        model_id = session.conversation.model
        titles = {model_id: session.model.title if session.model else model_id}
        models = {id_: title for id_, title in titles.items() if id_}
        if preset.model:
            models.setdefault(preset.model, preset.model)
        dialog = PresetDialog(
            self._theme(), title, preset, models, self._presets.problem, self._window
        )
        dialog.chosen.connect(act)
        dialog.open()

    def _do(self, text: str, do: Callable[[], object], take_back: Callable[[], object]) -> None:
        attempt = self._services.notices.attempt
        self._history.push(Step(text, lambda: attempt(do), lambda: attempt(take_back)))

    def _keep(self, preset: Preset) -> None:
        # What cannot be written holds all the same, and so must what follows it.
        self._services.notices.attempt(lambda: self._presets.keep(preset))

    def _remove(self, ids: list[str]) -> None:
        self._services.notices.attempt(lambda: self._presets.remove(ids))

    def _say(self, said: str) -> None:
        self._services.notices.add(Notice(Severity.DONE, said))


def _own(session: ChatSession) -> dict[str, Any]:
    """Return the fields of a conversation that presets act on, as they stand."""
    head = session.conversation
    return {
        "sampling": head.sampling,
        "system_prompt": head.system_prompt,
        "preset_id": head.preset_id,
    }


def _menu(actions: Actions, parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    for group in MENU:
        menu.addSeparator()
        menu.addActions([actions[command_id] for command_id in group])
    return menu
