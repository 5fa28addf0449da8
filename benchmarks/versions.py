"""How little two texts share that are different articles, and how much a version has of the text before it.

    python benchmarks/versions.py           both, for several thresholds, on the real news in ../shared and our own digests
    python benchmarks/versions.py --worst   what is told wrongly, too

Different: pairs by chance of 424 real articles, their beginnings as briefs, pairs of one event from different outlets (the
hardest that there are: the same names, the same quotations; some of them are one text of an agency), and all pairs of the real
digest and of the one that ships. Versions: what editors do to a text (`EDITS`), and the labelled versions of tests/data/stories.
No sign speaks for either: a byline or a time that differs is looked at before this (`corpus.catalogue.versions`).
"""

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus.catalogue.versions import Shingles, similarity
from corpus.readers.digest import split_digest
from corpus.text.encoding import decode

ROOT = Path(__file__).parents[1]
NEWS = ROOT.parent / "shared/eval/news"
DIGESTS = {
    "seed": ROOT.parent / "shared/seeds/news-digest-2023-12.txt",
    "sample": ROOT / "corpus/sample/cuttings-sample.txt",
}
LABELS = ROOT / "tests/data/stories/articles.json"
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 1 / 3, 0.4)
PAIRS = 4000
BRIEF = 40
TINY = 10

Pair = tuple[str, str]
Rng = random.Random


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worst", action="store_true")
    worst = parser.parse_args().worst
    print(f"{'share told wrongly, from':44}" + "".join(f"{one:7.2f}" for one in THRESHOLDS))
    for title, pairs, are_versions in sets():
        shared = [similarity(Shingles(one), Shingles(other)).shared for one, other in pairs]
        wrong = [sum((one < least) == are_versions for one in shared) / max(len(shared), 1) for least in THRESHOLDS]
        print(f"{title[:36]:36} {len(pairs):6} " + "".join(f"{one:7.1%}" for one in wrong))
        if worst and pairs:
            at = (min if are_versions else max)(range(len(pairs)), key=shared.__getitem__)
            print(f"    {shared[at]:.2f}: {pairs[at][0][:150]!r}\n          {pairs[at][1][:150]!r}")


def sets() -> Iterator[tuple[str, list[Pair], bool]]:
    """Yield pairs by what they are, and whether they are versions."""
    rng = Rng(7)
    texts = [row["text"] for row in rows(NEWS / "quotations/articles.jsonl")]
    chance = [tuple(rng.sample(texts, 2)) for _ in range(PAIRS)]
    yield "different: by chance", chance, False
    for words in (TINY, 20, BRIEF):
        yield (
            f"different: briefs of {words} words",
            [(brief(one, words), brief(two, words)) for one, two in chance],
            False,
        )
        yield f"different: brief of {words}, article", [(brief(one, words), two) for one, two in chance], False
    events = defaultdict(list)
    for row in rows(NEWS / "stories/articles.jsonl"):
        events[row["story"]].append(row["text"])
    same = [pair for members in events.values() for pair in combinations(members, 2)]
    yield "different: one event, two outlets", rng.sample(same, min(PAIRS, len(same))), False
    for name, path in DIGESTS.items():
        if path.exists():
            drafts = split_digest(decode(path.read_bytes()))
            yield f"different: {name} digest", list(combinations([one.text for one in drafts], 2)), False
    made = {row["id"]: row for row in json.loads(LABELS.read_text(encoding="utf-8"))}
    versions = [(made[row["version_of"]]["text"], row["text"]) for row in made.values() if row["version_of"]]
    yield "versions: tests/data/stories", versions, True
    for name, edit in EDITS.items():
        yield f"versions: {name}", [(text, edit(text, texts, rng)) for text in texts], True
    briefs = [reworded(" ".join(sentences(text)[:3]), rng, 0.2) for text in texts]
    yield "versions: a reworded brief, grown", list(zip(briefs, texts, strict=True)), True
    for name in ("a correction", "a fifth of the words"):
        tiny = [brief(text, TINY) for text in texts]
        yield f"versions: brief of {TINY}, {name}", [(text, EDITS[name](text, texts, rng)) for text in tiny], True


def brief(text: str, words: int) -> str:
    """Return the beginning of a text."""
    return " ".join(text.split()[:words])


def reworded(text: str, rng: Rng, share: float) -> str:
    """Return a text in which a share of the words, one at least, is another."""
    words = text.split()
    for at in rng.sample(range(len(words)), max(1, round(len(words) * share))):
        words[at] = f"other{rng.randrange(10_000)}"
    return " ".join(words)


def rewritten(text: str, texts: Sequence[str], rng: Rng, kept: int) -> str:
    """Return a text of which one sentence in `kept` is left, and others are those of another text."""
    ours, others = sentences(text), sentences(rng.choice(texts))
    return " ".join(one if at % kept == 0 else others[at % len(others)] for at, one in enumerate(ours))


def sentences(text: str) -> list[str]:
    """Return a text's sentences, more or less."""
    return re.split(r"(?<=[.!?])\s+", text)


def paragraphs(text: str, share: float) -> str:
    """Return the beginning of a text."""
    found = text.split("\n\n")
    return "\n\n".join(found[: max(1, round(len(found) * share))])


EDITS: dict[str, Callable[[str, Sequence[str], Rng], str]] = {
    "a correction": lambda text, _, rng: reworded(text, rng, 0.0),
    "a twentieth of the words": lambda text, _, rng: reworded(text, rng, 0.05),
    "a fifth of the words": lambda text, _, rng: reworded(text, rng, 0.2),
    "cut to a third": lambda text, _, rng: paragraphs(text, 1 / 3),
    "grown by another article": lambda text, texts, rng: f"{rng.choice(texts)}\n\n{text}",
    "every second sentence is new": lambda text, texts, rng: rewritten(text, texts, rng, 2),
    "three sentences of four are new": lambda text, texts, rng: rewritten(text, texts, rng, 4),
    "live, a quarter left, the rest new": lambda text, texts, rng: f"{rng.choice(texts)}\n\n{paragraphs(text, 0.25)}",
}


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of JSON Lines."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


if __name__ == "__main__":
    main()
