"""Deciding what each draft becomes: a new article, a new version of one, or nothing, because it is already stored.

A draft with the same text as another article, and no contradicting metadata, is that article (`corpus.catalogue.duplicates`).
Otherwise it is a version of the most similar article of its identity (`corpus.catalogue.versions`), if there is one. Otherwise it
is a new article: the first of an identity has no variant, a later one is distinguished from it by a hash of its first text, so
that the same texts get the same ids in every archive to which they are added in the same order.

What was fetched over the network replaces only what its own site published (`corpus.catalogue.origin`). Where another site
publishes it, the name of that site is in the variant, and its versions are separate.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal, Protocol

from corpus.article import Article, ArticleDraft, draft_of, text_hash
from corpus.catalogue.duplicates import find_duplicate, says_more, with_facts_of
from corpus.catalogue.origin import is_authoritative_over, may_replace, via
from corpus.catalogue.versions import Shingles, Similarity, is_version, similarity

COMPARED = 50
"""The most articles of its identity that a draft is compared with: the last ones stored."""


class StoredArticles(Protocol):
    """The queries that deduplication makes to an archive."""

    def content_hash(self, article_id: str) -> str | None:
        """Return the hash of the live version of an article, or None."""

    def articles_with_fingerprint(self, fingerprint: int) -> list[Article]:
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
        id: of the article that it is, or of which it is an earlier version.
        why: set where nothing was new although the draft is not exactly what is stored: it is the `same` as an article from
            another source or one that this file has already given, or it is an `earlier` version of it.
    """

    draft: ArticleDraft
    kind: Literal["added", "changed", "unchanged"]
    id: str
    why: Literal["", "same", "earlier"] = ""


_Identity = tuple[str, str | None]  # an identity, and the site that publishes it where that is not its own

GivenByFile = defaultdict[str, set[str]]
"""By file, the ids of the articles that were read from it."""


@dataclass(slots=True)
class Deduplicated:
    """What is to be done with a batch of drafts.

    Attributes:
        outcomes: of every draft, in order.
        fresh: to be stored, each id once.
        earlier: versions that one of `fresh` in the same batch supersedes, to be stored before it.
        replaced: stored articles that one of `fresh` with another id replaces: its id by theirs.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    fresh: list[ArticleDraft] = field(default_factory=list)
    earlier: list[ArticleDraft] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)


def deduplicate(
    drafts: Iterable[ArticleDraft], stored: StoredArticles, given: GivenByFile | None = None
) -> Deduplicated:
    """Decide which drafts are new articles, which are new versions, and which are already stored.

    Args:
        drafts: of one batch, in order.
        stored: the archive.
        given: what was read from files in earlier batches of the same run; updated with this batch.
    """
    return _Deduplication(stored, GivenByFile(set) if given is None else given).deduplicate(list(drafts))


class _Deduplication:
    def __init__(self, stored: StoredArticles, given: GivenByFile) -> None:
        self._stored = stored
        self._given = given
        self._current_in_file = GivenByFile(set)  # articles that are stored exactly as the file has them
        self._result = Deduplicated()
        self._chosen: dict[str, ArticleDraft] = {}
        self._fingerprints: dict[str, int] = {}  # of the chosen ones, by id
        self._of_identity: defaultdict[_Identity, list[str]] = defaultdict(list)  # ids of the chosen ones
        self._outcomes_of: dict[str, list[Outcome]] = {}  # of the drafts that became what was chosen, that one first
        self._stored_by_fingerprint: dict[int, list[ArticleDraft]] = {}
        self._families: dict[str, list[ArticleDraft]] = {}
        self._shingles_by_text: dict[str, Shingles] = {}

    def deduplicate(self, drafts: Sequence[ArticleDraft]) -> Deduplicated:
        exact = [self._exact(draft) for draft in drafts]
        for draft, there in zip(drafts, exact, strict=True):
            if there is not None:  # no other draft of this file is a version of an article that the file still has
                self._current_in_file[draft.source].add(there)
        for draft, there in zip(drafts, exact, strict=True):
            outcome = self._decide(draft, there)
            self._result.outcomes.append(outcome)
            self._given[draft.source].add(outcome.id)
        self._result.fresh = list(self._chosen.values())
        return self._result

    def _exact(self, draft: ArticleDraft) -> str | None:
        """Return the id of the stored article that equals a draft exactly."""
        if self._stored.content_hash(draft.id) == draft.content_hash:
            return draft.id
        return next(
            (
                other.id
                for other in self._stored_with(draft.fingerprint)
                if other.content_hash == draft.content_hash
                and other.identity == draft.identity
                and not is_authoritative_over(draft, other)
            ),
            None,
        )

    def _decide(self, draft: ArticleDraft, there: str | None) -> Outcome:
        if there is not None and self._is_unchanged(there):
            return Outcome(draft, "unchanged", there, "same" if there in self._given[draft.source] else "")
        if there is not None:
            self._current_in_file[draft.source].discard(there)  # this batch has replaced its text
        if draft.source and (later := self._stored.superseded(draft)) and self._is_unchanged(later):
            return Outcome(draft, "unchanged", later, "earlier")
        ours = draft.fingerprint
        here = [other for key, other in self._chosen.items() if self._fingerprints[key] == ours]
        others = [*here, *(other for other in self._stored_with(ours) if self._is_unchanged(other.id))]
        # of several, one of its own identity
        duplicate = find_duplicate(draft, sorted(others, key=lambda other: not _same_identity(draft, other)))
        return self._choose(draft, draft) if duplicate is None else self._merge(draft, duplicate)

    def _merge(self, draft: ArticleDraft, duplicate: ArticleDraft) -> Outcome:
        """Keep one of two duplicates: the one that says more, completed with the facts of the other."""
        if not may_replace(draft, duplicate):
            return self._same(draft, duplicate)
        if _same_identity(draft, duplicate):
            better = with_facts_of(replace(draft, variant=duplicate.variant), duplicate)
        elif is_authoritative_over(draft, duplicate):
            better = draft
        elif says_more(draft, duplicate):
            better = with_facts_of(draft, duplicate)
        else:
            return self._same(draft, duplicate)
        if duplicate.id in self._chosen:
            return self._replace_chosen(draft, better, duplicate)
        if better.id == duplicate.id and self._stored.content_hash(duplicate.id) == better.content_hash:
            return self._same(draft, duplicate)
        if _same_identity(draft, duplicate):
            return self._add(draft, better, "changed")
        outcome = self._choose(draft, better)
        self._result.replaced[duplicate.id] = outcome.id
        outcome.kind = "changed"
        return outcome

    def _replace_chosen(self, draft: ArticleDraft, better: ArticleDraft, duplicate: ArticleDraft) -> Outcome:
        """Replace a duplicate in this batch by a draft."""
        if better == duplicate or better == replace(duplicate, source=better.source, original=better.original):
            return self._same(draft, duplicate)
        before = self._outcomes_of.pop(duplicate.id)
        self._withdraw(duplicate.id)
        outcome = self._add(draft, better, "added") if _same_identity(draft, duplicate) else self._choose(draft, better)
        outcome.kind = before[0].kind
        for one in before:
            one.kind, one.id, one.why = "unchanged", outcome.id, "same"
        self._outcomes_of[outcome.id] += before
        if outcome.id != duplicate.id:
            for replaced in [key for key, by in self._result.replaced.items() if by == duplicate.id]:
                self._result.replaced[replaced] = outcome.id
            if self._stored.content_hash(duplicate.id) is not None:
                self._result.replaced[duplicate.id] = outcome.id  # the duplicate was to be a new version of it
        return outcome

    def _choose(self, draft: ArticleDraft, better: ArticleDraft) -> Outcome:
        """Store what a draft became: as a version of the most similar article, or as an article of its own."""
        earlier = self._earlier(better, draft.source) if better.variant is None else better
        placed = replace(better, variant=self._variant(better) if earlier is None else earlier.variant)
        superseded = self._withdraw(placed.id) if placed.id in self._chosen else None
        if superseded is not None:
            self._result.earlier.append(superseded)
        there = superseded is not None or self._stored.content_hash(placed.id) is not None
        return self._add(draft, placed, "changed" if there else "added")

    def _add(self, draft: ArticleDraft, chosen: ArticleDraft, kind: Literal["added", "changed"]) -> Outcome:
        outcome = Outcome(draft, kind, chosen.id)
        self._chosen[chosen.id], self._fingerprints[chosen.id] = chosen, chosen.fingerprint
        self._of_identity[_identity(chosen)].append(chosen.id)
        self._outcomes_of[chosen.id] = [outcome]
        return outcome

    def _withdraw(self, article_id: str) -> ArticleDraft:
        dropped = self._chosen.pop(article_id)
        self._of_identity[_identity(dropped)].remove(article_id)
        return dropped

    def _same(self, draft: ArticleDraft, duplicate: ArticleDraft) -> Outcome:
        outcome = Outcome(draft, "unchanged", duplicate.id, "same")
        self._outcomes_of.get(duplicate.id, []).append(outcome)
        return outcome

    def _earlier(self, draft: ArticleDraft, source: str) -> ArticleDraft | None:
        """Return the article of which a draft without a variant is a later version; of several, the most similar one."""
        candidates = self._candidates(draft)
        if not candidates:
            return None
        ours = self._shingles(draft.text)
        similar = [
            (other, similarity(self._shingles(other.text), ours))
            for other in candidates
            if other.id not in self._current_in_file[source]
        ]
        versions = [
            (other, found)
            for other, found in similar
            if is_version(draft, other, found, side_by_side=other.id in self._given[source])
        ]
        return max(versions, key=lambda one: _rank(one[1]))[0] if versions else None

    def _candidates(self, draft: ArticleDraft) -> list[ArticleDraft]:
        """Return the articles of a draft's identity from the same site, in their current state."""
        if draft.family not in self._families:
            stored = self._stored.family(draft.family, COMPARED)
            self._families[draft.family] = [draft_of(article) for article in stored]
        chosen = [self._chosen[key] for key in reversed(self._of_identity[_identity(draft)])]
        known = [
            other
            for other in self._families[draft.family]
            if other.id not in self._chosen and _same_identity(draft, other)
        ]
        return [*chosen, *known][:COMPARED]

    def _variant(self, draft: ArticleDraft) -> str | None:
        """Return what distinguishes a draft from all articles of its identity, past ones included."""
        return next(variant for variant in _variants(draft) if not self._is_used(replace(draft, variant=variant).id))

    def _is_used(self, article_id: str) -> bool:
        return article_id in self._chosen or self._stored.last_version(article_id) > 0

    def _is_unchanged(self, article_id: str) -> bool:
        """Return whether this batch leaves a stored article unchanged."""
        return article_id not in self._chosen and article_id not in self._result.replaced

    def _stored_with(self, fingerprint: int) -> list[ArticleDraft]:
        if fingerprint not in self._stored_by_fingerprint:
            self._stored_by_fingerprint[fingerprint] = [
                draft_of(one) for one in self._stored.articles_with_fingerprint(fingerprint)
            ]
        return self._stored_by_fingerprint[fingerprint]

    def _shingles(self, text: str) -> Shingles:
        if text not in self._shingles_by_text:
            self._shingles_by_text[text] = Shingles(text)
        return self._shingles_by_text[text]


def _same_identity(one: ArticleDraft, other: ArticleDraft) -> bool:
    """Return whether two drafts have the same identity and come from the same site."""
    return _identity(one) == _identity(other)


def _identity(draft: ArticleDraft) -> _Identity:
    return draft.identity, via(draft)


def _rank(found: Similarity) -> tuple[float, float]:
    return found.shared, found.jaccard


def _variants(draft: ArticleDraft) -> Iterator[str | None]:
    """Yield candidates for what distinguishes a draft from others of its identity; the first free one is used."""
    site = via(draft)
    yield site
    for number in count():
        digest = text_hash(f"{number}\n{draft.text}" if number else draft.text)[:16]
        yield f"{site} {digest}" if site else digest
