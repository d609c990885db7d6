"""Values move between layers, out as text and in again; each move is one step of undo."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from support.archives import unprivileged_folder
from support.window import Desktop, desktop

from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import Sampling
from desktop_chat.settings.schema import Settings
from desktop_chat.ui.dialogs.left_out import LeftOutDialog
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


async def paste(opened: Desktop, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    opened.window.run("parameters.paste")
    await opened.settled()


def told(opened: Desktop) -> str:
    notice = opened.opened.services.notices.history[-1]
    return f"{notice.text} {notice.advice}".strip()


async def test_what_is_pasted_lies_over_what_was_set_as_one_step() -> None:
    async with desktop() as opened:
        opened.session.change(sampling=Sampling(seed=1, top_p=0.5))
        await paste(opened, "create(temperature=0.7, seed=2)")
        assert opened.session.conversation.sampling == Sampling(temperature=0.7, seed=2, top_p=0.5)
        assert told(opened) == "2 parameters set."
        opened.window.run("edit.undo")
        assert opened.session.conversation.sampling == Sampling(seed=1, top_p=0.5)
        opened.window.run("edit.redo")
        assert opened.session.conversation.sampling.temperature == 0.7


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "",
            "There is no text on the clipboard. Copy JSON, a curl command or a Python call first.",
        ),
        ("Hello", "No parameters were found in the text. Paste JSON,"),
        ('{"temperature": 9}', "No parameter was set. Temperature cannot be 9. It takes a number,"),
        ('{"seed": 1, "top_q": 2}', "One parameter set. top_q is no parameter here."),
        ('{"seed": 1, "top_q": 2, "top_p": 9}', "One parameter set. 2 were left out."),
    ],
)
async def test_what_cannot_be_used_of_it_is_said(text: str, sentence: str) -> None:
    async with desktop() as opened:
        await paste(opened, text)
        assert sentence in told(opened)
        assert opened.window.chat.notice_bar.isVisible()


async def test_all_that_was_left_out_can_be_read() -> None:
    async with desktop() as opened:
        await paste(opened, json.dumps({f"a{n}": n for n in range(40)} | {"seed": 1}))
        action = opened.opened.services.notices.history[-1].action
        assert action is not None
        action()
        (dialog,) = opened.window.findChildren(LeftOutDialog)
        texts = [label.text() for label in dialog.findChildren(QLabel)]
        assert [text for text in texts if "no parameter" in text] == [
            f"a{n} is no parameter here." for n in range(40)
        ]
        dialog.close()


async def test_parameters_are_copied_in_three_forms_that_can_be_pasted() -> None:
    async with desktop() as opened:
        stand(opened, Sampling(top_p=0.5), CAREFUL, Sampling(seed=1))
        for form in ("json", "curl", "python"):
            opened.window.run(f"parameters.copy_{form}")
            copied = QGuiApplication.clipboard().text()
            opened.session.change(sampling=Sampling(), preset_id="")
            await paste(opened, copied)
            own = opened.session.conversation.sampling
            assert own == Sampling(temperature=0.2, top_p=0.5, seed=1)


async def test_keys_copy_and_paste_where_no_text_is_edited() -> None:
    async with desktop() as opened:
        opened.session.change(sampling=Sampling(seed=1))
        slider = opened.named("Temperature")
        QTest.keyClick(slider, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert json.loads(QGuiApplication.clipboard().text()) == {"seed": 1}
        QGuiApplication.clipboard().setText('{"seed": 5}')
        QTest.keyClick(slider, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert opened.session.conversation.sampling == Sampling(seed=5)


def drag(opened: Desktop, data: QMimeData, *, is_dropped: bool = True) -> bool:
    """Drag something over the panel, and drop it; return whether it was taken."""
    panel = opened.window.inspector.parameters
    at, copy = QPoint(20, 20), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(at, copy, data, buttons, keys)
    event.ignore()
    QApplication.sendEvent(panel, event)
    is_taken = event.isAccepted()
    if is_dropped and is_taken:
        QApplication.sendEvent(panel, QDropEvent(QPointF(at), copy, data, buttons, keys))
    return is_taken


async def test_text_that_is_dropped_sets_parameters() -> None:
    async with desktop() as opened:
        data = QMimeData()
        data.setText('{"seed": 3}')
        intake = opened.window.inspector.parameters.intake
        assert drag(opened, data, is_dropped=False)
        assert intake.isVisible()
        QApplication.sendEvent(opened.window.inspector.parameters, QDragLeaveEvent())
        assert not intake.isVisible()
        assert drag(opened, data)
        assert not intake.isVisible()
        assert opened.session.conversation.sampling == Sampling(seed=3)


async def test_a_file_that_is_dropped_is_read(tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_text('{"model": "m", "seed": 3}')
    async with desktop() as opened:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        assert drag(opened, data)
        await opened.settled()
        assert opened.session.conversation.sampling == Sampling(seed=3)
        path.unlink()
        assert drag(opened, data)
        await opened.settled()
        assert told(opened).startswith("body.json cannot be read.")


async def test_pictures_and_addresses_are_not_taken() -> None:
    async with desktop() as opened:
        data = QMimeData()
        data.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
        assert not drag(opened, data)
        data = QMimeData()
        data.setUrls([QUrl("https://example.invalid/x.json")])
        assert not drag(opened, data)
