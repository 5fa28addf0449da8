"""What Ray carries to a worker: this class, by its code and not by its name.

So nothing of Cuttings has to be importable there before `cuttings` has put its packages on the path, and where it is missing, or
of another version, that is what the error says. It has no state but what it loads from the installation there.
"""

import json
from dataclasses import asdict
from importlib import import_module
from typing import Any


class RemoteWorker:
    """Reads and encodes in a process on a worker.

    Args:
        model: name of the encoder.
        processors: how many it may use.
    """

    def __init__(self, model: str, processors: int) -> None:
        self._model = model
        self._processors = processors
        self._tasks: Any = None

    def about(self) -> bytes:
        """Return `About` of this machine, as JSON, after everything is loaded."""
        import_module("cuttings")
        host = import_module("embeddings.workers.host")
        about, self._tasks = host.hosted(self._model, self._processors)
        return json.dumps(asdict(about)).encode("ascii")

    def ping(self) -> bytes:
        """Return nothing, to show that it is there."""
        return b""

    def read(self, request: bytes, contents: bytes) -> bytes:
        """See `Tasks.read`."""
        found: bytes = self._tasks.read(request, contents)
        return found

    def encode(self, texts: bytes) -> bytes:
        """See `Tasks.encode`."""
        found: bytes = self._tasks.encode(texts)
        return found
