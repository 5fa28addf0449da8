"""The address of an archive in an engine: `oceanbase://user@host:2881/name`, or `seekdb://` for one machine."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from corpus.errors import ArchiveError
from corpus.system_errors import message_of

PASSWORD = "CUTTINGS_ARCHIVE_PASSWORD"  # noqa: S105 -- the name of the variable
PORT = 2881
_SCHEMES = frozenset({"oceanbase", "seekdb"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,47}")
_LONGEST_PASSWORD = 4096  # bytes of its file
_KNOWN = frozenset({"password-file", "tls-ca", "tls"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineAddress:
    """Where an engine is, which database of it is the archive, and who asks.

    Attributes:
        scheme: "oceanbase" or "seekdb".
        user: as the engine names users; in a cluster with the tenant, `user@tenant`.
        name: of the database, one archive each.
        password: never shown.
        tls: whether the connection has to be encrypted.
        tls_ca: file of the authority that signed the server's certificate; with it, certificate and host name are checked.
    """

    scheme: str
    user: str
    host: str
    port: int
    name: str
    password: str = field(default="", repr=False)
    tls: bool = False
    tls_ca: Path | None = None

    def __str__(self) -> str:
        """Return the address as messages and logs show it: without a password."""
        return f"{self.scheme}://{self.user}@{self.host}:{self.port}/{self.name}"


def is_address(text: str) -> bool:
    """Return whether a text is meant as the address of an engine rather than as a folder."""
    scheme, separator, _ = text.partition("://")
    return bool(separator) and scheme.isalpha()


def engine_address(text: str) -> EngineAddress:
    """Return the engine that an address names; the password is that of `CUTTINGS_ARCHIVE_PASSWORD` or of a file.

    Raises:
        ArchiveError: it is no such address, or the file of the password cannot be read.
    """
    parts = urlsplit(text)
    shown = re.sub(r"//[^@/]*@", "//…@", text)
    try:
        port = parts.port or PORT
    except ValueError as error:
        raise ArchiveError(f"{shown}: the port is no number") from error
    if parts.scheme not in _SCHEMES:
        raise ArchiveError(
            f"{shown}: an archive is a folder, or oceanbase://USER@HOST:{PORT}/NAME (seekdb:// likewise)"
        )
    if parts.password is not None:
        raise ArchiveError(
            f"{shown}: no password in an address, which logs and other users can see: "
            f"put it in {PASSWORD}, or in a file named by ?password-file=PATH"
        )
    name = parts.path.strip("/")
    if not parts.hostname or not parts.username:
        raise ArchiveError(f"{shown}: it names no user or no host: oceanbase://USER@HOST:{PORT}/NAME")
    if not _NAME.fullmatch(name):
        raise ArchiveError(
            f"{shown}: the name of the archive is up to 48 letters, digits and _ of ASCII, a letter first"
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := options.keys() - _KNOWN:
        raise ArchiveError(
            f"{shown}: {min(unknown)!r} is no option of an address; there are: {', '.join(sorted(_KNOWN))}"
        )
    authority = options.get("tls-ca")
    return EngineAddress(
        scheme=parts.scheme,
        user=unquote(parts.username),
        host=parts.hostname,
        port=port,
        name=name,
        password=_password(options.get("password-file")),
        tls=authority is not None or options.get("tls", "off") not in {"off", ""},
        tls_ca=Path(authority).expanduser() if authority else None,
    )


def _password(file: str | None) -> str:
    if file is None:
        return os.environ.get(PASSWORD, "")
    path = Path(file).expanduser()
    try:
        with path.open("rb") as opened:
            found = opened.read(_LONGEST_PASSWORD + 1)
    except OSError as error:
        raise ArchiveError(f"{path}: {message_of(error, path)}") from error
    if len(found) > _LONGEST_PASSWORD:
        raise ArchiveError(f"{path}: too long for a file with a password")
    return found.decode("utf-8", "replace").strip("\r\n")
