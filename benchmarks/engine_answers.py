"""The same questions to the same articles, in a folder and in an engine: what they find, and what they answer.

    benchmarks/engine_answers.py ../shared/eval/xquad [--questions 300] [--engine seekdb://root@127.0.0.1:2881]

Without --engine, a seekdb is started for it. The folder is the baseline; each question is asked of both in turn. Filters are
made of the articles' own outlets and days: recall is the share of what an exact search finds under the same filter.
"""

import argparse
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from corpus.catalogue.paths import ArchivePaths, archive_at
from corpus.filters import Filters
from corpus.text.terms import terms
from deploy.seekdb import Seekdb, SeekdbOptions
from qa.answering.archive_pool import ArchivePool
from qa.answering.models import Models
from qa.evaluation.run import Outcome, run_set
from qa.evaluation.sets import QuestionSet, read_set
from qa.service.progress import Progress
from qa.service.settings import Settings

FOUND = 12
"""Passages that are compared."""


@contextmanager
def engine(given: str | None) -> Iterator[str]:
    """Yield the address of an archive that is not there yet."""
    name = f"b_{secrets.token_hex(4)}"
    if given:
        yield f"{given.rstrip('/')}/{name}"
        return
    with tempfile.TemporaryDirectory(prefix="seekdb-") as folder:
        server = Seekdb(Path(folder), SeekdbOptions(port=28881, memory="2G", disk="16G"))
        server.start()
        try:
            yield f"seekdb://root@127.0.0.1:{server.port}/{name}?password-file={server.password_file}"
        finally:
            server.kill()


def main() -> None:
    """Build both archives, ask both, and print what is the same."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=Path, nargs="+", default=[])
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--engine", help="an engine that runs, without a name after it")
    options = parser.parse_args()
    questions = read_set(options.folder, options.articles)
    every = max(len(questions.questions) // options.questions, 1)
    questions = replace(questions, questions=questions.questions[::every][: options.questions])
    with engine(options.engine) as address, tempfile.TemporaryDirectory() as folder:
        places = (ArchivePaths(Path(folder) / "archive"), archive_at(address))
        outcomes = [asked(questions, place) for place in places]
        compare(*outcomes)
        searches(questions, places)


def asked(questions: QuestionSet, place: ArchivePaths) -> list[Outcome]:
    """Return what came of all questions."""

    def progress(at: Progress) -> None:
        print(f"\r{place.name}: {at.what} {at.done}/{at.total}   ", end="", file=sys.stderr)

    (found,) = run_set(questions, [Settings()], progress, place=place)
    print(file=sys.stderr)
    return found


def compare(one: Sequence[Outcome], other: Sequence[Outcome]) -> None:
    """Print the shares of questions that both answer alike."""
    pairs = list(zip(one, other, strict=True))
    alike = [a.quote == b.quote and a.certainty is b.certainty for a, b in pairs]
    print(f"questions {len(pairs)}; same first quote and certainty: {np.mean(alike):.3f}")
    answerable = [(a, b) for a, b in pairs if a.right]
    for name, outcomes in (("folder", [a for a, _ in answerable]), ("engine", [b for _, b in answerable])):
        hit = np.mean([any(outcome.hits[:FOUND]) for outcome in outcomes])
        quoted = np.mean([outcome.quoted for outcome in outcomes])
        p50, p95 = np.percentile([outcome.ms for outcome in outcomes], [50, 95])
        print(f"{name}: hit@{FOUND} {hit:.3f}, first quote right {quoted:.3f}, p50 {p50:.0f} ms, p95 {p95:.0f} ms")


def searches(questions: QuestionSet, places: Sequence[ArchivePaths]) -> None:
    """Print how far words and vectors find the same passages, with and without filters."""
    chance = random.Random(1)  # noqa: S311
    pools = [ArchivePool(place, None) for place in places]
    with closing(pools[0]), closing(pools[1]):
        with pools[0].open(places[0])[0].snapshot() as snapshot:
            articles, model = list(snapshot.articles()), snapshot.setting("model")
        encoder = Models(None, "").encoder(model)
        filters = [Filters()] * len(questions.questions)
        narrow = [
            Filters(within=tuple(one.id for one in chance.sample(articles, max(len(articles) // 50, 1))))
            for _ in filters
        ]
        for name, chosen in (("all", filters), ("2 % of the articles", narrow)):
            words, vectors, times = [], [], []
            for question, one in zip(questions.questions, chosen, strict=True):
                vector = encoder.encode_question(question.question)
                found = [_found(pool, question.question, vector, encoder.key, one) for pool in pools]
                (w1, v1, t1), (w2, v2, t2) = found
                words += [len(w1 & w2) / len(w1 | w2)] if w1 | w2 else []
                vectors += [len(v1 & v2) / len(v1 | v2)] if v1 | v2 else []
                times.append((*t1, *t2))
            ms = np.median(times, axis=0) * 1000
            print(
                f"{name}: the same {FOUND} by words {np.mean(words):.3f}, by vectors {np.mean(vectors):.3f}; "
                f"p50 words {ms[0]:.1f} and {ms[2]:.1f} ms, vectors {ms[1]:.1f} and {ms[3]:.1f} ms"
            )


def _found(
    pool: ArchivePool, question: str, vector: np.ndarray, model: str, filters: Filters
) -> tuple[set[tuple[str, int]], set[tuple[str, int]], tuple[float, float]]:
    with pool.state() as opened:
        if opened is None:
            raise RuntimeError("no archive")
        state = opened.retrieval

        def timed(search: Callable[[], list[tuple[int, float]]]) -> tuple[set[tuple[str, int]], float]:
            started = time.perf_counter()
            ids = [key for key, _ in search()]
            took = time.perf_counter() - started
            passages = state.passages(ids)
            return {(passages[key].article_id, passages[key].start) for key in ids}, took

        words, by_words = timed(lambda: state.lexical(terms(question), FOUND, filters))
        vectors, by_vectors = timed(lambda: state.dense(model, vector, FOUND, filters))
    return words, vectors, (by_words, by_vectors)


if __name__ == "__main__":
    main()
