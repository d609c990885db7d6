"""HTML: conversations in one file that opens anywhere, with a search of its own; nothing is loaded.

What people and models wrote is Markdown made into plain elements (`markup.html`); no HTML of theirs
is kept. The one script is ours and is allowed by its digest alone, and a content security policy
forbids whatever else might slip through, so the page cannot reach the network.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from html import escape

from desktop_chat.core.attached import Picture, attachments_of, pictures_of
from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.message import Message, Role
from desktop_chat.core.unseen import without_deceptive
from desktop_chat.formats.document import Document, ExportFormat
from desktop_chat.markup.html import html_of
from desktop_chat.markup.parser import Parser

_SPEAKERS = {
    Role.USER: "You",
    Role.SYSTEM: "System",
    Role.TOOL: "Tool",
    Role.ASSISTANT: "Assistant",
}
_SCRIPT = """
"use strict";
const field = document.querySelector("#find"), count = document.querySelector("#count");
const talks = [...document.querySelectorAll("article")];
const turns = [...document.querySelectorAll("section")].map(e => [e, e.textContent.toLowerCase()]);
function find() {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let hits = 0;
  for (const [turn, text] of turns) {
    turn.hidden = !words.every(word => text.includes(word));
    hits += !turn.hidden;
  }
  const shown = talk => talk.querySelector("section:not([hidden])");
  for (const talk of talks) talk.hidden = words.length > 0 && !shown(talk);
  count.textContent = words.length ? String(hits) : "";
}
field.addEventListener("input", find);
"""
_STYLE = """
:root { color-scheme: light dark; --bg: #fff; --text: #1c1c1a; --quiet: #5c5c57; --line: #e3e3de;
  --user: #eef1f6; --code: #f5f5f2; --link: #1d56bd; }
@media (prefers-color-scheme: dark) { :root { --bg: #16181a; --text: #ececea; --quiet: #a5a8ad;
  --line: #33363a; --user: #24282f; --code: #1e2123; --link: #8ab4ff; } }
body { background: var(--bg); color: var(--text); font: 15px/1.55 system-ui, sans-serif;
  margin: 0 auto; max-width: 760px; padding: 24px; }
header { position: sticky; top: 0; background: var(--bg); padding: 8px 0; display: flex; gap: 12px;
  align-items: center; }
input { font: inherit; flex: 1; padding: 7px 10px; border: 1px solid var(--line);
  border-radius: 6px; background: var(--bg); color: var(--text); }
article { border-top: 1px solid var(--line); margin-top: 32px; padding-top: 8px; }
h1 { font-size: 22px; margin: 16px 0 4px; } h2 { font-size: 13px; margin: 24px 0 6px; }
.quiet { color: var(--quiet); font-weight: 400; font-size: 13px; }
.body { overflow-wrap: anywhere; } .user .body { background: var(--user); border-radius: 10px;
  padding: 10px 14px; white-space: pre-wrap; unicode-bidi: plaintext; }
.body > :first-child { margin-top: 0; } .body > :last-child { margin-bottom: 0; }
pre { background: var(--code); border-radius: 6px; padding: 10px 12px; overflow-x: auto; }
code { font: 13px/1.5 ui-monospace, monospace; background: var(--code); border-radius: 3px; }
blockquote { border-inline-start: 3px solid var(--line); margin-inline: 0; padding-inline: 12px;
  color: var(--quiet); }
table { border-collapse: collapse; } th, td { border-bottom: 1px solid var(--line);
  padding: 5px 10px; text-align: start; } a { color: var(--link); }
details { color: var(--quiet); margin: 6px 0; } details div { white-space: pre-wrap; }
img { max-width: 100%; }
[hidden] { display: none; }
"""
_DIGEST = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{_DIGEST}'"
)
_BEGIN = (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
    '<meta name="referrer" content="no-referrer">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    f"<title>Conversations</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    '<header><input id="find" type="search" placeholder="Search this page" '
    'aria-label="Search this page"><span id="count" class="quiet" role="status"></span></header>\n'
)
_END = f"<script>{_SCRIPT}</script>\n</body>\n</html>\n"


def write(document: Document) -> str:
    """Return the branch that is shown as an article; other branches are not in it."""
    head, parser = document.conversation, Parser()
    day = datetime.fromtimestamp(head.updated_us / 1e6, UTC).strftime("%Y-%m-%d")
    parts = [
        '<article dir="auto">',
        f'<h1 dir="auto">{_shown(head.title or "Untitled")}</h1>',
        f'<p class="quiet">{day}</p>',
    ]
    if head.system_prompt:
        parts.append(_fold("System prompt", head.system_prompt))
    parts += [_section(message, parser) for message in document.branch]
    return "\n".join([*parts, "</article>", ""])


def _section(message: Message, parser: Parser) -> str:
    said = message.text or message.refusal
    # What a person wrote is plain text in the window too.
    is_markdown = message.role is Role.ASSISTANT
    body = html_of(parser.parse(said)) if is_markdown else escape(said)
    parts = [f'<section class="{message.role.value}">', f"<h2>{_heading(message)}</h2>"]
    if message.reasoning:
        parts.append(_fold("Reasoning", message.reasoning))
    parts += [_fold(f"Tool {call.name}", call.arguments) for call in message.tool_calls]
    parts.append(f'<div class="body" dir="auto">{body}</div>')
    parts += [_picture(picture, n) for n, picture in enumerate(pictures_of(message), 1)]
    parts += [_fold(f"Attachment {each.name}", each.text) for each in attachments_of(message)]
    sources = [(each.url, each.title or each.url) for each in message.citations]
    links = [
        f'<li><a rel="noreferrer" href="{escape(url)}">{_shown(title)}</a></li>'
        for url, title in sources
        if url.startswith(("http://", "https://"))
    ]
    if links:
        parts.append(f"<ol>{''.join(links)}</ol>")
    return "\n".join([*parts, "</section>"])


def _picture(picture: Picture, number: int) -> str:
    """Return a picture that is in the message, made anew from its bytes, or a link to another."""
    name = f"Picture {number}"
    if picture.content:
        content = base64.b64encode(picture.content).decode()
        return f'<p><img alt="{name}" src="data:image/{picture.kind};base64,{content}"></p>'
    if picture.address:
        return f'<p><a rel="noreferrer" href="{escape(picture.address)}">{name}</a></p>'
    return f'<p class="quiet">{name} cannot be read.</p>'


def _heading(message: Message) -> str:
    record = message.record
    model = (record.resolved_model or record.model) if record else ""
    parts = [_shown(model)] if model else []
    moment = datetime.fromtimestamp(message.created_us / 1e6, UTC)
    parts += [f"{moment:%Y-%m-%d %H:%M} UTC"] if message.created_us else []
    usage = record.usage if record else None
    if usage is not None:
        parts.append(f"{count_text(usage.completion_tokens)} tokens")
        if usage.cost_usd is not None:
            parts.append(cost_text(usage.cost_usd, is_estimate=usage.is_estimate))
    return f'{_SPEAKERS[message.role]} <span class="quiet">{" · ".join(parts)}</span>'


def _fold(title: str, text: str) -> str:
    return f"<details><summary>{_shown(title)}</summary><div>{escape(text)}</div></details>"


def _shown(text: str) -> str:
    """Return a foreign text for one line: escaped, without what deceives."""
    return escape(without_deceptive(" ".join(text.split())))


HTML = ExportFormat(
    "html", "HTML, one page with search", ".html", write, begin=_BEGIN, end=_END, is_list=True
)
