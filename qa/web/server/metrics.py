"""Figures of a running server for Prometheus: no text of questions or articles; archives appear under their names."""

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from corpus.errors import Busy, CuttingsError, GivenUp
from qa.service.observer import Observer
from qa.service.service import CuttingsService
from qa.web.readiness import Readiness
from qa.web.served import Served

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the histograms' buckets."""

STAGES = ("search", "judge", "quotes", "beside")
OUTCOMES = ("done", "refused", "left", "failed")


class Metrics(Observer):
    """Counts questions and measures the stages of answers.

    Attributes:
        registry: all figures.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._stages = Histogram(
            "cuttings_stage_seconds",
            "Seconds of a stage of an answer.",
            ["stage"],
            registry=self.registry,
            buckets=SECONDS,
        )
        self._seconds = Histogram(
            "cuttings_question_seconds",
            "Seconds from a reader's question to its answer, waiting included.",
            registry=self.registry,
            buckets=SECONDS,
        )
        self._questions = Counter(
            "cuttings_questions", "Readers' questions by what became of them.", ["outcome"], registry=self.registry
        )
        for stage in STAGES:
            self._stages.labels(stage)
        for outcome in OUTCOMES:
            self._questions.labels(outcome)

    def stage(self, name: str) -> AbstractContextManager[object]:
        """Measure a stage."""
        return self._stages.labels(name).time()

    @contextmanager
    def question(self) -> Iterator[None]:
        """Measure a question, and count what becomes of it."""
        outcome, started = "failed", time.perf_counter()
        try:
            yield
            outcome = "done"
            self._seconds.observe(time.perf_counter() - started)
        except Busy:
            outcome = "refused"
            raise
        except GivenUp:
            outcome = "left"
            raise
        finally:
            self._questions.labels(outcome).inc()


class ArchiveCollector(Collector):
    """The state of the archives and of the queue, read when the figures are asked for.

    An archive that cannot be read has no figures then, and is not ready.
    """

    def __init__(self, archives: Sequence[tuple[Served, CuttingsService]], readiness: Readiness) -> None:
        self._archives = archives
        self._readiness = readiness

    def describe(self) -> list[Metric]:
        """Return nothing: the archives need not be read to be registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        faults = dict(self._readiness.faults())
        ready = _gauge("cuttings_ready", "Whether the archive can answer questions.")
        revision = _gauge("cuttings_archive_revision", "Revision of the archive.")
        segments = _gauge("cuttings_archive_segments", "Segments of the dense index.")
        failed = _gauge("cuttings_archive_failed_files", "Files that could not be read when they were last tried.")
        added = _gauge("cuttings_archive_last_added_timestamp_seconds", "When an article was last added, Unix time.")
        unsent = _gauge("cuttings_webhook_deliveries_waiting", "Messages that wait to be sent to webhooks.")
        given_up = _gauge("cuttings_webhook_deliveries_given_up", "Messages to webhooks that are no longer tried.")
        for served, service in self._archives:
            label = [served.name]
            ready.add_metric(label, served.name not in faults)
            try:
                state = service.index_state()
                webhooks = service.webhooks.file.listed()
            except (CuttingsError, OSError):
                continue
            revision.add_metric(label, state.revision)
            segments.add_metric(label, state.segments)
            failed.add_metric(label, state.failed)
            if state.last_added:
                added.add_metric(label, datetime.fromisoformat(state.last_added).timestamp())
            unsent.add_metric(label, sum(one.waiting for one in webhooks))
            given_up.add_metric(label, sum(one.given_up for one in webhooks))
        yield from (ready, revision, segments, failed, added, unsent, given_up)
        waiting = self._archives[0][1].shared.admission.waiting() if self._archives else 0
        yield GaugeMetricFamily("cuttings_questions_waiting", "Questions that wait for their turn.", value=waiting)


def _gauge(name: str, text: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, labels=["archive"])
