"""Webhooks by program."""

from collections.abc import Callable

from fastapi.testclient import TestClient

from qa.service.service import CuttingsService
from qa.web.api.models.webhooks import AddedWebhookModel, AllUndeliveredModel, WebhooksModel
from qa.web.api.paths import WEBHOOKS
from tests.qa.web.api.conftest import HERE


def test_added_listed_tested_and_removed(client: TestClient, service: CuttingsService) -> None:
    number = service.alerts.save_search("ferry").number
    added = client.post(WEBHOOKS, json={"address": "https://receiver.example/hook", "alert": number})
    assert added.status_code == 201
    AddedWebhookModel.model_validate(added.json())
    assert added.json()["site"] == HERE
    one = f"{WEBHOOKS}/{added.json()['number']}"
    listed = client.get(WEBHOOKS).json()
    WebhooksModel.model_validate(listed)
    assert added.json()["secret"] not in client.get(WEBHOOKS).text
    assert client.post(f"{one}/test").status_code == 202
    assert client.get(WEBHOOKS).json()["webhooks"][0]["waiting"] == 1
    assert client.post(f"{one}/retry").status_code == 202
    undelivered = client.get(f"{one}/undelivered").json()
    AllUndeliveredModel.model_validate(undelivered)
    assert undelivered["undelivered"] == []
    assert client.delete(one).status_code == 204
    assert {client.delete(one).status_code, client.get(f"{one}/undelivered").status_code} == {404}
    service.alerts.remove(number)


def test_what_cannot_be_is_a_problem(client: TestClient) -> None:
    private = client.post(WEBHOOKS, json={"address": "http://127.0.0.1:9/"})
    assert private.status_code == 409
    assert "Nothing is sent to this address" in private.json()["detail"]
    assert client.post(WEBHOOKS, json={"address": "https://receiver.example/", "alert": 999}).status_code == 404
    assert client.post(WEBHOOKS, json={}).status_code == 422


def test_a_program_that_may_not_change_anything_does_not_see_them(serving: Callable[..., TestClient]) -> None:
    for client in (serving(), serving({"cuttings-api": "1"}, read_only=True)):
        assert client.get(WEBHOOKS).status_code == 403
        assert client.post(WEBHOOKS, json={"address": "https://receiver.example/"}).status_code == 403
