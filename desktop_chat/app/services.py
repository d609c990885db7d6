"""What every use case is built from, passed as one value; bootstrap makes it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_chat.app.account import Account
from desktop_chat.app.catalog import ModelCatalog
from desktop_chat.app.keeping import Keeper
from desktop_chat.app.key_states import KeyStates
from desktop_chat.app.model_library import ModelLibrary
from desktop_chat.app.model_shelf import ModelShelf
from desktop_chat.app.notices import Notices
from desktop_chat.app.presets import Presets
from desktop_chat.app.settling import Settling
from desktop_chat.app.spending import Spending
from desktop_chat.app.tasks import Tasks
from desktop_chat.app.transports import Transports
from desktop_chat.app.uptime_sampling import UptimeSampling
from desktop_chat.archive import Archive
from desktop_chat.core.clock import Clock, utc_now_us
from desktop_chat.settings.presets import PresetStore
from desktop_chat.settings.secrets import KeyStore
from desktop_chat.settings.store import SettingsStore


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the running program below the windows."""

    archive: Archive
    keeper: Keeper
    settings: SettingsStore
    presets: Presets
    spending: Spending
    settling: Settling
    account: Account
    key_states: KeyStates
    catalog: ModelCatalog
    models: ModelLibrary
    shelf: ModelShelf
    uptime: UptimeSampling
    transports: Transports
    keys: KeyStore
    tasks: Tasks
    notices: Notices
    clock: Clock

    @classmethod
    def over(
        cls,
        archive: Archive,
        settings: SettingsStore,
        presets: PresetStore,
        transports: Transports,
        keys: KeyStore,
        notices: Notices,
        tasks: Tasks,
        clock: Clock = utc_now_us,
    ) -> Services:
        """Return the services over what the lower floors opened; who opened it closes it."""
        account = Account(settings, keys, transports)
        keeper = Keeper(archive, notices)
        spending = Spending(archive, keeper, settings, clock)
        models, shelf = ModelLibrary(archive, account, transports, clock), ModelShelf(settings)
        return cls(
            archive=archive,
            keeper=keeper,
            settings=settings,
            presets=Presets(presets, notices),
            spending=spending,
            settling=Settling(archive, keeper, account, transports, spending, clock),
            account=account,
            key_states=KeyStates(archive, account, transports, settings, notices, clock),
            catalog=ModelCatalog(archive, account, transports, clock),
            models=models,
            shelf=shelf,
            uptime=UptimeSampling(archive, account, models, shelf),
            transports=transports,
            keys=keys,
            tasks=tasks,
            notices=notices,
            clock=clock,
        )
