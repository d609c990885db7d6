"""What every use case is built from, passed as one value; bootstrap makes it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_chat.app.account import Account
from desktop_chat.app.catalog import ModelCatalog
from desktop_chat.app.keeping import Keeper
from desktop_chat.app.notices import Notices
from desktop_chat.app.tasks import Tasks
from desktop_chat.app.transports import Transports
from desktop_chat.archive import Archive
from desktop_chat.core.clock import Clock
from desktop_chat.settings.store import SettingsStore


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the running program below the windows."""

    archive: Archive
    keeper: Keeper
    settings: SettingsStore
    account: Account
    catalog: ModelCatalog
    transports: Transports
    tasks: Tasks
    notices: Notices
    clock: Clock
