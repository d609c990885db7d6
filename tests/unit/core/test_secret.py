"""Tests of desktop_chat.core.secret: no way of showing a value shows a key."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import traceback
from collections.abc import Callable

import msgspec
import pytest

from desktop_chat.core.secret import Secret
from desktop_chat.errors import BadField

CANARY = "sk-or-v1-canary0123456789abcdef"


@dataclasses.dataclass
class Holder:
    secret: Secret


class Record(msgspec.Struct):
    secret: Secret


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        "{}".format,
        "{0!r:>40}".format,
        lambda secret: f"{secret}",
        lambda secret: f"{secret!r}",
        lambda secret: "%s %r" % (secret, secret),  # noqa: UP031 - logging formats so
        lambda secret: repr([secret, {"key": secret}]),
        lambda secret: repr(Holder(secret)),
        lambda secret: repr(Record(secret)),
        lambda secret: str(ValueError(secret)),
    ],
)
def test_no_text_of_a_secret_shows_it(show: Callable[[Secret], str]) -> None:
    text = show(Secret(CANARY))
    assert CANARY[:12] not in text
    assert "0123456789" not in text


@pytest.mark.parametrize(
    "encode",
    [
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        json.dumps,
        msgspec.json.encode,
        msgspec.msgpack.encode,
        msgspec.to_builtins,
        lambda secret: msgspec.json.encode(Record(secret)),
        lambda secret: msgspec.to_builtins({"key": secret}),
        lambda secret: dataclasses.asdict(Holder(secret)),
        lambda secret: format(secret, ">40"),
    ],
)
def test_no_encoder_takes_a_secret_and_none_names_it(encode: Callable[[Secret], object]) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        encode(Secret(CANARY))
    shown = "".join(traceback.format_exception(caught.value))
    assert CANARY not in shown


def test_a_traceback_with_local_variables_shows_no_key() -> None:
    def fail(_secret: Secret) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        fail(Secret(CANARY))
    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    shown = "".join(report.format())
    assert "_secret = Secret(" in shown
    assert CANARY not in shown


def test_a_secret_has_no_dictionary_of_its_attributes() -> None:
    with pytest.raises(TypeError, match="__dict__"):
        vars(Secret(CANARY))


@pytest.mark.parametrize(
    "text",
    ["", "  ", "\n", "sk-or v1", "sk-or\nv1", "sk-or\tv1", "clé-secrète", "sk-\u200bv1", "sk-\x00"],
)
def test_what_no_header_may_carry_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(BadField) as caught:
        Secret.from_input(text)
    assert not text.strip() or text.strip() not in caught.value.text


def test_a_secret_is_masked_in_what_a_server_says_in_return() -> None:
    assert Secret("hunter-two").hidden_in("Wrong key: hunter-two!") == "Wrong key: ••••!"
    assert Secret("none").hidden_in("none of these") == "none of these"


def test_white_space_around_a_pasted_key_is_taken_off() -> None:
    assert Secret.from_input(f"\n {CANARY}\t\r\n").reveal() == CANARY


def test_secrets_of_the_same_text_are_equal() -> None:
    assert Secret("a") == Secret("a")
    assert hash(Secret("a")) == hash(Secret("a"))
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
