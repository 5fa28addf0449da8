"""One address for one article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import ArticleDraft
from corpus.readers.cleaning.urls import archive_of, canonical_url, display_url, known_url, site_of

PAGE = "https://www.example.com/news/a"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (PAGE, PAGE),
        ("HTTPS://WWW.Example.COM/news/a", PAGE),
        ("https://www.example.com:443/news/a", PAGE),
        ("http://www.example.com:80/news/a", "http://www.example.com/news/a"),
        ("https://www.example.com:8443/news/a", "https://www.example.com:8443/news/a"),
        ("https://www.example.com./news/a", PAGE),
        ("https://user:secret@www.example.com/news/a", PAGE),
        (f"  {PAGE}#comments ", PAGE),
        (f"{PAGE}/", PAGE),
        ("https://www.example.com/x/../news/./a", PAGE),
        ("https://www.example.com", "https://www.example.com/"),
        ("https://www.example.com/News/A", "https://www.example.com/News/A"),
        (f"{PAGE}?utm_source=x&utm_medium=y&fbclid=z&gclid=1&mc_cid=2&CMP=share&at_custom1=q", PAGE),
        (f"{PAGE}?b=2&a=1&utm_source=x", f"{PAGE}?a=1&b=2"),
        (f"{PAGE}?id=2&id=1", f"{PAGE}?id=2&id=1"),
        (f"{PAGE}?q=a%2Bb&x=", f"{PAGE}?q=a%2Bb&x="),
        (f"{PAGE}?partner=rss", PAGE),
        (f"{PAGE}?partner=7", f"{PAGE}?partner=7"),
        (f"{PAGE}/amp", PAGE),
        (f"{PAGE}/amp/", PAGE),
        (f"{PAGE}.amp", PAGE),
        (f"{PAGE}.amp.html", f"{PAGE}.html"),
        ("https://www.example.com/amp/news/a", PAGE),
        (f"{PAGE}?amp=1", PAGE),
        (f"{PAGE}?amp", PAGE),
        (f"{PAGE}?outputType=amp", PAGE),
        ("https://amp.example.com/news/a", PAGE),
        ("https://m.example.com/news/a", PAGE),
        ("https://mobile.example.com/news/a", PAGE),
        ("https://m.example.co.uk/a", "https://www.example.co.uk/a"),
        ("https://m.co.uk/a", "https://m.co.uk/a"),
        ("https://m.tv/a", "https://m.tv/a"),
        ("https://amp.news.example.com/a", "https://news.example.com/a"),
        ("https://en.m.example.org/wiki/A", "https://en.example.org/wiki/A"),
        ("https://www-example-com.cdn.ampproject.org/c/s/www.example.com/news/a", PAGE),
        ("https://www-example-com.cdn.ampproject.org/v/s/www.example.com/news/a/amp?usqp=mq&amp_js_v=0.1", PAGE),
        ("https://cdn.ampproject.org/c/www.example.com/news/a", "http://www.example.com/news/a"),
        ("https://www.google.com/amp/s/www.example.com/news/a.amp", PAGE),
        (f"https://web.archive.org/web/20210309073000/{PAGE}", PAGE),
        (f"http://web.archive.org/web/2021id_/{PAGE}?id=2&utm_source=x", f"{PAGE}?id=2"),
        ("https://archive.ph/20210309073000/http:/www.example.com/news/a", "http://www.example.com/news/a"),
        ("https://web.archive.org/about/terms.php", "https://web.archive.org/about/terms.php"),
        (f"https://www.google.com/url?rct=j&sa=t&url={PAGE}&ct=ga&cd=CA", PAGE),
        ("https://www.google.co.uk/url?q=https%3A%2F%2Fwww.example.com%2Fnews%2Fa%3Fid%3D2&sa=U", f"{PAGE}?id=2"),
        ("https://www.google.com/url?q=/local", "https://www.google.com/url?q=/local"),
        ("https://www.example.com/amplifier", "https://www.example.com/amplifier"),
        ("https://www.example.com/news/camp", "https://www.example.com/news/camp"),
        ("https://xn--bcher-kva.example/a", "https://xn--bcher-kva.example/a"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://www.example.com/%7euser/%c3%a4 b", "https://www.example.com/~user/%C3%A4%20b"),
        ("https://www.example.com/ä", "https://www.example.com/%C3%A4"),
        ("https://192.0.2.1/a", "https://192.0.2.1/a"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_the_one_address(url, expected):
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/#/story/1", "/#/story/2"),
        ("/#/story/1", "/"),
        ("/#!story/1", "/#!story/2"),
        ("/#!/story/1", "/#!/story/2"),
        ("/app?x=1#/a", "/app?x=1#/b"),
        ("/amp", "/"),
        ("/amp/", "/"),
        ("/amp/amp", "/"),
        ("/news/1", "/news/2"),
        ("/?p=1", "/?p=2"),
        ("/?p=1", "/"),
        ("/a?id=1", "/a?id=2"),
        ("/a?pk_id=1", "/a?pk_id=2"),
        ("/a?article=1", "/a?article=2"),
        ("/a?page=1", "/a?page=2"),
        ("/a?story_fbid=1", "/a?story_fbid=2"),
        ("/a?from=1", "/a?from=2"),
        ("/a?source=x", "/a"),
        ("/a?ID=1", "/a?id=1"),
        ("/a?x=%2F", "/a?x=/"),
        ("/a/print", "/a"),
        ("/print/a", "/a"),
        ("/a.html", "/a"),
        ("/A", "/a"),
        ("/a//b", "/a/b"),
        ("/a%2Fb", "/a/b"),
        ("/amplify", "/lify"),
        ("/a;jsession=1", "/a;jsession=2"),
    ],
)
def test_two_pages_are_not_one_address(one: str, other: str) -> None:
    one, other = f"https://www.example.com{one}", f"https://www.example.com{other}"
    assert canonical_url(one) != canonical_url(other)
    drafts = [ArticleDraft(title="A", text="A.", url=display_url(url)) for url in (one, other)]
    assert drafts[0].id != drafts[1].id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://m.blogspot.com/a", "https://www.blogspot.com/a"),
        ("https://mobile.github.io/a", "https://www.github.io/a"),
        ("https://one.github.io/a", "https://two.github.io/a"),
        ("https://example.com/a", "http://example.com/a"),
        ("https://example.com/a", "https://www.example.com/a"),
        ("https://example.com/a", "https://example.com:8443/a"),
        ("https://m.co.uk/a", "https://www.co.uk/a"),
    ],
)
def test_two_hosts_are_not_one_address(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize("fragment", ["comments", "section-2", "", "/", "!", "!/", ":~:text=a", "Story/1", "post!2"])
def test_a_place_in_a_page_is_no_page(fragment: str) -> None:
    assert canonical_url(f"{PAGE}#{fragment}") == PAGE


@pytest.mark.parametrize(
    "url",
    [
        *["", "/news/a", "www.example.com/a", "ftp://example.com/a", "javascript:alert(1)", "data:text/html,x"],
        *["mailto:a@example.com", "https://", "https:///a", "https://a b/c", "https://exa<mple.com/", "https://[::1/a"],
        *["https://example.com:99999/a", "https://example.com:x/", "https://..", "https://ex\nample.com<>/"],
        "https://example.com/" + "a" * 5000,
    ],
)
def test_what_is_no_address(url):
    with pytest.raises(ValueError, match=r"."):
        canonical_url(url)
    assert known_url(url) is None
    assert known_url(None) is None


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://news.example.co.uk/a", "example.co.uk"),
        ("https://www.example.com/a", "example.com"),
        ("https://example.com", "example.com"),
        ("https://one.github.io/a", "one.github.io"),
        ("https://a.b.com.cn/a", "b.com.cn"),
        ("https://news.post.example/a", "post.example"),
        ("https://news.example.com:8443/a", "example.com"),
        ("http://127.0.0.1:8001/a", "127.0.0.1:8001"),
        ("http://127.0.0.1:80/a", "127.0.0.1"),
        ("http://localhost:8001/a", "localhost:8001"),
        ("https://[2001:db8::1]/a", "2001:db8::1"),
        ("https://news.example.com./a", "example.com"),
        ("https://example.com:x/", ""),
        ("nonsense", ""),
    ],
)
def test_site(url, site):
    assert site_of(url) == site


@given(
    st.builds(
        "{}://{}{}{}".format,
        st.sampled_from(["http", "https", "HTTPS"]),
        st.sampled_from(
            ["m.example.com", "x.cdn.ampproject.org", "www.google.com", "amp.m.example.co.uk", "é.example"]
        ),
        st.text(st.sampled_from('/a.%41m2fp?&=#;:@\\ é\t"amp/s/c/'), max_size=40).map(lambda path: f"/{path}"),
        st.sampled_from(
            ["", "?amp=1", "/amp", "/amp/", "#x", "#/x/y", "#!x é", "?b=1&a=2&utm_x=1", "/s/www.m.example.org/amp"]
        ),
    )
)
def test_twice_is_as_once(url):
    once = known_url(url)
    assert once is None or (canonical_url(once) == once and once.isascii() and " " not in once)


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("https://www.example.com/a/#google_vignette", "https://www.example.com/a/"),
        ("https://www.example.com/a/?utm_source=x", "https://www.example.com/a/"),
        ("https://www.example.com/a?utm_source=x", "https://www.example.com/a"),
        ("https://www.example.com/a/?id=1", "https://www.example.com/a?id=1"),
        ("https://www.example.com/a/#/b/", "https://www.example.com/a#/b"),
        ("https://www.example.com", "https://www.example.com/"),
        ("mailto:a@example.com", None),
        (None, None),
    ],
)
def test_an_article_shows_its_address_with_the_slash_that_it_has(found: str | None, shown: str | None) -> None:
    assert display_url(found) == shown


@pytest.mark.parametrize(
    ("url", "archive"),
    [
        (f"https://web.archive.org/web/20210309073000/{PAGE}", "archive.org"),
        (f"http://WEB.archive.org:80/web/2021id_/{PAGE}?id=2", "archive.org"),
        ("https://archive.ph/20210309073000/http:/www.example.com/news/a", "archive.ph"),
        ("https://web.archive.org/about/terms.php", None),
        (f"https://web.archive.org.example/web/20210309073000/{PAGE}", None),
        (PAGE, None),
        ("news/a.html", None),
    ],
)
def test_the_archive_that_a_copy_is_in(url: str, archive: str | None) -> None:
    assert archive_of(url) == archive
