"""Documents that are a ZIP file of XML: Office Open XML, OpenDocument, EPUB. Members are read one by one, within limits."""

import io
import posixpath
import stat
import zipfile
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from corpus.messages import message
from corpus.readers.archives import RAISED, decompressed
from corpus.readers.office.documents import Properties
from corpus.readers.reader import Reading

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MARK = b"PK\x03\x04"
_ENCRYPTED = 1


def member_names(data: bytes) -> frozenset[str]:
    """Return the names of the members; none if the data is not a ZIP file."""
    if not data.startswith(MARK):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except RAISED:
        return frozenset()


def mimetype_of(data: bytes) -> bytes:
    """Return the media type that an OpenDocument or EPUB file declares, usually in its first, uncompressed member."""
    if data.startswith(MARK) and data[30:38] == b"mimetype" and data[38:50] == b"application/":
        return data[38:110]
    if "mimetype" not in member_names(data):
        return b""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("mimetype") as member:
            return member.read(72)
    except RAISED:
        return b""


class Package:
    """An open document; to be used in a `with`.

    Raises:
        ValueError: it is damaged.
    """

    def __init__(self, data: bytes, reading: Reading) -> None:
        self._reading = reading
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except RAISED as error:
            raise ValueError(f"a damaged document ({error})") from error
        self._names = {name.casefold(): name for name in self._archive.namelist()}

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    def has(self, name: str) -> bool:
        """Return whether there is a member of that name."""
        return name.casefold() in self._names

    def bytes(self, name: str) -> bytes:
        """Return a member.

        Raises:
            ValueError: it is missing, damaged, encrypted or too large.
        """
        try:
            entry = self._archive.getinfo(self._names[name.casefold()])
        except KeyError as error:
            raise ValueError(f"a damaged document (it has no {name})") from error
        if entry.flag_bits & _ENCRYPTED or stat.S_ISLNK(entry.external_attr >> 16):
            raise ValueError(message("encrypted"))
        content = decompressed(partial(self._archive.open, entry), entry.compress_size, self._reading)
        self._reading.spend(len(content))
        return content

    def xml(self, name: str) -> "Element":
        """Return the root of a member that is XML.

        Raises:
            ValueError: as `bytes`; or it is not an XML, or defines entities.
        """
        from defusedxml.ElementTree import ParseError, fromstring

        try:
            root: Element = fromstring(self.bytes(name), forbid_dtd=False)
        except ParseError as error:
            raise ValueError(f"a damaged document ({name}: {error})") from error
        return root

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the relationships of a member of Office Open XML: by id, the end of the type and the name of the target."""
        folder, last = posixpath.split(name)
        place = f"{folder}/_rels/{last}.rels".lstrip("/")
        if not self.has(place):
            return {}
        return {
            one.get("Id", ""): (one.get("Type", "").rpartition("/")[2], resolved(name, one.get("Target", "")))
            for one in self.xml(place)
            if one.get("TargetMode") != "External"
        }

    def properties(self) -> Properties:
        """Return the properties of a document of Office Open XML."""
        if not self.has("docProps/core.xml"):
            return Properties()
        values = {local(one.tag): (one.text or "").strip() for one in self.xml("docProps/core.xml")}
        return Properties(
            title=values.get("title", ""),
            author=values.get("creator", ""),
            created=values.get("created", ""),
            language=values.get("language", ""),
        )


def local(tag: object) -> str:
    """Return the name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def resolved(base: str, target: str) -> str:
    """Return the name of the member that another refers to."""
    target = unquote(target.partition("#")[0])
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
