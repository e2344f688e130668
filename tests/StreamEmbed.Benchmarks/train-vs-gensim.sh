#!/usr/bin/env bash
# Trains gensim's Word2Vec and this program on one corpus, one after the other in each round, and prints the medians.
#   train-vs-gensim.sh [ROUNDS [DIMENSIONS [SESSIONS]]]      default: 3 "64 128" 250000
# Both read the corpus file themselves, on one thread, one epoch, window 5, 5 negatives. gensim's pass over the file that builds
# its vocabulary is not counted; ours is one pass in all. CPU seconds, so that a neighbour's load weighs little; both suffer from a full cache.
set -euo pipefail
rounds=${1:-3} dimensions=${2:-64 128} sessions=${3:-250000}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../../scripts/setup.sh"
set_up
work=$repo/artifacts/train-vs-gensim
mkdir -p "$work"
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1

# Debian's python3-gensim is for Debian's python, which need not be the first one found.
python=/usr/bin/python3
if ! "$python" -c 'import gensim' 2>/dev/null; then
  say "installing python3-gensim"
  (apt-get update -q && apt-get install -q -y --no-install-recommends python3-gensim) >&2 ||
    die "this needs gensim 4 for $python: apt-get install python3-gensim, as root"
fi

(cd "$repo" && dotnet build tests/StreamEmbed.Benchmarks -c Release -v q --nologo && dotnet build src/StreamEmbed.Host -c Release -v q --nologo) >&2
bin=$repo/artifacts/bin

corpus=$work/corpus-$sessions.txt
[ -f "$corpus" ] || {
  dotnet "$bin/StreamEmbed.Benchmarks/release/StreamEmbed.Benchmarks.dll" train --sessions "$sessions" --rounds 0 --write "$corpus.part" >&2
  mv "$corpus.part" "$corpus"
}

# Replay trains old sessions again with each new one: off, so that a token is trained once on both sides.
ours() { # PRESET DIMENSION, the rest is environment
  env "${@:3}" dotnet "$bin/StreamEmbed.Host/release/streamembed.dll" train --set Checkpoint:Every=0s --sessions "$corpus" --dimension "$2" --window 5 --negatives 5 \
    --epochs 1 --threads 1 --set "Training:Preset=$1" --set Training:Replay=0 --json 2>/dev/null
}

results=$work/results.jsonl
: >"$results"
for round in $(seq "$rounds"); do
  for dimension in $dimensions; do
    record() { "$python" "$here/train_vs_gensim.py" record "$round" "$dimension" "$1" >>"$results"; }
    "$python" "$here/train_vs_gensim.py" gensim "$corpus" "$dimension" | record gensim
    for preset in streaming throughput; do
      ours $preset "$dimension" | record "$preset"
      ours $preset "$dimension" DOTNET_EnableAVX512=0 | record "$preset, without AVX-512"
    done
  done
  say "round $round of $rounds is done; load average $(cut -d' ' -f1-3 /proc/loadavg)"
done
"$python" "$here/train_vs_gensim.py" summary "$results"
