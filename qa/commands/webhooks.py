"""Commands about webhooks: list, add, remove, test, try again, send what waits."""

import argparse
import json
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from qa.commands.common import Command, service
from qa.commands.paths import add_archive_option
from qa.commands.settings import add_settings
from qa.webhooks.values import WebhookOptions

if TYPE_CHECKING:
    from qa.service.service import CuttingsService
    from qa.webhooks.webhooks import Webhooks

GIVEN_UP_SHOWN = 5


def add_webhook_commands(webhook: argparse.ArgumentParser) -> None:
    """Add the commands below `cuttings alerts webhook`, which itself lists webhooks."""
    webhook.set_defaults(command=_list)
    kinds = webhook.add_subparsers(metavar="WHAT")

    def kind(name: str, run: Command, text: str) -> argparse.ArgumentParser:
        added = kinds.add_parser(name, help=text, description=text)
        added.set_defaults(command=run)
        add_archive_option(added)
        return added

    add = kind("add", _add, "Send what is found to an address from now on; its secret is shown once.")
    add.add_argument("address", metavar="ADDRESS", help="http or https")
    add.add_argument("--alert", type=int, metavar="N", help="only what this saved question finds")
    add.add_argument(
        "--site", default="", metavar="ADDRESS", help="of the server, which addresses of quotes begin with"
    )
    add_settings(add, WebhookOptions)
    _numbered(kind("remove", _remove, "Remove a webhook with what waits for it."))
    test = kind("test", _test, "Send a webhook something that tells of nothing, now.")
    retry = kind("retry", _retry, "Send what was given up and what waits, now.")
    send = kind("send", _send, "Send what is due, once; `cuttings serve` does so all the time.")
    for one in (test, retry):
        _numbered(one)
    for one in (test, retry, send):
        add_settings(one, WebhookOptions)


def _numbered(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int, metavar="N", help="of the webhook")


def _list(options: argparse.Namespace) -> int:
    from qa.webhooks.values import webhook_json

    with service(options) as cuttings:
        found = cuttings.webhooks.listed()
        if options.json:
            print(json.dumps([webhook_json(one) for one in found], ensure_ascii=False))
        else:
            print(_text(cuttings.webhooks) or "No webhooks. Add one with: cuttings alerts webhook add ADDRESS")
    return 0


def _add(options: argparse.Namespace) -> int:
    with service(options) as cuttings:
        new = cuttings.webhooks.add(options.address, options.alert, options.site)
    print(f"Added as {new.webhook.number}. Its secret, which is not shown again:\n{new.secret}")
    return 0


def _remove(options: argparse.Namespace) -> int:
    with service(options) as cuttings:
        cuttings.webhooks.remove(options.number)
    print(f"Removed {options.number}.")
    return 0


def _test(options: argparse.Namespace) -> int:
    with service(options) as cuttings:
        return _sent(cuttings, lambda webhooks: webhooks.test(options.number))


def _retry(options: argparse.Namespace) -> int:
    with service(options) as cuttings:
        return _sent(cuttings, lambda webhooks: webhooks.try_again(options.number))


def _send(options: argparse.Namespace) -> int:
    with service(options) as cuttings:
        return _sent(cuttings, lambda _: None)


def _sent(cuttings: "CuttingsService", prepare: "Callable[[Webhooks], None]") -> int:
    """Send what is due after something was prepared; say how each webhook is, and return 1 where something failed."""
    from qa.accounts.accounts import Accounts
    from qa.web.pages.alerts import quote_address
    from qa.webhooks.sender import WebhookSender

    prepare(cuttings.webhooks)
    with closing(Accounts(cuttings.paths)) as accounts:
        WebhookSender(cuttings.webhooks, quote_address, cuttings.has_article, accounts.lets_change).send_now()
    found = cuttings.webhooks.listed()
    print(_text(cuttings.webhooks) or "No webhooks.")
    return 1 if any(one.error for one in found) else 0


def _text(webhooks: "Webhooks") -> str:
    """Return the webhooks as text, each with what was given up."""
    from qa.webhooks.values import title_of

    shown = []
    for one in webhooks.listed():
        what = "all saved questions" if one.alert is None else f"saved question {one.alert}"
        lines = [f"{one.number}. {one.address} ({what})"]
        lines += [f"   last accepted {one.delivered}"] if one.delivered else []
        lines += [f"   {one.waiting} waiting"] if one.waiting else []
        lines += [f"   failed {one.failures} times in a row: {one.error}"] if one.error else []
        lines += [f"   tried again at {one.retry}"] if one.retry and one.error else []
        lines += ["   stopped: the receiver wants nothing any more"] if one.stopped else []
        lines += [f"   {one.given_up} given up; send them again with: cuttings alerts webhook retry {one.number}"] * (
            one.given_up > 0
        )
        given_up = webhooks.given_up(one.number)[:GIVEN_UP_SHOWN]
        lines += [f"     {' '.join(title_of(each).split()) or 'a test'}: {each.error}" for each in given_up]
        shown.append("\n".join(lines))
    return "\n\n".join(shown)
