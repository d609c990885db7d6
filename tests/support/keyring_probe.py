"""A program that uses the key store as its arguments say, and tells in JSON lines how it went.

Run inside `keyring_session.sh`. Steps: describe, put, get, delete; leaks, which looks for the key
in all that this process leaves: every file of the home, its log at DEBUG among them, its command
line and its environment; and plant, which writes the key into a file for leaks to find.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import sys
from pathlib import Path
from typing import Any

import msgspec

from desktop_chat.app.logging_setup import set_up_logging
from desktop_chat.core.provider import READY_ENDPOINTS
from desktop_chat.core.secret import Secret
from desktop_chat.errors import SecretError
from desktop_chat.settings.endpoint_settings import EndpointSettings
from desktop_chat.settings.paths import ProfilePaths
from desktop_chat.settings.schema import Settings
from desktop_chat.settings.secrets import KeyStore
from desktop_chat.settings.store import SettingsStore

# The same in every process of a session, and written out in no file of source.
KEY = Secret(f"sk-or-v1-{hashlib.sha256(b'a canary').hexdigest()}")
ENDPOINT = next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == "openrouter")
PATHS = ProfilePaths.under(Path.home() / "profile")

log = logging.getLogger("keyring_probe")


async def main(steps: list[str]) -> None:
    """Take the steps one after another."""
    set_up_logging(PATHS.log_file, is_debug=True)
    logging.getLogger("keyring").setLevel(logging.DEBUG)
    store = KeyStore()
    for step in steps:
        log.debug("%s %r with %r", step, KEY, store)
        try:
            result = leaks() if step == "leaks" else await take(step, store)
        except SecretError as error:
            log.exception("%s failed", step)
            result = error.kind
        sys.stdout.buffer.write(msgspec.json.encode({"step": step, "result": result}) + b"\n")
        sys.stdout.flush()


async def take(step: str, store: KeyStore) -> Any:
    """Take one step with the store; return what may be shown of its outcome."""
    match step:
        case "describe":
            return msgspec.to_builtins(await store.describe_backend())
        case "put":
            kept = await store.put(ENDPOINT, KEY)
            settings = Settings(endpoints=EndpointSettings(with_key=(ENDPOINT.id,)))
            SettingsStore(PATHS.settings_file).update(settings)
            return msgspec.to_builtins(kept)
        case "get":
            found = await store.get(ENDPOINT)
            return None if found is None else found == KEY
        case "delete":
            return await store.delete(ENDPOINT)
        case "plant":
            return (Path.home() / "planted").write_text(f"key={KEY.reveal()}")
        case _:
            raise ValueError(step)


def leaks() -> dict[str, list[str]]:
    """Return the names of the files looked into, and where the key stands in any simple form."""
    text = KEY.reveal()
    forms = [
        text.encode()[9:],  # without what every key begins with
        text.encode("utf-16-le")[18:],
        base64.b64encode(text.encode())[12:-4],
        text.encode().hex().encode()[18:],
    ]
    files = [path for path in Path.home().rglob("*") if path.is_file()]
    places = [*files, Path("/proc/self/cmdline"), Path("/proc/self/environ")]
    found = [place.name for place in places if any(f in place.read_bytes() for f in forms)]
    return {"looked_into": [path.name for path in files], "found": found}


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
