"""The encryption is set up, changed and taken off in its window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from support.memory_keyring import MemoryKeyring
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.archive import keys
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.settings.secrets import KeyStore
from desktop_chat.ui.dialogs.save_file import SaveDialog
from desktop_chat.ui.encryption.dialog import EncryptionDialog
from desktop_chat.ui.encryption.forms import PassphraseForm

PASSPHRASE = "correct horse"


@pytest.fixture(autouse=True)
def _quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_MEMORY_KIB", 64)


def dialog_of(opened: Desktop) -> EncryptionDialog:
    opened.window.run("archive.encryption")
    return opened.window.findChildren(EncryptionDialog)[-1]


def fill(form: PassphraseForm, *texts: str) -> None:
    for field, text in zip(form.fields, texts, strict=True):
        field.clear()
        QTest.keyClicks(field, text)


async def set_up(opened: Desktop, dialog: EncryptionDialog) -> str:
    """Set the encryption up; return the recovery code."""
    dialog.overview.set_up.click()
    fill(dialog.first, PASSPHRASE, PASSPHRASE)
    dialog.first.accept.click()
    code = dialog.code.text
    QTest.keyClicks(dialog.code.proof, code[-4:].lower())
    dialog.code.accept.click()
    await opened.settled()
    return code


async def test_it_is_set_up_with_a_code_that_was_kept() -> None:
    async with desktop(ScriptedTransport(says("answer"))) as opened:
        await opened.say("question")
        dialog = dialog_of(opened)
        await opened.settled()
        assert dialog.overview.set_up.hasFocus()
        assert not opened.window.commands["archive.lock"].isEnabled()
        dialog.overview.set_up.click()
        assert not dialog.first.accept.isEnabled()
        fill(dialog.first, "short", "short")
        assert not dialog.first.accept.isEnabled()
        fill(dialog.first, PASSPHRASE, PASSPHRASE + "x")
        assert not dialog.first.accept.isEnabled()
        assert "not the same" in dialog.first.hint.text
        fill(dialog.first, PASSPHRASE, PASSPHRASE)
        dialog.first.accept.click()
        code = dialog.code.text
        assert ArchiveKey.from_code(code).code == code
        assert dialog.code.code.text().replace("\n", "-") == code
        assert not dialog.code.accept.isEnabled()
        dialog.code.copy.click()
        assert QGuiApplication.clipboard().text() == code
        QTest.keyClicks(dialog.code.proof, code[-4:])
        dialog.code.accept.click()
        await opened.settled()
        assert dialog.said.text == "Encrypted."
        assert dialog.overview.lock.hasFocus()
        assert opened.opened.conversations.encrypting.is_on
        assert opened.window.commands["archive.lock"].isEnabled()
        assert not any(field.text() for field in dialog.first.fields)
        assert dialog.code.text == ""
        assert opened.texts == ["question", "answer"]


async def test_put_off_it_changes_nothing() -> None:
    async with desktop() as opened:
        dialog = dialog_of(opened)
        dialog.overview.set_up.click()
        fill(dialog.first, PASSPHRASE, PASSPHRASE)
        dialog.first.accept.click()
        first = dialog.code.text
        dialog.code.cancel.click()
        await opened.settled()
        assert not opened.opened.conversations.encrypting.is_on
        assert dialog.code.text == ""
        assert first != ""


async def test_it_is_cancelled_while_it_runs() -> None:
    async with desktop() as opened:
        dialog = dialog_of(opened)
        encrypting = opened.opened.conversations.encrypting
        encrypting.changed.connect(lambda _: dialog.stop.click())
        await set_up(opened, dialog)
        assert "nothing has changed" in dialog.said.text
        assert not encrypting.is_on
        assert dialog.overview.set_up.isVisible()


async def test_a_wrong_passphrase_is_told_and_the_right_one_changes_it() -> None:
    async with desktop() as opened:
        dialog = dialog_of(opened)
        code = await set_up(opened, dialog)
        dialog.overview.change.click()
        fill(dialog.change, "wrong horse", "another horse", "another horse")
        dialog.change.accept.click()
        await opened.settled()
        assert "does not open" in dialog.said.text
        assert dialog.change.current.hasFocus()
        fill(dialog.change, code, "another horse", "another horse")
        dialog.change.accept.click()
        await opened.settled()
        assert "new passphrase" in dialog.said.text
        dialog.overview.code.click()
        fill(dialog.reveal, "another horse")
        dialog.reveal.accept.click()
        await opened.settled()
        assert dialog.code.text == code
        assert not dialog.code.proof.isVisible()
        dialog.code.cancel.click()
        dialog.overview.take_off.click()
        fill(dialog.take_off, "another horse")
        dialog.take_off.accept.click()
        await opened.settled()
        assert not opened.opened.conversations.encrypting.is_on
        assert "readable without" in dialog.said.text


async def test_the_code_is_saved_to_a_file(tmp_path: Path) -> None:
    async with desktop() as opened:
        dialog = dialog_of(opened)
        dialog.overview.set_up.click()
        fill(dialog.first, PASSPHRASE, PASSPHRASE)
        dialog.first.accept.click()
        for name, said in (("code.txt", "Saved"), ("code.txt/again.txt", "")):
            dialog.code.save.click()
            asked = dialog.findChildren(SaveDialog)[-1]
            asked.chosen.emit(tmp_path / name)
            asked.close()
            await opened.settled()
            assert said in (dialog.code.said.text if said else dialog.said.text)
        assert dialog.code.text in (tmp_path / "code.txt").read_text(encoding="utf-8")
        assert dialog.said.text != ""


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
@pytest.mark.parametrize(("name", "said"), [("code.pdf", "Sent to"), ("none/code.pdf", "printer")])
async def test_the_code_is_printed(tmp_path: Path, name: str, said: str) -> None:
    async with desktop() as opened:
        dialog = dialog_of(opened)
        dialog.overview.set_up.click()
        fill(dialog.first, PASSPHRASE, PASSPHRASE)
        dialog.first.accept.click()
        dialog.code.print.click()
        (asked,) = dialog.findChildren(QPrintDialog)
        printer = asked.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / name))
        QDialog.accept(asked)
        await opened.settled()
        assert said in dialog.code.said.text + dialog.said.text
        assert (tmp_path / name).exists() is (said == "Sent to")


async def test_older_copies_are_replaced_by_an_encrypted_backup() -> None:
    async with desktop(ScriptedTransport(says("answer"))) as opened:
        await opened.say("question")
        backups = opened.opened.conversations.backups
        plain = await backups.write()
        dialog = dialog_of(opened)
        await set_up(opened, dialog)
        assert plain.path.name in dialog.overview.copies.text()
        dialog.overview.remove.click()
        await opened.settled()
        (secret,) = await backups.list()
        assert secret.path != plain.path
        assert not dialog.overview.remove.isVisible()


async def test_a_keyring_remembers_the_key_when_it_is_told_to() -> None:
    keyring = MemoryKeyring()
    async with desktop(keys=KeyStore(lambda: keyring, environment={})) as opened:
        dialog = dialog_of(opened)
        await set_up(opened, dialog)
        await opened.settled()
        assert dialog.overview.remember.isVisible()
        assert not dialog.overview.remember.isChecked()
        dialog.overview.remember.click()
        await opened.settled()
        assert len(keyring.passwords) == 1
        dialog.overview.remember.click()
        await opened.settled()
        assert keyring.passwords == {}


async def test_the_lock_is_asked_for_by_button_and_command() -> None:
    async with desktop() as opened:
        wishes: list[None] = []
        opened.window.lock_requested.connect(lambda: wishes.append(None))
        opened.window.run("archive.lock")
        assert wishes == []
        dialog = dialog_of(opened)
        await set_up(opened, dialog)
        dialog.overview.lock.click()
        opened.window.run("archive.lock")
        assert len(wishes) == 2
