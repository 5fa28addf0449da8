"""Pages and feeds over http(s), politely: robots.txt first, one request a second to a host, redirects followed one by one.

Every address, also that of a redirect, is checked, looked up in its site's robots.txt and requested at the site's pace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import SplitResult, urljoin, urlunsplit

from corpus.fetch.addresses import Refused, checked_parts, port_of
from corpus.fetch.cache import Validators
from corpus.fetch.politeness import PRODUCT, Pace, Robots
from corpus.fetch.transport import Deadline, FetchError, FetchOptions, Response, request
from corpus.readers.sandbox.worker import Worker

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})
_PASSING = frozenset({408, 425, 429})  # of the client's errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page or a feed that was fetched.

    Attributes:
        address: the final one, after redirects.
        unchanged: it has not changed since the validators were sent (304); there is no content.
        kind: media type, lower case, without parameters.
        charset: the encoding that the server declares.
    """

    address: str
    content: bytes = b""
    unchanged: bool = False
    kind: str = ""
    charset: str | None = None
    validators: Validators = field(default_factory=Validators)


class Fetcher:
    """Fetches pages and feeds, one after the other.

    Args:
        options: limits and pace.
        pace: how often a site is asked; by default as the options say.
        worker: the process that reads a robots.txt; by default the shared one.
    """

    def __init__(
        self, options: FetchOptions | None = None, pace: Pace | None = None, worker: Worker | None = None
    ) -> None:
        self.options = options or FetchOptions()
        self._pace = pace or Pace(self.options.every, self.options.patience)
        self._robots = Robots(self._rules, worker)

    def get(self, url: str, known: Validators | None = None) -> Fetched:
        """Fetch a page or a feed.

        Raises:
            FetchError: it is not available, not allowed, too large or too slow.
        """
        left = self.options.seconds
        for _ in range(self.options.max_redirects + 1):
            parts = self._parts(url)
            self._check_robots(parts)
            self._wait(parts)
            deadline = Deadline(left)
            response = request(parts, self.options, deadline, known)
            left = deadline.left()
            self._back_off_if_busy(parts, response)
            redirect = _redirect_target(parts, response)
            if redirect is None:
                return _fetched(urlunsplit(parts), response)
            url = redirect
        raise FetchError(f"more than {self.options.max_redirects} redirects")

    def _parts(self, url: str) -> SplitResult:
        try:
            parts = checked_parts(url, allow_private=self.options.allow_private)
        except Refused as error:
            raise FetchError(str(error)) from error
        return parts._replace(fragment="")

    def _check_robots(self, parts: SplitResult) -> None:
        permission = self._robots.permission(_origin(parts), urlunsplit(parts))
        if permission.delay:
            self._pace.slow_down(parts.netloc, permission.delay)
        if not permission.allowed:
            reason = permission.problem or f"its robots.txt does not allow {PRODUCT} to read it"
            raise FetchError(reason, lasting=not permission.problem)

    def _wait(self, parts: SplitResult) -> None:
        try:
            self._pace.wait(parts.netloc)
        except ValueError as error:
            raise FetchError(str(error)) from error

    def _back_off_if_busy(self, parts: SplitResult, response: Response) -> None:
        if response.status in _BUSY:
            self._pace.back_off(parts.netloc, retry_after(response.headers))

    def _rules(self, url: str) -> tuple[int, bytes, str]:
        """Return status and content of a robots.txt; 0 where there was no answer, and why. Redirects are followed."""
        try:
            for _ in range(self.options.max_redirects + 1):
                parts = self._parts(url)
                self._wait(parts)
                response = request(parts, self.options, Deadline(self.options.seconds), cut=True)
                redirect = _redirect_target(parts, response)
                if redirect is None:
                    return response.status, response.content, ""
                url = redirect
        except FetchError as error:
            return 0, b"", str(error)
        return 404, b"", ""  # RFC 9309: too many redirects count as no file


def _origin(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port_of(parts)}"


def _redirect_target(parts: SplitResult, response: Response) -> str | None:
    """Return where a response redirects to; None if it does not.

    Raises:
        FetchError: the target is not an address.
    """
    location = response.headers.get("location")
    if response.status not in _REDIRECTS or not location:
        return None
    try:
        return urljoin(urlunsplit(parts), location)
    except ValueError as error:
        raise FetchError(f"it leads to what is no address ({error})") from error


def _fetched(address: str, response: Response) -> Fetched:
    if response.status == 304:
        return Fetched(address=address, unchanged=True)
    if response.status != 200:
        phrase = HTTPStatus(response.status).phrase if response.status in list(HTTPStatus) else ""
        lasting = 400 <= response.status < 500 and response.status not in _PASSING
        raise FetchError(f"HTTP {response.status} {phrase}".strip(), lasting=lasting)
    kind, _, parameters = response.headers.get("content-type", "").partition(";")
    return Fetched(
        address=address,
        content=response.content,
        kind=kind.strip().lower(),
        charset=parameters.lower().partition("charset=")[2].partition(";")[0].strip("\"' ") or None,
        validators=Validators(etag=response.headers.get("etag"), modified=response.headers.get("last-modified")),
    )


def retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds that the Retry-After of a response asks for; 0 where there is none."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        when = parsedate_to_datetime(value)
        return max((when - datetime.now(UTC)).total_seconds(), 0.0) if when.tzinfo else 0.0
    except (ValueError, TypeError, IndexError):
        return 0.0
