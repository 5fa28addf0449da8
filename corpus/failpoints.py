"""The named steps of writing to an archive, so that a test can end the process at each of them.

`CUTTINGS_KILL_AT=NAME:N` kills this process, as a power cut would, when it reaches the step NAME for the Nth time. Without
it, a step costs a lookup in an empty dictionary.
"""

import os
import signal

STEPS = (
    "vectors-cached",
    "segment-written",
    "segment-renamed",
    "before-commit",
    "committed",
    "before-merge-commit",
    "merged",
    "before-swap",
    "swapped",
    "swept",
)

STEPS_OF_ENGINES = ("rows-written", "indexed")
"""Further ones, of an archive in an engine."""

_waiting: dict[str, int] = {}
if "CUTTINGS_KILL_AT" in os.environ:
    _name, _, _count = os.environ["CUTTINGS_KILL_AT"].partition(":")
    _waiting[_name] = int(_count or 1)


def hit(step: str) -> None:
    """Record that a step is reached; `step` is one of `STEPS` or `STEPS_OF_ENGINES`."""
    if step in _waiting:
        _waiting[step] -= 1
        if _waiting[step] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
