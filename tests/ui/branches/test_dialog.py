"""The map of branches in the window: going to one, naming one, comparing two."""

from __future__ import annotations

from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.ui.branches.dialog import BranchesDialog
from desktop_chat.ui.dialogs.name import NameDialog
from desktop_chat.ui.widgets.diff_view import DiffView


async def two_answers(opened: Desktop) -> BranchesDialog:
    """Ask once, have it answered twice, and open the map."""
    await opened.say("question")
    opened.window.run("answer.regenerate")
    await opened.opened.ended(opened.session)
    await opened.settled()
    opened.window.run("conversation.branches")
    await opened.settled()
    (dialog,) = opened.window.findChildren(BranchesDialog)
    return dialog


def titles(dialog: BranchesDialog) -> list[str]:
    return [item.text(0) for item in dialog._items()]  # noqa: SLF001 - a tree has no other list


async def test_the_map_shows_the_fork_and_where_one_is() -> None:
    async with desktop(ScriptedTransport(says("one"), says("two"))) as opened:
        dialog = await two_answers(opened)
        assert sorted(titles(dialog)) == ["one", "question", "two"]
        assert [branch.snippet for branch in dialog.chosen] == ["two"]
        assert dialog.note.text().startswith("2 branches")


async def test_going_to_a_branch_shows_it() -> None:
    async with desktop(ScriptedTransport(says("one"), says("two"))) as opened:
        dialog = await two_answers(opened)
        (item,) = [each for each in dialog._items() if each.text(0) == "one"]  # noqa: SLF001
        dialog.tree.setCurrentItem(item)
        dialog.go.click()
        await opened.settled()
        assert opened.texts == ["question", "one"]


async def test_a_branch_is_named_and_the_name_is_kept() -> None:
    async with desktop(ScriptedTransport(says("one"), says("two"))) as opened:
        dialog = await two_answers(opened)
        dialog.rename.click()
        (asked,) = dialog.findChildren(NameDialog)
        asked.name.setText("Better")
        asked.accept_button.click()
        await opened.settled()
        assert "Better" in titles(dialog)
        kept = await opened.opened.services.archive.conversation(opened.session.id)
        assert kept is not None
        assert list(kept.branch_names.values()) == ["Better"]


async def test_two_branches_are_compared_word_by_word() -> None:
    transport = ScriptedTransport(says("red green"), says("red blue"))
    async with desktop(transport) as opened:
        dialog = await two_answers(opened)
        assert not dialog.compare.isEnabled()
        for item in dialog._items():  # noqa: SLF001 - a tree has no other list
            item.setSelected(item.text(0).startswith("red"))
        assert dialog.compare.isEnabled()
        dialog.compare.click()
        await opened.settled()
        (view,) = dialog.findChildren(DiffView)
        changed = [run.text.strip() for run in view.runs if run.kind.name != "SAME"]
        assert any("green" in text for text in changed)
        assert any("blue" in text for text in changed)


async def test_one_branch_says_how_there_come_to_be_more() -> None:
    async with desktop(ScriptedTransport(says("one"))) as opened:
        await opened.say("question")
        opened.window.run("conversation.branches")
        await opened.settled()
        (dialog,) = opened.window.findChildren(BranchesDialog)
        assert dialog.note.text().startswith("There is one branch.")
