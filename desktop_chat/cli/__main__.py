"""The headless program: `desktop-chat-cli`, or `python -m desktop_chat.cli`."""

from __future__ import annotations

import sys

from desktop_chat.launch import run_headless


def main() -> int:
    """Run the command line of this process and return its exit status."""
    return run_headless(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
