"""Pieces of tool calls to the calls they belong to, however servers number and name them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from desktop_chat.core import events as ev
from desktop_chat.wire.values import TextJoiner, as_dict, as_text, mended, mended_value


@dataclass(slots=True)
class _Call:
    """What is known of one call: its id on the server and the one given on."""

    server_id: str = ""
    id: str = ""
    name: str = ""


@dataclass(slots=True)
class ToolCallAssembler:
    """Counts the calls of one answer from 0 in the order of their first pieces.

    Servers key pieces by `index`, by `id`, or by neither; repeat or empty `name` and `id` on later
    pieces; give several calls one id; and send a call in one piece or in many. A repeated id
    becomes a local one.
    """

    texts: TextJoiner
    calls: list[_Call] = field(default_factory=list[_Call])
    latest_by_index: dict[int, int] = field(default_factory=dict[int, int])

    def add(self, pieces: list[dict[str, Any]]) -> list[ev.TurnEvent]:
        """Return one event for each piece of a chunk."""
        return [self._add_piece(piece) for piece in pieces]

    def close(self) -> list[ev.TurnEvent]:
        """Return the half characters that still wait in any call's arguments."""
        rests = ((index, self.texts.rest(f"call {index}")) for index in range(len(self.calls)))
        return [ev.ToolCallAdded(index, arguments=rest) for index, rest in rests if rest]

    def _add_piece(self, piece: dict[str, Any]) -> ev.ToolCallAdded:
        function = as_dict(piece.get("function"))
        server_id = mended(as_text(piece.get("id")))
        name = mended(as_text(function.get("name")))
        place = self._place_of(piece.get("index"), server_id, name)
        call = self.calls[place]
        is_first = not call.server_id
        call.server_id = call.server_id or server_id
        call.name = call.name or name
        if is_first and server_id:
            taken = {other.id for other in self.calls if other is not call}
            call.id = f"call_{place}" if server_id in taken else server_id
        arguments = self.texts.add(f"call {place}", _arguments_text(function.get("arguments")))
        return ev.ToolCallAdded(
            place, id=call.id if server_id else "", name=name, arguments=arguments
        )

    def _place_of(self, index: Any, server_id: str, name: str) -> int:
        """Return which call a piece belongs to, making a new one where it begins one."""
        if isinstance(index, int):
            place = self.latest_by_index.get(index)
        elif server_id:
            same_id = [at for at, call in enumerate(self.calls) if call.server_id == server_id]
            place = same_id[-1] if same_id else None
        else:
            # With nothing else to go by, a name begins a call and arguments alone continue the
            # last.
            place = len(self.calls) - 1 if self.calls and not name else None
        if place is None or self._begins_another(self.calls[place], server_id, name):
            place = len(self.calls)
            self.calls.append(_Call())
        if isinstance(index, int):
            self.latest_by_index[index] = place
        return place

    @staticmethod
    def _begins_another(call: _Call, server_id: str, name: str) -> bool:
        """Return whether a piece starts a new call though its index is taken, or it has none.

        Some servers give every call index 0, or every call one id; a name beside another id, or
        another name, starts the next.
        """
        if not name or not call.name:
            return False
        return name != call.name or server_id not in ("", call.server_id)


def _arguments_text(value: Any) -> str:
    """Return the arguments as JSON text; some servers send the object itself."""
    if isinstance(value, dict):
        return msgspec.json.encode(mended_value(value)).decode()
    return as_text(value)
