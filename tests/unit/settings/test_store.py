"""Tests of desktop_chat.settings.store: nothing of the file is lost, whatever stands in it."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archives import unprivileged_folder

from desktop_chat.core.provider import custom_endpoint
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import AppError, Unwritable
from desktop_chat.settings.endpoint_settings import EndpointSettings
from desktop_chat.settings.schema import Appearance, Settings
from desktop_chat.settings.store import SettingsStore

DARK = Settings(appearance=Appearance(color_scheme="dark"))
LARGE = Settings(appearance=Appearance(text_scale=1.5))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def load(path: Path) -> tuple[SettingsStore, list[AppError]]:
    notices: list[AppError] = []
    return SettingsStore.load(path, notices_of=notices.append), notices


def kept_aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob("settings.bad-*.json"))


def written(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


class TestDamagedFiles:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b'"text"',
            b"\xff\xfe\x00",
            b'{"appearance": {"color_scheme": "\\ud800"}}',
            b"[" * 100_000,
            b'{"a":' * 100_000,
        ],
    )
    def test_what_is_no_json_object_is_kept_aside_and_the_defaults_hold(
        self, path: Path, data: bytes
    ) -> None:
        path.write_bytes(data)
        store, notices = load(path)
        assert store.settings == Settings()
        assert [aside.read_bytes() for aside in kept_aside(path)] == [data]
        assert [notice.kind for notice in notices] == ["BadField"]
        assert str(kept_aside(path)[0]) in notices[0].advice

    def test_the_next_start_has_nothing_to_say(self, path: Path) -> None:
        path.write_text("{")
        load(path)
        assert load(path)[1] == []
        assert len(kept_aside(path)) == 1

    def test_a_folder_in_the_place_of_the_file_is_kept_aside(self, path: Path) -> None:
        path.mkdir()
        (path / "precious").touch()
        store, notices = load(path)
        assert len(notices) == 1
        assert (kept_aside(path)[0] / "precious").exists()
        store.update(DARK)
        assert load(path)[0].settings == DARK

    def test_a_file_that_may_not_be_read_is_kept_aside(self) -> None:
        with unprivileged_folder() as home:
            path = home / "settings.json"
            path.write_text("{}")
            path.chmod(0)
            store, notices = load(path)
            assert store.settings == Settings()
            assert len(notices) == len(kept_aside(path)) == 1


class TestBadFields:
    DOCUMENT = (
        '{"appearance": {"text_scale": 9, "color_scheme": "dark", "of_tomorrow": [1]},'
        ' "network": 5, "sampling": {"temperature": "hot", "top_p": 0.5}, "new": {"a": 1}}'
    )

    def test_only_what_does_not_fit_falls_back(self, path: Path) -> None:
        path.write_text(self.DOCUMENT)
        store, _ = load(path)
        assert store.settings == Settings(
            appearance=Appearance(color_scheme="dark"), sampling=Sampling(top_p=0.5)
        )

    def test_one_notice_names_them_all(self, path: Path) -> None:
        path.write_text(self.DOCUMENT)
        _, notices = load(path)
        assert len(notices) == 1
        for name in ("Text size", "network", "sampling.temperature"):
            assert name in notices[0].text

    def test_the_old_file_is_kept_and_the_new_one_has_the_rest(self, path: Path) -> None:
        path.write_text(self.DOCUMENT)
        load(path)
        assert [aside.read_text() for aside in kept_aside(path)] == [self.DOCUMENT]
        assert written(path) == {
            "appearance": {"color_scheme": "dark", "of_tomorrow": [1]},
            "sampling": {"top_p": 0.5},
            "new": {"a": 1},
        }
        assert load(path)[1] == []

    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=5),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
        ),
        st.sampled_from(["appearance", "endpoints", "network", "practice", "sampling"]),
        st.sampled_from(["", "text_scale", "custom", "models", "ca_file", "tokens_per_s", "stop"]),
    )
    def test_any_value_anywhere_is_survived(
        self, tmp_path_factory: pytest.TempPathFactory, value: Any, section: str, name: str
    ) -> None:
        path = tmp_path_factory.mktemp("profile") / "settings.json"
        document = {section: {name: value} if name else value}
        path.write_bytes(msgspec.json.encode(document))
        load(path)
        store, notices = load(path)
        assert notices == []
        store.update(DARK)
        assert load(path)[0].settings == DARK


class TestUnknownFields:
    def test_they_are_written_back_when_something_else_changes(self, path: Path) -> None:
        path.write_text('{"appearance": {"new": [1.50, null]}, "later": {"deep": {"a": "é"}}}')
        store, notices = load(path)
        store.update(DARK)
        assert notices == []
        assert written(path) == {
            "appearance": {"new": [1.5, None], "color_scheme": "dark"},
            "later": {"deep": {"a": "é"}},
        }

    def test_they_stay_inside_a_list_that_does_not_change(self, path: Path) -> None:
        path.write_text(
            '{"endpoints": {"custom": [{"id": "custom:http://h/v1", "title": "h",'
            ' "base_url": "http://h/v1", "of_tomorrow": 1}]}}'
        )
        store, _ = load(path)
        assert store.settings.endpoints.custom == (custom_endpoint("http://h/v1"),)
        store.update(msgspec.structs.replace(store.settings, appearance=DARK.appearance))
        assert written(path)["endpoints"]["custom"][0]["of_tomorrow"] == 1


class TestUpdates:
    def test_what_was_set_is_there_at_the_next_start(self, path: Path) -> None:
        settings = Settings(
            appearance=Appearance("dark", 1.5, "ctrl+enter"),
            endpoints=EndpointSettings(
                custom=(custom_endpoint("http://h:1/v1"),),
                active_id="openrouter",
                models={"openrouter": "a/b"},
                with_key=("openrouter",),
                first_run_done=True,
            ),
            sampling=Sampling(temperature=0.0, stop=("END",)),
        )
        load(path)[0].update(settings)
        assert load(path)[0].settings == settings

    def test_a_setting_back_at_its_default_leaves_the_file(self, path: Path) -> None:
        store, _ = load(path)
        store.update(DARK)
        store.update(Settings())
        assert "color_scheme" not in path.read_text()

    def test_an_unset_parameter_leaves_the_file(self, path: Path) -> None:
        store, _ = load(path)
        store.update(Settings(sampling=Sampling(temperature=0.0)))
        store.update(Settings(sampling=Sampling(top_p=0.5)))
        assert written(path) == {"sampling": {"top_p": 0.5}}

    def test_listeners_hear_of_a_change_and_not_of_the_same_again(self, path: Path) -> None:
        store, _ = load(path)
        heard: list[Settings] = []
        store.changed.connect(heard.append)
        store.update(DARK)
        store.update(DARK)
        assert heard == [DARK]

    def test_nothing_is_written_before_something_changes(self, path: Path) -> None:
        store, _ = load(path)
        store.update(Settings())
        assert not path.exists()

    def test_file_and_folder_are_for_their_owner_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "settings.json"
        load(path)[0].update(DARK)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert list(path.parent.iterdir()) == [path]

    def test_a_linked_file_stays_a_link(self, tmp_path: Path, path: Path) -> None:
        real = tmp_path / "dotfiles.json"
        real.write_text("{}")
        path.symlink_to(real)
        load(path)[0].update(DARK)
        assert path.is_symlink()
        assert written(real) == {"appearance": {"color_scheme": "dark"}}


class TestUnwritableHomes:
    def test_a_change_holds_in_memory_is_told_and_the_file_stays(self) -> None:
        with unprivileged_folder() as home:
            path = home / "settings.json"
            path.write_text("{}")
            home.chmod(0o500)
            store, notices = load(path)
            heard: list[Settings] = []
            store.changed.connect(heard.append)
            with pytest.raises(Unwritable) as caught:
                store.update(DARK)
            home.chmod(0o700)
            assert path.read_text() == "{}"
            assert list(home.iterdir()) == [path], "no half-written file is left"
        assert "holds until the program ends" in caught.value.advice
        assert store.settings == DARK
        assert heard == [DARK]
        assert notices == []

    @pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes to stand in")
    def test_a_full_disk_leaves_the_old_file_whole(self, path: Path) -> None:
        import resource

        path.write_text('{"later": 1}')
        store, _ = load(path)
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, most))
        try:
            with pytest.raises(Unwritable):
                store.update(DARK)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        assert path.read_text() == '{"later": 1}'
        assert list(path.parent.iterdir()) == [path]

    def test_what_could_not_be_written_is_written_with_the_next_change(self) -> None:
        with unprivileged_folder() as home:
            path = home / "settings.json"
            home.chmod(0o500)
            store, _ = load(path)
            with pytest.raises(Unwritable):
                store.update(DARK)
            home.chmod(0o700)
            store.update(msgspec.structs.replace(DARK, sampling=Sampling(seed=1)))
            assert load(path)[0].settings == store.settings

    def test_a_damaged_file_is_never_overwritten(self) -> None:
        with unprivileged_folder() as home:
            path = home / "settings.json"
            path.write_text("{")
            home.chmod(0o500)
            store, notices = load(path)
            assert "left as it is" in notices[0].advice
            with pytest.raises(Unwritable):
                store.update(DARK)
            assert path.read_text() == "{"
            home.chmod(0o700)
            store.update(LARGE)
            assert [aside.read_text() for aside in kept_aside(path)] == ["{"]
            assert load(path)[0].settings == LARGE


def test_a_store_without_a_file_has_the_defaults(path: Path) -> None:
    assert SettingsStore(path).settings == Settings()
    store, notices = load(path)
    assert store.settings == Settings()
    assert notices == []
