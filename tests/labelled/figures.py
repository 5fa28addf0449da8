"""Measure how well figures are read, and how well differences between articles are found, on labelled texts.

    python benchmarks/news.py figures [--all]

Prints precision and recall with counts, and every miss; without `--all` those of the untouched stories are not shown.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import inf, isclose
from pathlib import Path

from corpus.article import ArticleDraft, text_hash
from corpus.readers.digest import split_digest
from corpus.text.encoding import decode
from corpus.text.sentences import sentence_spans
from qa.news.extract.conflicts import Conflict, Statement, find_conflicts
from qa.news.extract.quantities import Quantity, quantities_in

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "figures"
DIGEST = ROOT.parent / "shared" / "seeds" / "news-digest-2023-12.txt"
SAMPLE = ROOT / "corpus" / "sample" / "cuttings-sample.txt"
_NO_VALUE = frozenset("date time ordinal score identifier fraction other".split())


@dataclass(slots=True)
class Score:
    """What was right, what was wrong and what was missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was given that was right; 1 where nothing was given."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what was to be found that was."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def __str__(self) -> str:
        counts = f"{self.right} right, {self.wrong} wrong, {self.missed} missed"
        return f"precision {self.precision:.3f}  recall {self.recall:.3f}  ({counts})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All that is measured: reading figures, each of their properties, and differences on each set."""

    found: Score
    value: Score
    kind: Score
    unit: Score
    counted: Score
    worked_on: Score
    held_out: Score
    fresh: Score
    untouched: Score
    sample: Score
    digest: Score | None
    altered: Score | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A number of a sentence as a person read it."""

    printed: str
    low: float
    high: float
    kind: str
    unit: str | None
    counted: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A made story: its sentences, and which differ."""

    name: str
    statements: tuple[Statement, ...]
    expected: tuple[tuple[str, ...], ...]


def labelled_sentences() -> Iterator[tuple[str, list[Label]]]:
    """Yield each sentence of sentences.txt with its labels."""
    sentence, labels = "", list[Label]()
    for line in (DATA / "sentences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            labels.append(_label(line))
        elif line.strip() and not line.startswith("#"):
            if sentence:
                yield sentence, labels
            sentence, labels = line.strip(), []
    yield sentence, labels


def _label(line: str) -> Label:
    printed, value, kind, unit, counted = (cell.strip() for cell in line.split("|"))
    low, _, high = value.partition("..")
    numbers = (0.0, 0.0) if value == "-" else (float(low), float(high or low))
    return Label(
        printed=printed,
        low=numbers[0],
        high=numbers[1],
        kind=kind,
        unit=None if unit == "-" else unit,
        counted=None if counted == "-" else counted,
    )


def stories(file: str) -> list[Story]:
    """Return the stories of a file."""
    found = []
    for block in (DATA / file).read_text(encoding="utf-8").split("\n## ")[1:]:
        name, *lines = block.strip().splitlines()
        told = [line for line in lines if line.strip() and not line.startswith("=")]
        expected = [line[1:].strip() for line in lines if line.startswith("=")]
        found.append(
            Story(
                name=name,
                statements=tuple(_statement(line) for line in told),
                expected=tuple(tuple(e.split(" / ")) for e in expected if e != "nothing"),
            )
        )
    return found


def _statement(line: str) -> Statement:
    head, _, text = line.partition(": ")
    article, _, day = head.partition(" ")
    return Statement(article=article, start=0, end=len(text), text=text, published=day)


def measure() -> Measured:
    """Return all figures of merit."""
    found, value, kind, unit, counted = (Score() for _ in range(5))
    for sentence, labels in labelled_sentences():
        _read(sentence, labels, (found, value, kind, unit, counted))
    worked_on, held_out = Score(), Score()
    for number, story in enumerate(stories("stories.txt")):
        _compare(story, held_out if number % 3 == 2 else worked_on)
    fresh, untouched = Score(), Score()
    for file, score in (("fresh.txt", fresh), ("untouched.txt", untouched)):
        for story in stories(file):
            _compare(story, score)
    return Measured(
        found=found,
        value=value,
        kind=kind,
        unit=unit,
        counted=counted,
        worked_on=worked_on,
        held_out=held_out,
        fresh=fresh,
        untouched=untouched,
        sample=_archive(SAMPLE, "sample.json"),
        digest=_archive(DIGEST, "digest.json") if DIGEST.is_file() else None,
        altered=_altered() if DIGEST.is_file() else None,
    )


def _read(sentence: str, labels: Sequence[Label], scores: tuple[Score, ...]) -> None:
    found, value, kind, unit, counted = scores
    figures = list(quantities_in(sentence))
    position = 0
    for label in labels:
        start = sentence.index(label.printed, position)
        position = start + len(label.printed)
        figure = next((f for f in figures if f.start <= start < f.end or start <= f.start < position), None)
        if figure is None:
            found.missed += 1
            found.notes.append(f"not found: {label.printed!r} in {sentence!r}")
            continue
        figures.remove(figure)
        found.right += 1
        _tell(value, label.kind in _NO_VALUE or _equal(figure, label), label, figure, sentence)
        _tell(kind, figure.kind == label.kind, label, figure, sentence)
        _tell(unit, figure.unit == label.unit, label, figure, sentence)
        if label.kind not in _NO_VALUE:
            _tell(counted, figure.counted == label.counted, label, figure, sentence)
    found.wrong += len(figures)
    found.notes.extend(f"no number: {f.text!r} in {sentence!r}" for f in figures)


def _equal(figure: Quantity, label: Label) -> bool:
    if label.kind == "age" and label.low == label.high == 0:
        return True
    return all(
        a == b if inf in (a, b) else isclose(a, b, rel_tol=2e-3, abs_tol=1e-6)
        for a, b in ((figure.low, label.low), (figure.high, label.high))
    )


def _tell(score: Score, right: bool, label: Label, figure: Quantity, sentence: str) -> None:
    if right:
        score.right += 1
        return
    score.wrong += 1
    score.missed += 1
    read = (figure.text, figure.low, figure.high, figure.kind, figure.unit, figure.counted)
    score.notes.append(f"{label} read as {read} in {sentence!r}")


def _compare(story: Story, score: Score) -> None:
    open_ones = [set(e) for e in story.expected]
    for difference in find_conflicts(story.statements):
        said = [{side.said for side in value} for value in difference.values]
        match = next((e for e in open_ones if _told(e, said)), None)
        if match is not None:
            open_ones.remove(match)
            score.right += 1
        else:
            score.wrong += 1
            score.notes.append(f"{story.name}: no difference: {said} ({difference.about})")
    score.missed += len(open_ones)
    score.notes.extend(f"{story.name}: missed {sorted(e)}" for e in open_ones)


def _told(expected: set[str], said: Sequence[set[str]]) -> bool:
    """Whether each value that is to be found is another value of the difference."""
    places = [next((i for i, value in enumerate(said) if any(e in s for s in value)), None) for e in expected]
    return None not in places and len(set(places)) == len(expected)


def statements_of(articles: Sequence[ArticleDraft]) -> list[Statement]:
    """Return the sentences of articles as statements."""
    return [
        Statement(article=article.id, start=start, end=end, text=article.text[start:end], published=article.published)
        for article in articles
        for start, end in sentence_spans(article.text)
    ]


def archive_differences(path: Path) -> tuple[list[ArticleDraft], list[Conflict]]:
    """Return the articles of a digest and what they tell differently."""
    articles = split_digest(decode(path.read_bytes()))
    return articles, find_conflicts(statements_of(articles))


def _archive(path: Path, labels: str) -> Score:
    """Judge the differences found in a real file against places that a person found to differ.

    A label is a list of values, each a list of places `[article id, start, end, SHA-256 of the words]`.
    """
    truth = json.loads((DATA / labels).read_text(encoding="utf-8"))
    score = Score()
    open_ones = [[{tuple(place) for place in value} for value in one] for one in truth]
    for difference in archive_differences(path)[1]:
        values = [{(s.statement.article, s.start, s.end, text_hash(s.said)) for s in v} for v in difference.values]
        match = next((one for one in open_ones if sum(any(v & w for w in one) for v in values) >= 2), None)
        if match is not None and all(any(v <= w for w in match) for v in values):
            open_ones.remove(match)
            score.right += 1
        else:
            score.wrong += 1
            score.notes.append(f"no difference: {[sorted(s.said for s in v) for v in difference.values]}")
    score.missed += len(open_ones)
    score.notes.extend(f"missed a difference of {len(one)} values at {sorted(one[0])[0][:3]}" for one in open_ones)
    return score


def _altered() -> Score:
    """Alter one figure of the real digest at a time: it must be found, with what the others say, and nothing else."""
    articles = split_digest(decode(DIGEST.read_bytes()))
    score = Score()
    for article_id, start, end, digest, new in json.loads((DATA / "altered.json").read_text(encoding="utf-8")):
        changed = []
        for article in articles:
            text = article.text
            if article.id == article_id:
                if text_hash(text[start:end]) != digest:
                    raise ValueError(f"{article_id} has other words at {start}")
                text = f"{text[:start]}{new}{text[end:]}"
            changed.append((article.id, replace(article, text=text)))
        statements = [
            Statement(article=name, start=low, end=high, text=article.text[low:high], published=article.published)
            for name, article in changed
            for low, high in sentence_spans(article.text)
        ]
        hits = [
            any(s.statement.article == article_id and s.start <= start < s.end for s in d.sides)
            for d in find_conflicts(statements)
        ]
        score.right += any(hits)
        score.missed += not any(hits)
        score.wrong += hits.count(False)
        if not any(hits):
            score.notes.append(f"missed {new} at {article_id}:{start}")
    return score


def main() -> None:
    """Print what was measured."""
    measured = measure()
    for name in Measured.__slots__:
        score = getattr(measured, name)
        print(f"{name:10} {score if score is not None else 'skipped: no digest beside the repository'}")
        if score is not None and (name != "untouched" or "--all" in sys.argv):
            for note in score.notes:
                print(f"           {note}")


if __name__ == "__main__":
    main()
