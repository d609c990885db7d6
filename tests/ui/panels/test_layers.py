"""Where a value comes from, and what the model says of it."""

from __future__ import annotations

from msgspec import UNSET

from desktop_chat.core.catalog import Model
from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.ui.panels.layers import Layers
from desktop_chat.ui.widgets.value_state import ValueState

TEMPERATURE = PARAMETERS["temperature"]
MAX_TOKENS = PARAMETERS["max_tokens"]


def test_what_is_set_here_wins_over_what_is_inherited() -> None:
    layers = Layers(Sampling(temperature=0.0), Sampling(temperature=1.5, top_p=0.9), "Preset")
    assert layers.state(TEMPERATURE) is ValueState.SET
    assert layers.value(TEMPERATURE) == 0.0
    assert layers.state(PARAMETERS["top_p"]) is ValueState.INHERITED
    assert layers.value(PARAMETERS["top_p"]) == 0.9
    assert layers.state(PARAMETERS["top_k"]) is ValueState.UNSET
    assert layers.value(PARAMETERS["top_k"]) is None


def test_the_models_own_default_wins_over_the_convention() -> None:
    assert Layers().default(TEMPERATURE) == 1.0
    model = Model("a/b", default_parameters=Sampling(temperature=0.3))
    assert Layers(model=model).default(TEMPERATURE) == 0.3
    assert Layers(model=model).default(MAX_TOKENS) is None


def test_a_model_without_a_list_takes_everything() -> None:
    assert Layers(model=Model("a/b")).is_supported(TEMPERATURE)
    model = Model("a/b", supported_parameters=frozenset({"top_p"}))
    assert not Layers(model=model).is_supported(TEMPERATURE)


def test_the_longest_answer_ends_the_slider() -> None:
    assert Layers().slider(MAX_TOKENS) == (1, 32768)
    model = Model("a/b", context_length=131072)
    assert Layers(model=model).slider(MAX_TOKENS) == (1, 131072)
    model = Model("a/b", context_length=131072, max_completion_tokens=8192)
    assert Layers(model=model).slider(MAX_TOKENS) == (1, 8192)
    assert Layers(model=model).slider(TEMPERATURE) == (0, 2)
    assert Layers(model=model).slider(PARAMETERS["seed"]) is None


def test_a_change_keeps_everything_else() -> None:
    model = Model("a/b")
    layers = Layers(Sampling(seed=1), Sampling(top_p=0.5), "Preset", model)
    changed = layers.with_own("temperature", 0.7).with_own("seed", UNSET)
    assert changed.own == Sampling(temperature=0.7)
    assert (changed.inherited, changed.inherited_from) == (Sampling(top_p=0.5), "Preset")
    assert changed.model is model
