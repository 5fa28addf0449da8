"""What a command does not need it does not load: help comes at once, and a question waits for no library that it does without."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService

HEAVY = (
    "numpy",
    "torch",
    "faiss",
    "gradio",
    "onnxruntime",
    "sentence_transformers",
    "fastapi",
    "mcp",
    "qa.news",
)
CODE = """
import contextlib, io, json, sys
from qa.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(sys.argv[1:])
print(json.dumps(sorted(sys.modules)))
"""


def loaded_by(*arguments: str) -> set[str]:
    """Return the modules that a process has loaded when it has run a command."""
    result = subprocess.run([sys.executable, "-c", CODE, *arguments], capture_output=True, text=True, check=True)
    return set(json.loads(result.stdout))


@pytest.mark.parametrize(
    "arguments", [("--help",), ("ask", "--help"), ("serve", "--help"), ("mcp", "--help"), ("no-such-command",)]
)
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    loaded = loaded_by(*arguments)
    assert "qa.cli" in loaded
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.service
@pytest.mark.slow
def test_a_question_goes_without_torch_and_without_what_reads_files(tmp_path: Path) -> None:
    paths = ArchivePaths(tmp_path / "archive")
    (tmp_path / "digest.txt").write_text("Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier.\n")
    with closing(CuttingsService(paths)) as service:
        service.maintenance.add([tmp_path / "digest.txt"])
    loaded = loaded_by("ask", "--archive", str(paths.folder), "What did the ferry strike?")
    assert {"onnxruntime", "faiss"} <= loaded
    assert loaded.isdisjoint({"torch", "sentence_transformers", "transformers", "sklearn", "gradio", "fastapi", "lxml"})
    # nor the formats that files have, nor what reads an exported file back
    assert loaded.isdisjoint({"corpus.readers.detect", "corpus.readers.print.pdf", "qa.web.export.verify"})
    # nor what writes sentences or renders pages
    assert loaded.isdisjoint({"qa.written.write", "asyncio", "qa.web.render.article"})
