"""Who carries out which command: one owner for each group, built over the window's parts.

It owns that every owner is built and asked once. What a command does lies in `ui.commands`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QMainWindow, QStackedWidget

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.experiments import Experiments
from desktop_chat.app.services import Services
from desktop_chat.ui.actions import Actions
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.chat.chat_pane import ChatPane
from desktop_chat.ui.commands.answers import AnswerCommands
from desktop_chat.ui.commands.application import ApplicationCommands
from desktop_chat.ui.commands.backups import BackupCommands
from desktop_chat.ui.commands.bench import BenchCommands
from desktop_chat.ui.commands.comparisons import ComparisonCommands
from desktop_chat.ui.commands.encryption import EncryptionCommands
from desktop_chat.ui.commands.experiments import ExperimentCommands
from desktop_chat.ui.commands.exports import ExportCommands
from desktop_chat.ui.commands.files import FileCommands
from desktop_chat.ui.commands.handlers import Handler, MessageHandler
from desktop_chat.ui.commands.imports import ImportCommands
from desktop_chat.ui.commands.model_page import ModelPageCommands
from desktop_chat.ui.commands.models import ModelCommands
from desktop_chat.ui.commands.navigation import Navigation
from desktop_chat.ui.commands.organising import OrganiseCommands
from desktop_chat.ui.commands.records import RecordCommands
from desktop_chat.ui.commands.search import SearchCommands
from desktop_chat.ui.commands.transcript import TranscriptCommands
from desktop_chat.ui.commands.usage import UsageCommands
from desktop_chat.ui.commands.view import ViewCommands
from desktop_chat.ui.find_bridge import FindBridge
from desktop_chat.ui.inspector_bridge import InspectorBridge
from desktop_chat.ui.notice_board import NoticeBoard
from desktop_chat.ui.panels.inspector import Inspector
from desktop_chat.ui.panes import Panes
from desktop_chat.ui.sidebar.sidebar import Sidebar
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.undo_history import UndoHistory


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowParts:
    """What a window is made of, as far as commands need it; `theme` gives the present one."""

    window: QMainWindow
    services: Services
    conversations: Library
    experiments: Experiments
    bridge: SessionBridge
    inspector_bridge: InspectorBridge
    navigation: Navigation
    models: ModelCommands
    actions: Actions
    panes: Panes
    sidebar: Sidebar
    chat: ChatPane
    inspector: Inspector
    pages: QStackedWidget
    board: NoticeBoard
    history: UndoHistory
    theme: Callable[[], Theme]


class _Owner(Protocol):
    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        ...


@runtime_checkable
class _MessageOwner(Protocol):
    def message_handlers(self) -> dict[str, MessageHandler]:
        """Return what carries out each command about one message, by its id."""
        ...


class CommandOwners:
    """All owners of commands on one window.

    Attributes:
        handlers: What carries out each command, by its id.
        message_handlers: What carries out each command about one message, by its id.
        answers, experiments, find, organising, encryption, search: Those that the window asks for
            more than commands.
    """

    def __init__(self, parts: WindowParts) -> None:
        window, services, theme = parts.window, parts.services, parts.theme
        bridge, chat, flush = parts.bridge, parts.chat, parts.inspector_bridge.flush
        runs = (services.notices, services.tasks)
        self.answers = AnswerCommands(bridge, chat, *runs, flush, parts.models.choose)
        around = (services, parts.experiments, parts.conversations, bridge, chat)
        self.experiments = ExperimentCommands(*around, parts.pages, parts.board, theme)
        self.find = FindBridge(services, bridge, chat)
        parts.sidebar.hit_chosen.connect(self.find.expect)
        files = FileCommands(window, services, bridge, chat.transcript, theme)
        records = RecordCommands(window, services, bridge, chat, theme, files.save_text)
        kept = (window, services, parts.conversations)
        self.organising = OrganiseCommands(*kept, bridge, parts.navigation, parts.sidebar, theme)
        self.encryption = EncryptionCommands(*kept, theme)
        self.search = SearchCommands(parts.pages, *kept[1:], parts.navigation, parts.sidebar, theme)
        plan_over_models = self.experiments.plan_over_models
        picker = parts.models.picker
        comparisons = ComparisonCommands(window, services, bridge, picker, plan_over_models, theme)
        owners = (
            parts.navigation,
            self.experiments,
            self.find,
            parts.models,
            comparisons,
            self.answers,
            files,
            records,
            self.organising,
            self.encryption,
            self.search,
            *_others(parts, files, comparisons),
        )
        self.handlers = _joined(owners)
        self.message_handlers = _joined_about(
            owner for owner in owners if isinstance(owner, _MessageOwner)
        )


def _others(
    parts: WindowParts, files: FileCommands, comparisons: ComparisonCommands
) -> tuple[_Owner, ...]:
    """Return the owners that nothing but their commands asks for."""
    window, services, theme = parts.window, parts.services, parts.theme
    bridge, chat, flush = parts.bridge, parts.chat, parts.inspector_bridge.flush
    panes = (parts.panes, parts.sidebar, chat, parts.inspector)
    bench = (parts.history, theme, flush)
    about_models = (parts.models, comparisons.compare, files.save_text, theme)
    return (
        ViewCommands(window, parts.actions, *panes, services.settings),
        ApplicationCommands(window, services, theme, parts.history),
        BackupCommands(window, services, parts.conversations.backups, bridge, theme),
        ExportCommands(window, services, bridge, parts.sidebar, theme, files.write_pdf),
        ImportCommands(window, services, parts.conversations.imports, theme),
        ModelPageCommands(window, services, bridge, chat, *about_models),
        UsageCommands(window, services, bridge, theme),
        TranscriptCommands(chat.transcript, services.notices, services.tasks),
        BenchCommands(window, services, bridge, parts.inspector.parameters, parts.actions, *bench),
    )


def _joined(owners: Iterable[_Owner]) -> dict[str, Handler]:
    handlers: dict[str, Handler] = {}
    for owner in owners:
        handlers |= owner.handlers()
    return handlers


def _joined_about(owners: Iterable[_MessageOwner]) -> dict[str, MessageHandler]:
    handlers: dict[str, MessageHandler] = {}
    for owner in owners:
        handlers |= owner.message_handlers()
    return handlers
