#!/usr/bin/env bash
# The default preset beside a tuned gensim that is retrained ten times over the test period, on the same positions and scorings.
#   quality-vs-gensim.sh FILE.csv.gz...
# Needs a Python with gensim 4 (Debian: python3-gensim); PYTHON names another than /usr/bin/python3. One line of JSON for each system.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-/usr/bin/python3}
[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
"$python" -c 'import gensim' 2>/dev/null || { echo "$python has no gensim: install python3-gensim, or set PYTHON." >&2; exit 1; }

echo "load: $(uptime | sed 's/.*load average: //')" >&2
for file in "$@"; do
  echo "$file" >&2
  "$here/../../../run.sh" evaluate "$file" --sample 5000 --json
  "$python" "$here/gensim-nightly.py" "$file"
done
