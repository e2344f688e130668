#!/usr/bin/env bash
# Sets everything up, builds, and runs all tests. Arguments go to `dotnet test`, for example: ./test.sh --filter Sessions
# The last line is "N passed, N failed, N skipped"; the exit code is not 0 when a test failed or none ran.
#
# Tests that need a real Kafka start it by the script that STREAMEMBED_TEST_KAFKA names. When it names none and a container
# engine works, that script is scripts/kafka-container.sh; else these tests are skipped and say so.
# STREAMEMBED_TEST_DATA, when set, names a folder with recorded events for the tests that need some.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/scripts/setup.sh"

results=$repo/artifacts/test-results

find_kafka() {
  if [ -n "${STREAMEMBED_TEST_KAFKA:-}" ]; then
    [ -x "$STREAMEMBED_TEST_KAFKA" ] || die "STREAMEMBED_TEST_KAFKA names '$STREAMEMBED_TEST_KAFKA', which cannot be run"
    STREAMEMBED_TEST_KAFKA=$(realpath "$STREAMEMBED_TEST_KAFKA")
    say "Kafka for tests: $STREAMEMBED_TEST_KAFKA"
  elif "$repo/scripts/kafka-container.sh" available; then
    STREAMEMBED_TEST_KAFKA=$repo/scripts/kafka-container.sh
    trap '"$STREAMEMBED_TEST_KAFKA" clean' EXIT
    say "Kafka for tests: a container"
  else
    STREAMEMBED_TEST_KAFKA=
    say "Kafka for tests: none, tests that need one are skipped"
  fi
  export STREAMEMBED_TEST_KAFKA
}

# Adds up the line that `dotnet test` prints for each project.
summary() {
  awk '/^(Passed|Failed|Skipped)! +- Failed:/ {
         gsub(",", "")
         for (i = 1; i < NF; i++) {
           if ($i == "Failed:") failed += $(i + 1)
           if ($i == "Passed:") passed += $(i + 1)
           if ($i == "Skipped:") skipped += $(i + 1)
         }
       }
       END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$1"
}

set_up
find_kafka
cd "$repo"
say "building"
dotnet msbuild StreamEmbed.sln -restore -p:Configuration=Release -v:q -nologo -tl:off || die "the build failed"

mkdir -p "$results"
code=0
# One project after the other: tests that watch the clock should not compete for the cores.
dotnet test StreamEmbed.sln -c Release --no-build --nologo -m:1 --logger "console;verbosity=minimal" "$@" 2>&1 |
  tee "$results/console.log" || code=$?
line=$(summary "$results/console.log")
case $line in
  *", 0 failed,"*) [ "${line%% *}" != 0 ] || { say "no test ran"; code=1; } ;;
  *) code=1 ;;
esac
[ $code = 0 ] || say "tests failed, see above or $results/console.log"
echo "$line"
exit $code
