"""The labels of ProQuest in the languages of its screens, each with its English name."""

import re
from types import MappingProxyType

_LABELS = MappingProxyType(
    {
        "Abstract": "Résumé|Zusammenfassung|Kurzfassung|Resumen|Riassunto|Resumo",
        "Author": "Auteur|Autor|Autore|Autoren|Auteurs|Authors",
        "Credit": "Crédit|Crédito|Quellenangabe",
        "Copyright": "Droits d['’]auteur|Derechos de autor",
        "Database": "Base de données|Datenbank|Base de datos|Base de dados|Banca dati",
        "Details": "Détails|Detalles|Dettagli|Detalhes",
        "Full text": "Texte intégral|Texte complet|Volltext|Texto completo|Testo completo|Testo integrale",
        "Language of publication": "Langue de la publication|Langue de publication|Publikationssprache|Sprache der Publikation"
        "|Idioma de la publicación|Idioma de publicación|Lingua della pubblicazione|Idioma da publicação",
        "Last updated": "Dernière mise à jour|Zuletzt aktualisiert|Última actualización|Ultimo aggiornamento|Última atualização",
        "Links": "Liens|Enlaces|Collegamenti",
        "Publication date": "Date de publication|Publikationsdatum|Erscheinungsdatum|Veröffentlichungsdatum|Fecha de publicación"
        "|Data di pubblicazione|Data de publicação",
        "Publication info": "Informations? (?:de|sur la) publication|Publikationsinformationen|Publikationsinfo"
        "|Información de (?:la )?publicación|Informazioni sulla pubblicazione|Informações da publicação",
        "Publication title": "Titre de (?:la )?publication|Titel der Publikation|Publikationstitel|Zeitschriftentitel"
        "|Título de (?:la )?publicación|Titolo della pubblicazione|Título da publicação",
        "ProQuest document ID": "(?:ID|Identifiant|Identificateur) (?:du |de )?document ProQuest|ProQuest-Dokument(?:en)?-ID"
        "|ID del documento (?:de )?ProQuest|ID documento ProQuest|ID do documento (?:do )?ProQuest",
        "ProQuest document link": "Lien (?:vers le |du )?document ProQuest|ProQuest-Dokument-Link|ProQuest-Dokumentenlink"
        "|Enlace (?:al|del) documento (?:de )?ProQuest|Link (?:al )?documento ProQuest",
        "Title": "Titre|Titel|Título|Titolo",
    }
)
_OTHERS = (
    "Accession number|Author affiliation|Catalog(?:ue)? number|Classification|Column|Company / organization|Correspondence author"
    "|Country of publication|CODEN|Dateline|Document (?:feature|type|URL)|DOI|Edition|e-?ISSN|First page|Identifier / keyword"
    "|Illustrations|ISBN|ISSN|Issue|Language|Last page|Location|Number of (?:pages|references)|Notes|Pages?|People"
    "|Place of publication|Product name|Publication (?:subject|year)|Publisher|References|Sect(?:ion)?"
    "|Source(?: type| attribution)?|Subject(?: term)?|Subtitle|Text word count|Volume|Number"
    "|Sujet|Lieu|Personnes?|Société / organisation|Numéro|Année de publication|Éditeur|Lieu de publication|Pays de publication"
    "|Sujet de la publication|Type de (?:source|document)|URL du document|Identificateur / mot-clé|Première page"
    "|Thema|Schlagwort|Ort|Personen|Firma / Organisation|Band|Ausgabe|Seiten?|Erste Seite|Erscheinungsjahr|Publikationsjahr"
    "|Rubrik|Verlag|Herausgeber|Erscheinungsort|Publikationsort|Land der Publikation|Quellentyp|Dokumenttyp|Dokument-URL"
    "|Materia|Lugar|Ubicación|Personas?|Empresa / organización|Tomo|Volumen|Número|Páginas?|Primera página|Año de publicación"
    "|Sección|Editorial|Lugar de publicación|País de publicación|Materia de publicación|Tipo de (?:fuente|documento)"
    "|URL del documento"
)
_NAMED = re.compile(
    r"^\**(?:"
    + "|".join(f"(?P<n{number}>{name}|{others})" for number, (name, others) in enumerate(_LABELS.items()))
    + rf"|(?P<other>{_OTHERS}))\s?:\**(?:\s+(?P<value>.*))?$"
)
_HEADING = re.compile(
    r"^(?:"
    + "|".join(
        f"(?P<n{number}>{name}|{others})"
        for number, (name, others) in enumerate(_LABELS.items())
        if name in {"Abstract", "Full text", "Details"}
    )
    + r")(?: \([^()]{2,20}\))?$",
    re.IGNORECASE,
)
_NAMES = tuple(_LABELS)
_MARKED = "|".join(f"{name}|{_LABELS[name]}" for name in ("ProQuest document ID", "Publication title"))
MARK = re.compile(rf"^[ \t]*\**(?:{_MARKED})\**\s?:", re.MULTILINE)
_LONGEST = 5_000


def label_of(row: str) -> tuple[str, str]:
    """Return the English name of the label that a line begins with, and its value; "" and the line if there is none."""
    found = _NAMED.match(row) if len(row) < _LONGEST else None
    if found is None:
        return "", row
    value = (found["value"] or "").strip()
    return (found["other"] or _name(found)), value


def heading_of(row: str) -> str:
    """Return `Abstract`, `Full text` or `Details` if a line is only this word, as in reports of today; otherwise ""."""
    found = _HEADING.match(row) if len(row) < _LONGEST else None
    return _name(found) if found else ""


def _name(found: re.Match[str]) -> str:
    return next((_NAMES[int(group[1:])] for group, value in found.groupdict().items() if value and group[0] == "n"), "")
