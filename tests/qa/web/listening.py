"""An application behind all middleware, at an address of this machine: for clients that are libraries of their own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI

from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.middleware.guard import BodyLimit
from qa.web.middleware.problems import Problems

PASSWORD = "correct horse"
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Of that password, for tests: it costs no time."""


@contextmanager
def listening(app: FastAPI, **options: object) -> Iterator[str]:
    """Serve an application for as long as the block runs; yield its address.

    Args:
        options: of `ReachOptions`.
    """
    guarded = Problems(BodyLimit(Reach.of(ReachOptions(**options), "127.0.0.1", 7860).protect(app)))
    server = uvicorn.Server(uvicorn.Config(guarded, port=0, log_level="error", ws="none", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
