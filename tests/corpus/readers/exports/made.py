"""Exports of press databases as each vendor writes them, of stories that are invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    title: str
    outlet: str
    day: int
    author: str
    body: tuple[str, ...]

    @property
    def iso(self) -> str:
        return f"2019-08-{self.day:02}"

    @property
    def english(self) -> str:
        return f"August {self.day}, 2019"

    @property
    def british(self) -> str:
        return f"{self.day} August 2019"


STORIES = (
    Story(
        "Signal box in Aldern becomes a library",
        "The Aldern Post",
        6,
        "Hanna Brandt",
        (
            "The old signal box at Aldern station will hold four thousand books from the spring, the town announced on Monday.",
            "Railway workers had planned to pull it down after the last lever was switched off in June.",
            "Readers may borrow by the minute, said the librarian, because most of them will be waiting for a train.",
        ),
    ),
    Story(
        "Beekeepers win the meadow behind the mill",
        "Weir Valley Times",
        7,
        "Tom Okafor",
        (
            "A court ruled on Tuesday that the meadow behind the mill stays with the beekeepers of Weir for another decade.",
            "The owner of the mill had wanted to park lorries there during the harvest.",
            "Both sides said that they would share the honey.",
        ),
    ),
    Story(
        "Night bus to the coast runs again",
        "Coastal Mercury",
        8,
        "Ines Faro",
        (
            "The night bus between Aldern and the coast runs again from Friday, three years after the company gave it up.",
            "Two drivers had driven it on their own account for a summer to show that there were passengers.",
        ),
    ),
)


def nexis_uni(*, cover: bool = True, edition: str = "", end: str = "End of Document", blank: bool = True) -> str:
    rows = []
    if cover:
        rows += [
            "User Name: = reader",
            "Date and Time: = Friday, August 9, 2019 9:31:00 AM CEST",
            "Job Number: = 9011",
            f"Documents ({len(STORIES)})",
        ]
        for number, story in enumerate(STORIES, 1):
            rows += [
                f"{number}. {story.title}",
                "Client/Matter: -None-",
                "Search Terms: Aldern",
                "Search Type: Natural Language",
            ]
            rows += ["Narrowed by:", "Content Type", "Narrowed by", "News", "Timeline: Aug 01, 2019 to Aug 09, 2019"]
        rows.append("")
    for story in STORIES:
        rows += [
            story.title,
            story.outlet,
            f"{story.english} Tuesday{edition}",
            "",
            f"Copyright 2019 {story.outlet} All Rights Reserved",
        ]
        rows += [
            "Section: LOCAL; Pg. A3",
            "Length: 340 words",
            f"Byline: {story.author}",
            "Highlight: From the region",
            "Body",
            "",
        ]
        rows += [row for line in story.body for row in ([line, ""] if blank else [line])]
        rows += [
            "Graphic",
            "",
            "A photo of the place",
            "Classification",
            "",
            "Language: ENGLISH",
            "Publication-Type: Newspaper",
        ]
        rows += ["Subject: LIBRARIES (91%)", f"Load-Date: {story.english}", *([end] if end else []), ""]
    return "\n".join(rows)


def nexis_text(*, german: bool = False) -> str:
    labels = (
        ("AUTOR", "RUBRIK", "LÄNGE", "UPDATE", "SPRACHE")
        if german
        else ("BYLINE", "SECTION", "LENGTH", "LOAD-DATE", "LANGUAGE")
    )
    rows = [
        "Download Request: Selected Items: 1-3",
        "Time Of Request: Friday, August 9, 2019  09:31:51",
        "",
        "Terms: (Aldern)",
        "",
    ]
    for number, story in enumerate(STORIES, 1):
        rows += [f"{'':30}{number} of {len(STORIES)} DOCUMENTS", "", "", f"{'':28}{story.outlet}", ""]
        day = f"{story.day}. August 2019 Dienstag" if german else f"{story.english} Tuesday 6:10 PM EST"
        rows += [f"{'':25}{day}", f"{'':30}Final Edition", "", story.title, ""]
        rows += [f"{labels[0]}: {story.author}", "", f"{labels[1]}: LOCAL; Pg. 3", "", f"{labels[2]}: 340 words", ""]
        for line in story.body:
            rows += [*wrapped(line), ""]
        rows += [
            f"{labels[3]}: {story.english}",
            "",
            f"{labels[4]}: ENGLISH",
            "",
            "PUBLICATION-TYPE: Newspaper",
            "",
            "",
        ]
        rows += [f"{'':20}Copyright 2019 {story.outlet} Ltd", f"{'':25}All Rights Reserved", ""]
    return "\n".join(rows)


def nexis_html() -> str:
    rows = ["<HTML><HEAD><TITLE>&nbsp;</TITLE></HEAD><BODY>"]
    for number, story in enumerate(STORIES, 1):
        rows += [
            f'<A NAME="DOC_ID_0_{number}"></A><!-- Hide XML section from browser\n<DOC NUMBER={number}>\n<DOCFULL> -->'
        ]
        head = [
            f"{number} of {len(STORIES)} DOCUMENTS",
            story.outlet,
            f"<SPAN>August</SPAN> {story.day}, 2019 Tuesday",
            story.title,
        ]
        head += [f"BYLINE: {story.author}", "SECTION: LOCAL", "LENGTH: 340 words"]
        rows += [f"<BR><DIV><P><SPAN>{line}</SPAN></P></DIV>" for line in head]
        rows += ["<BR><DIV>", *(f"<P><SPAN>{line}</SPAN></P>" for line in story.body), "</DIV>"]
        rows += ["<BR><DIV><P>LOAD-DATE: August 9, 2019</P></DIV><BR><DIV><P>LANGUAGE: ENGLISH</P></DIV>"]
        rows += [f"<BR><DIV><P>Copyright 2019 {story.outlet}<BR>All Rights Reserved</P></DIV>"]
    return "\n".join([*rows, "</BODY></HTML>"])


def factiva(
    *,
    words: str = "words",
    language: str = "English",
    document: str = "Document",
    section: str = "Regional News",
    by: str = "By ",
) -> str:
    rows = []
    for number, story in enumerate(STORIES):
        rows += [section] if section else []
        rows += [
            story.title,
            f"{by}{story.author}",
            f"340 {words}",
            story.british,
            "09:15",
            story.outlet,
            "ALDPST",
            "A3",
            language,
        ]
        rows += [f"Copyright 2019, {story.outlet}. All rights reserved.", ""]
        rows += [row for line in story.body for row in (line, "")]
        rows += ["Valley Newspapers plc", "", f"{document} ALDPST00201908{story.day:02}ef8{number}0001x", ""]
    return "\n".join(rows)


def factiva_indexed(separator: str = " ") -> str:
    rows = []
    for number, story in enumerate(STORIES):
        fields = {
            "SE": "Regional News",
            "HD": story.title,
            "BY": f"By {story.author}",
            "WC": "340 words",
            "PD": story.british,
        }
        fields |= {
            "SN": story.outlet,
            "SC": "ALDPST",
            "PG": "A3",
            "LA": "English",
            "CY": f"Copyright 2019, {story.outlet}",
        }
        fields |= {"LP": story.body[0]}
        rows += [f"{code}{separator}{value}" for code, value in fields.items()]
        rows += ["", f"TD{separator}{story.body[1]}", "", *(row for line in story.body[2:] for row in (line, ""))]
        rows += [
            f"CO{separator}aldrn : Aldern Railway",
            f"NS{separator}gcat : Political/General News",
            f"RE{separator}uk : United Kingdom",
        ]
        rows += [
            f"PUB{separator}Valley Newspapers plc",
            f"AN{separator}Document ALDPST00201908{story.day:02}ef8{number}0001x",
            "",
        ]
    return "\n".join(rows)


def factiva_html() -> str:
    rows = [
        '<html><head><title>Factiva</title><style>.x{margin:0}</style></head><body><form name="PageBaseForm" method="post"><div>'
    ]
    for number, story in enumerate(STORIES, 1):
        accession = f"ALDPST00201908{story.day:02}ef8{number}0001x"
        rows += [f'<div id="article-{accession}" class="article"><div class="article deArticle"><p></p><div id="hd">']
        rows += [
            f'<span class="deHeadline counted">{number}) {story.title.replace("Aldern", "<b>Aldern</b>")}</span></div>'
        ]
        rows += [f"<div>{value}</div>" for value in ("340 Wörter", story.british, story.outlet, "ALDPST", "Deutsch")]
        rows += [
            f"<div>© 2019 {story.outlet.upper()}. Sämtliche Rechte vorbehalten. Jede Verwendung nur unter "
            f"Genehmigung.</div><p></p>"
        ]
        rows += [f'<p class="articleParagraph dearticleParagraph">{line}</p>' for line in story.body]
        rows += [f"<p>Valley Newspapers plc</p><p>Dokument {accession}</p></div></div><br/>"]
    rows += [
        "<table><tr><td>Zusammenfassung der Suche</td></tr><tr><td>Text</td><td>Aldern</td></tr></table></div></form>"
    ]
    return "\n".join([*rows, "<span>© 2019 Factiva, Inc. Alle Rechte vorbehalten.</span></body></html>"])


def proquest(*, rule: bool = True, cited: bool = False) -> str:
    rows = []
    for story in STORIES:
        last, first = story.author.split()[1], story.author.split()[0]
        rows += ["_" * 60, ""] if rule else ["<>"]
        rows += [story.title, ""]
        if cited:
            rows += [
                f"{last}, {first}. {story.outlet}, Late Edition (East Coast); Aldern [Aldern]. {story.day:02} Aug 2019.",
                "",
            ]
        rows += [
            f"Author: {last}, {first}",
            "",
            f"Publication info: {story.outlet} ; Aldern [Aldern]{story.day:02} Aug 2019: A.3.",
            "",
        ]
        rows += [
            "ProQuest document link <https://search.proquest.com/docview/1?accountid=1>",
            "",
            "Abstract:",
            "",
            story.body[0],
            "",
        ]
        rows += [
            "Links: Check for full text",
            "",
            "Full text:",
            *(row for line in story.body for row in (line, "")),
            "hb@aldern.example",
            "",
        ]
        rows += [
            f"Credit: By {story.author}",
            "",
            "Subject: Libraries; Railways",
            "",
            f"Publication title: {story.outlet}, Late Edition; Aldern",
            "",
        ]
        rows += [
            "Pages: A.3",
            "",
            "Publication year: 2019",
            "",
            f"Publication date: Aug {story.day}, 2019",
            "",
            "Section: Local",
            "",
        ]
        rows += [
            "Publisher: Valley Newspapers",
            "",
            "Language of publication: English",
            "",
            f"ProQuest document ID: 25000{story.day}",
            "",
        ]
        rows += [
            f"Copyright: Copyright Valley Newspapers Aug {story.day}, 2019",
            "",
            "Last updated: 2020-01-01",
            "",
            "Database: Dailies",
            "",
        ]
    return "\n".join(rows)


def europresse(*, html: bool = False) -> str:
    rows = []
    for story in STORIES:
        head = (f"{story.outlet}, no. 4301", f"Régions, mardi {story.day} août 2019 340 mots, p. 3")
        foot = (f"© 2019 {story.outlet}. Tous droits réservés.", f"news·201908{story.day:02}·AP·0001")
        if html:
            rows += [
                f'<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">{head[0]}</span></div>'
            ]
            rows += [
                f'<div><span class="DocHeader">{head[1]}</span></div><div class="titreArticle">',
                f'<p class="titreArticleVisu">{story.title}</p></div>',
            ]
            rows += [
                f'<div class="docAuthors"><p>{story.author}</p></div></header><section><div class="DocText clearfix">'
            ]
            rows += [*(f"<p>{line}</p>" for line in story.body), "</div></section><footer><div>"]
            rows += [f'{foot[0]}</div><div class="publiC-lblNodoc">{foot[1]}</div></footer></article>']
        else:
            rows += [
                *head,
                "",
                story.title,
                "",
                story.author,
                "",
                *(row for line in story.body for row in (line, "")),
                *foot,
                "",
            ]
    return "\n".join(["<!DOCTYPE html><html><body>", *rows, "</body></html>"] if html else rows)


def gopress() -> str:
    rows = []
    for number, story in enumerate(STORIES, 1):
        rows += [
            f"{number}. {story.title}. 'Zo is het.'",
            "",
            f"{story.outlet}, dinsdag {story.day} augustus 2019, p. {number}, 340w.",
            "",
        ]
        rows += [" ".join(story.body), "", "© 2019 Valley Newspapers", "", ""]
    return "\n".join(rows)


def press_review(*, web: bool = False, below: bool = False) -> str:
    rows = []
    for story in STORIES:
        where = (
            f'"{story.outlet}" gefunden am 0{story.day}.08.2019 10:36 Uhr'
            if web
            else f'"{story.outlet}" vom 0{story.day}.08.2019 Seite: 3'
        )
        lead = (
            [story.title, "", f"{story.outlet} vom 0{story.day}.08.2019, Seite 3", ""]
            if below
            else [where, "Ressort: Lokal", "", story.title, ""]
        )
        rows += [*lead, *(row for line in story.body for row in (line, ""))]
        rows += ["_" * 60] if web else []
    return "\n".join(rows)


def wrapped(line: str, width: int = 78) -> list[str]:
    done = [""]
    for word in line.split():
        if len(done[-1]) + len(word) >= width:
            done.append("")
        done[-1] = f"{done[-1]} {word}".strip()
    return done
