"""Builds the wheel, installs it alone into an empty environment, and runs both programs of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.optional import program, screen_session

ROOT = Path(__file__).resolve().parents[2]
# Found before the tests hide the home: a second run downloads nothing.
PIP_CACHE = os.environ.get("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip"))

# A key pressed before the window has the keyboard is lost: press until it has gone.
OPEN_AND_QUIT = """
"$1" --profile "$2" &
program=$!
xdotool search --sync --onlyvisible --name 'Desktop Chat' >/dev/null
while kill -0 "$program" 2>/dev/null; do
    xdotool key ctrl+q
    sleep 0.5
done
wait "$program"
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@dataclass(frozen=True, slots=True)
class Installation:
    """An environment that holds the wheel and what it depends on, and nothing else."""

    programs: Path
    home: Path

    def environment(self) -> dict[str, str]:
        """Return the variables of a user who has set none."""
        return {"HOME": str(self.home), "PATH": os.defpath, "LANG": "C.UTF-8"}

    def run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of its programs away from the checkout, with no display and an empty home."""
        return subprocess.run(
            [str(self.programs / name), *arguments],
            cwd=self.home,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Install the wheel into an environment of its own."""
    folder = tmp_path_factory.mktemp("installation")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    programs = folder / "venv" / "bin"
    pip = [str(programs / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--cache-dir", PIP_CACHE, str(wheel)], check=True, timeout=600)
    home = folder / "home"
    home.mkdir()
    return Installation(programs, home)


def test_the_wheel_carries_the_program_and_every_resource(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    # Not asked of git: a fresh machine need not have it.
    written = [
        path.relative_to(ROOT).as_posix()
        for folder in ("desktop_chat", "resources")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert len(written) > 200
    expected = {path.replace("resources/", "desktop_chat/_resources/", 1) for path in written}
    assert expected <= packed
    assert not [name for name in packed if name.startswith(("tests/", "packaging/"))]


def test_the_headless_program_answers_and_keeps_the_answer(installation: Installation) -> None:
    profile = str(installation.home / "profile")
    asked = installation.run("desktop-chat-cli", "--profile", profile, "ask", "hello", "--json")
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert answer["content"]
    assert answer["error"] is None
    assert not answer["interrupted"]
    found = installation.run("desktop-chat-cli", "--profile", profile, "search", "hello", "--json")
    assert found.returncode == 0, found.stderr
    assert "hello" in found.stdout


def test_the_graphical_program_does_its_job_without_a_display(installation: Installation) -> None:
    done = installation.run("desktop-chat", "--profile", str(installation.home / "window"))
    assert done.returncode == 0, done.stderr
    assert "display" in done.stdout + done.stderr
    assert list((installation.home / "window").rglob("*.db*"))


def test_every_resource_is_read_from_the_wheel(installation: Installation) -> None:
    listing = (
        "from desktop_chat.resources import resource_path;"
        "print(*sorted(p.name for p in resource_path('icons').iterdir()))"
    )
    done = installation.run("python", "-c", listing)
    assert done.returncode == 0, done.stderr
    assert "desktop-chat.svg" in done.stdout


@pytest.mark.screen
def test_the_window_opens_and_quits(installation: Installation) -> None:
    program("xdotool")
    command = [*screen_session(), "sh", "-c", OPEN_AND_QUIT, "sh"]
    command += [str(installation.programs / "desktop-chat"), str(installation.home / "screen")]
    done = subprocess.run(
        command,
        env=installation.environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
