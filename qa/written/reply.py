"""What an endpoint sends back, read within bounds: server-sent events of pieces of text, or one document of JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 2 * 1024 * 1024
"""Of a reply: a token takes some two hundred in a stream, and hardly a thousand are asked for."""

LONGEST_LINE = 256 * 1024
MOST_TEXT = 20_000
"""Characters of text; there is no more to say in a few sentences."""

_DONE = "[DONE]"


class Unreadable(Exception):
    """What came is no text of a model: a page, garbage, an error in the middle, or far too much."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that were read and written, as the endpoint counts them."""

    prompt: int
    completion: int


class Reply:
    """Reads a reply as it comes.

    Args:
        media: its content type.

    Attributes:
        ended: whether its end was seen: without one it broke off.
        whole: whether the model ended the text itself, and no limit did.
        usage: of tokens, where it is told.

    Raises:
        Unreadable: here, if the content type is neither of events nor of JSON, and from the methods.
    """

    def __init__(self, media: str) -> None:
        kind = media.partition(";")[0].strip().lower()
        if kind not in ("text/event-stream", "application/json"):
            raise Unreadable
        self._events = kind == "text/event-stream"
        self._unread = b""
        self._bytes = self._characters = 0
        self.ended = self.whole = False
        self.usage: Usage | None = None

    def read(self, data: bytes) -> Iterator[str]:
        """Yield the pieces of text that are complete with these bytes."""
        self._bytes += len(data)
        if self._bytes > MOST_BYTES:
            raise Unreadable
        self._unread += data
        if not self._events:
            return
        *lines, self._unread = self._unread.split(b"\n")
        if len(self._unread) > LONGEST_LINE:
            raise Unreadable
        for line in lines:
            yield from self._line(line)

    def rest(self) -> Iterator[str]:
        """Yield what is left when all bytes are there."""
        unread, self._unread = self._unread, b""
        if self._events:
            yield from self._line(unread)
        else:
            yield from self._chunk(_json(unread), "message")
            self.ended = True

    def _line(self, line: bytes) -> Iterator[str]:
        if self.ended or not line.startswith(b"data:"):  # a comment, the name of an event, or the end of one
            return
        data = line.removeprefix(b"data:").strip()
        if data == _DONE.encode():
            self.ended = True
        elif data:
            yield from self._chunk(_json(data), "delta")

    def _chunk(self, chunk: Any, part: str) -> Iterator[str]:  # noqa: ANN401 (whatever JSON is)
        if not isinstance(chunk, dict) or chunk.get("error"):
            raise Unreadable
        self._count(chunk.get("usage"))
        choices = chunk.get("choices")
        if not isinstance(choices, list):
            raise Unreadable
        choice = choices[0] if choices else {}
        if not isinstance(choice, dict):
            raise Unreadable
        message = choice.get(part) or {}
        text = message.get("content") if isinstance(message, dict) else None
        if isinstance(text, str) and text:
            self._characters += len(text)
            if self._characters > MOST_TEXT:
                raise Unreadable
            yield text
        if choice.get("finish_reason") == "stop":
            self.whole = True

    def _count(self, usage: Any) -> None:  # noqa: ANN401 (whatever JSON is)
        if not isinstance(usage, dict):
            return
        prompt, completion = usage.get("prompt_tokens"), usage.get("completion_tokens")
        if isinstance(prompt, int) and isinstance(completion, int) and prompt >= 0 and completion >= 0:
            self.usage = Usage(prompt, completion)


def _json(data: bytes) -> Any:  # noqa: ANN401 (whatever JSON is)
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
