"""What opens an encrypted archive: its key, its recovery code, and the file of its passphrase.

The key is 160 random bits. Written down it is the recovery code, which therefore opens the archive
alone, whatever becomes of any other file; sealed with a passphrase it lies in a key file beside the
archive and beside each backup. Keyrings may remember it, they are never the only way. Knows neither
SQLite nor a window.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop_chat.archive.faults import system_errors_translated
from desktop_chat.errors import Corrupt, WrongPassphrase

LEAST_PASSPHRASE = 8
"""Characters."""

CODE_LENGTH = 36
"""Letters and digits of a recovery code, without what stands between its groups."""

_KEY_BYTES = 20
_CHECK_BITS = 20
_GROUP = 4
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Douglas Crockford's Base32: without I, L, O and U, which are misread."""

_MISREAD = str.maketrans("OIL", "011")

# Argon2id, RFC 9106: its second recommended choice with twice the memory, about 0.4 s.
_MEMORY_KIB = 128 * 1024
_PASSES = 3
_LANES = 4
# A key file may come from anybody, with a backup: it must not take all the memory there is.
_MOST_MEMORY_KIB = 1024 * 1024
_MOST_PASSES = 32
_MOST_LANES = 64
_MOST_BYTES = 16_384
_BY_CODE = "Use the recovery code, which needs no file."


@dataclass(frozen=True, slots=True)
class ArchiveKey:
    """The key of one archive and of its backups; what it is made of is shown by `code` alone."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> ArchiveKey:
        """Return a key that nobody has."""
        return cls(secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def from_code(cls, text: str) -> ArchiveKey:
        """Read a recovery code as people write it: in any case, with any signs between.

        Raises:
            WrongPassphrase: It has too few or too many characters, or one of them is wrong.
        """
        symbols = [sign for sign in text.upper() if sign.isalnum()]
        if len(symbols) != CODE_LENGTH:
            raise WrongPassphrase(
                f"A recovery code has {CODE_LENGTH} letters and digits; this has {len(symbols)}.",
                advice="Look for a character that is missing or stands twice.",
            )
        number = 0
        for symbol in "".join(symbols).translate(_MISREAD):
            if symbol not in _SYMBOLS:
                raise WrongPassphrase(
                    f"A recovery code has no “{symbol}”.", advice="Compare it with what was kept."
                )
            number = number * len(_SYMBOLS) + _SYMBOLS.index(symbol)
        key = cls((number >> _CHECK_BITS).to_bytes(_KEY_BYTES, "big"))
        if key._check != number & ((1 << _CHECK_BITS) - 1):
            raise WrongPassphrase(
                "A character of this recovery code is wrong.",
                advice="Compare it with what was kept.",
            )
        return key

    @property
    def code(self) -> str:
        """The recovery code: nine groups of four letters and digits."""
        number = (int.from_bytes(self.secret, "big") << _CHECK_BITS) | self._check
        symbols = ""
        for _ in range(CODE_LENGTH):
            number, place = divmod(number, len(_SYMBOLS))
            symbols = _SYMBOLS[place] + symbols
        groups = (symbols[start : start + _GROUP] for start in range(0, CODE_LENGTH, _GROUP))
        return "-".join(groups)

    @property
    def id(self) -> str:
        """16 hexadecimal digits that tell keys apart and say nothing of them."""
        return self._derived("id", 8).hex()

    @property
    def pages(self) -> str:
        """The key of the file's pages, as 64 hexadecimal digits."""
        return self._derived("pages", 32).hex()

    @property
    def _check(self) -> int:
        digest = hashlib.sha256(b"desktop-chat recovery code" + self.secret).digest()
        return int.from_bytes(digest[:4], "big") & ((1 << _CHECK_BITS) - 1)

    def _derived(self, purpose: str, length: int) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        info = f"desktop-chat archive {purpose}".encode()
        return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(self.secret)


class KeyFile(Struct, frozen=True, kw_only=True):
    """A key sealed with a passphrase: Argon2id makes a key of that, AES-256-GCM seals.

    Attributes:
        key_id: `ArchiveKey.id` of what is sealed.
        salt: Of Argon2id, 16 bytes.
        memory_kib, passes, lanes: Argon2id's cost.
        nonce: Of AES-GCM, 12 bytes.
        sealed: The key and AES-GCM's tag.
        version: Of this file's form.
    """

    key_id: str
    salt: bytes
    memory_kib: int
    passes: int
    lanes: int
    nonce: bytes
    sealed: bytes
    version: int = 1

    def open(self, passphrase: str) -> ArchiveKey:
        """Return the key; takes about half a second.

        Raises:
            WrongPassphrase: It is not the one that it was sealed with.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        sealing = _stretched(passphrase, self.salt, self.memory_kib, self.passes, self.lanes)
        try:
            secret = AESGCM(sealing).decrypt(self.nonce, self.sealed, self.key_id.encode())
        except InvalidTag as error:
            raise WrongPassphrase("This passphrase does not open the archive.") from error
        return ArchiveKey(secret)


def sealed(key: ArchiveKey, passphrase: str) -> KeyFile:
    """Seal a key with a passphrase; takes about half a second."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealing = _stretched(passphrase, salt, _MEMORY_KIB, _PASSES, _LANES)
    return KeyFile(
        key_id=key.id,
        salt=salt,
        memory_kib=_MEMORY_KIB,
        passes=_PASSES,
        lanes=_LANES,
        nonce=nonce,
        sealed=AESGCM(sealing).encrypt(nonce, key.secret, key.id.encode()),
    )


def key_path(archive: Path) -> Path:
    """Return where the key file of an archive or of a backup lies."""
    return archive.with_name(f"{archive.name}.key")


def key_part(archive: Path) -> Path:
    """Return where a key file is written before it takes its name."""
    return archive.with_name(f"{archive.name}.key.part")


def read_key_file(archive: Path) -> KeyFile | None:
    """Return the key file of an archive or of a backup, None where it has none.

    Raises:
        Corrupt: There is one, and it cannot be read.
        ArchiveError: The disk fails.
    """
    path = key_path(archive)
    with system_errors_translated():
        try:
            with path.open("rb") as file:
                content = file.read(_MOST_BYTES)
        except FileNotFoundError:
            return None
    try:
        found = msgspec.json.decode(content, type=KeyFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unreadable(path, str(error)) from error
    within = (
        (8 * found.lanes <= found.memory_kib <= _MOST_MEMORY_KIB)
        and 1 <= found.passes <= _MOST_PASSES
        and 1 <= found.lanes <= _MOST_LANES
        and len(found.nonce) == 12
        and len(found.salt) >= 8
    )
    if not within:
        raise _unreadable(path, "costs or lengths out of range")
    return found


def write_key_file(archive: Path, content: KeyFile) -> None:
    """Put a key file beside an archive or a backup, in place of one that is there, for good.

    Raises:
        ArchiveError: It cannot be written; one that was there is as it was.
    """
    path = key_path(archive)
    part = key_part(archive)
    with system_errors_translated():
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(content))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        flush(path.parent)


def flush(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def key_by_passphrase(archive: Path, passphrase: str) -> ArchiveKey:
    """Return the key of an archive or of a backup; takes about half a second.

    Raises:
        WrongPassphrase: It is another one.
        Corrupt: The key file is missing or damaged.
    """
    file = read_key_file(archive)
    if file is None:
        raise Corrupt(f"The key file {key_path(archive).name} is missing.", advice=_BY_CODE)
    return file.open(passphrase)


def key_by_code(archive: Path, code: str) -> ArchiveKey:
    """Return the key that a recovery code is, if it can be that of this archive.

    Raises:
        WrongPassphrase: It is no recovery code, or that of another archive.
    """
    key = ArchiveKey.from_code(code)
    with suppress(Corrupt):
        file = read_key_file(archive)
        if file is not None and file.key_id != key.id:
            raise WrongPassphrase(
                "This is the recovery code of another archive.",
                advice="Look for the one that was kept with this archive.",
            )
    return key


def _stretched(passphrase: str, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    # One text has several forms in Unicode, and a keyboard gives the one or the other.
    text = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return Argon2id(
        salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory_kib
    ).derive(text)


def _unreadable(path: Path, detail: str) -> Corrupt:
    return Corrupt(
        f"The key file {path.name} cannot be read.",
        advice=_BY_CODE,
        detail=detail,
    )
