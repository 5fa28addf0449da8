"""An archive as a program uses it: open a folder, add files, ask. `qa.service.service.CuttingsService` does the work."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.article import Article
from corpus.catalogue.paths import archive_at
from corpus.filters import Filters
from qa.answering.answer import Answer, Turn
from qa.service.maintenance import Selection
from qa.service.progress import AddReport
from qa.service.service import CuttingsService
from qa.service.settings import Settings


class Archive:
    """Press cuttings in a folder, or in an engine. Safe to use from several threads; other processes may use the same archive.

    What it raises is in `qa.errors`: `ArchiveError` where the archive cannot be read or written, `ArchiveBusy` where another
    process is writing, `ModelError` where its model cannot be loaded.

    Args:
        folder: need not exist before something is added. In its place the address of an engine, `oceanbase://USER@HOST/NAME`;
            the password is in the environment, or in a file that the address names.
        settings: which models, and how questions are answered.

    Example:
        with Archive("archive") as archive:
            archive.add("news/")
            print(archive.ask("How many people were hurt?").quotes)
    """

    def __init__(self, folder: str | Path, settings: Settings | None = None) -> None:
        self._service = CuttingsService(archive_at(folder), settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open."""
        self._service.close()

    def add(self, *paths: str | Path) -> AddReport:
        """Add the articles of files and folders; a file that cannot be read is listed in the report, and the others are added."""
        return self._service.maintenance.add([Path(path).expanduser() for path in paths])

    def ask(self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """Answer a question with quotes; where nothing answers it, `answered` is False.

        Args:
            history: the turns of the conversation before it, oldest first.
            filters: outlets and days that the search is restricted to.
        """
        return self._service.ask(question, history, filters)

    def articles(self) -> list[Article]:
        """Return all articles, newest first."""
        return self._service.articles()

    def article(self, article_id: str) -> Article:
        """Return an article.

        Raises:
            NotFound: there is none of that id.
        """
        return self._service.article(article_id)

    def remove(self, *article_ids: str) -> list[Article]:
        """Remove articles from all answers, all or none; return them.

        Raises:
            NotFound: an id is not in the archive; nothing was removed.
        """
        return self._service.maintenance.remove(Selection(ids=article_ids)) if article_ids else []
