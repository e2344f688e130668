#!/usr/bin/env bash
# Sets everything up, builds what changed, and runs streamembed; without arguments the demo.
# All that this script says goes to stderr, so that `./run.sh COMMAND --json | jq` works.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/scripts/setup.sh"

program=$repo/artifacts/bin/StreamEmbed.Host/release/streamembed.dll
built=$repo/artifacts/run.built # names the feed of the last good build; older than every source that it has not seen

is_built() {
  [ -f "$program" ] && [ "$(cat "$built" 2>/dev/null)" = "$STREAMEMBED_PARTIAL_FEED" ] || return 1
  # Folders count too: removing a file changes only its folder's time.
  [ -z "$(find "$repo"/src "$repo"/Directory.*.props "$repo"/global.json "$repo"/.editorconfig -newer "$built" -print -quit)" ]
}

build() {
  say "building"
  mkdir -p "$repo/artifacts"
  echo "$STREAMEMBED_PARTIAL_FEED" >"$built.$$"
  (cd "$repo" && dotnet msbuild src/StreamEmbed.Host -restore -p:Configuration=Release -v:q -nologo -tl:off) >&2 ||
    { rm -f "$built.$$"; die "the build failed"; }
  mv -f "$built.$$" "$built"
}

set_up
is_built || build
[ $# -gt 0 ] || set -- demo
exec dotnet "$program" "$@"
