"""Alerts, newsletters and articles that are passed on in a mail."""

from email.message import EmailMessage

from corpus.article import ArticleDraft
from corpus.readers.detect import read_file

TEXT = (
    "The ice house on Pier Nine was sold on Thursday to a family of fishermen from the next bay.",
    "They want to store herring in it again, and to open the cold room to visitors on Sundays.",
    "The town had asked for twice as much in spring, but nobody else had made an offer by August.",
    "An architect who looked at the roof said that the beams would last another forty years.",
)


def read(folder, sender, subject, text=None, markup=None) -> list[ArticleDraft]:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "reader@example.org", subject
    mail["Date"] = "Fri, 05 May 2023 08:00:00 +0200"
    mail.set_content(text if text is not None else markup, subtype="plain" if text is not None else "html")
    path = folder / "mail.eml"
    path.write_bytes(mail.as_bytes())
    return read_file(path)


def hit(number: int) -> str:
    link = f"https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://paper{number}.example/a/{number}&amp;ct=ga"
    return (
        f"<tr><td><a href='{link}'>Ice house {number} sold</a><div>Paper {number}</div><div>The house number {number} was sold "
        "on Thursday to ...</div><a href='https://www.google.com/alerts/share'>Flag as irrelevant</a></td></tr>"
    )


def test_each_hit_of_an_alert_is_an_article(tmp_path):
    markup = f"<table><tr><td>NEWS</td></tr>{hit(1)}{hit(2)}<tr><td><a href='#'>Unsubscribe</a></td></tr></table>"
    found = read(tmp_path, "Google Alerts <googlealerts-noreply@google.com>", "Google Alert - ice house", markup=markup)
    assert [(one.title, one.outlet, one.url, one.text) for one in found] == [
        (
            f"Ice house {n} sold",
            f"Paper {n}",
            f"https://paper{n}.example/a/{n}",
            f"The house number {n} was sold on Thursday to",
        )
        for n in (1, 2)
    ]


def test_a_newsletter_is_of_its_publication(tmp_path):
    body = "".join(f"<p>{one}</p>" for one in TEXT)
    markup = (
        "<html><body><div style='display:none'>Preview &#847;&#173;&#847;</div><p><a href='#'>View in browser</a></p>"
        f"<h1>Ice house sold</h1>{body}<p>Thanks for reading Bay Notes! Subscribe for free to get new posts.</p><p>Share</p>"
        "<p>© 2023 Ida Brun<br>1 Pier Road</p><p><a href='#'>Unsubscribe</a></p></body></html>"
    )
    (found,) = read(tmp_path, "Ida Brun from Bay Notes <bay@letters.example>", "Ice house sold", markup=markup)
    assert (found.title, found.outlet, found.byline) == ("Ice house sold", "Bay Notes", "Ida Brun")
    assert found.text.endswith("\n\n".join(TEXT))
    assert "rowser" not in found.text


QUOTED = "\n>\n".join(f"> {one}" for one in ("Ice house sold\n> Bay Courier\n> 4 May 2023", *TEXT))


def test_an_article_quoted_below_a_word_of_the_sender_is_the_article(tmp_path):
    (found,) = read(tmp_path, "Anna <a@example.org>", "Fwd: for Thursday", text=f"Have a look.\n\nAnna\n\n{QUOTED}\n")
    assert (found.title, found.outlet, found.published) == ("Ice house sold", "Bay Courier", "2023-05-04")
    assert found.text == "\n\n".join(TEXT)


def test_what_a_mail_answers_is_still_dropped(tmp_path):
    answer = "I was there on Thursday, and the new owners told me that they will paint the door of it blue."
    for subject, above in (("Re: ice house", ""), ("Ice house", "On Monday, 1 May 2023, Anna wrote:\n")):
        (found,) = read(tmp_path, "Ole Lind <o@example.org>", subject, text=f"{answer}\n\n{above}{QUOTED}\n")
        assert found.text == answer


def test_a_post_of_a_newsletter_is_without_what_is_around_its_title(tmp_path):
    head = "<div>A preview</div><a href='#'>View in browser</a><h1>The ice house</h1>"
    head += "<h3>A family buys Pier Nine and the cold room</h3>"
    body = "".join(f"<p>{one}</p>" for one in TEXT)
    markup = f"<html>{head}<div>Ida Brun</div><div>May 5</div><a>Like</a>{body}<a href='#'>Unsubscribe</a></html>"
    (draft,) = read(tmp_path, "Ida Brun from Port Notes <x@substack.com>", "The ice house", markup=markup)
    assert (draft.title, draft.outlet, draft.byline) == ("The ice house", "Port Notes", "Ida Brun")
    assert draft.text.split("\n\n") == ["A family buys Pier Nine and the cold room", *TEXT]


def test_an_article_that_was_quoted_twice_is_the_article(tmp_path):
    quoted = "\n".join(f">> {line}" for line in ("Ice house sold", "", "Bay Courier", "4 May 2023", "", *TEXT))
    (draft,) = read(tmp_path, "Max <max@example.org>", "Look", "Have you seen this?\n\n" + quoted)
    assert (draft.title, draft.outlet, draft.published) == ("Ice house sold", "Bay Courier", "2023-05-04")


def test_other_newsletters_have_their_publication_and_none_of_their_furniture(tmp_path):
    body = "".join(f"<p>{one}</p>" for one in TEXT)
    foot = (
        "<p>You just read issue #12 of Port Notes.</p><p>Powered by beehiiv</p><p>Port Notes © 2023 – Unsubscribe</p>"
    )
    for head in (
        "<p>Read Online</p><h1>The ice house</h1>",
        "<h1>The ice house</h1><p>By Ida Brun – 5 May 2023</p><p>View in browser</p>",
    ):
        (draft,) = read(
            tmp_path, "Port Weekly <hi@port.example>", "The ice house", markup=f"<html>{head}{body}{foot}</html>"
        )
        assert (draft.title, draft.outlet, draft.published[:10]) == ("The ice house", "Port Weekly", "2023-05-05")
        assert draft.text.split("\n\n") == list(TEXT)
