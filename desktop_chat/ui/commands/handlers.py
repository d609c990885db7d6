"""What carries out a command: of the window, or about one message."""

from __future__ import annotations

from collections.abc import Callable

Handler = Callable[[], None]
"""Carries out a command."""
MessageHandler = Callable[[str], None]
"""Carries out a command about a message, by its id."""
