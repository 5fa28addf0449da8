"""The second port: figures for monitoring, without the text of a question, and for this machine only."""

import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from corpus.errors import Busy, CuttingsError
from qa.service.queue import BACKGROUND, AdmissionOptions, Client
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.readiness import Readiness
from qa.web.served import Served
from qa.web.server.operation_port import measured
from tests.qa.web.archives import build

SETTINGS = Settings(model="hashing-256", admission=AdmissionOptions(at_once=1, waiting=0))


class Judge:
    """In place of a reranker, which takes seconds to load: nothing answers."""

    key = "none"

    def scores(self, *_: object) -> list[float]:
        raise CuttingsError("judged nothing")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    olm, _ = build(tmp_path_factory.mktemp("metrics"))
    with closing(CuttingsService(ArchivePaths(olm), SETTINGS)) as service:
        yield service


def get(port: int, path: str, host: str | None = None, method: str = "GET") -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request(method, path, headers={"Host": host} if host else {})
        response = connection.getresponse()
        return response.status, response.read().decode()


def test_figures_of_questions_and_of_the_archive(service: CuttingsService) -> None:
    vars(service.shared.models)["reranker"] = Judge()
    service._warmed.set()
    served = [(Served('O"lm'), service)]
    with measured(served, Readiness(served), 0) as port:
        with suppress(Exception):
            service.ask_with_context("When does the xylophone ferry stop?")
        with suppress(Exception):
            service.ask("xylophone ferry", client=BACKGROUND)
        holding, leave = threading.Event(), threading.Event()

        def hold() -> None:
            with service.shared.admission.slot(10):
                holding.set()
                leave.wait(10)

        thread = threading.Thread(target=hold)
        thread.start()
        assert holding.wait(5)
        with pytest.raises(Busy):
            service.ask("When does the xylophone ferry stop?", client=Client(name="reader"))
        leave.set()
        thread.join(5)
        service.webhooks.test(service.webhooks.add("https://receiver.example/").webhook.number)
        status, text = get(port, "/metrics")
        figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert status == 200
    assert figures['cuttings_stage_seconds_count{stage="search"}'] == "2.0"
    assert figures['cuttings_stage_seconds_count{stage="judge"}'] == "2.0"
    assert figures['cuttings_questions_total{outcome="failed"}'] == "1.0", "what no reader asked is not counted"
    assert figures['cuttings_questions_total{outcome="refused"}'] == "1.0"
    assert figures["cuttings_questions_waiting"] == "0.0"
    assert figures['cuttings_webhook_deliveries_waiting{archive="O\\"lm"}'] == "1.0"
    assert figures['cuttings_webhook_deliveries_given_up{archive="O\\"lm"}'] == "0.0"
    assert figures['cuttings_ready{archive="O\\"lm"}'] == "1.0"
    assert figures['cuttings_archive_revision{archive="O\\"lm"}'] == str(float(service.status().revision))
    assert figures['cuttings_archive_segments{archive="O\\"lm"}'] == "1.0"
    assert float(figures['cuttings_archive_last_added_timestamp_seconds{archive="O\\"lm"}']) > 1.7e9
    assert figures['cuttings_archive_failed_files{archive="O\\"lm"}'] == "0.0"
    assert "xylophone" not in text


def test_it_tells_whether_the_server_runs_and_is_for_this_machine_only(tmp_path: Path) -> None:
    olm, _ = build(tmp_path)
    with closing(CuttingsService(ArchivePaths(olm), SETTINGS)) as service:
        served = [(Served("Olm"), service)]
        with measured(served, Readiness(served), 0) as port:
            assert get(port, "/healthz") == (200, "alive")
            assert get(port, "/readyz") == (503, "Olm: its models are not loaded")
            assert get(port, "/metrics", host=f"localhost:{port}")[0] == 200
            for host in ("evil.example", f"evil.example:{port}", "", "127.0.0.1@evil.example", "192.0.2.7"):
                assert get(port, "/metrics", host=host or " ")[0] == 421, host
            assert get(port, "/metrics", method="POST")[0] == 405
            assert get(port, "/")[0] == get(port, "/metrics/x")[0] == 404
            with pytest.raises(CuttingsError, match="--metrics-port"), measured(served, Readiness(served), port):
                pass
        with pytest.raises(OSError, match="refused"):
            get(port, "/healthz")
