"""The server and the network that the other tests of this folder rely on."""

import contextlib
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pymysql
import pytest

from deploy.seekdb import Seekdb, SeekdbError, SeekdbOptions
from tests.engine.conftest import Engine
from tests.engine.network import Proxy

ROOT = Path(__file__).parents[2]


def test_root_has_a_password_and_only_this_machine_may_connect(seekdb: Engine) -> None:
    with pytest.raises(pymysql.err.OperationalError, match="1045"):
        pymysql.connect(host=seekdb.host, port=seekdb.port, user="root")
    assert seekdb.run("SELECT @@GLOBAL.ob_tcp_invited_nodes") == [("127.0.0.1",)]
    assert stat.S_IMODE(seekdb.server.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(seekdb.server.password_file.stat().st_mode) == 0o600


def test_what_was_committed_is_there_after_a_crash(seekdb: Engine) -> None:
    name = seekdb.database()
    seekdb.run(f"CREATE DATABASE {name}")
    seekdb.run("CREATE TABLE t (k BIGINT PRIMARY KEY, v VECTOR(2), s TEXT, FULLTEXT INDEX f (s))", name=name)
    seekdb.run("INSERT INTO t VALUES (1, '[1,0]', 'zebra crossing')", name=name)
    with contextlib.closing(seekdb.connect(name)) as db, db.cursor() as cursor:
        db.begin()
        cursor.execute("INSERT INTO t VALUES (2, '[0,1]', 'zebra')")
        seekdb.kill()
        with pytest.raises(pymysql.err.MySQLError):
            cursor.execute("SELECT 1")
    assert seekdb.server.pid is None
    seekdb.start()
    assert seekdb.run("SELECT k FROM t WHERE MATCH (s) AGAINST ('zebra')", name=name) == [(1,)]


def test_a_second_server_of_a_folder_is_refused(seekdb: Engine) -> None:
    again = Seekdb(seekdb.server.folder, SeekdbOptions(port=seekdb.port + 1))
    with pytest.raises(SeekdbError, match="runs in this folder already"):
        again.start()


def test_a_taken_port_is_named(seekdb: Engine, tmp_path: Path) -> None:
    with pytest.raises(SeekdbError, match=f"port {seekdb.port} is in use"):
        Seekdb(tmp_path / "other", SeekdbOptions(port=seekdb.port)).start()
    assert not (tmp_path / "other").exists()


def test_the_command_says_when_nothing_runs(tmp_path: Path) -> None:
    command = [sys.executable, "deploy/seekdb.py", "--folder", str(tmp_path / "none"), "stop"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == f"no server runs in {tmp_path / 'none'}\n"


class Asking:
    """A statement that is on its way in a thread."""

    def __init__(self, db: Any, sql: str) -> None:
        self.answer: object = None
        self._thread = threading.Thread(target=self._ask, args=(db, sql))
        self._thread.start()

    def _ask(self, db: Any, sql: str) -> None:
        with db.cursor() as cursor:
            try:
                cursor.execute(sql)
                self.answer = cursor.fetchall()
            except pymysql.err.MySQLError as error:
                self.answer = error

    def is_answered(self, seconds: float) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()


def test_a_cut_network_says_nothing_and_delivers_later(seekdb: Engine, proxy: Proxy) -> None:
    with contextlib.closing(seekdb.connect(port=proxy.port)) as db:
        with proxy.cut():
            asking = Asking(db, "SELECT 7")
            assert not asking.is_answered(0.5)
        assert asking.is_answered(10)
        assert asking.answer == ((7,),)


def test_where_only_answers_are_lost_the_engine_does_what_it_is_asked(seekdb: Engine, proxy: Proxy) -> None:
    name = seekdb.database()
    seekdb.run(f"CREATE DATABASE {name}")
    seekdb.run("CREATE TABLE t (k BIGINT PRIMARY KEY)", name=name)
    with contextlib.closing(seekdb.connect(name, port=proxy.port)) as db:
        with proxy.answers_cut():
            asking = Asking(db, "INSERT INTO t VALUES (1)")
            assert not asking.is_answered(0.5)
            assert seekdb.run("SELECT k FROM t", name=name) == [(1,)]
            proxy.reset()
        assert asking.is_answered(10)
        assert isinstance(asking.answer, pymysql.err.OperationalError)


def test_a_refusing_network_breaks_what_is_open_and_takes_new_connections_later(seekdb: Engine, proxy: Proxy) -> None:
    with contextlib.closing(seekdb.connect(port=proxy.port)) as db:
        with proxy.refused():
            with pytest.raises(pymysql.err.OperationalError), db.cursor() as cursor:
                cursor.execute("SELECT 1")
            with pytest.raises(pymysql.err.OperationalError, match="2003"):
                seekdb.connect(port=proxy.port)
        seekdb.connect(port=proxy.port).close()


def test_a_slow_network_is_slow(seekdb: Engine, proxy: Proxy) -> None:
    with contextlib.closing(seekdb.connect(port=proxy.port)) as db, db.cursor() as cursor, proxy.slow(0.2):
        began = time.monotonic()
        cursor.execute("SELECT 1")
        assert time.monotonic() - began >= 0.4  # there and back
