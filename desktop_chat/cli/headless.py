"""What `desktop-chat` does on a machine without a display: the same job, in the terminal."""

from __future__ import annotations

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.services import Services
from desktop_chat.cli.ask import report, start_session, stream_answer
from desktop_chat.cli.output import Output
from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.sampling import Sampling

PROMPT = "What does temperature do?"
HOW_TO_GO_ON = (
    'Go on with: desktop-chat-cli ask "your question" (also --endpoint URL --model NAME), '
    "or start desktop-chat where a display is."
)


async def show_without_display(services: Services, library: Library, output: Output) -> int:
    """Say that there is no display, stream one practice answer, and return the exit status."""
    output.line("There is no display here, so Desktop Chat answers in this terminal.")
    output.line(f"\n> {PROMPT}\n")
    session = start_session(services, library, PRACTICE, PRACTICE.default_model)
    session.change(sampling=Sampling(temperature=0.0))
    message = await stream_answer(session, PROMPT, output)
    refusal = services.keeper.refusal
    status = report(message, output, refusal)
    if refusal is None:
        output.line(f"\nKept in {services.archive.path}.")
    output.line(HOW_TO_GO_ON)
    return status
