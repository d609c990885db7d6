"""Values move from layer to layer; each move is one step of undo."""

from __future__ import annotations

import json

import pytest
from PySide6.QtGui import QGuiApplication
from support.archives import unprivileged_folder
from support.window import Desktop, desktop

from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import Sampling
from desktop_chat.settings.schema import Settings
from desktop_chat.ui.panels.row_menu import RowAct

CAREFUL = Preset("1", "Careful", Sampling(temperature=0.2))


def act(opened: Desktop, chosen: RowAct, name: str = "temperature") -> None:
    opened.window.inspector.parameters.row_act_chosen.emit(chosen, name)


def stand(opened: Desktop, settings: Sampling, preset: Preset | None, own: Sampling) -> None:
    """Give every layer its values."""
    services = opened.opened.services
    services.settings.update(
        Settings(endpoints=services.settings.settings.endpoints, sampling=settings)
    )
    if preset is not None:
        services.presets.keep(preset)
    opened.session.change(sampling=own, preset_id=preset.id if preset else "")


def layers(opened: Desktop) -> tuple[Sampling, Sampling | None, Sampling]:
    """Return what settings, preset and conversation set."""
    found = opened.session.layers
    return found.settings, found.preset.sampling if found.preset else None, found.conversation


@pytest.mark.parametrize(
    ("chosen", "after"),
    [
        (RowAct.UNSET, (Sampling(temperature=1.5), Sampling(temperature=0.2), Sampling())),
        (
            RowAct.TAKE_INHERITED,
            (Sampling(temperature=1.5), Sampling(temperature=0.2), Sampling(temperature=0.2)),
        ),
        (
            RowAct.TO_SETTINGS,
            (Sampling(temperature=0.7), Sampling(temperature=0.2), Sampling(temperature=0.7)),
        ),
        (RowAct.TO_PRESET, (Sampling(temperature=1.5), Sampling(temperature=0.7), Sampling())),
        (
            RowAct.OUT_OF_SETTINGS,
            (Sampling(), Sampling(temperature=0.2), Sampling(temperature=0.7)),
        ),
        (
            RowAct.OUT_OF_PRESET,
            (Sampling(temperature=1.5), Sampling(), Sampling(temperature=0.7)),
        ),
    ],
)
async def test_each_act_is_one_step(
    chosen: RowAct, after: tuple[Sampling, Sampling, Sampling]
) -> None:
    async with desktop() as opened:
        stand(opened, Sampling(temperature=1.5), CAREFUL, Sampling(temperature=0.7))
        before = layers(opened)
        act(opened, chosen)
        assert layers(opened) == after
        opened.window.run("edit.undo")
        assert layers(opened) == before
        opened.window.run("edit.redo")
        assert layers(opened) == after


async def test_a_value_for_all_chats_leaves_this_one_where_no_preset_lies_between() -> None:
    async with desktop() as opened:
        stand(opened, Sampling(), None, Sampling(temperature=0.7, seed=1))
        act(opened, RowAct.TO_SETTINGS)
        assert layers(opened) == (Sampling(temperature=0.7), None, Sampling(seed=1))
        assert opened.opened.session().layers.merged == Sampling(temperature=0.7)


async def test_a_value_is_copied_as_json() -> None:
    async with desktop() as opened:
        stand(opened, Sampling(stop=("a",)), None, Sampling())
        act(opened, RowAct.COPY, "stop")
        assert json.loads(QGuiApplication.clipboard().text()) == {"stop": ["a"]}


async def test_unsetting_all_is_one_step() -> None:
    async with desktop() as opened:
        opened.session.change(sampling=Sampling(temperature=0.7, seed=1))
        opened.window.run("parameters.unset_all")
        assert opened.session.conversation.sampling == Sampling()
        opened.window.run("edit.undo")
        assert opened.session.conversation.sampling == Sampling(temperature=0.7, seed=1)


async def test_what_cannot_be_written_holds_and_is_told() -> None:
    with unprivileged_folder() as home:
        async with desktop(folder=home) as opened:
            stand(opened, Sampling(), None, Sampling(temperature=0.7))
            home.chmod(0o500)
            act(opened, RowAct.TO_SETTINGS)
            assert "cannot be written" in opened.window.chat.notice_bar.text
            assert opened.session.layers.merged == Sampling(temperature=0.7)
            assert opened.session.conversation.sampling == Sampling()
            home.chmod(0o700)
