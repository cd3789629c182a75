# Sourced by the scripts of this folder: exit codes, and what is known about an instance.
#
# An instance is a folder with all its state: etc, run, log, spool, db, tls. Its file `instance` holds its version, root
# and ports; `asterisk.pid` and `keeper.pid` name its processes.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here cache=${CALLFLOW_ASTERISK_CACHE:-/var/cache/callflow/asterisk}

# Exit codes, the same for all scripts.
readonly FAILED=1 USAGE=2 CANNOT_INSTALL=3 NOT_INSTALLED=4 DID_NOT_START=5

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

suite_of() { # suite_of VERSION: the Debian suite that has it
    case $1 in
        22) echo forky ;;
        16) echo bullseye ;;
        *) return 1 ;;
    esac
}

enter() { # enter DIR: dir, version, root and the ports of an instance
    [[ -f $1/instance ]] || die "$USAGE" "$1 is no instance: tests/asterisk/up makes one"
    dir=$(cd "$1" && pwd)
    # shellcheck disable=SC1091
    source "$dir/instance"
}

alive() { # alive PIDFILE: is this process there, and no zombie?
    local pid stat
    { read -r pid <"$1" && read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return 1
    stat=${stat##*) }
    [[ ${stat%% *} != [ZX] ]]
}

end() { # end PIDFILE SIGNAL: send it and wait until the process is gone; after ten seconds SIGKILL helps
    local tries
    for ((tries = 0; tries < 1000; tries++)); do
        alive "$1" || { rm -f "$1"; return 0; }
        if ((tries == 0)); then
            # A frozen one hears TERM only when it goes on; KILL it need not hear, and must not answer anything before.
            [[ $2 == KILL ]] || kill -s CONT "$(<"$1")" 2>/dev/null || true
            kill -s "$2" "$(<"$1")" 2>/dev/null || true
        elif ((tries == 500)); then
            kill -s KILL "$(<"$1")" 2>/dev/null || true
        fi
        sleep 0.02
    done
    die "$FAILED" "process $(<"$1") does not end"
}
