"""What is done with parameters beside editing them: moved between layers, copied, pasted, unset.

It joins the panel to the conversation, its preset and the settings. Every act is a step
of undo.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.parameter_copies import as_code, as_json
from desktop_chat.app.pasted_parameters import (
    PastedParameters,
    read_parameter_file,
    read_parameters,
)
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.core.ids import new_id
from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import PARAMETERS, Sampling, merge
from desktop_chat.errors import UsageError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.dialogs.left_out import LeftOutDialog
from desktop_chat.ui.panels.parameters import ParameterPanel
from desktop_chat.ui.panels.row_menu import RowAct
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.undo_history import Step, UndoHistory


def _words(text: str) -> str:
    return QCoreApplication.translate("ParameterCommands", text)


class ParameterCommands:
    """Carries out the commands about parameters, in the session on screen.

    Args:
        window: What dialogs belong to.
        services: The settings and presets, and what tells how an act ended.
        bridge: Knows the session on screen.
        panel: Its rows ask for these acts.
        history: Takes every act.
        theme: Gives the present theme to a dialog.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        bridge: SessionBridge,
        panel: ParameterPanel,
        history: UndoHistory,
        theme: Callable[[], Theme],
    ) -> None:
        self._show_left_out: Callable[[Sequence[str]], None] = lambda lines: LeftOutDialog(
            theme(), lines, window
        ).open()
        self._services = services
        self._bridge = bridge
        self._history = history
        self._acts: dict[RowAct, Callable[[str], None]] = {
            RowAct.UNSET: self._unset,
            RowAct.TAKE_INHERITED: self._take_inherited,
            RowAct.TO_SETTINGS: self._put_into_settings,
            RowAct.TO_PRESET: self._put_into_preset,
            RowAct.OUT_OF_SETTINGS: self._take_out_of_settings,
            RowAct.OUT_OF_PRESET: self._take_out_of_preset,
            RowAct.COPY: self._copy_value,
        }
        panel.row_act_chosen.connect(self._act)
        attempt = services.notices.attempt
        panel.intake.text_given.connect(lambda text: attempt(lambda: self._take(text)))
        panel.intake.file_given.connect(self._take_file)
        panel.intake.copy_wanted.connect(lambda: attempt(self._copy_json))

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "parameters.unset_all": self._unset_all,
            "parameters.paste": lambda: self._take(QGuiApplication.clipboard().text()),
            "parameters.copy_json": self._copy_json,
            "parameters.copy_curl": lambda: self._copy_code("curl"),
            "parameters.copy_python": lambda: self._copy_code("python-openai"),
        }

    @property
    def _session(self) -> ChatSession:
        session = self._bridge.session
        if session is None:
            raise UsageError("No conversation is open.")
        return session

    @property
    def _preset(self) -> Preset:
        preset = self._session.layers.preset
        if preset is None:
            raise UsageError("This chat has no preset.", advice="Choose one first.")
        return preset

    def _act(self, act: RowAct, name: str) -> None:
        carry_out = self._acts.get(act)
        # A sweep is an experiment, and planned elsewhere.
        if carry_out is not None:
            self._services.notices.attempt(lambda: carry_out(name))

    # One parameter ------------------------------------------------------------------------------

    def _unset(self, name: str) -> None:
        own = self._session.conversation.sampling
        self._do(_words("Unset {0}").format(_title(name)), self._own(own.unset(name)))

    def _take_inherited(self, name: str) -> None:
        layers = self._session.layers
        value = getattr(layers.inherited, name)
        self._do(
            _words("Set {0}").format(_title(name)),
            self._own(msgspec.structs.replace(layers.conversation, **{name: value})),
        )

    def _put_into_settings(self, name: str) -> None:
        layers = self._session.layers
        value = layers.value(PARAMETERS[name])
        settings = msgspec.structs.replace(layers.settings, **{name: value})
        changes = [self._settings(settings)]
        if layers.preset is None or name not in layers.preset.sampling.values():
            # With a preset in between, what is set here must stay to be sent.
            changes.append(self._own(layers.conversation.unset(name)))
        self._do(_words("Use {0} in all chats").format(_title(name)), *changes)
        self._say(_words("{0} holds in all chats that do not set it.").format(_title(name)))

    def _put_into_preset(self, name: str) -> None:
        layers, preset = self._session.layers, self._preset
        value = getattr(layers.conversation, name)
        sampling = msgspec.structs.replace(preset.sampling, **{name: value})
        self._do(
            _words("Save {0} to preset").format(_title(name)),
            self._kept(msgspec.structs.replace(preset, sampling=sampling)),
            self._own(layers.conversation.unset(name)),
        )
        self._say(_words("Saved to “{0}”.").format(preset.name))

    def _take_out_of_settings(self, name: str) -> None:
        settings = self._session.layers.settings.unset(name)
        self._do(_words("Remove {0} from all chats").format(_title(name)), self._settings(settings))

    def _take_out_of_preset(self, name: str) -> None:
        preset = self._preset
        self._do(
            _words("Remove {0} from preset").format(_title(name)),
            self._kept(msgspec.structs.replace(preset, sampling=preset.sampling.unset(name))),
        )

    def _copy_value(self, name: str) -> None:
        value = self._session.layers.value(PARAMETERS[name])
        self._copy(msgspec.json.format(msgspec.json.encode({name: value})).decode())

    # All of them --------------------------------------------------------------------------------

    def _unset_all(self) -> None:
        if self._session.conversation.sampling != Sampling():
            self._do(_words("Unset all parameters"), self._own(Sampling()))

    def _copy_json(self) -> None:
        self._copy(as_json(self._session.layers.merged))

    def _copy_code(self, sample: str) -> None:
        session = self._session
        model = session.conversation.model
        self._copy(as_code(sample, session.endpoint, model, session.layers.merged))

    def _take(self, text: str) -> None:
        if not text.strip():
            raise UsageError(
                "There is no text on the clipboard.",
                advice="Copy JSON, a curl command or a Python call first.",
            )
        self._set(self._session, read_parameters(text))

    def _take_file(self, path: Path) -> None:
        work = self._set_from(self._session, path)
        self._services.tasks.start(f"import:{new_id()}", work)

    async def _set_from(self, session: ChatSession, path: Path) -> None:
        pasted = await asyncio.to_thread(read_parameter_file, path)
        if session is self._bridge.session:
            self._set(session, pasted)

    def _set(self, session: ChatSession, pasted: PastedParameters) -> None:
        """Put what was read over the conversation's own values, and say what was left out."""
        count = len(pasted.sampling.values())
        own = session.conversation.sampling
        if count:
            self._do(_words("Paste parameters"), self._own(merge(own, pasted.sampling)))
        said = _words("{0} parameters set.").format(count)
        if count < 2:
            said = _words("One parameter set.") if count else _words("No parameter was set.")
        if not pasted.left_out:
            self._say(said)
            return
        notice = Notice(Severity.WARNING, said, pasted.left_out[0])
        if len(pasted.left_out) > 1:
            # One line has no room for all of them.
            notice = Notice(
                Severity.WARNING,
                said,
                _words("{0} were left out.").format(len(pasted.left_out)),
                _words("Show them"),
                lambda: self._show_left_out(pasted.left_out),
            )
        self._services.notices.add(notice)

    # How it is done -----------------------------------------------------------------------------

    def _own(self, sampling: Sampling) -> _Change:
        session = self._session
        before = session.conversation.sampling
        return _Change(
            partial(session.change, sampling=sampling), partial(session.change, sampling=before)
        )

    def _settings(self, sampling: Sampling) -> _Change:
        store = self._services.settings

        def put(value: Sampling) -> None:
            store.update(msgspec.structs.replace(store.settings, sampling=value))

        return _Change(partial(put, sampling), partial(put, store.settings.sampling))

    def _kept(self, preset: Preset) -> _Change:
        presets, before = self._services.presets, self._preset
        return _Change(partial(presets.keep, preset), partial(presets.keep, before))

    def _do(self, text: str, *changes: _Change) -> None:
        attempt = self._services.notices.attempt

        # What cannot be written holds all the same, and so must what goes with it.
        def do() -> None:
            for each in changes:
                attempt(each.do)

        def take_back() -> None:
            for each in reversed(changes):
                attempt(each.take_back)

        self._history.push(Step(text, do, take_back))

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._say(_words("Copied."))

    def _say(self, said: str) -> None:
        self._services.notices.add(Notice(Severity.DONE, said))


class _Change:
    """One part of a step, and its reverse."""

    def __init__(self, do: Callable[[], Any], take_back: Callable[[], Any]) -> None:
        self.do = do
        self.take_back = take_back


def _title(name: str) -> str:
    return PARAMETERS[name].title
