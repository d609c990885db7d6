"""The graphical program: `desktop-chat`, or `python -m desktop_chat`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from desktop_chat import __version__
from desktop_chat.launch import Start, browse, run_graphical


def main() -> int:
    """Run the graphical program with the arguments of this process and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="desktop-chat", description="A desktop chat client for language models."
    )
    parser.add_argument("--version", action="version", version=f"Desktop Chat {__version__}")
    parser.add_argument(
        "--profile", type=Path, metavar="DIR", help="keep settings and archive in DIR"
    )
    parser.add_argument(
        "--browse", type=Path, metavar="BACKUP", help="look into a backup without changing it"
    )
    parser.add_argument("--endpoint", metavar="URL|PROFILE", help="where new chats ask")
    parser.add_argument("--debug", action="store_true", help="log in detail, without texts or keys")
    # How the program starts itself again once it was locked: the keyring is not asked then.
    parser.add_argument("--locked", action="store_true", help=argparse.SUPPRESS)
    # What is left over is Qt's: -reverse, -platform and the like.
    parsed, for_qt = parser.parse_known_args()
    start = Start(is_debug=parsed.debug, asks_keyring=not parsed.locked)
    if parsed.browse is not None:
        return browse(parsed.browse, parsed.profile, start, for_qt=for_qt)
    return run_graphical(
        profile=parsed.profile, endpoint=parsed.endpoint, start=start, for_qt=for_qt
    )


if __name__ == "__main__":
    sys.exit(main())
