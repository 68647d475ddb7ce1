# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
# Finds out which of the packages in packages.txt are missing, and installs them where we know how to. Sourced by
# prepare.sh, which sets $root. Everything is said on standard error: standard output belongs to the program.

say() {
    printf 'fusebox: %s\n' "$*" >&2
}

# The lines of packages.txt that belong to the groups named: "build? name alternative".
package_lines() {
    local group
    for group in "$@"; do
        grep -E "^${group}[?]?[[:space:]]" "$root/resources/scripts/packages.txt"
    done
}

is_installed() {
    [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

is_available() {
    [[ "$(apt-cache policy "$1" 2>/dev/null)" == *Candidate:\ [0-9]* ]]
}

# For each line none of whose packages is installed: the first that can be had, else the first. Optional ones only if
# they can be had. What cannot be had can be anything while the package lists are empty: see has_lists.
missing_packages() {
    local group names name chosen
    while read -r group names; do
        chosen=""
        for name in $names; do
            if is_installed "$name"; then
                continue 2
            elif [[ -z "$chosen" ]] && is_available "$name"; then
                chosen=$name
            fi
        done
        [[ -z "$chosen" && "$group" == *\? ]] || echo "${chosen:-${names%% *}}"
    done < <(package_lines "$@")
}

# A fresh container has no package lists: nothing but what is installed can be had.
has_lists() {
    is_available qt6-base-dev
}

# As root: plainly, else through sudo, which may ask only where there is someone to answer.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif ! command -v sudo >/dev/null; then
        say "this needs root and there is no sudo; run as root: $*"
        return 1
    elif [[ -t 0 ]]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@" >&2
}

# Old lists name package files that are no longer there: then the lists are read anew, once.
install_packages() {
    say "installing with apt-get: $*"
    apt install --no-install-recommends "$@" || { apt update && apt install --no-install-recommends "$@"; }
}

# invoke-rc.d(8) asks it before it starts a service; 101: it must not.
policy=/usr/sbin/policy-rc.d

# A policy that was there before is kept beside ours, once: an earlier run may have been killed.
forbid_starting() {
    as_root sh -c '
        [ ! -e "$1" ] || grep -q "of Fusebox" "$1" || mv "$1" "$1.before-fusebox" || exit 1
        printf "#!/bin/sh\n# of Fusebox: what it installs is not started\nexit 101\n" >"$1" && chmod 755 "$1"
    ' sh "$policy"
}

allow_starting() {
    as_root sh -c '
        rm -f "$1"
        [ ! -e "$1.before-fusebox" ] || mv "$1.before-fusebox" "$1"
    ' sh "$policy"
}

# Nor does a server begin with the machine's next start. Links alone are made and removed, no service is asked.
leave_disabled() {
    local units
    mapfile -t units < <(dpkg-query -L "$@" 2>/dev/null | sed -n 's,.*/systemd/system/\([^/@]*[.]service\)$,\1,p')
    ((${#units[@]} == 0)) || ! command -v systemctl >/dev/null ||
        as_root systemctl --quiet --no-reload disable "${units[@]}" >&2 || true
}

# Servers come with services that start as they are installed: here none may that a test has not started itself.
install_unstarted() {
    (
        trap allow_starting EXIT
        trap 'exit 130' INT TERM HUP
        forbid_starting && install_packages "$@" && leave_disabled "$@"
    )
}

# One value of os-release(5), or nothing.
of_system() {
    sed -n "s/^$1=\"\{0,1\}\([^\"]*\).*/\1/p" /etc/os-release 2>/dev/null || true
}

# Debian 12 and Ubuntu 24.04: installs what is missing.
install_missing() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    if ((${#missing[@]})) && ! has_lists; then
        say "reading the package lists with apt-get update"
        apt update || return 1
        mapfile -t missing < <(missing_packages "$@")
    fi
    if ((${#missing[@]} == 0)); then
        return
    elif [[ " $* " == *" servers "* ]]; then
        install_unstarted "${missing[@]}"
    else
        install_packages "${missing[@]}"
    fi
}

# Elsewhere: names what is missing and stops, unless all is there under whatever name.
name_missing() {
    local missing
    if command -v dpkg-query >/dev/null; then
        mapfile -t missing < <(missing_packages "$@")
        ((${#missing[@]})) || return 0
    else
        mapfile -t missing < <(package_lines "$@" | sed -n 's/^[a-z]*  *\([^ ]*\).*/\1/p')
    fi
    ! can_configure || return 0
    say "$(of_system PRETTY_NAME) is not Debian 12 or Ubuntu 24.04; please install these packages or their like: ${missing[*]}"
    return 1
}

# The judge where package names say nothing.
can_configure() {
    local scratch status=0
    command -v cmake >/dev/null && command -v ninja >/dev/null || return 1
    scratch=$(mktemp -d)
    cmake -S "$root" -B "$scratch" -G Ninja >/dev/null 2>&1 || status=1
    rm -rf "$scratch"
    return "$status"
}

# The packages of the groups named are there afterwards. Asked again, a stamp younger than the list answers.
need_packages() {
    local groups=$* stamp
    stamp=$root/build/.packages-${groups// /-}
    [[ ! "$stamp" -nt "$root/resources/scripts/packages.txt" ]] || return 0
    case "$(of_system ID)-$(of_system VERSION_ID)" in
    debian-12 | ubuntu-24.04) install_missing "$@" || return 1 ;;
    *) name_missing "$@" || return 1 ;;
    esac
    mkdir -p "$root/build"
    touch "$stamp"
}
