"""The command line: every flag; those of the parameters come from `core.sampling.PARAMETERS`."""

from __future__ import annotations

import argparse
import contextlib
import os
from pathlib import Path
from typing import Any, NoReturn, cast

import msgspec

from desktop_chat import __version__
from desktop_chat.app.code_samples.registry import SAMPLES
from desktop_chat.app.exporting import PDF
from desktop_chat.archive import Order
from desktop_chat.cli import backup_commands, import_command
from desktop_chat.cli.login_command import add_login_flags
from desktop_chat.cli.unlocking import add_unlocking_flags
from desktop_chat.core.sampling import PARAMETERS, Kind, Parameter, Sampling
from desktop_chat.core.search_fields import FIELDS
from desktop_chat.core.spending import SpentBy
from desktop_chat.core.usage_days import UsageSpan
from desktop_chat.errors import UsageError
from desktop_chat.formats.registry import EXPORTS

_RECORDS = (
    ("code", "give an answer's request as code"),
    ("inspect", "give all that is kept of an answer"),
)
_WITH_OWN_FLAGS = (
    ("backup", "write a backup, or list them", backup_commands.add_backup_flags),
    ("salvage", "read what is left of an archive", backup_commands.add_salvage_flags),
    ("restore", "put a backup back", backup_commands.add_restore_flags),
    ("login", "get a key by a login in the browser", add_login_flags),
)
_TRUTHS = {"true": True, "false": False}


class Parser(argparse.ArgumentParser):
    """An argument parser that raises UsageError where argparse would leave the program."""

    def error(self, message: str) -> NoReturn:
        """Raise the message as a UsageError with a hint at --help."""
        raise UsageError(f"{message[0].upper()}{message[1:]}.", advice=f"See {self.prog} --help.")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    shared = _shared()
    parser = Parser(
        prog="desktop-chat-cli",
        description="Desktop Chat without a window: ask, experiment, search, export, check.",
        parents=[shared],
    )
    parser.add_argument("--version", action="version", version=f"Desktop Chat {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_ask(commands.add_parser("ask", parents=[shared], help="ask a model, stream its answer"))
    _add_models(commands.add_parser("models", parents=[shared], help="list an endpoint's models"))
    for name, words in (("model", "say all of a model"), ("compare", "set models side by side")):
        _add_library(commands.add_parser(name, parents=[shared], help=words), name)
    _add_usage(commands.add_parser("usage", parents=[shared], help="say what was used"))
    _add_search(commands.add_parser("search", parents=[shared], help="search the archive"))
    _add_export(commands.add_parser("export", parents=[shared], help="write conversations out"))
    import_command.add_flags(
        commands.add_parser("import", parents=[shared], help="bring conversations in")
    )
    _add_experiment(
        commands.add_parser("experiment", parents=[shared], help="run an experiment from a file")
    )
    _add_records(*(commands.add_parser(n, parents=[shared], help=words) for n, words in _RECORDS))
    for name, words in (("check", "verify the archive"), ("spending", "say what was spent")):
        _add_report(commands.add_parser(name, parents=[shared], help=words))
    for name, words, add_flags in _WITH_OWN_FLAGS:
        add_flags(commands.add_parser(name, parents=[shared], help=words))
    _add_practice(
        commands.add_parser("practice", parents=[shared], help="serve the practice model")
    )
    return parser


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return the parsed command line; bytes in its texts that are no UTF-8 read as U+FFFD.

    Raises:
        UsageError: A flag is unknown, a value is missing or has the wrong form.
    """
    parsed = build_parser().parse_args(_with_explicit_truths(arguments))
    for name, value in vars(parsed).items():
        setattr(parsed, name, _readable(value))
    return parsed


def sampling_from(parsed: argparse.Namespace) -> Sampling:
    """Return the parameters that were given as flags.

    Raises:
        BadField: A value is out of its range.
    """
    sampling = Sampling()
    for name, parameter in PARAMETERS.items():
        value = getattr(parsed, name)
        if value is not None:
            is_list = parameter.kind is Kind.STRINGS
            sampling = sampling.set(name, _flattened(value) if is_list else value)
    return sampling


def flag_of(parameter: Parameter) -> str:
    """Return the flag of a parameter: --max-tokens for max_tokens."""
    return "--" + parameter.name.replace("_", "-")


def _shared() -> Parser:
    """Return the flags that every command takes."""
    shared = Parser(add_help=False)
    shared.add_argument(
        "--profile",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="keep settings and archive in DIR",
    )
    shared.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help="log in detail, without texts or keys",
    )
    add_unlocking_flags(shared)
    return shared


def _add_endpoint(parser: argparse.ArgumentParser) -> None:
    _add_address(parser, "environment variable with the API key")
    parser.add_argument(
        "--extras",
        action="store_true",
        help="send parameters beyond OpenAI's own, such as top_k, to an endpoint that knows them",
    )


def _add_address(parser: argparse.ArgumentParser, key_words: str) -> None:
    parser.add_argument(
        "--endpoint", metavar="URL|PROFILE", help="where to ask (default: the one last used)"
    )
    parser.add_argument("--key-env", metavar="NAME", help=key_words)


def _add_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("prompt", metavar="PROMPT|-", help="the message, - to read standard input")
    _add_endpoint(parser)
    parser.add_argument("--model", help="id of the model (default: the endpoint's)")
    parser.add_argument("--system", default="", help="system prompt")
    parser.add_argument(
        "--preset", metavar="NAME", help="take a preset; what else is given lies over it"
    )
    parser.add_argument("--no-save", action="store_true", help="keep nothing in the archive")
    parser.add_argument("--json", action="store_true", help="give one JSON object at the end")
    group = parser.add_argument_group("parameters (unset means: not sent)")
    for parameter in PARAMETERS.values():
        flags = dict.fromkeys((flag_of(parameter), f"--{parameter.name}"))
        group.add_argument(*flags, **_options(parameter))


def _options(parameter: Parameter) -> dict[str, Any]:
    options: dict[str, Any] = {
        "dest": parameter.name,
        "default": None,
        "metavar": parameter.kind.value.upper(),
        "help": _help(parameter),
    }
    match parameter.kind:
        case Kind.STRINGS:
            options |= {"action": "append", "type": _strings}
        case Kind.BOOLEAN:
            options |= {"type": _truth, "metavar": "true|false"}
        case Kind.CHOICE:
            options |= {"choices": parameter.choices, "metavar": "|".join(parameter.choices)}
        case Kind.FLOAT:
            options["type"] = float
        case Kind.INTEGER:
            options["type"] = int
        case Kind.JSON:
            options |= {"type": _json_value, "metavar": "JSON|@FILE"}
        case Kind.TEXT:
            options["type"] = str
    return options


def _help(parameter: Parameter) -> str:
    text = parameter.help.split(". ")[0].rstrip(".")
    if parameter.range_text:
        text = f"{text} ({parameter.range_text})"
    return text.replace("%", "%%")  # to argparse a % begins a field


def _add_models(parser: argparse.ArgumentParser) -> None:
    _add_endpoint(parser)
    parser.add_argument("--json", action="store_true", help="give one JSON object a line")


def _add_library(parser: argparse.ArgumentParser, name: str) -> None:
    is_single = name == "model"
    parser.add_argument(
        "models",
        nargs=1 if is_single else "+",
        metavar="SLUG",
        help="id of the model" if is_single else "ids of the models",
    )
    _add_endpoint(parser)
    parser.add_argument("--json", action="store_true", help="give one JSON object a model")


def _add_usage(parser: argparse.ArgumentParser) -> None:
    kinds = tuple(each.value for each in SpentBy)
    parser.add_argument("--by", choices=kinds, default=SpentBy.DAY.value, help="(default: day)")
    span = parser.add_mutually_exclusive_group()
    spans = tuple(each.value for each in UsageSpan)
    words = "which time; year is this year (default: all)"
    span.add_argument("--span", choices=spans, help=words)
    span.add_argument(
        "--days", type=int, metavar="N", help="only the last N days, today among them"
    )
    words = "what the router counted for the account, in place of what is counted here"
    parser.add_argument("--router", action="store_true", help=words)
    _add_address(parser, "environment variable with the router's management key")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="give one JSON object a line")
    form.add_argument("--csv", action="store_true", help="give a table for a spreadsheet")


_SEARCH_HELP = 'words, "a phrase", pre*, OR, NEAR(a b, 5), -not, and fields: ' + " ".join(
    each.example for each in FIELDS.values()
)


def _add_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", help=_SEARCH_HELP)
    orders = tuple(each.value for each in Order)
    parser.add_argument("--order", choices=orders, default=Order.NEWEST.value)
    parser.add_argument("--limit", type=int, default=50, help="at most this many (default: 50)")
    parser.add_argument("--json", action="store_true", help="give one JSON object a line")


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "conversation", nargs="*", metavar="ID", help="ids of conversations (default: all)"
    )
    parser.add_argument("--branch", action="store_true", help="only the branch that is shown")
    parser.add_argument("--format", choices=(*EXPORTS, PDF), default="markdown")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="PATH",
        help="a file, or a folder with a file for each (default: standard output)",
    )


def _add_records(code: argparse.ArgumentParser, inspect: argparse.ArgumentParser) -> None:
    for parser in (code, inspect):
        parser.add_argument(
            "message",
            metavar="MESSAGE",
            help="id of an answer, or of a conversation for its newest",
        )
    code.add_argument("--as", dest="sample", choices=tuple(SAMPLES), default="curl")
    inspect.add_argument("--json", action="store_true", help="give one JSON object")


def _add_experiment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE.toml", help="what to ask")
    _add_endpoint(parser)
    parser.add_argument("--model", help="id of the model (default: the file's)")
    parser.add_argument("--resume", metavar="ID", help="go on with an experiment; failed ones too")
    parser.add_argument("--yes", action="store_true", help="run also over 20 requests or a dollar")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="give all of it as JSON")
    form.add_argument("--csv", action="store_true", help="give a line for each answer as CSV")
    parser.add_argument(
        "--output", type=Path, metavar="PATH", help="write to a file: .html, .csv or .json"
    )


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="give one JSON object")


def _add_practice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8765, help="port on 127.0.0.1, 0: any free one")
    parser.add_argument(
        "--tokens-per-s", type=float, default=60.0, help="pace, 0: as fast as it goes (default: 60)"
    )


def _with_explicit_truths(arguments: list[str]) -> list[str]:
    """Give boolean flags that stand alone the value true, so that they never swallow the prompt."""
    flags = {flag_of(p) for p in PARAMETERS.values() if p.kind is Kind.BOOLEAN}
    flags |= {f"--{p.name}" for p in PARAMETERS.values() if p.kind is Kind.BOOLEAN}
    found: list[str] = []
    for position, argument in enumerate(arguments):
        found.append(argument)
        following = arguments[position + 1] if position + 1 < len(arguments) else ""
        if argument in flags and following.lower() not in _TRUTHS:
            found.append("true")
    return found


def _readable(value: Any) -> Any:
    """Return a value with every byte in it replaced that Python could not read as a character."""
    match value:
        case str():
            return os.fsencode(value).decode("utf-8", "replace")
        case list():
            return [_readable(item) for item in cast("list[Any]", value)]
        case _:
            return value


def _truth(text: str) -> bool:
    try:
        return _TRUTHS[text.lower()]
    except KeyError:
        raise argparse.ArgumentTypeError("it takes true or false") from None


def _strings(text: str) -> list[str]:
    """Return the strings of a JSON array, or the text itself as the one string."""
    if text.startswith("["):
        with contextlib.suppress(msgspec.MsgspecError):
            return msgspec.json.decode(text, type=list[str])
    return [text]


def _flattened(values: list[list[str]]) -> list[str]:
    return [string for strings in values for string in strings]


def _json_value(text: str) -> Any:
    """Return the JSON of an argument, or of the file behind @.

    Words of the API stand for themselves (none, auto, required) or for an object of that type
    (json_object, text).
    """
    if text.startswith("@"):
        try:
            text = Path(text[1:]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise argparse.ArgumentTypeError(f"{text[1:]} cannot be read: {error}") from error
    if text in ("json_object", "text"):
        return {"type": text}
    if text in ("none", "auto", "required"):
        return text
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        raise argparse.ArgumentTypeError("it takes JSON, or @ and the name of a file") from None
