"""The context of an answer: the story that it is from, how often that was reported, what differs, what was corrected."""

import re
from collections.abc import Sequence

from corpus.catalogue.snapshot import Snapshot
from corpus.text.terms import terms
from qa.answering.answer import Answer
from qa.news.store import NewsReader
from qa.news.views.quotations import quotations_in_article
from qa.news.views.stories import links_of, story_of
from qa.news.views.story import (
    Amended,
    AnswerContext,
    ConflictingClaim,
    Disagreement,
    Link,
    Quotation,
    Story,
    StoryBrief,
)

QUOTATIONS_SHOWN = 5
CHANGES_SHOWN = 5
WORDS_BEFORE = 200
"""Characters before the sentences of a quotation in which its topic may be named."""

FEWEST_WORDS = 4
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


def context_of(reader: NewsReader, snapshot: Snapshot, answer: Answer) -> AnswerContext:
    """Return the context of an answer, all from one state of the archive."""
    if answer.kind == "newest":
        changed = _changed(reader, snapshot, answer)
        return AnswerContext(differs=changed, amended=_amended(reader, snapshot, answer))
    if answer.kind in ("articles", "points"):
        return AnswerContext(amended=_amended(reader, snapshot, answer))
    if not answer.answered:
        return AnswerContext(covered=_covered(reader, snapshot, answer), said=_quotations(reader, snapshot, answer))
    story = story_of(reader, snapshot, answer.citation(answer.quotes[0].citation).article.id)
    told = story if story and len(story.articles) > 1 else None
    return AnswerContext(
        story=brief(told) if told else None,
        story_citations=_citations_of(answer, told) if told else (),
        differs=_differs(answer, story) if story else (),
        amended=_amended(reader, snapshot, answer),
        said=_quotations(reader, snapshot, answer),
    )


def _citations_of(answer: Answer, story: Story) -> tuple[int, ...]:
    """Return the quotes' citations that are of a story; none where all are, so that nothing needs to be said of it."""
    members = {article.id for article in story.articles}
    quoted = dict.fromkeys(quote.citation for quote in answer.quotes)
    of_it = tuple(number for number in quoted if answer.citation(number).article.id in members)
    return () if len(of_it) == len(quoted) else of_it


def _covered(reader: NewsReader, snapshot: Snapshot, answer: Answer) -> tuple[StoryBrief, ...]:
    found: dict[str, StoryBrief] = {}
    for passage in answer.passages[:4]:
        article = answer.citation(passage.citation).article
        story = story_of(reader, snapshot, article.id)
        if story is not None:
            found.setdefault(story.id, brief(story))
    return tuple(found.values())[:3]


def _differs(answer: Answer, story: Story) -> tuple[Disagreement, ...]:
    """Return what other articles say differently about what the answer quotes."""
    quoted = [
        (citation.article.id, citation.start, citation.end)
        for quote in answer.quotes
        if (citation := answer.citation(quote.citation)).field == "text"
    ]

    def is_quoted(side: ConflictingClaim) -> bool:
        return any(side.article == article and side.start < end and start < side.end for article, start, end in quoted)

    return tuple(one for one in story.differences if any(is_quoted(side) for sides in one.values for side in sides))


def _changed(reader: NewsReader, snapshot: Snapshot, answer: Answer) -> tuple[Disagreement, ...]:
    """Return what the newest articles say otherwise than other articles of their stories."""
    newest = dict.fromkeys(answer.citation(quote.citation).article.id for quote in answer.quotes)
    stories = {story.id: story for one in newest if (story := story_of(reader, snapshot, one))}
    differences = (one for story in stories.values() for one in story.differences)
    found = [one for one in differences if any(side.article in newest for sides in one.values for side in sides)]
    return tuple(found[:CHANGES_SHOWN])


def _amended(reader: NewsReader, snapshot: Snapshot, answer: Answer) -> tuple[Amended, ...]:
    """Return which quoted articles a later one corrects; one that the answer quotes as well needs no such note."""
    found = []
    quoted: dict[str, int] = {}
    for quote in answer.quotes:
        quoted.setdefault(answer.citation(quote.citation).article.id, quote.citation)
    for link, title in _later(reader, snapshot, list(quoted)):
        found.append(Amended(citation=quoted[link.older], kind=link.kind, by=link.newer, title=title, day=link.day))
    return tuple(found)


def _later(reader: NewsReader, snapshot: Snapshot, article_ids: Sequence[str]) -> list[tuple[Link, str]]:
    pairs = reader.amended(article_ids)
    live = snapshot.by_keys(key for pair in pairs for key in pair) if pairs else {}
    titles = {article.id: article.title for article in live.values()}
    return [(link, titles[link.newer]) for link in links_of(reader, live) if link.older in article_ids]


def _quotations(reader: NewsReader, snapshot: Snapshot, answer: Answer) -> tuple[Quotation, ...]:
    """Return what was said, on what is asked, by the person that the question asks about: where the passages are from."""
    asked = _ASKED_WHAT_SAID.match(answer.interpreted or answer.question)
    if asked is None:
        return ()
    topic = frozenset(terms(asked["what"]))
    articles = dict.fromkeys(answer.citation(passage.citation).article.id for passage in answer.passages)
    found = [
        one
        for article_id in articles
        for one in _said_in(reader, snapshot, article_id, asked["who"], topic)
        if not _stands_above(one, answer)
    ]
    shown = [one for one in found if len(one.text.split()) >= FEWEST_WORDS] or found
    return tuple(shown[:QUOTATIONS_SHOWN])


def _said_in(
    reader: NewsReader, snapshot: Snapshot, article_id: str, who: str, topic: frozenset[str]
) -> list[Quotation]:
    """Return what an article quotes of somebody on a topic, in order; without a topic, all of it."""
    from qa.news.extract.quotations import speaks_as  # its rules take time to load, and few questions need them

    office = who.startswith("the ") and who.islower()  # "the pope" is not Amy Pope
    said = [
        one
        for one in quotations_in_article(reader, snapshot, article_id)
        if speaks_as(one.speaker, who) and not (office and one.speaker[:1].isupper())
    ]
    if not said or not topic:
        return said
    text = snapshot.article(article_id).text
    return [one for one in said if not topic.isdisjoint(terms(_around(text, one)))]


def _around(text: str, quotation: Quotation) -> str:
    """Return the sentences of a quotation and the words before them: who is spoken of is often named there."""
    return text[max(0, quotation.sentence_start - WORDS_BEFORE) : quotation.sentence_end]


def _stands_above(quotation: Quotation, answer: Answer) -> bool:
    """Tell whether the answer's quotes have these words already, there or in a copy."""
    words = " ".join(quotation.text.split())
    return any(words in " ".join(quote.text.split()) for quote in answer.quotes)
