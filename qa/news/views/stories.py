"""Stories as they are stored, checked against the articles that are live."""

import json
from collections.abc import Iterable, Mapping, Sequence

from corpus.article import Article
from corpus.catalogue.snapshot import Snapshot
from qa.news.store import NewsReader
from qa.news.views.story import ConflictingClaim, Disagreement, Link, Printing, Story, StoryArticle

LISTED = 100


def largest(reader: NewsReader, snapshot: Snapshot, limit: int = LISTED, offset: int = 0) -> list[Story]:
    """Return stories of two articles at least, those with most articles first."""
    found = (_story(reader, snapshot, number) for number in reader.largest_stories(limit, offset))
    return [story for story in found if story is not None and len(story.articles) > 1]


def story_of(reader: NewsReader, snapshot: Snapshot, article_id: str) -> Story | None:
    """Return the story that an article is in, perhaps alone; None where the article is not read yet."""
    number = reader.story_of(article_id)
    return None if number is None else _story(reader, snapshot, number)


def _story(reader: NewsReader, snapshot: Snapshot, number: int) -> Story | None:
    stored = {member.key: member for member in reader.story_members(number)}
    live = snapshot.by_keys(stored)
    members = {key: member for key, member in stored.items() if key in live}
    if not members:
        return None
    order = sorted(members, key=lambda key: _publication_order(live[key], key))
    variants = {text: place for place, text in enumerate(dict.fromkeys(members[key].text for key in order), 1)}
    earliest = first_of([live[key] for key in order])
    articles = tuple(
        StoryArticle(
            id=live[key].id,
            title=live[key].title,
            outlet=live[key].outlet,
            published=live[key].published,
            text=variants[members[key].text],
            agency=members[key].agency,
            first=live[key].id in earliest,
        )
        for key in order
    )
    days = [article.published[:10] for article in articles if article.published]
    return Story(
        id=live[min(members)].id,
        title=live[_central(reader, order)].title,
        first=min(days, default=None),
        last=max(days, default=None),
        texts=len(variants),
        articles=articles,
        printings=_printings(articles, [live[key] for key in order]),
        links=links_of(reader, live),
        differences=_differences(reader, number, live),
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


def _publication_order(article: Article, key: int) -> tuple[bool, str, int]:
    return article.published is None, article.published or "", key


def _central(reader: NewsReader, keys: Sequence[int]) -> int:
    """Return the article that is most similar to the others; the earliest of several."""
    total = dict.fromkeys(keys, 0.0)
    for edge in reader.edges(keys):
        if edge.low in total and edge.high in total:
            total[edge.low] += edge.similarity
            total[edge.high] += edge.similarity
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


def links_of(reader: NewsReader, live: Mapping[int, Article]) -> tuple[Link, ...]:
    """Return the corrections and newer versions among some articles."""
    return tuple(
        Link(
            kind=one.kind,
            older=live[one.older].id,
            newer=live[one.newer].id,
            day=(live[one.newer].published or "")[:10] or None,
            start=one.start,
            end=one.end,
        )
        for one in reader.links(live)
        if one.older in live and one.newer in live
    )


def links_with(reader: NewsReader, snapshot: Snapshot, article_id: str) -> tuple[Link, ...]:
    """Return the corrections and newer versions that an article is one side of."""
    pairs = reader.linked(article_id)
    live = snapshot.by_keys(key for pair in pairs for key in pair) if pairs else {}
    return tuple(link for link in links_of(reader, live) if article_id in (link.older, link.newer))


def _differences(reader: NewsReader, number: int, live: Mapping[int, Article]) -> tuple[Disagreement, ...]:
    by_id = {article.id: article for article in live.values()}
    found = (disagreement_from(content, by_id) for content in reader.conflicts(number))
    return tuple(one for one in found if one is not None)


def disagreement_from(content: str, articles: Mapping[str, Article]) -> Disagreement | None:
    """Return a conflict that was stored, as far as its articles still say so; None where fewer than two values are left."""
    stored = json.loads(content)
    values = [_claims(group, articles) for group in stored["values"]]
    values = [claims for claims in values if claims]
    return Disagreement(about=stored["about"], kind=stored["kind"], values=tuple(values)) if len(values) > 1 else None


def _claims(
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
