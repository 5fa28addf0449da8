"""The endpoint that writes: any server that speaks OpenAI's chat completions, asked over HTTP within limits of time and size.

Nothing is sent anywhere but to the machine that the user named: no proxy of the environment, no redirect. What comes back is
text from a stranger: `qa.written.reply` reads it, and what is shown of it is decided in `qa.written.write`.
"""

import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from corpus.errors import GivenUp, SettingsError, WriterError
from corpus.messages import MESSAGES, message
from qa.written.reply import Reply, Unreadable, Usage

if TYPE_CHECKING:
    import httpx

COMPLETIONS = "/chat/completions"
CONNECT_SECONDS = 5.0
AT_ONCE = 2
"""Texts that are written at a time: small machines write one after the other anyway."""

WAIT_SECONDS = 5.0
"""For one of them to end."""

LOOK_SECONDS = 0.25
"""Between two looks whether anybody still waits."""

_NO_STREAM_OPTIONS = {400, 422}
"""How servers refuse a field that they do not know."""

_STATUSES = {401: "writer_key", 403: "writer_key", 404: "writer_unknown", 429: "writer_busy"}

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterOptions:
    """Who writes, and within which limits.

    Attributes:
        url: of the interface, `http://127.0.0.1:11434/v1`.
        model: its name there.
        key: sent as a bearer token; never shown or logged.
        context: tokens that the model reads and writes together.
        seconds: for a whole text.
        entailment: a cross-encoder that may refuse sentences which the checks let pass: a folder or `hub:ORG/NAME@REVISION`.

    Raises:
        SettingsError: the address is not one of http or https, or has a password in it; the model has no name; or a key would go
            unencrypted to another machine.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    context: int = 4096
    seconds: float = 60.0
    entailment: str | None = None

    def __post_init__(self) -> None:
        parts = _parts(self.url)
        if parts.username is not None or parts.password is not None:
            raise SettingsError("the writer's address has a name or password in it; give a key by CUTTINGS_WRITER_KEY")
        if parts.query or parts.fragment:
            raise SettingsError(f"the writer's address ends with its path, such as http://{self.host}/v1")
        if not self.model.strip() or not self.model.isprintable():
            raise SettingsError("the writer's model needs a name; give it by --writer-model")
        if self.key and parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
            raise SettingsError(
                f"the writer's key would go to {self.host} unencrypted; name an https address, or give no key"
            )

    @property
    def host(self) -> str:
        """The machine, with its port where one is named: what a page says that the question is sent to."""
        return _parts(self.url).netloc.rpartition("@")[2]

    @property
    def completions(self) -> str:
        """The address that is asked."""
        return self.url.rstrip("/").removesuffix(COMPLETIONS) + COMPLETIONS


@dataclass(frozen=True, slots=True)
class Finish:
    """How a reply ended.

    Attributes:
        whole: whether the model had said all that it had to say; False where a limit ended it, or whoever read it.
        usage: what it cost, where the endpoint says so.
    """

    whole: bool
    usage: Usage | None = None


class Endpoint:
    """An endpoint; safe to use from several threads. Nothing is connected before it is asked."""

    def __init__(self, options: WriterOptions) -> None:
        self.options = options
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def complete(
        self,
        messages: list[dict[str, str]],
        on_text: Callable[[str], bool],
        *,
        most_tokens: int,
        gone: Callable[[], bool],
    ) -> Finish:
        """Have a text written; the thread has no event loop.

        Args:
            messages: of the chat, with `role` and `content`.
            on_text: called with each piece as it comes; returns False for enough.
            most_tokens: of the text.
            gone: tells whether nobody waits any more.

        Raises:
            WriterError: it cannot be reached, refuses, is too slow, or answers with something else than a text. What `on_text`
                was given until then has been written.
            GivenUp: nobody waits any more.
        """
        if not self._free.acquire(timeout=WAIT_SECONDS):
            raise self._error("writer_waiting")
        try:
            import asyncio  # here, not above: most archives have no writer

            return asyncio.run(self._within_time(self._asked(messages, on_text, most_tokens), gone))
        finally:
            self._free.release()

    async def _within_time(self, asked: Coroutine[Any, Any, Finish], gone: Callable[[], bool]) -> Finish:
        import asyncio

        asking = asyncio.create_task(asked)
        try:
            async with asyncio.timeout(self.options.seconds):
                while not (await asyncio.wait({asking}, timeout=LOOK_SECONDS))[0]:
                    if gone():
                        raise GivenUp
                return asking.result()
        except TimeoutError as error:
            raise self._error("writer_slow", number=round(self.options.seconds)) from error
        finally:
            asking.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await asking

    async def _asked(self, messages: list[dict[str, str]], on_text: Callable[[str], bool], most_tokens: int) -> Finish:
        import httpx

        body = {
            "model": self.options.model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": most_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        timeout = httpx.Timeout(self.options.seconds, connect=CONNECT_SECONDS)
        try:
            async with httpx.AsyncClient(timeout=timeout, trust_env=False, follow_redirects=False) as client:
                finish = await self._streamed(client, body, on_text)
                if finish is None:
                    del body["stream_options"]
                    finish = await self._streamed(client, body, on_text)
        except httpx.TimeoutException as error:
            kind = "writer_unreachable" if isinstance(error, httpx.ConnectTimeout) else "writer_slow"
            raise self._error(kind, number=round(self.options.seconds)) from error
        except httpx.ConnectError as error:
            raise self._error("writer_unreachable") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise self._error("writer_broke_off") from error
        except Unreadable as error:
            raise self._error("writer_unreadable") from error
        if finish is None:
            raise self._error("writer_status", number=400)
        return finish

    async def _streamed(
        self, client: "httpx.AsyncClient", body: Mapping[str, Any], on_text: Callable[[str], bool]
    ) -> Finish | None:
        """Read one reply; None where a field of the question is refused that may be left out."""
        headers = {"accept": "text/event-stream, application/json", "accept-encoding": "identity"}
        if self.options.key:
            headers["authorization"] = f"Bearer {self.options.key}"
        async with client.stream("POST", self.options.completions, json=body, headers=headers) as response:
            if response.status_code in _NO_STREAM_OPTIONS and "stream_options" in body:
                return None
            if response.status_code != 200:
                kind = _STATUSES.get(response.status_code, "writer_status")
                raise self._error(kind, number=response.status_code)
            if response.headers.get("content-encoding", "identity") != "identity":
                raise Unreadable
            return await self._read(response, on_text)

    async def _read(self, response: "httpx.Response", on_text: Callable[[str], bool]) -> Finish:
        reply = Reply(response.headers.get("content-type", ""))
        async for data in response.aiter_raw():
            for piece in reply.read(data):
                if not on_text(piece):
                    return Finish(whole=False, usage=reply.usage)
            if reply.ended:
                return Finish(whole=reply.whole, usage=reply.usage)
        for piece in reply.rest():
            on_text(piece)
        if not reply.ended:
            raise self._error("writer_broke_off")
        return Finish(whole=reply.whole, usage=reply.usage)

    def _error(self, kind: str, **values: object) -> WriterError:
        said = message(kind, host=self.options.host, **(values if "{number}" in MESSAGES[kind] else {}))
        logger.warning("%s", said)
        return WriterError(said)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingsError("the writer's address cannot be read; one is http://127.0.0.1:11434/v1") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or not url.isprintable() or " " in url:
        raise SettingsError("the writer's address has to be one of http or https, such as http://127.0.0.1:11434/v1")
    return parts


def _is_this_machine(name: str) -> bool:
    if name == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(name).is_loopback
    return False
