"""`experiment`: a plan from a file, run as in the window, with the same records."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from pathlib import Path

import msgspec

from desktop_chat.app.experiment import Experiment
from desktop_chat.app.experiment_exporting import export_experiment
from desktop_chat.app.experiments import Experiments
from desktop_chat.app.export_files import write_file
from desktop_chat.app.services import Services
from desktop_chat.cli.ask import chosen_endpoint, default_model
from desktop_chat.cli.experiment_report import estimate_line, places_table, progress_line
from desktop_chat.cli.output import Output
from desktop_chat.core.experiment import CellState, Plan, RunState, differing_settings
from desktop_chat.core.provider import CUSTOM_PREFIX
from desktop_chat.errors import AppError, ImportUnreadable, UsageError
from desktop_chat.formats.experiment_document import ExperimentFormat
from desktop_chat.formats.experiment_toml import read_plan
from desktop_chat.formats.registry import EXPERIMENT_EXPORTS

EXIT_INTERRUPTED = 130


async def experiment(
    parsed: argparse.Namespace, services: Services, experiments: Experiments, output: Output
) -> int:
    """Carry out `experiment`; return 0 where every answer came, 1 where one did not.

    Raises:
        AppError: Nothing could be run.
    """
    form = _format(parsed)
    found = await _found(parsed, services, experiments, output)
    was_interrupted = await _run(found, output, with_failed=bool(parsed.resume))
    if form is not None:
        text = await export_experiment(found, form)
        if parsed.output is None:
            output.text(text)
        else:
            write_file(parsed.output, text)
            output.note(f"Written to {parsed.output}.")
    if form is None or parsed.output is not None:
        for name in ("self_bleu", "similarity", "exact_match", "agreement"):
            await found.measures.finished(name)
        output.text(places_table(found))
    return _report(found, output, was_interrupted=was_interrupted)


def _format(parsed: argparse.Namespace) -> ExperimentFormat | None:
    """Return the format that is to be written, None for the table alone."""
    if parsed.json or parsed.csv:
        return EXPERIMENT_EXPORTS["json" if parsed.json else "csv"]
    if parsed.output is None:
        return None
    for form in EXPERIMENT_EXPORTS.values():
        if parsed.output.suffix.lower() == form.suffix:
            return form
    known = ", ".join(form.suffix for form in EXPERIMENT_EXPORTS.values())
    raise UsageError(f"{parsed.output} has no known ending.", advice=f"End it with one of {known}.")


async def _found(
    parsed: argparse.Namespace, services: Services, experiments: Experiments, output: Output
) -> Experiment:
    """Return the experiment to run: the one to go on with, or a new one."""
    if (parsed.file is None) == (parsed.resume is None):
        raise UsageError(
            "experiment takes a file, or --resume with an id.",
            advice="See desktop-chat-cli experiment --help.",
        )
    if parsed.resume is not None:
        known = await experiments.open(parsed.resume)
        _know_endpoints(parsed, known.plan, services)
        await _load_prices(known.plan, services)
        return known
    plan = await _plan(parsed, services)
    await _load_prices(plan, services)
    estimate = experiments.estimate(plan)
    output.note(estimate_line(estimate))
    if experiments.needs_confirmation(estimate) and not parsed.yes:
        raise UsageError(
            "More than 20 requests or a dollar are only spent when you say so.",
            advice="Add --yes to run it.",
        )
    return await experiments.create(plan)


async def _plan(parsed: argparse.Namespace, services: Services) -> Plan:
    file = read_plan(_text(parsed.file))
    parsed.endpoint = parsed.endpoint or file.endpoint or None
    endpoint = chosen_endpoint(parsed, services)
    services.account.use(endpoint)
    model = parsed.model or file.model or await default_model(services, endpoint)
    return msgspec.structs.replace(file.plan, endpoint_id=endpoint.id, model=model)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ImportUnreadable(
            f"{path} cannot be read: {reason}.", advice="Name another file."
        ) from error


def _endpoint_ids(plan: Plan) -> set[str]:
    return {settings.endpoint_id for settings in differing_settings(plan)[0]}


def _know_endpoints(parsed: argparse.Namespace, plan: Plan, services: Services) -> None:
    """Know the endpoints of an earlier start, given by hand too, and the key given now."""
    for endpoint_id in _endpoint_ids(plan):
        parsed.endpoint = endpoint_id.removeprefix(CUSTOM_PREFIX)
        services.account.use(chosen_endpoint(parsed, services))


async def _load_prices(plan: Plan, services: Services) -> None:
    """Have the models with their prices, where they can be had."""
    for endpoint_id in _endpoint_ids(plan):
        with contextlib.suppress(AppError):
            endpoint = services.account.endpoint(endpoint_id)
            found = await services.catalog.load(endpoint)
            if not found.models:
                await services.catalog.refresh(endpoint)


async def _run(found: Experiment, output: Output, *, with_failed: bool) -> bool:
    """Run it to its end; return whether an interrupt from the keyboard stopped it."""

    def show(_: None = None) -> None:
        output.progress(progress_line(found))

    disconnect = found.progress_changed.connect(show)
    try:
        if with_failed:
            found.retry_failed()
        else:
            found.start()
        await found.ended()
    except asyncio.CancelledError:
        found.stop()
        await found.ended()
        return True
    finally:
        disconnect()
        output.end_progress()
    return False


def _report(found: Experiment, output: Output, *, was_interrupted: bool) -> int:
    progress = found.progress
    heads = sorted(found.stored, key=lambda head: head.cell_index)
    failed = [head for head in heads if head.state is CellState.FAILED]
    for head in failed[:5]:
        reason = head.failure.text if head.failure else "It failed."
        output.note(f"Answer {head.cell_index + 1}: {reason}")
    if found.halted is not None:
        output.problem(found.halted)
    is_whole = found.state is RunState.DONE and not failed
    if not is_whole:
        output.note(
            f"{progress.done} of {progress.total} answers are kept. Go on with: desktop-chat-cli "
            f"experiment --resume {found.id}"
        )
    if was_interrupted:
        return EXIT_INTERRUPTED
    return 0 if is_whole else 1
