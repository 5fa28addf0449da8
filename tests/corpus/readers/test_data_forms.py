"""Tables and JSON as programs write them: lines above the names of columns, forms of a title, objects one after another."""

import json
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers.detect import read_file, reader_for

BODY = "The lock keeper opened the gates at noon on Monday. Three barges had waited since the storm."
MORE = "The canal company will pay for the new hinges, it said."


def read(tmp_path: Path, name: str, data: str | bytes) -> list[tuple[str, str | None, str | None, str | None, str]]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return [(draft.title, draft.outlet, draft.published, draft.byline, draft.text) for draft in read_file(path)]


ROW = ("Lock opens", "Canal Times", "2020-03-04", "Jane Doe", BODY)
TABLES = {
    "sep": f'sep=;\r\ntitle;text;source;date;author\r\nLock opens;"{BODY}";Canal Times;2020-03-04;Jane Doe\r\n',
    "quoted sep": f'"sep=,"\ntitle,text,source,date,author\nLock opens,"{BODY}",Canal Times,2020-03-04,Jane Doe\n',
    "sep with a mark": f"\ufeffsep=\t\ntitle\ttext\tsource\tdate\tauthor\nLock opens\t{BODY}\tCanal "
    "Times\t2020-03-04\tJane Doe\n",
    "lines above": "Report:,Mentions\nBrand:,Canals\nFrom:,Mon Mar 02 00:00:00 UTC 2020\n\n\n"
    "Query Id,Date,Title,Snippet,Url,Domain,Full Text,Author\n"
    f'1,2020-03-04 00:00:00.0,Lock opens,…,https://canal.example/lock,Canal Times,"{BODY}",Jane Doe\n',
    "lines above, semicolons": "Export of 9 March 2020;;;\n2 articles;;;\ntitle;text;source;date;author\n"
    f"Lock opens;{BODY};Canal Times;2020-03-04;Jane Doe\n",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_the_names_of_columns_are_found_below_other_lines(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, "a.csv", text) == [ROW]
    assert reader_for(text.encode(), "a.txt").name == "a table (CSV)"


def test_meltwater_writes_two_parts_of_a_text_in_utf16(tmp_path: Path) -> None:
    names = "Date\tHeadline\tURL\tOpening Text\tHit Sentence\tSource\tInfluencer\tReach"
    rows = f"04-Mar-2020 07:30AM\tLock opens\thttps://canal.example/lock\t{BODY}\t{MORE}\tCanal Times\tJane Doe\t1200"
    data = f"{names}\r\n{rows}\r\n".encode("utf-16")
    assert read(tmp_path, "export.csv", data) == [
        ("Lock opens", "Canal Times", "2020-03-04T07:30", "Jane Doe", f"{BODY}\n\n{MORE}")
    ]


def test_a_text_that_mentions_columns_is_no_table() -> None:
    text = f"How to sort a table\n\nNames such as title, text, source and date are usual.\n\n{BODY}\n"
    assert reader_for(text.encode(), "a.txt").name == "plain text"


def test_a_json_feed_names_the_outlet_once(tmp_path: Path) -> None:
    item = {"url": "https://canal.example/lock", "title": "Lock opens", "content_html": f"<p>{BODY}</p><p>{MORE}</p>"}
    item |= {"date_published": "2020-03-04T07:30:00+01:00", "authors": [{"name": "Jane Doe"}]}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Canal Times", "items": [item]}
    assert read(tmp_path, "feed.json", json.dumps(feed)) == [
        ("Lock opens", "Canal Times", "2020-03-04T07:30+01:00", "Jane Doe", f"{BODY}\n\n{MORE}")
    ]


def test_titles_and_texts_in_several_forms(tmp_path: Path) -> None:
    archive = {
        "headline": {"main": "Lock opens", "kicker": "Canals", "print_headline": "LOCK OPENS"},
        "byline": {"original": "By Jane Doe", "person": []},
        "pub_date": "2020-03-04T05:00:00+0000",
        "source": "Canal Times",
        "abstract": BODY,
        "lead_paragraph": MORE,
        "snippet": BODY,
        "web_url": "https://canal.example/lock",
    }
    post = {
        "title": {"rendered": "Lock opens"},
        "content": {"rendered": f"<p>{BODY}</p>"},
        "date": "2020-03-04T05:00:00",
    }
    assert read(tmp_path, "archive.json", json.dumps({"copyright": "©", "response": {"docs": [archive]}})) == [
        ("Lock opens", "Canal Times", "2020-03-04T05:00+00:00", "Jane Doe", f"{BODY}\n\n{MORE}")
    ]
    assert read(tmp_path, "posts.json", json.dumps([post]))[0][::4] == ("Lock opens", BODY)


@pytest.mark.parametrize("between", ["\n", "\n\n", ",\n", ""])
def test_objects_one_after_the_other(tmp_path: Path, between: str) -> None:
    objects = [json.dumps({"title": title, "text": BODY}, indent=1) for title in ("One", "Two", "Three")]
    assert [row[0] for row in read(tmp_path, "a.json", between.join(objects) + "\n")] == ["One", "Two", "Three"]


def test_damaged_json_stays_damaged(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="damaged JSON"):
        read(tmp_path, "a.json", '{\n "title": "One",\n "text": "x"\n}\n{\n "title": ')


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00Z", "01/01/0001", "Mon, 01 Jan 0001 00:00:00 +0000", "0001-01-01"]
)
def test_the_year_one_is_no_date(tmp_path: Path, date: str) -> None:
    (row,) = read(tmp_path, "a.json", json.dumps([{"title": "One", "text": BODY, "date": date}]))
    assert row[2] is None
    feed = f"<rss version='2.0'><channel><title>Canal Times</title><item><title>One</title><pubDate>{date}</pubDate>"
    (row,) = read(tmp_path, "a.xml", f"{feed}<description>{BODY}</description></item></channel></rss>")
    assert row[2] is None


def test_a_compact_object_may_be_followed_by_one_on_several_lines(tmp_path: Path) -> None:
    one, two = {"title": "One", "text": BODY}, {"title": "Two", "text": MORE}
    assert [row[0] for row in read(tmp_path, "a.json", json.dumps(one) + "\n" + json.dumps(two, indent=1))] == [
        "One",
        "Two",
    ]


NAMES = {
    "german": "Datum;Titel;Medium;Autor;Volltext",
    "french": "Date de publication;Titre;Source;Auteur;Texte intégral",
    "spanish": "Fecha;Titular;Medio;Autor;Contenido",
    "dutch": "Datum;Kop;Krant;Auteur;Tekst",
    "cision": "News Date;News Headline;Outlet Name;Contact Name;News Text",
    "newsdesk": "Published Date;Headline;Source Name;Author;Extract",
    "talkwalker": "published;title;extra_source_attributes.name;extra_author_attributes.name;content",
    "proquest": "pubdate;Title;pubtitle;Authors;Abstract",
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_columns_in_other_words(tmp_path: Path, names: str) -> None:
    assert read(tmp_path, "a.csv", f"{names}\n04.03.2020;Lock opens;Canal Times;Jane Doe;{BODY}\n") == [ROW]


@pytest.mark.parametrize(("date", "day"), [("4-Mar-20", "2020-03-04"), ("04-Mar-98", "1998-03-04")])
def test_a_year_of_two_digits_is_that_of_a_spreadsheet(tmp_path: Path, date: str, day: str) -> None:
    assert read(tmp_path, "a.csv", f"title;text;date\nOne;{BODY};{date}\n")[0][2] == day
