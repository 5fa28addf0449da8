"""The timeline of whatever is named: a story, an article, or what a question finds."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.errors import NotFound
from qa.answering.answer import Step
from qa.service.progress import ignore
from qa.service.queue import FOREGROUND, Client
from qa.service.service import CuttingsService

if TYPE_CHECKING:
    from qa.news.views.timeline import Timeline

_ID_LENGTH = 12


def timeline_about(
    service: CuttingsService, about: str, on_progress: Callable[[Step], None] = ignore, client: Client = FOREGROUND
) -> "Timeline":
    """Return the timeline of a story or an article, by its id; of what `about` finds as a question, where it is no id.

    Raises:
        CuttingsError: as `CuttingsService.ask` does.
    """
    if len(about) == _ID_LENGTH and about.isalnum():
        try:
            return service.news.timeline(about)
        except NotFound:
            pass
    return service.news.timeline_of(service.ask(about, on_progress=on_progress, client=client))
