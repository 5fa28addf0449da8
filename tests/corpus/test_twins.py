"""Which drafts are one article."""

from dataclasses import replace

import pytest

from corpus.article import Article, ArticleDraft
from corpus.twins import are_same, fingerprint, settle, with_facts_of

TEXT = (
    "The council met on Monday and closed the harbour. Nobody was surprised by what it decided.\n\n"
    "“The ferry will sail again in June,” the mayor said, once the pier has been repaired – and not before."
)
BARE = ArticleDraft(title="Council closes harbour", text=TEXT)
PRINTED = replace(BARE, outlet="The Daily Post", published="2024-05-05", byline="Jane Doe")
ONLINE = replace(PRINTED, url="https://post.example/harbour", published="2024-05-05T10:30+02:00")


class Archive:
    """What is stored, by id."""

    def __init__(self, *drafts: ArticleDraft) -> None:
        self.drafts = {draft.id: draft for draft in drafts}

    def content_hash(self, article_id: str) -> str | None:
        return self.drafts[article_id].content_hash if article_id in self.drafts else None

    def articles_printed(self, printed: int) -> list[Article]:
        return [
            Article(
                id=draft.id, version=1, title=draft.title, text=draft.text, outlet=draft.outlet, published=draft.published,
                byline=draft.byline, url=draft.url, language=draft.language, source=draft.source,
                words=len(draft.text.split()),
            )
            for draft in self.drafts.values()
            if fingerprint(draft.text) == printed
        ]  # fmt: skip


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
    assert are_same(one, other)
    assert are_same(other, one)


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
    assert not are_same(one, other)
    assert not are_same(other, one)


def test_what_is_there_already_costs_nothing() -> None:
    for draft in (PRINTED, BARE, replace(BARE, title="scan 0012"), replace(PRINTED, byline=None)):
        settled = settle([draft], Archive(PRINTED))
        assert (settled.fresh, settled.replaced, settled.unchanged) == ([], {}, [PRINTED.id])


def test_a_draft_that_says_more_takes_the_place_of_one_that_says_less() -> None:
    settled = settle([ONLINE], Archive(BARE))
    assert settled.fresh == [ONLINE]
    assert settled.replaced == {ONLINE.id: BARE.id}
    settled = settle([replace(ONLINE, byline=None)], Archive(replace(ONLINE, published="2024-05-05")))
    assert settled.fresh == [ONLINE]  # the byline stays, the time is new
    assert not settled.replaced
    assert settle([replace(ONLINE, byline=None)], Archive(ONLINE)).fresh == []


def test_a_correction_is_none_of_this() -> None:
    corrected = replace(ONLINE, text=TEXT.replace("June", "July"))
    settled = settle([corrected], Archive(ONLINE))
    assert (settled.fresh, settled.replaced, settled.unchanged) == ([corrected], {}, [])
    retitled = replace(ONLINE, title="Harbour closed")
    assert settle([retitled], Archive(ONLINE)).fresh == [retitled]


def test_twins_in_one_batch() -> None:
    for drafts in (
        [BARE, PRINTED, ONLINE],
        [ONLINE, BARE, PRINTED],
        [PRINTED, ONLINE, BARE],
        [PRINTED, PRINTED, ONLINE],
    ):
        settled = settle(drafts, Archive())
        assert settled.fresh == [ONLINE]
        assert (settled.replaced, settled.unchanged) == ({}, [])
    later = replace(ONLINE, text=f"{TEXT} More.")
    assert settle([ONLINE, later], Archive()).fresh == [later]
    assert settle([PRINTED, replace(PRINTED, outlet="Reuters")], Archive()).fresh == [
        PRINTED,
        replace(PRINTED, outlet="Reuters"),
    ]
    settled = settle([PRINTED, ONLINE], Archive(BARE))
    assert settled.fresh == [ONLINE]
    assert settled.replaced == {ONLINE.id: BARE.id}


def test_what_the_batch_puts_another_text_in_the_place_of_is_no_twin_any_more() -> None:
    corrected = replace(ONLINE, text=TEXT.replace("June", "July"))
    copy = replace(BARE, title="Harbour, an old copy")
    settled = settle([corrected, copy], Archive(ONLINE))
    assert settled.fresh == [corrected, copy]  # neither text is lost
    assert settled.replaced == {}
    bare = replace(BARE, title=ONLINE.title)
    settled = settle([replace(PRINTED, text=corrected.text), corrected, bare], Archive(PRINTED))
    assert settled.fresh == [corrected, bare]
    assert settled.replaced == {ONLINE.id: PRINTED.id}  # it was to be a new version of that


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
