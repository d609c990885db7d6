"""Finds parameters in a text that somebody copied: JSON, a curl command, Python. Nothing is run.

It owns where in such a text the values stand. Whether a value fits is `core.sampling_reading`'s.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from desktop_chat.core.sampling import PARAMETERS, Kind, Sampling
from desktop_chat.core.sampling_reading import read_sampling
from desktop_chat.errors import ImportUnreadable, UsageError
from desktop_chat.wire.values import decode_json

LONGEST_TEXT = 1_000_000
"""Characters that are looked at: requests with long conversations are pasted too."""
_MOST_OBJECTS = 200
_BODY_FIELDS = frozenset({"model", "messages", "stream", "stream_options", "session_id", "user"})
"""Fields of a request that are no parameters: a text with one of them is a request all the same."""
_CLIENT_OPTIONS = frozenset({"extra_headers", "extra_query", "http_headers", "timeout", "metadata"})
_NESTED = ("extra_body", "sampling")
_DATA_FLAGS = ("--data", "--data-raw", "--data-binary", "--data-ascii", "--json", "-d")
_ANSI_QUOTED = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_FENCE = re.compile(r"\A\s*```[^\n]*\n(.*?)\n?```\s*\Z", re.DOTALL)
_UNREADABLE = object()


@dataclass(frozen=True, slots=True)
class PastedParameters:
    """What a text sets.

    Attributes:
        sampling: The values that fit.
        left_out: Sentences, one for each name that is no parameter and each value that does not
            fit.
    """

    sampling: Sampling
    left_out: tuple[str, ...] = ()


def read_parameters(text: str) -> PastedParameters:
    """Return the parameters in a text.

    Raises:
        UsageError: It sets none that could be named.
    """
    if len(text) > LONGEST_TEXT:
        raise UsageError("The text is too long to look for parameters.", advice="Paste less of it.")
    fenced = _FENCE.match(text)
    values = _values_in(fenced[1] if fenced else text)
    if not values:
        raise UsageError(
            "No parameters were found in the text.",
            advice="Paste JSON, a curl command or a Python call that sets some.",
        )
    fitting = {name: value for name, value in values.items() if value is not _UNREADABLE}
    read = read_sampling({name: _as_listed(name, value) for name, value in fitting.items()})
    left_out = [f"{name} is no parameter here." for name in read.unknown]
    left_out += [f"{error.text} {error.advice}" for error in read.refused.values()]
    left_out += [
        f"{name} is no plain value." for name, value in values.items() if value is _UNREADABLE
    ]
    return PastedParameters(read.sampling, tuple(left_out))


def read_parameter_file(path: Path) -> PastedParameters:
    """Return the parameters in a file.

    Raises:
        ImportUnreadable: It cannot be read.
        UsageError: It sets none that could be named.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_TEXT + 1)
    except OSError as error:
        raise ImportUnreadable(
            f"{path.name} cannot be read.",
            advice="Check that it is a file and that you may read it.",
            detail=str(error),
        ) from error
    return read_parameters(data.decode("utf-8-sig", "replace"))


def _values_in(text: str) -> dict[str, Any]:
    """Return the first values that one of the forms gives."""
    for read in (_from_json, _from_curl, _from_python, _from_prose):
        values = read(text)
        if values:
            return values
    return {}


def _as_listed(name: str, value: Any) -> Any:
    """Return one string as the list of it: the API takes both."""
    is_strings = name in PARAMETERS and PARAMETERS[name].kind is Kind.STRINGS
    return [value] if is_strings and isinstance(value, str) else value


# JSON -------------------------------------------------------------------------------------------


def _from_json(text: str) -> dict[str, Any]:
    for candidate in (text, "{" + text.strip().strip(",") + "}"):
        try:
            decoded = decode_json(candidate)
        except ValueError:
            continue
        return _from_body(decoded)
    return {}


def _from_prose(text: str) -> dict[str, Any]:
    """Return the values of the first JSON object in a text that holds some."""
    decoder = json.JSONDecoder()
    for number, match in enumerate(re.finditer(r"\{", text)):
        if number == _MOST_OBJECTS:
            break
        try:
            decoded, _ = decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            continue
        if values := _from_body(decoded):
            return values
    return {}


def _from_body(decoded: Any) -> dict[str, Any]:
    """Return the values of a request's body, a set of parameters, or a preset."""
    if not isinstance(decoded, dict):
        return {}
    body = cast("dict[str, Any]", decoded)
    presets = body.get("presets")
    if isinstance(presets, list) and presets:
        return _from_body(cast("list[Any]", presets)[0])
    for name in _NESTED:
        if isinstance(body.get(name), dict):
            rest = {key: value for key, value in body.items() if key in PARAMETERS}
            return rest | _from_body(body[name])
    return _named(body) if _is_request(body) else {}


def _is_request(fields: Mapping[str, Any]) -> bool:
    return any(name in PARAMETERS or name in ("model", "messages") for name in fields)


def _named(fields: Mapping[str, Any]) -> dict[str, Any]:
    passed_over = _BODY_FIELDS | _CLIENT_OPTIONS
    return {name: value for name, value in fields.items() if name not in passed_over}


# curl -------------------------------------------------------------------------------------------


def _from_curl(text: str) -> dict[str, Any]:
    if not re.search(r"\bcurl\b", text[:2_000]):
        return {}
    joined = re.sub(r"[\\^]\r?\n", " ", _ANSI_QUOTED.sub(_requoted, text))
    try:
        words = shlex.split(joined, comments=True)
    except ValueError:
        return {}
    for data in _data_of(words):
        try:
            decoded = decode_json(data)
        except (ValueError, RecursionError):
            continue
        if values := _from_body(decoded):
            return values
    return {}


def _data_of(words: list[str]) -> Iterator[str]:
    for number, word in enumerate(words):
        flag, has_value, value = word.partition("=")
        if word in _DATA_FLAGS:
            yield from words[number + 1 : number + 2]
        elif flag in _DATA_FLAGS and has_value:
            yield value
        elif word.startswith("-d{"):
            yield word.removeprefix("-d")


def _requoted(match: re.Match[str]) -> str:
    """Return a shell's $'…', which escapes as C does, in plain quotes."""

    def character(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] in "ux" and len(code) > 1:
            return chr(int(code[1:], 16))
        return _PLAIN_ESCAPES.get(code, code)

    return shlex.quote(_ESCAPE.sub(character, match[1]))


# Python -----------------------------------------------------------------------------------------


def _from_python(text: str) -> dict[str, Any]:
    # Arguments alone, one a line, would be assignments of tuples.
    for candidate in (f"set(\n{text.strip().strip(',')}\n)", _dedented(text)):
        try:
            return _from_node(ast.parse(candidate))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return {}


def _dedented(text: str) -> str:
    lines = text.splitlines()
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    least = min(indents, default=0)
    return "\n".join(line[least:] for line in lines)


def _from_node(node: ast.AST) -> dict[str, Any]:
    """Return what calls, dictionaries and assignments below a node set, the later ones over it."""
    fields = _fields_of(node)
    found: dict[str, Any] = {}
    if _is_request(fields):
        found = {
            name: _literal(value) for name, value in _named(fields).items() if name not in _NESTED
        }
    for child in ast.iter_child_nodes(node):
        if not _is_value_of(fields, child):
            found |= _from_node(child)
    return found


def _fields_of(node: ast.AST) -> dict[str, ast.expr]:
    match node:
        case ast.Call(keywords=keywords):
            return {each.arg: each.value for each in keywords if each.arg is not None}
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return {
                key.value: value
                for key, value in pairs
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in PARAMETERS:
            return {name: value}
        case _:
            return {}


def _is_value_of(fields: Mapping[str, ast.expr], child: ast.AST) -> bool:
    """Return whether a node is the value of a parameter: a schema in it names no parameters."""
    inner = child.value if isinstance(child, ast.keyword) else child
    return any(
        value is inner
        for name, value in fields.items()
        if name in PARAMETERS or name in _BODY_FIELDS
    )


def _literal(node: ast.expr) -> Any:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return _UNREADABLE
    return list(cast("tuple[Any, ...]", value)) if isinstance(value, tuple) else value
