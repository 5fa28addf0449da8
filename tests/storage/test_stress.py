"""One process writes, four read: no error, no state that never was, quotes that are word for word their text."""

# ruff: noqa: T201

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

SECONDS = float(os.environ.get("CUTTINGS_STRESS_SECONDS", "8"))
STRESS = Path(__file__).with_name("stress.py")


def start(role: str, archive: Path, seconds: float) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-W", "error::ResourceWarning", str(STRESS), role, str(archive), str(seconds)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.service
def test_four_read_while_one_writes(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    processes = {"write": start("write", archive, SECONDS + 300)}
    try:
        while not list(archive.glob("segments/*.faiss")):
            assert processes["write"].poll() is None, processes["write"].communicate()
            time.sleep(0.05)
        time.sleep(0.5)
        readers = {"ask": start("ask", archive, SECONDS)}
        readers |= {f"read {number}": start("read", archive, SECONDS) for number in (1, 2, 3)}
        processes = readers | processes
        told = {}
        for name, process in processes.items():
            if name == "write":  # the last: all the others are done
                (tmp_path / "stop").touch()
            out, err = process.communicate(timeout=SECONDS + 240)
            assert process.returncode == 0, f"{name}: {err}"
            told[name] = json.loads(out)
    finally:
        for process in processes.values():
            process.kill()
            if process.stdout and not process.stdout.closed:
                process.communicate()  # closes what it writes to, which would fail the next test
    print(json.dumps(told))
    assert told["write"]["changed"] > 3
    assert told["ask"]["answers"]
    for number in (1, 2, 3):
        assert told[f"read {number}"]["looks"] > 3
        assert told[f"read {number}"]["states"] > 1
