"""Webhooks to real receivers: signed, sent until they are accepted, never in anybody's way, and only where they may lead."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from corpus.actor import Actor, acting
from corpus.article import text_hash
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import CuttingsError, NotFound
from qa.accounts.accounts import Accounts
from qa.accounts.roles import Role
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.web.pages.alerts import quote_address
from qa.webhooks.sender import WebhookSender, wait_after
from qa.webhooks.values import Outcome, WebhookOptions
from tests.qa.webhooks.conftest import ferry, sender_of, until
from tests.qa.webhooks.receivers import Receiver

ROOT = Path(__file__).parents[3]


def test_what_a_saved_question_finds_arrives_signed_with_its_quote_and_its_address(
    service: CuttingsService, receiver: Receiver
) -> None:
    new = service.webhooks.add(receiver.address, site="https://cuttings.example/archive/north/")
    receiver.secret = new.secret
    service.maintenance.add_drafts([ferry(1)])
    sender_of(service).send_now()
    ((name, payload),) = receiver.got
    (article,) = [one for one in service.articles() if one.title.startswith("Ferry")]
    assert name.startswith("msg_")
    assert payload["type"] == "alert.hit"
    data = payload["data"]
    assert data["alert"] == {"number": 1, "question": "ferry"}
    assert data["article"] == {
        "id": article.id,
        "title": "Ferry 1 strikes",
        "outlet": "Gazette",
        "published": "2026-03-06",
        "url": None,
    }
    for quote in data["quotes"]:
        field = getattr(article, quote.get("field", "text"))
        assert field[quote["start"] : quote["end"]] == quote["text"]
        assert quote["sha256"] == text_hash(quote["text"])
        assert quote["address"].startswith(f"https://cuttings.example/archive/north/article/{article.id}?start=")
    assert data["quotes"]
    (shown,) = service.webhooks.listed()
    assert (shown.waiting, shown.error, bool(shown.delivered)) == (0, "", True)
    sender_of(service).send_now()
    assert len(receiver.asked) == 1


def test_the_secret_is_shown_once_and_another_one_is_refused(service: CuttingsService, receiver: Receiver) -> None:
    new = service.webhooks.add(receiver.address)
    other = service.webhooks.add(receiver.address)
    assert new.secret.startswith("whsec_")
    assert new.secret != other.secret
    assert new.secret not in repr(new) + repr(service.webhooks.listed())
    receiver.secret = new.secret
    service.webhooks.test(new.webhook.number)
    service.webhooks.test(other.webhook.number)
    sender_of(service).send_now()
    assert [payload["type"] for _, payload in receiver.got] == ["webhook.test"]
    first, second = service.webhooks.listed()
    assert first.error == ""
    assert second.error == "HTTP 401 Unauthorized"


def test_a_receiver_that_fails_twice_gets_the_same_again_under_the_same_id(
    service: CuttingsService, receiver: Receiver
) -> None:
    receiver.secret = service.webhooks.add(receiver.address).secret
    receiver.answers = [(500, {}), (503, {})]
    with closing(sender_of(service)) as sender:
        sender.start()
        service.maintenance.add_drafts([ferry(1)])
        until(lambda: receiver.got)
    assert len(receiver.asked) == 3
    assert len(set(receiver.asked)) == 1
    until(lambda: service.webhooks.listed()[0].error == "")
    assert service.webhooks.listed()[0].failures == 0


def test_a_receiver_that_hangs_holds_up_neither_adding_nor_asking_nor_another_webhook(
    opened: Callable[..., CuttingsService], receiver: Receiver
) -> None:
    over = threading.Event()
    with closing(Receiver()) as slow:
        service = opened(named=f"127.0.0.1:{receiver.port}, 127.0.0.1:{slow.port}", seconds=15.0)
        slow.secret = service.webhooks.add(slow.address).secret
        receiver.secret = service.webhooks.add(receiver.address).secret
        slow.answers = [lambda: (204 if over.wait(20) else 500, {})]
        with closing(sender_of(service)) as sender:
            sender.start()
            service.maintenance.add_drafts([ferry(1)])
            until(lambda: slow.asked and receiver.got)
            service.maintenance.add_drafts([ferry(2)])
            assert service.ask("Which pier did ferry 2 strike?").passages
            until(lambda: len(receiver.got) == 2)
            assert service.webhooks.listed()[0].failures == 0  # all that while the other one hangs
            until(lambda: "longer than 15 seconds" in service.webhooks.listed()[0].error, 20)
            over.set()
            until(lambda: len({name for name, _ in slow.got}) == 2)


def test_one_that_redirects_to_this_machine_is_not_followed(service: CuttingsService, receiver: Receiver) -> None:
    receiver.secret = service.webhooks.add(receiver.address).secret
    with closing(Receiver(receiver.secret)) as inner:
        receiver.answers = [(302, {"Location": inner.address})]
        service.maintenance.add_drafts([ferry(1)])
        sender_of(service).send_now()
        assert inner.asked == []
    assert service.webhooks.listed()[0].error == "HTTP 302 Found: redirects are not followed"


def test_a_name_that_leads_into_the_private_network_is_not_connected_to(
    opened: Callable[..., CuttingsService], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = opened(named="")
    service.webhooks.add(f"http://receiver.example:80/{receiver.port}")
    real = socket.getaddrinfo

    def answers(host: str, port: int, **options: object) -> object:
        if host == "receiver.example":  # the resolver's answer, as in an attack by DNS
            return real("127.0.0.1", receiver.port, **options)
        return real(host, port, **options)

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    service.webhooks.test(1)
    sender_of(service).send_now()
    assert service.webhooks.listed()[0].error == "receiver.example is 127.0.0.1, which is not public"
    assert receiver.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/hook",
        "http://localhost/hook",
        "http://[::1]/hook",
        "http://10.0.0.1/",
        "http://2130706433/",
        "http://169.254.169.254/latest/meta-data/",
        "ftp://receiver.example/",
        "https://user:secret@receiver.example/",
        "https://receiver.example:8080/",
        "hook",
    ],
)
def test_where_nothing_may_be_sent_is_refused_when_it_is_added(service: CuttingsService, address: str) -> None:
    with pytest.raises(CuttingsError, match="Nothing is sent to this address"):
        service.webhooks.add(address)
    assert service.webhooks.listed() == []


def test_a_machine_that_is_named_counts_with_its_port_only(opened: Callable[..., CuttingsService]) -> None:
    service = opened(named="10.1.2.3:8123, localhost,[::1]:9")
    for address in ("http://10.1.2.3:8123/a", "https://LOCALHOST./", "http://[::1]:9/"):
        service.webhooks.add(address)
    for address in ("http://10.1.2.3/a", "http://10.1.2.3:8124/", "http://localhost:8123/", "http://10.1.2.4:8123/"):
        with pytest.raises(CuttingsError):
            service.webhooks.add(address)


def test_what_is_named_no_longer_is_sent_nothing(opened: Callable[..., CuttingsService], receiver: Receiver) -> None:
    opened().webhooks.add(receiver.address)
    service = opened(named="")
    service.webhooks.test(1)
    sender_of(service).send_now()
    assert service.webhooks.listed()[0].error.startswith("Nothing is sent to this address")
    assert receiver.asked == []


def test_one_that_wants_nothing_any_more_is_stopped_until_somebody_tries_again(
    service: CuttingsService, receiver: Receiver
) -> None:
    receiver.secret = service.webhooks.add(receiver.address).secret
    receiver.answers = [(410, {})]
    service.maintenance.add_drafts([ferry(1), ferry(2)])
    sender_of(service).send_now()
    (webhook,) = service.webhooks.listed()
    assert (webhook.stopped, webhook.waiting, webhook.given_up, webhook.error) == (True, 0, 2, "HTTP 410 Gone")
    service.maintenance.add_drafts([ferry(3)])
    sender_of(service).send_now()
    assert len(receiver.asked) == 1
    service.webhooks.try_again(1)
    sender_of(service).send_now()
    titles = {payload["data"]["article"]["title"] for _, payload in receiver.got}
    assert titles >= {"Ferry 1 strikes", "Ferry 2 strikes"}
    assert service.webhooks.listed()[0].given_up == 0


def test_what_fails_for_too_long_is_given_up_with_its_last_error(
    opened: Callable[..., CuttingsService], receiver: Receiver
) -> None:
    service = opened(give_up=timedelta(0))
    receiver.secret = service.webhooks.add(receiver.address).secret
    receiver.answers = [(500, {})]
    service.maintenance.add_drafts([ferry(1)])
    sender_of(service).send_now()
    (given_up,) = service.webhooks.given_up(1)
    assert (given_up.error, given_up.attempts) == ("HTTP 500 Internal Server Error", 1)
    sender_of(service).send_now()
    assert len(receiver.asked) == 1
    service.webhooks.try_again(1)
    sender_of(service).send_now()
    assert [name for name, _ in receiver.got] == [given_up.id]


def test_one_delivery_that_is_refused_does_not_hold_back_those_after_it(
    service: CuttingsService, receiver: Receiver
) -> None:
    receiver.secret = service.webhooks.add(receiver.address).secret
    service.maintenance.add_drafts([ferry(1), ferry(2)])
    receiver.answers = [(400, {})]
    sender_of(service).send_now()
    time.sleep(0.1)
    sender_of(service).send_now()
    refused, accepted, again = receiver.asked
    assert refused == again != accepted
    assert [name for name, _ in receiver.got] == [accepted, refused]


def test_what_tells_of_an_article_that_was_removed_is_not_sent(service: CuttingsService, receiver: Receiver) -> None:
    receiver.secret = service.webhooks.add(receiver.address).secret
    service.maintenance.add_drafts([ferry(1), ferry(2)])
    service.webhooks.collect(lambda *_: "/")
    (gone,) = [one.id for one in service.articles() if one.title.startswith("Ferry 1")]
    service.maintenance.remove(Selection(ids=(gone,)))
    sender_of(service).send_now()
    assert [payload["data"]["article"]["title"] for _, payload in receiver.got] == ["Ferry 2 strikes"]
    assert service.webhooks.listed()[0].waiting == 0


def test_a_webhook_of_one_saved_question_tells_of_that_one_and_goes_with_it(
    service: CuttingsService, receiver: Receiver
) -> None:
    other = service.alerts.save_search("harbour").number
    receiver.secret = service.webhooks.add(receiver.address, other).secret
    service.maintenance.add_drafts([ferry(1), ferry(2, "The harbour was closed.")])
    sender_of(service).send_now()
    assert {payload["data"]["alert"]["number"] for _, payload in receiver.got} == {other}
    service.alerts.remove(other)
    sender_of(service).send_now()
    assert service.webhooks.listed() == []
    with pytest.raises(CuttingsError, match="no such saved question"):
        service.webhooks.add(receiver.address, other)


def test_what_was_there_before_is_not_told(service: CuttingsService, receiver: Receiver) -> None:
    service.maintenance.add_drafts([ferry(1)])
    receiver.secret = service.webhooks.add(receiver.address).secret
    service.maintenance.add_drafts([ferry(2)])
    sender_of(service).send_now()
    assert [payload["data"]["article"]["title"] for _, payload in receiver.got] == ["Ferry 2 strikes"]


KILLED_AFTER_ADDING = """
import os, signal, sys
from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from pathlib import Path
from qa.service.service import CuttingsService
from qa.service.settings import Settings
service = CuttingsService(ArchivePaths(Path(sys.argv[1])), Settings(model="hashing-256"))
service.maintenance.add_drafts([ArticleDraft(title="Ferry 1 strikes", text="A ferry struck the pier.")])
os.kill(os.getpid(), signal.SIGKILL)
"""
SENDING = """
import sys
from pathlib import Path
from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.webhooks.sender import WebhookSender
from qa.webhooks.values import WebhookOptions
settings = Settings(model="hashing-256", webhooks=WebhookOptions(named=sys.argv[2], seconds=1, first=0))
service = CuttingsService(ArchivePaths(Path(sys.argv[1])), settings)
WebhookSender(service.webhooks, lambda *_: "/", service.has_article).send_now()
"""


def child(code: str, *arguments: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT)


def test_killed_between_finding_and_sending_it_is_sent_later(
    service: CuttingsService, receiver: Receiver, paths: ArchivePaths
) -> None:
    receiver.secret = service.webhooks.add(receiver.address).secret
    with child(KILLED_AFTER_ADDING, paths.folder) as process:
        assert process.wait(60) == -signal.SIGKILL
    sender_of(service).send_now()
    assert [payload["data"]["article"]["title"] for _, payload in receiver.got] == ["Ferry 1 strikes"]
    sender_of(service).send_now()
    assert len(receiver.asked) == 1


def test_killed_while_sending_it_is_sent_again_under_the_same_id(
    service: CuttingsService, receiver: Receiver, paths: ArchivePaths
) -> None:
    receiver.secret = service.webhooks.add(receiver.address).secret
    service.maintenance.add_drafts([ferry(1)])
    running: list[subprocess.Popen[bytes]] = []

    def kill() -> tuple[int, dict[str, str]]:
        os.kill(running[0].pid, signal.SIGKILL)  # what it sent has come, and it will never know
        return 204, {}

    receiver.answers = [kill]
    with child(SENDING, paths.folder, f"127.0.0.1:{receiver.port}") as process:
        running.append(process)
        assert process.wait(60) == -signal.SIGKILL
    assert service.webhooks.listed()[0].waiting == 1
    sender_of(service).send_now()
    assert len(receiver.got) == 1  # its claim still holds
    with service.webhooks.file._file.change() as db:
        db.execute("UPDATE webhooks SET claimed = '2020-01-01'")  # as it is after a minute
    sender_of(service).send_now()
    first, second = receiver.got
    assert first == second
    assert service.webhooks.listed()[0].waiting == 0


def test_two_processes_send_each_thing_once(service: CuttingsService, receiver: Receiver, paths: ArchivePaths) -> None:
    receiver.secret = service.webhooks.add(receiver.address).secret
    service.maintenance.add_drafts([ferry(number) for number in range(8)])
    named = f"127.0.0.1:{receiver.port}"
    with child(SENDING, paths.folder, named) as one, child(SENDING, paths.folder, named) as other:
        assert one.wait(60) == other.wait(60) == 0
    sender_of(service).send_now()
    assert len(receiver.asked) == len({name for name, _ in receiver.got}) == 8


def test_waits_grow_to_a_limit_and_what_a_receiver_asks_for_is_heeded() -> None:
    options = WebhookOptions(jitter=0.0)
    waits = [wait_after(failures, Outcome(error="x"), options) for failures in (1, 2, 3, 8, 99)]
    assert waits == [5, 20, 80, 6 * 3600, 6 * 3600]
    assert wait_after(1, Outcome(error="x", wait=100), options) == 100
    assert wait_after(1, Outcome(error="x", wait=1e9), options) == 86400
    spread = {wait_after(1, Outcome(error="x"), WebhookOptions()) for _ in range(50)}
    assert len(spread) > 10
    assert all(4 <= wait <= 6 for wait in spread)


def test_a_webhook_tells_only_of_its_owners_and_of_everybodys(service: CuttingsService, receiver: Receiver) -> None:
    anna, boris = Actor(id="a" * 32, name="Anna"), Actor(id="b" * 32, name="Boris")
    with acting(anna):
        own = service.alerts.save_search("harbour")
        service.webhooks.add(receiver.address, own.number)
        service.webhooks.add(receiver.address)
    with acting(boris):
        service.webhooks.add(receiver.address)
        with pytest.raises(NotFound):
            service.webhooks.add(receiver.address, own.number)
    service.webhooks.add(receiver.address)
    service.maintenance.add_drafts([ferry(1)])
    service.webhooks.collect(quote_address)
    with acting(anna):
        assert [one.waiting for one in service.webhooks.listed()] == [1, 2, 1]
    with acting(boris):
        assert [one.waiting for one in service.webhooks.listed()] == [1, 1]


def test_nothing_is_sent_for_a_user_who_may_have_no_webhooks_until_they_may_again(
    service: CuttingsService, receiver: Receiver
) -> None:
    with closing(Accounts(service.paths)) as accounts:
        accounts.users.add("Ada", Role.ADMIN, "correct horse")
        bo = accounts.users.add("Bo", Role.EDITOR, "correct horse")
        with acting(bo.actor()):
            receiver.secret = service.webhooks.add(receiver.address).secret
        sender = WebhookSender(service.webhooks, quote_address, service.has_article, accounts.lets_change)
        accounts.users.disable("Bo")
        service.maintenance.add_drafts([ferry(1)])
        sender.send_now()
        assert receiver.asked == []
        accounts.users.enable("Bo")
        accounts.users.set_role("Bo", Role.READER)
        sender.send_now()
        assert receiver.asked == []
        accounts.users.set_role("Bo", Role.EDITOR)
        sender.send_now()
        assert len(receiver.got) == 1
