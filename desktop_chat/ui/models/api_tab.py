"""How a model is asked from code: address, headers, the next request, and what it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.app.code_samples.sample import CodeSample, SampleRequest, sample_request
from desktop_chat.app.model_subject import ModelSubject, for_model
from desktop_chat.app.session import ChatSession
from desktop_chat.core.offerings import Offering
from desktop_chat.core.parameter import Parameter
from desktop_chat.core.parameter_support import (
    ParameterSupport,
    Support,
    parameter_supports,
    unknown_parameters,
)
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import AppError
from desktop_chat.ui.inspect.pages import CodePage, copy_text
from desktop_chat.ui.models.figure_table import FigureTable
from desktop_chat.ui.models.figure_text import isolated
from desktop_chat.ui.models.tab import Loaded, Tab
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.facts import FactList
from desktop_chat.ui.widgets.labels import Label, TextStyle

_CODE_HEIGHT = 300
_COPIED_MS = 1_600


class ApiTab(Tab):
    """Code of the conversation's next request with this model, and a table of parameters.

    Args:
        theme: The colours and sizes.
        subject: The model.
        session: The conversation.
        draft: Gives the text that is being written.
    """

    save_wanted = Signal(str, str)
    """Code is to be saved, under a name at first."""

    def __init__(
        self,
        theme: Theme,
        subject: ModelSubject,
        session: ChatSession,
        draft: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, subject, parent)
        self._session = session
        self._draft = draft
        self.request = FactList(theme)
        self.code = CodePage(theme, subject.services.tasks)
        self.parameters = FigureTable(theme, self.tr("Parameters"))
        self.effect = Label(theme, "", TextStyle.SMALL, "text_2")
        self.effect.setWordWrap(True)
        self._named: list[Parameter] = []
        self.unknown = Label(theme, "", TextStyle.SMALL, "text_2")
        self.unknown.setWordWrap(True)
        self._copied = QTimer(self, interval=_COPIED_MS, singleShot=True)
        self._copied.timeout.connect(lambda: self._copy_words(self.tr("Copy")))
        self._build()

    @override
    async def load(self, *, is_fresh: bool) -> Loaded:
        subject = self.subject
        kept = await subject.services.catalog.load(subject.endpoint)
        self._show_parameters(())
        await self._show_code()
        try:
            found = await subject.services.models.offerings(
                subject.endpoint, subject.model_id, is_fresh=is_fresh
            )
        except AppError:
            # The list tells what the model takes; the providers add how many of them do.
            return Loaded(kept.fetched_us)
        self._show_parameters(found.value)
        return Loaded(kept.fetched_us)

    def _build(self) -> None:
        self.add_heading(self.tr("Request"))
        self.column.addWidget(self.request)
        self.code.setFixedHeight(self.theme.px(_CODE_HEIGHT))
        self.code.copied.connect(self._copy)
        self.code.save_wanted.connect(self.save_wanted)
        self.column.addWidget(self.code)
        self.add_heading(self.tr("Parameters"), self.tr("unset ones are never sent"))
        self.column.addWidget(self.effect)
        self.column.addWidget(self.parameters)
        chosen = self.parameters.selectionModel().currentRowChanged
        chosen.connect(lambda index: self._tell_effect(index.row()))
        self.column.addWidget(self.unknown)
        self.column.addStretch(1)

    def _copy(self, text: str) -> None:
        copy_text(text, self.code.copy_button, self.tr("Copied"))
        self._copy_words(self.tr("Copied"))
        self._copied.start()

    def _copy_words(self, text: str) -> None:
        self.code.copy_button.setText(text)

    async def _show_code(self) -> None:
        if self._session.endpoint.id != self.subject.endpoint.id:
            self.code.tell(
                self.tr("The conversation asks another endpoint."),
                self.tr("Choose Chat to see the code of its requests to this model."),
            )
            return
        try:
            request = await self._session.preview(self._draft())
        except AppError as error:
            self.code.tell(error.text, error.advice)
            return
        asked = for_model(request, self.subject.model_id)

        def write(sample: CodeSample) -> str:
            return sample.write(sample_request(asked, self.subject.endpoint))

        self.code.show_code(write)
        self.request.set_rows(self._request_facts(sample_request(asked, self.subject.endpoint)))

    def _request_facts(self, request: SampleRequest) -> list[tuple[str, str]]:
        headers = dict(request.added_headers)
        if request.key_variable:
            headers = {"Authorization": f"Bearer ${request.key_variable}"} | headers
        return [
            (self.tr("Endpoint"), isolated(f"POST {request.url}")),
            *((name, isolated(plain_line(value))) for name, value in headers.items()),
        ]

    def _show_parameters(self, offers: Sequence[Offering]) -> None:
        model = self.subject.model
        titles = [
            self.tr("API name"),
            self.tr("On screen"),
            self.tr("Value"),
            self.tr("Range"),
            self.tr("Default"),
            self.tr("This model"),
            self.tr("Providers"),
        ]
        supports = parameter_supports(model, offers)
        row = max(0, self.parameters.currentIndex().row())
        self._named = [each.parameter for each in supports]
        rows = [self._row(each) for each in supports]
        self.parameters.show_rows(titles, rows, texts=(1, 2, 3, 5), stretched=2)
        self.parameters.setCurrentIndex(self.parameters.figures.index(row, 0))
        new = ", ".join(plain_line(name) for name in unknown_parameters(model))
        words = self.tr("The model lists these beside them, which this program does not know: {0}.")
        self.unknown.setText(words.format(new))
        self.unknown.setVisible(bool(new))

    def _tell_effect(self, row: int) -> None:
        """Tell what the parameter of a row does: there is no room for it in the row."""
        if 0 <= row < len(self._named):
            parameter = self._named[row]
            self.effect.setText(f"{isolated(parameter.name)}: {parameter.help}")

    def _row(self, each: ParameterSupport) -> list[str]:
        parameter = each.parameter
        words = {
            Support.YES: self.tr("✓ supported"),
            Support.NO: self.tr("not supported"),
            Support.UNTOLD: self.tr("not told"),
            Support.ENDPOINT: self.tr("the endpoint's"),
        }
        default = "" if each.default is None else isolated(f"{each.default}".lower())
        if each.is_own_default:
            default = self.tr("{0}, the model's").format(default)
        count = self.tr("{0} of {1}").format(each.offers, each.offerings)
        return [
            parameter.name,
            parameter.title,
            " | ".join(parameter.choices) or parameter.kind.value,
            isolated(parameter.range_text),
            default,
            words[each.support],
            count if each.offerings else "",
        ]
