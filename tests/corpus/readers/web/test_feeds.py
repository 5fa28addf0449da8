"""Feeds and lists of feeds."""

import pytest

from corpus.errors import ReadError
from corpus.readers.detect import read_file
from corpus.readers.web import feed, opml

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="style.xsl"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>The Gazette &amp;amp; Post</title><link>https://www.gazette.example/</link><language>en-gb</language>
<item><title>Ferry strikes &lt;b&gt;pier&lt;/b&gt; &amp;amp; sinks</title><link>https://www.gazette.example/ferry?utm_source=rss#x</link>
<dc:creator>By Ann Poe</dc:creator><pubDate>Fri, 08 Mar 2024 10:42:00 -0500</pubDate>
<description>A ferry struck the pier.</description>
<content:encoded><![CDATA[<p>A ferry struck the pier at Port Sellen on Friday.</p><figure>
<img src="a.jpg"><figcaption>The ferry</figcaption></figure>
<p>The coast guard said <b>27 people</b> were hurt.</p>
<script>evil()</script><ul><li>one thing,</li><li>another.</li></ul>
<p>The post <a href="x">Ferry strikes pier</a> appeared first on <a href="y">The Gazette</a>.</p>]]></content:encoded></item>
<item><title>Bank cuts rate</title><guid isPermaLink="true">https://www.gazette.example/bank/</guid>

<pubDate>Tue, 02 Apr 2024 09:30:00 GMT</pubDate>
<description>The central bank cut its key rate &amp;#8211; to 3.75 percent.</description>
<source url="https://wire.example/feed">Wire Agency</source></item>
<item><title>Only a title</title><link>https://www.gazette.example/only</link></item>
<item><link>/relative/a</link><pubDate>2 April 2024</pubDate>
<description>An entry without a title says what it has to say.</description></item>
<item><title>A picture</title><link>javascript:alert(1)</link>
<description>&lt;img src="x" onerror="alert(1)"&gt;</description></item>
<item><title>Burnt</title><link>https://feeds.example/~r/x</link>
<feedburner:origLink>https://m.gazette.example/burnt</feedburner:origLink>
<pubDate>nonsense</pubDate><description>The old mill burned down on Sunday night.</description></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">K&amp;uuml;stenbote</title><link href="https://kb.example/"/>
<updated>2024-03-09T08:00:00Z</updated>
<entry><title>Fähre rammt Pier</title><link rel="alternate" href="https://kb.example/faehre"/><id>1</id>
<published>2024-03-08T18:05:00+01:00</published><updated>2024-03-09T08:00:00Z</updated>
<author><name>Jörg Ähler</name></author><author><name>Lina Petersen</name></author>
<summary>Kurz.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Eine Fähre hat den Pier gerammt.</p>
<p>27 Menschen wurden verletzt.</p></div></content></entry>
<entry><title>Nur Text</title><link href="https://kb.example/text"/><id>2</id><updated>2024-03-09T08:00:00.500Z</updated>
<content type="text">Ein Absatz, der nichts als Text ist.</content></entry></feed>"""

RDF = """<?xml version="1.0" encoding="ISO-8859-1"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Le Vieux Journal</title><link>https://old.example/</link></channel>
<item rdf:about="https://old.example/1"><title>Le maire démissionne</title><link>https://old.example/1</link>
<dc:date>2004-05-05T08:30:00+02:00</dc:date><dc:creator>C. Dupont</dc:creator>
<description>Le maire a démissionné mercredi après neuf années.</description></item></rdf:RDF>"""


def known(draft):
    return draft.title, draft.outlet, draft.published, draft.byline, draft.url, draft.language


def test_rss():
    ferry, bank, untitled, burnt = feed.read(RSS.encode(), "stem")
    assert known(ferry) == ("Ferry strikes pier & sinks", "The Gazette & Post", "2024-03-08T10:42-05:00", "Ann Poe",
                            "https://www.gazette.example/ferry", "en")  # fmt: skip
    assert ferry.text == (
        "A ferry struck the pier at Port Sellen on Friday.\n\nThe coast guard said 27 people were hurt.\n\n"
        "- one thing,\n- another."
    )
    assert known(bank) == (
        "Bank cuts rate",
        "Wire Agency",
        "2024-04-02T09:30+00:00",
        None,
        "https://www.gazette.example/bank",
        "en",
    )
    assert bank.text == "The central bank cut its key rate – to 3.75 percent."
    assert untitled.title == untitled.text == "An entry without a title says what it has to say."
    assert (untitled.url, untitled.published) == ("https://www.gazette.example/relative/a", "2024-04-02")
    assert (burnt.url, burnt.published) == ("https://www.gazette.example/burnt", None)


def test_atom():
    first, second = feed.read(ATOM.encode(), "stem")
    assert known(first) == ("Fähre rammt Pier", "Küstenbote", "2024-03-08T18:05+01:00", "Jörg Ähler, Lina Petersen",
                            "https://kb.example/faehre", "de")  # fmt: skip
    assert first.text == "Eine Fähre hat den Pier gerammt.\n\n27 Menschen wurden verletzt."
    assert (second.text, second.published) == ("Ein Absatz, der nichts als Text ist.", "2024-03-09T08:00+00:00")


def test_rss_1_in_an_old_encoding():
    (draft,) = feed.read(RDF.encode("latin-1"), "stem")
    assert known(draft)[:5] == (
        "Le maire démissionne",
        "Le Vieux Journal",
        "2004-05-05T08:30+02:00",
        "C. Dupont",
        "https://old.example/1",
    )
    assert draft.text == "Le maire a démissionné mercredi après neuf années."


def test_links():
    assert feed.title_and_links(RSS.encode())[1] == [
        "https://www.gazette.example/ferry?utm_source=rss#x",
        "https://www.gazette.example/bank/",
        "https://www.gazette.example/only",
        "https://www.gazette.example/relative/a",
        "https://m.gazette.example/burnt",
    ]


@pytest.mark.parametrize(
    ("name", "text"), [("a.rss", RSS), ("a.xml", ATOM), ("a.txt", ATOM), ("feed", RSS), ("a.atom", ATOM)]
)
def test_feeds_are_known_by_their_bytes(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(read_file(tmp_path / name)) in {2, 4}


def test_a_feed_cut_off_in_the_middle_gives_what_is_there():
    drafts = feed.read(RSS.encode()[: RSS.encode().index(b"<item><title>Only")], "stem")
    assert [draft.title for draft in drafts] == ["Ferry strikes pier & sinks", "Bank cuts rate"]


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + '<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>t</title><item><title>t</title>'
    "<description>&j; &x;</description></item></channel></rss>"
)


def test_entities_are_not_unfolded():
    for data in (LAUGHS, LAUGHS.replace('<?xml version="1.0"?><!DOCTYPE', "<!DOCTYPE")):
        try:
            drafts = feed.read(data.encode(), "stem")
        except ValueError:
            continue
        assert all(len(draft.text) < 1000 and "root:" not in draft.text for draft in drafts)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<rss version='2.0'><channel><title>t</title></channel></rss>", "without entries"),
        (b"<rss version='2.0'><channel><item><title>t</title></item></channel></rss>", "no entry has text"),
        (b"<config><a/></config>", "it is no feed"),
        (b"/etc/passwd", "it is no feed"),
        (b"https://example.org/feed", "it is no feed"),
    ],
)
def test_what_is_no_feed(data, reason):
    with pytest.raises(ValueError, match=reason):
        feed.read(data, "stem")


OPML = """<?xml version="1.0"?><!-- mine --><opml version="2.0"><head><title>Feeds</title></head><body>
<outline text="News"><outline type="rss" text="A" xmlUrl="https://a.example/feed?format=rss" htmlUrl="https://a.example/"/>
<outline text="B" xmlurl=" https://b.example/feed "/><outline text="A again" xmlUrl="https://a.example/feed?format=rss"/></outline>
<outline text="bad" xmlUrl="file:///etc/passwd"/><outline text="none"/></body></opml>"""


def test_a_list_of_feeds(tmp_path):
    assert opml.feeds_of(OPML.encode()) == ["https://a.example/feed?format=rss", "https://b.example/feed"]
    (tmp_path / "mine.opml").write_text(OPML)
    with pytest.raises(ReadError, match=r"a list of 2 feeds, no articles; get them with: cuttings follow mine\.opml"):
        read_file(tmp_path / "mine.opml")
    bomb = LAUGHS.replace("rss", "opml").replace('<?xml version="1.0"?><!DOCTYPE', "<opml/><!DOCTYPE")
    for data in (b"<opml", b"<opml>", b"<html></html>", bomb.encode()):
        try:
            assert opml.feeds_of(data) == []
        except ValueError:
            continue


@pytest.mark.parametrize("named", ["<source url='https://courier.example'>Bay Courier</source>", ""])
def test_headlines_of_google_news_have_their_outlets(named: str) -> None:
    link = "https://news.google.com/rss/articles/CBMi1?oc=5"
    item = (
        f"<item><title>Ice house sold - Bay Courier</title><link>{link}</link><pubDate>Thu, 04 May 2023 08:00:00 GMT</pubDate>"
        f"<description>&lt;a href='{link}'&gt;Ice house sold&lt;/a&gt; &lt;font&gt;Bay Courier&lt;/font&gt;</description>"
        f"{named}</item>"
    )
    source = f"<rss version='2.0'><channel><title>ice house - Google News</title>{item}</channel></rss>"
    (found,) = feed.read(source.encode(), "x")
    assert (found.title, found.text, found.outlet) == ("Ice house sold", "Ice house sold", "Bay Courier")


def test_hits_of_an_alert_have_their_own_addresses_and_no_outlet() -> None:
    entry = (
        "<entry><title type='html'>&lt;b&gt;Ice house&lt;/b&gt; sold</title><id>x</id><published>2023-05-04T08:00:00Z</published>"
        "<link href='https://www.google.com/url?rct=j&amp;url=https://courier.example/ice&amp;ct=ga'/>"
        "<content type='html'>The &lt;b&gt;ice house&lt;/b&gt; on Pier Nine was sold on Thursday.</content></entry>"
    )
    source = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Google Alert - ice house</title>{entry}</feed>"
    (found,) = feed.read(source.encode(), "x")
    assert (found.title, found.outlet, found.url) == ("Ice house sold", None, "https://courier.example/ice")
    assert found.text == "The ice house on Pier Nine was sold on Thursday."
