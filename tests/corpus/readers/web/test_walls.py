"""What is shown instead of an article is said to be that, and an article about such things is read."""

import pytest

from corpus.readers.web.html import read_page

COOKIES = (
    "<h1>Bay Courier values your privacy</h1><p>We and our 300 partners store cookies on your device.</p>"
    "<button>Accept all</button><button>Manage preferences</button>"
)
ROBOT = "<h1>One more step</h1><p>Please tick the box to show that you are human.</p><p>Ray ID: 7a8b9c</p>"
LOG_IN = (
    "<h1>Log in</h1><form><label>E-mail</label><input name='e'><input type='password' name='p'><button>Log in</button></form>"
    "<p>Forgot your password? Or create an account to read the Courier.</p>"
)


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>Bay Courier</title>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (COOKIES, "cookie notice"),
        (
            "<h1>Bevor Sie weiterlesen</h1><p>Wir nutzen Cookies.</p><a>Alle akzeptieren</a> <a>Alles ablehnen</a>",
            "cookie notice",
        ),
        (ROBOT, "check for robots"),
        ("<h1>Access denied</h1><p>Your request looks like automated traffic.</p>", "check for robots"),
        ("<h1>Please wait</h1><p>Prove that no machine is asking: press and hold the button.</p>", "check for robots"),
        (
            "<h2>The Courier asks for your agreement</h2><p>We read cookies on your device.</p><a>I agree</a>",
            "cookie notice",
        ),
        (LOG_IN, "form to log in"),
        (
            "<h1>Wij gebruiken cookies</h1><p>Met uw toestemming.</p><a>Alles accepteren</a> <a>Weigeren</a>",
            "cookie notice",
        ),
    ],
)
def test_a_wall_is_no_article(body, what):
    with pytest.raises(ValueError, match=f"the page shows a {what} instead of an article"):
        read_page(page(body), "x")


LAMPS = "The lamps on the outer mole have been dark since the storm, and nobody has found the key to the box with the fuses."
STORY = (
    "The council has decided that the port's page must ask before it stores cookies, and must accept a no for a year. "
)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (f"<h1>Council on cookies</h1><p>{STORY * 20}</p><p>Readers may accept all or reject all.</p>", ""),
        (f"<h1>Council on cookies</h1><p>{STORY}</p>{COOKIES}", "<meta property='og:type' content='article'>"),
        (
            "<h1>Robots in the port</h1><p>Two robots clean the quay at night, and nobody misses the brooms of old.</p>",
            "",
        ),
        (f"<form><input type='password'></form><h1>Council sits</h1><p>{STORY * 3}</p>", ""),
        (f"<div class='consent'>{COOKIES.replace('h1', 'h2')}</div><h1>Lamps</h1><div><p>{LAMPS}</p></div>", ""),
        (f"<header><a>Log in</a><form><input type='email'></form></header><h1>Lamps</h1><p>{LAMPS}</p>", ""),
    ],
)
def test_an_article_about_such_things_is_read(body, head):
    assert read_page(page(body, head), "x")


@pytest.mark.parametrize(
    "title", ["404 Not Found", "Page not found | Bay Courier", "Seite nicht gefunden - Bote", "403"]
)
def test_a_page_that_says_that_there_is_none_is_no_article(title):
    source = (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>Sorry</h1><p>It is gone.</p></body></html>"
    )
    with pytest.raises(ValueError, match="no such page"):
        read_page(source.encode(), "x")


@pytest.mark.parametrize("title", ["404 jobs lost at the mill", "Not found guilty", "Forbidden meadow opens"])
def test_a_short_article_with_such_a_title_is_read(title):
    body = "<p>The mill on the outer mole has closed, and the meadow behind it is open to walkers from Monday on.</p>"
    source = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    assert read_page(source.encode(), "x")[0].title == title
