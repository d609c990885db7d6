"""One conversation that shows every element the transcript knows, for pictures and for printing.

    python -m support.demonstration PROFILE

writes it into the archive of a profile, so that the real window can open it.
"""

from __future__ import annotations

import asyncio
import base64
import struct
import sys
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from desktop_chat.app.rows import TurnRow, message_row
from desktop_chat.archive import Archive
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Failure, Message, MessageState, Role, ToolCall, TurnRecord
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.usage import Timings, Usage
from desktop_chat.settings.paths import ProfilePaths

TITLE = "Temperature and top p, explained"
CONVERSATION_ID = "019ab000-0000-7000-8000-000000000000"
MORNING_US = 1_763_971_380_000_000
_DAY_US = 86_400_000_000
_MODEL = "mistralai/mistral-large-2407"


def picture(width: int, height: int) -> bytes:
    """Return a PNG with a soft gradient."""
    lines = bytearray()
    for y in range(height):
        lines.append(0)
        for x in range(width):
            lines += bytes((40 + 150 * x // width, 110 + 60 * y // height, 180 - 90 * x // width))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(lines), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def picture_url(width: int = 320, height: int = 120) -> str:
    """Return such a picture as a data: URL."""
    return "data:image/png;base64," + base64.b64encode(picture(width, height)).decode()


PROSE = (
    Path(__file__).parent.parent.joinpath("data", "demonstration.md").read_text(encoding="utf-8")
).replace("PICTURE", picture_url())

LONG_CODE = (
    "Here is the whole table.\n\n```rust\n"
    + "".join(
        f"    (Token::new({n}), {n / 7:.4f}), // entry number {n} of the table"
        f"{' and a remark that runs on far past the edge of the card' if n % 9 == 0 else ''}\n"
        for n in range(214)
    )
    + "```\n\nThat is all of it."
)

LANGUAGES = """عند `temperature=0` يبقى في القائمة **عنصر واحد**، فلا تعود البذرة ذات أثر.

- أولًا: اترك كل شيء كما هو.
- ثانيًا: اخفض درجة الحرارة إلى 0.3.

| المهمة | درجة الحرارة |
|---|---|
| شرح | 0.5 – 0.8 |

עברית: הטמפרטורה מחלקת כל ציון.

हिन्दी: **तापमान** हर अंक को भाग देता है; `top_p` सूची को छोटा करता है।

日本語：**温度。**低いほど、答えは毎回同じになります。長い段落でも行の途中で正しく折り返されることを確かめます。

中文：**你好。**世界。 한국어: 온도를 낮추면 답이 일정해집니다. ไทย: อุณหภูมิต่ำให้คำตอบเดิม

Русский: температура делит каждую оценку. Ελληνικά: η θερμοκρασία. Tiếng Việt: nhiệt độ thấp.

Emoji: 🌡️ 🎲 👩🏽‍🔬 🇺🇳 ✅ stay on the line 🙂.
"""

REASONING = """The reader asks for a formula, a table and code.

- Formula first, since everything else follows from it.
- Then the table.

Keep it **short**."""

_ARGUMENTS = (
    '{"query":"softmax temperature","limit":5,"filters":{"language":"en","since":"2024-01-01",'
    '"kinds":["article","book"]},"explain":true,"rank":"recent"}'
)


def _record(finish_reason: str = "stop", failure: Failure | None = None) -> TurnRecord:
    return TurnRecord(
        endpoint_id="openrouter",
        model=_MODEL,
        resolved_model=_MODEL,
        provider="Mistral",
        sampling=Sampling(),
        finish_reason=finish_reason,
        usage=Usage(80, 812, 892, cost_usd=Decimal("0.0031")),
        timings=Timings(MORNING_US, 1_200_000, 6_400_000, 16_000_000),
        failure=failure,
    )


def _citations() -> tuple[dict[str, Any], ...]:
    found = (
        ("https://docs.example.org/sampling", "Sampling parameters"),
        ("https://library.example.net/softmax", "The softmax, warmed and cooled"),
    )
    return tuple({"url_citation": {"url": url, "title": title}} for url, title in found)


def _said(role: Role, text: str, **fields: Any) -> Message:
    if role is Role.ASSISTANT:
        fields.setdefault("record", _record())
    return Message("", CONVERSATION_ID, role, text, **fields)


_CALLS = (
    ToolCall("call_1", "search_library", _ARGUMENTS),
    ToolCall("call_2", "current_time", '{"zone":"UTC"}'),
)
_RATE_LIMITED = Failure(
    "RateLimited",
    "Mistral is receiving too many requests.",
    "It asked to wait 12 s. Your message is kept, and nothing was charged.",
    429,
    may_retry=True,
    detail='{"error": {"code": 429, "message": "slow down"}}',
)
_CUT = Failure("StreamCut", "The connection ended before the answer did.")
_SAID = (
    _said(
        Role.USER,
        "How do temperature and top p change what you write? Show the formula, a table of sensible "
        "settings and Python I can run.",
    ),
    _said(Role.ASSISTANT, PROSE, reasoning=REASONING, annotations=_citations()),
    _said(Role.USER, "Look it up, and give me the whole table."),
    _said(Role.ASSISTANT, "", tool_calls=_CALLS),
    _said(Role.TOOL, '{"hits": [{"title": "Softmax, warmed"}]}', tool_call_id="call_1"),
    _said(Role.TOOL, "Error: no such zone", tool_call_id="call_2"),
    _said(Role.ASSISTANT, LONG_CODE),
    _said(Role.USER, "And in other scripts?\n\nLines of\nmy own stay."),
    _said(Role.ASSISTANT, LANGUAGES, images=(picture_url(480, 270),)),
    _said(Role.USER, "كيف تغيّر درجة الحرارة و top_p ما تكتبه؟"),
    _said(
        Role.ASSISTANT,
        "The second clause matters more than the first: a landlord who has accepted rent after the "
        "notice has, in most courts, waived the right to",
        state=MessageState.INTERRUPTED,
        record=_record(failure=_CUT),
    ),
    _said(Role.USER, "Go on."),
    _said(Role.ASSISTANT, "It has waived the", state=MessageState.STOPPED),
    _said(Role.USER, "And now?"),
    _said(
        Role.ASSISTANT, "The limit comes in the middle of a", record=_record(finish_reason="length")
    ),
    _said(Role.USER, "Once more, please."),
    _said(Role.ASSISTANT, "", state=MessageState.FAILED, record=_record(failure=_RATE_LIMITED)),
)


def messages() -> tuple[Message, ...]:
    """Return the messages, oldest first; the second day begins in the middle."""
    ids = [f"019ab000-0000-7000-8000-{number:012d}" for number in range(len(_SAID))]
    return tuple(
        msgspec.structs.replace(
            said,
            id=ids[number],
            parent_id=ids[number - 1] if number else None,
            created_us=MORNING_US + number * 60_000_000 + (_DAY_US if number > 6 else 0),
        )
        for number, said in enumerate(_SAID)
    )


def rows() -> tuple[TurnRow, ...]:
    """Return the messages as the transcript takes them."""
    return tuple(
        message_row(message, (1, 3) if number == 1 else (0, 1), _author(message))
        for number, message in enumerate(messages())
    )


def _author(message: Message) -> str:
    return "Mistral Large 2407" if message.role is Role.ASSISTANT else ""


async def write_archive(path: Path) -> None:
    """Write the conversation into an archive, which is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    archive = await Archive.open(path)
    made = messages()
    await archive.save_conversation(
        Conversation(
            CONVERSATION_ID,
            title=TITLE,
            created_us=MORNING_US,
            updated_us=made[-1].created_us,
            active_leaf_id=made[-1].id,
            endpoint_id="practice",
            model=_MODEL,
        )
    )
    for message in made:
        await archive.save_message(message)
    await archive.close()


if __name__ == "__main__":
    asyncio.run(write_archive(ProfilePaths.under(Path(sys.argv[1])).archive_file))
