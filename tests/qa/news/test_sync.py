"""What is derived follows the catalogue: whatever came or went, in whatever steps, it is what it would be if made anew."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from qa.news import sync as following
from qa.news.extract.article import read_article
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService

pytestmark = pytest.mark.model

Start = Callable[..., CuttingsService]
Made = dict[str, ArticleDraft]
MINE = ("mine-ho", "mine-dp", "mine-3", "mine-4", "mine-ue")


def told(service: CuttingsService) -> list[tuple[str, tuple[tuple[str, int], ...], int, int]]:
    return [
        (story.title, tuple((one.id, one.text) for one in story.articles), story.texts, len(story.differences))
        for story in service.news.stories()
    ]


def test_one_by_one_or_all_at_once_is_the_same(start: Start, made: Made) -> None:
    drafts = [draft for name, draft in made.items() if name.startswith(("mine", "dam", "syrup"))]
    at_once = start(*drafts)
    one_by_one = start(folder="other")
    for draft in drafts:
        one_by_one.maintenance.add_drafts([draft])
    assert told(at_once)
    assert told(one_by_one) == told(at_once)


def test_what_was_removed_is_in_no_story_and_comes_back(start: Start, made: Made) -> None:
    service = start(*(made[name] for name in MINE))
    before = told(service)
    gone = made["mine-dp"].id
    service.maintenance.remove(Selection(ids=(gone,)))
    assert all(gone not in dict(articles) for _, articles, _, _ in told(service))
    with pytest.raises(Exception, match="no story of that id"):
        service.news.story(gone)
    service.maintenance.put_back(gone)
    assert [sorted(articles) for _, articles, _, _ in told(service)] == [
        sorted(articles) for _, articles, _, _ in before
    ]


def test_a_new_version_stands_for_the_old_one(start: Start, made: Made) -> None:
    service = start(*(made[name] for name in MINE))
    draft = made["mine-dp"]
    changed = replace(draft, text=f"{draft.text}\n\nThe company has not commented.")
    service.maintenance.add_drafts([changed])
    story = service.news.story(draft.id)
    assert [one.id for one in story.articles].count(draft.id) == 1
    shown = service.news.of_article(draft.id)
    assert shown
    assert shown.earlier == (1,)
    assert "The company has not commented." in "".join(
        piece.text
        for change in service.news.changed(draft.id, version=1).changed
        for piece in change.pieces
        if piece.kind == "new"
    )


def test_an_interrupted_batch_is_taken_in_later(start: Start, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = [made[name] for name in MINE]
    monkeypatch.setattr(following, "BATCH", 2)
    calls = 0

    def interrupted(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise KeyboardInterrupt
        return read_article(*args, **options)

    service = start()
    with monkeypatch.context() as patched:
        patched.setattr(following, "read_article", interrupted)
        with pytest.raises(KeyboardInterrupt):
            service.maintenance.add_drafts(drafts)
    assert len(service.articles()) == len(drafts), "what was stored stays stored"
    assert service.news.behind()
    service.maintenance.catch_up()
    assert not service.news.behind()
    assert told(service) == told(start(*drafts, folder="other"))


def test_an_article_that_breaks_a_rule_costs_only_itself(
    start: Start, made: Made, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(key: int, article: object, *args: object, **options: object) -> object:
        if article.id == made["mine-4"].id:  # type: ignore[attr-defined]
            raise ValueError("a rule that breaks")
        return read_article(key, article, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(following, "read_article", broken)
    service = start(*(made[name] for name in MINE))
    assert len(service.articles()) == len(MINE)
    assert {one.id for story in service.news.stories() for one in story.articles} <= {
        made[name].id for name in MINE if name != "mine-4"
    }
    assert made["mine-4"].id in caplog.text


@pytest.mark.parametrize("damage", ["deleted", "no database", "of another edition", "of another model"])
def test_a_file_that_is_lost_or_unusable_is_made_anew(start: Start, made: Made, damage: str) -> None:
    service = start(*(made[name] for name in MINE))
    before = told(service)
    file = service.paths.news
    service.close()
    if damage == "deleted":
        for path in file.parent.glob(f"{file.name}*"):
            path.unlink()
    elif damage == "no database":
        file.write_bytes(b"nothing that SQLite knows " * 500)
    else:
        with sqlite3.connect(file) as db:
            db.execute(
                "PRAGMA user_version = 9999"
                if damage == "of another edition"
                else "UPDATE meta SET value = 1 WHERE key = 'model'"
            )
        db.close()
    again = start()
    assert again.articles()
    assert again.ask("How deep is the mine?") is not None
    if damage != "of another model":
        assert again.news.stories() == []
        again.maintenance.catch_up()
    else:
        again.maintenance.add_drafts([made["syrup-bt"]])
    assert [one for one in told(again) if "syrup" not in one[0]] == before


def test_two_processes_may_look_while_one_writes(start: Start, made: Made) -> None:
    writer = start(*(made[name] for name in MINE[:2]))
    reader = start()
    with reader.news.reading() as state:
        assert state is not None
        before = state[0].ids()
        writer.maintenance.add_drafts([made[name] for name in MINE[2:]])
        assert state[0].ids() == before
    assert told(reader) == told(writer)


def test_nothing_is_known_of_an_empty_archive(start: Start, tmp_path: Path) -> None:
    service = start()
    assert service.news.stories() == []
    assert service.news.said("Anybody") == []
    assert service.news.of_article("abcdefghijkl") is None
    assert not service.news.behind()
    assert not (tmp_path / "archive").exists()


def test_what_an_earlier_cuttings_left_is_read_in_parts(
    start: Start, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = [made[name] for name in MINE]
    service = start(*drafts)
    before = told(service)
    service.close()
    (service.paths.news).unlink()
    monkeypatch.setattr(following, "BATCH", 2)
    monkeypatch.setattr("qa.service.ingest.NEWS_BACKLOG", 1)
    again = start()
    again.maintenance.add_drafts([made["syrup-bt"]])
    assert again.news.behind()
    again.maintenance.catch_up()
    assert not again.news.behind()
    assert [one for one in told(again) if "syrup" not in one[0]] == before
