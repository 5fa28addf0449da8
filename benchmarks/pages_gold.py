"""How well the text of real web pages is extracted, beside other extractors, on a folder of pages with their articles.

    python benchmarks/pages_gold.py                            ../shared/eval/pages: Cuttings, and what else is installed
    python benchmarks/pages_gold.py FOLDER --half reading      only every other page; `checking` is the other half
    python benchmarks/pages_gold.py --show KEY                 what is missing from a page and what is too much

The folder has `html/KEY.html.gz` and `ground-truth.json`, `{KEY: {"articleBody", "url"}}`, as scrapinghub's
article-extraction-benchmark. So is the measure: runs of four words, with how often each occurs; precision is the mean over the
pages with anything found, recall over those with anything to find, F1 that of both. Intervals are 95% of bootstraps over pages.
"""

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[2] / "shared/eval/pages"
HALVES = ("reading", "checking")
RUN = 4
RESAMPLES = 2_000
WORST = 10
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the gold: its bytes, and the text of the article on it."""

    key: str
    url: str
    data: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """What was found on a page: shares of the runs of words that were found rightly, wrongly, or not at all."""

    right: float
    wrong: float
    missed: float

    @property
    def f1(self) -> float:
        """The page's own F1."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed or 1.0)


def cuttings(page: Page) -> str:
    """Read the page as `cuttings add` does."""
    from corpus.readers.web.html import read_page

    try:
        return "\n".join(draft.text for draft in read_page(page.data, page.key, address=page.url or None) if draft.text)
    except ValueError:  # said to be no article
        return ""


def trafilatura(page: Page) -> str:
    """Read the page with trafilatura as it is, without comments."""
    from trafilatura import extract

    return extract(page.data, include_comments=False) or ""


def readability(page: Page) -> str:
    """Read the page with readability-lxml."""
    from lxml.html import fromstring
    from readability import Document

    return str(fromstring(Document(page.data.decode("utf-8", "replace")).summary()).text_content())


EXTRACTORS: dict[str, tuple[str, Callable[[Page], str]]] = {
    "cuttings": ("corpus", cuttings),
    "trafilatura": ("trafilatura", trafilatura),
    "readability-lxml": ("readability", readability),
}


def pages_of(folder: Path, half: str | None = None) -> list[Page]:
    """Return the pages of a folder by key; of one half every other one."""
    gold = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    keys = sorted(gold)[HALVES.index(half) :: 2] if half else sorted(gold)
    return [
        Page(
            key,
            gold[key].get("url") or "",
            gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()),
            gold[key]["articleBody"],
        )
        for key in keys
    ]


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words of a text, with how often each occurs."""
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))) if words else Counter()


def score(found: str, wanted: str) -> Score:
    """Compare the text that was found on a page with the article's."""
    got, gold = runs(found), runs(wanted)
    right, wrong, missed = (part.total() for part in (got & gold, got - gold, gold - got))
    total = right + wrong + missed or 1
    return Score(right / total, wrong / total, missed / total)


def means(scores: np.ndarray) -> np.ndarray:
    """Return precision, recall and F1 of bootstraps; `scores` has the shape (bootstraps, pages, 3)."""
    right, wrong, missed = scores[..., 0], scores[..., 1], scores[..., 2]
    found, wanted = right + wrong, right + missed
    with np.errstate(invalid="ignore"):
        precision = np.nanmean(np.where(found > 0, right / found, np.nan), axis=-1)
        recall = np.nanmean(np.where(wanted > 0, right / wanted, np.nan), axis=-1)
    return np.stack([precision, recall, 2 * precision * recall / (precision + recall)], axis=-1)


def row_of(name: str, scores: Sequence[Score]) -> str:
    """Return a row of the table: precision, recall, F1 and the interval of F1."""
    array = np.array([(one.right, one.wrong, one.missed) for one in scores])
    chosen = np.random.default_rng(1).integers(0, len(array), (RESAMPLES, len(array)))
    low, high = np.nanpercentile(means(array[chosen])[:, 2], [2.5, 97.5])
    precision, recall, f1 = means(array[None])[0]
    return f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {low:.3f} to {high:.3f} |"


def show(page: Page) -> None:
    """Print which lines of a page's article are missing, and which lines were found that are not in it."""
    found = cuttings(page)
    for sign, text, other in (("-", page.text, runs(found)), ("+", found, runs(page.text))):
        for line in filter(str.strip, text.split("\n")):
            own = runs(line)
            if 2 * (own & other).total() <= own.total():
                print(sign, line)


def main() -> None:
    """Score the extractors that are installed and print a table, and the worst pages of Cuttings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--only", help="extractors, separated by commas")
    parser.add_argument("--show", metavar="KEY", help="the beginning of a page's key")
    options = parser.parse_args()
    pages = pages_of(options.folder, options.half)
    if options.show:
        for page in pages:
            if page.key.startswith(options.show):
                show(page)
        return
    wanted = options.only.split(",") if options.only else list(EXTRACTORS)
    print(f"{len(pages)} pages")
    print("| extractor | precision | recall | F1 | 95% interval |\n|---|---|---|---|---|")
    for name in wanted:
        package, extract = EXTRACTORS[name]
        if find_spec(package) is None:
            print(f"| {name} | not installed |")
            continue
        scores = [score(extract(page), page.text) for page in pages]
        print(row_of(name, scores), flush=True)
        if name == "cuttings":
            ours = scores
    if "cuttings" in wanted:
        print(f"\nThe {WORST} worst pages of Cuttings (F1, wrong, missed):")
        for one, page in sorted(zip(ours, pages, strict=True), key=lambda pair: pair[0].f1)[:WORST]:
            print(f"{one.f1:.3f} {one.wrong:.3f} {one.missed:.3f} {page.key[:12]} {page.url[:100]}")


if __name__ == "__main__":
    main()
