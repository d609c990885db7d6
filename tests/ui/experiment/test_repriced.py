"""An estimate whose prices have changed says so, on the page and in the plan."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

import msgspec
from support.bench import Bench, ByTemperature
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from support.window import ENDPOINT, MODEL, desktop
from typing_extensions import override

from desktop_chat.core.secret import Secret
from desktop_chat.wire.transport import Reply, WireRequest


class Priced(ByTemperature):
    """Lists its model at a price that a test can change."""

    price = "0.000001"

    @override
    def open(
        self, request: WireRequest, key: Secret | None = None
    ) -> AbstractAsyncContextManager[Reply]:
        if request.method != "GET":
            return super().open(request, key)
        prices = {"prompt": self.price, "completion": self.price}
        body = {"data": [{"id": MODEL, "name": "One", "pricing": prices}]}
        self.replies = [ScriptedReply([msgspec.json.encode(body)], headers=JSON)]
        return ScriptedTransport.open(self, request, key)


async def test_the_page_remarks_that_a_price_has_changed_since_the_estimate() -> None:
    transport = Priced()
    async with desktop(transport) as opened:
        made = Bench(opened)
        catalog = opened.opened.services.catalog
        await catalog.refresh(ENDPOINT)
        await made.run()
        bar = made.view.page.plan
        assert bar.remark.isHidden()
        transport.price = "0.000003"
        await catalog.refresh(ENDPOINT)
        await made.until(bar.remark.isVisible)
        assert bar.remark.text() == "price changed since"
        told = "One: $1 / $1 when this was estimated, $3 / $3 now, for a million tokens in and out."
        assert told in bar.remark.toolTip()
        assert bar.remark.accessibleDescription() == told
        transport.price = "0.000001"
        await catalog.refresh(ENDPOINT)
        await made.until(bar.remark.isHidden)


async def test_a_plan_is_estimated_anew_and_says_why() -> None:
    transport = Priced()
    async with desktop(transport) as opened:
        made = Bench(opened)
        catalog = opened.opened.services.catalog
        await catalog.refresh(ENDPOINT)
        planner = await made.planner("How warm?")
        before = planner.estimate_line.text()
        await catalog.refresh(ENDPOINT)
        assert planner.estimate_line.text() == before
        transport.price = "0.000003"
        await catalog.refresh(ENDPOINT)
        after = planner.estimate_line.text()
        assert after.endswith(" The price has changed since.")
        assert after.split(",")[2] != before.split(",")[2]
        planner.close()


async def test_what_was_confirmed_at_another_price_is_asked_for_again() -> None:
    transport = Priced()
    async with desktop(transport) as opened:
        made = Bench(opened)
        catalog = opened.opened.services.catalog
        await catalog.refresh(ENDPOINT)
        planner = await made.planner("How warm?")
        planner.repeats.setText("21")
        planner.start.click()
        assert "Press once more" in planner.estimate_line.text()
        transport.price = "0.000003"
        await catalog.refresh(ENDPOINT)
        planner.start.click()
        assert "Press once more" in planner.estimate_line.text()
        planner.close()
