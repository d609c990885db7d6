"""A keyring in memory, for tests that need one that works."""

from __future__ import annotations


class MemoryKeyring:
    """A keyring that keeps passwords in memory and counts how often it is asked for one."""

    def __init__(self) -> None:
        self.passwords: dict[str, str] = {}
        self.count = 0

    def get_password(self, _service: str, username: str, /) -> str | None:
        self.count += 1
        return self.passwords.get(username)

    def set_password(self, _service: str, username: str, password: str, /) -> None:
        self.passwords[username] = password

    def delete_password(self, _service: str, username: str, /) -> None:
        del self.passwords[username]
