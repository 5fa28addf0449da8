"""What stands beside an answer: the story that it is from, how often that was reported, what differs, what was corrected."""

import json
import re
import sqlite3
from collections.abc import Sequence

from corpus.catalogue.snapshot import Snapshot
from qa.answering.answer import Answer
from qa.news.views.quotations import said_by
from qa.news.views.stories import links_of, story_of
from qa.news.views.story import Amended, AnswerContext, ConflictingClaim, Disagreement, Link, Said, Story, StoryBrief

SAID_SHOWN = 5
TELLING_WORDS = 4
"""A quotation of fewer words is shown only where there is none of more."""

_ASKED_WHAT_SAID = re.compile(
    r"^\W*(?:what|how)\s+(?:did|does|do|has|had|have)\s+(?P<who>.{2,80}?)\s+"
    r"(?:say|said|tell|told|think|comment|commented|write|wrote|call|called|describe|described|promise|promised|claim|claimed|announce|announced)\b(?P<what>.*)$",
    re.IGNORECASE | re.DOTALL,
)


def brief(story: Story) -> StoryBrief:
    """Return a story in a line."""
    return StoryBrief(
        id=story.id,
        title=story.title,
        first=story.first,
        last=story.last,
        articles=len(story.articles),
        outlets=len(story.outlets),
        texts=story.texts,
    )


def beside(db: sqlite3.Connection, snapshot: Snapshot, answer: Answer) -> AnswerContext:
    """Return what stands beside an answer, all from one state of the archive."""
    if not answer.answered:
        return AnswerContext(covered=_covered(db, snapshot, answer), said=_said(db, snapshot, answer))
    story = story_of(db, snapshot, answer.citation(answer.quotes[0].citation).article.id)
    return AnswerContext(
        story=brief(story) if story and len(story.articles) > 1 else None,
        differs=_differs(answer, story) if story else (),
        amended=_amended(db, snapshot, answer),
        said=_said(db, snapshot, answer),
    )


def _covered(db: sqlite3.Connection, snapshot: Snapshot, answer: Answer) -> tuple[StoryBrief, ...]:
    found: dict[str, StoryBrief] = {}
    for passage in answer.passages[:4]:
        article = answer.citation(passage.citation).article
        story = story_of(db, snapshot, article.id)
        if story is not None:
            found.setdefault(story.id, brief(story))
    return tuple(found.values())[:3]


def _differs(answer: Answer, story: Story) -> tuple[Disagreement, ...]:
    """Return what is differently told of what the answer quotes."""
    quoted = [(answer.citation(quote.citation).article.id, quote.start, quote.end) for quote in answer.quotes]

    def is_quoted(side: ConflictingClaim) -> bool:
        return any(side.article == article and side.start < end and start < side.end for article, start, end in quoted)

    return tuple(one for one in story.differences if any(is_quoted(side) for sides in one.values for side in sides))


def _amended(db: sqlite3.Connection, snapshot: Snapshot, answer: Answer) -> tuple[Amended, ...]:
    """Return which quoted articles a later one corrects; one that the answer quotes as well needs no such note."""
    found = []
    quoted: dict[str, int] = {}
    for quote in answer.quotes:
        quoted.setdefault(answer.citation(quote.citation).article.id, quote.citation)
    for link, title in _later(db, snapshot, list(quoted)):
        found.append(Amended(citation=quoted[link.older], kind=link.kind, by=link.newer, title=title, day=link.day))
    return tuple(found)


def _later(db: sqlite3.Connection, snapshot: Snapshot, article_ids: Sequence[str]) -> list[tuple[Link, str]]:
    rows = db.execute(
        """SELECT l.older, l.newer FROM links l JOIN articles a ON a.key = l.older
        WHERE a.id IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(article_ids)),),
    ).fetchall()
    live = snapshot.by_keys(key for row in rows for key in row) if rows else {}
    titles = {article.id: article.title for article in live.values()}
    return [(link, titles[link.newer]) for link in links_of(db, live) if link.older in article_ids]


def _said(db: sqlite3.Connection, snapshot: Snapshot, answer: Answer) -> tuple[Said, ...]:
    """Return what was said by the person that the question asks about: first where the answer's passages are from."""
    asked = _ASKED_WHAT_SAID.match(answer.interpreted or answer.question)
    if asked is None:
        return ()
    rank: dict[str, int] = {}
    for number, passage in enumerate(answer.passages):
        rank.setdefault(answer.citation(passage.citation).article.id, number)
    found = [one for one in said_by(db, snapshot, asked["who"]) if one.article in rank]
    telling = [one for one in found if len(one.text.split()) >= TELLING_WORDS] or found
    return tuple(sorted(telling, key=lambda one: (rank[one.article], one.start))[:SAID_SHOWN])
