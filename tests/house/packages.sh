#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# resources/scripts/packages.sh against a distribution made of shell functions: what is installed when, and what is
# said where nothing can be.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

# A fake of the distribution: $installed and $available hold names, what root is asked to do goes to a file.
dpkg-query() { [[ " $installed " == *" ${*: -1} "* ]] && echo installed; }
apt-cache() {
    if [[ " $available " == *" $2 "* ]]; then echo "  Candidate: 1.0"; else echo "  Candidate: (none)"; fi
}

# Runs in a shell of its own with a list of packages of its own.
with_packages() {
    root=$scratch/root
    rm -rf "$root"
    mkdir -p "$root/resources/scripts"
    printf '%s\n' "$@" >"$root/resources/scripts/packages.txt"
    touch -d '-1 minute' "$root/resources/scripts/packages.txt" # files of one tick of the clock have no order
    source "$(dirname "${BASH_SOURCE[0]}")/../../resources/scripts/packages.sh"
    : >"$scratch/done"
    as_root() {
        printf '%s\n' "${*#*apt-get }" | sed 's/.*=120 //' >>"$scratch/done"
        [[ "$*" != *" update" ]] || available=$after_update
    }
    of_system() { case $1 in ID) echo "$system" ;; VERSION_ID) echo 12 ;; *) echo "Some System" ;; esac; }
    can_configure() { return 1; }
}

expect() {
    local rule=$1 expected=$2 actual=$3
    if [[ "$actual" == "$expected" ]]; then
        echo "pass: $rule"
    else
        echo "FAIL: $rule: expected \"$expected\", got \"$actual\""
        failures=$((failures + 1))
    fi
}

asked_of_root() {
    paste -sd';' "$scratch/done"
}

system=debian installed="" available="" after_update=""

with_packages "build a" "build b c" "test d"
installed="a c" available="qt6-base-dev a b c d"
need_packages build 2>/dev/null
expect "what is installed, under whatever name, is left alone" "" "$(asked_of_root)"
expect "then a stamp says so" "$root/build/.packages-build" "$(echo "$root"/build/.packages-*)"

installed=""
need_packages build 2>/dev/null
expect "while the stamp is younger than the list nobody is asked" "" "$(asked_of_root)"

touch -d '+1 minute' "$root/resources/scripts/packages.txt"
need_packages build test 2>/dev/null
expect "the first name that can be had is installed, without recommended ones" \
    "install --no-install-recommends a b d" "$(asked_of_root)"

with_packages "build qt6-base-dev" "build b c" "build? d" "build? e"
installed="" available="" after_update="qt6-base-dev c e"
need_packages build 2>/dev/null
expect "without lists they are read first; then the names are looked up in them" \
    "update;install --no-install-recommends qt6-base-dev c e" "$(asked_of_root)"

with_packages "build a" "build b" "build? c"
system=plan9 installed="a" available="a b c"
expect "another system is told what is missing, in a line" \
    "fusebox: Some System is not Debian 12 or Ubuntu 24.04; please install these packages or their like: b c" \
    "$(need_packages build 2>&1 || true)"
status=0
need_packages build 2>/dev/null || status=$?
expect "and we stop there" "1" "$status"
expect "having asked nothing of root" "" "$(asked_of_root)"

installed="a b c"
status=0
need_packages build 2>/dev/null || status=$?
expect "another system that has everything is as good" "0" "$status"

# Root for a while: what the policy for services says as a package is installed.
with_policy() {
    policy=$scratch/policy-rc.d
    as_root() {
        case "$*" in
        *apt-get*) [[ ! -x "$policy" ]] || { "$policy" && echo 0 || echo $?; } >"$scratch/asked" ;;
        sh*) "$@" ;;
        esac
        [[ "$*" != *apt-get*" $fails "* ]]
    }
    : >"$scratch/asked"
}

system=debian installed="" available="a b" fails="nothing"
with_packages "servers a" "build b"
with_policy
rm -f "$scratch"/policy-rc.d*
need_packages servers 2>/dev/null
expect "no server is started as it is installed" "101" "$(cat "$scratch/asked")"
expect "afterwards services start as before" "" "$(ls "$scratch" | grep policy || true)"

need_packages build 2>/dev/null
: >"$scratch/asked"
rm -f "$root"/build/.packages-*
need_packages build 2>/dev/null
expect "what is no server is installed as ever" "" "$(cat "$scratch/asked")"

own_policy='#!/bin/sh\nexit 104\n'
for fails in nothing install; do
    rm -f "$root"/build/.packages-* "$scratch/asked"
    # shellcheck disable=SC2059 # it is the text
    printf "$own_policy" >"$policy"
    chmod 755 "$policy"
    need_packages servers 2>/dev/null || true
    expect "a policy of the machine's own is set aside for that long ($fails fails)" "101" "$(cat "$scratch/asked")"
    expect "and put back ($fails fails)" "$(printf "$own_policy")" "$(cat "$policy")"
done

forbid_starting
forbid_starting
allow_starting
expect "nor is it lost when an earlier run was killed" "$(printf "$own_policy")" "$(cat "$policy")"
expect "of which nothing is left" "policy-rc.d" "$(ls "$scratch" | grep policy || true)"

with_packages "build a"
system=debian installed="" available="a"
expect "nothing is said on standard output" "" "$(need_packages build 2>/dev/null)"

exit $((failures > 0))
