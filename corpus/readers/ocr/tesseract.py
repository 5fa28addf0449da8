"""Running Tesseract: finding it and its languages, and reading one picture within limits of time, memory and output.

The picture goes in through a pipe and the words come out through another, so there are no temporary files. No shell is used.
The process may not write files, has the memory limit of the reading process that starts it, and ends when that ends.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

MISSING = (
    "Tesseract, which reads pictures of text, is not installed: install it (Debian, Ubuntu: apt install tesseract-ocr, "
    "and a package for each language, such as tesseract-ocr-deu; macOS: brew install tesseract tesseract-lang; "
    "Windows: winget install UB-Mannheim.TesseractOCR, and put it on the PATH), and add the file again"
)
_NO_LANGUAGES = ("osd", "equ")
_MOST_LANGUAGES = 4  # each takes memory and time
_STARTS_IN = 20.0  # seconds to list the languages
_LONGEST_ANSWER = 64 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_KILL = 9


class OcrMissing(ValueError):
    """Tesseract, or one of the languages asked for, is not installed."""


class OcrTimeout(ValueError):
    """A picture took longer than it may."""


class OcrFailed(ValueError):
    """Tesseract ended without a result."""


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A picture in shades of grey, a byte for each pixel, row by row from the top; `dpi` is its resolution."""

    width: int
    height: int
    pixels: bytes
    dpi: int


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The installed program, and the languages to read with, such as `eng+deu`."""

    program: str
    languages: str

    def hocr(self, picture: Bitmap, seconds: float) -> bytes:
        """Return the words of a picture with their places, as hOCR (XHTML).

        Raises:
            OcrTimeout: it took longer than `seconds`.
            OcrFailed: it ended without a result.
        """
        command = [self.program, "stdin", "stdout", "-l", self.languages, "--psm", "3", "--dpi", str(picture.dpi)]
        head = f"P5 {picture.width} {picture.height} 255\n".encode("ascii")
        found = _run([*command, "-c", "tessedit_create_hocr=1"], seconds, head + picture.pixels)
        if found.returncode or not found.stdout.strip():
            raise OcrFailed(f"Tesseract {_why(found)}")
        if len(found.stdout) > _LONGEST_ANSWER:
            raise OcrFailed("Tesseract found more words in it than a page has")
        return found.stdout


def installed(languages: str = "") -> Tesseract:
    """Return Tesseract with the languages to read with.

    Args:
        languages: such as `eng+deu`; "" for those that are installed, or English if they are more than four.

    Raises:
        OcrMissing: it is not installed, or a language is not.
    """
    program = shutil.which("tesseract")
    if program is None:
        raise OcrMissing(MISSING)
    known = _languages(program)
    wanted = [one for one in re.split(r"[+,\s]+", languages) if one] or _default(known)
    if missing := [one for one in wanted if one not in known]:
        raise OcrMissing(
            f"Tesseract has no language {', '.join(missing)}; it has {', '.join(known) or 'none'}: "
            f"install it (Debian, Ubuntu: apt install tesseract-ocr-{missing[0].replace('_', '-')}), "
            "or name others (ocr-languages)"
        )
    return Tesseract(program, "+".join(wanted))


def _default(known: list[str]) -> list[str]:
    whole = [one for one in known if one not in _NO_LANGUAGES and "/" not in one]
    # English last: Tesseract prefers the first, and others have letters that English lacks
    return sorted(whole, key=lambda one: one == "eng") if 0 < len(whole) <= _MOST_LANGUAGES else ["eng"]


def _languages(program: str) -> list[str]:
    """Return the codes of the languages that are installed."""
    try:
        found = _run([program, "--list-langs"], _STARTS_IN, b"")
    except ValueError as error:
        raise OcrMissing(f"Tesseract does not start: {error}; install it again") from error
    if found.returncode:
        raise OcrMissing(f"Tesseract does not start: it {_why(found)}; install it again")
    lines = found.stdout.decode("utf-8", "replace").splitlines()
    return [line.strip() for line in lines[1:] if re.fullmatch(r"[\w/.-]+", line.strip())]


def _run(command: list[str], seconds: float, data: bytes) -> subprocess.CompletedProcess[bytes]:
    names = ("PATH", "TESSDATA_PREFIX", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in names if name in os.environ}
    try:
        return subprocess.run(  # noqa: S603 (a fixed list of arguments, no shell; languages are ones that it lists)
            command,
            input=data,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**environment, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
            preexec_fn=_limits(seconds),
        )
    except subprocess.TimeoutExpired as error:
        raise OcrTimeout(f"it took longer than {seconds:g} seconds") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise OcrFailed(f"Tesseract cannot be started ({error})") from error


def _limits(seconds: float) -> Callable[[], None] | None:
    """Return what a child does before it becomes Tesseract: take limits, and ask to end when this process ends."""
    if os.name != "posix":
        return None
    import ctypes
    import resource

    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def take_limits() -> None:
        limit = int(seconds) + 5  # of processor time, where the system does not end it with this process
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, _KILL)

    return take_limits


def _why(found: subprocess.CompletedProcess[bytes]) -> str:
    lines = found.stderr.decode("utf-8", "replace").splitlines()
    said = next((line.strip() for line in reversed(lines) if line.strip()), "")
    how = f"crashed (signal {-found.returncode})" if found.returncode < 0 else f"ended with code {found.returncode}"
    return f"{how}: {said[:200]}" if said else how
