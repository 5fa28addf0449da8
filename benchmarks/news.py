"""How well news is read, on the labelled sets of tests/data and, where it is there, the real digest of ../shared.

    python benchmarks/news.py names          or quotations, figures, timeline, stories, alerts, written
    python benchmarks/news.py stories --fit  what follows the name goes to that measure

The measures are `tests/labelled`, whose figures the tests hold to floors; docs/news.md records them.
"""

import argparse
import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEASURES = ("names", "quotations", "figures", "timeline", "stories", "alerts", "written")


def main() -> None:
    """Run one measure as the main module."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("measure", choices=MEASURES)
    options, rest = parser.parse_known_args()
    sys.path.insert(0, str(ROOT))
    sys.argv = [f"news.py {options.measure}", *rest]
    runpy.run_module(f"tests.labelled.{options.measure}", run_name="__main__")


if __name__ == "__main__":
    main()
