"""The archive as the rest of the program sees it: core values in and out, every call awaited.

Owns the threads and the transactions. One thread writes, one reads beside it, so that reading never
waits for a long write. What each call does stands in the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from desktop_chat.archive import (
    arrivals,
    cache,
    conversations,
    experiments,
    ledger,
    messages,
    outline,
    requests,
    token_probabilities,
)
from desktop_chat.archive.checking import CheckReport, full_check
from desktop_chat.archive.database import Database
from desktop_chat.archive.encryption import Encryption
from desktop_chat.archive.imports import Imports
from desktop_chat.archive.kept_backups import KeptBackups
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.archive.measures import KeptMeasures
from desktop_chat.archive.opening import OpenFile, open_backup, open_beside, open_empty, open_file
from desktop_chat.archive.outline import Opening
from desktop_chat.archive.places import KeptPlaces
from desktop_chat.archive.searches import Searches
from desktop_chat.archive.thread import WorkThread, aside
from desktop_chat.archive.usage_sums import UsageSums
from desktop_chat.core.arrivals import Arrival
from desktop_chat.core.clock import Clock, utc_now_us
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.experiment import CellHead, ExperimentHead
from desktop_chat.core.message import Message
from desktop_chat.core.skeleton import Skeleton
from desktop_chat.core.spending import Spent, SpentOf, SpentSum
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.core.usage import UsageTotals
from desktop_chat.errors import ArchiveError, ReadOnly

T = TypeVar("T")


class Archive:
    """Conversations and their messages in one SQLite file, open for this process alone.

    Made by `open`. Every method raises ArchiveError when the file fails it; nothing that was saved
    before is lost then, and the same call may be tried again. Calls that write raise
    `read_only_reason` where the archive cannot be written, and are carried out even when cancelled.
    """

    def __init__(
        self, path: Path, file: OpenFile, clock: Clock, writer: WorkThread, reader: WorkThread
    ) -> None:
        self.path = path
        self._file = file
        self._clock = clock
        self._writer = writer
        self._reader = reader

    @classmethod
    async def open(
        cls,
        path: Path,
        key: ArchiveKey | None = None,
        *,
        clock: Clock = utc_now_us,
        on_progress: Callable[[float], bool] = lambda _: True,
    ) -> Archive:
        """Open the archive at a path, and make it, with its folder, where there is none.

        Raises what `opening.open_file` raises, and calls its `on_progress` on another thread.
        """
        return await cls._open(path, lambda: open_file(path, clock, key, on_progress), clock)

    @classmethod
    async def open_beside(cls, path: Path, key: ArchiveKey | None = None) -> Archive:
        """Open the archive to read it while another process has it open; raises as `open`."""
        return await cls._open(path, lambda: open_beside(path, key), utc_now_us)

    @classmethod
    async def open_backup(cls, path: Path, key: ArchiveKey | None = None) -> Archive:
        """Open a copy of a backup to read; raises ArchiveError where it cannot be read."""
        return await cls._open(path, lambda: open_backup(path, key), utc_now_us)

    @classmethod
    async def open_empty(cls, path: Path, reason: ArchiveError) -> Archive:
        """Open an archive with nothing in it in the place of one that can be neither read nor made.

        Args:
            path: Where the archive would be.
            reason: Why nothing can be written.

        Raises:
            ArchiveError: There is no room even for temporary files; it is the reason given.
        """
        return await cls._open(path, lambda: open_empty(reason), utc_now_us)

    @classmethod
    async def _open(cls, path: Path, opening: Callable[[], OpenFile], clock: Clock) -> Archive:
        writer, reader = WorkThread("archive-writer"), WorkThread("archive-reader")
        try:
            file = await writer.run(opening)
        except BaseException:
            await writer.close()
            await reader.close()
            raise
        return cls(path, file, clock, writer, reader)

    async def close(self) -> None:
        """Finish what was asked for and close the file; nothing may be asked for afterwards."""
        await self._reader.close()
        try:
            await self._writer.run(self._file.close)
        finally:
            await self._writer.close()

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._file.read_only_reason is not None

    @property
    def read_only_reason(self) -> ArchiveError | None:
        """Why nothing can be written, None where it can."""
        return self._file.read_only_reason

    @property
    def recovered(self) -> tuple[str, ...]:
        """Ids of the messages that the last end of the program interrupted, marked so now."""
        return self._file.recovered

    @property
    def imports(self) -> Imports:
        """What was brought in from elsewhere."""
        return Imports(self._read, self._write)

    @property
    def places(self) -> KeptPlaces:
        """Folders, tags, the archive and the trash."""
        return KeptPlaces(self._read, self._write)

    @property
    def backups(self) -> KeptBackups:
        """Writing backups, and putting them back."""
        return KeptBackups(self.path, self._file, self._writer, self._reader)

    @property
    def encryption(self) -> Encryption:
        """What the archive is encrypted with."""
        return Encryption(self.path, self._file, self._writer, self._reader)

    @property
    def searches(self) -> Searches:
        """Finding messages, titles and experiments."""
        return Searches(self._read)

    @property
    def usage(self) -> UsageSums:
        """The ledger put together."""
        return UsageSums(self._read)

    @property
    def measures(self) -> KeptMeasures:
        """What answers measured."""
        return KeptMeasures(self._read)

    # Conversations and their messages ----------------------------------------------------------

    async def conversations(self, *, limit: int, offset: int = 0) -> list[Conversation]:
        """Return conversations, the pinned first, then those changed last.

        None from the trash, and none that is archived.
        """
        return await self._read(lambda d: conversations.page(d, limit, offset))

    async def conversation(self, conversation_id: str) -> Conversation | None:
        """Return a conversation, one in the trash too; None where there is none of that id."""
        return await self._read(lambda d: conversations.load(d, conversation_id))

    async def save_conversation(self, conversation: Conversation) -> None:
        """Add a conversation, or put a newer value in its place.

        A loss of power may take it back, until a message is saved durably after it.
        """
        await self._write(lambda d: conversations.save(d, conversation), is_durable=False)

    async def messages(self, conversation_id: str) -> list[Message]:
        """Return a conversation's messages in their order, every parent before its children.

        Their records come without request bodies, which `request_body` gives one by one.
        """
        return await self._read(lambda d: messages.load(d, conversation_id))

    async def opening(self, conversation_id: str, leaf_id: str | None) -> Opening:
        """Return what a conversation is opened with: a short one whole, a long one's end.

        Args:
            conversation_id: Which conversation.
            leaf_id: The end of the branch that was shown.
        """
        return await self._read(lambda d: outline.opening(d, conversation_id, leaf_id))

    async def skeleton(self, conversation_id: str, leaf_id: str | None = None) -> Skeleton:
        """Return the shape of a conversation; whatever else is asked for meanwhile comes between.

        It shows the branch to `leaf_id`, or the newest where that is not there.
        """
        reader = outline.SkeletonReader(conversation_id, leaf_id)
        while not await self._read(reader.read):
            pass
        return reader.skeleton

    async def messages_by_id(self, conversation_id: str, ids: Sequence[str]) -> dict[str, Message]:
        """Return messages by ids, of a conversation or "" for any, deleted ones too, as `messages`.

        Those that are not there are left out. At most some hundred ids.
        """
        return await self._read(lambda d: outline.by_ids(d, conversation_id, ids))

    async def texts_by_id(self, ids: Sequence[str]) -> dict[str, str]:
        """Return what messages say, their text or refusal; as `messages_by_id`."""
        return await self._read(lambda d: outline.texts_by_ids(d, ids))

    async def usage_totals(self, conversation_id: str, left_out: Sequence[str]) -> UsageTotals:
        """Return what a conversation has consumed on all branches, but for some messages."""
        reader = outline.UsageReader(conversation_id, left_out)
        while not await self._read(reader.read):
            pass
        return reader.totals

    async def request_body(self, message_id: str, *, limit: int | None = None) -> str:
        """Return the exact request body that a message answers, "" where none is stored.

        Args:
            message_id: Which message.
            limit: A body of about as many bytes, or more, is not put together: "" stands for it.

        Raises:
            Corrupt: It cannot be put together any more; the message itself can still be read.
        """
        return await self._read(lambda d: requests.load(d, message_id, limit))

    async def token_probabilities(self, message_id: str) -> tuple[TokenProbability, ...]:
        """Return how likely the tokens of a message were, () where none are kept.

        Their own logarithms are off by at most 2^-24 of their values, their alternatives' by 2^-10.

        Raises:
            Corrupt: They are damaged; the message itself can still be read.
        """
        return await self._read(lambda d: token_probabilities.load(d, message_id))

    async def arrivals(self, message_id: str) -> tuple[Arrival, ...]:
        """Return when the pieces of a message arrived, () where that is not kept.

        Raises:
            Corrupt: It is damaged; the message itself can still be read.
        """
        return await self._read(lambda d: arrivals.load(d, message_id))

    async def save_message(self, message: Message, spent: Sequence[Spent] = ()) -> None:
        """Add a message, or put a newer value in its place, which its stream log is folded into.

        An empty request body leaves the one that is stored, and so do no tokens where it has some.
        What its requests cost is kept with it, in the same transaction. A loss
        of power cannot take a finished message back; one that is still streaming it may, until the
        next finished one is saved.

        Raises:
            ArchiveError: Its conversation is not in the archive.
        """
        save = ledger.beside(lambda d: messages.save(d, message), spent)
        await self._write(save, is_durable=message.state.is_final)

    async def append_stream(
        self,
        message_id: str,
        text: str,
        reasoning: str,
        tokens: Sequence[TokenProbability] = (),
    ) -> None:
        """Append to the log of a running answer what has arrived since the last time.

        It survives the end of the program; a loss of power may take the last pieces back.

        Raises:
            ArchiveError: The message is not in the archive, or is not streaming.
        """
        await self._write(
            lambda d: messages.append_stream(d, message_id, text, reasoning, tokens),
            is_durable=False,
        )

    async def delete_messages(self, ids: Sequence[str]) -> None:
        """Mark messages as deleted: they are neither listed nor found until they are restored."""
        await self._write(lambda d: messages.delete(d, ids, self._clock()))

    async def restore_messages(self, ids: Sequence[str]) -> None:
        """Take the mark of deletion from messages."""
        await self._write(lambda d: messages.restore(d, ids))

    # Experiments and spending ------------------------------------------------------------------

    async def experiments(self, *, limit: int, offset: int = 0) -> list[ExperimentHead]:
        """Return experiments, those changed last first; their plans come without messages."""
        return await self._read(lambda d: experiments.page(d, limit, offset))

    async def experiment(self, experiment_id: str) -> ExperimentHead | None:
        """Return an experiment, a deleted one too; None where there is none of that id."""
        return await self._read(lambda d: experiments.load(d, experiment_id))

    async def save_experiment(self, head: ExperimentHead) -> None:
        """Add an experiment, or change its state and its cap; what it asks stays as it was."""
        await self._write(lambda d: experiments.save(d, head))

    async def save_cell(
        self, experiment: ExperimentHead, head: CellHead, answer: Message, *spent: Spent
    ) -> None:
        """Keep an ended cell with the experiment's progress; no loss of power takes it back.

        Raises:
            ArchiveError: The experiment is not in the archive.
        """
        save = ledger.beside(lambda d: experiments.save_cell(d, experiment, head, answer), spent)
        await self._write(save)

    async def cell_heads(self, experiment_id: str, first: int, last: int) -> tuple[CellHead, ...]:
        """Return the ended cells from `first` to before `last` without texts, by their index."""
        return await self._read(lambda d: experiments.cell_heads(d, experiment_id, first, last))

    async def cell_answers(self, experiment_id: str, indices: Sequence[int]) -> dict[int, Message]:
        """Return the answers of cells by index, as `messages` does; at most some hundred."""
        return await self._read(lambda d: experiments.answers(d, experiment_id, indices))

    async def whole_cell_answer(self, experiment_id: str, index: int) -> Message | None:
        """Return an answer with its request body, probabilities and timings; None for none.

        Raises:
            Corrupt: One of those cannot be read any more.
        """
        return await self._read(lambda d: experiments.whole_answer(d, experiment_id, index))

    async def delete_experiment(self, experiment_id: str, *, is_deleted: bool = True) -> None:
        """Mark an experiment as deleted, or take the mark off again."""
        now_us = self._clock() if is_deleted else None
        await self._write(lambda d: experiments.delete(d, experiment_id, now_us))

    async def save_spent(self, *spent: Spent) -> None:
        """Add rows to the ledger, or put newer values in their places."""
        await self._write(lambda d: ledger.save(d, spent))

    async def spent_total(self, of: SpentOf) -> SpentSum:
        """Return what requests cost together."""
        return await self._read(lambda d: ledger.total(d, of))

    async def spent_rows(self, *, since_us: int = 0, newest: int | None = None) -> list[Spent]:
        """Return rows of the ledger in their order, all since a time or so many at most."""
        return await self._read(lambda d: ledger.rows(d, since_us=since_us, newest=newest))

    # Everything --------------------------------------------------------------------------------

    async def conversation_count(self) -> int:
        """Return how many conversations there are outside the trash."""
        return await self._read(conversations.count)

    async def check(self) -> CheckReport:
        """Check the whole file and the checksum of every row; changes nothing, takes seconds."""
        return await aside(lambda: full_check(self._file.path, self._file.key))

    async def cache_put(self, name: str, content: bytes, fetched_us: int) -> None:
        """Keep bytes that can be fetched again under a name, in place of what was there."""
        await self._write(lambda d: cache.put(d, name, content, fetched_us), is_durable=False)

    async def cache_get(self, name: str) -> tuple[bytes, int] | None:
        """Return the bytes of a name and when they were fetched, None where there are none."""
        return await self._read(lambda d: cache.get(d, name))

    async def _read(self, work: Callable[[Database], T]) -> T:
        return await self._reader.run(lambda: work(self._file.reading))

    async def _write(self, work: Callable[[Database], T], *, is_durable: bool = True) -> T:
        database = self._file.writing
        if database is None:
            raise self._file.read_only_reason or ReadOnly("The archive cannot be written.")

        def write() -> T:
            with database.transaction(is_durable=is_durable):
                return work(database)

        return await self._writer.run(write)
