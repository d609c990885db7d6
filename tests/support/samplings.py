"""Strategies that draw sets of parameters, each value of the kind and range that it takes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from desktop_chat.core.sampling import PARAMETERS, Kind, Parameter, Sampling

EXAMPLES: dict[str, Any] = {
    "logit_bias": {"1234": -100.0, "5": 0.5},
    "response_format": {"type": "json_object"},
    "reasoning": {"effort": "high"},
    "tools": ({"type": "function", "function": {"name": "f"}},),
    "tool_choice": "auto",
    "web_search_options": {"search_context_size": "low"},
    "provider": {"order": ["a", "b"], "allow_fallbacks": False},
}


def values_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Return what draws acceptable values of a parameter."""
    low, high = parameter.minimum, parameter.maximum
    match parameter.kind:
        case Kind.FLOAT:
            return st.floats(low, high, exclude_min=parameter.minimum_is_excluded)
        case Kind.INTEGER:
            return st.integers(
                None if low is None else int(low), None if high is None else int(high)
            ).filter(lambda value: abs(value) < 2**63)
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.CHOICE:
            return st.sampled_from(parameter.choices)
        case Kind.STRINGS:
            return st.lists(st.text(max_size=3), max_size=4).map(tuple)
        case _:
            return st.just(EXAMPLES[parameter.name])


SAMPLINGS = st.fixed_dictionaries(
    {}, optional={name: values_of(parameter) for name, parameter in PARAMETERS.items()}
).map(lambda values: Sampling(**values))
