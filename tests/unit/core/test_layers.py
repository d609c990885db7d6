"""Where a value comes from, what the model says of it, and the laws of layers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from support.samplings import SAMPLINGS

from desktop_chat.core.catalog import Model
from desktop_chat.core.layers import LayerKind, Layers, ValueState, differences
from desktop_chat.core.parameter import Parameter
from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import PARAMETERS, Sampling

TEMPERATURE = PARAMETERS["temperature"]
MAX_TOKENS = PARAMETERS["max_tokens"]
LAYERS = st.builds(
    Layers,
    settings=SAMPLINGS,
    preset=st.none() | st.builds(Preset, st.just("p"), st.just("Careful"), SAMPLINGS),
    conversation=SAMPLINGS,
    one_off=SAMPLINGS,
)


def sparse(**values: Any) -> Layers:
    return Layers(
        settings=Sampling(temperature=1.5, top_p=0.9),
        preset=Preset("p", "Careful", Sampling(temperature=1.0, seed=3)),
        conversation=Sampling(**values),
    )


def test_what_is_set_here_wins_over_what_is_inherited() -> None:
    layers = sparse(temperature=0.0)
    assert layers.state(TEMPERATURE) is ValueState.SET
    assert layers.value(TEMPERATURE) == 0.0
    assert layers.state(PARAMETERS["top_p"]) is ValueState.INHERITED
    assert layers.value(PARAMETERS["top_p"]) == 0.9
    assert layers.state(PARAMETERS["top_k"]) is ValueState.UNSET
    assert layers.value(PARAMETERS["top_k"]) is None
    assert layers.source(PARAMETERS["top_k"]) is None


def test_the_chain_of_a_parameter_begins_with_what_is_sent() -> None:
    chain = [(origin.kind, value) for origin, value in sparse(temperature=0.0).chain(TEMPERATURE)]
    assert chain == [
        (LayerKind.CONVERSATION, 0.0),
        (LayerKind.PRESET, 1.0),
        (LayerKind.SETTINGS, 1.5),
    ]


def test_what_holds_for_one_answer_lies_on_top() -> None:
    layers = Layers(conversation=Sampling(seed=1), one_off=Sampling(seed=2))
    assert layers.merged == Sampling(seed=2)
    assert layers.origins == {"seed": "one-off"}
    assert layers.inherited == Sampling()


def test_false_and_zero_are_values() -> None:
    layers = Layers(
        settings=Sampling(logprobs=True, temperature=1.0),
        conversation=Sampling(logprobs=False, temperature=0.0),
    )
    assert layers.merged == Sampling(logprobs=False, temperature=0.0)


@given(layers=LAYERS)
def test_values_states_and_origins_agree_with_what_is_sent(layers: Layers) -> None:
    merged = layers.merged.values()
    assert layers.origins.keys() == merged.keys()
    for name, parameter in PARAMETERS.items():
        source = layers.source(parameter)
        is_sent = name in merged
        assert (layers.state(parameter) is not ValueState.UNSET) is is_sent
        assert (source is not None) is is_sent
        if source is not None:
            assert layers.value(parameter) == merged[name]
            assert layers.origins[name] == source.word


@given(layers=LAYERS, parameter=st.sampled_from(list(PARAMETERS.values())))
def test_taking_away_what_is_set_here_leaves_what_is_inherited(
    layers: Layers, parameter: Parameter
) -> None:
    bare = layers.with_own(parameter.name, UNSET)
    if getattr(layers.one_off, parameter.name) is UNSET:
        inherited = getattr(layers.inherited, parameter.name)
        assert bare.value(parameter) == (None if inherited is UNSET else inherited)
        assert bare.state(parameter) is not ValueState.SET
    others = [each for each in PARAMETERS.values() if each is not parameter]
    assert [bare.chain(each) for each in others] == [layers.chain(each) for each in others]


@given(layers=LAYERS)
def test_a_preset_that_sets_nothing_changes_nothing(layers: Layers) -> None:
    bare = Layers(layers.settings, None, layers.conversation, layers.one_off)
    empty = Layers(layers.settings, Preset("e", "E"), layers.conversation, layers.one_off)
    assert (empty.merged, empty.origins) == (bare.merged, bare.origins)


def test_the_models_own_default_wins_over_the_convention_and_is_never_sent() -> None:
    assert Layers().default(TEMPERATURE) == 1.0
    layers = Layers(model=Model("a/b", default_parameters=Sampling(temperature=0.3)))
    assert layers.default(TEMPERATURE) == 0.3
    assert layers.stated_default(MAX_TOKENS) is None
    assert layers.default(MAX_TOKENS) is None
    assert layers.merged == Sampling()
    assert layers.state(TEMPERATURE) is ValueState.UNSET


def test_a_model_without_a_list_takes_everything() -> None:
    assert Layers(model=Model("a/b")).is_supported(TEMPERATURE)
    model = Model("a/b", supported_parameters=frozenset({"top_p"}))
    assert not Layers(model=model).is_supported(TEMPERATURE)


@pytest.mark.parametrize(
    ("model", "end"),
    [
        (None, 32768),
        (Model("a/b", context_length=131072), 131072),
        (Model("a/b", context_length=131072, max_completion_tokens=8192), 8192),
    ],
)
def test_the_longest_answer_ends_the_slider(model: Model | None, end: int) -> None:
    layers = Layers(model=model)
    assert layers.slider(MAX_TOKENS) == (1, end)
    assert layers.slider(TEMPERATURE) == (0, 2)
    assert layers.slider(PARAMETERS["seed"]) is None


def test_the_preset_speaks_where_the_conversation_has_no_prompt_of_its_own() -> None:
    layers = Layers(preset=Preset("p", "Careful", system_prompt="Be brief."))
    assert layers.system_prompt("") == "Be brief."
    assert layers.system_prompt("Be long.") == "Be long."
    assert Layers().system_prompt("") == ""


def test_what_the_model_takes_is_told_apart_from_what_it_does_not() -> None:
    model = Model("a/b", supported_parameters=frozenset({"seed"}))
    layers = Layers(Sampling(seed=1), conversation=Sampling(temperature=0.5), model=model)
    assert layers.supported == (Sampling(seed=1), ("temperature",))


@given(one=LAYERS, other=LAYERS)
def test_differences_are_what_is_sent_otherwise(one: Layers, other: Layers) -> None:
    found = differences(one, other)
    turned = tuple((parameter, there, here) for parameter, here, there in found)
    assert differences(other, one) == turned
    assert differences(one, one) == ()
    named = {parameter.name for parameter, _, _ in found}
    here, there = one.merged.values(), other.merged.values()
    for name in PARAMETERS:
        assert (name in named) is (here.get(name) != there.get(name))
