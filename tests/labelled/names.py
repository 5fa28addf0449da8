"""How well the names of articles are found: precision and recall of their places in the text, and how often the kind is right.

python benchmarks/news.py names

Reads the made articles of `tests/data/names/made.txt` (a rule each) and `held.txt` (whole stories, labelled before they were
first run), and the real ones of `../shared` where that folder is: of those only offsets, hashes and kinds are labelled, in
`tests/data/names/digest.json`.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import text_hash
from corpus.readers.digest import split_digest
from corpus.text.encoding import decode
from qa.news.extract.names import names_in

ROOT = Path(__file__).resolve().parents[2]
LABELS = ROOT / "tests" / "data" / "names"
DIGEST = ROOT.parent / "shared" / "seeds" / "news-digest-2023-12.txt"
_MARK = re.compile(r"\[\[([^\]|]+)\|([a-z]+)(?:\|([^\]|]+))?\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A name as labelled: where it is, its kind, and its full form (None where that is not labelled)."""

    start: int
    end: int
    kind: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A labelled text."""

    about: str
    title: str
    text: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured.

    Attributes:
        labelled: number of names in the labels.
        found: number of names found.
        right: number found at exactly a labelled place.
        kinds: number of those with the right kind.
        named: number of labelled full forms among those, and of those that are right.
        misses: a line for each fault.
    """

    labelled: int
    found: int
    right: int
    kinds: int
    named: tuple[int, int]
    misses: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Share of the names found that are labelled."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Share of the labelled names that are found."""
        return self.right / max(1, self.labelled)

    @property
    def kind_accuracy(self) -> float:
        """Share of the names rightly found that have the right kind."""
        return self.kinds / max(1, self.right)

    @property
    def name_accuracy(self) -> float:
        """Share of the names rightly found, with a labelled full form, that were given it."""
        return self.named[1] / self.named[0] if self.named[0] else 1.0


def made_cases(path: Path = LABELS / "made.txt") -> list[Case]:
    """Read the made articles: `# what it is about`, perhaps `= headline`, then text with `[[name|kind|full form]]`."""
    cases = []
    for block in re.split(r"(?m)^# ", path.read_text(encoding="utf-8"))[1:]:
        about, _, rest = block.partition("\n")
        title = ""
        if rest.startswith("= "):
            title, _, rest = rest[2:].partition("\n")
        cases.append(_case(about, title, rest.strip()))
    return cases


def _case(about: str, title: str, marked: str) -> Case:
    text, labels, position = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[position : mark.start()]
        name = mark[3] or " ".join(mark[1].split())
        labels.append(
            Label(
                start=len(text),
                end=len(text) + len(mark[1]),
                kind=mark[2],
                name=name if mark[3] or mark[2] == "person" else None,
            )
        )
        text += mark[1]
        position = mark.end()
    return Case(about=about, title=title, text=text + marked[position:], labels=tuple(labels))


def digest_cases() -> list[Case]:
    """Return the labelled articles of the real digest; none where it is not there, an error where a label is not of its text."""
    if not DIGEST.is_file():
        return []
    drafts = split_digest(decode(DIGEST.read_bytes()))
    cases = []
    for article in json.loads((LABELS / "digest.json").read_text(encoding="utf-8")):
        draft = next(d for d in drafts if text_hash(d.text) == article["text"])
        for start, end, digest, _ in article["names"]:
            if text_hash(draft.text[start:end])[:16] != digest:
                raise ValueError(f"label {start}-{end} is not of this text")
        labels = tuple(Label(start=start, end=end, kind=kind) for start, end, _, kind in article["names"])
        cases.append(Case(about=f"digest {article['number']}", title=draft.title, text=draft.text, labels=labels))
    return cases


def measure(cases: Sequence[Case]) -> Figures:
    """Find the names of each text and compare them with its labels."""
    labelled = found = right = kinds = asked = named = 0
    misses: list[str] = []
    for case in cases:
        wanted = {(label.start, label.end): label for label in case.labels}
        mentions = names_in(case.text, case.title)
        labelled += len(wanted)
        found += len(mentions)
        misses.extend(_missed(case, wanted, {(m.start, m.end) for m in mentions}))
        for m in mentions:
            label = wanted.get((m.start, m.end))
            if label is None:
                misses.append(f"{case.about}: false {m.text!r} ({m.kind})")
                continue
            right += 1
            kinds += m.kind == label.kind
            if m.kind != label.kind:
                misses.append(f"{case.about}: {m.text!r} is {label.kind}, not {m.kind}")
            if label.name is not None:
                asked += 1
                named += m.name == label.name
                if m.name != label.name:
                    misses.append(f"{case.about}: {m.text!r} is {label.name!r}, not {m.name!r}")
    return Figures(labelled=labelled, found=found, right=right, kinds=kinds, named=(asked, named), misses=tuple(misses))


def _missed(case: Case, wanted: dict[tuple[int, int], Label], found: set[tuple[int, int]]) -> Iterator[str]:
    for (start, end), label in wanted.items():
        if (start, end) not in found:
            yield f"{case.about}: missed {case.text[start:end]!r} ({label.kind})"


def main() -> None:
    """Measure and print."""
    for name, cases in (("made", made_cases()), ("held", made_cases(LABELS / "held.txt")), ("digest", digest_cases())):
        if not cases:
            print(f"{name}: none")
            continue
        figures = measure(cases)
        print(*figures.misses, sep="\n")
        print(
            f"{name}: {len(cases)} texts; precision {figures.right}/{figures.found} = {figures.precision:.3f}, recall "
            f"{figures.right}/{figures.labelled} = {figures.recall:.3f}, kind {figures.kinds}/{figures.right} = "
            f"{figures.kind_accuracy:.3f}, full form {figures.named[1]}/{figures.named[0]} = {figures.name_accuracy:.3f}"
        )


if __name__ == "__main__":
    main()
