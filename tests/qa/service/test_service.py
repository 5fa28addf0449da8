"""The service over real storage, with an encoder that needs no weights."""

import hashlib
import json
import os
import threading
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths, writing
from corpus.errors import ArchiveBusy, ArchiveDamaged, ModelMismatch, NotFound
from corpus.filters import Filters
from qa.answering.answer import Turn
from qa.answering.archive_pool import State
from qa.answering.pipeline import EMPTY_ARCHIVE, EMPTY_QUESTION, SMALL_TALK, AskContext
from qa.service.progress import Progress
from qa.service.service import CuttingsService
from qa.service.settings import Settings

DIGEST = """Ferry strikes pier

Gazette
Mar 8 2024

A ferry struck the pier at Port Sellen on Friday. The coast guard said 27 people were hurt.

Bank cuts rate

Herald
Apr 2 2024

The central bank cut its key rate to 3.75 percent. Governor Astrid Mellory said that prices were stable.
"""
SAMPLE = Path(__file__).parents[3] / "corpus" / "sample" / "cuttings-sample.txt"
HASHING = Settings(model="hashing-256", wait_seconds=0)


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    path = tmp_path / "digest.txt"
    path.write_text(DIGEST, encoding="utf-8")
    return path


@pytest.fixture
def service(tmp_path: Path):
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), HASHING)) as service:
        yield service


def test_quotes_are_word_for_word_where_their_citation_says(service: CuttingsService, digest: Path) -> None:
    service.maintenance.add([digest])
    answer = service.ask("How many people were hurt on the ferry?")
    assert answer.answered
    assert "27" in answer.quotes[0].text
    for quote in (*answer.quotes, *answer.passages):
        citation = answer.citation(quote.citation)
        text = service.article(citation.article.id).text
        assert text[quote.start : quote.end] == quote.text
        assert (citation.start, citation.end) == (quote.start, quote.end)
        assert citation.sha256 == hashlib.sha256(quote.text.encode()).hexdigest()
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_nothing_answers(service: CuttingsService, digest: Path) -> None:
    service.maintenance.add([digest])
    answer = service.ask("Who painted the ceiling of the chapel?")
    assert (answer.answered, answer.quotes) == (False, ())
    assert answer.passages


@pytest.mark.parametrize("question", ["", "   ", "?!", "—"])
def test_no_question(service: CuttingsService, digest: Path, question: str) -> None:
    service.maintenance.add([digest])
    assert service.ask(question).note == EMPTY_QUESTION


def test_a_greeting_is_no_question_and_takes_nothing_along(service: CuttingsService, digest: Path) -> None:
    service.maintenance.add([digest])
    turns = [Turn(role="user", content="Where does the tram go?")]
    answer = service.ask("hello", turns)
    assert (answer.answered, answer.passages, answer.interpreted, answer.note) == (False, (), None, SMALL_TALK)


def test_questions_of_any_kind_get_an_answer(service: CuttingsService, digest: Path) -> None:
    service.maintenance.add([digest])
    long = "How many people were hurt on the ferry? " * 250
    assert len(long) == 10_000
    answer = service.ask(long)
    assert answer.question == long
    assert answer.note is not None
    assert "2,000" in answer.note
    for question in ("Որտե՞ղ է լաստանավը", "漁船はどこですか", '" OR NEAR(', "ferry AND (", "\x00\u202eferry", "*"):
        service.ask(question)


def test_an_archive_that_is_not_there_is_empty_and_stays_away(service: CuttingsService, tmp_path: Path) -> None:
    assert service.ask("Anything?").note == EMPTY_ARCHIVE
    assert service.articles() == []
    assert service.overview().articles == 0
    assert not service.status().exists
    with pytest.raises(NotFound):
        service.article("aaaaaaaaaaaa")
    assert not (tmp_path / "archive").exists()


def test_a_bad_file_fails_alone(service: CuttingsService, digest: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(bytes(range(256)) * 20)
    report = service.maintenance.add([tmp_path / "bad.txt", tmp_path / "missing.txt", digest])
    assert len(report.added) == 2
    assert [Path(failure.path).name for failure in report.failed] == ["bad.txt", "missing.txt"]
    assert all(failure.reason for failure in report.failed)


def test_only_bad_files_start_no_archive(service: CuttingsService, tmp_path: Path) -> None:
    report = service.maintenance.add([tmp_path / "missing.txt"])
    assert report.failed
    assert not (tmp_path / "archive").exists()


def test_a_folder_is_added_and_added_again_for_nothing(service: CuttingsService, digest: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder" / "below"
    folder.mkdir(parents=True)
    (folder / "other name.txt").write_text(DIGEST, encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    seen: list[Progress] = []
    first = service.maintenance.add([tmp_path / "folder"], seen.append)
    assert (len(first.added), first.failed) == (2, ())
    assert (seen[-1].done, seen[-1].total) == (2, 2)
    again = service.maintenance.add([digest])
    assert (len(again.unchanged), again.encoded, again.added) == (2, 0, ())
    assert service.status().revision == 1


def test_filters(service: CuttingsService, digest: Path) -> None:
    service.maintenance.add([digest])
    answer = service.ask("ferry pier hurt", filters=Filters(outlets=("Herald",)))
    assert {citation.article.outlet for citation in answer.citations} == {"Herald"}


def test_another_model_is_refused_until_a_rebuild(service: CuttingsService, digest: Path) -> None:
    service.maintenance.add([digest])
    with closing(CuttingsService(service.paths, Settings(model="all-MiniLM-L6-v2"))) as other:
        with pytest.raises(ModelMismatch, match="rebuild"):
            other.ask("How many were hurt?")
        with pytest.raises(ModelMismatch, match="rebuild"):
            other.maintenance.add([digest])
    with closing(CuttingsService(service.paths)) as unnamed:
        assert unnamed.ask("How many people were hurt on the ferry?").answered


def test_a_second_writer_is_told_who_writes(service: CuttingsService, digest: Path) -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(service.paths):
            held.set()
            release.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(20)
    with pytest.raises(ArchiveBusy, match=r"process \d+ is writing"):
        service.maintenance.add([digest])
    release.set()
    holder.join()
    assert service.maintenance.add([digest]).added


def test_a_running_service_sees_what_another_adds(service: CuttingsService, digest: Path, tmp_path: Path) -> None:
    service.maintenance.add([digest])
    assert not any("orchard" in passage.text for passage in service.ask("What of the orchard?").passages)
    more = tmp_path / "more.txt"
    more.write_text("Moths in the orchard\n\nDesk\nMar 27 2024\n\nMoths do a third of the work in the orchard.\n")
    with closing(CuttingsService(service.paths, HASHING)) as other:
        other.maintenance.add([more])
    assert "orchard" in service.ask("What do moths do in the orchard?").passages[0].text


def test_the_sample_is_shown_until_there_is_an_archive(digest: Path, tmp_path: Path) -> None:
    sample = ArchivePaths(tmp_path / "sample")
    with closing(CuttingsService(sample, HASHING)) as builder:
        builder.maintenance.add([digest], sample=True)
    with closing(CuttingsService(ArchivePaths(tmp_path / "own"), HASHING, fallback=sample)) as service:
        assert service.overview().sample
        assert service.overview().articles == 2
        own = tmp_path / "own.txt"
        own.write_text("Own title\n\nDesk\nMar 27 2024\n\nMy own text is about the harbour.\n")
        service.maintenance.add([own])
        assert (service.overview().sample, service.overview().articles) == (False, 1)


def test_examples_are_questions_that_the_archive_answers(service: CuttingsService, digest: Path) -> None:
    service.maintenance.add([digest])
    assert service.overview().examples
    service.suggestions.refresh()
    examples = service.overview().examples
    assert examples
    assert all(service.ask(example).answered for example in examples)


def test_each_visit_shows_other_examples(service: CuttingsService) -> None:
    service.maintenance.add([SAMPLE])
    service.suggestions.refresh()
    shown = [service.overview().examples for _ in range(2)]
    assert [len(visit) for visit in shown] == [4, 4]
    assert not set(shown[0]) & set(shown[1])


def test_threads_ask_at_once(service: CuttingsService, digest: Path) -> None:
    service.maintenance.add([digest])
    expected = service.ask("How many people were hurt on the ferry?").quotes
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(service.ask("How many people were hurt on the ferry?").quotes))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6


def test_a_file_whose_name_is_no_utf8_is_read(service: CuttingsService, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text(DIGEST, encoding="utf-8")
    (folder / os.fsdecode(b"caf\xe9 bad.txt")).write_bytes(b"")
    report = service.maintenance.add([folder])
    assert len(report.added) == 2
    assert [Path(failure.path).name for failure in report.failed] == ["caf\ufffd bad.txt"]
    assert Path(service.articles()[0].source).name == "caf\ufffd.txt"


def test_a_folder_of_single_articles_is_stored_in_batches_and_each_version_is_kept(
    service: CuttingsService, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(130):
        (folder / f"{number:03}.txt").write_text(f"Harbour news {number}\n\nThe ferry number {number} came in late.\n")
    for name, verb in (("200", "sank"), ("201", "did not sink")):
        page = {"title": "Ferry", "text": f"The ferry {verb}.", "url": "https://post.example/ferry"}
        (folder / f"{name}.json").write_text(json.dumps(page))
    told: list[str] = []
    report = service.maintenance.add([folder], lambda progress: told.append(progress.what))
    assert len(report.added) == 131
    assert len(report.changed) == 1
    assert report.passages == 132
    assert len(set(told)) < 10  # so few batches
    with service._archives.state() as state:
        assert state is not None
        changed = state.snapshot.article(report.changed[0])
        assert (changed.version, changed.text) == (2, "The ferry did not sink.")
        assert state.snapshot.article(report.changed[0], 1).text == "The ferry sank."


def test_an_error_in_news_sense_between_batches_keeps_no_article_out(
    service: CuttingsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("unforeseen")

    monkeypatch.setattr("qa.news.comparison.Comparison.compare", fail)
    drafts = [ArticleDraft(title=f"Number {n}", text=f"The ferry number {n} sank.") for n in range(350)]
    with pytest.raises(ValueError, match="unforeseen"):  # at the end it is told
        service.maintenance.add_drafts(drafts)
    assert len(service.articles()) == 350


def test_half_a_pair_of_surrogates_keeps_no_neighbour_out(service: CuttingsService, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "1.json").write_text(json.dumps({"title": "Ferry", "text": "The ferry sank."}))
    (folder / "2.json").write_text('{"title": "Odd", "text": "Half a \\ud800 pair."}')
    assert len(service.maintenance.add([folder]).added) == 2
    assert {one.text for one in service.articles()} == {"The ferry sank.", "Half a ? pair."}


def test_adding_that_is_broken_off_keeps_what_was_stored(service: CuttingsService, tmp_path: Path) -> None:
    drafts = [
        ArticleDraft(title=f"Number {n}", text=f"The ferry number {n} sank.", source=f"{n // 100}.txt")
        for n in range(350)
    ]

    def broken_off(progress: Progress) -> None:
        if progress.what == "2.txt":  # by then the first batch is stored or being stored
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        service.maintenance.add_drafts(drafts, broken_off)
    assert len(service.articles()) == 200
    assert len(service.maintenance.add_drafts(drafts).added) == 150


def test_warming_up_opens_what_the_page_asks(
    service: CuttingsService, digest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.maintenance.add([digest])
    asked = []
    monkeypatch.setattr(service.news, "context", lambda answer, *_: asked.append(answer.question))
    service.warm()
    assert asked == ["warm up"]


def test_a_question_is_asked_again_while_a_writer_replaces_what_it_was_about_to_read(
    digest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), HASHING)) as service:
        service.maintenance.add([digest])
        real, tried = service._ask_context, 0

        def late(state: State) -> AskContext:
            nonlocal tried
            tried += 1
            if tried <= 4:
                path = tmp_path / f"{tried}.txt"
                path.write_text(f"News {tried}\n\nGazette\nMar {tried} 2024\n\nFerry {tried} came in.\n")
                service.maintenance.add([path])
            if tried != 5:
                raise ArchiveDamaged("x.faiss: missing")
            return real(state)

        assert service.ask("What did the ferry strike?").passages  # at once
        monkeypatch.setattr(service, "_ask_context", late)
        assert service.ask("What did the ferry strike?").passages  # after four states that were replaced
        assert tried == 5
        with pytest.raises(ArchiveDamaged):  # nobody has replaced anything: it is missing indeed
            service.ask("What did the ferry strike?")
        assert tried == 6
