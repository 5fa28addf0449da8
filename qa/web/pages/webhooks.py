"""The webhooks on the page of saved questions: how each is doing, what was given up, adding, testing, sending again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from qa.alerts.saved_question import Alert
from qa.service.jobs import sentence
from qa.web.pages.adding import ADDRESS_LIMIT
from qa.web.render.desk import button, form
from qa.web.render.messages import said
from qa.web.render.text import ago, ahead, clip, escape, figure
from qa.web.route_table import ALERT_WEBHOOK_CHANGE, ALERT_WEBHOOKS, path_to
from qa.web.translations import Say
from qa.webhooks.values import Delivery, NewWebhook, Webhook, title_of

GIVEN_UP_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksView:
    """What is shown, to whom may change it.

    Attributes:
        webhooks: oldest first.
        given_up: what is no longer tried, by the numbers of webhooks, the newest first.
        alerts: the saved questions, to choose from.
        now: the time.
        new: the one that was just added, whose secret is shown.
    """

    webhooks: Sequence[Webhook]
    given_up: Mapping[int, Sequence[Delivery]]
    alerts: Sequence[Alert]
    now: datetime
    new: NewWebhook | None = field(default=None, repr=False)


def webhooks_section(shown: WebhooksView, say: Say) -> str:
    """Return the part of the page."""
    return (
        f'<section aria-labelledby="webhooks"><h2 id="webhooks">{escape(say("webhooks"))}</h2>'
        f'<p class="quiet">{escape(say("webhooks_intro"))}</p><div data-region>{webhooks_html(shown, say)}</div></section>'
    )


def webhooks_html(shown: WebhooksView, say: Say) -> str:
    """Return the list, the secret of a new webhook, and the form."""
    questions = {one.number: one.question for one in shown.alerts}
    items = "".join(_webhook(one, shown, questions, say) for one in shown.webhooks)
    listed = f'<ul class="hits webhooks">{items}</ul>' if items else ""
    return f"{_secret(shown.new, say)}{listed}{_form(shown, say)}"


def _secret(new: NewWebhook | None, say: Say) -> str:
    if new is None:
        return ""
    secret = escape(new.secret)
    return (
        f'<p role="status">{escape(say("webhook_secret"))}</p><p class="row"><input class="address" readonly '
        f'value="{secret}" aria-label="{escape(say("webhook_secret"))}"> '
        f'<button type="button" data-copy="{secret}">{escape(say("copy"))}</button></p>'
    )


def _form(shown: WebhooksView, say: Say) -> str:
    about = escape(say("webhook_of"))
    choices = "".join(f'<option value="{one.number}">{escape(clip(one.question, 60))}</option>' for one in shown.alerts)
    fields = (
        f'<label>{escape(say("webhook_address"))} <input name="address" inputmode="url" autocomplete="off" '
        f'maxlength="{ADDRESS_LIMIT}" required placeholder="https://"></label>'
        f'<label>{about} <select name="alert" aria-label="{about}"><option value="">{escape(say("webhook_all"))}</option>'
        f"{choices}</select></label>"
    )
    return form(path_to(ALERT_WEBHOOKS), fields, say("webhook_add"), {}, name="add-webhook")


def _webhook(webhook: Webhook, shown: WebhooksView, questions: Mapping[int, str], say: Say) -> str:
    path, name = path_to(ALERT_WEBHOOK_CHANGE, str(webhook.number)), clip(webhook.address, 80)
    actions = [("test", "webhook_test")]
    actions += [("retry", "webhook_retry")] if webhook.given_up or (webhook.error and webhook.waiting) else []
    actions += [("remove", "remove")]
    tools = " ".join(
        button(path, say(text), {"do": do}, name=f"webhook-{do}-{webhook.number}", label=f"{say(text)}: {name}")
        for do, text in actions
    )
    about = say("webhook_all") if webhook.alert is None else clip(questions.get(webhook.alert, ""), 120)
    state = [_time("webhook_accepted", webhook.delivered, shown, say) or say("webhook_nothing_yet")]
    state += [say("webhook_waiting", number=figure(webhook.waiting, say))] if webhook.waiting else []
    return (
        f'<li><h3 dir="ltr">{escape(name)}</h3><p class="quiet" dir="auto">{escape(" · ".join([about, *state]))}</p>'
        f"{_problem(webhook, shown, say)}{_given_up(webhook, shown, say)}"
        f'<p class="row">{tools}</p></li>'
    )


def _problem(webhook: Webhook, shown: WebhooksView, say: Say) -> str:
    if not webhook.error:
        return ""
    failed = say("webhook_failed", number=figure(webhook.failures, say))
    ahead_of = say("webhook_stopped") if webhook.stopped else _time("webhook_next", webhook.retry, shown, say)
    return f'<p class="warning">{escape(f"{failed} {ahead_of}".strip())} {_reason(webhook.error, say)}</p>'


def _given_up(webhook: Webhook, shown: WebhooksView, say: Say) -> str:
    given_up = shown.given_up.get(webhook.number, ())
    if not given_up:
        return ""
    items = "".join(
        f'<li dir="auto">{escape(clip(title_of(one), 120) or say("webhook_trial"))} {_reason(one.error, say)}</li>'
        for one in given_up[:GIVEN_UP_SHOWN]
    )
    summary = escape(say("webhook_given_up", number=figure(webhook.given_up, say)))
    return f"<details><summary>{summary}</summary><ul>{items}</ul></details>"


def _reason(error: str, say: Say) -> str:
    as_said = sentence(error)
    shown = said(as_said, say)
    spoken = ' lang="en"' if shown == as_said else ""
    return f'<span class="quiet"{spoken}>{escape(shown)}</span>'


def _time(text: str, time: str | None, shown: WebhooksView, say: Say) -> str:
    if not time:
        return ""
    away = datetime.fromisoformat(time) - shown.now
    return say(text, when=ahead(away, say) if text == "webhook_next" else ago(-away, say))
