"""Settings that a user may change: what each is called, its unit and its range, and how its value is written.

A table of settings names fields of a frozen dataclass of options; the defaults are those of the dataclass. The tables for
reading files are in `corpus.readers.limits`.
"""

import math
import re
from dataclasses import dataclass
from enum import Enum

KIB, MIB, GIB, TIB = 1 << 10, 1 << 20, 1 << 30, 1 << 40

_UNITS = {
    "TiB": TIB,
    "GiB": GIB,
    "MiB": MIB,
    "KiB": KIB,
    "TB": 10**12,
    "GB": 10**9,
    "MB": 10**6,
    "kB": 10**3,
    "bytes": 1,
}
_MULTIPLES = {name.lower(): size for name, size in _UNITS.items()} | {"b": 1, "": 1}
_SIZE = re.compile(r"\s*([0-9]{1,15}(?:\.[0-9]{1,6})?)\s*([a-z]*)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\s*[0-9]{1,15}(?:\.[0-9]{1,6})?\s*")


class Unit(Enum):
    """What a setting is measured in; the value is the placeholder in the help of a command."""

    BYTES = "SIZE"
    SECONDS = "SECONDS"
    COUNT = "N"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting.

    Attributes:
        name: in a file of settings, and after `--` on the command line.
        field: of the options that it sets.
        least, most: the range of its values, both included.
        help: what it limits, in a phrase.
    """

    name: str
    field: str
    unit: Unit
    least: int
    most: int
    help: str

    @property
    def placeholder(self) -> str:
        """What stands for a value in the help of a command."""
        return self.unit.value

    def parsed(self, text: str) -> int | float:
        """Return a value that is written as text: `64MB`, `1.5 GiB`, `90`.

        Raises:
            ValueError: it is no such value, or out of range; the message says what is allowed.
        """
        if self.unit is Unit.BYTES:
            size = _SIZE.fullmatch(text)
            multiple = _MULTIPLES.get(size[2].lower()) if size else None
            return self._in_range(round(float(size[1]) * multiple) if size and multiple else None)
        if not _NUMBER.fullmatch(text):
            raise ValueError(self.allowed)
        number = float(text)
        return self._in_range(number if self.unit is Unit.SECONDS else int(number) if number.is_integer() else None)

    def checked(self, value: object) -> int | float:
        """Return a value of a file of settings: a number, or for a size also text such as `64MB`.

        Raises:
            ValueError: it is of another type, or out of range; the message says what is allowed.
        """
        if isinstance(value, str) and self.unit is Unit.BYTES:
            return self.parsed(value)
        if (isinstance(value, int) and not isinstance(value, bool)) or (
            isinstance(value, float) and self.unit is Unit.SECONDS
        ):
            return self._in_range(value)
        raise ValueError(self.allowed)

    @property
    def allowed(self) -> str:
        """Which values are allowed, in words."""
        least, most = self.shown(self.least), self.shown(self.most)
        if self.unit is Unit.BYTES:
            return f"write a size from {least} to {most}, such as 64MB or 64MiB"
        kind = "seconds" if self.unit is Unit.SECONDS else "a whole number"
        return f"write {kind} from {least} to {most}"

    def shown(self, value: float) -> str:
        """Return a value as it is shown to a user."""
        return size_text(int(value)) if self.unit is Unit.BYTES else f"{value:,g}" if value < 10**6 else f"{value:,.0f}"

    def _in_range(self, value: float | None) -> int | float:
        if value is None or not math.isfinite(value) or not self.least <= value <= self.most:
            raise ValueError(self.allowed)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSetting:
    """One setting that is no number.

    Attributes:
        name, field, help: as of a `Setting`.
        form: the pattern of its values.
        allowed: which values are allowed, in words.
    """

    name: str
    field: str
    form: str
    allowed: str
    help: str

    @property
    def placeholder(self) -> str:
        """What stands for a value in the help of a command."""
        return "TEXT"

    def parsed(self, text: str) -> str:
        """Return a value.

        Raises:
            ValueError: it is not allowed; the message says what is.
        """
        return self.checked(text)

    def checked(self, value: object) -> str:
        """Return a value of a file of settings.

        Raises:
            ValueError: it is not allowed; the message says what is.
        """
        if not isinstance(value, str) or not re.fullmatch(self.form, value, re.ASCII):
            raise ValueError(self.allowed)
        return value

    def shown(self, value: str) -> str:
        """Return a value as it is shown to a user."""
        return value or "none named"


def size_text(size: int) -> str:
    """Return a number of bytes in the unit in which it is shortest and exact: `64 MiB`, `100 MB`, `999 bytes`."""
    texts = [
        f"{size / unit:.3f}".rstrip("0").rstrip(".") + f" {name}"
        for name, unit in _UNITS.items()
        if size >= unit and round(size / unit, 3) * unit == size
    ]
    return min(texts, key=len)
