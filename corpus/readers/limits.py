"""The limits of reading that a user may change: of files (`ReadOptions`) and of the process that reads them (`WorkerOptions`).

Each row names a field of these options; its default is that of the setting. A message about a limit names the setting that
raises it.
"""

from corpus.messages import message
from corpus.settings import KIB, MIB, TIB, Setting, TextSetting, Unit, size_text

READ_LIMITS = (
    Setting(
        name="max-file-size",
        field="max_bytes",
        unit=Unit.BYTES,
        least=KIB,
        most=TIB,
        help="larger files are refused, also in a packed file or a mail",
    ),
    Setting(
        name="max-file-articles",
        field="max_articles",
        unit=Unit.COUNT,
        least=1,
        most=100_000_000,
        help="articles of one file",
    ),
    Setting(
        name="max-file-pages",
        field="max_pages",
        unit=Unit.COUNT,
        least=1,
        most=1_000_000,
        help="pages of a PDF, slides of a presentation",
    ),
    Setting(
        name="max-packed-files",
        field="max_inside",
        unit=Unit.COUNT,
        least=1,
        most=100_000_000,
        help="files in a ZIP, a TAR or a mailbox, with those packed inside them",
    ),
    Setting(
        name="max-unpacked-size",
        field="max_unpacked",
        unit=Unit.BYTES,
        least=KIB,
        most=TIB,
        help="all files in a packed file together, unpacked",
    ),
    Setting(
        name="max-unpacked-ratio",
        field="max_ratio",
        unit=Unit.COUNT,
        least=1,
        most=1_000_000,
        help="times its packed size that a file may have unpacked, beyond a first MiB",
    ),
    Setting(
        name="max-nesting",
        field="max_depth",
        unit=Unit.COUNT,
        least=0,
        most=20,
        help="packed files and mails in one another",
    ),
)

OCR = (
    TextSetting(
        name="ocr",
        field="ocr",
        form="auto|off",
        allowed="write auto or off",
        help="whether pictures of text are read with Tesseract: auto, where it is installed, or off",
    ),
    TextSetting(
        name="ocr-languages",
        field="ocr_languages",
        form=r"(?:[A-Za-z][\w/]{1,40}(?:\+[A-Za-z][\w/]{1,40}){0,9})?",
        allowed='write Tesseract\'s codes of languages, such as eng+deu, or "" for those that are installed',
        help="of pictures of text, Tesseract's codes such as eng+deu; else those that are installed, if at most four",
    ),
    Setting(
        name="ocr-confidence",
        field="ocr_confidence",
        unit=Unit.COUNT,
        least=0,
        most=100,
        help="in 100; a page of which Tesseract is less sure is not read",
    ),
    Setting(
        name="max-ocr-pages",
        field="ocr_max_pages",
        unit=Unit.COUNT,
        least=1,
        most=1_000_000,
        help="pages of a PDF that are pictures of text",
    ),
    Setting(
        name="max-ocr-seconds",
        field="ocr_seconds",
        unit=Unit.SECONDS,
        least=1,
        most=86_400,
        help="for reading one page that is a picture, beyond the other limits",
    ),
)

WORKER_LIMITS = (
    Setting(
        name="max-article-seconds",
        field="seconds",
        unit=Unit.SECONDS,
        least=1,
        most=86_400,
        help="for reading one article; the file is given up then",
    ),
    Setting(
        name="max-file-seconds",
        field="max_seconds",
        unit=Unit.SECONDS,
        least=1,
        most=604_800,
        help="for reading one file",
    ),
    Setting(
        name="reading-memory",
        field="memory",
        unit=Unit.BYTES,
        least=512 * MIB,
        most=TIB,
        help="address space of the process that reads files, where the system can limit that",
    ),
    Setting(
        name="reading-reuse-memory",
        field="worn",
        unit=Unit.BYTES,
        least=MIB,
        most=TIB,
        help="a reading process that has once used more is replaced after the file",
    ),
    Setting(
        name="reading-start-seconds",
        field="start_seconds",
        unit=Unit.SECONDS,
        least=1,
        most=3_600,
        help="for the reading process to start",
    ),
    Setting(
        name="reading-start-attempts",
        field="starts",
        unit=Unit.COUNT,
        least=1,
        most=100,
        help="attempts to start it",
    ),
)

_NAMES = {setting.field: setting.name for setting in (*READ_LIMITS, *OCR, *WORKER_LIMITS)}


def name_of(field: str) -> str:
    """Return the name of the setting that sets a field of the options."""
    return _NAMES[field]


def or_raise(field: str) -> str:
    """Return the advice to raise a limit, to end a sentence with: `or raise max-file-size`."""
    return f"or raise {name_of(field)}"


def too_large(limit: int) -> str:
    """Return why a file is refused that has more bytes than the limit."""
    return message("too_large", size=size_text(limit))


NEEDS_MEMORY = f"needs more memory than is allowed; split it, {or_raise('memory')}"
"""Why a file cannot be read, after its subject."""
