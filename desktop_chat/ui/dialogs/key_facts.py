"""What an endpoint tells of its key: label, limit, what is left, what was used, and as of when."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_chat.app.model_library import Kept
from desktop_chat.app.services import Services
from desktop_chat.core.account import KeyInfo
from desktop_chat.core.figures import cost_text
from desktop_chat.core.provider import Endpoint
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.links import open_link
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.facts import FactList
from desktop_chat.ui.widgets.labels import set_plain_tooltip

CREDITS_ADDRESS = "https://openrouter.ai/credits"


class KeyFacts(QWidget):
    """A list of facts with its date; hidden while nothing is known.

    Args:
        theme: The colours and sizes at first.
        services: What knows the states of keys.
        endpoint: Whose key it is.
    """

    def __init__(
        self, theme: Theme, services: Services, endpoint: Endpoint, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._endpoint = endpoint
        self.facts = FactList(theme)
        self.failure = Sentence(theme)
        self.credits = TextButton(
            theme, self.tr("Balance of the account"), ButtonKind.LINK, is_dense=True
        )
        set_plain_tooltip(
            self.credits,
            self.tr("The API tells it to management keys alone; it stands at {0}.").format(
                CREDITS_ADDRESS
            ),
        )
        self.credits.clicked.connect(lambda: open_link(CREDITS_ADDRESS))
        self.credits.setVisible(endpoint.base_url.startswith("https://openrouter.ai/"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.facts)
        self._column.addWidget(self.failure)
        self._column.addWidget(self.credits, 0, Qt.AlignmentFlag.AlignLeading)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._column.setSpacing(theme.px(8))

    def look_up(self) -> None:
        """Ask for the state of the key, and show what is known until then."""
        if self._services.key_states.is_told_by(self._endpoint):
            start_for(self, self._services.tasks, "key", self._look_up())

    async def _look_up(self) -> None:
        states = self._services.key_states
        self._show(await states.load(self._endpoint))
        self._show(await states.refresh(self._endpoint))

    def _show(self, known: Kept[KeyInfo] | None) -> None:
        self.setVisible(known is not None)
        if known is None:
            return
        self.facts.set_rows(self._rows(known.value, known.fetched_us))
        if known.failure is None:
            self.failure.clear()
        else:
            self.failure.say_error(known.failure)

    def _rows(self, info: KeyInfo, fetched_us: int) -> list[tuple[str, str]]:
        rows = [
            (self.tr("Key"), info.label),
            (self.tr("Limit"), self._limit(info)),
            (self.tr("Left of it"), _money(info.limit_remaining_usd)),
            (self.tr("Used today"), _money(info.usage_daily_usd)),
            (self.tr("Used this week"), _money(info.usage_weekly_usd)),
            (self.tr("Used this month"), _money(info.usage_monthly_usd)),
            (self.tr("Used in all"), _money(info.usage_usd)),
            (self.tr("Free tier"), self._tier(info)),
            (self.tr("Expires"), _moment(QDateTime.fromString(info.expires_at, _ISO))),
            (self.tr("As of"), _moment(QDateTime.fromMSecsSinceEpoch(fetched_us // 1000))),
        ]
        return [row for row in rows if row[1]] if fetched_us else []

    def _limit(self, info: KeyInfo) -> str:
        if info.limit_usd is None:
            return self.tr("none")
        renewals = {
            "daily": self.tr("{0} a day"),
            "weekly": self.tr("{0} a week"),
            "monthly": self.tr("{0} a month"),
        }
        # A word that is new to us is the router's own; it stands as it came.
        unknown = "{0}" + (f" ({info.limit_reset})" if info.limit_reset else "")
        return renewals.get(info.limit_reset, unknown).replace("{0}", cost_text(info.limit_usd))

    def _tier(self, info: KeyInfo) -> str:
        return self.tr("yes, no credit was bought yet") if info.is_free_tier else self.tr("no")


_ISO = Qt.DateFormat.ISODate


def _money(amount_usd: Decimal | None) -> str:
    return "" if amount_usd is None else cost_text(amount_usd)


def _moment(when: QDateTime) -> str:
    if not when.isValid():
        return ""
    return QLocale().toString(when.toLocalTime(), QLocale.FormatType.ShortFormat)
