"""Saved questions, asked again when articles were added: which of the new articles answer, and say something new."""

import logging
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Protocol

from corpus.actor import Actor, acting, current_actor
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.snapshot import Snapshot
from corpus.catalogue.user_file import storable
from corpus.catalogue.user_stores import lazy_user_store
from corpus.errors import ArchiveNotFound, CuttingsError, NotAllowed
from corpus.filters import Filters
from corpus.messages import message
from corpus.search_query import parse_search
from embeddings.stores import open_catalogue
from qa.alerts.check import RepeatFinder, articles_quoted_by, visible_hits
from qa.alerts.feed import atom, write_feed
from qa.alerts.saved_question import Alert, Found, Hit, SavedAlert, ShownHit
from qa.alerts.store import FILE_NAME, HITS_STORED, MIGRATIONS, AlertStore
from qa.answering.answer import Answer
from qa.answering.pipeline import OUT_OF_TIME

MOST = 100
"""Questions that a user may save: each is asked whenever something is added."""

QUESTION_LIMIT = 1000
ROUNDS = 12
"""How often a question is asked at most about new articles; each time without those that answered before."""

SHOWN = 100
"""Hits of each question that are listed, the newest first."""

KNOWN_OF_SEARCH = 200
"""Articles that a search finds when it is saved: copies of these are not new, as far as they are compared whole."""

logger = logging.getLogger(__name__)


class Ask(Protocol):
    """Answers a question: `CuttingsService.ask`."""

    def __call__(self, question: str, *, filters: Filters) -> Answer:
        """Return the answer."""


class Find(Protocol):
    """Finds the articles of a search with operators: `ArticleSearch.found`."""

    def __call__(self, search: str, added_after: int | None, limit: int) -> list[Found]:
        """Return up to `limit` articles, newest first: all, or those stored after a revision.

        Raises:
            SearchInvalid: see `corpus.search_query.parse_search`.
        """


class Alerts:
    """The saved questions of an archive. Safe to use from several threads; other processes may use the same archive.

    A question is that of the user who saved it (`corpus.actor`), and nobody else sees it; one that was saved where there are no
    users is everybody's to see.

    No model is loaded as long as no question is saved.

    Args:
        paths: the archive; it may not exist yet.
        ask: answers from that archive.
        find: searches it; None where no search is saved.
    """

    def __init__(self, paths: ArchivePaths, ask: Ask, find: Find | None = None) -> None:
        self._paths = paths
        self._ask = ask
        self._find = find
        self._file = lazy_user_store(paths, FILE_NAME, MIGRATIONS)
        self._store: AlertStore | None = None
        self._opening, self._checking = threading.Lock(), threading.Lock()

    def close(self) -> None:
        """Close what is open."""
        with self._opening:
            if self._store is not None:
                self._store.close()
                self._store = None

    def can_save(self) -> bool:
        """Tell whether a question can be saved: whether there is an archive."""
        return self._paths.exists()

    def save(self, question: str, filters: Filters | None = None) -> Alert:
        """Save a question, to be notified of articles added from now on that answer it; return it.

        Articles that answer it already are searched now, so that copies of them are not new either.

        Args:
            filters: outlets and days that the search is restricted to.

        Raises:
            CuttingsError: it is no question, one of its operators is invalid, or there are too many.
            ArchiveError: there is no archive, or the file cannot be written.
            ModelError: the archive's model cannot be had.
        """
        text = _line(question, "There is no question here to save.")
        parse_search(text)  # a day that is none is said now, and not with every check
        # what is new is in no collection yet
        wanted = replace(filters or Filters(), added_after=None, without=(), collection=None, within=None)
        store = self._to_save_in()
        owner = current_actor().id
        if same := store.same_as(text, wanted, owner=owner):
            return same
        revision = self._revision_to_save(store, owner)
        return store.add(text, wanted, revision, self._search(text, wanted), owner=owner)

    def save_search(self, search: str) -> Alert:
        """Save a search, to be notified of articles added from now on that it finds; return it.

        Raises:
            CuttingsError: as `save`.
        """
        text = _line(search, "There is no search here to save.")
        parse_search(text)
        store = self._to_save_in()
        owner = current_actor().id
        if same := store.same_as(text, Filters(), owner=owner, is_search=True):
            return same
        revision = self._revision_to_save(store, owner)
        known = self._found(text, None, KNOWN_OF_SEARCH)
        return store.add(text, Filters(), revision, known, owner=owner, is_search=True)

    def remove(self, number: int) -> bool:
        """Delete a saved question of one's own with its hits; return whether there was one.

        Raises:
            NotAllowed: it is everybody's, and whoever acts may change only what is their own.
        """
        store, actor = self._opened(), current_actor()
        if store is None:
            return False
        alert = next((one for one in store.alerts(actor.id) if one.number == number), None)
        if alert is None:
            return False
        if alert.owner != actor.id and not actor.may_change:
            raise NotAllowed(message("everybodys"))
        removed = store.remove(number)
        if removed:
            self._write_feed()
        return removed

    def forget(self, owner: str) -> None:
        """Delete all saved questions of a user who is no more."""
        for alert in self.saved(whosever=True):
            if owner and alert.owner == owner and self._store is not None:
                self._store.remove(alert.number)

    def mark_seen(self, number: int | None = None, *, up_to: int = 2**62) -> bool:
        """Mark hits of a question, or of all that one sees, as seen; return whether there is such a question.

        Args:
            up_to: number of the last hit that was seen.
        """
        store = self._opened()
        return store is not None and store.mark_seen(number, up_to, current_actor().id)

    def check(self) -> list[ShownHit]:
        """Ask each saved question, whosever it is, about what was added since it was last asked; return what is new to one's own.

        Raises:
            ArchiveError: the archive cannot be read, or the file not be written.
            ModelError: the archive's model cannot be had.
        """
        store = self._opened()
        if store is None:
            return []
        with self._checking:
            new: list[ShownHit] = []
            viewer = current_actor().id
            for alert in store.alerts():
                with acting(Actor(id=alert.owner)):  # a search may name what is its owner's, such as their stars
                    found = self._check_alert(store, alert)
                new += found if alert.owner in {"", viewer} else []
            self._write_feed()
        return new

    def after_adding(self) -> list[ShownHit]:
        """As `check`, but log errors: the articles are stored, and the next check finds them."""
        try:
            return self.check()
        except CuttingsError as error:
            logger.warning("saved questions were not asked: %s", error)
            return []

    def listed(self, *, unseen: bool = False) -> list[SavedAlert]:
        """Return one's own saved questions and everybody's, oldest first, each with its hits that are still in the archive.

        Args:
            unseen: only hits that were not seen yet; questions without any are left out.
        """
        store = self._opened()
        return [] if store is None else self._listed(store, current_actor().id, unseen=unseen)

    def _listed(self, store: AlertStore, viewer: str, *, unseen: bool = False) -> list[SavedAlert]:
        alerts = store.alerts(viewer)
        if unseen:
            numbers = store.unseen_alerts(viewer)
            alerts = [alert for alert in alerts if alert.number in numbers]
        if not alerts:
            return []
        seen = store.seen_by(viewer)
        with self._snapshot() as snapshot:
            found = []
            for alert in alerts:
                up_to = seen.get(alert.number, 0)
                hits = visible_hits(store.hits(alert.number), snapshot, alert, unseen=unseen, seen_up_to=up_to)
                found.append(SavedAlert(alert=alert, hits=tuple(islice(hits, SHOWN))))
        return [one for one in found if one.hits or not unseen]

    def saved(self, *, whosever: bool = False) -> list[Alert]:
        """Return one's own saved questions and everybody's, oldest first; or those of all users."""
        store = self._opened()
        return [] if store is None else store.alerts(None if whosever else current_actor().id)

    def last_hit(self) -> tuple[str, int]:
        """Return the name of the file of saved questions, "" where there is none, and the number of its last hit."""
        store = self._opened()
        return ("", 0) if store is None else (store.setting("name") or "", store.last_hit())

    def told_after(self, number: int, limit: int) -> list[tuple[Alert, Hit]]:
        """Return up to `limit` hits that are new for their question, after the hit of a number, with the question, in order."""
        store = self._opened()
        return [] if store is None else store.told_after(number, limit)

    def unseen_count(self) -> int:
        """Return how many hits one has not seen yet."""
        return sum(len(watched.hits) for watched in self.listed(unseen=True))

    def feed(self) -> bytes:
        """Return the hits that one sees as an Atom feed, newest first."""
        return self._feed_of(current_actor().id)

    def _feed_of(self, viewer: str) -> bytes:
        store = self._opened()
        if store is None:
            return atom("none", "1970-01-01T00:00:00+00:00", [])
        name, started = store.setting("name") or "", store.setting("started") or ""
        return atom(name, started, self._listed(store, viewer), viewer=viewer)

    def write_feed_to(self, path: Path) -> None:
        """Write the feed of what is everybody's to a file, and again after each check.

        Raises:
            CuttingsError: it cannot be written.
        """
        store = self._to_save_in()
        write_feed(path.absolute(), self._feed_of(""))
        store.store_setting("feed", storable(str(path.absolute())))

    def _write_feed(self) -> None:
        path = self._store.setting("feed") if self._store else None
        if path:
            try:
                write_feed(Path(path), self._feed_of(""))
            except CuttingsError as error:
                logger.warning("the feed was not written: %s", error)

    def _check_alert(self, store: AlertStore, alert: Alert) -> list[ShownHit]:
        # an article that is stored meanwhile is found again the next time, and known then
        with self._snapshot() as snapshot:
            revision = snapshot.revision
        if alert.checked_revision == revision:
            return []
        # after a back-up was restored the revision may be lower: then nothing can be said to be new
        new_from = min(alert.checked_revision, revision)
        found: list[Found] = []
        if new_from < revision and alert.is_search:
            found = self._found(alert.question, new_from, HITS_STORED)[::-1]
        elif new_from < revision:
            found = self._search(alert.question, replace(alert.filters, added_after=new_from))
        with self._snapshot() as snapshot:
            new = {hit.number for hit in store.record(alert.number, revision, found, RepeatFinder(snapshot))}
            hits = store.hits(alert.number) if new else []
            return [hit for hit in visible_hits(hits, snapshot, alert) if hit.number in new]

    def _search(self, question: str, filters: Filters) -> list[Found]:
        """Return the articles that answer, best first; copies come after the first."""
        found: dict[str, Found] = {}
        for _ in range(ROUNDS):
            answer = self._ask(question, filters=replace(filters, without=tuple(found)))
            if not answer.answered or answer.note == OUT_OF_TIME:
                break
            with self._snapshot() as snapshot:
                fresh = {
                    one.article.id: one for one in articles_quoted_by(answer, snapshot) if one.article.id not in found
                }
            if not fresh:
                break
            found |= fresh
        return list(found.values())

    def _found(self, search: str, added_after: int | None, limit: int) -> list[Found]:
        return self._find(search, added_after, limit) if self._find else []

    def _to_save_in(self) -> AlertStore:
        store = self._opened(create=True)
        if store is None:
            raise ArchiveNotFound(f"{self._paths.name}: no archive here; start one with: cuttings add FILE")
        return store

    def _revision_to_save(self, store: AlertStore, owner: str) -> int:
        if sum(alert.owner == owner for alert in store.alerts(owner)) >= MOST:
            raise CuttingsError(message("too_many_saved", number=MOST))
        with self._snapshot() as snapshot:
            return snapshot.revision

    def _opened(self, *, create: bool = False) -> AlertStore | None:
        """Return the file of saved questions; None where there is no archive, or no file and `create` is false."""
        with self._opening:
            if not self._paths.exists() or not (create or self._file.exists()):
                return None
            if self._store is not None and not self._store.is_current():
                self._store.close()
                self._store = None
            if self._store is None:
                self._store = AlertStore(self._paths)
            return self._store

    @contextmanager
    def _snapshot(self) -> Iterator[Snapshot]:
        with closing(open_catalogue(self._paths)) as catalogue, catalogue.snapshot() as snapshot:
            yield snapshot


def _line(text: str, missing: str) -> str:
    line = storable(" ".join(text.split())[:QUESTION_LIMIT])
    if not any(character.isalnum() for character in line):
        raise CuttingsError(missing)
    return line
