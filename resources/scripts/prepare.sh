# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What app/run, tests/run and .ci/run have in common: packages, configuring, building. To be sourced under
# "set -euo pipefail". Standard output stays empty: it belongs to the program.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=resources/scripts/packages.sh
source "$root/resources/scripts/packages.sh"

# Runs with its output in a file; on a terminal also there. Shows the file's end if it fails.
logged() {
    local log=$1
    shift
    if [[ -t 2 ]]; then
        "$@" >&2 && return
    else
        "$@" >"$log" 2>&1 && return
        tail -n 60 "$log" >&2
    fi
    say "failed: $*"
    return 1
}

# Configures a preset unless it is, with the same options as the last time.
configure() {
    local preset=$1 folder="$root/build/$1" options=("-DFUSEBOX_WERROR=${FUSEBOX_WERROR:-OFF}")
    ! command -v ccache >/dev/null || options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    [[ ! -f "$folder/build.ninja" || "$(cat "$folder/.options" 2>/dev/null)" != "${options[*]}" ]] || return 0
    mkdir -p "$folder"
    say "configuring build/$preset"
    (cd "$root" && logged "$folder/configure.log" cmake --preset "$preset" "${options[@]}") || return 1
    echo "${options[*]}" >"$folder/.options"
}

# Builds targets (none: all) of a preset; says nothing when there is nothing to do.
build() {
    local preset=$1 folder="$root/build/$1"
    shift
    ! ninja -C "$folder" -n "$@" 2>/dev/null | grep -q 'no work to do' || return 0
    say "building build/$preset (the first time takes some minutes)"
    logged "$folder/build.log" ninja -C "$folder" -j "${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}" "$@"
}

# A failure may come from a package that was removed since: look again the next time.
prepare() {
    local groups=$1 preset=$2
    shift 2
    # shellcheck disable=SC2086 # groups are words
    need_packages $groups
    if ! { configure "$preset" && build "$preset" "$@"; }; then
        rm -f "$root"/build/.packages-*
        return 1
    fi
}
