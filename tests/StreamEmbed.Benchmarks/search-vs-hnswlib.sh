#!/usr/bin/env bash
# Asks hnswlib and this program's reader the same queries, in turns, and prints medians of queries per CPU-second with recall.
#   search-vs-hnswlib.sh [ROUNDS [ROWS DIMENSION SESSIONS [FOLDER]]]      default: 3 200000 64 20 artifacts/search
# Vectors are trained on a seeded corpus of SESSIONS for each row; SESSIONS noise asks directions without structure instead. Both
# answer one query after the other on one thread, 20 rows by cosine. hnswlib: M 16, efConstruction 200, its index kept in FOLDER
# with the CPU time it took. SEARCH_MOVES=0.1 moves all vectors three times by a tenth of their lengths in the end.
set -euo pipefail
rounds=${1:-3} rows=${2:-200000} dimension=${3:-64} sessions=${4:-20}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../../scripts/setup.sh"
set_up
work=${5:-$repo/artifacts/search}
mkdir -p "$work"

# Debian's python3-hnswlib is for Debian's python, which need not be the first one found.
python=/usr/bin/python3
if ! "$python" -c 'import hnswlib' 2>/dev/null; then
  say "installing python3-hnswlib"
  (apt-get update -q && apt-get install -q -y --no-install-recommends python3-hnswlib) >&2 ||
    die "this needs hnswlib for $python: apt-get install python3-hnswlib, as root"
fi

bin=$repo/artifacts/bin/StreamEmbed.Benchmarks/release/StreamEmbed.Benchmarks.dll
[ -n "${SEARCH_NO_BUILD:-}" ] || (cd "$repo" && dotnet build tests/StreamEmbed.Benchmarks -c Release -v q --nologo) >&2
data=(data "$rows" "$dimension" "$sessions")
[ "$sessions" != noise ] || data=(noise "$rows" "$dimension")
files=$work/$rows-$dimension-$sessions
[ -f "$files.queries" ] || {
  say "writing $files"
  dotnet "$bin" search "${data[@]}" "$files.vectors" "$files.queries.part"
  mv "$files.queries.part" "$files.queries"
}
exec "$python" "$here/search_vs_hnswlib.py" "$bin" "$files" "$dimension" "$rounds"
