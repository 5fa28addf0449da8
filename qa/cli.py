"""The command `cuttings`: what a terminal can ask of the service.

Nothing heavy is imported before a command needs it, so that help and errors come at once.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import CuttingsError
from corpus.place import Place, default_place, sample_place

if TYPE_CHECKING:
    from qa.service import CuttingsService, Progress

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code: 0, 1 for an error that was told, 2 for a wrong call, 130 for Ctrl-C."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options)
    except CuttingsError as error:
        print(f"cuttings: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("cuttings: interrupted; what was reported as stored is stored", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has left
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--archive", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="the archive; else CUTTINGS_ARCHIVE"
    )
    common.add_argument(
        "--model",
        metavar="NAME",
        default=argparse.SUPPRESS,
        help="a registered model, a folder, or hub:ORG/NAME@REVISION",
    )
    parser = argparse.ArgumentParser(prog="cuttings", description="Press cuttings you can question.", parents=[common])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Command, text: str, *, json_too: bool = False) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text, parents=[common])
        added.set_defaults(command=run)
        if json_too:
            added.add_argument("--json", action="store_true", help="print JSON")
        return added

    add = command("add", _add, "Add the articles of files and folders.", json_too=True)
    add.add_argument("files", nargs="+", type=Path, metavar="FILE")
    ask = command("ask", _ask, "Ask a question; with - one a line from standard input.", json_too=True)
    ask.add_argument("question", metavar="QUESTION")
    command("list", _list, "List the articles, newest first.", json_too=True)
    show = command("show", _show, "Print an article.", json_too=True)
    show.add_argument("article", metavar="ARTICLE")
    command("status", _status, "Say what the archive holds.", json_too=True)
    serve = command("serve", _serve, "Open the chat in a browser; an archive of samples is shown until there is one.")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s: this machine only)")
    serve.add_argument("--port", type=int, default=7860, help="port to listen on (%(default)s)")
    return parser


def _place(options: argparse.Namespace) -> Place:
    named = getattr(options, "archive", None)
    return default_place() if named is None else Place(named.expanduser())


def _service(options: argparse.Namespace, *, fallback: Place | None = None) -> "closing[CuttingsService]":
    from qa.service import CuttingsService
    from qa.settings import Settings

    settings = Settings(model=getattr(options, "model", None))
    return closing(CuttingsService(_place(options), settings, fallback=fallback))


def _add(options: argparse.Namespace) -> int:
    from qa.terminal import report_text

    with _service(options) as service, _progress_bar() as progress:
        report = service.add(options.files, progress)
    if options.json:
        failed = [{"path": failure.path, "reason": failure.reason} for failure in report.failed]
        told = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged, "failed": failed}
        print(json.dumps({**told, "passages": report.passages, "encoded": report.encoded}, ensure_ascii=False))
    else:
        print(report_text(report))
    return 1 if report.failed else 0


def _ask(options: argparse.Namespace) -> int:
    from qa.json import answer_json
    from qa.terminal import answer_text

    with _service(options) as service:
        for question in _questions(options.question):
            answer = service.ask(question)
            print(
                json.dumps(answer_json(answer), ensure_ascii=False) if options.json else answer_text(answer), flush=True
            )
    return 0


def _questions(argument: str) -> Iterator[str]:
    if argument == "-":
        yield from (line.rstrip("\r\n") for line in sys.stdin)
    else:
        yield argument


def _list(options: argparse.Namespace) -> int:
    from qa.json import article_json
    from qa.terminal import article_line

    with _service(options) as service:
        articles = service.articles()
    if options.json:
        print(json.dumps([article_json(article) for article in articles], ensure_ascii=False))
    else:
        print("\n".join(map(article_line, articles)) or "No articles yet. Add some with: cuttings add FILE")
    return 0


def _show(options: argparse.Namespace) -> int:
    from qa.json import article_with_passages_json
    from qa.terminal import article_text

    with _service(options) as service:
        article = service.article(options.article)
        if options.json:
            whole = article_with_passages_json(article, service.passages(article.id))
            print(json.dumps(whole, ensure_ascii=False))
        else:
            print(article_text(article))
    return 0


def _status(options: argparse.Namespace) -> int:
    from qa.json import status_json
    from qa.terminal import status_text

    with _service(options) as service:
        status = service.status()
    print(json.dumps(status_json(status), ensure_ascii=False) if options.json else status_text(status))
    return 0


def _serve(options: argparse.Namespace) -> int:
    sample = sample_place()
    if not _place(options).exists():
        _build_sample(sample)
    with _service(options, fallback=sample) as service:
        # the page stands above this file, so it is named here and not imported
        page = import_module("ui")
        page.serve(service, page.ServeOptions(host=options.host, port=options.port))
    return 0


def _build_sample(place: Place) -> None:
    """Build or bring up to date the archive that ships with Cuttings."""
    from qa.service import CuttingsService

    with (
        as_file(files("corpus") / "sample" / "cuttings-sample.txt") as path,
        closing(CuttingsService(place)) as service,
    ):
        if not place.exists():
            print("There is no archive yet: building the sample that ships with Cuttings …", file=sys.stderr)
        with _progress_bar() as progress:
            service.add([path], progress, sample=True, wait_seconds=60)


class _progress_bar:  # noqa: N801 -- used like a function
    """A bar on standard error, as long as the block runs."""

    def __enter__(self) -> "Callable[[Progress], None]":
        from tqdm import tqdm

        self._bar = tqdm(unit=" passages", leave=False, file=sys.stderr)
        return self._tell

    def _tell(self, progress: "Progress") -> None:
        self._bar.set_description_str(Path(progress.file).name, refresh=False)
        self._bar.total = progress.total
        self._bar.n = progress.done
        self._bar.refresh()

    def __exit__(self, *_: object) -> None:
        self._bar.close()


if __name__ == "__main__":
    sys.exit(main())
