"""The real articles that there are: those of ../shared/eval where it is beside this checkout, else of the sample."""

import json
from pathlib import Path

from corpus.readers.ingest import read_files

ROOT = Path(__file__).resolve().parents[1]
LEAST_WORDS = 40  # of a paragraph that texts are made around


def real_articles(*, news_only: bool = False) -> list[str]:
    """Return the texts of real articles, each once, in an order that is always the same.

    Args:
        news_only: leave out sets of other texts that questions are asked about, such as an encyclopedia's.
    """
    folder = ROOT.parent / "shared" / "eval"
    patterns = (
        ["news*/articles.jsonl", "news/*/articles.jsonl"]
        if news_only
        else ["*/articles.jsonl", "news/*/articles.jsonl"]
    )
    paths = [path for pattern in patterns for path in sorted(folder.glob(pattern))]
    found = [json.loads(line)["text"] for path in paths for line in path.read_text("utf-8").splitlines()]
    if not found:
        (read,) = read_files([ROOT / "corpus" / "sample" / "cuttings-sample.txt"])
        found = [draft.text for draft in read.drafts]
    return list(dict.fromkeys(found))


def paragraphs(least: int = LEAST_WORDS) -> list[str]:
    """Return the paragraphs of real articles that have so many words at least."""
    return [part for text in real_articles() for part in text.split("\n\n") if len(part.split()) >= least]
