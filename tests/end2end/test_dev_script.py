"""Runs packaging/dev.sh on machines that lack one thing or another, played by stand-in programs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from support.optional import program

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [ROOT / ".ci" / "run", *ROOT.glob("packaging/*.sh"), *ROOT.glob("tests/support/*.sh")]
ORDINARY = ("cat", "cksum", "dirname", "env", "id", "mkdir", "sed", "sh")

PYTHON = "exit 0"
OLD_PYTHON = "exit 1"
# Makes what `uv sync` makes, and keeps a record of being called.
UV = """
echo "$@" >>"$(dirname "$0")/uv-calls"
mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"
printf '#!/bin/sh\\necho "ran $*"\\n' >"$UV_PROJECT_ENVIRONMENT/bin/python"
chmod +x "$UV_PROJECT_ENVIRONMENT/bin/python"
"""


class Machine:
    """A checkout and a PATH that holds the ordinary programs and those given."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.programs = folder / "bin"
        (self.checkout / "packaging").mkdir(parents=True)
        self.programs.mkdir()
        for name in ("packaging/dev.sh", "pyproject.toml", "uv.lock"):
            shutil.copy(ROOT / name, self.checkout / name)
        for name in (*ORDINARY, "chmod"):
            (self.programs / name).symlink_to(program(name))

    def add(self, name: str, script: str) -> None:
        """Put a shell script of that name on the PATH, before any other of the name."""
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def start(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        return subprocess.run(
            ["sh", str(self.checkout / "packaging" / "dev.sh"), *arguments],
            env={"PATH": str(self.programs), "HOME": str(self.checkout)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def uv_calls(self) -> list[str]:
        """Return the arguments of every call of uv."""
        record = self.programs / "uv-calls"
        return record.read_text().splitlines() if record.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with neither Python nor uv."""
    return Machine(tmp_path)


def test_without_python_it_says_what_is_missing(machine: Machine) -> None:
    done = machine.start("run")
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_an_old_python_is_no_python(machine: Machine) -> None:
    machine.add("python3", OLD_PYTHON)
    done = machine.start("run")
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_a_user_without_rights_gets_the_one_line_that_installs_qt_libraries(
    machine: Machine,
) -> None:
    machine.add("python3", PYTHON)
    machine.add("uv", UV)
    machine.add("apt-get", "exit 1")
    machine.add("id", "echo 1000")
    machine.add("ldconfig", "echo '  libEGL.so.1 (libc6,x86-64) => /usr/lib/libEGL.so.1'")
    done = machine.start("run")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "apt-get install -y --no-install-recommends libgl1 libopengl0" in line
    assert "libegl1" not in line
    assert not machine.uv_calls()


def test_root_gets_what_is_missing_installed(machine: Machine) -> None:
    machine.add("python3", PYTHON)
    machine.add("uv", UV)
    machine.add("apt-get", 'echo "apt-get $*" >&2')
    machine.add("id", "echo 0")
    machine.add("ldconfig", "exit 0")
    done = machine.start("run")
    assert done.returncode == 0, done.stderr
    assert "apt-get install -y --no-install-recommends libegl1" in done.stderr


def test_a_machine_that_is_no_debian_is_left_as_it_is(machine: Machine) -> None:
    machine.add("python3", PYTHON)
    machine.add("uv", UV)
    machine.add("ldconfig", "exit 0")
    assert machine.start("run").returncode == 0


def test_run_passes_its_arguments_on_and_installs_no_tools(machine: Machine) -> None:
    machine.add("python3", PYTHON)
    machine.add("uv", UV)
    machine.add("ldconfig", "exit 0")
    done = machine.start("run", "--profile", "a folder")
    assert done.stdout == "ran -m desktop_chat --profile a folder\n"
    (call,) = machine.uv_calls()
    assert "--no-default-groups" in call


def test_a_second_start_sets_nothing_up(machine: Machine) -> None:
    machine.add("python3", PYTHON)
    machine.add("uv", UV)
    machine.add("ldconfig", "exit 0")
    for job in ("test", "run", "test", "bench"):
        assert machine.start(job).returncode == 0
    assert len(machine.uv_calls()) == 1


@pytest.mark.parametrize("name", ["pyproject.toml", "uv.lock"])
def test_changed_dependencies_are_set_up_again(machine: Machine, name: str) -> None:
    machine.add("python3", PYTHON)
    machine.add("uv", UV)
    machine.add("ldconfig", "exit 0")
    machine.start("run")
    with (machine.checkout / name).open("a") as file:
        file.write("# changed\n")
    machine.start("run")
    assert len(machine.uv_calls()) == 2


def test_a_failed_set_up_is_tried_again(machine: Machine) -> None:
    machine.add("python3", PYTHON)
    machine.add("uv", f"{UV}\nexit 1")
    machine.add("ldconfig", "exit 0")
    assert machine.start("run").returncode != 0
    assert machine.start("run").returncode != 0
    assert len(machine.uv_calls()) == 2


@pytest.mark.parametrize("arguments", [[], ["fly"]])
def test_an_unknown_job_is_answered_with_the_list_of_jobs(
    machine: Machine, arguments: list[str]
) -> None:
    done = machine.start(*arguments)
    assert done.returncode == 2
    assert "sh packaging/dev.sh test [ARGUMENTS]" in done.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_have_no_fault_that_shellcheck_knows(script: Path) -> None:
    done = subprocess.run(
        [program("shellcheck"), str(script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
