"""Proves that the rules of tests/conftest.py fail the tests they should fail, and no other."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
PROBES = """
import asyncio, logging, os, socket, threading
from pathlib import Path

def test_obedient():
    server = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(server.getsockname())
    client.close()
    server.close()
    thread = threading.Thread(target=lambda: None)
    thread.start()
    assert not list(Path.home().glob("*.*"))
    assert "OPENROUTER_API_KEY" not in os.environ

def test_expected_warning(logged_warnings):
    logging.getLogger("any").warning("expected")
    assert logged_warnings.pop().getMessage() == "expected"

async def test_tidy_coroutine(tmp_path):
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.sleep(0))
    assert tmp_path.is_dir()

def test_unknown_host():
    try:
        socket.create_connection(("host.invalid", 80))
    except socket.gaierror:
        return
    raise AssertionError

def test_far_address():
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    except OSError:
        pass

def test_far_name():
    try:
        socket.getaddrinfo("example.com", 80)
    except OSError:
        pass

def test_left_thread():
    threading.Thread(target=threading.Event().wait, args=(30,), daemon=True).start()

async def test_left_task():
    asyncio.get_running_loop().create_task(asyncio.sleep(30), name="left")

def test_unexpected_warning():
    logging.getLogger("any").warning("unexpected")

async def test_false_coroutine():
    await asyncio.sleep(0)
    assert 1 == 2
"""


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the probes under the rules, in a process of their own; return what each is told."""
    folder = tmp_path_factory.mktemp("rules")
    shutil.copy(CONFTEST, folder / "conftest.py")
    (folder / "test_probes.py").write_text(PROBES, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--junitxml", "report.xml"]
    subprocess.run(command, cwd=folder, capture_output=True, timeout=100, check=False)
    told: dict[str, str] = {}
    for case in ET.parse(folder / "report.xml").iter("testcase"):
        words = [problem.get("message", "") for problem in case]
        told[case.get("name", "").removeprefix("test_")] = " ".join(words)
    return told


@pytest.mark.parametrize("name", ["obedient", "expected_warning", "tidy_coroutine", "unknown_host"])
def test_a_test_within_the_rules_passes(complaints: dict[str, str], name: str) -> None:
    assert complaints[name] == ""


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("far_address", "wanted to leave this machine"),
        ("far_name", "wanted to leave this machine"),
        ("left_thread", "left threads behind"),
        ("left_task", "left tasks behind: ['left']"),
        ("unexpected_warning", "logged: ['unexpected']"),
        ("false_coroutine", "assert 1 == 2"),
    ],
)
def test_a_test_that_breaks_a_rule_fails(
    complaints: dict[str, str], name: str, reason: str
) -> None:
    assert reason in complaints[name]
