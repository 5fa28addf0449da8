"""Run commands on a disk that is full, and check the archive afterwards; to be started where it may mount (`unshare --mount`).

    python tests/storage/full_disk.py FOLDER ARCHIVE < commands

`FOLDER` becomes a small file system. Each line of standard input is a list of JSON: kilobytes that are left, then a command, in
which `DISK` stands for that folder. Of each a line of JSON is printed: its exit code and what it said, what was left behind, the
same once there is room again, and what `check --deep` finds then. The exit code 77 says that mounting is not allowed.
"""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import traceback
from pathlib import Path

from qa.cli import main

SIZE = "6m"


def fill(folder: Path, kilobytes: int) -> Path:
    """Leave so many kilobytes, in a file that can be removed again."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 16))
    os.truncate(filler, max(0, filler.stat().st_size - kilobytes * 1024))
    return filler


def run(*words: str) -> tuple[int, str]:
    """Run a command; return its exit code and what it said."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        try:
            code = main(words)
        except Exception:  # noqa: BLE001 (what nobody told is what we look for)
            code = 99
            traceback.print_exc()
    return code, out.getvalue()


def tried(folder: Path, archive: Path, left: int, words: list[str]) -> dict[str, object]:
    """Run one command on a disk with so many kilobytes left."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(archive, folder / "archive")
    filler = fill(folder, left)
    options = ("--archive", str(folder / "archive"))
    command = words if "--archive" in words else [*words, *options]
    code, said = run(*command)
    left_behind = sorted(str(path.relative_to(folder)) for path in folder.rglob("*aside*"))
    filler.unlink()
    again = run(*command)[0]
    return {
        "code": code,
        "said": said,
        "left": left_behind,
        "again": again,
        "check": run("check", "--deep", *options)[1],
    }


if __name__ == "__main__":
    disk, made = Path(sys.argv[1]), Path(sys.argv[2])
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)], check=False).returncode:
        sys.exit(77)
    for line in sys.stdin:
        kilobytes, *command = json.loads(line)
        told = tried(disk, made, kilobytes, [word.replace("DISK", str(disk)) for word in command])
        sys.stdout.write(json.dumps(told) + "\n")
