"""The file of derived news: what is written is read back, and nobody else has SQL for it."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.article import Article
from qa.news.extract.article import ReadArticle, read_article
from qa.news.store import NewsStore
from qa.news.store.engine import EngineNewsReader
from qa.news.store.rows import Edge, NameCount, StoredLink, StoryMember

TEXT = (
    "VARMUND, May 3 (Norrapress) — Fire chief Astrid Mellory led the brigade of Varmund on Friday.\n\n"
    "“We heard the roof go,” said Mellory."
)


def read(key: int, text: str = TEXT) -> ReadArticle:
    article = Article(
        id=f"article{key:05}",
        version=1,
        title="Fire at paper mill",
        text=text,
        outlet="The Post",
        published="2024-05-03",
        byline=None,
        url=None,
        language="en",
        source="made.txt",
        words=len(text.split()),
    )
    return read_article(key, article, np.ones((2, 4), dtype=np.float32), dimensions=4)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[NewsStore]:
    with closing(NewsStore(tmp_path / "news.sqlite3", create=True)) as store:
        yield store


def test_what_is_written_is_read_back(store: NewsStore) -> None:
    one, other = read(1), read(2)
    with store.writing() as writer:
        writer.add(one)
        writer.add(other)
        writer.add_edge(2, 1, 0.75, 0.5)
        writer.add_link(1, 2, "correction", (3, 9))
        writer.set_story(2, 1, 1)
        writer.set_conflicts(1, ["first", "second"])
        writer.set_number("revision", 7)
    with store.reading() as reader:
        assert reader.number("revision") == 7
        assert reader.number("key") == 0
        assert reader.ids() == {1: "article00001", 2: "article00002"}
        assert (reader.newest_key("article00002"), reader.newest_key("nothing")) == (2, None)
        assert (reader.day(1), reader.day(3)) == (one.features.day, None)
        (features,) = reader.features([1, 9])
        assert features.names == one.features.names
        assert features.words == one.features.words
        assert np.array_equal(features.signature, one.features.signature)
        assert np.array_equal(features.vectors, one.features.vectors)
        assert reader.agencies() == ["Norrapress"]
        term, day = next(iter(one.features.terms())), one.features.day
        assert reader.with_features([term, "n:nobody"], day, day, without=1, most=5) == {term: [2]}
        assert reader.with_features([term], day, day, without=9, most=2) == {term: [1, 2]}
        assert reader.with_features([term], day, day, without=9, most=1) == {}  # more articles have it
        assert reader.with_features([term], day + 1, day + 2, without=1, most=5) == {}
        first = one.features.bands()[0]
        assert reader.with_bands([first, 5], without=2, most=5) == {first: [1]}
        assert reader.with_bands([first], without=9, most=1) == {}
        each = EngineNewsReader(reader._db)  # a statement for each value gives the same
        for most in (1, 2, 5):
            asked = [term, "n:nobody"]
            assert each.with_features(asked, day, day, without=9, most=most) == reader.with_features(
                asked, day, day, without=9, most=most
            )
            assert each.with_bands([first, 5], without=9, most=most) == reader.with_bands(
                [first, 5], without=9, most=most
            )
        assert reader.edges([1, 2]) == [Edge(1, 2, 0.75, 0.5)]
        assert (reader.neighbours(2, 0.75), reader.neighbours(2, 0.8)) == ({1}, set())
        assert reader.links([1]) == [StoredLink(1, 2, "correction", 3, 9)]
        assert reader.amended(["article00001"]) == reader.linked("article00002") == [(1, 2)]
        assert reader.amended(["article00002"]) == []
        assert reader.largest_stories(5, 0) == [1]
        assert (reader.story_of("article00002"), reader.has_story(2)) == (1, False)
        assert reader.story_members(1) == [StoryMember(1, 1, "Norrapress"), StoryMember(2, 1, "Norrapress")]
        assert reader.conflicts(1) == ["first", "second"]


def test_names_and_quotations_are_found_by_whom_they_name(store: NewsStore) -> None:
    with store.writing() as writer:
        writer.add(read(1))
        writer.add(read(2, TEXT.replace("Mellory", "Dorn")))
    with store.reading() as reader:
        people = reader.most_named("person", 5)
        assert {(one.spelled, one.articles) for one in people} == {("Astrid Mellory", 1), ("Astrid Dorn", 1)}
        key = next(one.key for one in people if one.spelled == "Astrid Mellory")
        assert reader.kinds_of_name(key, 5) == [("person", 1)]
        assert key in set(reader.name_keys())
        assert reader.name_count() == len(list(reader.name_keys()))
        assert reader.naming(key, 5) == [1]
        assert NameCount(key, "person", "Astrid Mellory", 1) in reader.names_of_article("article00001")
        assert (key, "Astrid Mellory") in reader.main_actors(["article00001"], 5)
        (found,) = reader.speakers_with("mellory")
        (quotation,) = reader.quotations(1)
        assert TEXT[quotation.start : quotation.end].startswith("We heard the roof go")
        assert quotation.speaker == "Astrid Mellory"
        assert quotation.speaker_key == found == "astrid mellory"
        assert reader.said_by("mellory", [found], 5, 0) == [(1, quotation)]
        assert reader.said_by("mellory", [found], 5, 1) == []
        assert reader.said_count("mellory", [found]) == 1
        assert set(reader.most_quoted()) == {("Astrid Mellory", 1), ("Astrid Dorn", 1)}


def test_what_is_forgotten_leaves_nothing_and_names_its_neighbours(store: NewsStore) -> None:
    with store.writing() as writer:
        for key in (1, 2, 3):
            writer.add(read(key))
        writer.add_edge(1, 2, 0.9, 0.0)
        writer.add_edge(2, 3, 0.9, 0.0)
        writer.add_link(1, 2, "version", (0, 0))
        assert writer.forget([2]) == {1, 3}
    with store.reading() as reader:
        assert sorted(reader.ids()) == [1, 3]
        assert reader.edges([1, 2]) == []
        assert reader.links([1]) == []
        assert reader.quotations(2) == []
        assert reader.names_of_article("article00002") == []
    with store.writing() as writer:
        writer.clear()
        assert writer.ids() == {}
        assert writer.name_count() == 0


def test_a_transaction_that_fails_writes_nothing(store: NewsStore) -> None:
    def write(read: ReadArticle) -> None:
        with store.writing() as writer:
            writer.add(read)
            raise LookupError("stopped")

    with pytest.raises(LookupError):
        write(replace(read(1), agency=None))
    with store.reading() as reader:
        assert reader.ids() == {}


def test_no_other_module_has_sql_for_this_file() -> None:
    news = Path(__file__).parents[3] / "qa/news"
    sql = re.compile(r"sqlite3|\.execute(?:many|script)?\(|\bSELECT\b.*\bFROM\b|\bINSERT\b|\bDELETE FROM\b")
    found = {str(path.relative_to(news)) for path in news.rglob("*.py") if sql.search(path.read_text("utf-8"))}
    assert {Path(name).parts[0] for name in found} == {"store"}
