"""A server does not grow with the questions that it is asked: nothing is held of a page that has its answer."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import ui  # noqa: TID251 (what is tested)

ROOT = Path(__file__).parents[3]
KILOBYTES, OBJECTS = 15.0, 5.0
"""A question; before, it was 75 kB and 75 objects."""


@pytest.mark.service
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only there a process tells what memory is its own")
def test_the_page_does_not_grow_with_its_questions() -> None:
    script = ROOT / "benchmarks" / "growth.py"
    told = subprocess.run(
        [sys.executable, script, "--json", "--layer", "page", "--warm", "200", "--questions", "300"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    *_, last = map(json.loads, told.stdout.splitlines())
    assert last["questions"] == 300
    assert last["growth"] < KILOBYTES, told.stdout
    assert last["objects"] < OBJECTS, told.stdout


def test_what_the_framework_keeps_of_pages_that_have_their_answer_is_forgotten() -> None:
    waiting = {"ended": set(), "asks": {"event"}, "dropped": {"event"}}
    messages = {"ended": "its queue", "asks": "its queue"}
    queue = SimpleNamespace(pending_event_ids_session=waiting, pending_messages_per_session=messages)
    ui.forget_finished_sessions(SimpleNamespace(_queue=queue))  # type: ignore[arg-type]
    assert set(waiting) == set(messages) == {"asks"}
