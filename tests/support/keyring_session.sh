#!/bin/sh
# Runs a command inside a D-Bus session of its own with a real gnome-keyring.
#
#   keyring_session.sh STATE COMMAND...
#
# STATE unlocked  the keyring "login" exists and is open; its password is "test"
#       locked    the keyring "login" exists and is closed; with no screen, a question to open it
#                 cannot be shown and is answered no
#       dismiss   as locked, on a private screen, where Escape is pressed on the question
#       answer    as locked, on a private screen, where the right password is typed
#       fresh     no keyring exists yet, and the question to make one cannot be shown
#       absent    the bus has no secret service at all
#       no-bus    there is no session bus
#
# Needs gnome-keyring and dbus; dismiss and answer also gcr, Xvfb, openbox and xdotool.
set -eu

state=$1
shift
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

inside() { # runs in the session bus: password, then the command
    case $state in
    unlocked) open_keyring ;;
    locked | dismiss | answer)
        open_keyring
        close_keyring
        ;;
    esac
    case $state in
    dismiss | answer) answer_question & ;;
    esac
    "$@"
}

open_keyring() {
    printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
}

close_keyring() {
    dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
        org.freedesktop.Secret.Service.Lock \
        array:objpath:/org/freedesktop/secrets/collection/login >/dev/null
}

answer_question() {
    xdotool search --sync --onlyvisible --class gcr-prompter >/dev/null
    # The question takes the keyboard a moment after it shows; a key that came too early is lost.
    while xdotool search --onlyvisible --class gcr-prompter >/dev/null; do
        sleep 1
        if [ "$state" = answer ]; then
            xdotool type --delay 30 test
            xdotool key Return
        else
            xdotool key Escape
        fi
        sleep 1
    done
}

if [ "${DESKTOP_CHAT_SESSION_INSIDE-}" = 1 ]; then
    unset DESKTOP_CHAT_SESSION_INSIDE
    inside "$@"
    exit
fi

case $state in
unlocked | locked | fresh | absent | no-bus) unset DISPLAY WAYLAND_DISPLAY ;;
dismiss | answer)
    if [ -z "${DESKTOP_CHAT_SCREEN-}" ]; then
        exec "$here/screen_session.sh" "$0" "$state" "$@"
    fi
    ;;
*)
    echo "keyring_session.sh: unknown state '$state'" >&2
    exit 2
    ;;
esac

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/data" "$home/config" "$home/run"
export HOME="$home" XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config"
export XDG_RUNTIME_DIR="$home/run"
# The tests hide the machine's keyring; in here the real one is wanted.
unset DBUS_SESSION_BUS_ADDRESS PYTHON_KEYRING_BACKEND

case $state in
no-bus)
    "$@"
    exit
    ;;
absent)
    # A bus that knows no service to start.
    cat >"$home/bus.conf" <<'CONF'
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
    set -- --config-file="$home/bus.conf" -- "$0" "$state" "$@"
    ;;
*)
    set -- -- "$0" "$state" "$@"
    ;;
esac
export DESKTOP_CHAT_SESSION_INSIDE=1
dbus-run-session "$@"
