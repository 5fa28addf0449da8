"""The options of commands that have something written above their quotes, and who that makes the writer."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import SettingsError
from qa.commands.environment import secret_in, take_environment

if TYPE_CHECKING:
    from qa.written.endpoint import WriterOptions

KEY = "CUTTINGS_WRITER_KEY"
"""The environment variable with the key: an option of the command line could be read by every user of the machine."""

_LEAST_CONTEXT, _MOST_CONTEXT = 1024, 1_000_000
_MOST_SECONDS = 3600
_LONGEST_KEY = 4096


def add_writer(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a writer, with their environment variables."""
    group = parser.add_argument_group(
        "writer",
        "Sentences besides the quotes; only those are shown that a quote bears out. Questions and quotes are sent to that "
        f"machine, and nothing is sent without this. A key is taken from {KEY} or a file.",
    )
    group.add_argument(
        "--writer", metavar="URL", help="an OpenAI-compatible interface, such as http://127.0.0.1:11434/v1 (none)"
    )
    group.add_argument("--writer-model", metavar="NAME", help="its model")
    group.add_argument("--writer-key-file", type=Path, metavar="FILE", help="a file with its key")
    group.add_argument(
        "--writer-context",
        type=int,
        default=4096,
        metavar="N",
        help="tokens that the model reads and writes together (%(default)s)",
    )
    group.add_argument(
        "--writer-seconds",
        type=int,
        default=60,
        metavar="SECONDS",
        help="for a text; what is written by then is shown (%(default)s)",
    )
    group.add_argument(
        "--entailment",
        metavar="MODEL",
        help="a cross-encoder that tells entailment, a folder or hub:ORG/NAME@REVISION; it may refuse more sentences (none)",
    )
    take_environment(parser, only={action.dest for action in group._group_actions})  # noqa: SLF001 (not public)


def writer_of(options: argparse.Namespace) -> "WriterOptions | None":
    """Return who writes, None where nobody is named; the key is taken out of the environment, so that no other process has it.

    Raises:
        SettingsError: the writer is named in part, or its address, model or key cannot be used.
    """
    from qa.written.endpoint import WriterOptions

    key = os.environ.pop(KEY, "").strip()
    url, model = getattr(options, "writer", None), getattr(options, "writer_model", None)
    if not url:
        if model:
            raise SettingsError("--writer-model names a model and no --writer that has it")
        if getattr(options, "entailment", None):
            raise SettingsError("--entailment judges what a writer writes, and no --writer is named")
        return None
    if not model:
        raise SettingsError("--writer needs the name of a model: --writer-model NAME")
    for name, value, least, most in (
        ("context", options.writer_context, _LEAST_CONTEXT, _MOST_CONTEXT),
        ("seconds", options.writer_seconds, 1, _MOST_SECONDS),
    ):
        if not least <= value <= most:
            raise SettingsError(f"--writer-{name} {value}: a whole number from {least:,} to {most:,}")
    if options.writer_key_file:
        key = secret_in(options.writer_key_file, "writer's key", _LONGEST_KEY)
    return WriterOptions(
        url=url,
        model=model,
        key=_checked(key) if key else None,
        context=options.writer_context,
        seconds=float(options.writer_seconds),
        entailment=options.entailment or None,
    )


def _checked(key: str) -> str:
    if len(key) > _LONGEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise SettingsError("the writer's key is no key: one line of ASCII characters without spaces")
    return key
