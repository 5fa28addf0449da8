"""How well days and events are told: `python benchmarks/news.py timeline` prints precision, recall and every miss."""

import hashlib
import json
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from corpus.article import Article
from qa.news.extract.dates import DateExpression, dates_in
from qa.news.views.timeline import DEFAULT, Event, TimelineOptions, timeline

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
SEED = ROOT.parent / "shared" / "seeds" / "news-digest-2023-12.txt"
_LABEL = re.compile(r"\[([^\]=]+)=(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d)(?: (\w+))?)?\]")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was found.

    Attributes:
        right: found as labelled.
        found: found in all.
        wanted: labelled in all.
        misses: what differs, a line each.
    """

    right: int
    found: int
    wanted: int
    misses: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is labelled that was found; 1 where nothing is labelled."""
        return self.right / self.wanted if self.wanted else 1.0

    def __str__(self) -> str:
        precision = f"precision {self.precision:.3f} ({self.right}/{self.found})"
        return f"{precision}, recall {self.recall:.3f} ({self.right}/{self.wanted})"


@dataclass(frozen=True, slots=True)
class Measured:
    """All that is measured; `seed` is None where the seed digest is not there."""

    days: Counts
    seed: Counts | None
    pairs: Counts
    dated: Counts


Label = tuple[int, int, date, date, str]
"""Start, end, first day, last day, precision."""


def measure_days() -> Counts:
    """Return how well the expressions of time of the made sentences are read."""
    total = Counts(0, 0, 0)
    for published, text, labels in made_sentences():
        total = _added(total, _compared(text, labels, dates_in(text, published)))
    return total


def made_sentences() -> Iterator[tuple[str | None, str, list[Label]]]:
    """Yield the day of publication, text and labels of each made sentence."""
    for line in (DATA / "days" / "made.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        published, _, marked = line.partition(" | ")
        labels: list[Label] = []
        text, at = "", 0
        for match in _LABEL.finditer(marked):
            text += marked[at : match.start()]
            first = date.fromisoformat(match[2])
            last = date.fromisoformat(match[3]) if match[3] else first
            labels.append((len(text), len(text) + len(match[1]), first, last, match[4] or "day"))
            text += match[1]
            at = match.end()
        yield (None if published == "-" else published), text + marked[at:], labels


def measure_seed() -> Counts | None:
    """Return how well those of three articles of the seed digest are read; None where the digest is not there."""
    if not SEED.is_file():
        return None
    from corpus.readers.ingest import read_files

    texts = {hashlib.sha256(draft.text.encode()).hexdigest(): draft for draft in next(read_files([SEED])).drafts}
    total = Counts(0, 0, 0)
    path = DATA / "days" / "seed.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        labelled = json.loads(line)
        draft = texts[labelled["text_sha256"]]
        labels = []
        for start, end, sha256, first, last, precision in labelled["days"]:
            words = draft.text[start:end]
            if not hashlib.sha256(words.encode()).hexdigest().startswith(sha256):
                raise ValueError(f"{draft.title}: {start}-{end} is not what was labelled")
            labels.append((start, end, date.fromisoformat(first), date.fromisoformat(last), precision))
        total = _added(total, _compared(draft.text, labels, dates_in(draft.text, draft.published)))
    return total


@dataclass(frozen=True, slots=True)
class MadeStory:
    """A story of the labelled set.

    Attributes:
        days: first and last day of each event by its letter.
        told: the event of each marked sentence, by article, start and end.
    """

    name: str
    articles: tuple[Article, ...]
    days: Mapping[str, tuple[date, date]]
    told: Mapping[tuple[str, int, int], str]


def made_stories() -> list[MadeStory]:
    """Return the made stories."""
    text = "\n".join(
        line
        for line in (DATA / "timeline" / "stories.txt").read_text(encoding="utf-8").splitlines()
        if line[:2] != "# "
    )
    return [_made_story(part) for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]]


def _made_story(part: str) -> MadeStory:
    head, *bodies = re.split(r"^@ ", part, flags=re.MULTILINE)
    name, *lines = head.splitlines()
    days = {}
    for line in lines:
        if line.startswith("= "):
            letter, _, span = line[2:].partition(" ")
            first, _, last = span.partition("..")
            days[letter] = date.fromisoformat(first), date.fromisoformat(last or first)
    told: dict[tuple[str, int, int], str] = {}
    articles = []
    for number, body in enumerate(bodies):
        header, *sentences = body.strip().splitlines()
        published, outlet, title = header.split(" | ")
        article_id = f"{name.replace(' ', '')[:8]:x<8}{number:04}"
        text = ""
        for sentence in sentences:
            plain, _, letter = sentence.partition(" {")
            text += "\n\n" if text else ""
            if letter:
                told[article_id, len(text), len(text) + len(plain)] = letter.rstrip("}")
            text += plain
        articles.append(_article(article_id, title, text, outlet, published))
    return MadeStory(name, tuple(articles), days, told)


def _article(article_id: str, title: str, text: str, outlet: str, published: str) -> Article:
    return Article(
        id=article_id,
        version=1,
        title=title,
        text=text,
        outlet=outlet,
        published=published,
        byline=None,
        url=f"https://example.org/{article_id}",
        language="en",
        source="made",
        words=len(text.split()),
    )


def measure_merging(options: TimelineOptions = DEFAULT) -> tuple[Counts, Counts]:
    """Return how well sentences of one event are found to be so, in pairs; and how well marked sentences get their days."""
    pairs, dated = Counts(0, 0, 0), Counts(0, 0, 0)
    for story in made_stories():
        events = timeline(story.articles, options=options).events
        merged = {
            (report.article_id, report.start, report.end): number
            for number, event in enumerate(events)
            for report in event.reports
        }
        wanted = _pairs(story.told)
        found = {pair for pair in _pairs(merged) if all(place in story.told for place in pair)}
        misses = [
            f"{word}: {_told(story, pair)}"
            for word, some in (("apart", wanted - found), ("merged", found - wanted))
            for pair in sorted(map(sorted, some))
        ]
        pairs = _added(pairs, Counts(len(found & wanted), len(found), len(wanted), tuple(misses)))
        dated = _added(dated, _dated(story, merged, events))
    return pairs, dated


def _dated(story: MadeStory, merged: Mapping[tuple[str, int, int], int], events: Sequence[Event]) -> Counts:
    right, misses = 0, []
    for place, number in merged.items():
        letter = story.told.get(place)
        event = events[number]
        if letter and story.days[letter] == (event.first, event.last):
            right += 1
        else:
            misses.append(f"as {event.first}..{event.last}: {_told(story, [place])}")
    misses += [f"absent: {_told(story, [place])}" for place in story.told if place not in merged]
    return Counts(right, len(merged), len(story.told), tuple(misses))


def _pairs(labelled: Mapping[tuple[str, int, int], Hashable]) -> set[frozenset[tuple[str, int, int]]]:
    return {
        frozenset(pair)
        for pair in combinations(labelled, 2)
        if labelled[pair[0]] == labelled[pair[1]] and pair[0][0] != pair[1][0]
    }


def _told(story: MadeStory, places: Iterable[tuple[str, int, int]]) -> str:
    texts = {article.id: article.text for article in story.articles}
    return f"{story.name}: " + " || ".join(texts[article_id][start:end] for article_id, start, end in places)


def _compared(text: str, labels: Sequence[Label], found: Sequence[DateExpression]) -> Counts:
    open_labels = list(labels)
    right = 0
    misses = []
    for day in found:
        label = next((one for one in open_labels if _same(day, one)), None)
        if label:
            right += 1
            open_labels.remove(label)
        else:
            misses.append(f"wrong  {day.text!r} as {day.first}..{day.last} {day.precision}: {_about(text, day.start)}")
    misses += [
        f"absent {text[a:b]!r} {first}..{last} {how}: {_about(text, a)}" for a, b, first, last, how in open_labels
    ]
    return Counts(right, len(found), len(labels), tuple(misses))


def _same(day: DateExpression, label: Label) -> bool:
    start, end, first, last, precision = label
    return day.start < end and start < day.end and (day.first, day.last, day.precision) == (first, last, precision)


def _about(text: str, start: int) -> str:
    return " ".join(text[max(0, start - 60) : start + 60].split())


def _added(one: Counts, other: Counts) -> Counts:
    return Counts(
        one.right + other.right, one.found + other.found, one.wanted + other.wanted, (*one.misses, *other.misses)
    )


def measure() -> Measured:
    """Return all of it."""
    pairs, dated = measure_merging()
    return Measured(days=measure_days(), seed=measure_seed(), pairs=pairs, dated=dated)


def main() -> None:
    """Print it all."""
    measured = measure()
    for name, counts in (
        ("days, made sentences", measured.days),
        ("days, three seed articles", measured.seed),
        ("sentences of made stories with the days of their event", measured.dated),
        ("pairs of sentences of one event", measured.pairs),
    ):
        print(f"{name}: {counts or 'the seed digest is not there'}")
        for miss in counts.misses if counts else ():
            print(f"    {miss}")


if __name__ == "__main__":
    main()
