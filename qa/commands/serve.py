"""The command that opens the chat."""

import argparse
import json
import os
import sys
from contextlib import closing
from getpass import getpass
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.catalogue.audit import AuditOptions
from corpus.catalogue.paths import ArchivePaths, sample_paths
from corpus.errors import CuttingsError
from corpus.originals import KeepOptions
from corpus.readers.reader import ReadOptions
from corpus.readers.sandbox.worker import WorkerOptions
from qa.commands.common import AddCommand, ProgressBar
from qa.commands.environment import given, refuse_invalid, take_environment
from qa.commands.held import held
from qa.commands.identity import add_identity, provider_of, proxy_user_of
from qa.commands.paths import PLACE, archive_paths
from qa.commands.served import named_archive, services
from qa.commands.settings import add_settings
from qa.commands.writer import add_writer
from qa.service.exchange import RetentionOptions
from qa.webhooks.values import WebhookOptions


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    text = "Open the chat in a browser; a sample archive is shown until there is one."
    serve = command("serve", _serve, text, several=True)
    serve.add_argument(
        "--archive",
        dest="archives",
        action="append",
        type=named_archive,
        metavar=f"[NAME=]{PLACE}",
        default=argparse.SUPPRESS,
        help="the archive; else CUTTINGS_ARCHIVE; given again, the page has a menu of all of them, by name or folder",
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s: this machine only)")
    serve.add_argument("--port", type=int, default=7860, help="port to listen on (%(default)s)")
    serve.add_argument(
        "--metrics-port",
        type=int,
        metavar="PORT",
        help="second port, of this machine only, with /metrics, /healthz and /readyz (none)",
    )
    serve.add_argument(
        "--log",
        choices=("plain", "json"),
        default="plain",
        help="json: the log is lines of JSON, with one for each request (%(default)s)",
    )
    serve.add_argument(
        "--allowed-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which other machines call this one, as in http://NAME/; may be given again",
    )
    serve.add_argument(
        "--proxy",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="address of a proxy in front that does TLS: it is believed about who asks, and nobody else may ask",
    )
    changes = serve.add_mutually_exclusive_group()
    changes.add_argument(
        "--allow-changes",
        action="store_true",
        help="other machines may add, remove and rebuild, with the password that CUTTINGS_PASSWORD in the environment has",
    )
    changes.add_argument("--read-only", action="store_true", help="nobody may add, remove or rebuild from a page")
    add_identity(serve)
    add_writer(serve)
    add_settings(serve, ReadOptions, WorkerOptions, KeepOptions, RetentionOptions, AuditOptions, WebhookOptions)
    take_environment(serve)
    serve.set_defaults(takes_file=True)
    shown = command(
        "settings", _settings, "Show what holds for `serve`, and why: environment, file or default.", json_too=True
    )
    shown.add_argument("--settings", type=Path, metavar="FILE", default=given("settings"), help="as of `serve`")
    command("password", _password, "Turn a password into the hash that CUTTINGS_PASSWORD may have in its place.")


def _serve(options: argparse.Namespace) -> int:
    refuse_invalid(options)
    if options.allow_changes and options.read_only:
        raise CuttingsError("Either changes are allowed (--allow-changes) or nobody may change anything (--read-only).")
    try:
        _run(options)
    except KeyboardInterrupt:  # its normal end
        print("Stopped.", file=sys.stderr)
    return 0


def _settings(options: argparse.Namespace) -> int:
    found = held(options, options.serve)
    if options.json:
        print(json.dumps({one.name: {"value": one.value, "from": one.source} for one in found}, indent=2))
    else:
        width = max(len(one.name) for one in found)
        for one in found:
            print(f"{one.name:{width}}  {one.shown}  ({one.source})")
    return 0


def _run(options: argparse.Namespace) -> None:
    from qa.web.middleware.password import PASSWORD

    password = os.environ.pop(PASSWORD, None)  # not to be inherited by the processes that read files
    provider, proxy_user = provider_of(options), proxy_user_of(options)
    sample = sample_paths()
    if len(getattr(options, "archives", ())) < 2 and not archive_paths(options).exists():
        _build_sample(sample)
    with (
        services(options, sample) as archives,
        TemporaryDirectory(prefix="cuttings-page-") as scratch,
    ):
        # by default all users of the machine share one folder, which belongs to the first of them
        os.environ["GRADIO_TEMP_DIR"] = scratch
        import ui  # noqa: TID251 -- this command opens the page; nothing else below it may know it
        from qa.web.middleware.exposure import ReachOptions
        from qa.web.server.server import ServeOptions

        reach = ReachOptions(
            allowed_hosts=tuple(options.allowed_host),
            proxies=tuple(options.proxy),
            allow_changes=options.allow_changes,
            read_only=options.read_only,
            password=password,
            provider=provider,
            proxy_user=proxy_user,
        )
        serving = ServeOptions(
            host=options.host,
            port=options.port,
            reach=reach,
            metrics_port=options.metrics_port,
            log_json=options.log == "json",
        )
        ui.serve(archives, serving)


def _password(_: argparse.Namespace) -> int:
    from qa.accounts.passwords import hash_password

    asked = sys.stdin.isatty()
    given = getpass("Password: ") if asked else sys.stdin.readline().rstrip("\n")
    if asked and getpass("Again: ") != given:
        raise CuttingsError("These are two different passwords.")
    try:
        print(hash_password(given))
    except ValueError as error:
        raise CuttingsError(f"That is no password for here: {error}.") from error
    return 0


def _build_sample(sample: ArchivePaths) -> None:
    """Build or bring up to date the archive that ships with Cuttings."""
    from qa.service.service import CuttingsService

    with (
        as_file(files("corpus") / "sample" / "cuttings-sample.txt") as path,
        closing(CuttingsService(sample)) as service,
    ):
        if not sample.exists():
            print("There is no archive yet: building the sample that ships with Cuttings …", file=sys.stderr)
        with ProgressBar() as progress:
            service.maintenance.add([path], progress, sample=True)
