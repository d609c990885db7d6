"""A page's model is what the list says, and the requests are those to it alone."""

from __future__ import annotations

from support.program import program
from support.scripted import ScriptedTransport

from desktop_chat.app.model_subject import ModelSubject, for_model
from desktop_chat.core.ids import new_id
from desktop_chat.core.provider import READY_ENDPOINTS, custom_endpoint
from desktop_chat.core.spending import Spent
from desktop_chat.wire.transport import WireRequest

OWN = custom_endpoint("http://127.0.0.1:9/api/v1")
(ROUTER,) = (each for each in READY_ENDPOINTS if each.id == "openrouter")


def spent(sent_us: int, model: str, endpoint_id: str = ROUTER.id) -> Spent:
    return Spent(new_id(), sent_us, endpoint_id, model)


async def test_a_model_that_no_list_has_is_its_id() -> None:
    async with program(ScriptedTransport()) as opened:
        subject = ModelSubject(opened.services, OWN, "author/one")
        assert not subject.is_listed
        assert subject.model.id == "author/one"
        assert subject.names == {"author/one"}


async def test_only_the_routers_own_models_have_a_page_there() -> None:
    async with program(ScriptedTransport()) as opened:
        services = opened.services
        assert ModelSubject(services, OWN, "a/b").site_url == ""
        assert ModelSubject(services, ROUTER, "a/b:free").site_url == (
            "https://openrouter.ai/a/b:free"
        )
        assert ModelSubject(services, ROUTER, "a/b?c#d").site_url.endswith("/a/b%3Fc%23d")


async def test_own_requests_are_those_to_this_model_at_this_endpoint() -> None:
    async with program(ScriptedTransport()) as opened:
        await opened.services.archive.save_spent(
            spent(1, "a/b"),
            spent(2, "a/b:nitro"),
            spent(3, "a/b:free"),
            spent(4, "c/d"),
            spent(5, "a/b", OWN.id),
            spent(6, "a/b"),
        )
        subject = ModelSubject(opened.services, ROUTER, "a/b")
        assert [each.spent.sent_us for each in await subject.own_requests()] == [1, 2, 6]
        since = await subject.own_requests(since_us=3)
        assert [each.spent.sent_us for each in since] == [6]


def test_another_model_changes_nothing_else_of_a_request() -> None:
    request = WireRequest("POST", "http://x/", {"A": "b"}, b'{"model":"a/b","seed":7,"top_p":1.0}')
    found = for_model(request, "c/d")
    assert found.body == b'{"model":"c/d","seed":7,"top_p":1.0}'
    assert (found.url, found.headers) == (request.url, request.headers)
