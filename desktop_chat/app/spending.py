"""The spend guard: what may still be spent, what was, and by how much estimates are off.

Owns the caps' meaning and the sums of the ledger. A request begins with `begin`, which refuses what
a cap forbids and gives its running cost; its row is kept with its message, and `note` learns from
it. Must not know how a request is made.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from desktop_chat.app.keeping import Keeper
from desktop_chat.app.running_cost import RunningCost, cap_text
from desktop_chat.archive import Archive
from desktop_chat.core.calibration import Calibration
from desktop_chat.core.catalog import Model
from desktop_chat.core.clock import Clock
from desktop_chat.core.figures import cost_text
from desktop_chat.core.ids import new_id
from desktop_chat.core.signal import Signal
from desktop_chat.core.spending import (
    Allowance,
    CapKind,
    CostSource,
    Spent,
    SpentOf,
    SpentSum,
    day_start_us,
    month_start_us,
)
from desktop_chat.core.usage import Usage
from desktop_chat.errors import CapReached
from desktop_chat.settings.store import SettingsStore

LEARNED_ROWS = 400
"""So many of the newest requests teach the calibration when the program starts."""


def tokenizer_of(model: Model | None, model_id: str) -> str:
    """Return what estimates for a model are calibrated by."""
    known = model.tokenizer if model is not None else ""
    # OpenRouter calls every tokenizer "Other" that has no name.
    return known if known and known != "Other" else model_id


class Spending:
    """Guards what requests cost.

    Attributes:
        changed: Told when a sum is another one.
        noted: Told of each request that has ended.
        calibration: Corrects estimates of tokens.
        today, month: What was spent since the day and the month began.
    """

    def __init__(
        self, archive: Archive, keeper: Keeper, settings: SettingsStore, clock: Clock
    ) -> None:
        self.changed: Signal[None] = Signal()
        self.noted: Signal[Spent] = Signal()
        self.calibration = Calibration()
        self.today = SpentSum()
        self.month = SpentSum()
        self._archive = archive
        self._keeper = keeper
        self._settings = settings
        self._clock = clock
        self._noted_us = clock()

    async def load(self) -> None:
        """Learn from the newest requests in the archive, and read the sums.

        Raises:
            ArchiveError: They cannot be read.
        """
        self.calibration.learn(await self._archive.spent_rows(newest=LEARNED_ROWS))
        await self.refresh()

    async def refresh(self) -> None:
        """Read the sums of today and this month; raises ArchiveError."""
        now_us = self._noted_us = self._clock()
        self.today = await self.total(SpentOf(since_us=day_start_us(now_us)))
        self.month = await self.total(SpentOf(since_us=month_start_us(now_us)))
        self.changed.emit(None)

    async def total(self, of: SpentOf) -> SpentSum:
        """Return what requests cost together, those that wait for the archive too.

        Raises:
            ArchiveError: It cannot be read.
        """
        kept = await self._archive.spent_total(of)
        return kept.with_rows(row for row in self._keeper.waiting_costs if of.takes(row))

    def cap_usd(self, kind: CapKind) -> Decimal | None:
        """Return what a cap is set to, None where there is none."""
        value = getattr(self._settings.settings.spending, f"{kind.value}_usd")
        # By its shortest text: 0.1 is a tenth, not the binary fraction nearest to it.
        return None if value is None else Decimal(repr(value))

    async def begin(
        self,
        opening: Spent,
        model: Model | None,
        *,
        is_free: bool = False,
        lifted: CapKind | None = None,
    ) -> RunningCost:
        """Return the running cost of a request that is about to be sent.

        Args:
            opening: Whose it is, and our guess of its prompt's tokens.
            model: What is known of the model.
            is_free: Whether nobody bills it: a server on this computer does not.
            lifted: A cap that holds twice as far, for this request.

        Raises:
            CapReached: A cap leaves no room for the prompt alone.
            ArchiveError: What was spent cannot be read.
        """
        tokens = self.calibration.prompt_tokens(opening.tokenizer, opening.guessed_prompt)
        cost = model.pricing.cost_usd(tokens, 0) if model is not None else None
        cost = Decimal(0) if is_free else cost
        allowance = None if is_free else await self._nearest(opening, lifted)
        if allowance is not None and (cost is None or cost > 0):
            self._refuse(allowance, cost or Decimal(0))
        sent = msgspec.structs.replace(
            opening, id=new_id(), sent_us=self._clock(), prompt_tokens=tokens, cost_usd=cost
        )
        return RunningCost(sent, model, self.calibration, allowance, is_free=is_free)

    def note(self, spent: Spent) -> None:
        """Take note, once, of a request that has ended and whose row is kept."""
        self.calibration.learn([spent])
        now_us = self._clock()
        is_same_day = day_start_us(now_us) == day_start_us(self._noted_us)
        is_same_month = month_start_us(now_us) == month_start_us(self._noted_us)
        self._noted_us = now_us
        self.today = (self.today if is_same_day else SpentSum()).with_rows([spent])
        self.month = (self.month if is_same_month else SpentSum()).with_rows([spent])
        self.changed.emit(None)
        self.noted.emit(spent)

    async def settle(self, spent: Spent, usage: Usage) -> None:
        """Keep what the endpoint said of a request afterwards; raises ArchiveError."""
        settled = msgspec.structs.replace(
            spent,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            cost_usd=usage.cost_usd,
            source=CostSource.GENERATION,
        )
        await self._archive.save_spent(settled)
        # A stopped answer may be billed whole: its tokens teach nothing of what came of it.
        await self.refresh()

    async def _nearest(self, opening: Spent, lifted: CapKind | None) -> Allowance | None:
        """Return the cap of which least is left, None where there is none."""
        now_us = self._clock()
        ranges = {
            CapKind.MESSAGE: SpentOf(message_id=opening.message_id),
            CapKind.CONVERSATION: SpentOf(conversation_id=opening.conversation_id),
            CapKind.DAY: SpentOf(since_us=day_start_us(now_us)),
            CapKind.MONTH: SpentOf(since_us=month_start_us(now_us)),
        }
        found: list[Allowance] = []
        for kind, of in ranges.items():
            cap_usd = self.cap_usd(kind)
            # An experiment has a cap of its own in the place of these two.
            is_the_chats = kind in (CapKind.MESSAGE, CapKind.CONVERSATION)
            if cap_usd is not None and not (is_the_chats and opening.experiment_id):
                spent_usd = (await self.total(of)).cost_usd
                if kind is lifted:
                    # Once more as much, from where it stands now.
                    cap_usd = max(cap_usd, spent_usd) + cap_usd
                found.append(Allowance(kind, cap_usd, spent_usd))
        return min(found, key=lambda allowance: allowance.left_usd, default=None)

    def _refuse(self, allowance: Allowance, prompt_usd: Decimal) -> None:
        left = allowance.left_usd
        if left > prompt_usd or (left == prompt_usd and left > 0):
            return
        spent = cost_text(allowance.spent_usd)
        more = f", and sending this takes {cost_text(prompt_usd, is_estimate=True)}"
        raise CapReached(
            f"Your cap of {cap_text(allowance)} does not allow this: {spent} is spent"
            f"{more if left > 0 else ''}.",
            advice="Raise the cap, or send it once anyway.",
            code=allowance.cap.value,
            detail=str(allowance.cap_usd),
        )
