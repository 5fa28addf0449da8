"""Whether a server runs and can answer, asked without a password; the reasons are for those who have it."""

import threading
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.readiness import HOLD_SECONDS, STALL_SECONDS, Readiness
from qa.web.route_table import ALIVE, READY
from qa.web.routes.health import add_health_routes
from qa.web.served import Served
from tests.qa.web.archives import build

OLM, SELL = Served("Olm"), Served("Sell", "/archive/sell")


class Archive:
    """What readiness asks of a service; `reason` is what it answers."""

    reason: str | None = None
    asked = 0

    def not_ready(self) -> str | None:
        self.asked += 1
        return self.reason


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("password", [None, "correct horse"])
def test_the_archive_that_fails_is_named_to_those_who_may_read(password: str | None) -> None:
    sell, clock = Archive(), Clock()
    sell.reason = "the disk is gone"
    readiness = Readiness([(OLM, Archive()), (SELL, sell)], clock)
    reach = Reach.of(ReachOptions(password=password), "127.0.0.1", 7860)
    app = FastAPI()
    add_health_routes(app, readiness, reach.access)
    session = {"cookie": f"cuttings_session={reach.access.sessions.begin()}"}
    with TestClient(reach.protect(app), base_url="http://127.0.0.1:7860") as client:
        assert (client.get(ALIVE).status_code, client.get(ALIVE).text) == (200, "alive")
        refused = client.get(READY)
        assert refused.status_code == 503
        assert refused.headers["cache-control"] == "no-store"
        assert refused.text == ("Sell: the disk is gone" if password is None else "not ready")
        assert client.get(READY, headers=session).text == "Sell: the disk is gone"
        assert client.get(READY, headers={"host": "evil.example"}).status_code == 421
        for _ in range(20):
            client.get(READY)
        assert sell.asked == 1, "one look is enough for all who ask within a second"
        sell.reason, clock.now = None, clock.now + HOLD_SECONDS
        assert (client.get(READY).status_code, client.get(READY).text) == (200, "ready")


def test_a_check_that_hangs_is_a_fault_and_takes_one_thread() -> None:
    entered, leave, clock = threading.Event(), threading.Event(), Clock()

    class Hanging(Archive):
        def not_ready(self) -> str | None:
            if self.asked:
                entered.set()
                leave.wait(10)
            return super().not_ready()

    readiness = Readiness([(OLM, Hanging())], clock)
    assert readiness.faults() == ()
    clock.now += HOLD_SECONDS
    first = threading.Thread(target=readiness.faults)
    first.start()
    assert entered.wait(5)
    assert readiness.faults() == (), "as it was a moment before"
    clock.now += STALL_SECONDS
    assert readiness.faults() == (("Olm", "it does not respond"),)
    leave.set()
    first.join(5)
    assert readiness.faults() == ()


def test_an_archive_without_articles_is_ready(tmp_path: Path) -> None:
    with closing(CuttingsService(ArchivePaths(tmp_path / "none"), Settings(model="hashing-256"))) as service:
        assert service.not_ready() is not None
        service._warmed.set()
        assert service.not_ready() is None


def test_an_archive_is_ready_when_its_models_are_loaded_and_until_it_closes(tmp_path: Path) -> None:
    olm, _ = build(tmp_path)
    with closing(CuttingsService(ArchivePaths(olm), Settings(model="hashing-256"))) as service:
        assert service.not_ready() == "its models are not loaded"
        vars(service.shared.models)["reranker"] = "loaded"  # loading one takes seconds
        service._warmed.set()
        assert service.not_ready() is None
        assert service.shared.models._encoders, (
            "a model that the archive has since then is loaded, as nobody may ask before"
        )
        catalogue = ArchivePaths(olm).catalogue
        kept = catalogue.read_bytes()
        catalogue.unlink()
        catalogue.write_bytes(b"no database" * 500)
        assert service.not_ready() not in {None, "its models are not loaded"}
        catalogue.write_bytes(kept)
        service.shut()
        assert service.not_ready() == "it is closing"
