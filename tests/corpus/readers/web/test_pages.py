"""Pages: a row for each file with its metadata, and what must and must not be in its text."""

import time
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers.detect import read_file
from corpus.readers.web.html import looks_like, read, read_page
from corpus.readers.web.tree import tree_of

PAGES = Path(__file__).parent / "pages"

TABLE = [
    (
        "article_graph.html",
        ("Ferry strikes pier at Port Sellen, 27 hurt", "The Gazette", "2024-03-08T10:42+00:00", "Ann Poe, Joe Doe",
         "https://www.gazette.example/news/ferry-strikes-pier", "en"),
        ["Friday. The coast guard said 27 people were hurt, four of them badly.\n\n“It was like", "\n\nWhat went wrong\n\n",
         "\n\n- a worn fuel pump,\n- a missing spare part,\n", "Year | Accidents\n2022 | 3\n2023 | 5"],
        ["cookies", "Home", "Photo", "newsletter", "Read more", "Harbour was warned", "Related", "Minister visits", "©", "By A"],
    ),
    (
        "jsonld_zone.html",
        ("Fähre rammt Pier in Sellen", "Küstenbote", "2024-03-08T18:05+01:00", "Jörg Ähler, Lina Petersen",
         "https://www.kuestenbote.example/nachrichten/faehre-rammt-pier", "de"),
        ["Eine Fähre hat am Freitag", "„Wir hatten keine Zeit“", "Die Linie bleibt bis Montag geschlossen"],
        ["Podcast", "8. März", "Von Jörg"],
    ),
    (
        "live_blog.html",
        ("Storm Una hits the coast – live", "News Example", "2024-11-02T06:00+00:00", "Rae Lund",
         "https://news.example/live/storm-una", "en"),
        ["We are following the storm", "11:20 Bridge closed to all traffic\n\nThe Sound bridge is closed to all traffic, the",
         "09:05 Power out in Farrow\n\nPower is out in 12,000", "“We will not climb masts in this wind.”\n\n06:00 Good morning"],
        ["Share", "Copy link", "Ten storms"],
    ),
    (
        "live_scripted.html",
        ("Vote count: live", "News Example", "2024-06-09T20:00+02:00", None, "https://news.example/live/vote", "en"),
        ["Final result\n\nThe count is over: the Greens have 41 seats.\n\nThe mayor conceded at 23:10.\n\nHalf counted\n\nHalf of"
         " the votes are counted & the race is close."],
        ["JavaScript", "<p>"],
    ),
    (
        "paywall.html",
        ("How the port lost its cranes", "Ledger", "2024-05-05", "Ann Poe", "https://ledger.example/2024/05/port-cranes", "en"),
        ["The port of Sellen has lost nine of its twelve cranes", "cut up for scrap."],
        ["SECRET", "ubscribe", "Log in", "only"],
    ),
    (
        "amp.html",
        ("Bank cuts rate to 3.75 percent", "Herald", "2024-04-02T09:30-04:00", "Cy Dale",
         "https://www.herald.example/money/bank-cuts-rate", "en"),
        ["the first cut in three years.\n\n“Inflation", "its governor, Lou Marsh, told", "the currency fell at once."],
        ["cookies", "Home page", "Buy this", "Read more", "By Cy"],
    ),
    (
        "microdata_table.html",
        ("Council budget passes", "Valley Courier", "2023-12-08T21:15+04:00", "Pat Reed", None, None),
        ["by one vote on Friday night.\n\nIt spends most on schools:", "What | Millions\nSchools | 41\nRoads | 17",
         "- No school will be closed.\n- The pool stays open all year.", "simply been hungry."],
        ["<i>", "<br>"],
    ),
    (
        "hostile.html",
        ("Fire at mill", None, None, None, None, "en"),
        ["nobody was hurt.\n\nThe fire brigade came within minutes and stayed", "Its owner, who lives next door"],
        ["EVIL", "alert", "javascript", "<"],
    ),
    (
        "mobile_saved.html",
        ("Bees return to the moor", "Post", "2024-05-06T07:15+01:00", "Jo Hart, Kim Lee", "https://www.post.example/news/bees",
         "en"),
        ["for the first time in thirty years, wardens say.\n\nThey counted nine colonies", "“They are very welcome,” said"],
        ["Share on", "inbox", "newsletter", "drying up", "Related", "Tags", "First!"],
    ),
]  # fmt: skip


def known(draft):
    return draft.title, draft.outlet, draft.published, draft.byline, draft.url, draft.language


@pytest.mark.parametrize(("name", "expected", "inside", "outside"), TABLE, ids=[row[0] for row in TABLE])
def test_a_page(name, expected, inside, outside):
    (draft,) = read((PAGES / name).read_bytes(), "stem")
    assert known(draft) == expected
    for text in inside:
        assert text in draft.text, draft.text
    for text in outside:
        assert text not in draft.text
        assert text not in (draft.byline or "")


def test_a_page_is_known_by_its_bytes_and_read_from_a_file(tmp_path):
    for name in ("page.html", "page.txt", "page"):
        (tmp_path / name).write_bytes((PAGES / "amp.html").read_bytes())
        (draft,) = read_file(tmp_path / name)
        assert (draft.title, draft.source) == ("Bank cuts rate to 3.75 percent", str(tmp_path / name))


BODY = "<p>The council met on Monday and nobody was surprised by what it decided.</p><p>Crème brûlée – 5 € – was served.</p>"


def page(head="", body=BODY):
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body><article><h1>Council meets</h1>{body}</article></body></html>"
    )


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "", None),
        ("utf-8-sig", "", None),
        ("utf-8", '<meta charset="iso-8859-1">', None),
        ("utf-16", "", None),
        ("cp1252", '<meta charset="iso-8859-1">', None),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', None),
        ("cp1252", "", "ISO-8859-1"),
        ("cp1252", '<meta charset="zip">', None),
        ("cp1252", '<meta charset="utf-8">', None),
    ],
)
def test_encodings(encoding, declared, charset):
    (draft,) = read_page(page(declared).encode(encoding), "stem", charset=charset)
    assert draft.text.endswith("Crème brûlée – 5 € – was served.")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "市議会は月曜日に開かれ、誰も驚かなかった。港は来週まで閉鎖される。"),
        ("gb2312", "市议会星期一开会，没有人感到惊讶。港口将关闭到下周。"),
        ("koi8-r", "Совет собрался в понедельник, и никто не удивился его решению."),
        ("windows-1251", "Совет собрался в понедельник, и никто не удивился его решению."),
        ("iso-8859-2", "Rada se sešla v pondělí a nikoho nepřekvapilo, co rozhodla."),
        ("euc-kr", "시의회는 월요일에 열렸고 아무도 놀라지 않았다."),
    ],
)
def test_declared_encodings(encoding, text):
    (draft,) = read(page(f'<meta charset="{encoding}">', f"<p>{text}</p><p>{text[::-1]}</p>").encode(encoding), "stem")
    assert text in draft.text


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2024-05-05T00:00:00Z">', "2024-05-05"),
        ('<meta property="article:published_time" content="1970-01-01T00:00:00Z">', None),
        ('<meta property="article:published_time" content="2999-01-01">', None),
        ('<meta name="date" content="5 May 2024">', "2024-05-05"),
        ('<meta property="article:modified_time" content="2024-05-05T10:00:00Z">', None),
        ('<meta property="article:published_time" content="2024-05-05T10:00:30.123+05:30">', "2024-05-05T10:00:30+05:30"),
        ('<script type="application/ld+json">{"@type":"Article","datePublished":"2024-05-05"}</script>'
         '<meta property="article:published_time" content="2024-05-05T10:00">', "2024-05-05T10:00"),
        ('<script type="application/ld+json">{"@type":"Article","datePublished":"2024-05-05T10:00Z"}</script>'
         '<meta property="article:published_time" content="2024-05-07T10:00">', "2024-05-05T10:00+00:00"),
    ],
)  # fmt: skip
def test_dates(head, published):
    (draft,) = read(page(head).encode(), "stem")
    assert draft.published == published


@pytest.mark.parametrize(
    ("address", "canonical", "url"),
    [
        ("https://a.example/news/1?utm_source=x", "", "https://a.example/news/1"),
        ("https://a.example/news/1?p=2", "https://www.a.example/news/1", "https://www.a.example/news/1"),
        ("https://a.example/news/1", "https://other.example/news/9", "https://a.example/news/1"),
        ("https://a.example/news/1", "https://a.example/", "https://a.example/news/1"),
        ("https://a.example/news/1", "/news/one", "https://a.example/news/one"),
        (None, "https://a.example/news/1#top", "https://a.example/news/1"),
        (None, "/news/1", None),
        (None, "http://[broken", None),
    ],
)
def test_addresses(address, canonical, url):
    (draft,) = read_page(page(f'<link rel="canonical" href="{canonical}">').encode(), "stem", address=address)
    assert draft.url == url


@pytest.mark.parametrize(
    ("data", "known_by_bytes"),
    [
        (b"<!DOCTYPE html><p>", True),
        (b"\xef\xbb\xbf \n<!doctype HTML><p>", True),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<html xmlns='x'>", True),
        ("<!DOCTYPE html><p>".encode("utf-16"), True),
        (b"<html lang=en>", True),
        (b"<rss version='2.0'>", False),
        (b"Plain text about <html>.", False),
        (b"", False),
    ],
)
def test_what_looks_like_a_page(data, known_by_bytes):
    assert looks_like(data) is known_by_bytes


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html></html>",
        b"<!DOCTYPE html><html><body><script>x</script><nav><a href=/>Home</a></nav></body></html>",
    ],
)
def test_pages_without_text(tmp_path, data):
    (tmp_path / "a.html").write_bytes(data)
    with pytest.raises(ReadError, match=r"no article text|empty|nothing"):
        read_file(tmp_path / "a.html")


def test_pictures_in_a_page_do_not_count():
    picture = "<img src='data:image/png;base64," + "iVBORw0KGgo" * 1_000_000 + "'>"
    (draft,) = read(page(body=picture + BODY).encode(), "stem")
    assert draft.text.startswith("The council met")


def test_pages_that_are_too_large_or_no_text():
    with pytest.raises(ValueError, match="larger than the 10 MiB"):
        read(b"<html>" + b"x" * (10 * 1024 * 1024), "stem")
    with pytest.raises(ValueError, match="not text"):
        read(b"<html>\x00\x01\x02\x03", "stem")


@pytest.mark.parametrize(
    "kept",
    [
        "To read the full report, visitors had to queue for two hours in the rain outside the hall.",
        "Register to vote by Friday, the council said.",
        "Already registered voters need do nothing.",
        "Copyright law was changed on Monday.",
        "Related: the word has been used by lawyers since the court first met in the summer of 1904.",
    ],
)
def test_sentences_that_look_like_furniture_stay(kept):
    (draft,) = read(
        page(body=f"{BODY}<p>{kept}</p><p>Nobody answered the letters that we had sent.</p>").encode(),
        "s",
    )
    assert kept in draft.text


def test_a_class_of_the_whole_page_takes_nothing_away():
    whole = f"<html><body><div class='related newsletter cookie'><h1>Council meets</h1>{BODY}</div></body></html>"
    (draft,) = read(whole.encode(), "s")
    assert "Crème" in draft.text


def test_deep_and_wide_pages_end_soon():
    for data in (
        b"<div>" * 50_000 + b"text",
        b"<p>x" * 50_000,
        b"<table><tr><td>" * 20_000,
        b"<ul><li>" * 20_000 + b"x",
    ):
        try:
            read(b"<!DOCTYPE html><html><body>" + data, "stem")
        except ValueError:
            continue


# --- what only hostile pages have


def test_too_many_attributes_are_not_read_and_the_text_is() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(60_000))
    begun = time.process_time()
    tree = tree_of(f"<html><body><p {attributes}>It rained. </p><p id='b'>It snowed.</p></body></html>")
    assert time.process_time() - begun < 2
    assert tree.text_content().split() == ["It", "rained.", "It", "snowed."]
    assert tree.xpath("//p[@id='b']")


def test_a_script_that_looks_like_a_tag_ends_where_it_ends() -> None:
    """A one-line script compares `i<n && …`; what follows is still the page."""
    script = "for (i=0;i<n && i; i++) { " + "call (a, b); " * 1_000
    tree = tree_of(f"<html><body><script>{script}</script><p>It rained.</p></body></html>")
    assert tree.xpath("string(//p)") == "It rained."


def test_an_attribute_may_be_long() -> None:
    told = "It rained on the harbour. " * 500
    assert tree_of(f'<html><body><p title="{told}" id=a>x</p></body></html>').xpath("//p[@id='a']/@title") == [told]
