"""Commands about the news itself: story, timeline, said."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.private_files import opener
from corpus.system_errors import describe
from qa.commands.common import AddCommand, ProgressBar, service

if TYPE_CHECKING:
    from qa.news.views.json import Json
    from qa.news.views.timeline import Timeline
    from qa.service.service import CuttingsService

STORIES_LISTED = 100
QUOTATIONS_LISTED = 200


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    story = command("story", _story, "List the stories; or show one, by its id or that of an article.", json_too=True)
    story.add_argument("story", nargs="?", metavar="ID")
    _add_page(story, STORIES_LISTED)
    timeline = command(
        "timeline", _timeline, "Show the dated events of a story, or those that a question finds.", json_too=True
    )
    timeline.add_argument(
        "about", metavar="ID|QUESTION", help="id of a story or an article; anything else is a question"
    )
    timeline.add_argument("--out", type=Path, metavar="FILE", help="write it to a file: .md, .csv or .ics")
    said = command(
        "said", _said, "List what somebody said, word for word; without a name, who is quoted.", json_too=True
    )
    said.add_argument("name", nargs="?", metavar="NAME")
    _add_page(said, QUOTATIONS_LISTED)


def _add_page(command: argparse.ArgumentParser, listed: int) -> None:
    command.add_argument("--limit", type=_positive, default=listed, metavar="N", help="list so many (%(default)s)")
    command.add_argument("--offset", type=_whole, default=0, metavar="N", help="leave out the first so many")


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text[:15])


def _positive(text: str) -> int:
    if not (number := _whole(text)):
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _story(options: argparse.Namespace) -> int:
    from qa.news.views.json import story_json
    from qa.news.views.terminal import stories_text, story_text

    with service(options) as cuttings:
        _catch_up(cuttings)
        if options.story:
            story = cuttings.news.story(options.story)
            coverage = cuttings.news.coverage(story)
            shown, stories, total = story_text(story, coverage), [story_json(story, coverage)], 1
        else:
            found = cuttings.news.stories(options.limit, options.offset)
            shown, stories, total = stories_text(found), [story_json(one) for one in found], cuttings.news.story_count()
    _print_list("stories", stories, total, shown, options)
    return 0


def _print_list(name: str, listed: "list[Json]", total: int, shown: str, options: argparse.Namespace) -> None:
    """Print part of a list with how long all of it is, so that nothing is left out in silence."""
    if options.json:
        print(json.dumps({name: listed, "total": total, "offset": options.offset}, ensure_ascii=False))
        return
    print(shown)
    last = options.offset + len(listed)
    if listed and last - options.offset < total:
        more = f"; --offset {last} shows the next" if last < total else ""
        print(f"\n{options.offset + 1:,} to {last:,} of {total:,} {name}{more}")


def _timeline(options: argparse.Namespace) -> int:
    from qa.news.views.json import timeline_json
    from qa.news.views.terminal import timeline_text
    from qa.service.timeline import timeline_about

    with service(options) as cuttings:
        _catch_up(cuttings)
        timeline = timeline_about(cuttings, options.about)
    if options.out:
        _write(timeline, options.out, options.about)
    elif options.json:
        print(json.dumps(timeline_json(timeline), ensure_ascii=False))
    else:
        print(timeline_text(timeline))
    return 0


def _write(timeline: "Timeline", path: Path, title: str) -> None:
    from corpus.errors import CuttingsError
    from qa.web.render.timeline_export import EXPORTS

    export = EXPORTS.get(path.suffix.lower())
    if export is None:
        raise CuttingsError(f"{path}: a timeline is written as {', '.join(EXPORTS)}; name the file so")
    try:
        with open(path, "w", encoding="utf-8", newline="", opener=opener) as file:
            file.write(export(timeline, title))
    except OSError as error:
        raise CuttingsError(describe(error, path)) from error
    print(f"Wrote {len(timeline.events)} events to {path}")


def _said(options: argparse.Namespace) -> int:
    from qa.news.views.json import said_json
    from qa.news.views.terminal import said_text, speakers_text

    with service(options) as cuttings:
        _catch_up(cuttings)
        if options.name:
            said = cuttings.news.said(options.name, options.limit, options.offset)
            total = cuttings.news.said_count(options.name)
            _print_list("quotations", [said_json(one) for one in said], total, said_text(said, options.name), options)
        else:
            speakers = cuttings.news.speakers()
            part = speakers[options.offset : options.offset + options.limit]
            listed = [{"speaker": name, "quotations": number} for name, number in part]
            _print_list("speakers", listed, len(speakers), speakers_text(part), options)
    return 0


def _catch_up(cuttings: "CuttingsService") -> None:
    """Synchronize the news with the archive, if an interrupted command or an earlier version did not; print why that fails."""
    from corpus.errors import ArchiveError

    with ProgressBar("articles") as progress:
        try:
            cuttings.maintenance.catch_up(progress)
        except ArchiveError as error:
            print(f"cuttings: some articles are not taken into account yet: {error}", file=sys.stderr)
