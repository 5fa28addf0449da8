"""Commands that are killed: a few rounds of what `make torture` runs for long."""

import subprocess
import sys
from pathlib import Path

import pytest

TORTURE = Path(__file__).with_name("torture.py")


def torture(*arguments: str) -> str:
    ended = subprocess.run(
        [sys.executable, str(TORTURE), *arguments], capture_output=True, text=True, timeout=500, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.slow
@pytest.mark.service
def test_killed_at_every_named_step_and_at_random_moments() -> None:
    told = torture("--kills", "3", "--seed", "3", "--steps", "once")
    assert "10 at 10 named steps" in told
    assert "13 kills" in told


@pytest.mark.slow
@pytest.mark.service
def test_killed_with_the_real_model() -> None:
    models = ("--models", "all-MiniLM-L6-v2", "hashing-256")
    told = torture("--kills", "1", "--seed", "4", "--steps", "none", "--only", "add", *models)
    assert "1 kills" in told
