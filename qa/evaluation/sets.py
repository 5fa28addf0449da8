"""Reading question sets: our own layout, and BEIR's (Thakur et al. 2021).

Ours: `questions.jsonl` with `{"id", "question", "history", "answers": [{"article", "start", "end", "text"}]}` and, where known,
`"asked"`; an answer that is a headline, a byline, an outlet or a day has `"field"` as well. Unless the articles come from
elsewhere, `articles.jsonl` with `{"id", "title", "text"}` and, where known, `"date"` and `"outlet"`. BEIR: `corpus.jsonl`,
`queries.jsonl`, `qrels/*.tsv`.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.article import ArticleDraft
from corpus.errors import ReadError
from corpus.readers.detect import read_file
from qa.answering.answer import CitedField, Turn, cited_field
from qa.evaluation.rows import json_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A right answer.

    Attributes:
        article: id in the archive; None for "any article that has `text`".
        start, end: code points into that article's text; None with `article`, and where any part of the article is right.
        text: what a passage must contain where there is no span; empty for any part of the article.
        field: of the article, that has `text`; a passage is right where it is from an article of which this is so.
    """

    article: str | None
    start: int | None
    end: int | None
    text: str
    field: CitedField = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQuestion:
    """A question with its right answers; none means that the articles do not answer it.

    Attributes:
        asked: the day on which it was asked; None for today.
    """

    id: str
    question: str
    history: tuple[Turn, ...]
    golds: tuple[Gold, ...]
    asked: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """Articles and questions about them.

    Attributes:
        by_passage: whether a passage counts by what it contains (then a long one is a miss), or by its article.
    """

    name: str
    drafts: tuple[ArticleDraft, ...]
    questions: tuple[SetQuestion, ...]
    by_passage: bool


def read_set(folder: Path, articles: tuple[Path, ...] = ()) -> QuestionSet:
    """Read a question set; with `articles`, its articles are those of these files.

    Raises:
        ReadError: a file of the layout is missing or is not what the layout says.
    """
    if (folder / "queries.jsonl").exists():
        return _read_beir(folder)
    if articles:
        drafts = [draft for path in articles for draft in read_file(path)]
        ids: dict[str, str] = {}
    else:
        drafts, ids = _read_articles(folder / "articles.jsonl", "id")
    questions = [_question(row, ids) for row in json_rows(folder / "questions.jsonl")]
    by_passage = any(gold.text for question in questions for gold in question.golds)
    return QuestionSet(name=folder.name, drafts=tuple(drafts), questions=tuple(questions), by_passage=by_passage)


def _question(row: dict[str, Any], ids: dict[str, str]) -> SetQuestion:
    golds = []
    for answer in row["answers"]:
        whole = not answer["text"] or "field" in answer
        golds.append(
            Gold(
                article=None if answer["article"] is None else ids[str(answer["article"])],
                start=None if whole else answer["start"],
                end=None if whole else answer["end"],
                text=answer["text"],
                field=cited_field(answer.get("field")),
            )
        )
    history = tuple(Turn(role=turn["role"], content=turn["content"]) for turn in row.get("history", ()))
    asked = date.fromisoformat(row["asked"]) if row.get("asked") else None
    return SetQuestion(id=str(row["id"]), question=row["question"], history=history, golds=tuple(golds), asked=asked)


def _read_articles(path: Path, key: str) -> tuple[list[ArticleDraft], dict[str, str]]:
    """Return drafts and, by the set's id, the archive's id."""
    drafts: dict[str, ArticleDraft] = {}
    ids = {}
    for row in json_rows(path):
        # an address of its own keeps two articles of one text apart
        draft = ArticleDraft(
            title=row.get("title") or "",
            text=row["text"],
            outlet=row.get("outlet") or None,
            published=row.get("date") or None,
            source=str(path),
            url=f"https://example.org/{row[key]}",
        )
        drafts[draft.id] = draft
        ids[str(row[key])] = draft.id
    return list(drafts.values()), ids


def _read_beir(folder: Path) -> QuestionSet:
    drafts, ids = _read_articles(folder / "corpus.jsonl", "_id")
    right: dict[str, list[str]] = defaultdict(list)
    tables = sorted((folder / "qrels").glob("*.tsv"))
    if not tables:
        raise ReadError(str(folder / "qrels"), "no .tsv file here; a BEIR set has its judgements there")
    for path in tables:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if int(row["score"]) > 0 and row["corpus-id"] in ids:
                    right[row["query-id"]].append(ids[row["corpus-id"]])
    questions = [
        SetQuestion(
            id=str(row["_id"]),
            question=row["text"],
            history=(),
            golds=tuple(Gold(article=key, start=None, end=None, text="") for key in right[str(row["_id"])]),
        )
        for row in json_rows(folder / "queries.jsonl")
        if str(row["_id"]) in right  # BEIR does not judge the others
    ]
    return QuestionSet(name=folder.name, drafts=tuple(drafts), questions=tuple(questions), by_passage=False)
