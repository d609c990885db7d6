"""The parts of the parameter `reasoning`, as one annotated field each.

Source: OpenRouter's documentation of reasoning tokens, August 2026.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, UnsetType

from desktop_chat.core.parameter import About, Group

Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class Reasoning:
    """How a model thinks before it answers: by an effort or by a budget, never both."""

    effort: Annotated[
        Effort | UnsetType,
        About(
            "Effort",
            Group.REASONING,
            "How hard the model thinks, in words. Minimal answers soon, max thinks longest; none "
            "asks it not to think at all.",
            default="medium",
        ),
    ]
    max_tokens: Annotated[
        Annotated[int, Meta(ge=1)] | UnsetType,
        About(
            "Budget",
            Group.REASONING,
            "How many tokens the model may think, in place of an effort. The answer's own limit "
            "must be greater.",
            slider=(256, 32768),
            step=1,
            unit="tokens",
            uses_log_scale=True,
        ),
    ]
    exclude: Annotated[
        bool | UnsetType,
        About(
            "Leave it out",
            Group.REASONING,
            "The model thinks, but its reasoning is not returned. It costs the same.",
            default=False,
        ),
    ]
    enabled: Annotated[
        bool | UnsetType,
        About(
            "Enabled",
            Group.REASONING,
            "Switches reasoning on with the model's usual effort, or off where that can be done.",
        ),
    ]
    summary: Annotated[
        Literal["auto", "concise", "detailed"] | UnsetType,
        About(
            "Summary",
            Group.REASONING,
            "How detailed a summary of its reasoning a model gives that keeps the reasoning itself "
            "to itself.",
        ),
    ]
