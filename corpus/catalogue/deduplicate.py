"""What becomes of drafts: a new article, a new version of one, or nothing, since it is there. Every draft gets one of these.

A draft whose text is that of another article which agrees with it is that article (`corpus.catalogue.duplicates`).
Else it is a version of
the article of its identity that it is most like (`corpus.catalogue.versions`), if there is one. Else it is a new
article: the first of an
identity has no variant, a later one is told from it by a hash of its first text, so that the same texts get the same ids in every
archive into which they come in the same order.

What was got over the network stands only for what its own site has (`corpus.catalogue.origin`). Where another site says it, the
name of that site is in the variant, and its versions are its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal, Protocol

from corpus.article import Article, ArticleDraft, draft_of, text_hash
from corpus.catalogue.duplicates import fingerprint, says_more, twin_among, with_facts_of
from corpus.catalogue.origin import may_replace, speaks_for, via
from corpus.catalogue.versions import Likeness, Wording, is_version, likeness

COMPARED = 50
"""With so many articles of its identity, the last ones stored, is a draft compared: there may be any number."""


class Stored(Protocol):
    """What has to be known of an archive."""

    def content_hash(self, article_id: str) -> str | None:
        """Return the hash of the live version of an article, or None."""

    def articles_printed(self, fingerprint: int) -> list[Article]:
        """Return the live articles whose texts have this fingerprint."""

    def family(self, family: str, limit: int) -> list[Article]:
        """Return the newest version of each article of an identity, the removed ones too, last stored first."""

    def last_version(self, article_id: str) -> int:
        """Return the number of an article's newest version; 0 where there never was one."""

    def superseded(self, draft: ArticleDraft) -> str | None:
        """Return the article of which a draft from a file is an earlier version, unless that file has the current one."""


@dataclass(slots=True)
class Outcome:
    """What became of one draft.

    Attributes:
        kind: a new article, a new version of one, or nothing that is new.
        id: of the article that says it, or of which it is an earlier version.
        why: where nothing was new and the draft is not just what is stored: it is the `same` as the article although that is from
            another place, or was read from this file before, or it is an `earlier` version of it.
    """

    draft: ArticleDraft
    kind: Literal["added", "changed", "unchanged"]
    id: str
    why: Literal["", "same", "earlier"] = ""


_Kind = tuple[str, str | None]  # an identity, and the site that says so in another one's name

Said = defaultdict[str, set[str]]
"""By file, the ids of the articles that it has given."""


@dataclass(slots=True)
class Deduplicated:
    """What is to be done with a batch of drafts.

    Attributes:
        outcomes: of every draft, in order.
        fresh: to be stored, each id once.
        earlier: versions that one of `fresh` of the same batch takes the place of, to be stored before it.
        replaced: stored articles that one of `fresh`, of another id, stands for from now on: its id by theirs.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    fresh: list[ArticleDraft] = field(default_factory=list)
    earlier: list[ArticleDraft] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)


def deduplicate(drafts: Iterable[ArticleDraft], stored: Stored, said: Said | None = None) -> Deduplicated:
    """Find out which of the drafts are new articles, which are new versions, and which are there already.

    Args:
        drafts: of one batch, in order.
        stored: the archive.
        said: what files have given in earlier batches of the same adding; what they give in this one is noted in it.
    """
    return _Settling(stored, Said(set) if said is None else said).deduplicate(list(drafts))


class _Settling:
    def __init__(self, stored: Stored, said: Said) -> None:
        self._stored = stored
        self._said = said
        self._still_said = Said(set)  # what files say that is stored just so
        self._settled = Deduplicated()
        self._chosen: dict[str, ArticleDraft] = {}
        self._prints: dict[str, int] = {}  # of the chosen ones, by id
        self._kindred: defaultdict[_Kind, list[str]] = defaultdict(list)  # ids of the chosen ones
        self._saying: dict[str, list[Outcome]] = {}  # of the drafts that say what was chosen, that one first
        self._printed: dict[int, list[ArticleDraft]] = {}
        self._families: dict[str, list[ArticleDraft]] = {}
        self._wordings: dict[str, Wording] = {}

    def deduplicate(self, drafts: Sequence[ArticleDraft]) -> Deduplicated:
        exact = [self._exact(draft) for draft in drafts]
        for draft, there in zip(drafts, exact, strict=True):
            if there is not None:  # no other draft of this file is a version of what the file itself still says
                self._still_said[draft.source].add(there)
        for draft, there in zip(drafts, exact, strict=True):
            outcome = self._take(draft, there)
            self._settled.outcomes.append(outcome)
            self._said[draft.source].add(outcome.id)
        self._settled.fresh = list(self._chosen.values())
        return self._settled

    def _exact(self, draft: ArticleDraft) -> str | None:
        """Return the id of the stored article that a draft is, to the letter."""
        if self._stored.content_hash(draft.id) == draft.content_hash:
            return draft.id
        return next(
            (
                other.id
                for other in self._of_print(fingerprint(draft.text))
                if other.content_hash == draft.content_hash
                and other.identity == draft.identity
                and not speaks_for(draft, other)
            ),
            None,
        )

    def _take(self, draft: ArticleDraft, there: str | None) -> Outcome:
        if there is not None and self._stands(there):
            return Outcome(draft, "unchanged", there, "same" if there in self._said[draft.source] else "")
        if there is not None:
            self._still_said[draft.source].discard(there)  # this batch has put another text in its place
        if draft.source and (later := self._stored.superseded(draft)) and self._stands(later):
            return Outcome(draft, "unchanged", later, "earlier")
        ours = fingerprint(draft.text)
        here = [other for key, other in self._chosen.items() if self._prints[key] == ours]
        others = [*here, *(other for other in self._of_print(ours) if self._stands(other.id))]
        # of several, one of its own identity
        twin = twin_among(draft, sorted(others, key=lambda other: not _akin(draft, other)))
        return self._choose(draft, draft) if twin is None else self._merge(draft, twin)

    def _merge(self, draft: ArticleDraft, twin: ArticleDraft) -> Outcome:
        """Keep one of two that are the same: the one that says more, with what only the other says."""
        if not may_replace(draft, twin):
            return self._same(draft, twin)
        if _akin(draft, twin):
            better = with_facts_of(replace(draft, variant=twin.variant), twin)
        elif speaks_for(draft, twin):
            better = draft
        elif says_more(draft, twin):
            better = with_facts_of(draft, twin)
        else:
            return self._same(draft, twin)
        if twin.id in self._chosen:
            return self._take_over(draft, better, twin)
        if better.id == twin.id and self._stored.content_hash(twin.id) == better.content_hash:
            return self._same(draft, twin)
        if _akin(draft, twin):
            return self._hold(draft, better, "changed")
        outcome = self._choose(draft, better)
        self._settled.replaced[twin.id] = outcome.id
        outcome.kind = "changed"
        return outcome

    def _take_over(self, draft: ArticleDraft, better: ArticleDraft, twin: ArticleDraft) -> Outcome:
        """Put a draft in the place of one of this batch that is the same."""
        if better == twin or better == replace(twin, source=better.source):
            return self._same(draft, twin)
        before = self._saying.pop(twin.id)
        self._let_go(twin.id)
        outcome = self._hold(draft, better, "added") if _akin(draft, twin) else self._choose(draft, better)
        outcome.kind = before[0].kind
        for one in before:
            one.kind, one.id, one.why = "unchanged", outcome.id, "same"
        self._saying[outcome.id] += before
        if outcome.id != twin.id:
            for replaced in [key for key, by in self._settled.replaced.items() if by == twin.id]:
                self._settled.replaced[replaced] = outcome.id
            if self._stored.content_hash(twin.id) is not None:
                self._settled.replaced[twin.id] = outcome.id  # the twin was to be a new version of it
        return outcome

    def _choose(self, draft: ArticleDraft, better: ArticleDraft) -> Outcome:
        """Have what a draft came to stored: as a version of the article that it is most like, or as an article of its own."""
        earlier = self._earlier(better, draft.source) if better.variant is None else better
        placed = replace(better, variant=self._variant(better) if earlier is None else earlier.variant)
        superseded = self._let_go(placed.id) if placed.id in self._chosen else None
        if superseded is not None:
            self._settled.earlier.append(superseded)
        there = superseded is not None or self._stored.content_hash(placed.id) is not None
        return self._hold(draft, placed, "changed" if there else "added")

    def _hold(self, draft: ArticleDraft, chosen: ArticleDraft, kind: Literal["added", "changed"]) -> Outcome:
        outcome = Outcome(draft, kind, chosen.id)
        self._chosen[chosen.id], self._prints[chosen.id] = chosen, fingerprint(chosen.text)
        self._kindred[_kind(chosen)].append(chosen.id)
        self._saying[chosen.id] = [outcome]
        return outcome

    def _let_go(self, article_id: str) -> ArticleDraft:
        gone = self._chosen.pop(article_id)
        self._kindred[_kind(gone)].remove(article_id)
        return gone

    def _same(self, draft: ArticleDraft, twin: ArticleDraft) -> Outcome:
        outcome = Outcome(draft, "unchanged", twin.id, "same")
        self._saying.get(twin.id, []).append(outcome)
        return outcome

    def _earlier(self, draft: ArticleDraft, source: str) -> ArticleDraft | None:
        """Return the article of which a draft without a variant is a later version; of several, the one that it is most like."""
        kin = self._kin(draft)
        if not kin:
            return None
        ours = self._wording(draft.text)
        alike = [
            (other, likeness(self._wording(other.text), ours))
            for other in kin
            if other.id not in self._still_said[source]
        ]
        versions = [
            (other, like)
            for other, like in alike
            if is_version(draft, other, like, side_by_side=other.id in self._said[source])
        ]
        return max(versions, key=lambda one: _nearness(one[1]))[0] if versions else None

    def _kin(self, draft: ArticleDraft) -> list[ArticleDraft]:
        """Return the articles of a draft's identity that the same site says, as they are by now."""
        if draft.family not in self._families:
            stored = self._stored.family(draft.family, COMPARED)
            self._families[draft.family] = [draft_of(article) for article in stored]
        chosen = [self._chosen[key] for key in reversed(self._kindred[_kind(draft)])]
        known = [
            other for other in self._families[draft.family] if other.id not in self._chosen and _akin(draft, other)
        ]
        return [*chosen, *known][:COMPARED]

    def _variant(self, draft: ArticleDraft) -> str | None:
        """Return what tells a draft from all articles of its identity that there are or were."""
        return next(variant for variant in _variants(draft) if not self._taken(replace(draft, variant=variant).id))

    def _taken(self, article_id: str) -> bool:
        return article_id in self._chosen or self._stored.last_version(article_id) > 0

    def _stands(self, article_id: str) -> bool:
        """Tell whether a stored article is as it is stored, when this batch is."""
        return article_id not in self._chosen and article_id not in self._settled.replaced

    def _of_print(self, fingerprint: int) -> list[ArticleDraft]:
        if fingerprint not in self._printed:
            self._printed[fingerprint] = [draft_of(one) for one in self._stored.articles_printed(fingerprint)]
        return self._printed[fingerprint]

    def _wording(self, text: str) -> Wording:
        if text not in self._wordings:
            self._wordings[text] = Wording(text)
        return self._wordings[text]


def _akin(one: ArticleDraft, other: ArticleDraft) -> bool:
    """Tell whether two drafts are of one identity, and said by the same site."""
    return _kind(one) == _kind(other)


def _kind(draft: ArticleDraft) -> _Kind:
    return draft.identity, via(draft)


def _nearness(alike: Likeness) -> tuple[float, float]:
    return alike.shared, alike.whole


def _variants(draft: ArticleDraft) -> Iterator[str | None]:
    """Yield what may tell a draft from others of its identity, the first that is free is taken."""
    site = via(draft)
    yield site
    for number in count():
        told = text_hash(f"{number}\n{draft.text}" if number else draft.text)[:16]
        yield f"{site} {told}" if site else told
