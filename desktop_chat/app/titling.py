"""Titles that a conversation's own model writes: on demand, or after the first answer by consent.

A title is a small request like any other: it is held against the caps and stands in the ledger.
"""

from __future__ import annotations

import asyncio

import msgspec

from desktop_chat.app.asking import compose
from desktop_chat.app.cell_answer import CellAnswer
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.app.spending import tokenizer_of
from desktop_chat.core.conversation import Conversation, title_from, with_changes
from desktop_chat.core.ids import new_id
from desktop_chat.core.layers import Layers
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.spending import Spent
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import AppError, UsageError

PROMPT = (
    "Write a title for this conversation: at most six words, in its language, without quotation "
    "marks. Answer with the title alone."
)
_MOST_CHARACTERS = 2_000
"""Of each message that goes along: the beginning tells what it is about."""
_MOST_TOKENS = 300
"""A model that thinks first needs some for that."""
_QUOTES = "\"'“”„‚‘’«»*#` "


class Titling:
    """Writes titles.

    Args:
        services: The endpoint, its key, the spending, the settings.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._considered: set[str] = set()

    def consider(self, session: ChatSession) -> None:
        """Write a title if the settings allow it and the first answer has just ended."""
        if not self._services.settings.settings.writing.titles_from_model:
            return
        if session.id in self._considered or session.is_answering or len(session.source) != 2:
            return
        said = list(session.newest_first())
        if len(said) != 2 or said[0].state is not MessageState.COMPLETE:
            return
        self._considered.add(session.id)
        if session.conversation.title == title_from(said[1].text):
            self._services.tasks.start(f"title:{new_id()}", self._quietly(session))

    async def write(self, session: ChatSession) -> None:
        """Give a conversation the title that its model writes, with an offer to undo.

        Raises:
            UsageError: There is no answer yet, or the model gave no title.
            AppError: The request failed.
        """
        before = session.conversation.title
        title = await self._title(session)
        session.change(title=title)
        self._services.notices.add_undoable(
            f"The title is “{title}” now.", lambda: session.change(title=before)
        )

    async def _quietly(self, session: ChatSession) -> None:
        before = session.conversation.title
        try:
            title = await self._title(session)
        except AppError:
            # The first words stay the title; nobody has asked for more.
            return
        if session.conversation.title == before:
            session.change(title=title)

    async def _title(self, session: ChatSession) -> str:
        question, answer = await self._beginning(session)
        head = with_changes(session.conversation, system_prompt="", preset_id="")
        prompt = Message(new_id(), head.id, Role.USER, PROMPT)
        asked = [_short(question), _short(answer), prompt]
        finished = await self._answered(head, asked, session)
        failure = finished.record.failure if finished.record else None
        if failure is not None:
            raise UsageError(f"No title was written: {failure.text}", advice=failure.advice)
        title = title_from(plain_line(finished.text.strip().split("\n")[0]).strip(_QUOTES))
        if not title:
            raise UsageError("The model gave no title.")
        return title

    async def _beginning(self, session: ChatSession) -> tuple[Message, Message]:
        messages = await self._services.archive.messages(session.id)
        question = next((m for m in messages if m.role is Role.USER and m.text), None)
        answer = next((m for m in messages if m.role is Role.ASSISTANT and m.text), None)
        if question is None or answer is None:
            raise UsageError("There is no answer yet.", advice="Send a message first.")
        return question, answer

    async def _answered(
        self, head: Conversation, asked: list[Message], session: ChatSession
    ) -> Message:
        services, endpoint = self._services, session.endpoint
        model = services.catalog.model(endpoint.id, head.model)
        layers = Layers(
            settings=Sampling(),
            preset=None,
            conversation=Sampling(max_tokens=_MOST_TOKENS),
            one_off=Sampling(),
            model=model,
        )
        question = await asyncio.to_thread(compose, head, asked, endpoint, layers)
        whose = Spent(
            "",
            0,
            endpoint_id=endpoint.id,
            model=head.model,
            tokenizer=tokenizer_of(model, head.model),
            conversation_id=head.id,
            guessed_prompt=question.prompt_guess,
        )
        cost = await services.spending.begin(whose, model, is_free=endpoint.is_local)
        empty = Message(
            new_id(), head.id, Role.ASSISTANT, state=MessageState.STREAMING, record=question.record
        )
        answer = CellAnswer(
            empty,
            question,
            cost=cost,
            clock=services.clock,
            on_change=lambda: None,
            wait=asyncio.sleep,
        )
        key = await services.account.key(endpoint)
        finished = await answer.run(services.transports.for_endpoint(endpoint), key)
        services.spending.note(answer.spent)
        await services.archive.save_spent(answer.spent)
        return finished


def _short(message: Message) -> Message:
    return msgspec.structs.replace(message, text=message.text[:_MOST_CHARACTERS])
