"""A small archive in memory with the queries of `corpus.catalogue.deduplicate`, which applies its results."""

from collections.abc import Iterable, Sequence

from corpus.article import Article, ArticleDraft, fingerprint
from corpus.catalogue.deduplicate import Deduplicated, GivenByFile, deduplicate


class Held:
    """Articles with all their versions, oldest first; `live` has the ids of the live ones."""

    def __init__(self, *drafts: ArticleDraft) -> None:
        self.versions: dict[str, list[ArticleDraft]] = {}
        self.live: dict[str, ArticleDraft] = {}
        self.order: dict[str, int] = {}
        for draft in drafts:
            self._put(draft)

    def _put(self, draft: ArticleDraft) -> None:
        self.versions.setdefault(draft.id, []).append(draft)
        self.live.pop(draft.id, None)
        self.live[draft.id] = draft
        self.order.pop(draft.id, None)
        self.order[draft.id] = 1

    def content_hash(self, article_id: str) -> str | None:
        return self.live[article_id].content_hash if article_id in self.live else None

    def articles_with_fingerprint(self, printed: int) -> list[Article]:
        return [self._article(draft) for draft in self.live.values() if fingerprint(draft.text) == printed]

    def family(self, family: str, limit: int) -> list[Article]:
        newest = [self.versions[key][-1] for key in reversed(self.order)]
        return [self._article(draft) for draft in newest if draft.family == family][:limit]

    def last_version(self, article_id: str) -> int:
        return len(self.versions.get(article_id, ()))

    def superseded(self, draft: ArticleDraft) -> str | None:
        for key, versions in self.versions.items():
            live = self.live.get(key)
            if live and live.family == draft.family and live.source != draft.source:
                for one in versions[:-1]:
                    if one.content_hash == draft.content_hash:
                        return key
        return None

    def store(self, drafts: Iterable[ArticleDraft], given: GivenByFile | None = None) -> Deduplicated:
        """Deduplicate drafts and store the result."""
        settled = deduplicate(drafts, self, given)
        for replaced in settled.replaced:
            self.live.pop(replaced, None)
        for draft in settled.earlier:
            self._put(draft)
            self.live.pop(draft.id)
        for draft in settled.fresh:
            self._put(draft)
        return settled

    def store_in_batches(self, files: Sequence[Sequence[ArticleDraft]], size: int) -> list[Deduplicated]:
        """Store files one after the other, as one run of `embeddings.index.writer` does."""
        done: list[Deduplicated] = []
        given = GivenByFile(set)
        for file in files:
            for at in range(0, len(file), size):
                done.append(self.store(file[at : at + size], given))
                given = GivenByFile(set, {file[0].source: given[file[0].source]})
        return done

    def _article(self, draft: ArticleDraft) -> Article:
        return Article(
            id=draft.id, version=self.last_version(draft.id), title=draft.title, text=draft.text, outlet=draft.outlet,
            published=draft.published, byline=draft.byline, url=draft.url, language=draft.language, source=draft.source,
            words=len(draft.text.split()), pages=draft.pages, variant=draft.variant,
        )  # fmt: skip
