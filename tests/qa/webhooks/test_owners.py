"""Webhooks of two users: nobody sees, changes or is told of what is the other's."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from corpus.actor import Actor, acting
from corpus.errors import NotFound
from qa.service.service import CuttingsService
from tests.qa.webhooks.conftest import ferry, sender_of
from tests.qa.webhooks.receivers import Receiver

ANN, BEN = Actor(id="a" * 32, name="ann"), Actor(id="b" * 32, name="ben")


@pytest.fixture
def other() -> Iterator[Receiver]:
    with closing(Receiver()) as receiver:
        yield receiver


def told(receiver: Receiver) -> set[int]:
    return {payload["data"]["alert"]["number"] for _, payload in receiver.got}


def test_each_is_told_of_their_own_and_of_everybodys(opened, receiver: Receiver, other: Receiver) -> None:
    service: CuttingsService = opened(named=f"127.0.0.1:{receiver.port},127.0.0.1:{other.port}")
    with acting(ANN):
        mine = service.alerts.save_search("harbour").number
        receiver.secret = service.webhooks.add(receiver.address).secret
    with acting(BEN):
        other.secret = service.webhooks.add(other.address).secret
        with pytest.raises(NotFound):
            service.webhooks.add(other.address, mine)
    service.maintenance.add_drafts([ferry(1)])
    sender_of(service).send_now()
    assert told(receiver) == {1, mine}
    assert told(other) == {1}


def test_nobody_sees_or_changes_the_others(service: CuttingsService, receiver: Receiver) -> None:
    with acting(ANN):
        number = service.webhooks.add(receiver.address).webhook.number
    with acting(BEN):
        assert service.webhooks.listed() == []
        for action in (
            service.webhooks.remove,
            service.webhooks.test,
            service.webhooks.try_again,
            service.webhooks.given_up,
        ):
            with pytest.raises(NotFound):
                action(number)
    with acting(ANN):
        assert [one.number for one in service.webhooks.listed()] == [number]


def test_what_a_user_has_added_goes_with_them(service: CuttingsService, receiver: Receiver) -> None:
    with acting(ANN):
        receiver.secret = service.webhooks.add(receiver.address).secret
    service.maintenance.add_drafts([ferry(1)])
    service.webhooks.collect(lambda *_: "/")
    service.forget_user(ANN.id)
    sender_of(service).send_now()
    assert receiver.asked == []
    with acting(ANN):
        assert service.webhooks.listed() == []
