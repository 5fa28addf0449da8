"""Which servers have what an archive needs: full text, vectors, and one state of both and the rows."""

import re

from corpus.engine.address import EngineAddress
from corpus.errors import ArchiveError

LEAST_SEEKDB = (1, 4, 0)
"""The version that was tried; earlier ones were not."""

LEAST_OCEANBASE = (4, 4, 1)
"""The first of a cluster with vector and full-text indexes that may be filtered by the same statement; read about, not tried."""

_VERSION = re.compile(r"OceanBase(?:_CE)?[ -](?P<seekdb>seekdb-)?v?(?P<number>\d+(?:\.\d+){1,3})")


def require_known_server(address: EngineAddress, version: str) -> None:
    """Make sure that a server can hold an archive.

    Args:
        version: as it says of itself.

    Raises:
        ArchiveError: it is another product, or too old.
    """
    wanted = f"seekdb {_text(LEAST_SEEKDB)} or OceanBase {_text(LEAST_OCEANBASE)} at least"
    found = _VERSION.search(version)
    if found is None:
        raise ArchiveError(f"{address}: this server says {version!r:.80}; an archive needs {wanted}")
    number = tuple(int(part) for part in found["number"].split("."))
    if number < (LEAST_SEEKDB if found["seekdb"] else LEAST_OCEANBASE):
        raise ArchiveError(f"{address}: this server is too old ({version!r:.80}); an archive needs {wanted}")


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
