"""A session's branch as a source of rows, which come from the archive when they are asked for.

Owns what is told when the branch changes, and what is being read. Must not know views.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from desktop_chat.app.message_store import MessageStore
from desktop_chat.app.row_source import BATCH, RowText, Weight
from desktop_chat.app.rows import TurnRow, stub_row, unread_row
from desktop_chat.app.tasks import Tasks
from desktop_chat.core.branch_path import BranchPath
from desktop_chat.core.ids import created_us, new_id
from desktop_chat.core.message import Message
from desktop_chat.core.signal import Signal
from desktop_chat.core.skeleton import Skeleton
from desktop_chat.errors import ArchiveError


class SessionRows:
    """The rows of one session; see `RowSource`.

    Args:
        store: Has the messages.
        row_of: Makes the row of a message as it stands.
        tasks: Run what is read.
    """

    def __init__(
        self, store: MessageStore, row_of: Callable[[Message], TurnRow], tasks: Tasks
    ) -> None:
        self.changed: Signal[int] = Signal()
        self.grown: Signal[int] = Signal()
        self.loaded: Signal[range] = Signal()
        self._store = store
        self._row_of = row_of
        self._tasks = tasks
        self._wanted: set[str] = set()
        self._failed: dict[str, ArchiveError] = {}
        self._skeleton = store.skeleton
        self._path = store.skeleton.path
        store.grown.connect(self._grow)

    def __len__(self) -> int:
        return len(self._path)

    def row(self, index: int) -> TurnRow | None:
        """Return a row that is in memory, None for one that is not."""
        message_id = self._id(index)
        message = self._store.get(message_id)
        if message is not None:
            return self._row_of(message)
        error = self._failed.get(message_id)
        return None if error is None else unread_row(self.stub(index), error)

    def stub(self, index: int) -> TurnRow:
        """Return what is known of a row at any time."""
        message_id = self._id(index)
        role = self._skeleton.role_of(self._path[index])
        return stub_row(message_id, role, created_us(message_id))

    def index_of(self, message_id: str) -> int:
        """Return the number of a message's row, -1 where the branch does not hold it."""
        return self._path.position_of(self._skeleton.node_of(message_id))

    def weight(self, first: int, last: int) -> Weight:
        """Return the weight of the rows from `first` to before `last`."""
        return Weight(*self._skeleton.weight(first, last))

    def want(self, first: int, last: int) -> None:
        """Have the rows from `first` to before `last` come into memory; `loaded` tells when."""
        wanted = [
            message_id
            for message_id in (self._id(n) for n in range(max(0, first), min(last, len(self))))
            if message_id not in self._wanted
            and message_id not in self._failed
            and self._store.get(message_id) is None
        ]
        for start in range(0, len(wanted), BATCH):
            ids = wanted[start : start + BATCH]
            self._wanted.update(ids)
            self._tasks.start(f"rows:{new_id()}", self._load(ids))

    def try_again(self, message_id: str) -> None:
        """Have a message read once more that could not be read."""
        failed, self._failed = self._failed, {}
        for found in failed:
            index = self.index_of(found)
            if index >= 0:
                self.want(index, index + 1)
        index = self.index_of(message_id)
        if index >= 0:
            self.loaded.emit(range(index, index + 1))

    async def read(
        self, first: int = 0, last: int | None = None
    ) -> AsyncIterator[Sequence[TurnRow]]:
        """Give rows in their order, at most BATCH at a time; raises ArchiveError."""
        async for _, ids in self._batches(first, last):
            yield [self._row_of(message) for message in await self._store.read(ids)]

    async def texts(
        self, first: int = 0, last: int | None = None
    ) -> AsyncIterator[Sequence[RowText]]:
        """Give what the rows say, at most BATCH at a time; raises ArchiveError."""
        async for index, ids in self._batches(first, last):
            skeleton = self._skeleton
            known = [(message_id, self._store.get(message_id)) for message_id in ids]
            missing = [message_id for message_id, message in known if message is None]
            said = await self._store.texts(missing)
            yield [
                RowText(
                    index + n,
                    message_id,
                    skeleton.role_of(skeleton.node_of(message_id)),
                    said.get(message_id, "") if message is None else self._row_of(message).text,
                )
                for n, (message_id, message) in enumerate(known)
                if message_id in skeleton
            ]

    def refresh(self) -> None:
        """Take over the branch as it is now."""
        before, self._path = self._path, self._store.skeleton.path
        is_same_shape = self._skeleton is self._store.skeleton
        self._skeleton = self._store.skeleton
        self.changed.emit(self._path.shared_with(before) if is_same_shape else 0)

    def _grow(self, above: int) -> None:
        if above == 0:
            self.refresh()
            return
        self._skeleton, self._path = self._store.skeleton, self._store.skeleton.path
        self.grown.emit(above)

    def _id(self, index: int) -> str:
        return self._skeleton.id_of(self._path[index])

    async def _batches(self, first: int, last: int | None) -> AsyncIterator[tuple[int, list[str]]]:
        """Give the ids of rows, each batch with the number of its first, as they are now."""
        before = len(self)
        await self._store.complete()
        skeleton, path = self._skeleton, self._path
        above = len(path) - before
        # Before all was known, the first row was not the first.
        start = first + above if first else 0
        stop = len(path) if last is None else last + above
        for number in range(start, stop, BATCH):
            yield number, _ids(skeleton, path, number, min(number + BATCH, stop))

    async def _load(self, ids: Sequence[str]) -> None:
        try:
            await self._store.load(ids)
        except ArchiveError as error:
            unread = (message_id for message_id in ids if self._store.get(message_id) is None)
            self._failed.update(dict.fromkeys(unread, error))
        finally:
            self._wanted.difference_update(ids)
        numbers = sorted(number for number in map(self.index_of, ids) if number >= 0)
        if numbers:
            self.loaded.emit(range(numbers[0], numbers[-1] + 1))


def _ids(skeleton: Skeleton, path: BranchPath, first: int, last: int) -> list[str]:
    return [skeleton.id_of(path[n]) for n in range(first, last)]
