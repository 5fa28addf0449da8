"""Memory while asking of an archive and adding to it, each in a process of its own, with the real models.

    benchmarks/memory.py FOLDER ...       archives made by benchmarks/large.py; 100 articles are added and removed again

Prints a table in Markdown: memory of the process (RSS) when the archive is open, its peak while 20 questions are asked, and while
100 articles are added. "Own" is what the process cannot give back (RssAnon); the rest of RSS is files that are mapped, which the
system takes back when it needs the room. The last column is own memory at the peak of asking, less that of an archive of
nothing, divided by the passages.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpus/sample/cuttings-sample.txt"

CHILD = """
import json, sys, threading, time
from contextlib import closing
from pathlib import Path
def now():
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {name: int(told[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon")}
peak = {"VmRSS": 0.0, "RssAnon": 0.0}
def watch():
    while True:
        for name, value in now().items():
            peak[name] = max(peak[name], value)
        time.sleep(0.01)
threading.Thread(target=watch, daemon=True).start()
from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.maintenance import Selection
folder, task = Path(sys.argv[1]), sys.argv[2]
questions = json.loads(sys.argv[3])
with closing(CuttingsService(ArchivePaths(folder))) as service:
    passages = service.status().counts.passages
    opened = now()
    if task == "ask":
        for question in questions:
            service.ask_with_context(question)
    else:
        drafts = [ArticleDraft(title=f"Made {n}", text=" ".join(questions) + f" Number {n} of them.", outlet="Made",
                               published="2024-01-01") for n in range(100)]
        report = service.maintenance.add_drafts(drafts)
        service.maintenance.remove(Selection(ids=report.added))
    print(json.dumps({"passages": passages, "opened": opened, "peak": peak}))
"""
QUESTIONS = (
    "How many people were hurt?",
    "Who is the president of the country?",
    "When was the treaty signed?",
    "What did the minister say about prices?",
    "Where did the fire begin?",
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+")
    folders = parser.parse_args().folders
    with tempfile.TemporaryDirectory() as made:
        small = Path(made) / "sample"
        subprocess.run([sys.executable, "-m", "qa.cli", "--archive", small, "add", SAMPLE], cwd=ROOT, check=True)
        print(
            "| passages | open, RSS MB (own) | asking, peak RSS MB (own) | adding, peak RSS MB (own) | own bytes a passage |"
        )
        print("|---|---|---|---|---|")
        least = 0.0
        for folder in (small, *folders):
            asked, added = _run(folder, "ask"), _run(folder, "add")
            own = asked["peak"]["RssAnon"]
            least = least or own
            each = (own - least) * 1024**2 / max(1, asked["passages"])
            cells = (asked["opened"], asked["peak"], added["peak"])
            shown = " | ".join(f"{cell['VmRSS']:.0f} ({cell['RssAnon']:.0f})" for cell in cells)
            print(f"| {asked['passages']:,} | {shown} | {each:.0f} |")


def _run(folder: Path, task: str) -> dict[str, dict[str, float]]:
    command = [sys.executable, "-c", CHILD, str(folder.resolve()), task, json.dumps(QUESTIONS * 4)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


if __name__ == "__main__":
    main()
