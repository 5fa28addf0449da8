"""All that readers make of an archive themselves, in one file in its folder.

It is their own, not derived: articles are named by their ids, which stay when an article is added again, changed, removed or
restored from a back-up. Collections and dossiers belong to the archive, so all of its readers share them; marks are a user's own.
"""

from corpus.catalogue.paths import ArchivePaths
from qa.desk.collections import Collections
from qa.desk.dossiers import Dossiers
from qa.desk.marks import MarkStore
from qa.desk.schema import DeskFile
from qa.desk.values import STARRED, TAG_SIGN, DeskLimits


class Desk:
    """The collections, marks and dossiers of an archive. Safe to use from several threads.

    Args:
        paths: the archive; it may not exist yet.
        limits: how much is stored.
    """

    def __init__(self, paths: ArchivePaths, limits: DeskLimits | None = None) -> None:
        self._file = DeskFile(paths, limits or DeskLimits())
        self.collections = Collections(self._file)
        self.marks = MarkStore(self._file)
        self.dossiers = Dossiers(self._file)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def articles_in(self, name: str) -> tuple[str, ...]:
        """Return the ids of the articles of a collection: of one with that name, of all starred ones, or of a tag's.

        Raises:
            NotFound: there is no such collection.
            ArchiveError: the file cannot be read.
        """
        if name == STARRED:
            return tuple(sorted(self.marks.starred()))
        if name.startswith(TAG_SIGN):
            return tuple(sorted(self.marks.tagged(name)))
        return tuple(self.collections.articles(self.collections.named(name).id))
