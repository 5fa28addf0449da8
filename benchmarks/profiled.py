"""Where the time of asking and of adding goes, function by function.

    pip install pyinstrument
    benchmarks/profiled.py ask       30 questions of the articles of ../shared/eval/xquad, or of the sample, warm
    benchmarks/profiled.py add       these articles into an empty archive

Prints pyinstrument's tree, what takes less than one part in a hundred left out. It is no dependency of the project.
"""

import argparse
import json
import sys
import tempfile
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpus/sample/cuttings-sample.txt"
XQUAD = ROOT.parent / "shared/eval/xquad"
QUESTIONS = 30


def main() -> None:
    """Print a profile."""
    from pyinstrument import Profiler

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("ask", "add"))
    what = parser.parse_args().what
    articles, questions = SAMPLE, ["How many people were hurt when the ferry struck the pier?"] * QUESTIONS
    if XQUAD.is_dir():
        articles = XQUAD / "articles.jsonl"
        lines = (XQUAD / "questions.jsonl").read_text("utf-8").splitlines()
        questions = [json.loads(line)["question"] for line in lines[:: max(1, len(lines) // QUESTIONS)]]
    profiler = Profiler(interval=0.002)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(CuttingsService(ArchivePaths(Path(folder) / "archive"))) as service,
    ):
        service.maintenance.add([SAMPLE])  # models and libraries are loaded with this
        if what == "add":
            with profiler:
                service.maintenance.add([articles])
        else:
            service.maintenance.add([articles])
            service.warm()
            with profiler:
                for question in questions:
                    service.ask_with_context(question)
    print(profiler.output_text(show_all=False, timeline=False, color=False))


if __name__ == "__main__":
    main()
