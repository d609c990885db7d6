"""Tests of desktop_chat.settings.schema: every setting can be shown, read, checked and changed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from desktop_chat.core.fields import Kind
from desktop_chat.errors import BadField
from desktop_chat.settings.schema import SECTIONS, SETTINGS, Page, Setting, Settings


def by_path(setting: Setting) -> str:
    return setting.path


def setting_at(path: str) -> Setting:
    return next(setting for setting in SETTINGS if setting.path == path)


def other_value(setting: Setting) -> Any:
    """Return an acceptable value that is not the default."""
    match setting.kind:
        case Kind.CHOICE:
            return setting.choices[-1]
        case Kind.BOOLEAN:
            return not setting.default
        case Kind.TEXT:
            return "/etc/ssl/own.pem"
        case _:
            assert setting.maximum is not None
            return setting.maximum


@pytest.mark.parametrize("setting", SETTINGS, ids=by_path)
def test_a_setting_is_described_for_people(setting: Setting) -> None:
    assert setting.title[0].isupper()
    assert setting.help.endswith(".")
    assert setting.page in Page
    assert len(setting.choice_titles) == len(setting.choices)
    assert (setting.step is not None) is (setting.kind is Kind.FLOAT)


@pytest.mark.parametrize("setting", SETTINGS, ids=by_path)
def test_a_changed_setting_is_read_back_and_no_other_changes(setting: Setting) -> None:
    settings = setting.change(Settings(), other_value(setting))
    assert setting.read(settings) == other_value(setting)
    assert setting.read(Settings()) == setting.default
    for other in SETTINGS:
        if other != setting:
            assert other.read(settings) == other.default
    assert setting.change(settings, setting.default) == Settings()


@pytest.mark.parametrize("setting", SETTINGS, ids=by_path)
@pytest.mark.parametrize("value", [None, [], True, "no such choice\udcff"])
def test_a_value_of_another_kind_is_refused_in_words(setting: Setting, value: object) -> None:
    if setting.kind is Kind.BOOLEAN and value is True:
        value = 1
    if setting.unset_title and value is None:
        value = {}
    with pytest.raises(BadField) as caught:
        setting.change(Settings(), value)
    assert caught.value.text.startswith(f"{setting.title} cannot be ")
    assert caught.value.text.encode()
    assert caught.value.advice.startswith("It takes ")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("appearance.text_scale", 0.79),
        ("appearance.text_scale", 2.01),
        ("appearance.color_scheme", "sepia"),
        ("appearance.send_with", "shift+enter"),
        ("network.idle_limit_s", 0),
        ("practice.tokens_per_s", -1),
    ],
)
def test_a_value_outside_its_range_is_refused(path: str, value: object) -> None:
    with pytest.raises(BadField):
        setting_at(path).change(Settings(), value)


def test_every_page_has_settings() -> None:
    assert {setting.page for setting in SETTINGS} == set(Page)


def test_the_defaults_fit_their_own_types() -> None:
    assert msgspec.convert(msgspec.to_builtins(Settings()), Settings) == Settings()
    for section, struct in SECTIONS.items():
        assert getattr(Settings(), section) == struct()
