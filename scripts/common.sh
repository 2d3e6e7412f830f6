# Sourced by the scripts beside it.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${SWIFT:=swift}" "${STATE:=$PWD/state}" "${TERRITORY:=examples/val-clair}"
: "${MAILLAGE_SHARED:=$(cd .. && pwd)/shared}"

# say FRENCH ENGLISH: in the locale's language, on standard error.
say() {
    case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    fr*) printf '%s\n' "$1" >&2 ;;
    *) printf '%s\n' "$2" >&2 ;;
    esac
}

has() { command -v "$1" >/dev/null 2>&1; }
