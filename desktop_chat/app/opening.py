"""What a program wants opened below it, and what it gets: the contract with the composition root.

Must not know how anything is built.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window is on screen before any of this is loaded
    from desktop_chat.app.conversation_library import Library
    from desktop_chat.app.experiments import Experiments
    from desktop_chat.app.notices import Notice
    from desktop_chat.app.services import Services
    from desktop_chat.archive.keys import ArchiveKey


@dataclass(frozen=True, slots=True)
class Opened:
    """The running program below the windows.

    Attributes:
        remarks: What was found wrong while it was opened, such as a file that had to be kept aside.
    """

    services: Services
    conversations: Library
    experiments: Experiments
    remarks: tuple[Notice, ...] = ()


class Archiving(Enum):
    """What a program does with the archive."""

    WRITE = "write"
    WRITE_IF_FREE = "write unless another program has it open"
    READ = "read, also beside another program"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a program needs opened.

    Attributes:
        profile: The folder of settings and archive, None for the user's own.
        backup: A backup that is read in the place of the archive, None for none.
        key: What opens the archive where it is encrypted, None for what the keyring remembers.
        asks_keyring: Whether the keyring is asked at all.
        on_progress: Told, on another thread, which share is done while an older archive is brought
            up to date; False ends it.
    """

    profile: Path | None = None
    archiving: Archiving = Archiving.WRITE
    is_debug: bool = False
    backup: Path | None = None
    key: ArchiveKey | None = None
    asks_keyring: bool = True
    on_progress: Callable[[float], bool] = lambda _: True


Open = Callable[[Wanted], AbstractAsyncContextManager[Opened]]
