"""The parts of train-vs-gensim.sh that are not shell: gensim itself, a line of results, and the table of medians."""
import json
import statistics
import sys
import time


def gensim(corpus, dimension):
    from gensim.models import Word2Vec

    model = Word2Vec(vector_size=int(dimension), window=5, negative=5, sg=1, min_count=1, sample=0, workers=1, epochs=1, seed=1)
    model.build_vocab(corpus_file=corpus)
    start = time.process_time()
    model.train(corpus_file=corpus, total_words=model.corpus_total_words, total_examples=model.corpus_count, epochs=1)
    print(json.dumps({"tokens_per_cpu_second": model.corpus_total_words / (time.process_time() - start), "kernels": "openblas"}))


def record(round_, dimension, variant):
    answer = json.load(sys.stdin)
    print(json.dumps({
        "round": int(round_),
        "dimension": int(dimension),
        "variant": variant,
        "kernels": answer["kernels"],
        "speed": answer["tokens_per_cpu_second"],
    }))


def summary(results):
    with open(results) as lines:
        runs = [json.loads(line) for line in lines]
    print("| dimension | variant | kernels | thousand tokens per CPU-second (range) | times gensim, in the same round (range) |")
    print("|---|---|---|---|---|")
    for dimension, variant in dict.fromkeys((run["dimension"], run["variant"]) for run in runs):
        own = [run for run in runs if (run["dimension"], run["variant"]) == (dimension, variant)]
        base = {run["round"]: run["speed"] for run in runs if (run["dimension"], run["variant"]) == (dimension, "gensim")}
        speeds = [run["speed"] / 1000 for run in own]
        ratios = [run["speed"] / base[run["round"]] for run in own]
        print(
            f"| {dimension} | {variant} | {own[0]['kernels']} "
            f"| {statistics.median(speeds):,.0f} ({min(speeds):,.0f} – {max(speeds):,.0f}) "
            f"| {statistics.median(ratios):.1f} ({min(ratios):.1f} – {max(ratios):.1f}) |")


if __name__ == "__main__":
    {"gensim": gensim, "record": record, "summary": summary}[sys.argv[1]](*sys.argv[2:])
