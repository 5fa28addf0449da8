"""A seekdb of one's own: started on loopback in a folder, for trying an archive in an engine, and for the tests of it.

`make cluster` runs this file. seekdb is OceanBase for one machine, and its server is in the package pylibseekdb. It always
listens on every network interface, and a new one lets root in without a password: so a new folder is first started without a
network, and told there to have a password and to take connections from this machine only.
"""

import argparse
import contextlib
import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
_READY_SECONDS = 120
_STOP_SECONDS = 20
_LARGEST_PACKET = 256 * 1024 * 1024  # bytes of a statement: a segment of vectors, a picture of a page
_FOR_WRITING = (
    # by default each full memory of changes has all tables rewritten, words above all: more than half of the processor's time
    "major_compact_trigger=65535",  # the one of the night, at 02:00, stays
    "minor_compact_trigger=16",
    "writing_throttling_trigger_percentage=90",
    "freeze_trigger_percentage=50",
)
_WANTED = "avx512f"  # every machine that it was tried on has it


class SeekdbError(Exception):
    """The server cannot be started; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekdbOptions:
    """What the server may use.

    Attributes:
        port: that it listens on.
        memory: its budget for caches, new rows and vectors; at least 1G.
        disk: the largest size of its file of data.
        log_disk: of the log from which it recovers; at least 2G.
        cpus: how many it may use.
    """

    port: int = 2881
    memory: str = "2G"
    disk: str = "100G"
    log_disk: str = "2G"
    cpus: int = 2


class Seekdb:
    """A server in a folder of its own, which holds its data, its log and the password of root.

    Args:
        folder: is created, readable by its owner only.
        options: what it may use.
    """

    user = "root"
    host = HOST

    def __init__(self, folder: Path, options: SeekdbOptions) -> None:
        self.folder, self.options = folder.resolve(), options
        self.password_file = self.folder / "password"
        self._data = self.folder / "data"
        self._prepared = self.folder / "prepared"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self.options.port

    @property
    def password(self) -> str:
        """The password of root."""
        return self.password_file.read_text(encoding="ascii").strip()

    @property
    def log(self) -> Path:
        """What it printed; its own log is in data/log."""
        return self.folder / "output.log"

    @property
    def pid(self) -> int | None:
        """The number of the process that runs in this folder, whoever started it; None if there is none."""
        try:
            pid = int((self._data / "run/seekdb.pid").read_text(encoding="ascii"))
            runs_here = Path(f"/proc/{pid}/cwd").resolve() == self._data
        except (OSError, ValueError):
            return None
        # a number in a file may by now be another process's
        return pid if runs_here and Path(f"/proc/{pid}/exe").resolve().name == "seekdb" else None

    def start(self) -> None:
        """Start it and wait until it answers; a new folder is prepared first.

        Raises:
            SeekdbError: it runs already, its port is taken, or it ended by itself.
        """
        binary = _binary()
        if (pid := self.pid) is not None:
            raise SeekdbError(f"{self.folder}: a server runs in this folder already (process {pid})")
        with socket.socket() as taken:
            if taken.connect_ex((HOST, self.port)) == 0:
                raise SeekdbError(f"port {self.port} is in use: another can be named with --port")
        self._prepare()
        settings = (
            f"memory_budget={self.options.memory}",
            f"datafile_maxsize={self.options.disk}",
            f"log_disk_size={self.options.log_disk}",
            f"cpu_count={self.options.cpus}",
            "enable_syslog_recycle=true",
            "max_syslog_file_count=2",
            *_FOR_WRITING,
        )
        command = [
            str(binary),
            "--nodaemon",
            "--port",
            str(self.port),
            "--base-dir",
            str(self._data),
            "--log-level",
            "ERROR",
        ]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 -- the server of the package
                [*command, *(word for one in settings for word in ("--parameter", one))],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for us, who then stop it
            )
        self._wait_until_ready()

    def wait(self) -> int:
        """Wait until the process that `start` started has ended; returns its code."""
        assert self._process is not None  # noqa: S101 -- who waits has started it
        return self._process.wait()

    def stop(self) -> None:
        """Stop it: what was committed is in its log, from which it recovers at the next start."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a crash does."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        pid = self.pid if self._process is None else self._process.pid
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, how)
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS)
            self._process.kill()
            self._process.wait()
            self._process = None
            return
        until = time.monotonic() + _STOP_SECONDS
        while self.pid is not None and time.monotonic() < until:
            time.sleep(0.05)

    def _prepare(self) -> None:
        """Give a new folder its password, before anybody can connect over a network."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        if self._prepared.exists():
            return
        if not self.password_file.exists() or not self.password:
            self.password_file.touch(0o600)
            self.password_file.write_text(f"{secrets.token_urlsafe(18)}\n", encoding="ascii")
        # a process of its own: the package's library stays loaded, and its log is that of the folder
        with self.log.open("ab") as output:
            done = subprocess.run(  # noqa: S603 -- this file
                [sys.executable, __file__, "--folder", str(self.folder), "prepare"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=_environment(),
                timeout=_READY_SECONDS,
                check=False,
            )
        if done.returncode:
            raise SeekdbError(self._ended(done.returncode))
        self._prepared.touch()

    def prepare_without_network(self) -> None:
        """Set what a new folder needs, over the socket of a server that has no network."""
        import pylibseekdb
        import pymysql

        instance = pylibseekdb.open(str(self._data))
        try:
            where = instance.connection_options()
            try:
                db = pymysql.connect(**where, autocommit=True)
            except pymysql.err.OperationalError:  # it was ended after the password was set, and before that was noted
                db = pymysql.connect(**where, password=self.password, autocommit=True)
            with contextlib.closing(db), db.cursor() as cursor:
                cursor.execute(f"SET GLOBAL ob_tcp_invited_nodes = '{HOST}'")
                cursor.execute(f"SET GLOBAL max_allowed_packet = {_LARGEST_PACKET}")
                cursor.execute("ALTER USER root IDENTIFIED BY %s", (self.password,))
        finally:
            instance.close()

    def _wait_until_ready(self) -> None:
        import pymysql

        assert self._process is not None  # noqa: S101 -- called by start alone
        until = time.monotonic() + _READY_SECONDS
        while True:
            if (code := self._process.poll()) is not None:
                self._process = None
                raise SeekdbError(self._ended(code))
            try:
                db = pymysql.connect(
                    host=HOST, port=self.port, user=self.user, password=self.password, connect_timeout=5
                )
                with contextlib.closing(db), db.cursor() as cursor:
                    cursor.execute("SELECT 1")
            except pymysql.err.MySQLError as error:
                if time.monotonic() > until:
                    self.stop()
                    raise SeekdbError(
                        f"it did not answer within {_READY_SECONDS} s ({error}); see {self.log}"
                    ) from error
                time.sleep(0.1)
            else:
                return

    def _ended(self, code: int) -> str:
        if code == -signal.SIGILL:
            return f"the server ended: this processor lacks an instruction that it needs ({why_untested() or 'SIGILL'})"
        return f"the server ended by itself (code {code}); its output is in {self.log}, its log in {self._data / 'log'}"


def why_untested() -> str | None:
    """Return why nobody knows whether the server runs on this machine; None if it is a kind that it was tried on."""
    if not sys.platform.startswith("linux"):
        return "seekdb was tried on Linux only"
    with contextlib.suppress(OSError):
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
        if _WANTED in flags.split():
            return None
    return f"seekdb was tried on processors with AVX-512 only, and this one is without ({_WANTED} in /proc/cpuinfo)"


def _binary() -> Path:
    if (found := importlib.util.find_spec("pylibseekdb")) is None or found.origin is None:
        raise SeekdbError("the package pylibseekdb is not installed: `make cluster` gets it")
    return Path(found.origin).parent / "seekdb"


def _environment() -> dict[str, str]:
    return {**os.environ, "TELEMETRY_ENABLED": "false"}  # it would report this machine to its makers


def _run(server: Seekdb) -> None:
    if reason := why_untested():
        print(f"{reason}: it may or may not run.", file=sys.stderr)
    server.start()
    print(
        f"seekdb is ready in {server.folder}. Ctrl-C or `make cluster-stop` stops it; the folder stays. For example:\n"
    )
    address = f"seekdb://{server.user}@{HOST}:{server.port}/news?password-file={server.password_file}"
    print(f"    cuttings --archive '{address}' serve\n", flush=True)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        code = server.wait()
    except KeyboardInterrupt:
        server.stop()
        print("stopped")
        return
    # SIGTERM ends it with SIGKILL of its own
    print(
        "stopped" if code in {0, -signal.SIGTERM, -signal.SIGKILL} else f"it ended with code {code}; see {server.log}"
    )


def main() -> int:
    """Run, stop or prepare the server of a folder; returns the exit status."""
    defaults = SeekdbOptions()
    parser = argparse.ArgumentParser(description="a seekdb on loopback, for an archive of Cuttings")
    parser.add_argument("--folder", type=Path, default=Path(".cluster"), help="where its data lies (%(default)s)")
    parser.add_argument("--port", type=int, default=defaults.port, help="(%(default)s)")
    parser.add_argument("--memory", default=defaults.memory, help="for caches, new rows and vectors (%(default)s)")
    parser.add_argument("--disk", default=defaults.disk, help="the largest size of its data (%(default)s)")
    parser.add_argument("--cpus", type=int, default=os.cpu_count() or defaults.cpus, help="(%(default)s)")
    parser.add_argument("action", nargs="?", default="run", choices=["run", "stop", "prepare"], help="(%(default)s)")
    given = parser.parse_args()
    server = Seekdb(given.folder, SeekdbOptions(port=given.port, memory=given.memory, disk=given.disk, cpus=given.cpus))
    try:
        if given.action == "run":
            _run(server)
        elif given.action == "prepare":
            server.prepare_without_network()
        elif server.pid is None:
            print(f"no server runs in {server.folder}")
        else:
            server.stop()
    except SeekdbError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
