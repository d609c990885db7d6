"""Where each parameter's value comes from: set in this conversation, inherited, or left unset.

It owns the reading of the layers and of what the model says. It knows no widget.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import UNSET

from desktop_chat.core.catalog import Model
from desktop_chat.core.sampling import Parameter, Sampling, is_supported
from desktop_chat.ui.widgets.value_state import ValueState


@dataclass(frozen=True, slots=True)
class Layers:
    """The conversation's own parameters over those it inherits, for one model.

    Attributes:
        own: What is set in the conversation.
        inherited: What holds where it sets nothing.
        inherited_from: The word for where that comes from: "Preset".
        model: Who answers, None unknown; then everything counts as supported.
    """

    own: Sampling = field(default_factory=Sampling)
    inherited: Sampling = field(default_factory=Sampling)
    inherited_from: str = ""
    model: Model | None = None

    def state(self, parameter: Parameter) -> ValueState:
        """Return where a parameter's value comes from."""
        if getattr(self.own, parameter.name) is not UNSET:
            return ValueState.SET
        if getattr(self.inherited, parameter.name) is not UNSET:
            return ValueState.INHERITED
        return ValueState.UNSET

    def value(self, parameter: Parameter) -> Any:
        """Return the value that is sent, None where none is."""
        for layer in (self.own, self.inherited):
            value = getattr(layer, parameter.name)
            if value is not UNSET:
                return value
        return None

    def default(self, parameter: Parameter) -> Any:
        """Return what holds without a value, by the model's word or by convention; None unknown."""
        if self.model is not None:
            stated = getattr(self.model.default_parameters, parameter.name)
            if stated is not UNSET:
                return stated
        return parameter.default

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

    def with_own(self, name: str, value: Any) -> Layers:
        """Return the layers with one own parameter replaced, UNSET takes it away."""
        own = msgspec.structs.replace(self.own, **{name: value})
        return Layers(own, self.inherited, self.inherited_from, self.model)
