"""Putting conversations in their places: what the sidebar's menus, drops and keys ask for."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.services import Services
from desktop_chat.core.figures import count_text
from desktop_chat.core.ids import new_id
from desktop_chat.core.places import Place, PlaceKind, folder_path, name_of, tag_name
from desktop_chat.errors import UsageError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.commands.navigation import Navigation
from desktop_chat.ui.dialogs.confirm import ConfirmDialog
from desktop_chat.ui.dialogs.name import NameDialog
from desktop_chat.ui.sidebar.placing import Act, Placing
from desktop_chat.ui.sidebar.sidebar import Sidebar
from desktop_chat.ui.theme.tokens import Theme


def _words(text: str) -> str:
    return QCoreApplication.translate("OrganiseCommands", text)


class OrganiseCommands:
    """Carries out what is done with conversations, folders, tags and the trash.

    Args:
        window: What dialogs belong to.
        services: Run what takes time, and are told how it ended.
        library: Has the conversations and their places.
        bridge: Knows the session on screen.
        navigation: Goes to another conversation where the one on screen is deleted.
        sidebar: Asks for these acts.
        theme: Gives the present theme.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        library: Library,
        bridge: SessionBridge,
        navigation: Navigation,
        sidebar: Sidebar,
        theme: Callable[[], Theme],
    ) -> None:
        self._window = window
        self._services = services
        self._library = library
        self._organising = library.organising
        self._bridge = bridge
        self._navigation = navigation
        self._sidebar = sidebar
        self._theme = theme
        sidebar.placing_wanted.connect(self.carry_out)
        sidebar.place_chosen.connect(self._show_place)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "conversation.delete": lambda: self.carry_out(Placing(Act.TRASH, self._current)),
            "conversation.duplicate": lambda: self.carry_out(Placing(Act.DUPLICATE, self._current)),
            "conversation.archive": self._turn_archived,
            "conversation.move": lambda: self.carry_out(Placing(Act.MOVE_TO_NEW, self._current)),
            "conversation.tag": lambda: self.carry_out(Placing(Act.TAG_NEW, self._current)),
            "folder.new": lambda: self.carry_out(Placing(Act.NEW_FOLDER)),
            "trash.empty": lambda: self.carry_out(Placing(Act.EMPTY_TRASH)),
        }

    def carry_out(self, placing: Placing) -> None:
        """Do what is asked for; what needs a name or a yes asks first."""
        if self._services.archive.is_read_only:
            error = UsageError("The archive is read only: nothing in it can be changed.")
            self._services.notices.add_error(error)
            return
        asks = {
            Act.MOVE_TO_NEW: self._ask_for_folder,
            Act.TAG_NEW: self._ask_for_tag,
            Act.NEW_FOLDER: self._ask_for_folder,
            Act.RENAME_FOLDER: self._ask_for_folder_name,
            Act.DELETE: self._ask_to_delete,
            Act.EMPTY_TRASH: self._ask_to_empty,
            Act.SAVE_SEARCH: self._ask_for_search_name,
        }
        if placing.act in asks:
            asks[placing.act](placing)
            return
        if placing.act is Act.TRASH:
            self._navigation.leave(placing.ids)
        self._start(self._done(placing))

    async def begin(self) -> None:
        """Delete what has been in the trash for long, and learn what places there are."""
        await self._organising.purge()
        await self._organising.learn()

    async def _done(self, placing: Placing) -> None:
        ids, value, organising = placing.ids, placing.value, self._organising
        match placing.act:
            case Act.MOVE:
                await organising.put_in_folder(ids, value)
            case Act.TAG:
                await organising.tag(ids, [value])
            case Act.UNTAG:
                await organising.tag(ids, [], [value])
            case Act.ARCHIVE | Act.UNARCHIVE:
                await organising.archive(ids, is_archived=placing.act is Act.ARCHIVE)
            case Act.TRASH:
                await organising.trash(ids)
            case Act.RESTORE:
                await organising.restore(ids)
            case Act.PIN | Act.UNPIN:
                await organising.pin(ids, is_pinned=placing.act is Act.PIN)
            case Act.DUPLICATE:
                copy = await organising.duplicate(ids[0])
                self._navigation.open(copy.id)
            case _:
                await self._done_with_places(placing)

    async def _done_with_places(self, placing: Placing) -> None:
        organising = self._organising
        match placing.act:
            case Act.MOVE_FOLDER:
                path = await organising.move_folder(placing.ids[0], placing.value)
                await self._follow_folder(placing.ids[0], path)
            case Act.REMOVE_FOLDER:
                await organising.remove_folder(placing.value)
                await self._follow_folder(placing.value, "")
            case Act.REMOVE_SEARCH:
                await organising.remove_search(placing.value)
            case Act.REMOVE_TAG:
                await self._remove_tag(placing.value)
            case _:
                raise ValueError(placing.act)

    async def _remove_tag(self, tag: str) -> None:
        place = Place(PlaceKind.TAG, tag)
        count = self._organising.places.tags.get(tag, 0)
        heads = await self._services.archive.places.page(place, limit=max(1, count))
        await self._organising.tag([head.id for head in heads], [], [tag])
        if self._library.place == place:
            await self._library.show(Place())
            await self._organising.learn()

    async def _follow_folder(self, old: str, new: str) -> None:
        """Show the folder that was shown where it is now."""
        if self._library.place == Place(PlaceKind.FOLDER, old):
            await self._library.show(Place(PlaceKind.FOLDER, new) if new else Place())
            await self._organising.learn()

    # Questions ---------------------------------------------------------------------------------

    def _ask_for_folder(self, placing: Placing) -> None:
        inside = f"{placing.value}/" if placing.value else ""

        def problem_of(name: str) -> str:
            try:
                path = folder_path(inside + name if name.strip() else name)
            except ValueError as error:
                return str(error)
            is_there = not placing.ids and path in self._organising.places.folders
            return _words("There is a folder of that name.") if is_there else ""

        async def take(name: str) -> None:
            path = folder_path(inside + name)
            if placing.ids:
                await self._organising.put_in_folder(placing.ids, path)
            else:
                await self._organising.add_folder(path)
                self._sidebar.place_band.setChecked(True)

        self._ask(_words("New folder"), "", problem_of, take)

    def _ask_for_folder_name(self, placing: Placing) -> None:
        path = placing.value

        def problem_of(name: str) -> str:
            if "/" in name:
                return _words("A folder's name has no “/”.")
            return "" if name.strip() else _words("A folder needs a name.")

        async def take(name: str) -> None:
            await self._follow_folder(path, await self._organising.rename_folder(path, name))

        self._ask(_words("Rename folder"), name_of(path), problem_of, take)

    def _ask_for_tag(self, placing: Placing) -> None:
        def problem_of(name: str) -> str:
            return "" if tag_name(name) else _words("A tag needs a name.")

        async def take(name: str) -> None:
            await self._organising.tag(placing.ids, [name])

        self._ask(_words("New tag"), "", problem_of, take)

    def _ask_for_search_name(self, placing: Placing) -> None:
        def problem_of(name: str) -> str:
            return "" if name.strip() else _words("A search needs a name.")

        async def take(name: str) -> None:
            await self._organising.save_search(name, placing.value)

        self._ask(_words("Save search"), placing.value.strip()[:60], problem_of, take)

    def _ask(
        self,
        title: str,
        name: str,
        problem_of: Callable[[str], str],
        take: Callable[[str], Coroutine[Any, Any, None]],
    ) -> None:
        dialog = NameDialog(self._theme(), title, name, problem_of, self._window)
        dialog.chosen.connect(lambda chosen: self._start(take(chosen)))
        dialog.open()

    def _ask_to_delete(self, placing: Placing) -> None:
        question = _words("Delete {0} conversations for good?").format(count_text(len(placing.ids)))
        if len(placing.ids) == 1:
            question = _words("Delete this conversation for good?")

        async def delete() -> None:
            self._navigation.leave(placing.ids)
            await self._organising.delete_for_good(placing.ids)

        self._confirm(question, _words("Delete for good"), delete)

    def _ask_to_empty(self, _placing: Placing) -> None:
        count = self._organising.places.trashed
        if not count:
            raise UsageError("The trash is empty.")
        question = _words("Delete the {0} conversations in the trash for good?")

        async def empty() -> None:
            done = await self._organising.empty_trash()
            text = _words("{0} conversations deleted for good.").format(count_text(done))
            self._services.notices.add(Notice(Severity.DONE, text))

        self._confirm(question.format(count_text(count)), _words("Empty trash"), empty)

    def _confirm(
        self, question: str, act: str, do: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        more = _words("This cannot be undone.")
        dialog = ConfirmDialog(self._theme(), question, more, act, self._window)
        dialog.confirmed.connect(lambda: self._start(do()))
        dialog.open()

    # How it is done ----------------------------------------------------------------------------

    @property
    def _current(self) -> tuple[str, ...]:
        session = self._bridge.session
        if session is None:
            raise UsageError("No conversation is open.")
        return (session.id,)

    def _turn_archived(self) -> None:
        session = self._bridge.session
        is_archived = session is not None and session.conversation.archived_us is not None
        act = Act.UNARCHIVE if is_archived else Act.ARCHIVE
        self.carry_out(Placing(act, self._current))

    def _show_place(self, place: Place) -> None:
        if place.kind is PlaceKind.SEARCH:
            query = self._organising.places.searches.get(place.name, "")
            # A space at its end says that the last word is whole.
            self._sidebar.field.setText(f"{query.rstrip()} ")
            self._sidebar.focus_search()
            return
        self._start(self._shown(place))

    async def _shown(self, place: Place) -> None:
        await self._library.show(place)
        await self._organising.learn()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._services.tasks.start(f"organise:{new_id()}", work)
