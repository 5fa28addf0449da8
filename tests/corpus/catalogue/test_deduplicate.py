"""What becomes of drafts: nothing that is read is lost, and every draft is accounted for."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import ArticleDraft, normalized_text
from corpus.catalogue.deduplicate import COMPARED, Deduplicated, deduplicate
from corpus.catalogue.origin import via
from tests.corpus.catalogue.held import Held

TEXT = (
    "The council met on Monday and closed the harbour. Nobody was surprised by what it decided.\n\n"
    "“The ferry will sail again in June,” the mayor said, once the pier has been repaired – and not before."
)
BARE = ArticleDraft(title="Council closes harbour", text=TEXT)
PRINTED = replace(BARE, outlet="The Daily Post", published="2024-05-05", byline="Jane Doe")
ONLINE = replace(PRINTED, url="https://post.example/harbour", published="2024-05-05T10:30+02:00")

CAT = "A cat that had been missing for a fortnight was found in a church in Oakley on Sunday."
LIBRARY = "The library in Elm Street stays closed until its new roof has been paid for."
FISH = "Anglers at the weir report the largest pike that anybody remembers, at nineteen kilos."


def kinds(settled: Deduplicated) -> list[str]:
    return [outcome.kind for outcome in settled.outcomes]


def whys(settled: Deduplicated) -> list[str]:
    return [outcome.why for outcome in settled.outcomes]


# --- the same text again


def test_what_is_there_already_costs_nothing() -> None:
    for draft in (PRINTED, BARE, replace(BARE, title="scan 0012"), replace(PRINTED, byline=None)):
        settled = deduplicate([draft], Held(PRINTED))
        assert (settled.fresh, settled.replaced) == ([], {})
        assert [(one.kind, one.id, one.why) for one in settled.outcomes] == [
            ("unchanged", PRINTED.id, "" if draft == PRINTED else "same")
        ]


def test_a_draft_that_says_more_takes_the_place_of_one_that_says_less() -> None:
    settled = deduplicate([ONLINE], Held(BARE))
    assert settled.fresh == [ONLINE]
    assert settled.replaced == {BARE.id: ONLINE.id}
    assert kinds(settled) == ["changed"]
    settled = deduplicate([replace(ONLINE, byline=None)], Held(replace(ONLINE, published="2024-05-05")))
    assert settled.fresh == [ONLINE]  # the byline stays, the time is new
    assert not settled.replaced
    assert deduplicate([replace(ONLINE, byline=None)], Held(ONLINE)).fresh == []


def test_a_correction_is_a_version() -> None:
    corrected = replace(ONLINE, text=TEXT.replace("June", "July"))
    settled = deduplicate([corrected], Held(ONLINE))
    assert (settled.fresh, settled.replaced, kinds(settled)) == ([corrected], {}, ["changed"])
    retitled = replace(ONLINE, title="Harbour closed")
    assert deduplicate([retitled], Held(ONLINE)).fresh == [retitled]
    reprinted = replace(PRINTED, text=TEXT.replace("June", "July"))
    assert deduplicate([reprinted], Held(PRINTED)).fresh == [reprinted]


def test_duplicates_in_one_batch() -> None:
    for drafts in (
        [BARE, PRINTED, ONLINE],
        [ONLINE, BARE, PRINTED],
        [PRINTED, ONLINE, BARE],
        [PRINTED, PRINTED, ONLINE],
    ):
        settled = deduplicate(drafts, Held())
        assert settled.fresh == [ONLINE]
        assert (settled.replaced, settled.earlier) == ({}, [])
        assert sorted(kinds(settled)) == ["added", "unchanged", "unchanged"]
        assert {outcome.id for outcome in settled.outcomes} == {ONLINE.id}
        assert sorted(whys(settled)) == ["", "same", "same"]
    later = replace(ONLINE, text=f"{TEXT} More.")
    settled = deduplicate([ONLINE, later], Held())
    assert (settled.fresh, settled.earlier, kinds(settled)) == ([later], [ONLINE], ["added", "changed"])
    assert deduplicate([PRINTED, replace(PRINTED, outlet="Reuters")], Held()).fresh == [
        PRINTED,
        replace(PRINTED, outlet="Reuters"),
    ]
    settled = deduplicate([PRINTED, ONLINE], Held(BARE))
    assert settled.fresh == [ONLINE]
    assert settled.replaced == {BARE.id: ONLINE.id}


def test_what_the_batch_puts_another_text_in_the_place_of_is_no_twin_any_more() -> None:
    corrected = replace(ONLINE, text=TEXT.replace("June", "July"))
    copy = replace(BARE, title="Harbour, an old copy")
    settled = deduplicate([corrected, copy], Held(ONLINE))
    assert settled.fresh == [corrected, copy]  # neither text is lost
    assert settled.replaced == {}
    bare = replace(BARE, title=ONLINE.title)
    settled = deduplicate([replace(PRINTED, text=corrected.text), corrected, bare], Held(PRINTED))
    assert settled.fresh == [corrected, bare]
    assert settled.replaced == {PRINTED.id: ONLINE.id}  # it was to be a new version of that


# --- different texts of one identity


def brief(text: str, **more: str) -> ArticleDraft:
    return replace(ArticleDraft(title="In brief", text=text, outlet="Oakley Gazette", published="2024-03-08"), **more)


LETTERS = [
    brief("Sir, your report on the bridge says nothing of those who built it.", title="Letters", byline="Ann Ames"),
    brief("Sir, the swifts are back, and nobody but me has noticed it this year.", title="Letters", byline="Bo Birch"),
]
WEATHER = [
    brief("Sunny in the north.", title="Weather", source="w.txt"),
    brief("Sunny in the south.", title="Weather", source="w.txt"),
]
FORECASTS = [
    brief("Rain in the morning, dry later, highs of 12 degrees.", title="Weather", published="2024-03-08T06:00"),
    brief("Rain in the evening, wet later, highs of 10 degrees.", title="Weather", published="2024-03-08T18:00"),
]
EDITORIAL = [
    brief("The council has made the right decision, and made it for the wrong reasons.", title="Editorial"),
    brief("A newspaper that is free costs somebody else: we ask you to pay for this one.", title="Editorial"),
]
COURT = [
    brief("John Smith, 34, of Elm Street, was fined 200 for speeding on the ring road.", title="Court report"),
    brief("Mary Jones, 51, of Mill Lane, admitted stealing three hens from a neighbour.", title="Court report"),
]
ROLLING = [
    brief("Polls have opened across the country. Queues are long in the capital.", title="Live: the election"),
    brief("Count under way: the first two districts go to the opposition.", title="Live: the election"),
]


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize("separate", [False, True])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "drafts",
    [[brief(CAT), brief(LIBRARY), brief(FISH)], LETTERS, FORECASTS, EDITORIAL, COURT, ROLLING],
    ids=["In brief", "Letters", "Weather", "Editorial", "Court report", "Live"],
)
def test_different_texts_of_one_title_are_different_articles(
    drafts: list[ArticleDraft], turned: bool, separate: bool, size: int
) -> None:
    drafts = drafts[::-1] if turned else drafts
    files = [[replace(one, source=f"{at}.txt")] for at, one in enumerate(drafts)] if separate else [drafts]
    archive = Held()
    added = [kind for settled in archive.store_in_batches(files, size) for kind in kinds(settled)]
    assert added == ["added"] * len(drafts)
    assert {one.text for one in archive.live.values()} == {one.text for one in drafts}
    assert len(archive.live) == len(drafts)
    assert next(iter(archive.live)) == drafts[0].id  # the first one's id is that of its identity
    again = [kind for settled in archive.store_in_batches(files, size) for kind in kinds(settled)]
    assert again == ["unchanged"] * len(drafts)


def test_texts_that_one_file_says_side_by_side_are_two_although_they_share_much() -> None:
    archive = Held()
    assert kinds(archive.store(WEATHER)) == ["added", "added"]
    # each gets the versions that are of it, although the file is read from the start
    changed = [WEATHER[0], replace(WEATHER[1], text="Sunny in the south, at last.")]
    assert kinds(archive.store(changed)) == ["unchanged", "changed"]
    assert {one.text for one in archive.live.values()} == {one.text for one in changed}
    changed = [replace(WEATHER[0], text="Sunny in the north again."), changed[1]]
    assert kinds(archive.store(changed)) == ["changed", "unchanged"]
    assert {one.text for one in archive.live.values()} == {one.text for one in changed}


def test_a_later_version_goes_to_the_one_that_it_is_most_like() -> None:
    archive = Held()
    first = archive.store([brief(CAT), brief(LIBRARY), brief(FISH)])
    library = first.outcomes[1].id
    later = brief(LIBRARY.replace("Elm Street", "Mill Lane") + " The council is to meet on Friday.", source="later.txt")
    settled = archive.store([later])
    assert [(one.kind, one.id) for one in settled.outcomes] == [("changed", library)]
    assert [one.text for one in archive.versions[library]] == [LIBRARY, later.text]
    again = archive.store([replace(later, text=f"{later.text} It is open now.")])  # by now far from the first text
    assert again.outcomes[0].id == library


def test_a_removed_one_keeps_its_id() -> None:
    archive = Held(brief(CAT))
    archive.live.clear()
    settled = archive.store([brief(LIBRARY), brief(CAT)])
    assert kinds(settled) == ["added", "added"]
    assert settled.outcomes[0].id != brief(CAT).id
    assert settled.outcomes[1].id == brief(CAT).id


def test_ids_are_the_same_in_every_archive() -> None:
    drafts = [brief(CAT), brief(LIBRARY), brief(FISH)]
    one, other = Held(), Held()
    one.store(drafts)
    for draft in drafts:
        other.store([replace(draft, source=draft.text[:5])])
    assert set(one.live) == set(other.live)
    assert all(draft.id == key for key, draft in one.live.items())  # the id follows from what is stored


def test_a_text_that_is_put_back_keeps_its_id() -> None:
    archive = Held()
    archive.store([brief(CAT), brief(LIBRARY)])
    library = next(draft for draft in archive.live.values() if draft.text == LIBRARY)
    del archive.live[library.id]
    assert archive.store([library]).outcomes[0].id == library.id
    assert len(archive.versions[library.id]) == 2


def test_a_brief_that_has_grown_is_a_version_and_so_is_one_that_was_cut() -> None:
    grown = f"{CAT} {LIBRARY} {FISH} {TEXT}"
    for first, later in ((CAT, grown), (grown, CAT)):
        archive = Held(brief(first, source="one.txt"))
        assert kinds(archive.store([brief(later, source="two.txt")])) == ["changed"]
    # but one file that says both is not believed to mean the shorter in the place of the longer
    assert kinds(Held().store([brief(grown), brief(CAT)])) == ["added", "added"]
    assert kinds(Held().store([brief(CAT), brief(grown)])) == ["added", "changed"]


def test_authors_and_times_speak_for_two() -> None:
    half = f"{CAT} {LIBRARY}"
    other = f"{CAT} {FISH}"
    assert kinds(Held(brief(half, source="a")).store([brief(other, source="b")])) == ["changed"]
    for name, one, two in (
        ("byline", "Ann Ames", "Bo Birch"),
        ("published", "2024-03-08T10:00", "2024-03-08T18:00"),
    ):
        archive = Held(brief(half, source="a", **{name: one}))
        assert kinds(archive.store([brief(other, source="b", **{name: two})])) == ["added"]
    for name, one, two in (
        ("byline", "Ann Ames", "By A. Ames"),
        ("published", "2024-03-08T10:00", "2024-03-08"),
        ("published", "2024-03-08T10:00+00:00", "2024-03-08T11:00+01:00"),
    ):
        archive = Held(brief(half, source="a", **{name: one}))
        assert kinds(archive.store([brief(other, source="b", **{name: two})])) == ["changed"]


def test_a_file_whose_text_another_file_has_replaced_since_is_known() -> None:
    old, new = brief(CAT, source="monday.txt"), brief(f"{CAT} Its owner wept.", source="tuesday.txt")
    archive = Held()
    assert [kind for one in archive.store_in_batches([[old], [new]], 100) for kind in kinds(one)] == [
        "added",
        "changed",
    ]
    done = archive.store_in_batches([[old], [new]], 100)
    assert [kind for one in done for kind in kinds(one)] == ["unchanged", "unchanged"]
    assert whys(done[0]) == ["earlier"]
    assert archive.live[old.id] == new
    late = archive.store([replace(old, source="wednesday.txt")])  # a copy of Monday's that comes late corrects nothing
    assert (kinds(late), whys(late)) == (["unchanged"], ["earlier"])
    assert archive.live[old.id] == new
    assert kinds(archive.store([replace(old, source="tuesday.txt")])) == ["changed"]  # that file has gone back


def test_files_read_again_leave_what_is_there_though_two_have_the_earlier_text() -> None:
    old, new = brief(CAT, source="monday.txt"), brief(f"{CAT} Its owner wept.", source="wednesday.txt")
    files = [[old], [replace(old, source="tuesday.txt")], [new]]
    archive = Held()
    archive.store_in_batches(files, 1)
    for _ in range(2):
        done = archive.store_in_batches(files, 1)
        assert [kind for one in done for kind in kinds(one)] == ["unchanged"] * 3
        assert archive.live[old.id] == new


# --- one address

LIVE = replace(ONLINE, title="Live: the election", url="https://post.example/live")


def test_a_live_blog_that_grows_under_its_address_is_one_article() -> None:
    archive, text = Held(), ROLLING[0].text
    first = archive.store([replace(LIVE, text=text)]).outcomes[0].id
    for at, more in enumerate((CAT, LIBRARY, FISH, TEXT)):
        text = f"{more}\n\n{text}"
        settled = archive.store([replace(LIVE, text=text, published=f"2024-05-05T1{at + 1}:00+02:00")])
        assert [(one.kind, one.id) for one in settled.outcomes] == [("changed", first)]


def test_what_a_site_says_at_its_address_replaces_what_it_said() -> None:
    withdrawn = replace(ONLINE, text="This article was withdrawn by the editors.", published="2024-05-05T18:00+02:00")
    assert kinds(Held(replace(ONLINE, source="a")).store([replace(withdrawn, source="b")])) == ["changed"]


@pytest.mark.parametrize(
    "change",
    [
        {"published": "2024-05-06T10:30+02:00"},
        {"byline": "Bo Birch"},
        {"title": "A pike of nineteen kilos"},
        {"source": LIVE.source},
    ],
)
def test_an_address_that_is_used_again_has_two_articles(change: dict[str, str]) -> None:
    archive = Held()
    archive.store([replace(LIVE, text=CAT)])
    later = replace(LIVE, text=FISH, source="later.html")
    if "source" in change:  # side by side in one file, as the entries of a feed that all lead to one page
        assert kinds(deduplicate([replace(LIVE, text=LIBRARY), replace(LIVE, text=FISH)], Held())) == ["added", "added"]
    else:
        assert kinds(archive.store([replace(later, **change)])) == ["added"]
        assert len(archive.live) == 2


def test_a_headline_that_is_another_is_a_version_of_a_text_that_is_not() -> None:
    archive = Held(replace(LIVE, text=TEXT, source="a"))
    later = replace(LIVE, title="Who has won", text=f"{TEXT} {CAT}", source="b")
    assert kinds(archive.store([later])) == ["changed"]


def test_a_file_that_is_read_again_and_again_comes_to_rest() -> None:
    """It has two texts that are nearly the same: each replaced the other whenever it was read."""
    result = (
        "Oakley Town beat Weir United {} on Saturday before 2,000 spectators. Goals came from Jones, Miller and Hay."
    )
    for first in (ONLINE, replace(ONLINE, url=None)):
        drafts = [replace(first, text=result.format(score), source="a") for score in ("3-1", "3-2")]
        archive = Held()
        archive.store(drafts)
        archive.store(drafts)
        assert kinds(archive.store(drafts)) == ["unchanged", "unchanged"]
        assert {one.text for one in archive.live.values()} == {one.text for one in drafts}


# --- what is said by others

TRUE = replace(ONLINE, source="https://post.example/harbour")
FALSE = replace(
    ONLINE, text="The mayor of the harbour has fled with the money of the ferry.", source="https://evil.example/feed"
)


@pytest.mark.parametrize("turned", [False, True])
def test_what_another_site_says_of_an_address_is_another_article(turned: bool) -> None:
    archive = Held()
    for draft in [FALSE, TRUE][:: -1 if turned else 1]:
        assert kinds(archive.store([draft])) == ["added"]
    assert archive.live[TRUE.id] == TRUE
    (heard,) = [one for one in archive.live.values() if one.text == FALSE.text]
    assert (heard.variant, heard.url) == ("evil.example", TRUE.url)
    # both have versions, each its own
    for draft, article in ((FALSE, heard.id), (TRUE, TRUE.id)):
        settled = archive.store([replace(draft, text=f"{draft.text} More follows.")])
        assert [(one.kind, one.id) for one in settled.outcomes] == [("changed", article)]
    other = replace(FALSE, source="https://feeds.evil.org/feed", text=f"{FALSE.text} They say.")
    assert kinds(archive.store([other])) == ["added"]


def test_a_copy_that_was_fetched_from_an_archive_of_pages_is_that_archives() -> None:
    copy = replace(
        TRUE, source=f"https://web.archive.org/web/20210309073000/{TRUE.url}", text=f"{TRUE.text} So it stood then."
    )
    assert via(copy) == "archive.org"
    archive = Held()
    assert kinds(archive.store([TRUE, copy])) == ["added", "added"]
    assert {one.variant for one in archive.live.values()} == {None, "archive.org"}
    # of an earlier Cuttings, which took it for the site's own: it stays as it is
    archive = Held(copy)
    assert kinds(archive.store([copy])) == ["unchanged"]
    assert kinds(archive.store([replace(copy, text=f"{copy.text} More follows.")])) == ["changed"]
    assert list(archive.live) == [copy.id]


def test_another_site_adds_nothing_to_a_text_that_it_repeats() -> None:
    for there in (TRUE, replace(BARE, source="a.txt"), replace(TRUE, byline=None, source="a.html")):
        lying = replace(ONLINE, source="https://evil.example/feed", byline="A. Liar")
        settled = deduplicate([lying], Held(there))
        assert (settled.fresh, kinds(settled), whys(settled)) == ([], ["unchanged"], ["same"])
    # and the site itself takes over what was heard of it
    for heard in (
        replace(FALSE, text=TEXT, variant="evil.example", byline="A. Liar"),
        replace(TRUE, source=FALSE.source, variant="evil.example"),
    ):
        settled = deduplicate([TRUE], Held(heard))
        assert (settled.fresh, settled.replaced) == ([TRUE], {heard.id: TRUE.id})


def test_an_entry_without_address_is_its_feeds_own() -> None:
    archive = Held(replace(PRINTED, source="digest.txt"))
    feed = replace(PRINTED, source="https://evil.example/feed", text=TEXT.replace("June", "August"))
    assert kinds(archive.store([feed])) == ["added"]
    assert kinds(archive.store([replace(feed, text=TEXT.replace("June", "May"))])) == ["changed"]
    assert archive.live[PRINTED.id].text == TEXT
    assert kinds(archive.store([replace(PRINTED, text=f"{TEXT} More.")])) == ["changed"]
    assert archive.live[PRINTED.id].text == f"{TEXT} More."


def test_a_file_replaces_what_it_likes_but_is_no_version_of_hearsay() -> None:
    archive = Held(TRUE)
    archive.store([FALSE])
    saved = replace(TRUE, source="saved.html", text=TEXT.replace("June", "July"))
    settled = archive.store([saved])
    assert [(one.kind, one.id) for one in settled.outcomes] == [("changed", TRUE.id)]


# --- any number, in any order

WORDS = ("ferry", "mayor", "sank", "sails", "in", "June", "the", "harbour", "closed", "again")


def made(title: int, words: Sequence[int], url: int, byline: int, day: int, source: int) -> ArticleDraft:
    return ArticleDraft(
        title=("Letters", "In brief")[title],
        text=" ".join(WORDS[word] for word in words),
        outlet="Gazette",
        url=(None, "https://a.example/1", "https://b.example/1")[url],
        byline=(None, "Ann Ames", "Bo Birch")[byline],
        published=("2024-03-08", "2024-03-08T10:00", "2024-03-09")[day],
        source=("a.txt", "b.txt", "https://a.example/feed", "https://b.example/feed")[source],
    )


DRAFTS = st.lists(
    st.builds(
        made,
        st.integers(0, 1),
        st.lists(st.integers(0, len(WORDS) - 1), min_size=1, max_size=20),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(0, 3),
    ),
    max_size=12,
)


@given(DRAFTS, st.integers(1, 12), st.randoms(use_true_random=False))
def test_no_draft_is_lost_in_any_order_or_batch(drafts: list[ArticleDraft], size: int, chance) -> None:
    again = drafts + chance.sample(drafts, len(drafts) // 2)
    chance.shuffle(again)
    files = [[one for one in again if one.source == source] for source in dict.fromkeys(one.source for one in again)]
    archive = Held()
    done = archive.store_in_batches(files, size)
    outcomes = [outcome for settled in done for outcome in settled.outcomes]
    read = [draft for file in files for draft in file]
    assert [outcome.draft for outcome in outcomes] == read
    for outcome in outcomes:
        # every text is in the archive, under the id that was reported
        texts = {
            normalized_text(one.text)
            for key in (outcome.id, *replacing(done, outcome.id))
            for one in archive.versions[key]
        }
        assert normalized_text(outcome.draft.text) in texts
        assert outcome.id in archive.live or set(replacing(done, outcome.id)) & set(archive.live)
    assert all(one.id == key for key, one in archive.live.items())
    # what one site says is said in no other site's name
    for versions in archive.versions.values():
        assert len({(one.identity, via(one)) for one in versions}) == 1


def replacing(done: Sequence[Deduplicated], article_id: str) -> list[str]:
    """Return the ids that currently represent an article."""
    found, waiting = [], [article_id]
    while waiting:
        one = waiting.pop()
        more = [settled.replaced[one] for settled in done if one in settled.replaced]
        waiting += [key for key in more if key not in found]
        found += more
    return found


@given(DRAFTS, st.integers(1, 12))
def test_what_shares_little_answers(drafts: list[ArticleDraft], size: int) -> None:
    """A text that is not live was replaced by a similar one, or by the current text of its address."""
    archive = Held()
    done = archive.store_in_batches([[one] for one in drafts], size)
    live = {normalized_text(one.text) for one in archive.live.values()}
    gone = [one for one in drafts if normalized_text(one.text) not in live]
    versions = {normalized_text(one.text) for key in archive.live for one in archive.versions[key][:-1]}
    assert all(normalized_text(one.text) in versions for one in gone)
    assert sum(len(settled.outcomes) for settled in done) == len(drafts)


def test_of_any_number_few_are_compared() -> None:
    drafts = [
        brief(f"{word * 3} {word}x {word}y {word}z", source=word)
        for word in map(chr, range(0x4E00, 0x4E00 + 3 * COMPARED))
    ]
    archive = Held()
    asked: list[int] = []
    family = archive.family
    archive.family = lambda of, limit: asked.append(limit) or family(of, limit)  # type: ignore[method-assign]
    for draft in drafts:
        assert kinds(archive.store([draft])) == ["added"]
    assert set(asked) == {COMPARED}
    assert kinds(archive.store(drafts[:1])) == ["unchanged"]  # the same text is found, however many there are
