"""Where the archive or the machine is at fault our own addresses say so."""

import errno
import os

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.errors import ArchiveUnavailable
from qa.web.routes.responses import add_error_handlers


def client_that_meets(error: Exception) -> TestClient:
    app = FastAPI()
    add_error_handlers(app)

    @app.get("/")
    def fail() -> None:
        raise error

    return TestClient(app)


@pytest.mark.parametrize(
    ("error", "words"),
    [(ArchiveUnavailable("a.sqlite3: the disk is full"), "A.sqlite3: the disk is full"),
     (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "upload"), "The disk is full: free some space"),
     (MemoryError(), "There is not enough memory")],
)  # fmt: skip
def test_a_fault_of_the_machine_is_said(error: Exception, words: str) -> None:
    answer = client_that_meets(error).get("/")
    assert answer.status_code == 503
    assert answer.text.startswith(words)


@pytest.mark.parametrize("error", [ZeroDivisionError(), OSError(errno.ENOENT, "No such file")])
def test_another_error_is_no_fault_of_the_machine(error: Exception) -> None:
    with pytest.raises(type(error)):
        client_that_meets(error).get("/")
