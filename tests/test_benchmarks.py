"""What the benchmarks wrap in order to time it is still there under that name."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def test_the_stages_of_an_answer_are_functions_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    specification = importlib.util.spec_from_file_location("asking", BENCHMARKS / "asking.py")
    assert specification
    assert specification.loader
    asking = importlib.util.module_from_spec(specification)
    sys.modules.pop("asking", None)
    specification.loader.exec_module(asking)
    missing = [f"{owner.__name__}.{name}" for _, owner, name in asking.STAGES if not hasattr(owner, name)]
    assert missing == []


@pytest.mark.slow
@pytest.mark.service
@pytest.mark.model
def test_a_few_users_for_a_few_seconds_get_what_they_ask_for() -> None:
    command = [sys.executable, BENCHMARKS / "crowd.py", "--users", "4", "--seconds", "8", "--pause", "0.2"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    answered, _, errors = re.findall(r"^all +(\d+) +(\d+) +(\d+)", run.stdout, re.MULTILINE)[0]
    assert int(answered) > 4
    assert errors == "0"
