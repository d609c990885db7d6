#!/bin/sh
# Runs a command on a screen of its own: Xvfb with a window manager, on a free display.
#
#   screen_session.sh COMMAND...        SCREEN_SIZE=1280x900x24 sets width, height and depth
#
# Needs Xvfb and openbox. DESKTOP_CHAT_SCREEN=1 tells the command that it is inside.
set -eu

folder=$(mktemp -d)
mkfifo "$folder/display"
Xvfb -displayfd 9 -screen 0 "${SCREEN_SIZE:-1280x900x24}" -nolisten tcp \
    9>"$folder/display" >/dev/null 2>&1 &
xvfb=$!
trap 'kill "$xvfb" 2>/dev/null || true; wait "$xvfb" || true; rm -rf "$folder"' EXIT
read -r number <"$folder/display"
export DISPLAY=":$number" DESKTOP_CHAT_SCREEN=1
unset WAYLAND_DISPLAY

# A window that opens before there is a window manager may never get the keyboard.
mkfifo "$folder/ready"
exec 8<>"$folder/ready"
{
    openbox --sm-disable --startup "sh -c 'echo >$folder/ready'" >/dev/null 2>&1 || true
    echo ended >&8
} &
read -r _ <&8
"$@" 8>&-
