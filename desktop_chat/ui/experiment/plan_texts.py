"""What the band below the head says of an experiment: its axes, its progress, its cost."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_chat.app.experiment import Experiment
from desktop_chat.app.experiment_estimate import Repriced
from desktop_chat.core.experiment import Plan
from desktop_chat.core.figures import cost_text, count_text, price_per_million_text
from desktop_chat.core.pricing import Pricing
from desktop_chat.ui.experiment.board import axis_labels, axis_summary
from desktop_chat.ui.experiment.plan_bar import PlanFigures


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlanTexts", text)


def plan_parts(plan: Plan) -> list[tuple[str, str, str]]:
    """Return what varies: name, values in few words, all of them."""
    parts = [
        (axis.title, axis_summary(axis), f"{axis.title}: " + ", ".join(axis_labels(axis)))
        for axis in plan.axes
    ]
    if plan.seeds:
        seeds = [str(seed) for seed in plan.seeds]
        whole = ", ".join(seeds)
        short = whole if len(whole) <= 16 else _tr("{0} drawn").format(len(seeds))
        title = _tr("Seed") if len(seeds) == 1 else _tr("Seeds")
        parts.append((title, short, f"{title}: {whole}"))
    elif plan.repeats > 1:
        parts.append((_tr("Repeats"), str(plan.repeats), ""))
    return parts


def plan_figures(experiment: Experiment) -> PlanFigures:
    """Return how far an experiment is and what it costs."""
    progress, plan, estimate = experiment.progress, experiment.plan, experiment.estimate
    ended = progress.done + progress.failed
    left = progress.seconds_left
    has_cost = progress.priced > 0 or estimate.cost_usd is not None
    # What costs nothing is said once.
    of = cost_text(estimate.cost_usd, is_estimate=True) if estimate.cost_usd else ""
    repriced = experiment.estimator.repriced() if of else ()
    return PlanFigures(
        share=ended / progress.total if progress.total else 0.0,
        progress=_tr("{0} of {1} requests").format(count_text(ended), count_text(progress.total)),
        left="" if left is None else _tr("{0} left").format(clock(left)),
        problem=_tr("{0} failed").format(progress.failed) if progress.failed else "",
        spent=cost_text(progress.spent_usd) if has_cost else "",
        of=_tr("of {0}").format(of) if of and has_cost else "",
        remark=_tr("price changed since") if repriced else "",
        about_remark="\n".join(map(_repriced_text, repriced)),
        cap="" if plan.cap_usd is None else _tr("cap {0}").format(cost_text(plan.cap_usd)),
    )


def _repriced_text(found: Repriced) -> str:
    words = _tr("{0}: {1} when this was estimated, {2} now, for a million tokens in and out.")
    return words.format(found.title, _prices(found.before), _prices(found.now))


def _prices(pricing: Pricing) -> str:
    return " / ".join(map(price_per_million_text, (pricing.prompt, pricing.completion)))


def clock(seconds: float) -> str:
    """Return a span as minutes and seconds: "0:24", "1:02:03"."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
