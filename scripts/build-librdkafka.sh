#!/usr/bin/env bash
# Builds librdkafka from source into the cache, once, for machines whose NuGet feed lacks librdkafka.redist.
# The source comes from the npm package that ships this very version; only npm, a C compiler and make are needed.
#
# usage: build-librdkafka.sh [CACHE]     puts CACHE/librdkafka-VERSION/librdkafka.so; prints nothing when it is there.
set -euo pipefail

version=2.15.1
npm_package=@confluentinc/kafka-javascript@1.10.1
npm_sha256=ada7d703bb1d3237e2292bfabf438d663b6160c9f1ac2a2406b5dc4257c81b66
headers=(libssl-dev libsasl2-dev zlib1g-dev libzstd-dev liblz4-dev libcurl4-openssl-dev)

cache=${1:-${STREAMEMBED_NATIVE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/streamembed}}
library=$cache/librdkafka-$version/librdkafka.so

say() { echo "streamembed: $*" >&2; }
die() { say "$*"; exit 1; }

install_packages() {
  local missing=() package tool
  command -v gcc >/dev/null && command -v g++ >/dev/null || missing+=(g++)
  for tool in make python3; do command -v "$tool" >/dev/null || missing+=("$tool"); done
  if command -v dpkg-query >/dev/null; then
    for package in "${headers[@]}"; do
      dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
  fi
  [ ${#missing[@]} -gt 0 ] || return 0
  { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; } ||
    die "building librdkafka needs packages that are missing; install them with: sudo apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
    >"$work/apt.log" 2>&1 || die "apt-get could not install ${missing[*]}: $(grep -m1 '^E:' "$work/apt.log")"
}

fetch_source() {
  npm pack --silent --pack-destination "$work" "$npm_package" >/dev/null 2>"$work/npm.log" ||
    die "npm could not fetch $npm_package: $(head -1 "$work/npm.log")"
  echo "$npm_sha256  $(echo "$work"/*.tgz)" | sha256sum --quiet -c - >/dev/null 2>&1 ||
    die "$npm_package is not the file that this script was written for: its SHA-256 differs"
  tar -xzf "$work"/*.tgz -C "$work" package/deps/librdkafka
}

compile() {
  ( cd "$work/package/deps/librdkafka" && ./configure && make -j "$(nproc)" -C src librdkafka.so.1 ) >"$work/build.log" 2>&1 || {
    cp "$work/build.log" "$cache/build-librdkafka.log"
    die "librdkafka did not build; the log is $cache/build-librdkafka.log"
  }
}

# Into place by a rename, so that nobody ever loads half a file.
install_library() {
  mkdir -p "${library%/*}"
  cp "$work/package/deps/librdkafka/src/librdkafka.so.1" "$library.$$"
  mv -f "$library.$$" "$library"
}

[ ! -s "$library" ] || exit 0
[ "$(uname -s)" = Linux ] || die "librdkafka is built from source on Linux only; use a NuGet feed that has librdkafka.redist $version"
command -v npm >/dev/null || die "the NuGet feed lacks librdkafka.redist, so it is built from its npm package; install npm (Debian: apt-get install npm)"

mkdir -p "$cache"
exec 9>"$cache/.lock"
! command -v flock >/dev/null || flock 9
[ ! -s "$library" ] || exit 0 # somebody else built it meanwhile

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say "building librdkafka $version from source into $cache (once, about a minute)"
install_packages
fetch_source
compile
install_library
