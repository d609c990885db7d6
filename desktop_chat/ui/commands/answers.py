"""What is done with messages: send, stop, regenerate, continue, edit, copy, delete, branches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from desktop_chat.app.code_samples.curl import CURL
from desktop_chat.app.code_samples.sample import sample_request
from desktop_chat.app.notices import Notice, Notices, Severity
from desktop_chat.app.session import ChatSession
from desktop_chat.app.tasks import Tasks
from desktop_chat.core.message import Message, Role
from desktop_chat.core.spending import CapKind
from desktop_chat.errors import UsageError
from desktop_chat.markup.blocks import Alert, Block, CodeBlock, ListBlock, Quote
from desktop_chat.markup.parser import Parser
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.chat.chat_pane import ChatPane
from desktop_chat.ui.commands.handlers import Handler, MessageHandler
from desktop_chat.ui.owned_tasks import start_for


class AnswerCommands:
    """Carries out the commands about messages, in the session on screen.

    Args:
        bridge: Knows the session on screen.
        chat: What is written and read in.
        notices: Told of what was copied.
        tasks: Run what waits for the archive.
        prepare: Puts into the conversation what is still being typed beside it.
        choose_model: Opens the choice of a model, for a conversation without one.
    """

    def __init__(
        self,
        bridge: SessionBridge,
        chat: ChatPane,
        notices: Notices,
        tasks: Tasks,
        prepare: Callable[[], None],
        choose_model: Callable[[], None],
    ) -> None:
        self._bridge = bridge
        self._chat = chat
        self._notices = notices
        self._tasks = tasks
        self._prepare = prepare
        self._choose_model = choose_model

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "message.send": self._chat.composer.submit,
            "message.stop": self.stop,
            "message.edit_last": self.edit_last,
            "answer.regenerate": lambda: self._with_last(self._regenerate),
            "answer.continue": lambda: self._with_last(self._continue),
            "answer.copy": lambda: self._with_last(self._copy),
            "answer.copy_code": lambda: self._with_last(self._copy_code),
            "request.copy_json": lambda: self.copy_request(is_curl=False),
            "request.copy_curl": lambda: self.copy_request(is_curl=True),
        }

    def message_handlers(self) -> dict[str, MessageHandler]:
        """Return what carries out each command about one message, by its id."""
        return {
            "message.copy": self._copy,
            "message.edit": self._edit,
            "message.regenerate": self._regenerate,
            "message.branch": self._branch,
            "message.continue": self._continue,
            "message.continue_once": self._continue_once,
            "message.retry": self._retry,
            "message.read_again": self._read_again,
            "message.delete": self._delete,
            "message.previous_branch": lambda message_id: self._show_branch(message_id, -1),
            "message.next_branch": lambda message_id: self._show_branch(message_id, 1),
        }

    @property
    def _session(self) -> ChatSession:
        session = self._bridge.session
        if session is None:
            raise UsageError("No conversation is open.")
        return session

    def send(self, text: str, edited_id: str) -> None:
        """Say something, in the place of an earlier message where one is named."""
        session = self._session
        if not session.conversation.model:
            self._chat.composer.fill(text)
            self._choose_model()
            return
        self._prepare()
        was_sent = self._notices.attempt(
            lambda: session.edit(edited_id, text) if edited_id else session.send(text)
        )
        if was_sent:
            self._chat.transcript.scroll_to_end()
        else:
            self._chat.composer.fill(text)

    def stop(self) -> None:
        """Stop the answer being made."""
        self._session.stop()

    def edit_last(self) -> None:
        """Take the user's newest message into the composer."""
        for message in self._session.newest_first():
            if message.role is Role.USER and not self._session.is_answering:
                self._edit(message.id)
                return

    def _with_last(self, act: MessageHandler) -> None:
        newest = self._session.newest
        if newest is not None:
            act(newest[0])

    def _regenerate(self, message_id: str) -> None:
        self._prepare()
        self._session.regenerate(message_id)
        self._chat.transcript.scroll_to_end()

    def _continue(self, message_id: str) -> None:
        self._prepare()
        self._session.continue_answer(message_id)

    def _retry(self, message_id: str) -> None:
        self._prepare()
        self._session.retry(message_id)

    def _read_again(self, message_id: str) -> None:
        self._session.read_again(message_id)

    def _edit(self, message_id: str) -> None:
        def fill(message: Message) -> None:
            self._chat.composer.begin_edit(message.id, message.text)

        def begin(message: Message) -> None:
            if message.role is not Role.USER and message.parent_id is not None:
                # An answer is changed by changing what was asked.
                self._session.with_message(message.parent_id, fill)
            else:
                fill(message)

        self._session.with_message(message_id, begin)

    def _branch(self, message_id: str) -> None:
        """Say something else from a message on; what follows it now stays as an alternative."""
        source = self._session.source
        number = source.index_of(message_id)
        following = source.stub(number + 1) if 0 <= number < len(source) - 1 else None
        if number >= 0 and source.stub(number).role is Role.USER:
            self._edit(message_id)
        elif following is not None and following.role is Role.USER:
            self._chat.composer.begin_edit(following.message_id, "")
        else:
            self._chat.composer.focus()

    def _delete(self, message_id: str) -> None:
        self._session.delete(message_id)

    def _show_branch(self, message_id: str, step: int) -> None:
        session, transcript = self._session, self._chat.transcript
        number = session.source.index_of(message_id)
        has_keyboard = transcript.keys.turn == number
        session.show_branch(message_id, step)
        if not session.is_complete or number < 0:
            # It is switched once the alternatives are known.
            return
        # The other message stands at the same place: there it is read, and switched on from.
        if has_keyboard:
            transcript.keys.focus_turn(number)
        else:
            transcript.keys.reveal_turn(number)

    def _copy(self, message_id: str) -> None:
        self._chat.transcript.copying.copy_message(message_id)
        self._say_copied()

    def _copy_code(self, message_id: str) -> None:
        def copy(message: Message) -> None:
            code = list(_code_in(Parser().parse(message.text)))
            if code:
                self._chat.transcript.copying.copy_text(code[-1])
                self._say_copied()

        self._session.with_message(message_id, copy)

    def copy_request(self, *, is_curl: bool) -> None:
        """Put the request that the next message would send on the clipboard, once it is made."""
        work = self._copy_request(self._session, self._chat.composer.text, is_curl=is_curl)
        start_for(self._chat, self._tasks, "copy", work)

    async def _copy_request(self, session: ChatSession, draft: str, *, is_curl: bool) -> None:
        request = await session.preview(draft)
        body = (
            CURL.write(sample_request(request, session.endpoint))
            if is_curl
            else request.body.decode()
        )
        QGuiApplication.clipboard().setText(body)
        self._say_copied()

    def _continue_once(self, message_id: str) -> None:
        """Go on past the cap that has stopped or refused an answer."""
        session = self._session

        def act(message: Message) -> None:
            failure = message.record.failure if message.record else None
            lifted = CapKind(failure.code) if failure and failure.code in set(CapKind) else None
            session.continue_answer(message_id, lifted)

        session.with_message(message_id, act)

    def _say_copied(self) -> None:
        text = QCoreApplication.translate("AnswerCommands", "Copied.")
        self._notices.add(Notice(Severity.DONE, text))


def _code_in(blocks: Iterable[Block]) -> Iterator[str]:
    """Give the code of all code blocks in their order, those in lists and quotes too."""
    for block in blocks:
        match block:
            case CodeBlock():
                yield block.text
            case ListBlock():
                for item in block.items:
                    yield from _code_in(item.blocks)
            case Quote() | Alert():
                yield from _code_in(block.blocks)
            case _:
                pass
