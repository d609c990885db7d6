"""What fits is taken, the rest is named, and nothing is lost in between."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from support.samplings import SAMPLINGS

from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.core.sampling_reading import read_sampling

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=4,
)
NAMES = st.sampled_from([*PARAMETERS, "model", "top_q"])


def test_each_value_that_does_not_fit_is_named_with_what_it_takes() -> None:
    read = read_sampling({"temperature": 9, "top_p": 0.5, "top_q": 1, "stop": "x"})
    assert read.sampling == Sampling(top_p=0.5)
    assert read.unknown == ("top_q",)
    assert [*read.refused] == ["temperature", "stop"]
    assert "0 to 2" in read.refused["temperature"].advice


def test_null_is_unset() -> None:
    read = read_sampling({"temperature": None, "seed": 3})
    assert read.sampling == Sampling(seed=3)
    assert (read.unknown, read.refused) == ((), {})


@given(values=st.dictionaries(NAMES, ANYTHING))
def test_every_value_is_taken_or_named_once(values: dict[str, Any]) -> None:
    read = read_sampling(values)
    taken = {*read.sampling.values()}
    named = {*read.unknown, *read.refused}
    nothing = {name for name, value in values.items() if value is None and name in PARAMETERS}
    assert taken | named | nothing == values.keys()
    assert len(taken) + len(named) + len(nothing) == len(values)


@given(sampling=SAMPLINGS)
def test_what_json_says_of_a_sampling_is_read_whole(sampling: Sampling) -> None:
    read = read_sampling(msgspec.json.decode(msgspec.json.encode(sampling)))
    assert (read.sampling, read.unknown, read.refused) == (sampling, (), {})
