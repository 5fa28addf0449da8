"""How many quotations are found, and how many have the right speaker.

Run `python benchmarks/news.py quotations [seed|made|held|fresh|last]`: for each set precision and recall of spans (the exact
words) and of spans with speakers, and every miss.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.readers.digest import split_digest
from corpus.text.encoding import decode
from qa.news.extract.quotations import QuotedSpan, quotations_in, speaker_key, speaks_as

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "quotations"
DIGEST = ROOT.parent / "shared" / "seeds" / "news-digest-2023-12.txt"

SETS = ("made", "held", "fresh", "last")
_MARKUP = re.compile(r"\{([^|{}]*)\|([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A quotation as a reader marked it: `speakers` are equal names, none when the article leaves it open."""

    start: int
    end: int
    speakers: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An article with all of its quotations."""

    name: str
    text: str
    labels: tuple[Label, ...]


@dataclass(slots=True, kw_only=True)
class Score:
    """Counts over one set: `right` spans, those of them with the right speaker, all found, all labelled."""

    labelled: int = 0
    found: int = 0
    spans: int = 0
    attributed: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def span_precision(self) -> float:
        """The share of the quotations found whose words are exactly a labelled quotation."""
        return self.spans / max(self.found, 1)

    @property
    def span_recall(self) -> float:
        """The share of the labelled quotations that were found exactly."""
        return self.spans / max(self.labelled, 1)

    @property
    def precision(self) -> float:
        """The share of the quotations found that are right in words and speaker."""
        return self.attributed / max(self.found, 1)

    @property
    def recall(self) -> float:
        """The share of the labelled quotations found with words and speaker right."""
        return self.attributed / max(self.labelled, 1)


def made(name: str) -> list[Labelled]:
    """Return the invented articles of the set `name`, one of `SETS`."""
    articles = []
    for part in (DATA / f"{name}.txt").read_text(encoding="utf-8").split("=== ")[1:]:
        title, marked = part.split("\n", 1)
        text, labels, position = "", [], 0
        for match in _MARKUP.finditer(marked):
            text += marked[position : match.start()]
            speakers = tuple(name.strip() for name in match[1].split(" / ") if name.strip() != "?")
            labels.append(Label(start=len(text), end=len(text) + len(match[2]), speakers=speakers))
            text += match[2]
            position = match.end()
        articles.append(Labelled(name=title.strip(), text=text + marked[position:], labels=tuple(labels)))
    return articles


def seed() -> list[Labelled]:
    """Return the ten real articles with their labels.

    Raises:
        FileNotFoundError: The digest is not beside the repository.
        ValueError: A label is not about the text that is there.
    """
    drafts = split_digest(decode(DIGEST.read_bytes()))
    articles = []
    for row in json.loads((DATA / "seed.json").read_text(encoding="utf-8")):
        text = drafts[row["article"]].text
        labels = []
        for label in row["quotations"]:
            words = text[label["start"] : label["end"]]
            if not hashlib.sha256(words.encode()).hexdigest().startswith(label["sha256"]):
                raise ValueError(f"article {row['article']}: other words at {label['start']}")
            speakers = tuple(label["speakers"] or ())
            optional = label.get("optional", False)
            labels.append(Label(start=label["start"], end=label["end"], speakers=speakers, optional=optional))
        articles.append(Labelled(name=f"seed {row['article']}", text=text, labels=tuple(labels)))
    return articles


def measure(articles: list[Labelled]) -> Score:
    """Compare what is found in `articles` with their labels."""
    score = Score()
    for article in articles:
        labels = {(label.start, label.end): label for label in article.labels}
        score.labelled += sum(not label.optional for label in article.labels)
        found = quotations_in(article.text)
        score.misses.extend(_judge(article, found, labels, score))
    return score


def _judge(
    article: Labelled, found: list[QuotedSpan], labels: dict[tuple[int, int], Label], score: Score
) -> Iterator[str]:
    seen = set()
    for quotation in found:
        span = (quotation.start, quotation.end)
        label = labels.get(span)
        seen.add(span)
        if label is not None and label.optional:
            continue
        score.found += 1
        words = " ".join(article.text[quotation.start : quotation.end].split())[:50]
        if label is None:
            yield f"{article.name}: not a quotation: {words!r} by {quotation.speaker}"
            continue
        score.spans += 1
        if _right(quotation.speaker, label):
            score.attributed += 1
        else:
            yield f"{article.name}: {words!r} by {quotation.speaker}, should be {' / '.join(label.speakers) or 'open'}"
    for span, label in labels.items():
        if span not in seen and not label.optional:
            yield f"{article.name}: missing: {article.text[span[0] : span[1]][:50]!r} by {' / '.join(label.speakers)}"


def _right(speaker: str | None, label: Label) -> bool:
    """A labelled name in full; for a person known by two words or more the last name alone is not enough."""
    if speaker is None or not label.speakers:
        return speaker is None and not label.speakers
    return any(
        speaker_key(name) == speaker_key(speaker) or (speaks_as(speaker, name) and len(speaker) >= len(name))
        for name in label.speakers
    )


def main(names: list[str]) -> None:
    """Print the figures of the sets called `names`."""
    for name in names or ["seed", *SETS]:
        if name == "seed" and not DIGEST.is_file():
            print("seed: skipped, no digest beside the repository")
            continue
        score = measure(seed() if name == "seed" else made(name))
        for miss in score.misses:
            print("  " + miss)
        print(
            f"{name}: {score.labelled} labelled, {score.found} found; spans precision {score.span_precision:.3f} "
            f"({score.spans}/{score.found}) recall {score.span_recall:.3f} ({score.spans}/{score.labelled}); with speaker "
            f"precision {score.precision:.3f} recall {score.recall:.3f} ({score.attributed})"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
