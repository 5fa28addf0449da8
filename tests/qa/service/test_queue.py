"""Who is answered next, who waits, who is told that it is too much."""

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from corpus.errors import Busy, GivenUp
from qa.service.queue import BACKGROUND, Admission, AdmissionOptions, Client
from qa.service.service import CuttingsService
from qa.service.settings import Settings

LONG = 1000
AGES = 60.0


class Work:
    """Questions that take until they are let go, in threads, and in what order they began."""

    def __init__(self, admission: Admission) -> None:
        self.admission = admission
        self.began: list[str] = []
        self.failed: dict[str, Exception] = {}
        self._changed = threading.Condition()
        self._go: dict[str, threading.Event] = {}
        self._threads: dict[str, threading.Thread] = {}

    def ask(self, name: str, client: Client, *, length: int = 10) -> None:
        """Ask; return when the question is worked on, waits in its line or was refused."""
        self._go[name] = threading.Event()
        before = self._settled()
        self._threads[name] = threading.Thread(target=self._run, args=(name, client, length), daemon=True)
        self._threads[name].start()
        self.until(lambda: self._settled() > before)

    def let_go(self, name: str, then: Callable[[], bool] = lambda: True) -> None:
        """End a question; return when its place is free and `then` holds."""
        self._go[name].set()
        self._threads[name].join(AGES)
        self.until(then)

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something, and fail if it does not come."""
        with self._changed:
            while not holds():
                if not self._changed.wait(0.01):
                    self.patience -= 1
                    assert self.patience, (self.began, self.failed)

    patience = 3000

    def _settled(self) -> int:
        waiting = self.admission.waiting() + len(self.admission._background)
        return len(self.began) + len(self.failed) + waiting

    def _run(self, name: str, client: Client, length: int) -> None:
        try:
            with self.admission.slot(length, client):
                self.began.append(name)
                self._go[name].wait(AGES)
        except (Busy, GivenUp) as error:
            self.failed[name] = error


def work(**options: float) -> Work:
    return Work(Admission(AdmissionOptions(**{"wait_seconds": AGES, **options})))  # type: ignore[arg-type]


def ann(**more: object) -> Client:
    return Client(name="ann", **more)  # type: ignore[arg-type]


def bob() -> Client:
    return Client(name="bob")


def test_no_more_than_so_many_at_once() -> None:
    asked = work(at_once=2)
    for name in ("a", "b", "c"):
        asked.ask(name, Client())
    assert asked.began == ["a", "b"]
    asked.let_go("a", lambda: len(asked.began) == 3)
    assert asked.began == ["a", "b", "c"]
    assert not asked.failed


def test_one_too_many_is_told_so_and_costs_the_others_nothing() -> None:
    asked = work(at_once=1, waiting=2)
    for name in ("a", "b", "c", "d"):
        asked.ask(name, Client())
    assert list(asked.failed) == ["d"]
    assert "Too many questions at once; try again in a few seconds." in str(asked.failed["d"])
    assert asked.admission.waiting() == 2
    asked.let_go("a", lambda: asked.began == ["a", "b"])
    asked.ask("e", Client())
    assert list(asked.failed) == ["d"]


def test_readers_take_turns() -> None:
    asked = work(at_once=1, waiting_of_one=3)
    for name in ("a1", "a2", "a3", "a4"):
        asked.ask(name, ann())
    asked.ask("b1", bob())
    asked.ask("b2", bob())
    for name in ("a1", "a2", "b1", "a3", "b2"):
        before = len(asked.began)
        asked.let_go(name, lambda before=before: len(asked.began) > before)  # type: ignore[misc]
    assert asked.began == ["a1", "a2", "b1", "a3", "b2", "a4"]


def test_one_reader_takes_only_some_of_the_places_to_wait() -> None:
    asked = work(at_once=1, waiting_of_one=1)
    for name in ("a1", "a2", "a3"):
        asked.ask(name, ann())
    asked.ask("b1", bob())
    assert list(asked.failed) == ["a3"]
    assert isinstance(asked.failed["a3"], Busy)


def test_unknown_readers_are_not_one() -> None:
    asked = work(at_once=1, waiting_of_one=1)
    for name in ("1", "2", "3"):
        asked.ask(name, Client())
    assert not asked.failed


def test_a_quick_question_does_not_wait_for_long_ones() -> None:
    asked = work(at_once=1, long_at_once=1, long=LONG)
    asked.ask("long 1", ann(), length=LONG)
    asked.ask("long 2", bob(), length=LONG)
    asked.ask("quick", bob())
    assert asked.began == ["long 1", "quick"]
    asked.let_go("quick")
    assert asked.admission.waiting() == 1
    asked.let_go("long 1", lambda: asked.began[-1] == "long 2")


def test_who_waits_too_long_is_told_so_and_leaves_the_line() -> None:
    asked = work(at_once=1, wait_seconds=0.01)
    asked.ask("a", Client())
    asked.ask("b", Client())
    asked.until(lambda: "b" in asked.failed)
    assert isinstance(asked.failed["b"], Busy)
    assert asked.admission.waiting() == 0
    asked.let_go("a")
    asked.ask("c", Client())
    assert asked.began == ["a", "c"]


def test_who_leaves_gives_the_place_up() -> None:
    asked = work(at_once=1, waiting=1)
    left = threading.Event()
    asked.ask("a", bob())
    asked.ask("b", ann(gone=left.is_set))
    left.set()
    asked.until(lambda: "b" in asked.failed)
    assert isinstance(asked.failed["b"], GivenUp)
    asked.ask("c", bob())
    assert list(asked.failed) == ["b"]
    asked.let_go("a", lambda: asked.began == ["a", "c"])


def test_who_left_before_their_turn_is_not_worked_on() -> None:
    asked = work(at_once=1)
    asked.ask("a", ann(gone=lambda: True))
    assert isinstance(asked.failed["a"], GivenUp)
    asked.ask("b", bob())
    assert asked.began == ["b"]


def test_what_nobody_waits_for_comes_last_and_one_at_a_time() -> None:
    asked = work(at_once=2, waiting=1, wait_seconds=0.01)
    asked.ask("alert 1", BACKGROUND)
    asked.ask("alert 2", BACKGROUND)
    assert asked.began == ["alert 1"]
    asked.ask("a", ann())
    assert asked.began == ["alert 1", "a"]
    asked.let_go("a")
    assert asked.began == ["alert 1", "a"]
    asked.let_go("alert 1", lambda: asked.began[-1] == "alert 2")
    assert not asked.failed


def test_a_failure_frees_its_place() -> None:
    admission = Admission(AdmissionOptions(at_once=1, waiting=0))
    with pytest.raises(ZeroDivisionError), admission.slot(1):
        raise ZeroDivisionError
    with admission.slot(1):
        pass


def test_many_threads_never_exceed_the_limits_and_all_come_through() -> None:
    admission = Admission(AdmissionOptions(at_once=3, long_at_once=1, long=LONG, waiting=100, waiting_of_one=100))
    lock = threading.Lock()
    now = {"short": 0, "long": 0}
    most = {"short": 0, "long": 0}
    done: list[str] = []

    def count(by: int, length: int) -> None:
        with lock:
            now["long" if length >= LONG else "short"] += by
            most.update({kind: max(most[kind], now[kind]) for kind in now})

    def asking(reader: str) -> None:
        for length in (1, LONG, 1, LONG, 1) * 20:
            with admission.slot(length, Client(name=reader)):
                count(1, length)
                count(-1, length)
        done.append(reader)

    threads = [threading.Thread(target=asking, args=(f"reader {number % 5}",)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(AGES)
    assert len(done) == 12
    assert most["short"] <= 3
    assert most["long"] <= 1
    assert admission.waiting() == 0


def test_the_service_refuses_what_is_too_much_and_answers_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(model="hashing-256", admission=AdmissionOptions(at_once=1, waiting=1, wait_seconds=AGES))
    (tmp_path / "digest.txt").write_text("Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier.\n")
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), settings)) as service:
        service.maintenance.add([tmp_path / "digest.txt"])
        inside, go = threading.Event(), threading.Event()
        answered: list[bool] = []

        def ask() -> None:
            with suppress(Busy):
                answered.append(bool(service.ask("What did the ferry strike?").passages))

        real = service._from_one_state

        def held(*args: object, **named: object) -> object:
            inside.set()
            go.wait(AGES)
            return real(*args, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(service, "_from_one_state", held)
        threads = [threading.Thread(target=ask) for _ in range(2)]
        threads[0].start()
        assert inside.wait(AGES)
        threads[1].start()
        Work(service._admission).until(lambda: service._admission.waiting() == 1)
        with pytest.raises(Busy):
            service.ask("And this?")
        assert service.ask("?!").note  # what needs no work is never refused
        go.set()
        for thread in threads:
            thread.join(AGES)
        assert answered == [True, True]
