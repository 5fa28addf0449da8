"""What Cuttings finds, for the adapters next to this file: over /api/v1, or in an archive on this machine.

The first needs a running `cuttings serve` and httpx, on whatever machine; the second needs Cuttings itself and loads its models
into this process. Both return the same: the quotes that answer, best first, and nothing where nothing answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx

if TYPE_CHECKING:
    from cuttings import Archive

SERVER = "http://127.0.0.1:7860"


@dataclass(frozen=True)
class Found:
    """A quote, or the passage that it is from.

    Attributes:
        text: word for word.
        score: from 0 to 1: how likely it is that the quotes answer; of a passage, how near it is to the question.
        metadata: address, title, outlet, published, article, start, end, sha256.
    """

    text: str
    score: float
    metadata: dict[str, Any] = field(default_factory=dict)


Find = Callable[[str], list[Found]]


def over_http(server: str = SERVER, token: str = "", *, passages: bool = False) -> Find:
    """Return how to ask a server.

    Args:
        server: its address, with `/archive/NAME` where it has several archives.
        token: its password, or a user's token, where it asks for one.
        passages: whether whole passages are returned, for a model that reads on, and not the quotes alone.
    """
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    client = httpx.Client(base_url=server, headers=headers, timeout=60)

    def find(question: str) -> list[Found]:
        answer = client.post("/api/v1/ask", json={"question": question}).raise_for_status().json()
        if not answer["answered"]:
            return []
        cited = {one["number"]: one for one in answer["citations"]}
        return [
            Found(one["text"], one.get("score", answer["confidence"]), _metadata(server, cited[one["citation"]]))
            for one in answer["passages" if passages else "quotes"]
        ]

    return find


def in_archive(archive: Archive, server: str = SERVER, *, passages: bool = False) -> Find:
    """Return how to ask an archive that is open in this process.

    Args:
        server: where `cuttings serve` shows the archive, for the addresses.
        passages: as of `over_http`.
    """

    def find(question: str) -> list[Found]:
        answer = archive.ask(question)
        if not answer.answered:
            return []
        found = []
        for one in answer.passages if passages else answer.quotes:
            citation = answer.citation(one.citation)
            article = citation.article
            named = {"id": article.id, "title": article.title, "outlet": article.outlet, "published": article.published}
            cited = {"start": citation.start, "end": citation.end, "sha256": citation.sha256, "field": citation.field}
            score = getattr(one, "score", answer.confidence)
            found.append(Found(one.text, score, _metadata(server, {**cited, "article": named})))
        return found

    return find


def _metadata(server: str, citation: dict[str, Any]) -> dict[str, Any]:
    """Return where a quote stands, and the address that opens the article there."""
    article, place = citation["article"], {name: citation[name] for name in ("start", "end", "sha256")}
    query = {**place, "sha256": place["sha256"][:16]}
    if citation.get("field", "text") != "text":
        query["field"] = citation["field"]
    return {
        "address": f"{server}/article/{article['id']}?{urlencode(query)}#cited",
        "title": article["title"],
        "outlet": article["outlet"],
        "published": article["published"],
        "article": article["id"],
        **place,
    }
