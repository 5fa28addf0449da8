"""Bylines keep names and outlets, and lose addresses, accounts, calls to follow and contributors."""

import pytest

from corpus.text.bylines import clean_byline


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("By ANNA BERG. Follow Anna Berg on Twitter @bergpost.", "ANNA BERG"),
        ("By ANNA BERG. Email: berg@post.example,Twitter: @bergpost", "ANNA BERG"),
        ("By CARL M. LUND,Anna Berg contributed reporting from Tyre.", "CARL M. LUND"),
        ("Anna Berg, @bergpost, The Post", "Anna Berg, The Post"),
        ("Anna Berg Follow @bergpost on Twitter", "Anna Berg"),
        ("Anna Berg and Carl Lund. Follow them on Twitter: @a and @b.", "Anna Berg and Carl Lund"),
        ("Reporting by Anna Berg; Editing by Carl Lund", "Anna Berg"),
        ("Anna Berg (berg@post.example) | https://post.example/berg", "Anna Berg"),
        ("Anna Berg,Carl Lund", "Anna Berg, Carl Lund"),
        ("Anna Berg,, Carl Lund, and Ivo Sandrel", "Anna Berg, Carl Lund, and Ivo Sandrel"),
        ("Carl Lund Jr., The (Tyre, N.Y.) Herald", "Carl Lund Jr., The (Tyre, N.Y.) Herald"),
        ("Ken Follow", "Ken Follow"),
        ("S.V. Date", "S.V. Date"),
        (", ,", None),
        ("", None),
    ],
)
def test_names_are_left(printed: str, names: str | None) -> None:
    assert clean_byline(printed) == names
