# Sourced by run.sh, test.sh and .ci/run: checks the SDK, finds out which NuGet feed there is and prepares for it.
# Says in one line what it found, on stderr, and exports STREAMEMBED_PARTIAL_FEED, which Directory.Build.props reads.

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
native_cache=${STREAMEMBED_NATIVE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/streamembed}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en

say() { echo "streamembed: $*" >&2; }
die() { say "$*"; exit 1; }

need_sdk() {
  command -v dotnet >/dev/null || { [ ! -x "$HOME/.dotnet/dotnet" ] || PATH=$HOME/.dotnet:$PATH; }
  command -v dotnet >/dev/null ||
    die "the .NET SDK is missing; install version 10 from https://dotnet.microsoft.com/download/dotnet/10.0"
  (cd "$repo" && dotnet --version >/dev/null 2>&1) ||
    die "this needs the .NET SDK 10, but there is only: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | xargs); install it from https://dotnet.microsoft.com/download/dotnet/10.0"
}

version_of() { sed -n "s/.*PackageVersion Include=\"$1\" Version=\"\([^\"]*\)\".*/\1/p" "$repo/Directory.Packages.props"; }

# The two packages that not every feed has. librdkafka.redist has the version of the client that asks for it.
redist_version=$(version_of Confluent.Kafka)
metrics_version=$(version_of prometheus-net)

# NuGet writes this file last when it unpacks a package, so the package is whole.
is_unpacked() { [ -f "${NUGET_PACKAGES:-$HOME/.nuget/packages}/$1/$2/.nupkg.metadata" ]; }

are_unpacked() { is_unpacked librdkafka.redist "$redist_version" && is_unpacked prometheus-net "$metrics_version"; }

# Asks the feeds for both packages, as a restore of this repository would (same NuGet.config, since it lies in the same tree).
probe_feed() {
  local probe=$repo/artifacts/feed-probe
  mkdir -p "$probe"
  cat >"$probe/probe.csproj" <<PROJECT
<Project>
  <PropertyGroup>
    <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
    <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
    <BaseIntermediateOutputPath>obj/</BaseIntermediateOutputPath>
  </PropertyGroup>
  <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="librdkafka.redist" Version="[$redist_version]" />
    <PackageDownload Include="prometheus-net" Version="[$metrics_version]" />
  </ItemGroup>
  <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
</Project>
PROJECT
  (cd "$probe" && dotnet restore probe.csproj -v q >restore.log 2>&1)
}

# Only "partial" is remembered, for a day and for these feeds: a full feed leaves its packages unpacked, which is seen at once.
# A memory that has become wrong still builds, since everything a partial feed needs is in the cache by then.
remembered_partial() {
  [ -s "$native_cache/librdkafka-$redist_version/librdkafka.so" ] &&
    [ -n "$(find "$native_cache/partial-feed" -mmin -1440 2>/dev/null)" ] &&
    [ "$(cat "$native_cache/partial-feed")" = "$(feeds)" ]
}

feeds() { (cd "$repo" && dotnet nuget list source --format short | sort | cksum); }

find_feed() {
  case ${STREAMEMBED_PARTIAL_FEED:-} in
    true | false) found="as STREAMEMBED_PARTIAL_FEED says" ;;
    "")
      STREAMEMBED_PARTIAL_FEED=true
      if are_unpacked; then
        STREAMEMBED_PARTIAL_FEED=false found="the packages are here"
      elif remembered_partial; then
        found="as found before"
      elif probe_feed; then
        STREAMEMBED_PARTIAL_FEED=false found="asked"
      else
        found="asked: librdkafka.redist $redist_version or prometheus-net $metrics_version cannot be had"
        mkdir -p "$native_cache" && feeds >"$native_cache/partial-feed"
      fi
      ;;
    *) die "STREAMEMBED_PARTIAL_FEED must be true or false, but is '$STREAMEMBED_PARTIAL_FEED'" ;;
  esac
  export STREAMEMBED_PARTIAL_FEED
}

set_up() {
  need_sdk
  find_feed
  if [ "$STREAMEMBED_PARTIAL_FEED" = true ]; then
    say "NuGet feed: partial ($found); librdkafka comes from $native_cache"
    "$repo/scripts/build-librdkafka.sh" "$native_cache"
  else
    say "NuGet feed: full ($found)"
  fi
}
