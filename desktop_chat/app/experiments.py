"""All experiments: estimating, making, opening, listing, repeating, deleting, adopting an answer.

It knows nothing of how one runs; that is `app.experiment`.
"""

from __future__ import annotations

import msgspec

from desktop_chat.app.experiment import Experiment
from desktop_chat.app.experiment_estimate import Estimator, needs_confirmation
from desktop_chat.app.searching import Searching
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.archive import ExperimentHit
from desktop_chat.core.conversation import title_from
from desktop_chat.core.experiment import (
    Estimate,
    ExperimentHead,
    Place,
    Plan,
    cell_at,
    differing_settings,
    place_at,
    settings_of,
    with_seeds,
)
from desktop_chat.core.experiment_comparison import PlaceChange, compare
from desktop_chat.core.experiment_plan import check
from desktop_chat.core.ids import new_id
from desktop_chat.core.measures.statistics import Summary
from desktop_chat.core.message import Message
from desktop_chat.core.signal import Signal
from desktop_chat.errors import ReadOnly, UsageError


class Experiments:
    """The archive's experiments, and those that are open."""

    def __init__(self, services: Services) -> None:
        self.changed: Signal[None] = Signal()
        """There is another experiment, one fewer, or one has another state."""
        self._services = services
        self._open: dict[str, Experiment] = {}

    def estimate(self, plan: Plan) -> Estimate:
        """Return what a plan would take, by our own count.

        Raises:
            UsageError: The plan cannot be carried out.
            BadField: A value does not fit its parameter.
        """
        check(plan)
        return self._new_estimator(plan).whole()

    def needs_confirmation(self, estimate: Estimate) -> bool:
        """Return whether a person is to be asked first: over 20 requests, or over a dollar."""
        return needs_confirmation(estimate)

    async def create(self, plan: Plan, *, rerun_of: str = "") -> Experiment:
        """Keep a new experiment, with its seeds drawn, and open it; nothing is asked yet.

        Args:
            plan: What it asks.
            rerun_of: Id of the experiment that it repeats.

        Raises:
            UsageError: The plan cannot be carried out, or names an endpoint that is not known.
            BadField: A value does not fit its parameter.
            ArchiveError: It cannot be kept.
        """
        self.refuse_read_only()
        check(plan)
        for settings in differing_settings(plan)[0]:
            self._services.account.endpoint(settings.endpoint_id)
        plan = with_seeds(msgspec.structs.replace(plan, messages=tuple(map(_bare, plan.messages))))
        if not plan.title:
            plan = msgspec.structs.replace(plan, title=title_from(plan.prompt))
        estimator = self._new_estimator(plan)
        estimator.whole()
        plan = msgspec.structs.replace(plan, prices=estimator.prices)
        now_us = self._services.clock()
        head = ExperimentHead(
            new_id(), plan, plan.prompt, created_us=now_us, updated_us=now_us, rerun_of=rerun_of
        )
        await self._services.archive.save_experiment(head)
        experiment = self._adopt(head)
        experiment.stored.begin_empty()
        self.changed.emit(None)
        return experiment

    def _new_estimator(self, plan: Plan) -> Estimator:
        """Return what estimates a plan at the prices of now, not at those of before."""
        return Estimator(msgspec.structs.replace(plan, prices=()), self._services)

    def refuse_read_only(self) -> None:
        """Raise ReadOnly where the archive takes no change: nothing needs to be planned then."""
        reason = self._services.archive.read_only_reason
        if reason is not None:
            raise ReadOnly(
                "An experiment needs an archive that can be written: this one cannot.",
                advice=reason.advice,
                detail=reason.detail,
            )

    async def open(self, experiment_id: str) -> Experiment:
        """Open an experiment, or return it where it is open.

        The heads of its first cells are in memory then, the others come in the background;
        `cell_changed` tells of each.

        Raises:
            UsageError: There is none of that id.
            ArchiveError: It cannot be read.
        """
        known = self._open.get(experiment_id)
        if known is not None:
            return known
        head = await self._services.archive.experiment(experiment_id)
        if head is None:
            raise UsageError("This experiment is not in the archive any more.")
        experiment = Experiment(head, self._services)
        await experiment.stored.read_page()
        # Two callers may have waited for the same one: the first one's stands.
        known = self._open.get(experiment_id)
        if known is not None:
            return known
        self._keep_open(experiment)
        if not experiment.stored.is_complete:
            self._services.tasks.start(f"experiment-heads:{new_id()}", experiment.stored.read_all())
        return experiment

    async def list(self, limit: int, offset: int = 0) -> list[ExperimentHead]:
        """Return experiments, those changed last first; their plans come without messages."""
        return await self._services.archive.experiments(limit=limit, offset=offset)

    async def search(self, query: str, limit: int = 50) -> list[ExperimentHit]:
        """Return experiments whose title, prompt or answers match; as `Searching.experiments`."""
        return await Searching(self._services.archive, self._services.clock).experiments(
            query, limit=limit
        )

    async def rerun(self, experiment: Experiment) -> Experiment:
        """Make an experiment that asks the same again, with the same seeds; nothing runs yet.

        Raises:
            AppError: As `create`.
        """
        return await self.create(experiment.plan, rerun_of=experiment.id)

    async def compare(self, experiment: Experiment, name: str) -> tuple[PlaceChange, ...]:
        """Return a measure of each place in an experiment and in the run that it repeats.

        Args:
            experiment: The later run.
            name: The measure.

        Raises:
            UsageError: It repeats none, or that one is gone.
            ArchiveError: An answer cannot be read.
        """
        if not experiment.head.rerun_of:
            raise UsageError("This experiment repeats no other.", advice="Run it again first.")
        earlier = await self.open(experiment.head.rerun_of)
        found: list[dict[Place, Summary]] = []
        for run in (earlier, experiment):
            await run.stored.read_all()
            await run.measures.finished(name)
            places = (place_at(run.plan, number) for number in range(run.plan.place_count))
            summaries = ((place, run.place_measure(place, name)) for place in places)
            found.append({place: summary for place, summary in summaries if summary})
        return compare(*found)

    async def delete(self, experiment_id: str) -> None:
        """Delete an experiment, with an offer to undo; one that runs is stopped."""
        archive = self._services.archive
        experiment = self._open.pop(experiment_id, None)
        if experiment is not None:
            experiment.stop()
            await experiment.ended()
        await archive.delete_experiment(experiment_id)
        self.changed.emit(None)

        def undo() -> None:
            self._services.tasks.start(f"experiment-undelete:{new_id()}", restore())

        async def restore() -> None:
            await archive.delete_experiment(experiment_id, is_deleted=False)
            self.changed.emit(None)

        self._services.notices.add_undoable("Experiment deleted.", undo)

    async def adopt(self, experiment: Experiment, index: int, session: ChatSession) -> None:
        """Make the answer of a cell a branch of a conversation, and its settings the settings.

        Where the conversation does not have the message that is answered, the whole branch of the
        plan comes with it. It can be undone.

        Args:
            experiment: Whose answer.
            index: The cell.
            session: The conversation that goes on with it.

        Raises:
            UsageError: The cell has not ended, or the conversation is making an answer.
            ArchiveError: The answer cannot be read.
        """
        plan = experiment.plan
        answer = await experiment.stored.whole(index)
        settings = settings_of(plan, cell_at(plan, index))
        await session.complete()
        session.graft(
            plan.messages,
            answer,
            endpoint_id=settings.endpoint_id,
            model=settings.model,
            system_prompt=settings.system_prompt,
            sampling=settings.sampling.unset("seed") if plan.seeds else settings.sampling,
        )

    def _adopt(self, head: ExperimentHead) -> Experiment:
        experiment = Experiment(head, self._services)
        self._keep_open(experiment)
        return experiment

    def _keep_open(self, experiment: Experiment) -> None:
        self._open[experiment.id] = experiment
        state = experiment.state

        def look(_: None) -> None:
            nonlocal state
            if experiment.state is not state:
                state = experiment.state
                self.changed.emit(None)

        experiment.progress_changed.connect(look)


def _bare(message: Message) -> Message:
    """Return what is sent of a message: an experiment keeps no records of other answers."""
    return msgspec.structs.replace(message, record=None, logprobs=())
