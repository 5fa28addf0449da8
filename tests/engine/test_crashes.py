"""The engine, a writer or the network between them goes away: clear errors, nothing confirmed is lost, and then it goes on."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.paths import archive_at, writing
from corpus.engine.address import engine_address
from corpus.engine.server import require_known_server
from corpus.errors import ArchiveBusy, ArchiveError, ArchiveUnavailable
from corpus.filters import Filters
from tests.engine.conftest import Engine
from tests.engine.made import MadeEncoder, article
from tests.engine.network import Proxy
from tests.engine.places import Place
from tests.engine.torture import torture

HERE = Path(__file__).parent


@pytest.fixture
def place(seekdb: Engine, proxy: Proxy) -> Iterator[Place]:
    """An archive that is reached through the network that can be cut."""
    found = Place(archive_at(seekdb.address(port=proxy.port)), MadeEncoder())
    yield found
    found.close()


def found(place: Place, number: int) -> int:
    with place.retriever.state() as state:
        return len(state.lexical([f"marker{number}"], 5, Filters()))


@pytest.mark.slow
def test_nothing_confirmed_is_lost_whatever_is_killed() -> None:
    run = torture(rounds=10, seed=int(os.environ.get("CUTTINGS_SEED", "5")))
    assert run.confirmed
    assert sum(count for what, count in run.tally.items() if not what.endswith("done")) >= 3  # the kills did hit


def test_a_reader_goes_on_when_the_engine_is_back(place: Place, seekdb: Engine) -> None:
    place.add(*map(article, range(5)))
    assert found(place, 3) == 1
    seekdb.kill()
    with pytest.raises(ArchiveUnavailable, match="the engine cannot be reached"):
        found(place, 3)
    seekdb.start()
    assert found(place, 3) == 1  # the same objects, without opening anything again
    place.add(*map(article, range(5, 10)))
    assert found(place, 7) == 1


def test_a_network_that_is_cut_is_told_and_survived(place: Place, proxy: Proxy) -> None:
    place.add(*map(article, range(5)))
    with proxy.refused():
        proxy.reset()
        for _ in range(3):
            with pytest.raises(ArchiveUnavailable, match="try again when it can"):
                found(place, 3)
        with pytest.raises(ArchiveUnavailable):
            place.add(*map(article, range(5, 10)))
    assert found(place, 3) == 1
    assert len(place.add(*map(article, range(5, 10))).added) == 5


@pytest.mark.slow
def test_a_network_that_is_silent_for_half_a_minute_delays_and_loses_nothing(place: Place, proxy: Proxy) -> None:
    place.add(*map(article, range(5)))
    results: list[object] = []

    def ask() -> None:
        try:
            results.append(found(place, 3))
        except ArchiveError as error:
            results.append(error)

    with proxy.cut():
        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(30)
    asking.join(60)
    assert results == [1] or isinstance(results[0], ArchiveUnavailable)
    assert found(place, 3) == 1
    assert len(place.add(*map(article, range(5, 10))).added) == 5


def test_a_writer_that_was_killed_blocks_nobody(seekdb: Engine) -> None:
    address = seekdb.address()
    command = [sys.executable, str(HERE / "made.py"), address, "0", "400"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        with pytest.raises(ArchiveBusy, match=rf"process {process.pid} on .* is writing"), writing(archive_at(address)):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    started = time.monotonic()
    with closing(Place(archive_at(address), MadeEncoder())) as place:
        place.paths.exists()
        with writing(place.paths, wait_seconds=20):
            pass
        assert time.monotonic() - started < 15
        assert len(place.add(article(10_000)).added) == 1


def test_a_writer_whose_lock_was_lost_stores_nothing(place: Place, proxy: Proxy, seekdb: Engine) -> None:
    place.add(*map(article, range(5)))
    other = Place(archive_at(seekdb.address(place.paths.engine.name)), MadeEncoder())  # type: ignore[union-attr]
    with place.indexer() as indexer:
        proxy.reset()  # the engine gives up the lock of a connection that is gone
        time.sleep(1)
        other.add(article(50))
        with pytest.raises(ArchiveBusy, match="has become the writer"):
            indexer.store([article(60)])
    assert found(place, 50) == 1
    assert found(place, 60) == 0
    other.close()


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("5.7.25-OceanBase seekdb-v1.0.1.0", "too old"),
        ("5.7.25-OceanBase-v4.2.1.8", "too old"),
        ("8.0.36", "an archive needs seekdb 1.4.0 or OceanBase"),
        ("11.4.2-MariaDB", "an archive needs"),
    ],
)
def test_a_server_without_what_is_needed_is_refused_with_what_would_do(version: str, said: str) -> None:
    with pytest.raises(ArchiveError, match=said):
        require_known_server(engine_address("oceanbase://me@db.example/press"), version)
    require_known_server(engine_address("seekdb://me@db.example/press"), "5.7.25-OceanBase seekdb-v1.4.0.0")
    require_known_server(engine_address("oceanbase://me@db.example/press"), "5.7.25-OceanBase_CE-v4.5.0.0")
