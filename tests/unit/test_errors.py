"""Tests of desktop_chat.errors: the taxonomy is as drawn, and every error can be shown."""

from __future__ import annotations

import inspect
import re

import pytest

from desktop_chat import errors
from desktop_chat.errors import AppError, RateLimited, StreamCut, UsageError

CLASSES = [
    found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, AppError)
]


def by_name(error: type[AppError]) -> str:
    return error.__name__


def test_the_drawing_in_the_docstring_names_every_class_and_no_other() -> None:
    drawing = (errors.__doc__ or "").split("\n\n")[1]
    named = set(re.findall(r"\b(?:[A-Z][a-z]+){1,4}\b", drawing))
    assert named == {error.__name__ for error in CLASSES}


@pytest.mark.parametrize("error", CLASSES, ids=by_name)
def test_every_error_says_its_text_and_what_to_do(error: type[AppError]) -> None:
    raised = error("It went wrong.")
    assert str(raised) == raised.text == "It went wrong."
    assert raised.kind == error.__name__
    assert not raised.advice or raised.advice.endswith(".")
    assert "\n" not in raised.advice


@pytest.mark.parametrize("error", CLASSES, ids=by_name)
def test_every_error_is_described(error: type[AppError]) -> None:
    assert (error.__doc__ or "").rstrip().endswith(".") or error is AppError


def test_what_is_said_at_the_raise_goes_before_the_class_default() -> None:
    assert RateLimited("Wait.").may_retry
    assert not RateLimited("Wait.", may_retry=False).may_retry
    assert RateLimited("Wait.", advice="").advice == ""
    assert not UsageError("No.").may_retry
    cut = StreamCut("Cut.", code="eof", detail="raw", retry_after_s=2.5)
    assert (cut.code, cut.detail, cut.retry_after_s) == ("eof", "raw", 2.5)
