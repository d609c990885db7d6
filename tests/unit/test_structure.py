"""Holds the whole tree to the house rules that linters cannot express."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "desktop_chat"
MODULES = sorted(PACKAGE.rglob("*.py"))
SOURCES = [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]

# These test the project's files, not a module.
ABOUT_THE_PROJECT = {"test_architecture.py", "test_readme.py", "test_structure.py"}
NOT_MIRRORED = {"__init__.py", "__main__.py", "bootstrap.py", "launch.py"}
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
VAGUE_NAMES = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}

# Starting a task by hand loses it: app.tasks holds, names, logs and cancels it.
TASK_STARTERS = {"create_task", "ensure_future", "run_coroutine_threadsafe"}
MAY_START_TASKS = {"app/tasks.py"}
# ziamath breaks on foreign formulae in any way it likes: its source is shown instead. A keyring is
# a plug-in and raises what it likes: its error is translated in the thread that called it.
MAY_CATCH_BUGS = {
    "app/tasks.py",
    "launch.py",
    "settings/secrets.py",
    "ui/transcript/blocks/math_images.py",
}
# Each of these runs an event loop inside the event loop, and the tasks of the outer one break.
NESTED_LOOPS = {"exec", "exec_", "processEvents"}
STATIC_DIALOGS = {
    "QColorDialog": {"getColor"},
    "QFileDialog": {
        "getExistingDirectory",
        "getOpenFileName",
        "getOpenFileNames",
        "getSaveFileName",
    },
    "QFontDialog": {"getFont"},
    "QInputDialog": {"getDouble", "getInt", "getItem", "getMultiLineText", "getText"},
    "QMessageBox": {"about", "critical", "information", "question", "warning"},
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
NO_CODE = (ast.Assign, ast.Import, ast.ImportFrom)
TRANSLATORS = {"tr", "translate"}


def name_of(path: Path) -> str:
    """Return a module's path below the package, as failures show it."""
    base = PACKAGE if path.is_relative_to(PACKAGE) else ROOT
    return path.relative_to(base).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return the parsed source."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def calls(path: Path) -> Iterator[tuple[ast.Call, str, str]]:
    """Yield each call of a module with the called name and the name it is taken from, or ""."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)):
                yield node, name, owner
            case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
                yield node, name, ""
            case _:
                pass


def place(path: Path, node: ast.expr | ast.stmt) -> str:
    """Return where a node stands."""
    return f"{name_of(path)}:{node.lineno}"


def has_behaviour(path: Path) -> bool:
    """Return whether a module does anything: declarations and protocols alone leave no test."""
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, FUNCTIONS)]
    return any(
        not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for function in functions
        for statement in function.body
    )


def test_every_module_below_the_window_has_its_test_module() -> None:
    missing: list[str] = []
    for path in MODULES:
        name = path.relative_to(PACKAGE)
        # The window is tested in tests/ui; what starts and builds programs runs as processes in
        # tests/end2end.
        if name.parts[0] == "ui" or name.name in NOT_MIRRORED:
            continue
        if not has_behaviour(path):
            continue
        test = ROOT / "tests" / "unit" / name.parent / f"test_{name.name}"
        if not test.exists():
            missing.append(test.relative_to(ROOT).as_posix())
    assert not missing, "\n".join(missing)


def test_every_test_module_mirrors_a_module() -> None:
    unit = ROOT / "tests" / "unit"
    stray: list[str] = []
    for path in unit.rglob("test_*.py"):
        name = path.relative_to(unit)
        module = PACKAGE / name.parent / name.name.removeprefix("test_")
        if (
            name.name not in ABOUT_THE_PROJECT
            and not module.exists()
            and not module.with_suffix("").is_dir()
        ):
            stray.append(name.as_posix())
    assert not stray, "\n".join(stray)


def test_package_init_files_hold_no_code() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        code = [node for node in tree(path).body[1:] if not isinstance(node, NO_CODE)]
        assert not code, name_of(path)


def test_files_are_short() -> None:
    lengths = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
    long = {name: length for name, length in lengths.items() if length > MAX_FILE_LINES}
    assert not long


def test_functions_are_short() -> None:
    long: list[str] = []
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, FUNCTIONS):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    long.append(f"{place(path, node)} {node.name}: {length} lines")
    assert not long, "\n".join(long)


def test_no_module_has_a_vague_name() -> None:
    vague = [name_of(path) for path in SOURCES if VAGUE_NAMES & {path.stem, path.parent.name}]
    assert not vague


@pytest.mark.parametrize("folder", ["tests", "packaging"])
def test_folders_beside_the_package_are_no_packages(folder: str) -> None:
    assert not list((ROOT / folder).rglob("__init__.py"))


def test_tasks_are_started_in_one_place() -> None:
    found = [
        f"{place(path, call)} {name}"
        for path in MODULES
        if name_of(path) not in MAY_START_TASKS
        for call, name, owner in calls(path)
        # A task group holds its tasks itself.
        if name in TASK_STARTERS and owner != "group"
    ]
    assert not found, "\n".join(found)


def test_no_event_loop_runs_inside_the_event_loop() -> None:
    found = [
        f"{place(path, call)} {owner}.{name}()"
        for path in MODULES
        for call, name, owner in calls(path)
        if name in NESTED_LOOPS or name in STATIC_DIALOGS.get(owner, ())
    ]
    assert not found, "\n".join(found)


def test_texts_to_translate_are_literals() -> None:
    found = [
        place(path, call)
        for path in MODULES
        for call, name, _ in calls(path)
        if name in TRANSLATORS and any(isinstance(word, ast.JoinedStr) for word in call.args)
    ]
    assert not found, "an f-string cannot be looked up: " + ", ".join(found)


def catches_everything(handler: ast.ExceptHandler) -> bool:
    """Return whether a handler swallows any bug; one that raises it again only tidies up."""
    caught = {"bare"} if handler.type is None else set(ast.unparse(handler.type).split(", "))
    raises_again = isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None
    return bool({"bare", "Exception", "BaseException"} & caught) and not raises_again


def test_bugs_are_caught_only_where_they_are_reported() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if name_of(path) not in MAY_CATCH_BUGS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    ]
    assert not found, "\n".join(found)


def test_every_module_says_what_it_owns() -> None:
    terse = [name_of(path) for path in SOURCES if len(ast.get_docstring(tree(path)) or "") < 20]
    assert not terse
