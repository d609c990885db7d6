"""`model` and `compare`: all that is known of models, from the endpoint or as it was kept."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator, Sequence

from desktop_chat.app.model_comparison import read_statistics
from desktop_chat.app.model_library import Kept
from desktop_chat.app.services import Services
from desktop_chat.cli.ask import chosen_endpoint
from desktop_chat.cli.output import Output, plain_values
from desktop_chat.core.catalog import Model
from desktop_chat.core.figures import context_text, price_per_million_text, rate_text, seconds_text
from desktop_chat.core.model_comparison import ComparisonRow, Section, comparison_rows
from desktop_chat.core.offerings import Offering
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.variants import forms_of, variant_of
from desktop_chat.errors import NoKey, TransportError, UnknownModel, UsageError
from desktop_chat.wire.dialects.registry import is_router


async def model(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `model`; return the exit status."""
    endpoint = chosen_endpoint(parsed, services)
    (found,) = await _models(parsed.models, endpoint, services, output)
    offerings = await _offerings(endpoint, found, services)
    if parsed.json:
        offered = plain_values(offerings.value) if offerings else None
        output.json(plain_values(found) | {"offerings": offered})
        return 0
    output.line(_plain(f"{found.name or found.id}  {found.id}"))
    if found.description:
        output.line(f"    {_plain(found.description)}")
    rows = await _rows([found], endpoint, services, output)
    for row in rows:
        if row.section is not Section.PARAMETERS:
            output.line(f"    {_title(row)}: {_plain(row.cells[0]) or '?'}")
    supported = [row.title for row in rows if row.section is Section.PARAMETERS]
    output.line(f"    parameters: {_plain(', '.join(supported)) or '?'}")
    if offerings is not None:
        if offerings.failure is not None:
            output.problem(offerings.failure)
        for each in offerings.value:
            output.line(f"    {_offering_line(each)}")
    for line in _variant_lines(endpoint, found, services):
        output.line(f"    {line}")
    return 0


async def compare(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `compare`: a row for each figure, marked where they differ."""
    endpoint = chosen_endpoint(parsed, services)
    found = await _models(parsed.models, endpoint, services, output)
    if parsed.json:
        for each in found:
            output.json(plain_values(each))
        return 0
    output.line("\t".join(("", "model", *(_plain(each.id) for each in found))))
    for row in await _rows(found, endpoint, services, output):
        cells = [_plain(cell) or "?" for cell in row.cells]
        output.line("\t".join(("*" if row.differs else "", _title(row), *cells)))
    return 0


async def _models(
    ids: list[str], endpoint: Endpoint, services: Services, output: Output
) -> list[Model]:
    """Return the models; without a network as they were kept.

    Raises:
        UsageError: The endpoint lists no such model.
        AppError: There is no list.
    """
    try:
        await services.catalog.refresh(endpoint)
    except (TransportError, NoKey) as error:
        if not (await services.catalog.load(endpoint)).models:
            raise
        output.note(f"{error.text} This is from the list that was kept.")
    found: list[Model] = []
    for model_id in ids:
        known = services.catalog.model(endpoint.id, model_id)
        if known is None:
            raise UsageError(
                f"{endpoint.title} lists no model {model_id!r}.", advice="See `models` for all."
            )
        found.append(known)
    return found


async def _rows(
    found: Sequence[Model], endpoint: Endpoint, services: Services, output: Output
) -> tuple[ComparisonRow, ...]:
    statistics = await read_statistics(services.models, endpoint)
    for failure in statistics.failures:
        output.problem(failure)
    for citation in statistics.citations:
        output.note(citation)
    return comparison_rows([statistics.of(each) for each in found])


def _title(row: ComparisonRow) -> str:
    return _plain(", ".join(part for part in (row.title, row.detail) if part))


async def _offerings(
    endpoint: Endpoint, found: Model, services: Services
) -> Kept[tuple[Offering, ...]] | None:
    """Return who offers a model, None where nobody can say."""
    with contextlib.suppress(UsageError, TransportError, UnknownModel):
        return await services.models.offerings(endpoint, found.id)
    return None


def _variant_lines(endpoint: Endpoint, found: Model, services: Services) -> Iterator[str]:
    """Yield what the variant does that a model is, else those that it can be asked as."""
    if not is_router(endpoint):
        return
    own = variant_of(found.id)
    if own is not None:
        yield f":{own.suffix}: {own.help}"
        return
    listed = {each.id for each in services.catalog.models(endpoint.id).models}
    for form in forms_of(found.id, listed):
        if form.variant is not None:
            more = " The list has it as a model of its own." if form.is_listed else ""
            yield f":{form.variant.suffix}: {form.variant.help}{more}"


def _offering_line(offering: Offering) -> str:
    prices = (offering.pricing.prompt, offering.pricing.completion)
    latency, speed = offering.latency_s, offering.throughput
    parts = (
        offering.tag,
        " / ".join(map(price_per_million_text, prices)),
        context_text(offering.context_length) if offering.context_length else "",
        offering.quantization,
        "" if latency is None else seconds_text(latency.p50),
        "" if speed is None else rate_text(speed.p50),
        "" if offering.uptime_1d is None else f"up {offering.uptime_1d:.1f} %",
        "zero retention" if offering.is_zero_retention else "",
    )
    return _plain("  ".join(part for part in parts if part))


def _plain(text: str) -> str:
    """Return a text as one line: a break in it would look like another row."""
    return " ".join(text.splitlines())
