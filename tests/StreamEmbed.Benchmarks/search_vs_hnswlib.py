"""The part of search-vs-hnswlib.sh that asks: hnswlib here, ours in a process that reads commands."""
import json
import os
import statistics
import subprocess
import sys
import time

import hnswlib
import numpy as np

COUNT = 20
EFS = [40, 80, 120, 200, 320, 500, 800, 1200, 1600, 2000, 2600]


def index_of(vectors, file):
    index = hnswlib.Index(space="cosine", dim=vectors.shape[1])
    if os.path.exists(file + ".json"):
        index.load_index(file, max_elements=len(vectors))
        index.set_num_threads(1)
        with open(file + ".json") as facts:
            return index, json.load(facts)["build_cpu_seconds"]
    index.init_index(max_elements=len(vectors), M=16, ef_construction=200)
    index.set_num_threads(1)
    start = time.process_time()
    index.add_items(vectors)
    seconds = time.process_time() - start
    index.save_index(file)
    with open(file + ".json", "w") as facts:
        json.dump({"build_cpu_seconds": seconds}, facts)
    return index, seconds


def main(binary, files, dimension, rounds):
    vectors = np.fromfile(files + ".vectors", dtype=np.float32).reshape(-1, dimension)
    queries = np.fromfile(files + ".queries", dtype=np.float32).reshape(-1, dimension)
    index, hnsw_build = index_of(vectors, files + ".hnsw") if rounds > 0 else (None, 0)
    ours = subprocess.Popen(
        ["dotnet", binary, "search", "serve", files + ".vectors", files + ".queries", str(dimension), files + ".truth"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    built = json.loads(ours.stdout.readline())
    print(json.dumps(built), flush=True)

    def ask(command):
        ours.stdin.write(command + "\n")
        ours.stdin.flush()
        return json.loads(ours.stdout.readline())

    lengths = np.linalg.norm(vectors, axis=1)
    least = np.fromfile(files + ".truth", dtype=np.float32, offset=len(queries) * COUNT * 4).reshape(-1, COUNT)[:, -1] - 1e-6

    def hnsw(ef):
        index.set_ef(ef)
        start = time.process_time()
        found, _ = index.knn_query(queries, k=COUNT, num_threads=1)
        seconds = time.process_time() - start
        cosines = np.einsum("qkd,qd->qk", vectors[found], queries) / lengths[found] / np.linalg.norm(queries, axis=1)[:, None]
        return len(queries) / seconds, float((cosines >= least[:, None]).mean())

    # The least ef with a recall of 0.99, or the last.
    ef = next((ef for ef in EFS if hnsw(ef)[1] >= 0.99), EFS[-1]) if rounds > 0 else 0
    runs = {}
    for round_ in range(rounds):
        runs.setdefault(f"hnswlib, ef {ef}", []).append(hnsw(ef))
        for kind in ["approximate", "flat", "exact", "exact-flat", "float"]:
            answer = ask(kind)
            runs.setdefault(kind, []).append((answer["queries_per_cpu_second"], answer["recall"]))
        print(f"round {round_ + 1} of {rounds} is done; load average {os.getloadavg()}", file=sys.stderr, flush=True)

    base = runs.get(f"hnswlib, ef {ef}")
    print(f"| {len(vectors)} x {dimension} | queries per CPU-second (range) | recall@20 | times hnswlib, in the same round (range) | build, CPU-s |")
    print("|---|---|---|---|---|")
    for name, own in runs.items():
        ratios = [speed / other for (speed, _), (other, _) in zip(own, base)]
        build = hnsw_build if name.startswith("hnswlib") else built["BuildCpuSeconds"] if name == "approximate" else None
        print(
            f"| {name} | {statistics.median(s for s, _ in own):,.0f} ({min(s for s, _ in own):,.0f} – {max(s for s, _ in own):,.0f}) "
            f"| {own[0][1]:.4f} | {statistics.median(ratios):.2f} ({min(ratios):.2f} – {max(ratios):.2f}) | {'' if build is None else f'{build:.1f}'} |")
    for step in os.environ.get("SEARCH_MOVES", "").split():
        print(json.dumps(ask("moves " + step)), json.dumps(ask("approximate")), flush=True)
    ours.communicate("quit\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
