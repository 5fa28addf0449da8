"""Measure which written sentences are taken as borne out: true paraphrases and falsifications, by kind and by half.

    python benchmarks/news.py written [--held-out | --fresh] [--skip N] [--misses]

`--skip` leaves out so many of each kind, which were looked at before; `--skip 480` is what docs/written.md has.

Sentences come from `../shared` where it is there, and from the sample archive. `real.txt` names a sentence of an article by its
place and gives its paraphrases by reference: `{3:9}` are words 3 to 9 of it, all else is ours. `made.txt` has paraphrases of the
sample archive in plain. The rest is made by the recipes. The halves are told apart by a hash of the article's id, fixed before
the first rule was written; the held-out one is for the last figure only. It was looked at three times, so `fresh.txt` was written
since, of articles that nothing else here is from: `--fresh` measures these alone.
"""

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from math import sqrt
from pathlib import Path

from corpus.readers.digest import split_digest
from corpus.text.encoding import decode
from corpus.text.sentences import sentence_spans
from qa.written.values import Evidence
from qa.written.verify import verify
from tests.labelled.written_falsified import FALSIFIED
from tests.labelled.written_recipes import PARAPHRASED, Source

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "written"
SHARED = ROOT.parent / "shared"
SAMPLE = ROOT / "corpus" / "sample" / "cuttings-sample.txt"
MOST = 240
"""Sentences of one kind that the recipes make at most."""

_FRESH = ("news-reworded/", "days/")
_PIECES = re.compile(r"\w+|\s+|[^\w\s]")
_REFERENCE = re.compile(r"\{(\d+):(\d+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A written sentence, what it is held against, and what it is.

    Attributes:
        article: id of the article, which decides on the half.
        kind: of paraphrase or falsification.
        true: whether the evidence bears it out.
    """

    article: str
    sentence: str
    evidence: tuple[Evidence, ...]
    kind: str
    true: bool

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the half that no rule was written with."""
        return is_held_out(self.article)


@dataclass(slots=True)
class Share:
    """How many of a kind were accepted."""

    accepted: int = 0
    of: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of them; 0 of none."""
        return self.accepted / self.of if self.of else 0.0

    def interval(self) -> tuple[float, float]:
        """Return Wilson's interval of 95 %."""
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.96, self.of, self.share
        middle, width = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - width) / (1 + z * z / n)), min(1.0, (middle + width) / (1 + z * z / n))


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An article to take sentences from."""

    id: str
    title: str
    text: str
    published: str | None


def is_held_out(article: str) -> bool:
    """Whether an article belongs to the held-out half; all that `fresh` takes sentences from do."""
    return article.startswith(_FRESH) or sha256(f"written:{article}".encode()).digest()[0] % 2 == 1


@cache
def texts() -> dict[str, Text]:
    """Return the articles of which both halves are, by source and id: those that are there."""
    found = {f"sample/{one.id}": _text(one) for one in split_digest(decode(SAMPLE.read_bytes()))}
    digest = SHARED / "seeds" / "news-digest-2023-12.txt"
    if digest.is_file():
        found |= {f"digest/{one.id}": _text(one) for one in split_digest(decode(digest.read_bytes()))}
    for name in ("quotations", "stories"):
        found |= _set(name, SHARED / "eval" / "news" / name)
    return found


@cache
def fresh_texts() -> dict[str, Text]:
    """Return the articles of the set that was written last, by source and id: those that are there."""
    return _set("news-reworded", SHARED / "eval" / "news-reworded") | _set("days", SHARED / "eval" / "news" / "days")


def _set(name: str, folder: Path) -> dict[str, Text]:
    path = folder / "articles.jsonl"
    if not path.is_file():
        return {}
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {
        f"{name}/{row['id']}": Text(
            id=row["id"],
            title=row.get("title", ""),
            text=row["text"],
            published=row.get("published") or row.get("date"),
        )
        for row in rows
    }


def _text(draft: object) -> Text:
    return Text(id=draft.id, title=draft.title, text=draft.text, published=draft.published)  # type: ignore[attr-defined]


def pieces(sentence: str) -> list[str]:
    """Return the words, gaps and signs of a sentence: what references count."""
    return _PIECES.findall(sentence)


def restored(code: str, sentence: str) -> str:
    """Return a paraphrase whose references are filled in with the words of the sentence."""
    words = pieces(sentence)
    return _REFERENCE.sub(lambda found: "".join(words[int(found[1]) : int(found[2])]), code)


def by_hand() -> Iterator[Case]:
    """Yield what was written by hand: of the sample archive, and of real articles where they are there."""
    for file in ("made.txt", "real.txt"):
        yield from _labels(file, texts())


def fresh() -> Iterator[Case]:
    """Yield what was written by hand after the halves had been looked at, where its articles are there."""
    yield from _labels("fresh.txt", fresh_texts())


def _labels(file: str, articles: Mapping[str, Text]) -> Iterator[Case]:
    place = ""
    for line in (DATA / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            place = line[2:]
        elif line.startswith(("+ ", "- ")) and (found := _placed(place, articles)):
            article, sentence, evidence = found
            kind, _, code = line[2:].partition(": ")
            said = restored(code, sentence)
            yield Case(article=article, sentence=said, evidence=evidence, kind=f"by hand: {kind}", true=line[0] == "+")


def _placed(place: str, articles: Mapping[str, Text]) -> tuple[str, str, tuple[Evidence, ...]] | None:
    """Return article, sentence and evidence of `source/id start end hash`."""
    name, start, end, digest = place.rsplit(" ", 3)
    text = articles.get(name)
    if text is None:
        return None
    sentence = text.text[int(start) : int(end)]
    if sha256(sentence.encode()).hexdigest()[:8] != digest:
        raise ValueError(f"{name} has other words at {start}")
    return name, sentence, _evidence(text, int(start), int(end))


def _evidence(text: Text, start: int, end: int) -> tuple[Evidence, ...]:
    """Return a sentence as a quote; every second one goes on to the next sentence, as quotes do."""
    quoted = text.text[start:end]
    if sha256(quoted.encode()).digest()[1] % 2:
        quoted = f"{quoted} {_following(text, end)}".strip()
    return (Evidence(text=quoted, headline=text.title, day=text.published, locator="1"),)


def _following(text: Text, end: int) -> str:
    return next((text.text[a:b] for a, b in _spans(text) if a >= end), "")


@cache
def _spans(text: Text) -> tuple[tuple[int, int], ...]:
    return tuple(sentence_spans(text.text))


def whole_sentences(*, longest: int = 34) -> list[tuple[str, int, int]]:
    """Return the places of sentences that recipes are tried on, in an order that is left to chance and always the same."""
    found = []
    for name, text in texts().items():
        for start, end in _spans(text):
            sentence = text.text[start:end]
            whole = sentence[0].isupper() and sentence.endswith(".") and "\n" not in sentence
            if whole and 8 <= len(sentence.split()) <= longest and sentence.count("“") == sentence.count("”"):
                found.append((name, start, end))
    return sorted(found, key=lambda place: sha256(repr(place).encode()).digest())


def by_recipe(most: int = MOST, skipped: int = 0) -> Iterator[Case]:
    """Yield what the recipes make: of each kind as many of one half as of the other, at most one for a sentence.

    Args:
        most: of one kind, both halves together.
        skipped: how many of each kind come first and are left out: they were looked at before.
    """
    places = whole_sentences()
    names = sorted(
        {
            m[0]
            for n, a, b in places
            for m in re.finditer(r"(?<=[a-z] )[A-Z][a-z]+ [A-Z][a-z]{3,}", texts()[n].text[a:b])
        }
    )
    claims = [
        f"and {s[1]}"
        for n, a, b in places
        if (s := re.search(r", (?:and|but) ([a-z][^,]{15,60})\.$", texts()[n].text[a:b]))
    ]
    for recipes, true in ((PARAPHRASED, True), (FALSIFIED, False)):
        for kind, recipe in recipes.items():
            left = {False: (most + skipped) // 2, True: (most + skipped) // 2}
            for name, start, end in places:
                half = is_held_out(name)
                if not left[half]:
                    continue
                text = texts()[name]
                draw = random.Random(f"{kind} {name} {start}")  # noqa: S311 - always the same
                source = Source(
                    sentence=text.text[start:end], following=_plain(_following(text, end)), names=names, claims=claims, draw=draw
                )  # fmt: skip
                made = [one for one in recipe(source) if one != source.sentence]
                if made:
                    left[half] -= 1
                    if left[half] >= most // 2:
                        continue
                    yield Case(
                        article=name, sentence=draw.choice(made), kind=kind, true=true,
                        evidence=_needed(text, start, end, two=kind.startswith("joined")),
                    )  # fmt: skip


def _plain(sentence: str) -> str:
    return (
        sentence
        if sentence.endswith(".") and '"' not in sentence and "“" not in sentence and "\n" not in sentence
        else ""
    )


def _needed(text: Text, start: int, end: int, *, two: bool) -> tuple[Evidence, ...]:
    if not two:
        return _evidence(text, start, end)
    both = (text.text[start:end], _following(text, end))
    return tuple(
        Evidence(text=one, headline=text.title, day=text.published, locator=str(n)) for n, one in enumerate(both)
    )


def measure(cases: Sequence[Case]) -> Mapping[tuple[bool, bool, str], Share]:
    """Return how many were accepted, by (held out, true, kind)."""
    shares: dict[tuple[bool, bool, str], Share] = defaultdict(Share)
    for case in cases:
        share = shares[case.held_out, case.true, case.kind]
        share.of += 1
        verdict = verify(case.sentence, case.evidence)
        share.accepted += verdict.supported
        if verdict.supported != case.true:
            quoted = " | ".join(one.text for one in case.evidence)
            why = "; ".join(f"{c.name}: {c.why}" for c in verdict.checks if not c.passed)
            share.misses.append(f"{case.sentence}\n        < {quoted}\n        {why}")
    return shares


def main() -> None:
    """Print the table, and without `--held-out` of the development half alone."""
    if "--fresh" in sys.argv:
        cases = list(fresh())
    else:
        made = by_recipe(skipped=int(sys.argv[sys.argv.index("--skip") + 1])) if "--skip" in sys.argv else by_recipe()
        cases = [case for case in (*by_hand(), *made) if "--held-out" in sys.argv or not case.held_out]
    shares = measure(cases)
    print(f"{'':34}{'accepted':>9}{'of':>6}  {'95 %':12}")
    for half in sorted({case.held_out for case in cases}):
        for true in (True, False):
            rows = {kind: share for (h, t, kind), share in shares.items() if (h, t) == (half, true)}
            print(f"{'held out' if half else 'development'}: {'borne out' if true else 'not borne out'}")
            kinds = dict(rows)
            for all_of, prefix in (("all by hand", "by hand"), ("all", "")):
                chosen = [share for kind, share in kinds.items() if kind.startswith(prefix)]
                rows[all_of] = Share(accepted=sum(s.accepted for s in chosen), of=sum(s.of for s in chosen))
            for kind, share in rows.items():
                low, high = share.interval()
                print(f"  {kind:32}{share.share:9.3f}{share.of:6}  {low:.3f} {high:.3f}")
                if "--misses" in sys.argv:
                    for miss in share.misses:
                        print(f"      {miss}")


if __name__ == "__main__":
    main()
