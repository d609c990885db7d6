"""Whether a window can be shown here.

Found out before Qt, which ends the process when it cannot.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

CONNECT_TIMEOUT_S = 2.0
X11_FIRST_PORT = 6000


def has_display(
    environment: Mapping[str, str], qt_arguments: Sequence[str] = (), platform: str = sys.platform
) -> bool:
    """Return whether Qt can show a window with this environment and these arguments of its own.

    Windows and macOS always can. Elsewhere a Wayland or X11 server must answer at the address that
    the environment names, or a Qt platform must be chosen that needs none.
    """
    if platform in ("win32", "darwin"):
        return True
    if environment.get("QT_QPA_PLATFORM") or "-platform" in qt_arguments:
        return True
    return _has_wayland(environment) or _has_x11(environment.get("DISPLAY", ""))


def _has_wayland(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY")
    if not name:
        return False
    return _answers(socket.AF_UNIX, str(Path(environment.get("XDG_RUNTIME_DIR", "")) / name))


def _has_x11(display: str) -> bool:
    host, separator, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not separator or not number.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - the X11 protocol's own place
        return _answers(socket.AF_UNIX, path) or _answers(socket.AF_UNIX, f"\0{path}")
    return _answers(socket.AF_INET, (host, X11_FIRST_PORT + int(number)))


def _answers(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(CONNECT_TIMEOUT_S)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True
