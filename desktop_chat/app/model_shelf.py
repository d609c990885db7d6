"""Favourite models, those used last, and those that are sampled; kept in the settings."""

from __future__ import annotations

import msgspec

from desktop_chat.core.signal import Signal
from desktop_chat.settings.model_settings import ModelRef, ModelSettings
from desktop_chat.settings.store import SettingsStore

MOST_RECENT = 12


class ModelShelf:
    """Knows models by endpoint and id only: one that vanished stays where it was put."""

    def __init__(self, settings: SettingsStore) -> None:
        self.changed: Signal[None] = Signal()
        self._settings = settings

    def favourites(self, endpoint_id: str) -> tuple[str, ...]:
        """Return the ids of an endpoint's favourites, the first chosen first."""
        return _ids(self._kept.favourites, endpoint_id)

    def recent(self, endpoint_id: str) -> tuple[str, ...]:
        """Return the ids of an endpoint's models in the order of their last use, newest first."""
        return _ids(self._kept.recent, endpoint_id)

    def is_favourite(self, endpoint_id: str, model_id: str) -> bool:
        """Return whether a model is a favourite."""
        return ModelRef(endpoint_id, model_id) in self._kept.favourites

    def set_favourite(self, endpoint_id: str, model_id: str, *, is_favourite: bool) -> None:
        """Make a model a favourite, or make it none.

        Raises:
            Unwritable: It holds until the program ends only.
        """
        model = ModelRef(endpoint_id, model_id)
        others = tuple(each for each in self._kept.favourites if each != model)
        self._keep(
            msgspec.structs.replace(
                self._kept, favourites=(*others, model) if is_favourite else others
            )
        )

    @property
    def sampled(self) -> tuple[ModelRef, ...]:
        """The models whose uptime is sampled while the program runs."""
        return self._kept.sampled

    def set_sampled(self, endpoint_id: str, model_id: str, *, is_sampled: bool) -> None:
        """Have a model's uptime sampled, or no more.

        Raises:
            Unwritable: It holds until the program ends only.
        """
        model = ModelRef(endpoint_id, model_id)
        others = tuple(each for each in self._kept.sampled if each != model)
        sampled = (*others, model) if is_sampled else others
        self._keep(msgspec.structs.replace(self._kept, sampled=sampled))

    def note_use(self, endpoint_id: str, model_id: str) -> None:
        """Put a model at the head of those used last.

        Raises:
            Unwritable: It holds until the program ends only.
        """
        model = ModelRef(endpoint_id, model_id)
        if not model_id or self._kept.recent[:1] == (model,):
            return
        others = tuple(each for each in self._kept.recent if each != model)
        recent = (model, *others)[:MOST_RECENT]
        self._keep(msgspec.structs.replace(self._kept, recent=recent))

    @property
    def _kept(self) -> ModelSettings:
        return self._settings.settings.models

    def _keep(self, models: ModelSettings) -> None:
        try:
            self._settings.update(msgspec.structs.replace(self._settings.settings, models=models))
        finally:
            self.changed.emit(None)


def _ids(models: tuple[ModelRef, ...], endpoint_id: str) -> tuple[str, ...]:
    return tuple(each.model_id for each in models if each.endpoint_id == endpoint_id)
