"""The timer has samples taken of models that were chosen, and asks nobody where none was."""

from __future__ import annotations

from support.model_pages import LONG, ROUTER, router
from support.routed import RoutedTransport
from support.window import desktop

from desktop_chat.ui.uptime_timer import EVERY_MS, UptimeTimer


async def test_samples_are_taken_of_chosen_models_alone() -> None:
    async with desktop(RoutedTransport()) as opened:
        services = opened.opened.services
        services.account.add(ROUTER)
        (timer,) = opened.window.findChildren(UptimeTimer)
        assert (timer.isActive(), timer.interval()) == (True, EVERY_MS)
        timer.timeout.emit()
        await opened.settled()
        assert not router(opened).requests
        services.shelf.set_sampled(ROUTER.id, LONG, is_sampled=True)
        timer.timeout.emit()
        await opened.settled()
        assert len(await services.uptime.samples(ROUTER, LONG)) == 1


async def test_it_stops_with_the_window() -> None:
    async with desktop() as opened:
        (timer,) = opened.window.findChildren(UptimeTimer)
        opened.window.leave()
        assert not timer.isActive()
