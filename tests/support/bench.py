"""An experiment in the whole window: what a person does from the plan to the adopted answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import msgspec
from PySide6.QtWidgets import QDialog
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says
from support.window import Desktop

from desktop_chat.core.experiment import RunState
from desktop_chat.core.secret import Secret
from desktop_chat.errors import Offline
from desktop_chat.ui.experiment.experiment_list import ExperimentsDialog
from desktop_chat.ui.experiment.planner.planner import PlannerDialog
from desktop_chat.ui.experiment_page import ExperimentView
from desktop_chat.wire.transport import Reply, WireRequest

WRONG = ScriptedReply([b'{"error":{"code":400,"message":"No"}}'], 400, JSON)


class ByTemperature(ScriptedTransport):
    """Says which temperature it was asked with.

    Attributes:
        wrong: Temperatures at which every request is refused.
        is_gone: Whether the server cannot be reached.
    """

    def __init__(self) -> None:
        super().__init__()
        self.wrong: set[float] = set()
        self.is_gone = False

    def open(
        self, request: WireRequest, key: Secret | None = None
    ) -> AbstractAsyncContextManager[Reply]:
        body = msgspec.json.decode(request.body)
        heat = body.get("temperature", 1.0)
        if self.is_gone:
            self.replies = [Offline("The server refused the connection.", may_retry=False)]
            return super().open(request, key)
        self.replies = [WRONG if heat in self.wrong else says(f"As warm as {heat:g}. ", "Bye.")]
        return super().open(request, key)


class Bench:
    """The window with what is on it of experiments."""

    def __init__(self, opened: Desktop) -> None:
        self.opened = opened

    @property
    def view(self) -> ExperimentView:
        """The page on screen."""
        view = self.opened.window.experiments.view
        assert view is not None
        return view

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """Return the one dialog of a class that is open."""
        found = [each for each in self.opened.window.findChildren(kind) if each.isVisible()]
        assert len(found) == 1, found
        return found[0]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        await self.opened.until(holds)

    async def planner(self, text: str = "") -> PlannerDialog:
        """Write a message and plan an experiment about it."""
        if text:
            self.opened.window.chat.composer.fill(text)
        self.opened.window.run("experiment.new")
        return await self.planned()

    async def planned(self) -> PlannerDialog:
        """Return the plan that is being asked for, once it is."""
        await self.until(lambda: bool(self._open(PlannerDialog)))
        dialog = self.dialog(PlannerDialog)
        assert isinstance(dialog, PlannerDialog)
        return dialog

    async def listed(self) -> ExperimentsDialog:
        """Open the list of experiments, and wait until it was read."""
        self.opened.window.run("experiment.list")
        dialog = self.dialog(ExperimentsDialog)
        assert isinstance(dialog, ExperimentsDialog)
        await self.opened.settled()
        return dialog

    async def run(self, text: str = "How warm?", temperatures: str = "0, 1") -> None:
        """Plan over temperature, start, and wait for the end."""
        planner = await self.planner(text)
        planner.axes[0].editor.list.setText(temperatures)  # pyright: ignore[reportAttributeAccessIssue]
        planner.start.click()
        await self.ended()

    async def ended(self) -> None:
        """Wait until the experiment on screen has ended and is shown so."""
        window = self.opened.window
        await self.until(lambda: window.experiments.view is not None)
        await self.until(lambda: self.view.experiment.state is RunState.DONE)
        await self.opened.settled()
        await self.until(lambda: self.view.page.header.run.text() == "Run again")

    def _open(self, kind: type[QDialog]) -> list[QDialog]:
        return [each for each in self.opened.window.findChildren(kind) if each.isVisible()]
