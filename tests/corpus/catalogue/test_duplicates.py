"""Which drafts are one article."""

from dataclasses import replace

import pytest

from corpus.article import ArticleDraft, fingerprint
from corpus.catalogue.duplicates import find_duplicate, with_facts_of

TEXT = (
    "The council met on Monday and closed the harbour. Nobody was surprised by what it decided.\n\n"
    "“The ferry will sail again in June,” the mayor said, once the pier has been repaired – and not before."
)
BARE = ArticleDraft(title="Council closes harbour", text=TEXT)
PRINTED = replace(BARE, outlet="The Daily Post", published="2024-05-05", byline="Jane Doe")
ONLINE = replace(PRINTED, url="https://post.example/harbour", published="2024-05-05T10:30+02:00")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            PRINTED,
            replace(PRINTED, text=TEXT.replace("“", '"').replace("”", '"').replace("–", "-").replace("\n\n", "\n")),
        ),
        (PRINTED, replace(PRINTED, text=TEXT.upper(), title="COUNCIL CLOSES HARBOUR")),
        (PRINTED, ONLINE),
        (PRINTED, BARE),
        (PRINTED, replace(BARE, title="scan 0012")),
        (ONLINE, replace(ONLINE, url="http://www.post.example/harbour")),
        (PRINTED, replace(PRINTED, byline=None, language="en")),
    ],
)
def test_the_same(one: ArticleDraft, other: ArticleDraft) -> None:
    assert find_duplicate(one, [other]) is other
    assert find_duplicate(other, [one]) is one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PRINTED, replace(PRINTED, outlet="Reuters")),  # wire copy
        (replace(ONLINE, outlet=None), replace(ONLINE, url="https://coast.example/harbour", outlet=None)),
        (ONLINE, replace(ONLINE, url="https://post.example/news/harbour")),  # two addresses are two articles
        (PRINTED, replace(PRINTED, published="2024-05-06")),
        (PRINTED, replace(PRINTED, title="Harbour to be closed")),
        (PRINTED, replace(PRINTED, text=TEXT.replace("June", "July"))),
        (BARE, replace(BARE, text="Too short to tell.", title="Other")),
        (replace(BARE, text="Too short to tell."), replace(BARE, text="Too short to tell.", title="Other")),
    ],
)
def test_not_the_same(one: ArticleDraft, other: ArticleDraft) -> None:
    assert find_duplicate(one, [other]) is None
    assert find_duplicate(other, [one]) is None


def test_facts_are_joined() -> None:
    joined = with_facts_of(
        replace(BARE, url=ONLINE.url, published="2024-05-05"), replace(ONLINE, pages=(0, 5), url=None)
    )
    assert joined == replace(ONLINE, pages=(0, 5))
    assert with_facts_of(replace(BARE, text=TEXT.upper()), replace(ONLINE, pages=(0, 5))).pages == ()


def test_a_fingerprint_is_that_of_the_text_without_its_signs() -> None:
    same = [TEXT, TEXT.upper(), TEXT.replace("“", '"').replace("”", '"'), TEXT.replace("\n\n", " "), f"\u200b{TEXT}"]
    assert len({fingerprint(text) for text in same}) == 1
    plain_ascii = "It`s closed, he said"
    assert fingerprint(plain_ascii) == fingerprint("It’s  closed,\nHE said")
    assert fingerprint(TEXT) != fingerprint(TEXT.replace("June", "July"))
    assert all(-(2**63) <= fingerprint(str(number)) < 2**63 for number in range(200))
    assert isinstance(fingerprint("half a pair: \ud800"), int)
