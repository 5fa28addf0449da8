"""Asking a provider of identities: over https, within a time and a size, without following it anywhere."""

import asyncio
import json
import logging
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import IdentityError
from qa.web.middleware.hosts import is_loopback

SECONDS = 10.0
"""For a whole answer."""
LARGEST = 1 << 20
"""Bytes of it."""

logger = logging.getLogger(__name__)


def is_safe(url: str) -> bool:
    """Tell whether an address may be asked or led to: https; http on this machine only, where nothing is on the way."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None or parts.fragment or not url.isprintable():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


async def fetched(
    method: str, url: str, headers: Mapping[str, str] | None = None, body: str | None = None
) -> dict[str, Any]:
    """Return the object of JSON that an address answers with.

    Raises:
        IdentityError: it cannot be reached, or answers with something else; the log says what.
    """
    import httpx

    if not is_safe(url):
        raise unusable(f"{url:.200} is not https")
    sent = {"accept": "application/json", "accept-encoding": "identity", **(headers or {})}
    content = bytearray()
    own = is_loopback(urlsplit(url).hostname or "")
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(verify=_tls(), timeout=SECONDS, follow_redirects=False, trust_env=not own) as client,
            client.stream(method, url, headers=sent, content=body) as response,
        ):
            async for part in response.aiter_raw():
                content += part
                if len(content) > LARGEST:
                    raise unusable(f"{url:.200} answers without end")
    except TimeoutError as error:
        raise unusable(f"{url:.200} did not answer within {SECONDS:.0f} seconds") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError) as error:
        raise unusable(f"{url:.200} cannot be asked: {error}") from error
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise unusable(f"{url:.200} answered {response.status_code}, and not with JSON") from error
    if response.status_code != httpx.codes.OK or not isinstance(answer, dict):
        fault = answer.get("error") if isinstance(answer, dict) else None
        raise unusable(f"{url:.200} answered {response.status_code}, {fault!r:.100}")
    return answer


def unusable(reason: str) -> IdentityError:
    """Return the error of a provider that does not do its part; the reason is for the log only."""
    logger.warning("the provider of identities cannot be used: %s", reason)
    return IdentityError("identity_unreachable")


@cache
def _tls() -> ssl.SSLContext:
    """Return whom to believe that they are who they are: made once, as it takes some 20 ms."""
    import httpx

    return httpx.create_ssl_context()
