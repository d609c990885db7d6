"""The ended cells of one experiment: heads of all, answers of those that were wanted last.

Owns what is in memory and how the rest is read. Must not know how cells are run.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence

from desktop_chat.app.tasks import Tasks
from desktop_chat.archive import Archive
from desktop_chat.core.conversation import snippet_from
from desktop_chat.core.experiment import CellHead, CellState, Plan
from desktop_chat.core.ids import new_id
from desktop_chat.core.measures.choice import equal_answers
from desktop_chat.core.measures.registry import answer_values
from desktop_chat.core.measures.words import digest
from desktop_chat.core.message import Message
from desktop_chat.errors import Offline, UsageError

FIRST_PAGE = 100
"""Cells whose heads are read before an experiment is shown."""
STEP = 500
READ_AT_ONCE = 100
IN_MEMORY = 500
"""How many answers stay in memory."""
_RETRY = "Check the network and the endpoint's address, then retry the failed requests."


class ExperimentCells:
    """The cells of one experiment that have ended.

    Args:
        experiment_id: Which experiment.
        plan: What it asks.
        archive: Has what is not in memory.
        tasks: Run what is read.
        on_change: Told the index of a cell that came into memory.
    """

    def __init__(
        self,
        experiment_id: str,
        plan: Plan,
        archive: Archive,
        tasks: Tasks,
        on_change: Callable[[int], None],
    ) -> None:
        self._id = experiment_id
        self._count = plan.cell_count
        self._archive = archive
        self._tasks = tasks
        self._on_change = on_change
        self.revision = 0
        """Grows with every head that is new."""
        self._heads: dict[int, CellHead] = {}
        self._groups: tuple[tuple[int, ...], ...] = ()
        self._grouped = 0
        self._read_to = 0
        self._answers: OrderedDict[int, Message] = OrderedDict()
        self._unsaved: dict[int, Message] = {}
        self._wanted: set[int] = set()

    @property
    def is_complete(self) -> bool:
        """Whether the head of every ended cell is in memory."""
        return self._read_to >= self._count

    @property
    def unsaved(self) -> tuple[int, ...]:
        """The ended cells that the archive has not taken."""
        return tuple(self._unsaved)

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The cells whose answers are equal, those with more answers first; single ones too."""
        if self._grouped != self.revision:
            self._groups, self._grouped = equal_answers(self._heads.values()), self.revision
        return self._groups

    def __iter__(self) -> Iterator[CellHead]:
        """Give the heads in memory, in no order."""
        return iter(self._heads.values())

    def begin_empty(self) -> None:
        """Know that the archive has no cell of a new experiment."""
        self._read_to = self._count

    def head(self, index: int) -> CellHead | None:
        """Return the head of a cell, None where it has not ended or was not read yet."""
        return self._heads.get(index)

    def answer(self, index: int) -> Message | None:
        """Return an answer that is in memory; `want` brings others."""
        found = self._unsaved.get(index) or self._answers.get(index)
        if index in self._answers:
            self._answers.move_to_end(index)
        return found

    def put(self, head: CellHead, answer: Message, *, is_saved: bool) -> None:
        """Note an ended cell; one that the archive has not taken stays in memory."""
        self._heads[head.cell_index] = head
        self.revision += 1
        if is_saved:
            self._unsaved.pop(head.cell_index, None)
            self._remember(head.cell_index, answer)
        else:
            self._unsaved[head.cell_index] = answer

    def not_ended(self, *, with_failed: bool) -> list[int]:
        """Return the cells to run: those that have not ended or were stopped, failed ones too."""
        again = (CellState.STOPPED, CellState.FAILED) if with_failed else (CellState.STOPPED,)
        return [
            index
            for index in range(self._count)
            if (head := self._heads.get(index)) is None or head.state in again
        ]

    def unreached(self) -> Offline | None:
        """Return that cells failed as their endpoint cannot be reached, None where none did."""
        failures = [head.failure for head in self if head.state is CellState.FAILED]
        found = [each for each in failures if each and each.kind == Offline.__name__]
        if not found:
            return None
        first = found[0]
        # A proxy's failure has an advice of its own.
        is_usual = first.advice in ("", Offline.default_advice)
        count = "1 request" if len(found) == 1 else f"{len(found)} requests"
        return Offline(f"{count} failed: {first.text}", advice=_RETRY if is_usual else first.advice)

    async def read_page(self) -> None:
        """Read the first heads."""
        await self._read_heads(FIRST_PAGE)

    async def read_all(self) -> None:
        """Read the heads of all cells in steps; raises ArchiveError."""
        while not self.is_complete:
            await self._read_heads(STEP)

    def want(self, indices: Iterable[int]) -> None:
        """Have answers come into memory; `on_change` tells of each."""
        missing = [
            index
            for index in indices
            if index in self._heads and index not in self._wanted and self.answer(index) is None
        ]
        if missing:
            self._wanted.update(missing)
            self._tasks.start(f"experiment-read:{new_id()}", self._read_wanted(missing))

    async def answers(self, indices: Sequence[int]) -> dict[int, Message]:
        """Return answers by index, read where they are not in memory; raises ArchiveError."""
        found = {index: answer for index in indices if (answer := self.answer(index)) is not None}
        missing = [index for index in indices if index in self._heads and index not in found]
        for start in range(0, len(missing), READ_AT_ONCE):
            part = missing[start : start + READ_AT_ONCE]
            found |= await self._archive.cell_answers(self._id, part)
        return found

    async def whole(self, index: int) -> Message:
        """Return an answer with its exact request, its tokens' probabilities and its timings.

        Raises:
            UsageError: The cell has not ended.
            ArchiveError: It cannot be read.
        """
        answer = self._unsaved.get(index) or await self._archive.whole_cell_answer(self._id, index)
        if answer is None:
            raise UsageError("This answer has not ended yet.", advice="Wait for it.")
        return answer

    async def _read_heads(self, count: int) -> None:
        first, last = self._read_to, min(self._read_to + count, self._count)
        heads = await self._archive.cell_heads(self._id, first, last)
        self._read_to = max(self._read_to, last)
        for head in heads:
            # What ended meanwhile is newer.
            if head.cell_index not in self._heads:
                self._heads[head.cell_index] = head
                self.revision += 1
                self._on_change(head.cell_index)

    async def _read_wanted(self, indices: list[int]) -> None:
        try:
            for index, answer in (await self.answers(indices)).items():
                self._remember(index, answer)
                self._on_change(index)
        finally:
            self._wanted.difference_update(indices)

    def _remember(self, index: int, answer: Message) -> None:
        self._answers[index] = answer
        self._answers.move_to_end(index)
        while len(self._answers) > IN_MEMORY:
            self._answers.popitem(last=False)


def head_of(index: int, state: CellState, answer: Message, plan: Plan) -> CellHead:
    """Return the head of a cell that has ended with an answer."""
    record = answer.record
    usage = record.usage if record else None
    is_done = state is CellState.DONE
    return CellHead(
        index,
        state,
        answer_values(answer, plan) if is_done else {},
        digest(answer.text) if is_done else "",
        snippet_from(answer.text),
        usage.cost_usd if usage else None,
        record.failure if record else None,
    )
