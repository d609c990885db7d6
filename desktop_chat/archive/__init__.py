"""The SQLite archive on its own thread."""

from __future__ import annotations

from desktop_chat.archive.archive import Archive
from desktop_chat.archive.checking import CheckReport
from desktop_chat.archive.experiment_search import ExperimentHit
from desktop_chat.archive.imports import ImportHead, Undone
from desktop_chat.archive.merging import Merge
from desktop_chat.archive.outline import TAIL, Opening
from desktop_chat.archive.search import Order, SearchHit, SearchPage

__all__ = [
    "TAIL",
    "Archive",
    "CheckReport",
    "ExperimentHit",
    "ImportHead",
    "Merge",
    "Opening",
    "Order",
    "SearchHit",
    "SearchPage",
    "Undone",
]
