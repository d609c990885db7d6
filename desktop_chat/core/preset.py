"""A preset: parameters, and perhaps a system prompt, that are kept under a name of their own.

It knows neither where presets are kept nor which conversation uses one.
"""

from __future__ import annotations

from msgspec import Struct, field

from desktop_chat.core.sampling import Sampling


class Preset(Struct, frozen=True, omit_defaults=True):
    """One preset; its place in the list is its order.

    Attributes:
        id: UUIDv7; conversations name it, so that a new name changes nothing for them.
        name: One line, as it stands in lists and in the records of answers.
        sampling: Only what the preset sets.
        system_prompt: "" where it brings none.
        model: Id of the one model it is for, "" for all models.
    """

    id: str
    name: str
    sampling: Sampling = field(default_factory=Sampling)
    system_prompt: str = ""
    model: str = ""

    def is_for(self, model: str) -> bool:
        """Return whether the preset is offered for a model."""
        return self.model in ("", model)
