"""The labelled stories are what their README says, so that what is measured on them means something."""

import hashlib
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from pathlib import Path

import pytest

import corpus
from corpus.article import ArticleDraft
from corpus.readers.digest import split_digest
from corpus.text.encoding import decode

FOLDER = Path(__file__).resolve().parents[2] / "data" / "stories"
SAMPLE = Path(corpus.__file__).parent / "sample" / "cuttings-sample.txt"
RELATIONS = ("copy_of", "near_copy_of", "corrects", "version_of")
AGENCIES = {"Norrapress", "Alta Wire", "KNA"}
LONGEST_STORY_DAYS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledArticle:
    """One line of `articles.json`; the relations hold the id of another article."""

    id: str
    title: str
    outlet: str
    published: str | None
    byline: str | None
    url: str | None
    text: str
    story: str
    split: str
    copy_of: str | None
    agency: str | None
    near_copy_of: str | None
    corrects: str | None
    version_of: str | None
    trap: str | None

    @property
    def draft(self) -> ArticleDraft:
        """The article as a reader would have given it."""
        return ArticleDraft(
            title=self.title,
            text=self.text,
            outlet=self.outlet,
            published=self.published,
            byline=self.byline,
            url=self.url,
        )

    @property
    def shingles(self) -> set[tuple[str, ...]]:
        """Every four words in a row, folded."""
        words = re.findall(r"\w+", self.text.casefold())
        return {tuple(words[start : start + 4]) for start in range(len(words) - 3)}


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def shared_part(one, other):
    """How much of the shorter text stands in the other too, 0 to 1."""
    return len(one.shingles & other.shingles) / min(len(one.shingles), len(other.shingles))


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def articles() -> dict[str, LabelledArticle]:
    read_articles = [LabelledArticle(**row) for row in read("articles.json")]
    by_id = {article.id: article for article in read_articles}
    assert len(by_id) == len(read_articles)
    return by_id


@pytest.fixture(scope="module")
def stories(articles) -> dict[str, list[LabelledArticle]]:
    found = defaultdict(list)
    for article in articles.values():
        found[article.story].append(article)
    return dict(found)


def related(articles, relation):
    """The pairs (article, the one that it names) of a relation."""
    return [(one, articles[getattr(one, relation)]) for one in articles.values() if getattr(one, relation)]


def test_there_are_enough_of_each_kind(articles, stories):
    sizes = [len(members) for members in stories.values()]
    assert len(articles) >= 100
    assert sum(2 <= size <= 7 for size in sizes) >= 25
    assert max(sizes) <= 7
    assert sizes.count(1) >= 25
    assert 8 <= len({article.outlet for article in articles.values()}) <= 13
    for relation, least in {"near_copy_of": 6, "corrects": 6, "version_of": 5}.items():
        assert len(related(articles, relation)) >= least, relation
    assert sum(article.trap == "correction" for article in articles.values()) >= 4
    assert sum(article.published is None for article in articles.values()) >= 3
    assert sum(article.url is None for article in articles.values()) >= 10


def test_about_a_third_of_the_stories_is_held_out_and_no_story_is_torn(stories):
    splits = [{article.split for article in members} for members in stories.values()]
    assert all(split in ({"tune"}, {"held-out"}) for split in splits)
    assert 0.3 <= sum(split == {"held-out"} for split in splits) / len(splits) <= 0.45


def test_every_field_is_valid(articles):
    for article in articles.values():
        assert 90 <= len(article.text.split()) <= 260, article.id
        assert article.title == article.title.strip() != ""
        assert "\n" not in article.title
        paragraphs = article.text.split("\n\n")
        assert all(paragraph == paragraph.strip() != "" and "\n" not in paragraph for paragraph in paragraphs), (
            article.id
        )
        assert article.published is None or datetime.fromisoformat(article.published)
        assert article.url is None or re.fullmatch(r"https://[a-z-]+\.example\.org/[a-z0-9-]+", article.url)
        assert re.fullmatch(r"[a-z0-9-]+", article.id)
        assert re.fullmatch(r"[a-z0-9-]+", article.story)
        assert article.byline is None or article.byline
        assert article.trap in (None, "correction")
        assert article.trap is None or article.corrects is None


def test_every_label_refers_to_another_article_of_its_story(articles):
    for relation in RELATIONS:
        for one, other in related(articles, relation):
            assert one.id != other.id
            assert one.story == other.story, (relation, one.id)


def test_texts_differ(articles):
    assert [text for text, times in Counter(article.text for article in articles.values()).items() if times > 1] == []


def test_a_story_is_told_within_days(stories):
    for story, members in stories.items():
        days = [date.fromisoformat(article.published[:10]) for article in members if article.published]
        assert not days or (max(days) - min(days)).days <= LONGEST_STORY_DAYS, story


def test_different_stories_share_little_text(articles):
    shingles = {article.id: article.shingles for article in articles.values()}
    for one, other in combinations(articles.values(), 2):
        if one.story != other.story:
            common = len(shingles[one.id] & shingles[other.id])
            assert common <= 0.3 * min(len(shingles[one.id]), len(shingles[other.id])), (one.id, other.id)


def test_wire_copy_is_the_text_of_an_agency_printed_by_several(articles):
    clusters = defaultdict(list)
    for one, other in related(articles, "copy_of"):
        assert shared_part(one, other) >= 0.8, one.id
        assert one.agency == other.agency is not None
        assert other.copy_of is None
        clusters[other.id].append(one)
    assert len(clusters) >= 8
    for first, copies in clusters.items():
        assert 2 <= len({articles[first].outlet, *(copy.outlet for copy in copies)}) <= 5, first


def test_near_misses_share_a_long_quotation_and_no_more(articles):
    for one, other in related(articles, "near_copy_of"):
        assert 0.25 <= shared_part(one, other) <= 0.55, one.id
        assert one.copy_of is None
        assert one.agency is None
        assert other.agency is not None


def test_what_is_no_copy_and_no_version_is_written_anew(stories):
    for members in stories.values():
        for one, other in combinations(members, 2):
            kin = {root(one), root(other)} if one.agency == other.agency else {one.id, other.id}
            versions = one.version_of == other.id or other.version_of == one.id
            assert len(kin) == 1 or versions or shared_part(one, other) < 0.8, (one.id, other.id)


def root(article):
    return article.copy_of or article.id


def test_an_agency_is_named_where_a_reader_can_see_it(articles):
    for article in articles.values():
        shown = f"{article.outlet} {article.byline} {article.text}"
        assert article.agency is None or (article.agency in AGENCIES and article.agency in shown), article.id


def test_versions_are_one_article_to_the_archive_and_all_others_are_not(articles):
    for one, other in related(articles, "version_of"):
        assert one.draft.identity == other.draft.identity, one.id
    named = Counter(article.draft.identity for article in articles.values() if article.version_of is None)
    assert set(named.values()) == {1}


def test_a_correction_comes_after_what_it_corrects(articles):
    for one, other in related(articles, "corrects"):
        assert one.published > other.published
        quoted = other.title in one.text.replace("“", '"')
        assert quoted or one.version_of == other.id, one.id


def test_confusable_stories_are_two_stories_of_one_split(stories):
    pairs = read("confusable.json")
    assert len(pairs) >= 25
    for pair in pairs:
        one, other = pair["stories"]
        assert one != other
        assert stories[one][0].split == stories[other][0].split, pair


def test_the_sample_archive_is_labelled_whole():
    rows = read("seed.json")["sample"]
    titles = [draft.title for draft in split_digest(decode(SAMPLE.read_bytes()))]
    assert [row["title"] for row in rows] == titles
    known = {row["title"]: row["story"] for row in rows}
    for row in rows:
        for relation in ("copy_of", "corrects"):
            assert row[relation] is None or known[row[relation]] == row["story"]
        assert row["borderline"] is None or row["borderline"] in known.values()
    assert Counter(known.values())["ferry-accident"] == 4


def test_the_real_digest_is_labelled_by_the_hashes_of_its_titles(shared):
    rows = read("seed.json")["digest"]
    drafts = split_digest(decode((shared / "seeds" / "news-digest-2023-12.txt").read_bytes()))
    assert [row["title_sha256"] for row in rows] == [sha256(draft.title) for draft in drafts]
    stories = [row["story"] for row in rows]
    assert len(set(stories[3:9])) == 1
    assert len(set(stories)) == 5
