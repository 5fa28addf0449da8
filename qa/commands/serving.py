"""The command that opens the chat."""

import argparse
import sys
from contextlib import closing
from importlib import import_module
from importlib.resources import as_file, files

from corpus.place import Place, sample_place
from qa.commands.common import AddCommand, ProgressBar, place, service


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    serve = command("serve", _serve, "Open the chat in a browser; a sample archive is shown until there is one.")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s: this machine only)")
    serve.add_argument("--port", type=int, default=7860, help="port to listen on (%(default)s)")
    serve.add_argument("--read-only", action="store_true", help="nobody may add, remove or rebuild from a page")


def _serve(options: argparse.Namespace) -> int:
    sample = sample_place()
    if not place(options).exists():
        _build_sample(sample)
    with service(options, fallback=sample) as cuttings:
        # the page stands above this file, so it is named here and not imported
        page = import_module("ui")
        page.serve(cuttings, page.ServeOptions(host=options.host, port=options.port, read_only=options.read_only))
    return 0


def _build_sample(sample: Place) -> None:
    """Build or bring up to date the archive that ships with Cuttings."""
    from qa.service import CuttingsService

    with (
        as_file(files("corpus") / "sample" / "cuttings-sample.txt") as path,
        closing(CuttingsService(sample)) as service,
    ):
        if not sample.exists():
            print("There is no archive yet: building the sample that ships with Cuttings …", file=sys.stderr)
        with ProgressBar() as progress:
            service.add([path], progress, sample=True)
