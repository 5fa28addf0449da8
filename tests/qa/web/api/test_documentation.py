"""Each example of docs/api.md does what stands below it, with a real server."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.qa.web.api.conftest import MILL

ROOT = Path(__file__).parents[4]
TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:7860"
END = "----- end of an example"

pytestmark = [pytest.mark.service, pytest.mark.slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("examples")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """The address of a server over a small archive."""
    with closing(CuttingsService(ArchivePaths(folder / "archive"), Settings(model="hashing-256"))) as service:
        service.maintenance.add_drafts([MILL])
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--archive", str(folder / "archive")]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        late = threading.Timer(180, process.kill)
        late.start()
        try:
            address = process.stdout.readline().strip()
            assert address.startswith("http://"), (folder / "log").read_text()
            yield address
        finally:
            late.cancel()
            process.terminate()


def test_the_examples_in_python_print_what_they_say(server: str, folder: Path) -> None:
    examples = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", TEXT, re.DOTALL)
    assert len(examples) == TEXT.count("```python") > 5
    script = "".join(f"{code}\nprint({END!r})\n" for code, _ in examples).replace(ADDRESS, server)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split(f"{END}\n")[:-1] == [printed for _, printed in examples]


def test_the_example_for_a_shell_answers(server: str, folder: Path) -> None:
    (example,) = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    command = example.replace(ADDRESS, server)
    run = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    answer = json.loads(run.stdout)
    assert answer["answered"], run.stderr
    assert answer["quotes"][0]["text"].endswith("Two people were hurt.")
