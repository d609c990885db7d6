"""Where conversations are kept: folders, tags, the archive, the trash.

A folder is its path, names joined by "/"; a conversation lies in at most one and has any number of
tags. Must not know how they are stored.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.unseen import plain_line

MOST_DEPTH = 8
MOST_NAME = 80
TRASH_DAYS = 30
"""How long a conversation stays in the trash."""
TRASH_US = TRASH_DAYS * 86_400 * 1_000_000


class PlaceKind(StrEnum):
    """What sort of place."""

    ALL = "all"
    """What is neither archived nor in the trash."""
    FOLDER = "folder"
    TAG = "tag"
    ARCHIVE = "archive"
    TRASH = "trash"
    SEARCH = "search"
    """A search that was saved."""


class Place(Struct, frozen=True):
    """One place; `name` is a folder's path, a tag or a search's name, "" for the others."""

    kind: PlaceKind = PlaceKind.ALL
    name: str = ""


class Places(Struct, frozen=True):
    """What places there are, and how many conversations are in each.

    Attributes:
        folders: By path, parents before children; a parent counts what is in its children.
        tags: By name.
        searches: The queries that were saved, by the names given to them.
    """

    folders: dict[str, int]
    tags: dict[str, int]
    archived: int = 0
    trashed: int = 0
    searches: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def is_plain(self) -> bool:
        """Whether nobody has organised anything yet."""
        return not (self.folders or self.tags or self.archived or self.trashed or self.searches)


def holds(place: Place, head: Conversation) -> bool:
    """Return whether a conversation is in a place."""
    if place.kind is PlaceKind.TRASH or head.deleted_us is not None:
        return place.kind is PlaceKind.TRASH and head.deleted_us is not None
    if place.kind is PlaceKind.ARCHIVE or head.archived_us is not None:
        return place.kind is PlaceKind.ARCHIVE and head.archived_us is not None
    if place.kind is PlaceKind.FOLDER:
        return is_within(head.folder, place.name)
    return place.kind is not PlaceKind.TAG or place.name in head.tags


def folder_path(text: str) -> str:
    """Return the path of a folder as it is kept.

    Raises:
        ValueError: It has no name, or too many; the text is a sentence.
    """
    names = [plain_line(name)[:MOST_NAME].strip() for name in text.split("/")]
    names = [name for name in names if name]
    if not names:
        raise ValueError("A folder needs a name.")
    if len(names) > MOST_DEPTH:
        raise ValueError(f"Folders lie at most {MOST_DEPTH} deep.")
    return "/".join(names)


def tag_name(text: str) -> str:
    """Return a tag as it is kept, without a leading "#"; "" where nothing is left of it."""
    return plain_line(text.replace(",", " ")).removeprefix("#")[:MOST_NAME].strip()


def parent_of(path: str) -> str:
    """Return the path of the folder that a folder lies in, "" for none."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """Return the last name of a folder's path."""
    return path.rpartition("/")[2]


def is_within(path: str, folder: str) -> bool:
    """Return whether a path is a folder's own or one inside it."""
    return path == folder or path.startswith(f"{folder}/")


def moved(path: str, old: str, new: str) -> str:
    """Return what a path is called once the folder `old` is called `new`; "" for the top."""
    return f"{new}{path[len(old) :]}".strip("/") if is_within(path, old) else path


def with_parents(counts: dict[str, int], kept: set[str]) -> dict[str, int]:
    """Return all folders with how many conversations are in them and below, parents first.

    Args:
        counts: How many lie in each path itself.
        kept: Folders that are there though nothing may be in them.
    """
    totals: dict[str, int] = dict.fromkeys(kept, 0)
    for path, count in counts.items():
        above = path
        while above:
            totals[above] = totals.get(above, 0) + count
            above = parent_of(above)
    for path in kept:
        above = parent_of(path)
        while above:
            totals.setdefault(above, 0)
            above = parent_of(above)
    return {path: totals[path] for path in sorted(totals, key=_order)}


def _order(path: str) -> list[tuple[str, str]]:
    return [(name.casefold(), name) for name in path.split("/")]
