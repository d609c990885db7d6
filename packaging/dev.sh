#!/bin/sh
# Sets up whatever is missing, then does one of four jobs. A second start finds all of it in place.
#
#   sh packaging/dev.sh run [ARGUMENTS]    opens Desktop Chat
#   sh packaging/dev.sh test [ARGUMENTS]   runs the tests; arguments go to pytest
#   sh packaging/dev.sh check              runs the linters and the type checker
#   sh packaging/dev.sh bench [ARGUMENTS]  measures, prints a table and writes JSON
#
# It needs Python 3.11 or newer. Everything it installs goes into .venv, but for the libraries of
# the system that Qt needs: those come from Debian's or Ubuntu's packages, as root or through sudo.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
venv=$root/.venv
PATH=$PATH:/usr/sbin:/sbin # where Debian keeps ldconfig

# What Qt loads from the system, and the package of Debian and Ubuntu that has it.
qt_libraries='
libEGL.so.1 libegl1
libGL.so.1 libgl1
libOpenGL.so.0 libopengl0
libX11-xcb.so.1 libx11-xcb1
libX11.so.6 libx11-6
libbrotlidec.so.1 libbrotli1
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libfreetype.so.6 libfreetype6
libglib-2.0.so.0 libglib2.0-0
libgssapi_krb5.so.2 libgssapi-krb5-2
libwayland-client.so.0 libwayland-client0
libwayland-cursor.so.0 libwayland-cursor0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-shm.so.0 libxcb-shm0
libxcb-sync.so.1 libxcb-sync1
libxcb-util.so.1 libxcb-util1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxkbcommon.so.0 libxkbcommon0
'

say() {
    printf 'dev.sh: %s\n' "$1" >&2
}

fail() {
    say "$1"
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

usage() {
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p;}' "$0" >&2
    exit 2
}

# ------------------------------------------------------------------ what there is

is_usable() { # a name found may be only a stub of a version manager: ask it
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.14 python3.11 python3 python; do
        if has "$name" && is_usable "$name"; then
            command -v "$name"
            return
        fi
    done
}

missing_packages() { # prints the Debian packages that this Python and Qt lack here
    if ! has uv && ! "$1" -c 'import ensurepip' >/dev/null 2>&1; then
        "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    fi
    present=$(ldconfig -p)
    printf '%s' "$qt_libraries" | while read -r library package; do
        case $present in
        *"$library "*) ;;
        *) printf '%s\n' "${package:-}" ;;
        esac
    done
}

fingerprint() { # changes whenever a set-up would give something else
    cat "$root/pyproject.toml" "$root/uv.lock" "$root/packaging/dev.sh" | cksum
    "$venv/bin/python" -V 2>&1
}

is_set_up() { # for "app" or "dev"; the tools of development come with the app
    [ -x "$venv/bin/python" ] || return 1
    now=$(fingerprint)
    for kind in "$1" dev; do
        if [ -f "$venv/set-up-$kind" ] && [ "$(cat "$venv/set-up-$kind")" = "$now" ]; then
            return 0
        fi
    done
    return 1
}

# ------------------------------------------------------------------ making it

install_packages() { # the names of Debian packages
    line="apt-get install -y --no-install-recommends $*"
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif has sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        as_root=sudo
    else
        fail "some packages of the system are missing; run this line as root, then start again: $line"
    fi
    say "installing packages of the system: $*"
    $as_root apt-get update -qq >/dev/null || true
    # shellcheck disable=SC2086 # the line is words
    $as_root env DEBIAN_FRONTEND=noninteractive $line -qq >/dev/null ||
        fail "that did not work; run this line yourself, then start again: ${as_root:+sudo }$line"
}

install_with_uv() { # "app" or "dev", then the Python to use, if one was found
    groups=
    [ "$1" = dev ] || groups=--no-default-groups
    cd "$root"
    # Certificates of the system, as pip takes them: a company's proxy has its own.
    export UV_PROJECT_ENVIRONMENT="$venv" UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
    # shellcheck disable=SC2086 # no group is no word
    uv sync --quiet --frozen --inexact $groups ${2:+--python "$2"}
}

locked_versions() { # pip's constraints out of uv.lock; where the version depends on Python, none
    "$venv/bin/python" - "$root/uv.lock" <<'PYTHON'
import collections, sys, tomllib

versions = collections.defaultdict(set)
with open(sys.argv[1], "rb") as lock:
    for package in tomllib.load(lock)["package"]:
        if "registry" in package["source"]:
            versions[package["name"]].add(package["version"])
for name, (version, *others) in versions.items():
    if not others:
        print(f"{name}=={version}")
PYTHON
}

install_with_pip() { # "app" or "dev", then the Python to use
    # No pip where uv made it, and nothing works where its Python has gone.
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$2" -m venv --clear "$venv"
    locked_versions >"$venv/constraints.txt"
    groups=
    [ "$1" = app ] || groups='--group dev'
    cd "$root"
    export PIP_DISABLE_PIP_VERSION_CHECK=1
    "$venv/bin/python" -m pip install --quiet --upgrade 'pip>=25.1' # older ones know no groups
    # shellcheck disable=SC2086 # the option and its value are two words
    "$venv/bin/python" -m pip install --quiet --constraint "$venv/constraints.txt" -e . $groups
}

set_up() { # "app" or "dev"
    is_set_up "$1" && return
    python=$(find_python)
    if [ -z "$python" ] && ! has uv; then
        fail "Desktop Chat needs Python 3.11 or newer, and none is on the PATH; install it, then start again."
    fi
    if has apt-get && has ldconfig && [ -n "$python" ]; then
        packages=$(missing_packages "$python")
        # shellcheck disable=SC2086 # the names are words
        [ -z "$packages" ] || install_packages $packages
    fi
    say "setting up $venv (once; this takes a minute or two)"
    if has uv; then
        install_with_uv "$1" "$python"
    else
        install_with_pip "$1" "$python"
    fi
    fingerprint >"$venv/set-up-$1"
}

# ------------------------------------------------------------------ the jobs

run_tests() {
    cd "$root"
    unset PYTHONDONTWRITEBYTECODE # many tests start programs: their modules are compiled once
    # Everything on all cores; what is picked by hand in one process, where a debugger works.
    [ $# -gt 0 ] || set -- -n auto --maxprocesses 8 --dist worksteal
    exec "$venv/bin/python" -m pytest "$@"
}

run_checks() {
    cd "$root"
    PATH=$venv/bin:$PATH
    failed=
    for tool in 'ruff check' 'ruff format --check' pyright 'lint-imports --no-logo' 'deptry .' codespell; do
        say "$tool"
        $tool || failed="$failed '$tool'"
    done
    [ -z "$failed" ] || fail "found fault:$failed"
    say 'all checks passed'
}

[ $# -gt 0 ] || usage
job=$1
shift
case $job in
run)
    set_up app
    exec "$venv/bin/python" -m desktop_chat "$@"
    ;;
test)
    set_up dev
    run_tests "$@"
    ;;
check)
    set_up dev
    run_checks
    ;;
bench)
    set_up dev
    cd "$root"
    exec "$venv/bin/python" -m tests.benchmarks "$@"
    ;;
*)
    usage
    ;;
esac
