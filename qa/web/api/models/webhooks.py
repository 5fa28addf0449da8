"""Webhooks: what `cuttings alerts webhook --json` prints, and what is sent to add one."""

from typing import Annotated

from pydantic import Field

from qa.web.api.models.base import ADDRESS_LIMIT, Model, Next


class WebhookModel(Model):
    """A webhook and how it is doing; `retry` is when something that failed is tried next."""

    number: int
    alert: Annotated[int | None, Field(description="the saved question that it tells of; null for all")]
    address: str
    site: Annotated[str, Field(description="what addresses of quotes begin with")]
    created: str
    delivered: Annotated[str | None, Field(description="when something was last accepted")]
    waiting: int
    given_up: int
    failures: Annotated[int, Field(description="attempts in a row that failed")]
    error: str
    retry: str | None
    stopped: Annotated[bool, Field(description="whether the receiver has answered 410")]


class AddedWebhookModel(WebhookModel):
    """A new webhook with its secret, which is shown this once."""

    secret: Annotated[str, Field(pattern="^whsec_")]


class WebhooksModel(Model):
    """A part of the webhooks, oldest first."""

    webhooks: list[WebhookModel]
    total: int
    next: Next


class NewWebhookModel(Model):
    """Where what is found is to be sent: of one saved question, else of all."""

    address: Annotated[str, Field(max_length=ADDRESS_LIMIT)]
    alert: Annotated[int, Field(ge=1, le=10**15)] | None = None


class UndeliveredModel(Model):
    """A message that is no longer tried; `id` is its `webhook-id`."""

    id: str
    title: Annotated[str, Field(description='headline of the article; "" of a test')]
    created: str
    attempts: int
    error: str


class AllUndeliveredModel(Model):
    """A part of what is no longer tried, the newest first."""

    undelivered: list[UndeliveredModel]
    total: int
    next: Next
