"""A real seekdb for the tests of an archive in an engine, and a network between it and them that can be cut."""

import contextlib
import importlib.util
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.seekdb import HOST, Seekdb, SeekdbError, SeekdbOptions, why_untested
from tests.engine.network import Proxy

_ATTEMPTS = 3

NEEDED = "CUTTINGS_NEED_ENGINE"
"""If it is set, a machine on which no engine can be started fails these tests instead of skipping them: `make test-cluster`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.engine)
            item.add_marker(pytest.mark.service)


class Engine:
    """The server of the tests; what is asked of it goes to the port that it has, or through a `Proxy`."""

    user = "root"
    host = HOST

    def __init__(self, server: Seekdb) -> None:
        self.server = server
        self.made: list[str] = []

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def password(self) -> str:
        return self.server.password

    def database(self) -> str:
        """Return a name that no database has; it need not be created, and is dropped at the end of the test that asked."""
        name = f"t_{secrets.token_hex(6)}"
        self.made.append(name)
        return name

    def address(self, name: str | None = None, *, port: int | None = None) -> str:
        """Return the address of an archive, for `--archive`."""
        name = self.database() if name is None else name
        return f"seekdb://{self.user}@{self.host}:{port or self.port}/{name}?password-file={self.server.password_file}"

    def connect(self, name: str | None = None, *, port: int | None = None) -> Any:
        """Return a connection of PyMySQL, each statement of which commits."""
        import pymysql

        return pymysql.connect(
            host=self.host,
            port=port or self.port,
            user=self.user,
            password=self.password,
            database=name,
            charset="utf8mb4",
            autocommit=True,
        )

    def run(self, sql: str, *values: object, name: str | None = None) -> list[tuple[Any, ...]]:
        """Run a statement over a connection of its own."""
        with contextlib.closing(self.connect(name)) as db, db.cursor() as cursor:
            cursor.execute(sql, values or None)
            return list(cursor.fetchall())

    def kill(self) -> None:
        """End it as a crash does."""
        self.server.kill()

    def start(self) -> None:
        """Start it again, and wait until it answers."""
        self.server.start()

    def drop(self, names: list[str]) -> None:
        for name in names:
            self.run(f"DROP DATABASE IF EXISTS `{name}`")
            self.made.remove(name)


def no_engine() -> str | None:
    """Return why no engine can be started here."""
    for package in ("pymysql", "sqlglot", "pylibseekdb"):
        if importlib.util.find_spec(package) is None:
            return f"{package} is not installed"
    return why_untested()


@contextlib.contextmanager
def fresh_server() -> Iterator[Seekdb]:
    """Run a server in a folder that goes with it, on a port that is free."""
    folder = Path(tempfile.mkdtemp(prefix="seekdb-"))
    try:
        for attempt in range(_ATTEMPTS):
            with socket.socket() as free:
                free.bind((HOST, 0))
                port = int(free.getsockname()[1])
            server = Seekdb(folder / str(attempt), SeekdbOptions(port=port, memory="2G", disk="8G"))
            try:
                server.start()
                break
            except SeekdbError:  # somebody else may have taken the port meanwhile
                server.kill()
                if attempt == _ATTEMPTS - 1:
                    raise
        try:
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def engine_server() -> Iterator[Seekdb]:
    """One server for all tests of this run, in a folder that goes with it."""
    if reason := no_engine():
        (pytest.fail if os.environ.get(NEEDED) else pytest.skip)(f"no engine: {reason}")
    with fresh_server() as server:
        yield server


@pytest.fixture
def seekdb(engine_server: Seekdb) -> Iterator[Engine]:
    """The engine: its address, names for databases, and killing it. It runs again when the test ends."""
    engine = Engine(engine_server)
    try:
        yield engine
    finally:
        if engine_server.pid is None:
            engine.start()
        engine.drop(list(engine.made))


@pytest.fixture(scope="module")
def seekdb_module(engine_server: Seekdb) -> Iterator[Engine]:
    """The engine for a whole module: databases are dropped at its end. For tests that do not kill it."""
    engine = Engine(engine_server)
    try:
        yield engine
    finally:
        engine.drop(list(engine.made))


@pytest.fixture
def proxy(engine_server: Seekdb) -> Iterator[Proxy]:
    """A network between clients and the engine, which can be cut: connect to its port instead."""
    network = Proxy(engine_server.port)
    try:
        yield network
    finally:
        network.close()
