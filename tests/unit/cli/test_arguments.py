"""The command line: every parameter is a flag, and bad usage is one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop_chat.cli.arguments import flag_of, parse, sampling_from
from desktop_chat.core.sampling import PARAMETERS, Kind, Parameter, Sampling
from desktop_chat.errors import BadField, UsageError

EXAMPLES: dict[Kind, tuple[str, Any]] = {
    Kind.FLOAT: ("0.5", 0.5),
    Kind.INTEGER: ("3", 3),
    Kind.BOOLEAN: ("true", True),
    Kind.STRINGS: ("END", ("END",)),
}
JSON_EXAMPLES: dict[str, tuple[str, Any]] = {
    "logit_bias": ('{"5": 16}', {"5": 16}),
    "response_format": ("json_object", {"type": "json_object"}),
    "reasoning": ('{"effort": "low"}', {"effort": "low"}),
    "tools": ('[{"type": "function"}]', ({"type": "function"},)),
    "tool_choice": ("auto", "auto"),
    "web_search_options": ('{"search_context_size": "low"}', {"search_context_size": "low"}),
    "provider": ('{"order": ["a"]}', {"order": ["a"]}),
}


def example(parameter: Parameter) -> tuple[str, Any]:
    if parameter.kind is Kind.JSON:
        return JSON_EXAMPLES[parameter.name]
    if parameter.kind is Kind.CHOICE:
        return parameter.choices[0], parameter.choices[0]
    return EXAMPLES[parameter.kind]


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=lambda p: p.name)
def test_every_parameter_is_a_flag(parameter: Parameter) -> None:
    text, value = example(parameter)
    parsed = parse(["ask", flag_of(parameter), text, "hello"])
    assert sampling_from(parsed).values() == {parameter.name: value}
    assert parsed.prompt == "hello"


def test_bytes_that_are_no_utf_8_read_as_replacement_characters() -> None:
    parsed = parse(["ask", "a\udcffb", "--model", "\udced\udca0\udcbd", "--stop", "\udcff"])
    assert (parsed.prompt, parsed.model) == ("a\ufffdb", "\ufffd" * 3)
    assert sampling_from(parsed).stop == ("\ufffd",)


def test_no_flag_means_nothing_is_set() -> None:
    assert sampling_from(parse(["ask", "hello"])) == Sampling()


def test_a_boolean_flag_alone_is_true_and_leaves_the_prompt_alone() -> None:
    parsed = parse(["ask", "--logprobs", "hello"])
    assert parsed.prompt == "hello"
    assert sampling_from(parsed) == Sampling(logprobs=True)
    assert sampling_from(parse(["ask", "--logprobs", "false", "x"])) == Sampling(logprobs=False)


def test_stop_takes_one_string_a_flag_or_a_json_array() -> None:
    assert sampling_from(parse(["ask", "x", "--stop", "a", "--stop", "b c"])).stop == ("a", "b c")
    assert sampling_from(parse(["ask", "x", "--stop", '["a", "\\n"]'])).stop == ("a", "\n")
    assert sampling_from(parse(["ask", "x", "--stop", "[not json"])).stop == ("[not json",)


def test_json_comes_from_a_file_behind_an_at_sign(tmp_path: Path) -> None:
    file = tmp_path / "format.json"
    file.write_text('{"type": "json_object"}', encoding="utf-8")
    parsed = parse(["ask", "x", "--response-format", f"@{file}"])
    assert sampling_from(parsed).response_format == {"type": "json_object"}


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-such-command"],
        ["ask"],
        ["ask", "x", "--no-such-flag"],
        ["ask", "x", "--temperature", "hot"],
        ["ask", "x", "--logit-bias", "{"],
        ["ask", "x", "--tools", "@/no/such/file"],
        ["ask", "x", "--verbosity", "loud"],
        ["export", "--format", "docx"],
        ["practice", "--port", "eighty"],
    ],
)
def test_bad_usage_is_one_sentence(arguments: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        parse(arguments)
    assert "\n" not in caught.value.text
    assert "--help" in caught.value.advice


@pytest.mark.parametrize(
    ("flag", "value"),
    [("--temperature", "3"), ("--top-p", "0"), ("--max-tokens", "0"), ("--temperature", "nan")],
)
def test_a_value_out_of_range_names_the_parameter_and_its_range(flag: str, value: str) -> None:
    with pytest.raises(BadField) as caught:
        sampling_from(parse(["ask", "x", flag, value]))
    assert PARAMETERS[flag[2:].replace("-", "_")].title in caught.value.text
    assert PARAMETERS[flag[2:].replace("-", "_")].range_text in caught.value.advice


def test_the_profile_may_stand_before_or_after_the_command() -> None:
    assert parse(["--profile", "a", "check"]).profile == Path("a")
    assert parse(["check", "--profile", "a"]).profile == Path("a")
