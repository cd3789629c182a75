# Sourced by the scripts of this folder: exit codes, and what is known about a server.
#
# A server is a folder with all its state: `data`, `log`, its socket. Its file `server` holds kind, port and user;
# `server.pid` and `keeper.pid` name its processes.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here

# Exit codes, the same for all scripts, and the same as those of tests/asterisk.
readonly FAILED=1 USAGE=2 CANNOT_INSTALL=3 NOT_INSTALLED=4 DID_NOT_START=5

# Who may do everything in the databases of a test. No secret: everything listens on 127.0.0.1.
readonly NAME=callflow PASSWORD=test-callflow

die() { # die CODE MESSAGE...
    local code=$1
    shift
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit "$code"
}

usage() { # the header comment of the script
    sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0" >&2
    exit "$USAGE"
}

find_program() { # find_program NAME: in the path, where Debian keeps daemons, or with PostgreSQL's newest version
    local file
    for file in "$(command -v "$1" || true)" /usr/sbin/"$1" $(printf '%s\n' /usr/lib/postgresql/*/bin/"$1" | sort -rV); do
        if [[ -x $file ]]; then
            readlink -f "$file" # the rest of PostgreSQL lies beside it
            return
        fi
    done
    return 1
}

alive() { # alive PIDFILE: is this process there, and no zombie?
    local pid stat
    { read -r pid <"$1" && read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return 1
    stat=${stat##*) }
    [[ ${stat%% *} != [ZX] ]]
}

end() { # end PIDFILE SIGNAL: send it and wait until the process is gone; after twenty seconds SIGKILL helps
    local tries
    for ((tries = 0; tries < 2000; tries++)); do
        alive "$1" || { rm -f "$1"; return 0; }
        if ((tries == 0)); then
            kill -s "$2" "$(<"$1")" 2>/dev/null || true
        elif ((tries == 1000)); then
            kill -s KILL "$(<"$1")" 2>/dev/null || true
        fi
        sleep 0.02
    done
    die "$FAILED" "process $(<"$1") does not end"
}
