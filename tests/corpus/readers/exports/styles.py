"""Exports in the styles that databases offer: languages of the screen, fields that are missing, editions, damaged order.

Each style is a text and the stories that it holds; the stories have what splits badly: a subheading, a last line without a full
stop, words in capitals, labels that are quoted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType


@dataclass(frozen=True)
class Told:
    """A story; `author` is "" if the record names none."""

    title: str
    outlet: str
    day: str
    author: str
    body: tuple[str, ...]


TOLD = (
    Told(
        "Ferry captains of Lorn learn to row",
        "The Lorn Gazette",
        "2020-03-03",
        "Ada Quill",
        (
            "The captains of the Lorn ferry practised rowing on Monday, because the engine has failed twice since Christmas.",
            '"We were told that it would be a pleasure," said the eldest. "It is not."',
            "The harbour office expects a new engine by June",
        ),
    ),
    Told(
        "Baker sues over the smell of bread",
        "Evening Standard of Aske (London)",
        "2020-03-04",
        "Bo Winter, Cem Aydin",
        (
            "A baker in Aske went to court on Tuesday because the neighbours had complained of the smell of bread.",
            "What the court heard",
            "Twelve neighbours spoke for the baker and one against him, who said that he was always hungry.",
        ),
    ),
    Told(
        "Snow closes the pass",
        "The Hill Post",
        "2020-03-05",
        "",
        ("The pass is closed until further notice, the county said.", "Drivers were asked to take the lake road."),
    ),
)
LABELS_QUOTED = replace(
    TOLD[0],
    title="What a record looks like",
    body=(
        "The clerk read a record of the old database aloud.",
        "1 of 3 DOCUMENTS",
        "Length: 3 metres",
        "Subject: boats",
        "UPDATE: Nobody asked what that meant, the council said in the evening.",
        "NOTES: the mayor spoke without them.",
        "Body",
        "The town council went on.",
    ),
)
CAPITALS = replace(
    TOLD[0],
    title="Pubs stay open",
    body=(
        "Pubs in Lorn stay open until the last ferry.",
        "PUB landlords said on Monday that the last ferry is never on time.",
        "ART lovers meet in the oldest of them.",
        "IN the end everybody goes home.",
        "AN old captain sings there.",
        "BY the harbour, there is a clock.",
    ),
)
FORM = replace(
    TOLD[0],
    title="What to do on Sunday",
    body=(
        "Lorn offers much on Sunday, the mayor said.",
        "Title: The Rower, a play in two acts.",
        "Location: the old boat house.",
        "Credit: cards are not taken.",
        "The play ends with the last ferry.",
    ),
)
SHORT = replace(TOLD[0], title="The boat", body=("The boat is late.", "(Reporting by Ada Quill)"))

_MONTHS = MappingProxyType(
    {
        "en": "March",
        "de": "März",
        "fr": "mars",
        "nl": "maart",
        "es": "marzo",
        "it": "marzo",
        "pt": "março",
        "ru": "марта",
    }
)
_UNI = MappingProxyType(
    {
        "en": "Section: |Length: 345 words|Byline: By |Body|Classification|Language: ENGLISH|Load-Date: |End of Document|Graphic",
        "de": "Rubrik: |Länge: 345 Wörter|Autor: |Textkörper|Klassifikation|Sprache: GERMAN|Ladedatum: "
        "|Ende des Dokuments|Grafik",
        "fr": "Rubrique : |Longueur : 345 mots|Auteur : |Corps|Classification|Langue : FRENCH|Date de chargement : "
        "|Fin du document|Graphique",
        "nl": "Sectie: |Lengte: 345 woorden|Auteur: |Tekst|Classificatie|Taal: DUTCH|Laaddatum: |Einde van document|Grafiek",
        "es": "Sección: |Longitud: 345 palabras|Autor: |Cuerpo|Clasificación|Idioma: SPANISH|Fecha de carga: "
        "|Fin del documento|Gráfico",
        "it": "Sezione: |Lunghezza: 345 parole|Autore: |Testo|Classificazione|Lingua: ITALIAN|Data di caricamento: "
        "|Fine del documento|Grafica",
    }
)
_ACADEMIC = MappingProxyType(
    {
        "en": "{} of 200 DOCUMENTS|BYLINE|SECTION|LENGTH: 345 words|LOAD-DATE|LANGUAGE: ENGLISH",
        "de": "Dokument {} von 200|AUTOR|RUBRIK|LÄNGE: 345 Wörter|UPDATE|SPRACHE: GERMAN",
        "fr": "Document {} de 200|AUTEUR|RUBRIQUE|LONGUEUR: 345 mots|DATE-CHARGEMENT|LANGUE: FRENCH",
        "nl": "Document {} van 200|AUTEUR|SECTIE|LENGTE: 345 woorden|LAAD-DATUM|TAAL: DUTCH",
        "es": "Documento {} de 200|AUTOR|SECCIÓN|LONGITUD: 345 palabras|FECHA-DE-CARGA|IDIOMA: SPANISH",
    }
)
_FACTIVA = MappingProxyType(
    {
        "en": "words|English|Document|By ",
        "de": "Wörter|Deutsch|Dokument|Von ",
        "fr": "mots|Français|Document|Par ",
        "es": "palabras|Español|Documento|Por ",
        "it": "parole|Italiano|Documento|Di ",
        "pt": "palavras|Português|Documento|Por ",
        "ru": "слов|Русский|Документ|Автор: ",
        "zh": "字|英语|文件|By ",
        "ja": "文字|英語|文書|By ",
    }
)
_PROQUEST = MappingProxyType(
    {
        "en": "Author|Publication info|Abstract|Full text|Subject|Title|Publication title|Publication date"
        "|Language of publication|ProQuest document ID|Copyright|Last updated|Database",
        "fr": "Auteur |Informations de publication |Résumé |Texte intégral |Sujet |Titre |Titre de la publication "
        "|Date de publication |Langue de la publication |ID du document ProQuest |Copyright |Dernière mise à jour "
        "|Base de données ",
        "de": "Autor|Publikationsinformationen|Zusammenfassung|Volltext|Thema|Titel|Titel der Publikation|Publikationsdatum"
        "|Publikationssprache|ProQuest-Dokument-ID|Copyright|Zuletzt aktualisiert|Datenbank",
        "es": "Autor|Información de publicación|Resumen|Texto completo|Materia|Título|Título de publicación|Fecha de publicación"
        "|Idioma de la publicación|ID del documento de ProQuest|Copyright|Última actualización|Base de datos",
    }
)


def day_in(day: str, language: str) -> str:
    """Return a day as a screen in that language shows it."""
    number = int(day[-2:])
    if language in {"zh", "ja"}:
        return f"2020 年 3 月 {number} 日"
    month = _MONTHS[language]
    return {"de": f"{number}. {month} 2020", "es": f"{number} de {month} de 2020"}.get(
        language, f"{number} {month} 2020"
    )


def american(day: str) -> str:
    return f"March {int(day[-2:])}, 2020"


def nexis_uni(
    stories: Sequence[Told] = TOLD,
    language: str = "en",
    *,
    leave_out: str = "",
    edition: str = "",
    pages: bool = False,
    links: bool = False,
) -> str:
    section, length, by, body, foot, spoken, loaded, end, graphic = _UNI[language].split("|")
    rows: list[str] = []
    for story in stories:
        day = american(story.day) + " Tuesday" if language == "en" else day_in(story.day, language)
        rows += ["Page 1 of 2", story.title] if pages else []
        rows += [
            story.title,
            story.outlet,
            *([day] if "day" not in leave_out else []),
            *([edition] if edition else []),
            "",
        ]
        rows += [f"Copyright 2020 {story.outlet} All Rights Reserved", f"{section}News; Pg. 3", length]
        rows += [by + story.author] if story.author else []
        rows += [body, ""] if "body" not in leave_out else [""]
        rows += [story.body[0], "", *(["Page 2 of 2", story.title] if pages else [])]
        rows += [row for line in story.body[1:] for row in (line, "")]
        rows += ["Link to Image"] if links else []
        if "foot" not in leave_out:
            rows += [
                graphic,
                "",
                "A ferry, rowed by its captains",
                foot,
                "",
                spoken,
                "Subject: FERRIES (90%);",
                "HARBOURS (80%)",
            ]
        rows += [f"{loaded}{day_in('2020-03-06', language)}", "", *([end] if "end" not in leave_out else []), ""]
    return "\n".join(rows)


def nexis_text(
    stories: Sequence[Told] = TOLD,
    language: str = "en",
    *,
    leave_out: str = "",
    edition: str = "",
    dash: str = "",
    first: int = 1,
) -> str:
    number, by, section, length, loaded, spoken = _ACADEMIC[language].split("|")
    rows: list[str] = []
    for at, story in enumerate(stories, first):
        day = american(story.day) + " Tuesday" if language == "en" else day_in(story.day, language)
        rows += [f"{'':30}{number.format(at)}", "", "", f"{'':25}{story.outlet}{dash}", "", f"{'':20}{day}", ""]
        rows += [f"{'':25}{edition}", ""] if edition else []
        rows += [story.title, "", *([f"{by}: {story.author}", ""] if story.author else [])]
        rows += [f"{section}: NEWS; Pg. 3", "", length, ""] if "head" not in leave_out else []
        rows += [row for line in story.body for row in (line, "")]
        rows += [f"{loaded}: {day}", ""] if "loaded" not in leave_out else []
        rows += [spoken, "", "PUBLICATION-TYPE: Newspaper", "", ""]
        rows += [f"{'':20}Copyright 2020 {story.outlet}", f"{'':25}All Rights Reserved", "", ""]
    return "\n".join([*rows, "---- End of Request ----", "Time Of Request: Friday, March 6, 2020  09:31:51"])


def factiva(
    stories: Sequence[Told] = TOLD,
    language: str = "en",
    *,
    by: str | None = None,
    publisher: str = "Lorn Papers",
    section: str = "News",
) -> str:
    words, spoken, document, author = _FACTIVA[language].split("|")
    rows: list[str] = []
    for at, story in enumerate(stories):
        rows += [section] if section else []
        rows += [story.title, *([(author if by is None else by) + story.author] if story.author else [])]
        rows += [
            f"345 {words}",
            day_in(story.day, language),
            story.outlet,
            "LORNGZ",
            "3",
            spoken,
            f"(c) 2020 {story.outlet}",
            "",
        ]
        rows += [row for line in story.body for row in (line, "")]
        rows += [*([publisher, ""] if publisher else []), f"{document} LORNGZ0020200303eg330{at}001", "", ""]
    return "\n".join(rows)


def factiva_indexed(
    stories: Sequence[Told] = TOLD, language: str = "en", *, separator: str = " ", leave_out: str = ""
) -> str:
    words, spoken, document, author = _FACTIVA[language].split("|")
    rows: list[str] = []
    for at, story in enumerate(stories):
        fields = [
            ("SE", "News"),
            ("HD", story.title),
            ("BY", author + story.author if story.author else ""),
            ("WC", f"345 {words}"),
        ]
        fields += [
            ("PD", day_in(story.day, language)),
            ("ET", "09:15"),
            ("SN", story.outlet),
            ("SC", "LORNGZ"),
            ("LA", spoken),
        ]
        fields += [("CY", f"(c) 2020 {story.outlet}"), ("LP", story.body[0]), ("TD", "\n\n".join(story.body[1:]))]
        fields += [
            ("CT", "Lorn Papers"),
            ("CO", "lornfy : Lorn Ferry plc"),
            ("NS", "gcat : General News\nncat : Content Types"),
        ]
        fields += [
            ("RE", "uk : United Kingdom"),
            ("PUB", "Lorn Papers"),
            ("AN", f"{document} LORNGZ0020200303eg330{at}001"),
        ]
        rows += [f"{code}{separator}{value}" for code, value in fields if value and code not in leave_out.split()]
        rows += [""]
    return "\n".join(rows)


def proquest(stories: Sequence[Told] = TOLD, language: str = "en", *, leave_out: str = "", blank: bool = True) -> str:
    label = [f"{name}:" for name in _PROQUEST[language].split("|")]
    rows: list[str] = []
    for at, story in enumerate(stories):
        names = "; ".join(f"{name.split()[-1]}, {name.split()[0]}" for name in story.author.split(", ") if name)
        place = f"{story.outlet} ; Lorn [Lorn]{day_in(story.day, language)}: A3."
        values = [
            names,
            place,
            story.body[0],
            "\n\n".join(story.body),
            "Ferries; Harbours",
            story.title,
            f"{story.outlet}; Lorn",
        ]
        values += [
            day_in(story.day, language),
            "English",
            f"2370{at}",
            "Copyright Lorn Papers",
            "2020-03-09",
            "Newsstream",
        ]
        rows += ["_" * 60, "", *([story.title, ""] if "top" not in leave_out else [])]
        for name, value in zip(label, values, strict=True):
            if value and name.rstrip(" :") not in leave_out.split("|"):
                rows += [f"{name} {value}", *([""] if blank else [])]
    return "\n".join(
        [*rows, "_" * 60, "Contact us at: http://www.example.com Copyright © 2020 ProQuest LLC. All rights reserved."]
    )


def proquest_report(stories: Sequence[Told] = TOLD) -> str:
    rows = ["Report Information from ProQuest", "March 06 2020 09:31", "TABLE OF CONTENTS", ""]
    rows += [f"{at}. {story.title} {at}" for at, story in enumerate(stories, 1)]
    for at, story in enumerate(stories, 1):
        names = "; ".join(f"{name.split()[-1]}, {name.split()[0]}" for name in story.author.split(", ") if name)
        rows += [
            "",
            f"Document {at} of {len(stories)}",
            "",
            story.title,
            "",
            *([f"Author: {names}", ""] if names else []),
        ]
        rows += ["ProQuest document link", "", "ABSTRACT (ENGLISH)", "", story.body[0], "", "FULL TEXT", ""]
        rows += [row for line in story.body for row in (line, "")]
        rows += [
            "DETAILS",
            "",
            "Subject: Ferries",
            "",
            f"Publication title: {story.outlet}; Lorn",
            "",
            "First page: A3",
            "",
        ]
        rows += [f"Publication date: Mar {int(story.day[-2:])}, 2020", "", "Publisher: Lorn Papers", ""]
        rows += [f"ProQuest document ID: 2370{at}", "", "Copyright: Lorn Papers", "", "Database: Newsstream", ""]
    return "\n".join(
        [*rows, "Database copyright © 2020 ProQuest LLC. All rights reserved.", "", "Terms and Conditions"]
    )


def europresse(
    stories: Sequence[Told] = TOLD, *, cover: bool = False, english: bool = False, seen: bool = False
) -> str:
    rows: list[str] = []
    if cover:
        rows += [
            "Documents sauvegardés",
            "",
            "Vendredi 6 mars 2020 à 9 h 31",
            "3 documents",
            "",
            "Par BIBLIOTHEQUE_LORN",
            "",
            "Sommaire",
            "",
        ]
        for story in stories:
            rows += [story.outlet, day_in(story.day, "fr"), story.title, f"{story.body[0][:40]} ...", "3", ""]
    for at, story in enumerate(stories):
        day = f"World, Tuesday, {american(story.day)}" if english else f"Régions, mardi {day_in(story.day, 'fr')}"
        rows += [f"{story.outlet}, no. 4301", f"{day} 345 mots, p. 93_T_17", "", story.title, ""]
        rows += [story.author.replace(", ", " ; "), ""] if story.author else []
        rows += [row for line in story.body for row in (line, "")]
        rows += [f"Cet article est paru dans {story.outlet} (site web)", ""] if seen else []
        rows += [
            f"© 2020 {story.outlet}. Tous droits réservés.",
            "Certificat émis le 6 mars 2020 à LORN.",
            f"news·{story.day.replace('-', '')}·LG·0{at}",
            "",
        ]
    return "\n".join(rows)


def wiso(stories: Sequence[Told] = TOLD, *, lead: bool = True) -> str:
    rows: list[str] = []
    for story in stories:
        day = ".".join(reversed(story.day.split("-")))
        rows += [f"{story.outlet} vom {day} / Lokales", ""] if lead else []
        rows += [story.title, "", *(row for line in story.body for row in (line, ""))]
        rows += [f"Autor: {story.author}"] if story.author else []
        rows += [
            "Ressort: Lokales",
            f"Quelle: {story.outlet} vom {day}, S. 3",
            "ISSN: 1234-5678",
            "Dokumentnummer: 20200303123",
        ]
        rows += [f"Alle Rechte vorbehalten: (c) {story.outlet}", "© GBI-Genios Deutsche Wirtschaftsdatenbank GmbH", ""]
    return "\n".join(rows)


def pmg(stories: Sequence[Told] = TOLD) -> str:
    rows: list[str] = []
    for story in stories:
        rows += [f"{story.outlet} vom {'.'.join(reversed(story.day.split('-')))}", ""]
        rows += [f"Autor: {story.author}"] if story.author else []
        rows += [
            "Seite: 3 bis 3",
            "Ressort: Lokales",
            "Gattung: Tageszeitung",
            "Auflage: 12.345 (gedruckt)",
            "",
            story.title,
            "",
        ]
        rows += [row for line in story.body for row in (line, "")]
    return "\n".join(rows)


def undated(stories: Sequence[Told]) -> tuple[Told, ...]:
    return tuple(replace(story, day="") for story in stories)
