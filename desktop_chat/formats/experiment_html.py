"""A report of an experiment as one HTML file: no script, nothing loaded, light and dark.

All that people and models wrote is escaped and shown as plain text. A content security policy in
the file forbids whatever might slip through.
"""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from desktop_chat.core.experiment import CellState, Place, cell_at
from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.measures.choice import cheapest_passing
from desktop_chat.core.measures.registry import MEASURES
from desktop_chat.core.measures.statistics import Summary
from desktop_chat.core.unseen import without_deceptive
from desktop_chat.formats.experiment_document import ExperimentDocument, ExperimentFormat
from desktop_chat.formats.experiment_svg import heat_map

# The data ramp of the window, and its ink on each step.
_STYLE = """
:root { color-scheme: light dark; --bg: #fff; --text: #1c1c1a; --quiet: #5c5c57; --line: #e3e3de;
  --d1: #eaf4f2; --d2: #c9e5e1; --d3: #9cd0c9; --d4: #66b5ac; --d5: #3a9c92; --d6: #126b63;
  --i5: #0b1f1d; --i6: #fff; --bad: #b42318; --good: #1a7f37; --sunken: #f5f5f2; }
@media (prefers-color-scheme: dark) { :root { --bg: #16181a; --text: #ececea; --quiet: #a5a8ad;
  --line: #33363a; --d1: #1f2f2e; --d2: #22413f; --d3: #255753; --d4: #28706a; --d5: #57b0a8;
  --d6: #93d8d0; --i5: #0b1f1d; --i6: #0b1f1d; --bad: #ff8a80; --good: #6fd08c;
  --sunken: #1e2123; } }
body { background: var(--bg); color: var(--text); font: 15px/1.5 system-ui, sans-serif;
  margin: 0 auto; max-width: 1100px; padding: 24px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 32px 0 8px; }
h3 { font-size: 15px; margin: 20px 0 6px; } p { margin: 4px 0; } .quiet { color: var(--quiet); }
.text { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--sunken);
  border-radius: 6px; padding: 10px 12px; margin: 4px 0 10px; unicode-bidi: plaintext; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 13px; }
th, td { border-bottom: 1px solid var(--line); padding: 5px 10px; text-align: right;
  font-variant-numeric: tabular-nums; white-space: nowrap; } th { font-weight: 600; }
th.name, td.name { text-align: left; } .bad { color: var(--bad); } .good { color: var(--good); }
svg { max-width: 100%; height: auto; } svg text { font: 13px system-ui, sans-serif; }
svg .label { fill: var(--quiet); } svg .axis { fill: var(--text); }
svg .none { fill: none; stroke: var(--line);
  stroke-dasharray: 4 3; }
.d1 { fill: var(--d1); } .d2 { fill: var(--d2); } .d3 { fill: var(--d3); } .d4 { fill: var(--d4); }
.d5 { fill: var(--d5); } .d6 { fill: var(--d6); } .i1, .i2, .i3, .i4 { fill: var(--text); }
.i5 { fill: var(--i5); } .i6 { fill: var(--i6); } summary { cursor: pointer; padding: 4px 0; }
"""
_TELLING = ("assertions", "agreement", "exact_match", "valid_json", "distinct_2", "similarity")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write(document: ExperimentDocument) -> str:
    """Return the whole report."""
    title = _shown(document.head.title or "Experiment")
    body = "\n".join(
        [
            f"<h1>{title}</h1>",
            _summary(document),
            "<h2>Prompt</h2>",
            _prompt(document),
            "<h2>Measures</h2>",
            _maps(document),
            "<h2>Places</h2>",
            _table(document),
            "<h2>Answers</h2>",
            *(_answers(document, place, cells) for place, cells in document.places()),
        ]
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n"
        "</html>\n"
    )


def _shown(text: str) -> str:
    """Return a foreign text for one line: escaped, without what deceives."""
    return escape(without_deceptive(" ".join(text.split())))


def _summary(document: ExperimentDocument) -> str:
    head, plan = document.head, document.plan
    made = datetime.fromtimestamp(head.created_us / 1e6, UTC).strftime("%Y-%m-%d %H:%M UTC")
    failed = f", {count_text(head.failed)} failed" if head.failed else ""
    cost = f" · {cost_text(head.spent_usd)}" if head.priced else ""
    first = (
        f"{made} · {_shown(plan.model)} · {count_text(head.done)} of {count_text(plan.cell_count)} "
        f"answers{failed}{cost}"
    )
    lines = [f'<p class="quiet">{first}</p>']
    for axis in plan.axes:
        values = ", ".join(axis.label(index) for index in range(len(axis.values)))
        lines.append(f"<p>{_shown(axis.title)}: {_shown(values)}</p>")
    if plan.seeds:
        lines.append(f"<p>Seeds: {', '.join(map(str, plan.seeds))}</p>")
    fixed = plan.sampling.values()
    if fixed:
        told = ", ".join(f"{name} = {value}" for name, value in fixed.items())
        lines.append(f"<p>Same for all: {_shown(told)}</p>")
    best = cheapest_passing(
        (place, [document.heads.get(index) for index in cells])
        for place, cells in document.places()
    )
    if best is not None:
        lines.append(
            '<p class="good">Cheapest place that passes all assertions: '
            f"{_shown(_name(document, best))}</p>"
        )
    return "\n".join(lines)


def _prompt(document: ExperimentDocument) -> str:
    plan = document.plan
    parts = [("System prompt", plan.system_prompt)] if plan.system_prompt else []
    parts += [(message.role.value.capitalize(), message.text) for message in plan.messages]
    return "\n".join(
        f'<p class="quiet">{name}</p><div class="text">{escape(text)}</div>' for name, text in parts
    )


def _maps(document: ExperimentDocument) -> str:
    """Return a heat map of each measure, those that vary first, the most telling open.

    Times vary always and say the least of the settings.
    """
    told_first = [name for name in _TELLING if name in document.measured]
    others = [name for name in document.measured if name not in told_first]
    names = sorted((*told_first, *others), key=lambda name: not _varies(document, name))
    parts: list[str] = []
    for number, name in enumerate(names):
        measure = MEASURES[name]
        is_open = " open" if number == 0 else ""
        parts.append(
            f"<details{is_open}><summary>{escape(measure.title)}</summary>"
            f'<p class="quiet">{escape(measure.help)}</p>'
            f'<div class="scroll">{heat_map(document, name)}</div></details>'
        )
    return "\n".join(parts) or '<p class="quiet">Nothing has been measured yet.</p>'


def _varies(document: ExperimentDocument, name: str) -> bool:
    means = {found[name].mean for found in document.summaries.values() if name in found}
    return len(means) > 1


def _table(document: ExperimentDocument) -> str:
    names = document.measured
    heads = "".join(f'<th class="name">{_shown(axis.title)}</th>' for axis in document.plan.axes)
    heads += "".join(f"<th>{escape(MEASURES[name].title)}</th>" for name in names)
    rows: list[str] = []
    for place, _ in document.places():
        cells = "".join(f'<td class="name">{_shown(text)}</td>' for text in document.labels(place))
        summaries = document.summaries[place]
        cells += "".join(_value(name, summaries.get(name)) for name in names)
        rows.append(f"<tr>{cells}</tr>")
    return (
        f'<div class="scroll"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _value(name: str, summary: Summary | None) -> str:
    if summary is None:
        return "<td>–</td>"
    text = MEASURES[name].text
    if summary.low is None or summary.high is None:
        return f"<td>{escape(text(summary.mean))}</td>"
    interval = f"{text(summary.low)} to {text(summary.high)}"
    return f'<td title="95 %: {escape(interval)}">{escape(text(summary.mean))}</td>'


def _answers(document: ExperimentDocument, place: Place, cells: range) -> str:
    parts = [f"<h3>{_shown(_name(document, place))}</h3>"]
    for index in cells:
        head, answer = document.heads.get(index), document.answers.get(index)
        cell = cell_at(document.plan, index)
        state = (head.state if head else CellState.QUEUED).value
        seed = "" if cell.seed is None else f", seed {cell.seed}"
        parts.append(f'<p class="quiet">Answer {cell.repeat + 1}{seed}: {state}</p>')
        if head and head.failure:
            parts.append(f'<p class="bad">{_shown(head.failure.text)}</p>')
        if answer and answer.text:
            parts.append(f'<div class="text">{escape(answer.text)}</div>')
    return "\n".join(parts)


def _name(document: ExperimentDocument, place: Place) -> str:
    pairs = zip(document.plan.axes, document.labels(place), strict=True)
    return ", ".join(f"{axis.title} {label}" for axis, label in pairs) or "All answers"


HTML = ExperimentFormat("html", "HTML report", ".html", needs_whole=False, write=write)
