"""The formats in which a dossier is exported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.desk.values import Dossier, Entry
from qa.web.export.cite import Cited
from qa.web.export.docx import dossier_docx
from qa.web.export.dossier import dossier_html, dossier_markdown, items
from qa.web.export.references import bibtex_list, csl_list, ris_list

References = Callable[[Sequence[Cited]], str]


@dataclass(frozen=True, slots=True)
class DossierKind:
    """A format.

    Attributes:
        name: as readers know it.
        media: its media type.
        write: returns the file of a title and entries.
    """

    name: str
    media: str
    write: Callable[[str, Sequence[Entry]], bytes]


def _references(listed: References) -> Callable[[str, Sequence[Entry]], bytes]:
    return lambda _, entries: listed([item.quote for item in items(entries) if item.quote]).encode("utf-8")


DOSSIER_KINDS: dict[str, DossierKind] = {
    "md": DossierKind(
        "Markdown", "text/markdown", lambda title, entries: dossier_markdown(title, entries).encode("utf-8")
    ),
    "html": DossierKind("HTML", "text/html", lambda title, entries: dossier_html(title, entries).encode("utf-8")),
    "docx": DossierKind(
        "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", dossier_docx
    ),
    "bib": DossierKind("BibTeX", "application/x-bibtex", _references(bibtex_list)),
    "json": DossierKind("CSL-JSON", "application/vnd.citationstyles.csl+json", _references(csl_list)),
    "ris": DossierKind("RIS", "application/x-research-info-systems", _references(ris_list)),
}
"""By the suffix of their files."""


def export_dossier(dossier: Dossier, entries: Sequence[Entry], suffix: str) -> bytes:
    """Return the file of a dossier in the format of a suffix, without its dot; `KeyError` where there is no such format.

    Args:
        entries: as the archive has them now.
    """
    return DOSSIER_KINDS[suffix].write(dossier.title, entries)
