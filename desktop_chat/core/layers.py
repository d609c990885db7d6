"""Where each parameter's value comes from: the layers that lie over each other, and what they make.

The settings lie lowest, then the preset, the conversation, and what holds for one answer alone; a
layer further up wins. The model's own defaults are shown below all of them and never sent. It is
the only place where layers are merged: the request, its record and the panel read it. It knows
neither where a layer is kept nor how it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import UNSET

from desktop_chat.core.catalog import Model
from desktop_chat.core.parameter import Parameter
from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import PARAMETERS, Sampling, is_supported, merge


class ValueState(StrEnum):
    """The three states of a value; the style sheet knows their names."""

    SET = "set"
    INHERITED = "inherited"
    UNSET = "unset"


class LayerKind(StrEnum):
    """A layer, the lowest first; the values stand in the records of answers."""

    SETTINGS = "settings"
    PRESET = "preset"
    CONVERSATION = "conversation"
    ONE_OFF = "one-off"


@dataclass(frozen=True, slots=True)
class Origin:
    """The layer that a value comes from.

    Attributes:
        name: The preset's name, "" for the other layers.
    """

    kind: LayerKind
    name: str = ""

    @property
    def word(self) -> str:
        """How records name it: "settings", "preset:Careful writer"."""
        return f"{self.kind.value}:{self.name}" if self.name else self.kind.value

    @property
    def is_inherited(self) -> bool:
        """Whether it lies below the conversation."""
        return self.kind in (LayerKind.SETTINGS, LayerKind.PRESET)


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of one conversation, for one model.

    Attributes:
        settings: What holds in every conversation that does not set its own.
        preset: The preset of the conversation, None where it has none.
        conversation: What is set in the conversation itself: "here", to the panel.
        one_off: What is set for one answer alone.
        model: Who answers, None unknown; then everything counts as supported.
    """

    settings: Sampling = field(default_factory=Sampling)
    preset: Preset | None = None
    conversation: Sampling = field(default_factory=Sampling)
    one_off: Sampling = field(default_factory=Sampling)
    model: Model | None = None

    @property
    def merged(self) -> Sampling:
        """All layers merged: what is sent, as far as endpoint and model take it."""
        return merge(*(sampling for _, sampling in self._upwards()))

    @property
    def supported(self) -> tuple[Sampling, tuple[str, ...]]:
        """What of `merged` the model takes, and the names of what it does not."""
        return self.merged.supported_by(self.model.supported_parameters if self.model else None)

    @property
    def inherited(self) -> Sampling:
        """The layers below the conversation merged: what holds where it sets nothing."""
        return merge(*(sampling for origin, sampling in self._upwards() if origin.is_inherited))

    @property
    def origins(self) -> dict[str, str]:
        """Where each value of `merged` comes from, by API name, in the words of records."""
        found: dict[str, str] = {}
        for origin, sampling in self._upwards():
            found.update(dict.fromkeys(sampling.values(), origin.word))
        return found

    def chain(self, parameter: Parameter) -> tuple[tuple[Origin, Any], ...]:
        """Return the layers that set a parameter with their values, the one that wins first."""
        values = [(origin, getattr(layer, parameter.name)) for origin, layer in self._upwards()]
        return tuple((origin, value) for origin, value in reversed(values) if value is not UNSET)

    def state(self, parameter: Parameter) -> ValueState:
        """Return whether a parameter is set here, inherited from a layer below, or unset."""
        chain = self.chain(parameter)
        if not chain:
            return ValueState.UNSET
        return ValueState.INHERITED if chain[0][0].is_inherited else ValueState.SET

    def source(self, parameter: Parameter) -> Origin | None:
        """Return the layer whose value is sent, None where none is."""
        chain = self.chain(parameter)
        return chain[0][0] if chain else None

    def value(self, parameter: Parameter) -> Any:
        """Return the value that is sent, None where none is."""
        chain = self.chain(parameter)
        return chain[0][1] if chain else None

    def default(self, parameter: Parameter) -> Any:
        """Return what holds without a value, by the model's word or by convention; None unknown."""
        stated = self.stated_default(parameter)
        return parameter.default if stated is None else stated

    def stated_default(self, parameter: Parameter) -> Any:
        """Return the model's own default, None where it states none."""
        if self.model is None:
            return None
        stated = getattr(self.model.default_parameters, parameter.name)
        return None if stated is UNSET else stated

    def is_supported(self, parameter: Parameter) -> bool:
        """Return whether the model takes the parameter, as far as it says."""
        return self.model is None or is_supported(parameter, self.model.supported_parameters)

    def slider(self, parameter: Parameter) -> tuple[float, float] | None:
        """Return the slider's ends; a length ends at the longest answer that the model states."""
        if parameter.slider is not None and parameter.unit == "tokens" and self.model is not None:
            stated = self.model.max_completion_tokens or self.model.context_length
            if stated and stated > parameter.slider[0]:
                return parameter.slider[0], stated
        return parameter.slider

    def system_prompt(self, own: str) -> str:
        """Return the system prompt that is sent: the conversation's own, else the preset's."""
        return own or (self.preset.system_prompt if self.preset else "")

    def with_own(self, name: str, value: Any) -> Layers:
        """Return the layers with one parameter of the conversation replaced; UNSET removes it."""
        own = msgspec.structs.replace(self.conversation, **{name: value})
        return replace(self, conversation=own)

    def _upwards(self) -> Iterator[tuple[Origin, Sampling]]:
        yield Origin(LayerKind.SETTINGS), self.settings
        if self.preset is not None:
            yield Origin(LayerKind.PRESET, self.preset.name), self.preset.sampling
        yield Origin(LayerKind.CONVERSATION), self.conversation
        yield Origin(LayerKind.ONE_OFF), self.one_off


def differences(one: Layers, other: Layers) -> tuple[tuple[Parameter, Any, Any], ...]:
    """Return the parameters that two stacks of layers send otherwise, with both values.

    They come in the panel's order; None stands for a parameter that is not sent.
    """
    here, there = one.merged.values(), other.merged.values()
    return tuple(
        (parameter, here.get(name), there.get(name))
        for name, parameter in PARAMETERS.items()
        if here.get(name) != there.get(name)
    )
