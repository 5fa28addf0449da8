"""Ray: machines, processes on them, and calling these. Nothing else imports it, and what it raises ends here."""

import logging
import os
import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from corpus.errors import WorkersError

_ADDRESS = re.compile(r"ray://(?P<host>\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::(?P<port>\d{1,5}))?")
_PORT = 10001
_CONNECT_SECONDS = 5.0
_BEFORE_IMPORT = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is told to anybody
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",  # it would send the working folder to the workers
}
_UNLESS_GIVEN = {
    "RAY_CLIENT_RECONNECT_GRACE_PERIOD": "10"
}  # seconds; meanwhile the processors of a killed command are taken


class WorkerFailed(Exception):
    """A worker did not do what it was asked; why is in the text."""


class WorkerUnavailable(WorkerFailed):
    """A worker cannot be reached, and may be again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine of the cluster.

    Attributes:
        id: another one after it was started again.
        name: its address.
        processors: that it gives, at least one.
    """

    id: str
    name: str
    processors: int


class Cluster(Protocol):
    """Machines that a pool has work done on."""

    def machines(self) -> list[Machine]:
        """Return those that are there; `WorkerFailed` where that is not known."""

    def start(self, machine: Machine, model: str, slots: int) -> object:
        """Start a worker (`embeddings.workers.remote`) that does so many things at once; return what it is called by."""

    def call(self, worker: Any, method: str, *args: object, seconds: float | None = None) -> bytes:  # noqa: ANN401 (as it started it)
        """Return what a method of the worker returns; `WorkerFailed` if it returns nothing."""

    def kill(self, worker: Any) -> None:  # noqa: ANN401 (likewise)
        """End a worker, whatever it is doing. Raises nothing."""

    def close(self) -> None:
        """End all workers and the connection. Raises nothing."""


class RayCluster:
    """A cluster of Ray, as `Cluster`; there is one in a process.

    Args:
        address: `ray://HOST:PORT` of its client server, as the user named it.

    Raises:
        WorkersError: Ray is not installed, or nothing answers there, or not to us.
    """

    def __init__(self, address: str) -> None:
        host, port = _parsed(address)
        os.environ.update(_BEFORE_IMPORT)
        for name, value in _UNLESS_GIVEN.items():
            os.environ.setdefault(name, value)
        try:
            import ray
            from ray.util.client import ray as client
        except ImportError as error:
            raise WorkersError(
                f"--workers needs Ray, which is not installed here ({error}); pip install 'cuttings[ray]'"
            ) from error
        _must_answer(address, host, port)
        self._ray: Any = ray
        self._client: Any = client
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                ray.init(
                    f"ray://{host}:{port}", log_to_driver=False, logging_level=logging.ERROR, configure_logging=False
                )
                break
            except Exception as error:
                if attempt == _ATTEMPTS or _NOT_UP not in str(error):
                    raise WorkersError(f"{address}: {_first_line(error)}; {_REMEDY}") from error
                time.sleep(attempt)
        from ray import cloudpickle

        from embeddings.workers import remote

        cloudpickle.register_pickle_by_value(remote)
        self._worker_class: Any = remote.RemoteWorker

    def machines(self) -> list[Machine]:
        """See `Cluster`."""
        nodes = self._guarded(self._ray.nodes)
        found = [
            Machine(
                id=node["NodeID"],
                name=str(node.get("NodeManagerAddress") or node["NodeID"]),
                processors=int(node.get("Resources", {}).get("CPU", 0)),
            )
            for node in nodes
            if node.get("Alive")
        ]
        return [one for one in found if one.processors]

    def start(self, machine: Machine, model: str, slots: int) -> object:
        """See `Cluster`; it has all processors of the machine, and is not started again elsewhere."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        def started() -> object:
            actor = self._ray.remote(self._worker_class).options(
                num_cpus=machine.processors,
                max_concurrency=slots,
                max_restarts=0,
                scheduling_strategy=NodeAffinitySchedulingStrategy(machine.id, soft=False),
            )
            return actor.remote(model, machine.processors)

        return self._guarded(started)

    def call(self, worker: Any, method: str, *args: object, seconds: float | None = None) -> bytes:  # noqa: ANN401 (an actor)
        """See `Cluster`."""
        return bytes(self._guarded(lambda: self._ray.get(getattr(worker, method).remote(*args), timeout=seconds)))

    def kill(self, worker: Any) -> None:  # noqa: ANN401 (an actor)
        """See `Cluster`."""
        with suppress(WorkerFailed):
            self._guarded(lambda: self._ray.kill(worker))

    def close(self) -> None:
        """See `Cluster`."""
        with suppress(Exception):
            self._ray.shutdown()

    def _guarded(self, action: Callable[[], Any]) -> Any:  # noqa: ANN401 (what Ray returns)
        if not self._client.is_connected():
            raise WorkerFailed("the connection to the cluster was lost")
        try:
            return action()
        except self._ray.exceptions.ActorUnavailableError as error:
            raise WorkerUnavailable(_first_line(error)) from error
        except self._ray.exceptions.RayTaskError as error:  # raised by our code on the worker
            raise WorkerFailed(_first_line(error.cause if isinstance(error.cause, Exception) else error)) from error
        except Exception as error:  # of Ray, of gRPC, or none of theirs, where the client was closed
            raise WorkerFailed(_first_line(error)) from error


_NOT_UP = "Initialization failure from server"
"""What the client says where the process that the cluster starts for it was not up in time, as on a busy machine."""

_ATTEMPTS = 3

_REMEDY = "is it a Ray cluster of the same Ray and Python, and is its token in RAY_AUTH_TOKEN or RAY_AUTH_TOKEN_PATH?"


def _parsed(address: str) -> tuple[str, int]:
    """Return host and port; `WorkersError` if it is no address."""
    found = _ADDRESS.fullmatch(address)
    port = int(found["port"] or _PORT) if found else 0
    if found is None or not 0 < port < 65536:
        raise WorkersError(
            f"{address}: this is no address of a Ray cluster; write ray://HOST:PORT, such as ray://10.0.0.1:10001"
        )
    return found["host"], port


def _must_answer(address: str, host: str, port: int) -> None:
    try:
        socket.create_connection((host.strip("[]"), port), _CONNECT_SECONDS).close()
    except OSError as error:
        raise WorkersError(
            f"{address}: nothing answers there ({error.strerror or error}); start it with: ray start --head "
            f"--ray-client-server-port {port}"
        ) from error


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:300]
