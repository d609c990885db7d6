"""Tests of desktop_chat.core.parameter: how a field of Sampling becomes a Parameter."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from msgspec import Meta, UnsetType

from desktop_chat.core.fields import Kind
from desktop_chat.core.parameter import About, Group, parameter_of, parameters_of, value_type_of

LIMITED = Annotated[float, Meta(gt=0, le=1)]
ABOUT = About(
    "Top P",
    Group.SAMPLING,
    "What it does. What it gives.",
    slider=(0.01, 1),
    step=0.01,
    default=1.0,
    unit="tokens",
    is_standard=False,
    uses_log_scale=True,
    aliases=("nucleus",),
)


def test_everything_the_annotation_says_is_known_of_the_parameter() -> None:
    parameter = parameter_of("top_p", Annotated[LIMITED | UnsetType, ABOUT])
    assert (parameter.name, parameter.title) == ("top_p", "Top P")
    assert (parameter.group, parameter.kind) == (Group.SAMPLING, Kind.FLOAT)
    assert (parameter.minimum, parameter.maximum) == (0, 1)
    assert parameter.minimum_is_excluded
    assert parameter.slider == (0.01, 1)
    assert (parameter.step, parameter.default, parameter.unit) == (0.01, 1.0, "tokens")
    assert parameter.expectation == f"a number, {parameter.range_text}"
    assert parameter.uses_log_scale
    assert not parameter.is_standard
    assert parameter.aliases == ("nucleus",)


def test_a_parameter_is_found_by_its_words() -> None:
    parameter = parameter_of("top_p", Annotated[LIMITED | UnsetType, ABOUT])
    for query in ("", "  ", "top", "TOP_P", "does what", "sampling p"):
        assert parameter.matches(query), query
    assert not parameter.matches("top q")


def test_an_object_is_found_by_its_parts() -> None:
    about = About("Thing", Group.TOOLS, "Help.", parts=Place)
    parameter = parameter_of("thing", Annotated[dict[str, Any] | UnsetType, about])
    assert parameter.matches("latitude")
    assert parameter.matches("at.lat")


def test_without_a_slider_a_field_stands_alone() -> None:
    about = About("Seed", Group.SAMPLING, "Help.")
    assert parameter_of("seed", Annotated[int | UnsetType, about]).slider is None


def test_unset_is_no_part_of_the_value() -> None:
    assert value_type_of(Annotated[LIMITED | UnsetType, ABOUT]) == LIMITED
    union = value_type_of(Annotated[str | dict[str, Any] | UnsetType, ABOUT])
    assert set(get_args(union)) == {str, dict[str, Any]}


def test_strings_know_how_many_there_may_be() -> None:
    limited = Annotated[tuple[str, ...], Meta(max_length=4)]
    parameter = parameter_of("stop", Annotated[limited | UnsetType, About("", Group.LENGTH, "")])
    assert (parameter.kind, parameter.max_items) == (Kind.STRINGS, 4)


class Place:
    """Parts of an object."""

    city: Annotated[str | UnsetType, About("City", Group.TOOLS, "Where.")]
    latitude: Annotated[float | UnsetType, About("Latitude", Group.TOOLS, "", path="at.lat")]


def test_an_object_knows_its_parts_by_their_paths() -> None:
    about = About("Place", Group.TOOLS, "Help.", parts=Place, is_listed=False, is_routing=True)
    hint = Annotated[dict[str, Any] | UnsetType, about]
    parameter = parameter_of("place", hint)
    assert parameter.parts == parameters_of(Place)
    assert list(parameter.parts) == ["city", "at.lat"]
    assert parameter.parts["at.lat"].kind is Kind.FLOAT
    assert parameter.is_routing
    assert not parameter.is_listed
    assert hash(parameter) == hash(parameter_of("place", hint))
