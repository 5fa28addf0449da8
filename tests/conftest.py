"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# how long an example takes says more about the machine than about the code; what is slow is found by tests/growth
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# the suite tries the same examples each time: what fails is the change at hand and not the draw; `make fuzz` draws new ones
settings.register_profile("cuttings", unhurried, derandomize=True)
settings.register_profile("quick", unhurried, max_examples=20)  # `make quick` names it
settings.register_profile("fuzz", unhurried, max_examples=2000)
settings.load_profile("cuttings")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the repository with material that is not part of it."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with long tests first: each goes to one worker as a whole, and none should be left with one at the end."""
    long = {item.path for item in items for mark in ("slow", "browser", "service") if item.get_closest_marker(mark)}
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (item.path not in slow, item.path not in long))
