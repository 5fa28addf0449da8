"""Stories as they are kept, checked against the articles that are live."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from corpus.article import Article
from corpus.catalogue.snapshot import Snapshot
from qa.news.views.story import ConflictingClaim, Disagreement, Link, Printing, Story, StoryArticle

LISTED = 100


def largest(db: sqlite3.Connection, snapshot: Snapshot, limit: int = LISTED, offset: int = 0) -> list[Story]:
    """Return stories of two articles at least, those with most articles first."""
    rows = db.execute(
        "SELECT story FROM articles GROUP BY story HAVING count(*) > 1 ORDER BY count(*) DESC, story LIMIT ? OFFSET ?",
        (limit, offset),
    ).fetchall()
    found = (_story(db, snapshot, row[0]) for row in rows)
    return [story for story in found if story is not None and len(story.articles) > 1]


def story_of(db: sqlite3.Connection, snapshot: Snapshot, article_id: str) -> Story | None:
    """Return the story that an article is in, perhaps alone; None where the article is not read yet."""
    number = story_number(db, article_id)
    return None if number is None else _story(db, snapshot, number)


def story_number(db: sqlite3.Connection, article_id: str) -> int | None:
    """Return the number of the story that an article is in."""
    row = db.execute("SELECT story FROM articles WHERE id = ? ORDER BY key DESC LIMIT 1", (article_id,)).fetchone()
    return None if row is None else int(row[0])


def _story(db: sqlite3.Connection, snapshot: Snapshot, number: int) -> Story | None:
    rows = db.execute("SELECT key, printing, agency FROM articles WHERE story = ?", (number,)).fetchall()
    live = snapshot.by_keys(row[0] for row in rows)
    kept = {key: (printing, agency) for key, printing, agency in rows if key in live}
    if not kept:
        return None
    order = sorted(kept, key=lambda key: _when(live[key], key))
    numbers = {printing: place for place, printing in enumerate(dict.fromkeys(kept[key][0] for key in order), 1)}
    earliest = first_of([live[key] for key in order])
    articles = tuple(
        StoryArticle(
            id=live[key].id,
            title=live[key].title,
            outlet=live[key].outlet,
            published=live[key].published,
            text=numbers[kept[key][0]],
            agency=kept[key][1],
            first=live[key].id in earliest,
        )
        for key in order
    )
    days = [article.published[:10] for article in articles if article.published]
    return Story(
        id=live[min(kept)].id,
        title=live[_central(db, order)].title,
        first=min(days, default=None),
        last=max(days, default=None),
        texts=len(numbers),
        articles=articles,
        printings=_printings(articles, [live[key] for key in order]),
        links=links_of(db, live),
        differences=_differences(db, number, live),
    )


def first_of(articles: Sequence[Article]) -> set[str]:
    """Return the ids of the articles than which none is known to be earlier; empty where no article has a date.

    A day without an hour may be any hour of that day, and hours are compared only where both have a zone or neither.
    """
    dated = [article for article in articles if article.published]
    if not dated:
        return set()
    day = min((article.published or "")[:10] for article in dated)
    of_day = [article for article in dated if (article.published or "")[:10] == day]
    return {one.id for one in of_day if not any(_surely_earlier(other, one) for other in of_day)}


def _surely_earlier(one: Article, other: Article) -> bool:
    from datetime import datetime

    first, second = one.published or "", other.published or ""
    if len(first) <= 10 or len(second) <= 10:
        return False
    try:
        moments = datetime.fromisoformat(first), datetime.fromisoformat(second)
    except ValueError:
        return False
    if (moments[0].tzinfo is None) != (moments[1].tzinfo is None):
        return False
    return moments[0] < moments[1]


def _when(article: Article, key: int) -> tuple[bool, str, int]:
    return article.published is None, article.published or "", key


def _central(db: sqlite3.Connection, keys: Sequence[int]) -> int:
    """Return the article that is most alike to the others; the earliest of several."""
    total = dict.fromkeys(keys, 0.0)
    wanted = json.dumps(list(keys))
    for low, high, alike in db.execute(
        "SELECT a, b, alike FROM edges WHERE a IN (SELECT value FROM json_each(?))", (wanted,)
    ):
        if low in total and high in total:
            total[low] += alike
            total[high] += alike
    return max(keys, key=lambda key: (round(total[key], 6), -keys.index(key)))


def _printings(articles: Sequence[StoryArticle], originals: Sequence[Article]) -> tuple[Printing, ...]:
    groups: dict[int, list[tuple[StoryArticle, Article]]] = {}
    for article, original in zip(articles, originals, strict=True):
        groups.setdefault(article.text, []).append((article, original))
    found = []
    for number, printed in groups.items():
        earliest = first_of([original for _, original in printed])
        agencies = [article.agency for article, _ in printed if article.agency]
        if len(printed) > 1 or agencies:
            found.append(
                Printing(
                    text=number,
                    agency=agencies[0] if agencies else None,
                    first=next(iter(earliest)) if len(earliest) == 1 else None,
                    articles=tuple(article.id for article, _ in printed),
                )
            )
    return tuple(found)


def links_of(db: sqlite3.Connection, live: Mapping[int, Article]) -> tuple[Link, ...]:
    """Return the corrections and newer versions among some articles."""
    wanted = json.dumps(list(live))
    rows = db.execute(
        "SELECT older, newer, kind, start, stop FROM links WHERE older IN (SELECT value FROM json_each(?))", (wanted,)
    )
    return tuple(
        Link(
            kind=kind,
            older=live[older].id,
            newer=live[newer].id,
            day=(live[newer].published or "")[:10] or None,
            start=start,
            end=stop,
        )
        for older, newer, kind, start, stop in rows
        if older in live and newer in live
    )


def links_with(db: sqlite3.Connection, snapshot: Snapshot, article_id: str) -> tuple[Link, ...]:
    """Return the corrections and newer versions that an article is one side of."""
    rows = db.execute(
        """SELECT l.older, l.newer FROM links l JOIN articles a ON a.key IN (l.older, l.newer) WHERE a.id = ?""",
        (article_id,),
    ).fetchall()
    live = snapshot.by_keys(key for row in rows for key in row) if rows else {}
    return tuple(link for link in links_of(db, live) if article_id in (link.older, link.newer))


def _differences(db: sqlite3.Connection, number: int, live: Mapping[int, Article]) -> tuple[Disagreement, ...]:
    by_id = {article.id: article for article in live.values()}
    rows = db.execute("SELECT content FROM differences WHERE story = ? ORDER BY number", (number,)).fetchall()
    return tuple(disagreement for row in rows if (disagreement := disagreement_from(row[0], by_id)) is not None)


def disagreement_from(content: str, articles: Mapping[str, Article]) -> Disagreement | None:
    """Return a difference that was kept, as far as its articles still say so; None where fewer than two values are left."""
    kept = json.loads(content)
    values = [_sides(group, articles) for group in kept["values"]]
    values = [sides for sides in values if sides]
    return Disagreement(about=kept["about"], kind=kept["kind"], values=tuple(values)) if len(values) > 1 else None


def _sides(
    group: Iterable[tuple[str, int, int, int, int, str]], articles: Mapping[str, Article]
) -> tuple[ConflictingClaim, ...]:
    found = []
    for article_id, start, end, sentence_start, sentence_end, said in group:
        article = articles.get(article_id)
        if article is None or article.text[start:end] != said:
            continue
        found.append(
            ConflictingClaim(
                article=article.id,
                outlet=article.outlet,
                published=article.published,
                said=said,
                start=start,
                end=end,
                sentence=article.text[sentence_start:sentence_end],
                sentence_start=sentence_start,
                sentence_end=sentence_end,
            )
        )
    return tuple(found)
