"""Commands about what readers make of an archive themselves: collections, marks, dossiers."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qa.commands.common import AddCommand, service, sub_command

if TYPE_CHECKING:
    from qa.desk.values import Dossier, Marks
    from qa.service.desk import CollectedArticle, DeskService


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    _add_collection(command)
    _add_dossier(command)
    mark = command(
        "mark", _mark, "Star, tag or annotate an article or a quote; without one list what is marked.", json_too=True
    )
    mark.add_argument("target", metavar="PLACE", nargs="?", help="an article, ID; or a quote, ID:START-END")
    mark.add_argument("--star", action=argparse.BooleanOptionalAction, help="put a star on it, or take it away")
    mark.add_argument("--tag", action="append", default=[], metavar="TAG", help="add a tag")
    mark.add_argument("--untag", action="append", default=[], metavar="TAG", help="remove a tag")
    mark.add_argument("--note", metavar="TEXT", help="write a note, '' for none")


def _add_collection(command: AddCommand) -> None:
    collection = command("collection", _list, "List the collections of articles.", json_too=True)
    kinds = collection.add_subparsers(metavar="WHAT")

    kind = partial(sub_command, kinds)

    add = kind("add", _add, "Add articles to a collection, which is made where there is none of that name.")
    add.add_argument("articles", metavar="ARTICLE", nargs="*", help="ids, as `cuttings list` shows them")
    add.add_argument("--words", metavar="WORDS", help="articles that have all of these words")
    add.add_argument("--outlet", action="append", default=[], metavar="NAME", help="articles of this outlet")
    add.add_argument("--since", metavar="DAY", help="articles of this ISO day or later")
    add.add_argument("--until", metavar="DAY", help="articles of this ISO day or earlier")
    add.add_argument(
        "--file", action="append", default=[], type=Path, metavar="FILE", help="add a file to the archive too"
    )
    show = kind("show", _show, "List the articles of a collection.")
    show.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
    remove = kind("remove", _remove, "Take articles out of a collection; they stay in the archive.")
    remove.add_argument("articles", metavar="ARTICLE", nargs="+")
    kind("rename", _rename, "Rename a collection.").add_argument("new", metavar="NEW")
    kind("delete", _delete, "Delete a collection; its articles stay in the archive.")


def _add_dossier(command: AddCommand) -> None:
    dossier = command("dossier", _dossiers, "List the dossiers of pinned quotes and notes.", json_too=True)
    kinds = dossier.add_subparsers(metavar="WHAT")
    pin = sub_command(kinds, "pin", _pin, "Pin a quote to a dossier, which is made where there is none of that name.")
    pin.add_argument(
        "place", metavar="PLACE", help="ID:START-END, as answers name it; ID pins the headline of an article"
    )
    pin.add_argument("--note", default="", metavar="TEXT", help="a note below the quote")
    sub_command(kinds, "note", _note, "Add a note to a dossier.").add_argument("text", metavar="TEXT")
    export = sub_command(
        kinds, "export", _export, "Write a dossier into a file; `cuttings verify` checks .md and .html."
    )
    export.add_argument("file", type=Path, metavar="FILE", help=".md, .html, .docx, .bib, .json (CSL) or .ris")
    sub_command(kinds, "delete", _delete_dossier, "Delete a dossier.")


def _list(options: argparse.Namespace) -> int:
    from qa.service.desk_json import collection_json

    with _desk(options) as desk:
        collections, tags, starred = desk.collections.listed(), desk.marks.tags(), len(desk.marks.starred())
    if options.json:
        print(json.dumps([collection_json(one) for one in collections], ensure_ascii=False))
        return 0
    lines = [(one.name, one.articles) for one in collections]
    lines += [("★", starred)] if starred else []
    lines += [(f"#{tag}", number) for tag, number in tags]
    print(
        "\n".join(f"{number:6,}  {name}" for name, number in lines)
        or "No collections yet: cuttings collection add NAME"
    )
    return 0


def _add(options: argparse.Namespace) -> int:
    from corpus.catalogue.listing import ListQuery
    from corpus.errors import CuttingsError
    from corpus.filters import Filters

    filters = Filters(outlets=tuple(options.outlet), since=options.since, until=options.until)
    with service(options) as cuttings:
        wanted = list(options.articles)
        if filters or options.words:
            wanted += cuttings.desk.matching(ListQuery(words=options.words or "", filters=filters))
        if options.file:
            report = cuttings.maintenance.add(options.file)
            for failure in report.failed:
                raise CuttingsError(f"{failure.path}: {failure.reason}; nothing was added to the collection")
            wanted += [*report.added, *report.changed, *report.unchanged]
        if not wanted and (options.file or filters or options.words):
            raise CuttingsError("no article fits; nothing was added")
        collection = cuttings.desk.collect(options.name, list(dict.fromkeys(wanted)))
    print(f"{collection.name}: {collection.articles:,} article{'' if collection.articles == 1 else 's'}.")
    return 0


def _show(options: argparse.Namespace) -> int:
    from qa.service.desk_json import collected_json

    with _desk(options) as desk:
        found = desk.contents(desk.articles_in(options.name))
    if getattr(options, "json", False):
        print(json.dumps([collected_json(one) for one in found], ensure_ascii=False))
    else:
        print("\n".join(map(_collected_line, found)) or "There is no article in it.")
    return 0


def _remove(options: argparse.Namespace) -> int:
    with _desk(options) as desk:
        collection = desk.collections.named(options.name)
        number = desk.collections.take_out(collection.id, options.articles)
    print(f"Took {number:,} out of {collection.name}.")
    return 0


def _rename(options: argparse.Namespace) -> int:
    with _desk(options) as desk:
        desk.collections.rename(desk.collections.named(options.name).id, options.new)
    return 0


def _delete(options: argparse.Namespace) -> int:
    with _desk(options) as desk:
        collection = desk.collections.named(options.name)
        desk.collections.delete(collection.id)
    print(f"Deleted the collection {collection.name}; its articles stay.")
    return 0


def _mark(options: argparse.Namespace) -> int:
    from qa.service.desk_json import marks_json

    with service(options) as cuttings:
        marks, target = cuttings.desk.marks, options.target
        if target is None:
            found = marks.all()
        else:
            words = cuttings.desk.require(target)
            if options.star is not None:
                marks.star(target, starred=options.star, sha256=words)
            if options.tag:
                marks.tag(target, options.tag, sha256=words)
            if options.untag:
                marks.untag(target, options.untag)
            if options.note is not None:
                marks.note(target, options.note, sha256=words)
            found = {target: marks.on(target)}
    if options.json:
        print(json.dumps({place: marks_json(one) for place, one in found.items()}, ensure_ascii=False))
    else:
        print("\n".join(_marks_line(place, one) for place, one in found.items()) or "Nothing is marked yet.")
    return 0


def _dossiers(options: argparse.Namespace) -> int:
    from qa.service.desk_json import dossier_json

    with _desk(options) as desk:
        found = desk.dossiers.listed()
    if options.json:
        print(json.dumps([dossier_json(one) for one in found], ensure_ascii=False))
    else:
        lines = [
            f"{one.changed[:10]}  {one.title}  ({len(one.entries):,} entries, {one.quotes:,} quotes)" for one in found
        ]
        print("\n".join(lines) or "No dossier yet: cuttings dossier pin NAME PLACE")
    return 0


def _pin(options: argparse.Namespace) -> int:
    with _desk(options) as desk:
        entry = desk.pin_place(_dossier_named(desk, options.name).id, options.place, options.note)
    print(f"Pinned: “{entry.quote.text if entry.quote else ''}”")
    return 0


def _note(options: argparse.Namespace) -> int:
    with _desk(options) as desk:
        desk.dossiers.write(_dossier_named(desk, options.name).id, options.text)
    return 0


def _export(options: argparse.Namespace) -> int:
    from corpus.errors import CuttingsError
    from corpus.private_files import opener
    from qa.web.export.kinds import DOSSIER_KINDS, export_dossier

    suffix = options.file.suffix.lower().removeprefix(".")
    if suffix not in DOSSIER_KINDS:
        raise CuttingsError(f"{options.file}: name it .{', .'.join(DOSSIER_KINDS)}")
    with _desk(options) as desk:
        dossier = desk.dossiers.named(options.name)
        shown = desk.shown(dossier)
    content = export_dossier(dossier, [one.entry for one in shown], suffix)
    with open(options.file, "wb", opener=opener) as file:
        file.write(content)
    lost = sum(one.state != "same" for one in shown)
    said = f"; {lost:,} of its quotes the archive no longer has as they were" if lost else ""
    print(f"Wrote {options.file}: {len(shown):,} entries{said}.")
    return 0


def _delete_dossier(options: argparse.Namespace) -> int:
    with _desk(options) as desk:
        desk.dossiers.delete(desk.dossiers.named(options.name).id)
    return 0


def _dossier_named(desk: "DeskService", name: str) -> "Dossier":
    from corpus.errors import NotFound

    try:
        return desk.dossiers.named(name)
    except NotFound:
        return desk.dossiers.create(name)


@contextmanager
def _desk(options: argparse.Namespace) -> "Iterator[DeskService]":
    with service(options) as cuttings:
        yield cuttings.desk


def _collected_line(one: "CollectedArticle") -> str:
    facts = [part for part in (one.outlet, (one.published or "")[:10], "" if one.live else "removed") if part]
    return f"{one.id}  {one.title}" + (f"  ({', '.join(facts)})" if facts else "")


def _marks_line(place: str, marks: "Marks") -> str:
    note = " ".join(marks.note.split())
    return "  ".join(
        [place, *(["★"] if marks.starred else []), *(f"#{tag}" for tag in marks.tags), *([note] if note else [])]
    )
