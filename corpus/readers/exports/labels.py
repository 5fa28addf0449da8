"""The labels that databases print before the fields of a record, in the languages of their screens.

LexisNexis writes them in capitals in its old text export (`LENGTH: 340 words`), with one capital in the present one
(`Length: 340 words`); French has a space before the colon.
"""

import re
from collections.abc import Sequence
from types import MappingProxyType

from corpus.text.dates_within import date_within

_NAMES = MappingProxyType(
    {
        "byline": "byline author authors autor autora autoren autores auteur auteurs autore autori verfasser verfasserin",
        "title": "headline kop überschrift titel titre titular título titolo",
        "body": "body tekst text texte texto testo",
        "language": "language sprache langue taal idioma lingua língua",
        "head": "section rubrik rubrique sectie rubriek sección sezione secção seção length länge longueur lengte longitud "
        "lunghezza comprimento dateline highlight series serie distribution type show host anchor anchors guest guests "
        "reporter reporters correspondents issue column edition datum date url",
        "picture": "graphic grafik graphique grafiek gráfico grafica",
        "foot": "load-date ladedatum laaddatum laad-datum date-de-chargement date-chargement fecha-de-carga data-di-caricamento "
        "data-de-carregamento update publication-type publicatietype publicatie-type type-de-publication "
        "type-publication tipo-de-publicación publikationstyp pub-type zeitungs-code journal-code subject company person "
        "geographic city state country organization industry ticker correction correction-date acc-no doc-type document-type "
        "notes type-media copyright publication photo photos",
    }
)
_MEANING = {label: meaning for meaning, labels in _NAMES.items() for label in labels.split()}
_LABEL = re.compile(r"^([^\W\d_][^\W\d_]*(?:[ -][^\W\d_]+){0,3})\s?[:：](?:\s+(.*))?$")
_CONTINUED = re.compile(r"\(\d{1,3}\s?%\)")
_DATED = frozenset({"update"})  # labels that are words of any text, unless a date follows


def label_of(row: str) -> tuple[str, str]:
    """Return what a line says before a colon, `byline`, `title`, `body`, `language`, `head`, `picture` or `foot`, and its value.

    A line without a known label is "" and the line.
    """
    found = _LABEL.match(row) if len(row) < 10_000 else None
    if found is None:
        return "", row
    name, value = found[1].casefold().replace(" ", "-"), found[2] or ""
    meaning = _MEANING.get(name, "")
    if not meaning or (name in _DATED and date_within(value) is None):
        return "", row
    return meaning, value


def end_of_text(rows: Sequence[str]) -> int:
    """Return where the labels begin that end a record: all lines from there on are labels, or what continues their values."""
    end = at = len(rows)
    while at:
        at -= 1
        if label_of(rows[at])[0] in {"foot", "language"}:
            end = at
        elif rows[at] and not _CONTINUED.search(rows[at]) and not (at and rows[at - 1].endswith((";", ","))):
            break
    return end
