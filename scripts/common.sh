# Shared by the set-up scripts: where things are, and how they speak.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps="$root/.deps"

if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\033[1m' red=$'\033[31m' plain=$'\033[0m'
else
    bold='' red='' plain=''
fi

say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*" >&2; }

# fail WHAT REMEDY
fail() {
    printf '%serror:%s %s\n' "$red" "$plain" "$1" >&2
    [ $# -lt 2 ] || printf '  remedy: %s\n' "$2" >&2
    exit 3
}

# alone NAME - from here to its end this script is the only one that brings NAME; others wait.
alone() {
    mkdir -p "$deps"
    exec 9>"$deps/.$1.lock"
    flock 9
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "cannot run '$1': not root, and sudo is not installed" "run this as root, or install sudo"
    fi
}
