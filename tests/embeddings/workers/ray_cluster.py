"""A Ray cluster on this machine, in a process of its own: a head without processors and two machines of one processor each.

Run as a program it starts the cluster, says `up`, and then does what the lines of its input say. It listens on loopback only.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
GOLD = ROOT.parent / "shared" / "eval" / "news" / "quotations" / "articles.jsonl"


class Ray:
    """The cluster, and the command that uses it."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder = folder
        (folder / "ray").mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("RAY_")},
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(folder),
            "RAY_TMPDIR": str(folder),
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(16),
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # so that 127.0.0.1 stays what it is, and nothing listens elsewhere
        }
        with (folder / "cluster.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, __file__, str(self.port), folder / "ray"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=self.environment,
                text=True,
            )
        self.said("up")

    def said(self, word: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.strip() == word:
                return
        raise AssertionError((self.folder / "cluster.log").read_text()[-2000:])

    def kill_one(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("kill\n")
        self.process.stdin.flush()
        self.said("killed")

    def command(self, *arguments: object, **environment: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "cuttings", *map(str, arguments)],
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def add(self, archive: object, files: Path, *options: str, **environment: str) -> "subprocess.Popen[str]":
        address = f"ray://127.0.0.1:{self.port}"
        return self.command("--archive", archive, "add", "--json", "--workers", address, *options, files, **environment)

    def end(self) -> None:
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def ray_cluster() -> Iterator[Ray]:
    """Run a cluster as long as the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="cw", dir="/tmp"))  # Ray's sockets have paths of 107 bytes at most
    cluster = None
    try:
        cluster = Ray(folder)
        yield cluster
    finally:
        if cluster is not None:
            cluster.end()
        shutil.rmtree(folder, ignore_errors=True)


def write_articles(folder: Path, count: int) -> Path:
    """Write a file for each article, real ones where they are beside the repository, else made ones; return the folder."""
    if GOLD.is_file():
        with GOLD.open(encoding="utf-8") as lines:
            texts = [json.loads(line) for line, _ in zip(lines, range(count), strict=False)]
    else:
        sentence = "The mayor of town {0} opened bridge number {1} on Monday and spoke of its cost. "
        texts = [
            {"title": f"Bridges of {town}", "text": "\n\n".join(sentence.format(town, part) * 6 for part in range(9))}
            for town in range(count)
        ]
    for number, article in enumerate(texts):
        kept = {name: article.get(name) for name in ("title", "outlet", "published", "byline", "text")}
        (folder / f"{number:03}.json").write_text(json.dumps(kept), encoding="utf-8")
    return folder


def main(port: int, folder: Path) -> None:
    from ray.cluster_utils import Cluster

    cluster = Cluster()
    common = {"node_ip_address": "127.0.0.1", "object_store_memory": 80_000_000, "temp_dir": str(folder)}
    cluster.add_node(num_cpus=0, include_dashboard=False, ray_client_server_port=port, **common)
    machines = [cluster.add_node(num_cpus=1, **common) for _ in range(2)]
    sys.stdout.write("up\n")
    sys.stdout.flush()
    for line in sys.stdin:
        if line.strip() == "kill":
            cluster.remove_node(machines.pop(), allow_graceful=False)
            sys.stdout.write("killed\n")
            sys.stdout.flush()
    cluster.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
