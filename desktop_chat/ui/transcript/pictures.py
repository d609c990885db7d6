"""The pictures of a conversation: which are shown, which wait for a click, which were refused.

Embedded pictures are decoded when they come into sight; others when their bytes have been handed
in, which this never fetches by itself. Decoding runs in a thread, under limits. Owns the state of
each picture by its source. Must not know the network, nor how pictures are drawn.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from desktop_chat.markup.links import is_openable
from desktop_chat.ui.transcript.worker import Worker

MAX_EMBEDDED_CHARACTERS = 14 * 1024 * 1024
"""Of a data: address; ten megabytes in base64."""
MAX_PIXELS = 40_000_000
_LARGEST_SIDE = 2_000
_MAX_KEPT_BYTES = 96 * 1024 * 1024
_DATA = re.compile(r"data:image/(?:png|jpe?g|webp|gif)(;[^,]*)?,", re.IGNORECASE)
_SIGNS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"))


class Stage(Enum):
    """How far a picture has got."""

    WAITING = "waiting"
    """For a click."""
    LOADING = "loading"
    DECODING = "decoding"
    SHOWN = "shown"
    FAILED = "failed"
    REFUSED = "refused"
    """Its address is none that may be loaded."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture at one moment.

    Attributes:
        image: What is shown, None in every other stage.
        received: Bytes so far; `total` is how many there will be, None where that is unknown.
        error: Why it failed, one sentence.
    """

    stage: Stage
    image: QImage | None = None
    received: int = 0
    total: int | None = None
    error: str = ""


class Pictures(QObject):
    """The pictures of one view.

    Signals:
        wanted: The reader asks for a picture at this address.
        given_up: The reader does not want to wait for it any more.
        changed: At least one picture is in another stage.
    """

    wanted = Signal(str)
    given_up = Signal(str)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._worker = Worker("pictures", self)

    @property
    def is_busy(self) -> bool:
        """Whether pictures are being decoded."""
        return self._worker.is_busy

    def find(self, source: str) -> Picture:
        """Return a picture as it stands; an embedded one begins to be decoded."""
        found = self._pictures.get(source)
        if found is None:
            found = self._pictures[source] = self._first_stage(source)
        elif found.image is not None:
            self._pictures.move_to_end(source)
        return found

    def _first_stage(self, source: str) -> Picture:
        if source[:5].lower() == "data:":
            if len(source) > MAX_EMBEDDED_CHARACTERS or not _DATA.match(source):
                return Picture(Stage.REFUSED)
            self._worker.submit(partial(_decoded_address, source), partial(self._keep, source))
            return Picture(Stage.DECODING)
        is_web = is_openable(source) and source[:4].lower() == "http"
        return Picture(Stage.WAITING if is_web else Stage.REFUSED)

    def load(self, source: str) -> None:
        """Ask for a picture that waits for a click, or that failed."""
        if self.find(source).stage in (Stage.WAITING, Stage.FAILED):
            self._set(source, Picture(Stage.LOADING))
            self.wanted.emit(source)

    def cancel(self, source: str) -> None:
        """Let a picture wait for a click again."""
        if self.find(source).stage is Stage.LOADING:
            self._set(source, Picture(Stage.WAITING))
            self.given_up.emit(source)

    def tell_progress(self, source: str, received: int, total: int | None) -> None:
        """Note how much of a picture has come."""
        picture = self.find(source)
        if picture.stage is Stage.LOADING:
            self._set(source, replace(picture, received=received, total=total))

    def take(self, source: str, content: bytes) -> None:
        """Decode and show the bytes of a picture that was asked for."""
        if self.find(source).stage is Stage.LOADING:
            self._set(source, Picture(Stage.DECODING))
            self._worker.submit(partial(decoded, content), partial(self._keep, source))

    def fail(self, source: str, error: str) -> None:
        """Note why a picture that was asked for does not come."""
        if self.find(source).stage is Stage.LOADING:
            self._set(source, Picture(Stage.FAILED, error=error))

    def _keep(self, source: str, found: QImage | str) -> None:
        if isinstance(found, str):
            self._set(source, Picture(Stage.FAILED, error=found))
            return
        self._pictures.pop(source, None)
        self._set(source, Picture(Stage.SHOWN, found))
        self._forget_oldest()

    def _set(self, source: str, picture: Picture) -> None:
        self._pictures[source] = picture
        self.changed.emit()

    def _forget_oldest(self) -> None:
        """Let go of pictures shown longest ago: embedded ones can be decoded again."""
        shown = [(s, p.image.sizeInBytes()) for s, p in self._pictures.items() if p.image]
        kept = sum(size for _, size in shown)
        for source, size in shown[:-1]:
            if kept <= _MAX_KEPT_BYTES:
                return
            kept -= size
            del self._pictures[source]


def _decoded_address(source: str) -> QImage | str:
    """Return the picture in a data: address, or why there is none."""
    head, _, body = source.partition(",")
    try:
        if head.lower().endswith(";base64"):
            content = base64.b64decode("".join(unquote_to_bytes(body).decode("ascii").split()))
        else:
            content = unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return "The embedded picture is damaged."
    return decoded(content)


def decoded(content: bytes) -> QImage | str:
    """Return a picture in PNG, JPEG, WebP or GIF (its first frame), or why there is none.

    Nothing else is decoded, whatever a name or a header says. A larger picture than a screen is
    made smaller.
    """
    kind = next((kind for sign, kind in _SIGNS if content.startswith(sign)), "")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "webp"
    if not kind:
        return "It is no PNG, JPEG, WebP or GIF."
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setDecideFormatFromContent(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.isEmpty():
        return "The picture is damaged."
    if size.width() * size.height() > MAX_PIXELS:
        return f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels."
    largest = QSize(_LARGEST_SIDE, _LARGEST_SIDE)
    if size.width() > _LARGEST_SIDE or size.height() > _LARGEST_SIDE:
        reader.setScaledSize(size.scaled(largest, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return "The picture is damaged." if image.isNull() else image
