"""llama.cpp's server: as OpenAI, and it ignores a repetition penalty that is not named its way."""

from __future__ import annotations

from desktop_chat.wire.dialects.dialect import Dialect

LLAMACPP = Dialect(name="llamacpp", renames={"repetition_penalty": "repeat_penalty"})
