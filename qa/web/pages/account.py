"""The page of a user's own account: where they are logged in, their password, the tokens of their programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from qa.accounts.roles import Role
from qa.accounts.sessions import Session
from qa.accounts.tokens import LONGEST_LABEL, MOST_DAYS, Token
from qa.accounts.users import User
from qa.web.pages.page import document, script
from qa.web.render.desk import button, form
from qa.web.render.text import ago, day, escape
from qa.web.route_table import ACCOUNT, ACCOUNT_CHANGE, path_to
from qa.web.translations import Say

USUAL_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """What the page shows.

    Attributes:
        say: words of the user's language.
        session: the id of the session in which it is shown.
        now: seconds since 1970.
        secret: a token that was just made; it is shown this once.
        said: what became of a change; "" for nothing.
        wrong: why nothing was changed; "" for nothing.
    """

    say: Say
    user: User
    session: str
    sessions: Sequence[Session]
    tokens: Sequence[Token]
    now: float
    secret: str = ""
    said: str = ""
    wrong: str = ""


def account_page(shown: AccountView, token: str) -> str:
    """Return the page; `token` is sent by its script with every change."""
    say = shown.say
    lead = say("account_lead", name=shown.user.name, role=say(f"role_{shown.user.role}"))
    body = (
        f'<header class="page-head"><h1>{escape(say("account"))}</h1><p dir="auto">{escape(lead)}</p></header>'
        f"<div data-region>{account_html(shown)}</div>"
        f"<script>{script('words.js', 'changes.js', 'desk.js', say=say)}</script>"
    )
    return document(say("account"), body, say, kind="desk-page account", token=token, here=ACCOUNT)


def account_html(shown: AccountView) -> str:
    """Return what is replaced after a change."""
    said = f'<p role="status">{escape(shown.said)}</p>' if shown.said else ""
    wrong = f'<p role="alert" class="warning">{escape(shown.wrong)}</p>' if shown.wrong else ""
    return f"{said}{wrong}{_sessions(shown)}{_password(shown)}{_tokens(shown)}"


def _sessions(shown: AccountView) -> str:
    say = shown.say
    items = "".join(_session(one, shown) for one in shown.sessions)
    others = ""
    if len(shown.sessions) > 1:
        others = f"<p>{_button('revoke_others', say('sessions_end_others'), {})}</p>"
    return f'<section><h2>{escape(say("sessions_title"))}</h2><ul class="account-list">{items}</ul>{others}</section>'


def _session(session: Session, shown: AccountView) -> str:
    say = shown.say
    when = say("session_line", since=_ago(session.created, shown), used=_ago(session.used, shown))
    if session.id == shown.session:
        return f'<li><strong>{escape(say("session_this"))}</strong> <span class="quiet">{escape(when)}</span></li>'
    end = _button("revoke", say("session_end"), {"session": session.id}, name=f"revoke-{session.id}")
    return f"<li><span>{escape(when)}</span> {end}</li>"


def _password(shown: AccountView) -> str:
    say = shown.say
    if shown.user.hash is None:
        inner = f'<p class="quiet">{escape(say("password_none"))}</p>'
    else:
        fields = "".join(
            f'<label>{escape(say(text))} <input type="password" name="{name}" required autocomplete="{kind}"></label>'
            for name, text, kind in (
                ("old", "password_old", "current-password"),
                ("new", "password_new", "new-password"),
                ("again", "password_again", "new-password"),
            )
        )
        inner = form(
            path_to(ACCOUNT_CHANGE), fields, say("password_change"), {"do": "password"}, name="account-password"
        )
    return f"<section><h2>{escape(say('password'))}</h2>{inner}</section>"


def _tokens(shown: AccountView) -> str:
    say = shown.say
    items = "".join(_token(one, shown) for one in shown.tokens)
    listed = f'<ul class="account-list">{items}</ul>' if items else f'<p class="quiet">{escape(say("tokens_none"))}</p>'
    roles = "".join(
        f'<option value="{role}">{escape(say(f"role_{role}"))}</option>'
        for role in Role
        if shown.user.role.includes(role)
    )
    fields = (
        f'<label>{escape(say("token_label"))} <input name="label" required maxlength="{LONGEST_LABEL}" dir="auto"></label>'
        f'<label>{escape(say("token_role"))} <select name="role">{roles}</select></label>'
        f'<label>{escape(say("token_days"))} <input type="number" name="days" required min="1" max="{MOST_DAYS}" '
        f'value="{USUAL_DAYS}"></label>'
    )
    making = form(path_to(ACCOUNT_CHANGE), fields, say("token_make"), {"do": "token"}, name="account-token")
    return (
        f'<section><h2>{escape(say("tokens_title"))}</h2><p class="quiet">{escape(say("tokens_lead"))}</p>'
        f"{_secret(shown)}{listed}{making}</section>"
    )


def _secret(shown: AccountView) -> str:
    if not shown.secret:
        return ""
    say, text = shown.say, escape(shown.secret)
    return (
        f'<p role="status">{escape(say("token_once"))}</p><p class="row"><input class="once" readonly value="{text}" '
        f'aria-label="{escape(say("token"))}"> <button type="button" data-copy="{text}">{escape(say("copy"))}</button></p>'
    )


def _token(token: Token, shown: AccountView) -> str:
    say = shown.say
    until = day(datetime.fromtimestamp(token.expires, UTC).date().isoformat(), say)
    used = say("token_never") if token.used is None else say("token_used", used=_ago(token.used, shown))
    ended = f" · {say('token_expired')}" if token.expires <= shown.now else ""
    line = f"{say(f'role_{token.role}')} · {say('token_until', day=until)} · {used}{ended}"
    end = _button("revoke_token", say("token_revoke"), {"token": token.id}, name=f"token-{token.id}", of=token.label)
    return f'<li><strong dir="auto">{escape(token.label)}</strong> <span class="quiet">{escape(line)}</span> {end}</li>'


def _button(do: str, text: str, sent: dict[str, object], *, name: str = "", of: str = "") -> str:
    label = f"{text}: {of}" if of else ""
    return button(path_to(ACCOUNT_CHANGE), text, {"do": do, **sent}, name=name or do, label=label)


def _ago(moment: float, shown: AccountView) -> str:
    return ago(timedelta(seconds=max(0.0, shown.now - moment)), shown.say)
