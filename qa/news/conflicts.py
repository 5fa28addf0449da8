"""What the articles of a story say differently, found when the story changes and stored as JSON."""

import json
from collections.abc import Iterable, Iterator

from corpus.article import Article
from corpus.text.sentences import sentence_spans
from qa.news.extract.conflicts import Conflict, Statement, find_conflicts
from qa.news.extract.corrections import correction_note

READ_AT_MOST = 12
"""Sentences of an article that are looked at: what its event is comes first, and what it is compared with after that."""


def story_conflicts(articles: Iterable[Article]) -> list[str]:
    """Return what articles of one story say differently, each conflict as JSON that `views.stories` reads."""
    statements = [statement for article in articles for statement in _statements(article)]
    return [_to_json(difference) for difference in find_conflicts(statements)]


def _statements(article: Article) -> Iterator[Statement]:
    """Yield the sentences of an article, but not those that say what an earlier article had wrong."""
    note = correction_note(article.title, article.text)
    if note and note.whole:
        return
    for start, end in sentence_spans(article.text)[:READ_AT_MOST]:
        if note and note.sure and start < note.end and note.start < end:
            continue
        yield Statement(
            article=article.id,
            start=start,
            end=end,
            text=article.text[start:end],
            published=article.published,
            outlet=article.outlet,
        )


def _to_json(difference: Conflict) -> str:
    values = [
        [
            (side.statement.article, side.start, side.end, side.statement.start, side.statement.end, side.said)
            for side in sides
        ]
        for sides in difference.values
    ]
    return json.dumps({"about": difference.about, "kind": difference.kind, "values": values}, ensure_ascii=False)
