"""Experiments: planned, opened, listed; and the way between their page and the conversation."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.experiments import Experiments
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.core.experiment import Axis, AxisKind, Plan
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, Role
from desktop_chat.errors import AppError, UsageError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.chat.chat_pane import ChatPane
from desktop_chat.ui.commands.handlers import Handler, MessageHandler
from desktop_chat.ui.notice_board import NoticeBoard
from desktop_chat.ui.panels.row_menu import RowAct
from desktop_chat.ui.theme.tokens import Theme

if TYPE_CHECKING:
    from desktop_chat.ui.experiment_page import ExperimentView


class ExperimentCommands(QObject):
    """Carries out the commands about experiments.

    Args:
        services: The parts of the program.
        experiments: All of them.
        library: Has the conversation that an answer is adopted into.
        bridge: Knows the session on screen.
        chat: What the page stands in for; what is written there can be asked.
        pages: Where the page is put; dialogs belong to its window.
        board: Shows notices where the reader is.
        theme: Gives the present theme.
    """

    changed = Signal()
    """The page came or went, or what can be done on it changed."""

    def __init__(
        self,
        services: Services,
        experiments: Experiments,
        library: Library,
        bridge: SessionBridge,
        chat: ChatPane,
        pages: QStackedWidget,
        board: NoticeBoard,
        theme: Callable[[], Theme],
    ) -> None:
        super().__init__(pages)
        self._window = pages.window()
        self._services = services
        self._experiments = experiments
        self._library = library
        self._bridge = bridge
        self._chat = chat
        self._pages = pages
        self._board = board
        self._theme = theme
        self._view: ExperimentView | None = None
        self._before: QWidget | None = None
        chat.header.experiment_clicked.connect(self._plan_from_composer)

    @property
    def view(self) -> ExperimentView | None:
        """The page on screen, None while the conversation is."""
        return self._view

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "experiment.new": self._plan_from_composer,
            "experiment.list": self._list,
            "experiment.close": self.close,
            "experiment.run": lambda: self._on_view(lambda view: view.run()),
            "experiment.stop": lambda: self._on_view(lambda view: view.stop()),
            "experiment.retry": lambda: self._on_view(lambda view: view.retry_failed()),
            "experiment.rerun": lambda: self._on_view(lambda view: view.run_again()),
            "experiment.adopt": lambda: self._on_view(lambda view: view.adopt()),
            "experiment.diff": lambda: self._on_view(lambda view: view.compare_cells()),
            "experiment.compare": lambda: self._on_view(lambda view: view.compare_runs()),
            "experiment.cheapest": lambda: self._on_view(lambda view: view.go_to_cheapest()),
            "experiment.export": lambda: self._on_view(lambda view: view.open_export_menu()),
        }

    def message_handlers(self) -> dict[str, MessageHandler]:
        """Return what carries out each command about one message, by its id."""
        return {"message.sweep": self._plan_from_message}

    def open(self, experiment_id: str) -> None:
        """Put an experiment on screen, as soon as it is read."""
        self._start(self._open(experiment_id))

    def close(self) -> None:
        """Go back to the conversation; the experiment goes on."""
        view, self._view = self._view, None
        if view is None:
            return
        if self._before is not None:
            self._pages.setCurrentWidget(self._before)
        self._board.show_in(self._chat.notice_bar, self._chat.toasts)
        self._pages.removeWidget(view.page)
        view.close()
        self.changed.emit()
        self._chat.composer.focus()

    def take_row_act(self, act: RowAct, name: str) -> None:
        """Plan an experiment over a parameter where a row's menu asks for it."""
        if act is RowAct.SWEEP:
            self._start(self._plan_next(self._chat.composer.text, name))

    def plan_over_models(self, model_ids: Sequence[str]) -> None:
        """Plan an experiment that asks these models what is written."""
        self._start(self._plan_next(self._chat.composer.text, compared=model_ids))

    # Planning ----------------------------------------------------------------------------------

    def _plan_from_composer(self) -> None:
        self._start(self._plan_next(self._chat.composer.text))

    def _plan_from_message(self, message_id: str) -> None:
        self._start(self._plan_for(message_id))

    async def _plan_next(
        self, draft: str, axis: str = "temperature", *, compared: Sequence[str] = ()
    ) -> None:
        """Plan the answers to what is written, or to the newest message where nothing is."""
        self._experiments.refuse_read_only()
        session = self._bridge.session
        if session is None:
            raise UsageError("No conversation is open.")
        branch = await session.branch_to()
        if draft.strip():
            above = branch[-1].id if branch else None
            said = Message(new_id(), session.id, Role.USER, draft.strip(), parent_id=above)
            branch.append(said)
        else:
            while branch and branch[-1].role is not Role.USER:
                branch.pop()
        await self._ask(branch, axis, compared)

    async def _plan_for(self, message_id: str) -> None:
        self._experiments.refuse_read_only()
        session = self._bridge.session
        if session is None:
            return
        branch = await session.branch_to(message_id)
        while branch and branch[-1].role is not Role.USER:
            branch.pop()
        await self._ask(branch)

    async def _ask(
        self, branch: list[Message], axis: str = "temperature", compared: Sequence[str] = ()
    ) -> None:
        from desktop_chat.ui.experiment.planner.axis_editor import Offered
        from desktop_chat.ui.experiment.planner.planner import PlannerDialog

        session = self._bridge.session
        if session is None:
            return
        conversation = session.conversation
        models = await self._services.catalog.load(session.endpoint)
        plan = Plan(
            messages=tuple(branch),
            conversation_id=session.id if session.is_kept else "",
            parent_id=branch[-1].id if branch else None,
            endpoint_id=conversation.endpoint_id,
            model=conversation.model,
            system_prompt=session.system_prompt,
            sampling=session.layers.merged.unset("seed"),
            axes=(Axis(AxisKind.MODEL) if compared else Axis(AxisKind.PARAMETER, axis),),
        )
        offered = Offered(
            models=tuple((model.id, model.title) for model in models.models),
            model=conversation.model,
            compared=compared,
            system_prompt=session.system_prompt,
        )
        dialog = PlannerDialog(
            self._theme(),
            plan,
            offered,
            self._experiments.estimate,
            self._experiments.needs_confirmation,
            self._window,
        )
        dialog.planned.connect(lambda planned: self._start(self._begin(planned)))
        dialog.open()

    async def _begin(self, plan: Plan) -> None:
        experiment = await self._experiments.create(plan)
        await self._open(experiment.id)
        experiment.start()

    # Opening -----------------------------------------------------------------------------------

    def _list(self) -> None:
        from desktop_chat.ui.experiment.experiment_list import ExperimentsDialog

        dialog = ExperimentsDialog(
            self._theme(), self._experiments, self._services.tasks, self._window
        )
        dialog.open_wanted.connect(self.open)
        dialog.rerun_wanted.connect(lambda chosen: self._start(self._rerun(chosen)))
        dialog.new_wanted.connect(self._plan_from_composer)
        dialog.open()

    async def _open(self, experiment_id: str) -> None:
        from desktop_chat.ui.experiment_page import ExperimentView

        experiment = await self._experiments.open(experiment_id)
        self.close()
        view = ExperimentView(
            self._theme(), self._window, self._services, self._experiments, experiment
        )
        view.left.connect(self.close)
        view.changed.connect(self.changed)
        view.adopt_wanted.connect(lambda cell: self._start(self._adopt(cell)))
        view.rerun_wanted.connect(lambda: self._start(self._rerun(experiment_id)))
        view.deleted.connect(self.close)
        self._view, self._before = view, self._pages.currentWidget()
        self._pages.addWidget(view.page)
        self._pages.setCurrentWidget(view.page)
        self._board.show_in(view.page.notice_bar, view.page.toasts)
        self.changed.emit()
        view.show()

    async def _rerun(self, experiment_id: str) -> None:
        again = await self._experiments.rerun(await self._experiments.open(experiment_id))
        await self._open(again.id)
        again.start()

    async def _adopt(self, cell: int) -> None:
        view = self._view
        if view is None:
            return
        experiment = view.experiment
        session = await self._session_for(experiment.plan)
        # What can be undone is told where the reader is then.
        self._board.show_in(self._chat.notice_bar, self._chat.toasts)
        try:
            await self._experiments.adopt(experiment, cell, session)
        except AppError:
            self._board.show_in(view.page.notice_bar, view.page.toasts)
            raise
        self.close()
        self._bridge.show(session)
        if self._chat.composer.text.strip() == experiment.plan.prompt.strip():
            # These words stand in the conversation now.
            self._chat.composer.set_draft("")
            session.change(draft="")
        self._chat.transcript.scroll_to_end()

    async def _session_for(self, plan: Plan) -> ChatSession:
        """Return the conversation that a plan comes from, or a new one where it is gone."""
        if plan.conversation_id:
            with contextlib.suppress(UsageError):
                return await self._library.open(plan.conversation_id)
        current = self._bridge.session
        if current is not None and current.is_empty:
            return current
        return self._library.start(plan.endpoint_id, plan.model)

    # How it is done ----------------------------------------------------------------------------

    def _on_view(self, act: Callable[[ExperimentView], None]) -> None:
        if self._view is not None:
            act(self._view)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._services.tasks.start(f"experiment-act:{new_id()}", work)
