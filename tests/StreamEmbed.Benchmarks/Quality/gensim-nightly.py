"""A tuned gensim that is trained anew from time to time, by the protocol `sessions` of `streamembed evaluate`.

gensim-nightly.py FILE.csv.gz [--retrains 10] [--epochs 20] [--dimension 64] [--sample 5000] [--seed 1]

Same sessions, positions, query and scorings as `evaluate` (docs/quality.md); popularity is live for both. Before each of the
retrains, which part the test sessions evenly in time, a model is trained from nothing on all sessions so far: skip-gram, the whole session
as window, 5 negatives, 20 epochs. Prints one line of JSON: best scoring, hit rate and reciprocal rank at 20, CPU seconds of training.
"""
import argparse
import csv
import gzip
import json
import math
import time

import numpy as np
from gensim.models import Word2Vec

GAP_MS = 30 * 60_000
WARM_UP = 0.8
K = 20
STEP = 0.7
LONGEST_PREFIX = 50
LEAST_POPULARITY = 0.3
HALF_LIVES_H = (2, 72)
# Weights of cosine, inner product with the context vector, ln popularity (2 h) and (72 h): FixedScoring.All.
SCORINGS = np.array([
    (1, 0, 0, 0), (1, 0, 0, 0.05), (1, 0, 0.05, 0), (1, 0, 0.1, 0),
    (0, 1, 0, 0), (0, 1, 0, 0.5), (0, 1, 1, 0),
    (1, 0.1, 0, 0.05), (1, 0.1, 0.05, 0), (1, 0.1, 0.03, 0.03),
    (1, 0.3, 0, 0.2), (1, 0.3, 0.3, 0), (1, 0.3, 0.15, 0.1),
])


def read_sessions(path):
    """Sessions as (items, end), in the order of their ends; the first test session; the number of items."""
    users, items, events = {}, {}, []
    with gzip.open(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            events.append((users.setdefault(row["user_id"], len(users)), int(row["timestamp_ms"]), items.setdefault(row["item_id"], len(items))))
    runs, last = [], None
    for user, at, item in sorted(events, key=lambda e: e[:2]):
        if last is None or last[0] != user or at - last[1] > GAP_MS:
            runs.append(([], at))
        sequence = runs[-1][0]
        if not sequence or sequence[-1] != item:
            sequence.append(item)
        runs[-1] = (sequence, at)
        last = (user, at)
    runs.sort(key=lambda run: run[1])
    test_from = events[int(len(events) * WARM_UP)][1]
    return runs, next(i for i, run in enumerate(runs) if run[1] >= test_from), len(items)


def hashed(number):
    number = ((number ^ (number >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    number = ((number ^ (number >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return number ^ (number >> 16)


def is_chosen(sessions, first, sample):
    total = sum(len(items) - 1 for items, _ in sessions[first:])
    share = sample / total if sample else 1
    return [i >= first and len(sessions[i][0]) > 1 and hashed(i) < share * 2**32 for i in range(len(sessions))]


class Model:
    """Rows of one training by item number; zeros and not known where it has none."""

    def __init__(self, sessions, count, args):
        model = Word2Vec(
            [[str(i) for i in items] for items, _ in sessions],
            vector_size=args.dimension, window=10_000, shrink_windows=False, sg=1, hs=0, negative=5, sample=0,
            min_count=1, workers=1, epochs=args.epochs, seed=args.seed)
        rows = [int(key) for key in model.wv.index_to_key]
        self.known = np.zeros(count, bool)
        self.known[rows] = True
        self.inputs, self.contexts = np.zeros((count, args.dimension), np.float32), np.zeros((count, args.dimension), np.float32)
        self.inputs[rows], self.contexts[rows] = model.wv.vectors, model.syn1neg
        self.unit = self.inputs / np.maximum(np.linalg.norm(self.inputs, axis=1, keepdims=True), 1e-30)

    def query(self, prefix):
        latest = prefix[::-1][:LONGEST_PREFIX]
        weights = np.array([STEP**back if self.known[item] else 0 for back, item in enumerate(latest)], np.float32)
        total = weights.sum()
        return weights @ self.inputs[latest] / total if total > 0 else None


class Popularity:
    def __init__(self, count):
        self.counts = np.zeros((2, count))
        self.time = None

    def move(self, now):
        if self.time is not None:
            for counts, hours in zip(self.counts, HALF_LIVES_H):
                counts *= 0.5 ** ((now - self.time) / (hours * 3_600_000))
        self.time = now

    def add(self, items, now):
        self.move(now)
        for counts in self.counts:
            np.add.at(counts, items, 1)

    def logarithms(self, now):
        self.move(now)
        return np.log(np.maximum(self.counts, LEAST_POPULARITY))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    for name, default in (("retrains", 10), ("epochs", 20), ("dimension", 64), ("sample", 5_000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    sessions, first, count = read_sessions(args.file)
    chosen = is_chosen(sessions, first, args.sample)
    start, end = sessions[first][1], sessions[-1][1]
    popularity, model, next_retrain, seconds = Popularity(count), None, 0, 0.0
    hits, reciprocals, positions = np.zeros(len(SCORINGS)), np.zeros(len(SCORINGS)), 0
    for i, (items, now) in enumerate(sessions):
        if i >= first and next_retrain < args.retrains and now >= start + (end - start) * next_retrain / args.retrains:
            before = time.process_time()
            model = Model(sessions[:i], count, args)
            seconds += time.process_time() - before
            # A pause may hold several of the moments.
            next_retrain = 1 + math.floor((now - start) / (end - start) * args.retrains)
        if chosen[i]:
            logarithms = popularity.logarithms(now)
            for at in range(1, len(items)):
                if items[at] not in items[:at]:
                    positions += 1
                    ranks = rank_in_all(model, items[:at], items[at], logarithms)
                    hit = ranks <= K
                    hits += hit
                    reciprocals += np.where(hit, 1 / ranks, 0)
        popularity.add(items, now)
    best = max(range(len(SCORINGS)), key=lambda s: (hits[s], reciprocals[s]))
    print(json.dumps({
        "system": "gensim", "positions": positions, "hr@20": hits[best] / positions, "mrr@20": reciprocals[best] / positions,
        "scoring": SCORINGS[best].tolist(), "training_cpu_seconds": round(seconds, 1)}))


def rank_in_all(model, prefix, target, logarithms):
    """The target's rank in each scoring; a target that the model does not know is a miss, ties count half."""
    if not model.known[target]:
        return np.full(len(SCORINGS), np.inf)
    query = model.query(prefix)
    terms = np.zeros((4, len(model.known)))
    if query is not None:
        terms[0] = model.unit @ (query / max(np.linalg.norm(query), 1e-30))
        terms[1] = model.contexts @ query
    terms[2:] = logarithms
    candidates = model.known.copy()
    candidates[prefix] = False
    scores = SCORINGS @ terms[:, candidates]
    own = SCORINGS @ terms[:, target]
    # The target is computed apart from the rest: equal up to rounding.
    near = np.isclose(scores, own[:, None], rtol=1e-12, atol=1e-12)
    ranks = 1 + ((scores > own[:, None]) & ~near).sum(axis=1) + (near.sum(axis=1) - 1) / 2
    return ranks if query is not None else np.where(SCORINGS[:, 2:].any(axis=1), ranks, np.inf)


main()
