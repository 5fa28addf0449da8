"""What chats send. They send much more than is used here, so whatever is not known is passed over."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from qa.answering.answer import Turn

MESSAGES_READ = 100
"""The last messages of a conversation, which are read."""

BACKGROUND_JOB = "### Task:"
"""Begins what a chat asks by itself (a title, tags, what to ask next): instructions to a language model, and no question."""


class _Tolerant(BaseModel):
    model_config = ConfigDict(extra="ignore")


class MessageModel(_Tolerant):
    """A message; a content of several parts has its texts in those of type `text`."""

    role: Annotated[str, Field(max_length=100)]
    content: str | list[dict[str, Any]] | None = None

    def text(self) -> str:
        """Return the text of the message."""
        if isinstance(self.content, list):
            parts = (part.get("text") for part in self.content if part.get("type") == "text")
            return "\n".join(part for part in parts if isinstance(part, str))
        return self.content or ""


class StreamOptions(_Tolerant):
    """What is wanted of a stream."""

    include_usage: bool | None = None


class ChatModel(_Tolerant):
    """A conversation, whose last message of the reader is the question."""

    model: Annotated[str, Field(max_length=200)]
    messages: Annotated[list[MessageModel], Field(min_length=1)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None

    def turns(self) -> list[Turn]:
        """Return the turns of the conversation, oldest first; the reader's last one is the question."""
        turns = [
            Turn(role=one.role, content=one.text())
            for one in self.messages[-MESSAGES_READ:]
            if one.role in {"user", "assistant"}
        ]
        while turns and turns[-1].role != "user":
            turns.pop()
        return turns
