"""What a machine reads and encodes with: only one with the same of it may work for another."""

import hashlib
import platform
import re
import shutil
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path

import corpus
import embeddings
from corpus.readers.plugins import GROUP

_INSTRUCTIONS = ("avx512_vnni", "avx_vnni", "avx512f", "avx2")
"""Of a processor, the best first: on them depends how it adds up floats, and so the last bits of a vector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a machine has.

    Attributes:
        version: of Cuttings.
        code: a hash of the code that reads and encodes, so that two checkouts of one version differ, too.
        model: key of the encoder, which has the hash of its weights.
        readers: packages that add readers, with their versions.
        ocr: whether Tesseract is installed.
        processor: its name, and the best instructions for vectors that it has.
        runtime: what runs the model, with its version.
    """

    version: str
    code: str
    model: str
    readers: tuple[str, ...]
    ocr: bool
    processor: str
    runtime: str

    @classmethod
    def of(cls, model: str) -> "About":
        """Return what this machine has, with an encoder of this key."""
        plugins = {f"{entry.dist.name} {entry.dist.version}" for entry in entry_points(group=GROUP) if entry.dist}
        return cls(
            version=_version("cuttings"),
            code=_code(),
            model=model,
            readers=tuple(sorted(plugins)),
            ocr=shutil.which("tesseract") is not None,
            processor=_processor(),
            runtime=f"onnxruntime {_version('onnxruntime')}",
        )

    @property
    def maker(self) -> str:
        """Under which the vectors that this machine made are counted."""
        return f"{self.processor}; {self.runtime}"

    def difference(self, other: "About", *, ocr: bool) -> str | None:
        """Return why `other` must not work for this machine, and what to do; None if it may.

        Args:
            ocr: whether pictures of text are to be read.
        """
        if other.version != self.version:
            return f"has Cuttings {other.version} and this machine {self.version}; install the same"
        if other.code != self.code:
            return f"has Cuttings {other.version} as this machine, but other code of it; install the same"
        if other.model != self.model:
            return f"has the model {other.model} and this archive needs {self.model}; install the same weights"
        if other.readers != self.readers:
            theirs, ours = (", ".join(one.readers) or "no package" for one in (other, self))
            return f"has other readers ({theirs}) than this machine ({ours}); install the same packages"
        if ocr and other.ocr != self.ocr:
            which = "a Tesseract and this machine none" if other.ocr else "no Tesseract and this machine one"
            return f"has {which}; install it on both, or give --ocr off"
        return None


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "of a checkout"


@cache
def _code() -> str:
    digest = hashlib.sha256()
    for package in (corpus, embeddings):
        folder = Path(package.__file__ or "").parent
        for path in sorted(folder.rglob("*.py")):
            digest.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    try:
        text = cpuinfo.read_text("utf-8", "replace")
    except OSError:
        return platform.processor() or platform.machine()
    name = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    flags = re.search(r"^flags\s*:\s*(.+)$", text, re.MULTILINE)
    best = next((one for one in _INSTRUCTIONS if flags and one in flags[1].split()), "")
    return ", ".join(filter(None, [name[1].strip() if name else platform.machine(), best]))
