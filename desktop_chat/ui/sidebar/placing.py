"""What the sidebar asks to be done with conversations and their places, and what is dragged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import msgspec
from PySide6.QtCore import QMimeData

from desktop_chat.core.places import Place, PlaceKind

CONVERSATIONS_TYPE = "application/x-desktop-chat-conversations"
FOLDER_TYPE = "application/x-desktop-chat-folder"


class Act(Enum):
    """What is to be done."""

    MOVE = auto()
    """Into the folder of that path, "" out of any."""
    MOVE_TO_NEW = auto()
    """Into a folder that is asked for."""
    TAG = auto()
    UNTAG = auto()
    TAG_NEW = auto()
    """With a tag that is asked for."""
    ARCHIVE = auto()
    UNARCHIVE = auto()
    TRASH = auto()
    RESTORE = auto()
    DELETE = auto()
    """For good."""
    PIN = auto()
    UNPIN = auto()
    DUPLICATE = auto()
    NEW_FOLDER = auto()
    """Inside the folder of that path."""
    RENAME_FOLDER = auto()
    MOVE_FOLDER = auto()
    """The folder whose path is the only id, into that of the value."""
    REMOVE_FOLDER = auto()
    REMOVE_TAG = auto()
    """From all conversations that have it."""
    EMPTY_TRASH = auto()
    SAVE_SEARCH = auto()
    """The query of the value, under a name that is asked for."""
    REMOVE_SEARCH = auto()
    """The one of that name."""


@dataclass(frozen=True, slots=True)
class Placing:
    """One act.

    Attributes:
        ids: Of the conversations it is about.
        value: A folder's path or a tag, where the act needs one.
    """

    act: Act
    ids: tuple[str, ...] = ()
    value: str = ""


def conversations_dragged(ids: Sequence[str]) -> QMimeData:
    """Return what is dragged with conversations."""
    data = QMimeData()
    data.setData(CONVERSATIONS_TYPE, msgspec.json.encode(list(ids)))
    return data


def folder_dragged(path: str) -> QMimeData:
    """Return what is dragged with a folder."""
    data = QMimeData()
    data.setData(FOLDER_TYPE, path.encode())
    return data


def placing_of(data: QMimeData, place: Place) -> Placing | None:
    """Return what a drop on a place asks for, None where it makes no sense there."""
    if data.hasFormat(CONVERSATIONS_TYPE):
        ids = tuple(msgspec.json.decode(data.data(CONVERSATIONS_TYPE).data(), type=list[str]))
        act = {
            PlaceKind.ALL: Act.MOVE,
            PlaceKind.FOLDER: Act.MOVE,
            PlaceKind.TAG: Act.TAG,
            PlaceKind.ARCHIVE: Act.ARCHIVE,
            PlaceKind.TRASH: Act.TRASH,
        }.get(place.kind)
        return None if act is None else Placing(act, ids, place.name)
    if data.hasFormat(FOLDER_TYPE) and place.kind in (PlaceKind.ALL, PlaceKind.FOLDER):
        path = bytes(data.data(FOLDER_TYPE).data()).decode()
        if path != place.name and not place.name.startswith(f"{path}/"):
            return Placing(Act.MOVE_FOLDER, (path,), place.name)
    return None
