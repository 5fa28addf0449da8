"""Run a server on a small disk that can be filled, to be started where it may mount (`unshare --mount`).

    python tests/qa/web/full_server.py FOLDER ARCHIVE

`FOLDER` becomes a small file system with a copy of the archive. The server's first line is printed; then a line of standard
input, `fill` or `free`, fills that disk or makes room, and is answered with the same. The exit code 77 says that mounting is not
allowed.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.storage.full_disk import fill

if __name__ == "__main__":
    disk, made = Path(sys.argv[1]), Path(sys.argv[2])
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], check=False).returncode:
        sys.exit(77)
    shutil.copytree(made, disk / "archive")
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--archive", str(disk / "archive")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        sys.stdout.write(server.stdout.readline())
        sys.stdout.flush()
        for line in sys.stdin:
            if line.strip() == "fill":
                fill(disk, 0)
            else:
                (disk / "filler").unlink()
            sys.stdout.write(line)
            sys.stdout.flush()
        server.terminate()
