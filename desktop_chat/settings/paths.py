"""Where a profile keeps its files: names of folders and their privacy, not what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

from desktop_chat.errors import Unwritable

_FOLDER_MODE = 0o700


@dataclass(frozen=True, slots=True)
class ProfilePaths:
    """The folders of a profile and the files in them; each is created by who first writes there.

    Attributes:
        config: Settings, the window's geometry.
        data: The archive and what belongs to it: what must not be lost.
        state: Logs.
    """

    config: Path
    data: Path
    state: Path

    @classmethod
    def default(cls) -> ProfilePaths:
        """Return the folders that the platform gives to this program."""
        folders = PlatformDirs("desktop-chat", appauthor=False)
        return cls(
            config=folders.user_config_path,
            data=folders.user_data_path,
            state=folders.user_state_path,
        )

    @classmethod
    def under(cls, folder: Path) -> ProfilePaths:
        """Return the folders of a profile that lies all in one folder."""
        root = folder.absolute()
        return cls(config=root, data=root, state=root / "state")

    @classmethod
    def of(cls, folder: Path | None) -> ProfilePaths:
        """Return the profile in a folder, or the user's own for None."""
        return cls.default() if folder is None else cls.under(folder)

    @property
    def settings_file(self) -> Path:
        """The settings, JSON."""
        return self.config / "settings.json"

    @property
    def presets_file(self) -> Path:
        """The presets, JSON."""
        return self.config / "presets.json"

    @property
    def window_state_file(self) -> Path:
        """The window's geometry, in Qt's own form."""
        return self.config / "window.ini"

    @property
    def archive_file(self) -> Path:
        """The archive, SQLite."""
        return self.data / "archive.db"

    @property
    def log_file(self) -> Path:
        """The log; older ones stand beside it with a number."""
        return self.state / "desktop-chat.log"


def create_folder(folder: Path) -> None:
    """Create a folder where it is missing, for its owner alone; one that exists stays as it is.

    Raises:
        Unwritable: It cannot be created, or a file stands in its place.
    """
    try:
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritable(
            f"The folder {folder} cannot be created.",
            advice="Make the folder above it writable, or choose another with --profile.",
            detail=str(error),
        ) from error
