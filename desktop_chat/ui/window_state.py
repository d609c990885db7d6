"""How the window was left: its place, its panes, its conversation; no text of the user's."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from desktop_chat.ui.theme.controller import Scheme


class WindowState:
    """Reads and keeps the state of the window in its own file; what is damaged counts as absent.

    Args:
        path: The file; it is made when something is first kept.
    """

    def __init__(self, path: Path) -> None:
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def geometry(self) -> QByteArray:
        """Place and size as `QWidget.saveGeometry` gives them, empty at the first start."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    @property
    def conversation_id(self) -> str:
        """The conversation that was on screen, "" for none."""
        return self._text("conversation")

    @conversation_id.setter
    def conversation_id(self, value: str) -> None:
        if value != self.conversation_id:
            self._store.setValue("conversation", value)
            self._store.sync()

    @property
    def sidebar_px(self) -> int | None:
        """Width of the sidebar that the user chose, None for the usual one."""
        return self._number("sidebar")

    @sidebar_px.setter
    def sidebar_px(self, value: int) -> None:
        self._store.setValue("sidebar", value)

    @property
    def inspector_px(self) -> int | None:
        """Width of the inspector that the user chose, None for the usual one."""
        return self._number("inspector")

    @inspector_px.setter
    def inspector_px(self, value: int) -> None:
        self._store.setValue("inspector", value)

    @property
    def has_sidebar(self) -> bool:
        """Whether the user wants the sidebar where there is room for it."""
        return self._text("has_sidebar") != "false"

    @has_sidebar.setter
    def has_sidebar(self, value: bool) -> None:
        self._store.setValue("has_sidebar", value)

    @property
    def has_inspector(self) -> bool:
        """Whether the user wants the inspector where there is room for it."""
        return self._text("has_inspector") != "false"

    @has_inspector.setter
    def has_inspector(self, value: bool) -> None:
        self._store.setValue("has_inspector", value)

    @property
    def color_scheme(self) -> Scheme:
        """The look that was asked for last: the window has it before the settings are read."""
        text = self._text("color_scheme")
        return text if text in ("light", "dark") else "system"

    @property
    def text_percent(self) -> int:
        """The size of text that was asked for last, 80 to 200."""
        return min(max(self._number("text_percent") or 100, 80), 200)

    def keep_look(self, scheme: Scheme, text_percent: int) -> None:
        """Keep what the settings ask for, for the next start."""
        if (scheme, text_percent) != (self.color_scheme, self.text_percent):
            self._store.setValue("color_scheme", scheme)
            self._store.setValue("text_percent", text_percent)

    def _text(self, key: str) -> str:
        value = self._store.value(key)
        return value if isinstance(value, str) else str(value).lower() if value is not None else ""

    def _number(self, key: str) -> int | None:
        text = self._text(key)
        return int(text) if text.isdecimal() else None
