"""Presets in the window: each act by mouse or menu, its undo, its trouble, and what it leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPlainTextEdit
from support.archives import unprivileged_folder
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import UsageError
from desktop_chat.ui.dialogs.open_file import OpenDialog
from desktop_chat.ui.dialogs.preset import PresetDialog
from desktop_chat.ui.dialogs.preset_comparison import PresetComparison
from desktop_chat.ui.dialogs.save_file import SaveDialog

CAREFUL = Preset("1", "Careful", Sampling(temperature=0.2), "Be brief.")
WILD = Preset("2", "Wild", Sampling(temperature=1.8, seed=4))
ONLY = Preset("3", "Only one", Sampling(seed=1), model="author/model-1")

Asked = TypeVar("Asked", bound=QDialog)


def fill(opened: Desktop, *presets: Preset) -> None:
    for each in presets:
        opened.opened.services.presets.keep(each)


def choose(opened: Desktop, text: str) -> None:
    """Choose a preset in the box, as the keyboard and the mouse do."""
    box = opened.window.inspector.parameters.preset_bar.box
    index = [box.itemText(n) for n in range(box.count())].index(text)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def entries(opened: Desktop) -> list[str]:
    box = opened.window.inspector.parameters.preset_bar.box
    return [box.itemText(n) for n in range(box.count())]


def shown(opened: Desktop) -> tuple[str, str]:
    """Return what the box says: the preset, and "edited" or ""."""
    box = opened.window.inspector.parameters.preset_bar.box
    return box.currentText(), box.accessibleDescription()


def names(opened: Desktop) -> list[str]:
    return [each.name for each in opened.opened.services.presets.book.presets]


def asked(opened: Desktop, kind: type[Asked]) -> Asked:
    (dialog,) = opened.window.findChildren(kind)
    return dialog


def told(opened: Desktop) -> str:
    return opened.opened.services.notices.history[-1].text


def editor(opened: Desktop) -> QPlainTextEdit:
    panel = opened.window.inspector.parameters
    panel.restore_sections(["system prompt"])
    return next(
        each
        for each in panel.findChildren(QPlainTextEdit)
        if each.accessibleName() == "System prompt"
    )


async def test_a_chosen_preset_is_sent_and_one_undo_takes_it_away() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        fill(opened, CAREFUL)
        choose(opened, "Careful")
        assert shown(opened) == ("Careful", "")
        await opened.say("Hi")
        body = opened.opened.transport.bodies[0]
        assert body["temperature"] == 0.2
        assert body["messages"][0]["content"] == "Be brief."
        opened.window.run("edit.undo")
        assert shown(opened) == ("No preset", "")
        await opened.say("Hi")
        assert "temperature" not in opened.opened.transport.bodies[1]
        opened.window.run("edit.redo")
        assert shown(opened) == ("Careful", "")


async def test_own_values_stand_over_the_preset_until_it_is_reverted() -> None:
    async with desktop() as opened:
        fill(opened, CAREFUL)
        choose(opened, "Careful")
        field = opened.named("Temperature value")
        field.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClicks(field, "0.7")
        assert shown(opened) == ("Careful", "edited")
        bar = opened.window.inspector.parameters.preset_bar
        assert bar.revert.isEnabled()
        QTest.mouseClick(bar.revert, Qt.MouseButton.LeftButton)
        assert shown(opened) == ("Careful", "")
        assert not bar.revert.isEnabled()
        assert not bar.save.isEnabled()
        opened.window.run("edit.undo")
        assert opened.session.conversation.sampling == Sampling(temperature=0.7)


async def test_saving_puts_own_values_into_the_preset_and_undo_takes_them_out() -> None:
    async with desktop() as opened:
        fill(opened, CAREFUL)
        choose(opened, "Careful")
        opened.session.change(sampling=Sampling(seed=9))
        QTest.mouseClick(
            opened.window.inspector.parameters.preset_bar.save, Qt.MouseButton.LeftButton
        )
        presets = opened.opened.services.presets
        assert presets.named("Careful").sampling == Sampling(temperature=0.2, seed=9)
        assert opened.session.conversation.sampling == Sampling()
        assert told(opened) == "Saved to “Careful”."
        opened.window.run("edit.undo")
        assert presets.named("Careful") == CAREFUL
        assert opened.session.conversation.sampling == Sampling(seed=9)


async def test_a_new_preset_is_named_scoped_and_used() -> None:
    async with desktop() as opened:
        fill(opened, CAREFUL)
        opened.session.change(sampling=Sampling(seed=9), system_prompt="Be long.")
        opened.window.run("preset.save")
        dialog = asked(opened, PresetDialog)
        assert not dialog.accept_button.isEnabled()
        assert dialog.problem.text() == ""
        QTest.keyClicks(dialog.name, "careful")
        assert "already" in dialog.problem.text()
        assert not dialog.accept_button.isEnabled()
        QTest.keyClicks(dialog.name, " two")
        dialog.scope.setCurrentIndex(1)
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
        kept = opened.opened.services.presets.named("careful two")
        assert (kept.sampling, kept.system_prompt) == (Sampling(seed=9), "Be long.")
        assert kept.model == "author/model-1"
        assert opened.session.conversation.preset_id == kept.id
        assert opened.session.conversation.sampling == Sampling()
        assert opened.session.layers.merged == Sampling(seed=9)
        opened.window.run("edit.undo")
        assert names(opened) == ["Careful"]
        assert opened.session.conversation.sampling == Sampling(seed=9)
        assert opened.session.conversation.system_prompt == "Be long."
        opened.window.run("edit.redo")
        assert names(opened) == ["Careful", "careful two"]


async def test_a_prompt_need_not_go_along() -> None:
    async with desktop() as opened:
        opened.session.change(system_prompt="Mine.")
        opened.window.run("preset.save_as")
        dialog = asked(opened, PresetDialog)
        dialog.name.setText("New")
        dialog.with_prompt.setChecked(False)
        dialog.accept_button.click()
        assert opened.opened.services.presets.named("New").system_prompt == ""
        assert opened.session.conversation.system_prompt == "Mine."


async def test_presets_for_the_model_come_first_and_others_are_not_offered() -> None:
    async with desktop() as opened:
        fill(opened, CAREFUL, ONLY, Preset("4", "Other", model="author/model-2"))
        assert entries(opened) == ["No preset", "Only one · author/model-1", "Careful"]


async def test_a_preset_is_renamed_moved_copied_and_each_is_undone() -> None:
    async with desktop() as opened:
        fill(opened, CAREFUL, WILD)
        choose(opened, "Careful")
        opened.window.run("preset.rename")
        dialog = asked(opened, PresetDialog)
        dialog.name.setText("Calm")
        dialog.accept_button.click()
        assert names(opened) == ["Calm", "Wild"]
        opened.window.run("preset.move_down")
        assert names(opened) == ["Wild", "Calm"]
        opened.window.run("preset.duplicate")
        assert names(opened) == ["Wild", "Calm", "Calm 2"]
        for expected in (["Wild", "Calm"], ["Calm", "Wild"], ["Careful", "Wild"]):
            opened.window.run("edit.undo")
            assert names(opened) == expected
        opened.window.run("edit.redo")
        opened.window.run("edit.redo")
        opened.window.run("edit.redo")
        assert names(opened) == ["Wild", "Calm", "Calm 2"]


async def test_what_used_a_deleted_preset_says_so_and_takes_it_again_after_undo() -> None:
    async with desktop() as opened:
        fill(opened, CAREFUL)
        choose(opened, "Careful")
        opened.window.run("preset.delete")
        assert shown(opened) == ("Deleted preset", "")
        assert opened.session.layers.merged == Sampling()
        opened.window.run("edit.undo")
        assert shown(opened) == ("Careful", "")
        assert opened.session.layers.merged == Sampling(temperature=0.2)


async def test_new_chats_take_the_usual_preset() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        fill(opened, CAREFUL, WILD)
        choose(opened, "Wild")
        opened.window.run("preset.default")
        assert opened.window.commands["preset.default"].isChecked()
        assert not opened.window.commands["preset.default_model"].isChecked()
        await opened.say("Hi")
        opened.window.run("conversation.new")
        assert shown(opened) == ("Wild", "")
        opened.window.run("preset.default")
        assert opened.opened.services.presets.default_for("") is None
        assert not opened.window.commands["preset.default"].isChecked()


async def test_steps_are_found_again_with_their_conversation() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        fill(opened, CAREFUL)
        choose(opened, "Careful")
        await opened.say("Hi")
        first = opened.session
        opened.window.run("conversation.new")
        opened.window.run("edit.undo")
        assert first.conversation.preset_id == "1"
        opened.window.navigation.open(first.id)
        await opened.settled()
        opened.window.run("edit.undo")
        assert first.conversation.preset_id == ""


async def test_the_presets_prompt_shows_where_there_is_no_own_one() -> None:
    async with desktop() as opened:
        fill(opened, CAREFUL)
        choose(opened, "Careful")
        field = editor(opened)
        assert (field.toPlainText(), field.placeholderText()) == ("", "Be brief.")
        opened.session.change(system_prompt="Mine.")
        assert field.toPlainText() == "Mine."
        assert shown(opened) == ("Careful", "edited")
        opened.window.run("preset.revert")
        assert field.toPlainText() == ""


async def test_what_was_just_typed_goes_into_the_preset() -> None:
    async with desktop() as opened:
        fill(opened, CAREFUL)
        choose(opened, "Careful")
        QTest.keyClicks(editor(opened), "Mine")
        opened.window.run("preset.save")
        assert opened.opened.services.presets.named("Careful").system_prompt == "Mine"


async def test_a_comparison_shows_what_differs_and_can_end_in_a_choice() -> None:
    async with desktop() as opened:
        fill(opened, CAREFUL, WILD)
        choose(opened, "Careful")
        opened.session.change(sampling=Sampling(temperature=0.7))
        opened.window.run("preset.compare")
        dialog = asked(opened, PresetComparison)
        assert dialog.rows == [("Temperature", "0.2", "0.7")]
        dialog.box.setCurrentIndex(1)
        assert dialog.rows == [
            ("Temperature", "1.8", "0.7"),
            ("Seed", "4", "not sent"),
            ("System prompt", "not sent", "Be brief."),
        ]
        dialog.use_button.click()
        assert shown(opened) == ("Wild", "edited")


async def test_without_presets_there_is_nothing_to_compare_or_export() -> None:
    async with desktop() as opened:
        for command_id in ("preset.compare", "preset.export_all"):
            opened.window.run(command_id)
            assert told(opened) == "There are no presets yet."
        with pytest.raises(UsageError):
            opened.window.handlers["preset.delete"]()


async def test_presets_go_out_into_a_file_and_come_back(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    async with desktop() as opened:
        fill(opened, CAREFUL, WILD)
        opened.window.run("preset.export_all")
        asked(opened, SaveDialog).chosen.emit(path)
        await opened.settled()
        assert [each["name"] for each in json.loads(path.read_text())["presets"]] == [
            "Careful",
            "Wild",
        ]
    async with desktop() as opened:
        opened.window.run("preset.import")
        asked(opened, OpenDialog).chosen.emit(path)
        await opened.settled()
        assert names(opened) == ["Careful", "Wild"]
        assert told(opened) == "2 presets imported."
        opened.window.run("edit.undo")
        assert names(opened) == []
        opened.window.run("edit.redo")
        assert names(opened) == ["Careful", "Wild"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "There are no presets in mine.json."),
        ('{"name": "A", "sampling": {"temperature": 9}}', "Preset “A” imported."),
    ],
)
async def test_what_a_file_lacks_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(text)
    async with desktop() as opened:
        opened.window.run("preset.import")
        asked(opened, OpenDialog).chosen.emit(path)
        await opened.settled()
        assert told(opened) == sentence
        assert opened.window.chat.notice_bar.isVisible()


async def test_a_profile_that_cannot_be_written_is_told_and_nothing_is_lost() -> None:
    with unprivileged_folder() as home:
        async with desktop(folder=home) as opened:
            home.chmod(0o500)
            opened.session.change(sampling=Sampling(seed=9))
            opened.window.run("preset.save_as")
            dialog = asked(opened, PresetDialog)
            dialog.name.setText("New")
            dialog.accept_button.click()
            assert "presets cannot be written" in opened.window.chat.notice_bar.text
            assert names(opened) == ["New"]
            assert opened.session.layers.merged == Sampling(seed=9)
            home.chmod(0o700)
