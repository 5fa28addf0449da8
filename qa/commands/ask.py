"""Commands that change nothing: ask, summarise, list, show, status."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.errors import SettingsError
from qa.commands.common import AddCommand, service
from qa.commands.users import count_users, users_text
from qa.commands.writer import add_writer

if TYPE_CHECKING:
    from qa.service.service import CuttingsService
    from qa.service.summaries import AnsweredQuestion

OPERATORS = (
    'Operators: "a phrase", -word, outlet:NAME, after:DAY, before:DAY (2024, 2024-03 or 2024-03-08; the first includes it, the '
    "second does not), said:NAME, person:NAME, place:NAME; a - before them leaves out what fits. Put -- before a QUERY that "
    "begins with a -."
)


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    ask = command("ask", _ask, "Ask a question; with - one a line from standard input.", json_too=True)
    ask.add_argument("question", metavar="QUESTION", help=f"in your own words. {OPERATORS}")
    ask.add_argument(
        "--collection", metavar="NAME", help="ask only the articles of a collection; #TAG and ★ are some, too"
    )
    add_writer(ask)
    text = "Quote how an article, a story or a collection begins, or what the outlets of a story print on one point."
    summarise = command("summarise", _summarise, text, json_too=True)
    summarise.add_argument("id", nargs="?", metavar="ID", help="of an article, or of a story or one of its articles")
    which = summarise.add_mutually_exclusive_group()
    which.add_argument("--story", action="store_true", help="the story that it is in, and not the article")
    which.add_argument("--outlets", action="store_true", help="how the outlets of that story differ")
    which.add_argument("--collection", metavar="NAME", help="a collection instead; #TAG and ★ are some, too")
    add_writer(summarise)
    listing = command(
        "list", _list, "List the articles, newest first: all, or those that a search finds.", json_too=True
    )
    listing.add_argument("query", nargs="*", metavar="QUERY", help=f"words that are all in the article. {OPERATORS}")
    listing.add_argument("--collection", metavar="NAME", help="only the articles of a collection")
    show = command("show", _show, "Print an article.", json_too=True)
    show.add_argument("article", metavar="ARTICLE")
    status = command("status", _status, "Say what the archive holds.", json_too=True)
    status.add_argument("--failed", action="store_true", help="only list the files that could not be read")


def _ask(options: argparse.Namespace) -> int:
    from corpus.filters import Filters

    filters = Filters(collection=options.collection)
    with service(options) as cuttings:
        for question in _questions(options.question):
            _print_answer(cuttings, cuttings.ask_with_context(question, filters=filters), as_json=options.json)
    return 0


def _summarise(options: argparse.Namespace) -> int:
    from qa.service.summaries import Subject, SubjectKind
    from qa.web.render.summaries import question_about

    if (options.id is None) == (options.collection is None):
        raise SettingsError("What is to be summarised? Name an article or a story, or --collection NAME, and not both.")
    kind: SubjectKind = "outlets" if options.outlets else "story" if options.story else "article"
    subject = Subject("collection", options.collection) if options.id is None else Subject(kind, options.id)
    with service(options) as cuttings:
        found = cuttings.summaries.summary(subject, question_about(subject.kind))
        _print_answer(cuttings, found, as_json=options.json)
    return 0


def _print_answer(cuttings: "CuttingsService", asked: "AnsweredQuestion", *, as_json: bool) -> None:
    """Print quotes, and then what is written of them."""
    from qa.answering.json import answer_json
    from qa.commands.terminal import answer_text, written_text
    from qa.news.views.json import context_json
    from qa.written.json import written_json

    if not as_json:  # the quotes do not wait for what is written of them
        print(answer_text(asked.answer, asked.context), flush=True)
    written = cuttings.prose.write(asked.answer, asked.context)
    if as_json:
        context = context_json(asked.context) if asked.context else None
        prose = written_json(written) if written else None
        print(json.dumps(answer_json(asked.answer, context, prose), ensure_ascii=False), flush=True)
    elif written:
        print(f"\n{written_text(written, asked.answer)}", flush=True)


def _questions(argument: str) -> Iterator[str]:
    if argument == "-":
        yield from (line.rstrip("\r\n") for line in sys.stdin)
    else:
        yield argument


def _list(options: argparse.Namespace) -> int:
    from qa.answering.json import article_json
    from qa.commands.terminal import article_line

    if options.query:
        return _search(options)
    with service(options) as cuttings:
        articles = cuttings.articles()
        if options.collection:
            wanted = set(cuttings.desk.articles_in(options.collection))
            articles = [article for article in articles if article.id in wanted]
    if options.json:
        print(json.dumps([article_json(article) for article in articles], ensure_ascii=False))
    else:
        print("\n".join(map(article_line, articles)) or "No articles yet. Add some with: cuttings add FILE")
    return 0


def _search(options: argparse.Namespace) -> int:
    from corpus.catalogue.listing import ListQuery
    from corpus.filters import Filters
    from qa.answering.json import article_json
    from qa.commands.terminal import found_text

    query = " ".join(options.query)
    with service(options) as cuttings:
        found = cuttings.search(
            ListQuery(words=query, filters=Filters(collection=options.collection), limit=-1), facets=False
        )
        articles = [cuttings.article(one.id) for one in found.listed]
    if options.json:
        made = [
            {**article_json(one), "snippet": found.snippets[one.id].shown() if one.id in found.snippets else None}
            for one in articles
        ]
        print(json.dumps(made, ensure_ascii=False))
    else:
        print(found_text(query, found, articles))
    return 0


def _show(options: argparse.Namespace) -> int:
    from qa.answering.json import article_with_passages_json
    from qa.answering.plain import article_text

    with service(options) as cuttings:
        article = cuttings.article(options.article)
        if options.json:
            whole = article_with_passages_json(article, cuttings.passages(article.id))
            print(json.dumps(whole, ensure_ascii=False))
        else:
            print(article_text(article))
    return 0


def _status(options: argparse.Namespace) -> int:
    from qa.commands.terminal import failed_text, status_text
    from qa.service.status import status_json

    with service(options) as cuttings:
        status = cuttings.status()
    if options.failed:
        failed = status_json(status)["failed"]
        print(json.dumps(failed, ensure_ascii=False) if options.json else failed_text(status))
        return 0
    users = count_users(options)
    if options.json:
        print(json.dumps({**status_json(status), **({"users": users} if users else {})}, ensure_ascii=False))
    else:
        print(status_text(status))
        if users:
            print(users_text(users))
    return 0
