"""Commands about who may use a server: users with their roles and sessions, and the tokens of their programs."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from getpass import getpass
from typing import TYPE_CHECKING

from corpus.errors import CuttingsError
from corpus.system_errors import archive_error
from qa.accounts.roles import Role, role_named
from qa.commands.common import AddCommand, Command, service
from qa.commands.paths import add_archive_option, archive_paths

if TYPE_CHECKING:
    from qa.accounts.accounts import Accounts
    from qa.accounts.sessions import Session
    from qa.accounts.tokens import Token
    from qa.accounts.users import Subject, User

_Kinds = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it
ROLES = tuple(map(str, Role))


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    users = command("users", _list, "List the users of a server, or change them.", json_too=True)
    kinds = users.add_subparsers(metavar="WHAT")
    _kind(kinds, "list", _list, "List the users.", json_too=True)
    add = _named(kinds, "add", _add, "Add a user; the first has to be an admin. The password is asked for.")
    add.add_argument("--role", choices=ROLES, required=True, help="what they may do")
    add.add_argument("--no-password", action="store_true", help="they come by a provider of identities or a proxy only")
    _add_subject(add)
    _add_subject(_named(kinds, "link", _link, "Say who a user is at a provider of identities; without options nobody."))
    _named(kinds, "role", _role, "Give a user another role, at once.").add_argument("role", choices=ROLES)
    _named(kinds, "password", _password, "Give a user another password, and end their sessions.")
    _named(kinds, "disable", _disable, "Let a user in no more, and end their sessions.")
    _named(kinds, "enable", _enable, "Let a disabled user in again.")
    _named(
        kinds, "remove", _remove, "Remove a user with their sessions, tokens, conversations, saved questions and marks."
    )
    sessions = _kind(kinds, "sessions", _sessions, "List where users are logged in.", json_too=True)
    sessions.add_argument("name", metavar="NAME", nargs="?", help="only of this user")
    sessions.add_argument("--revoke", action="store_true", help="end them")

    tokens = command("tokens", _tokens, "List the tokens of users' programs, or change them.", json_too=True)
    kinds = tokens.add_subparsers(metavar="WHAT")
    _kind(kinds, "list", _tokens, "List the tokens.", json_too=True)
    token = _named(kinds, "add", _add_token, "Make a token for a program of a user. It is printed once.", "USER")
    token.add_argument("--label", required=True, metavar="TEXT", help="what it is for")
    token.add_argument("--role", choices=ROLES, default=Role.READER.value, help="what it may do (%(default)s)")
    token.add_argument("--days", type=int, default=90, metavar="N", help="for which it works (%(default)s)")
    _named(kinds, "revoke", _revoke_token, "Delete a token, at once.", "ID")


def _add_subject(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--issuer", metavar="URL", help="the provider, as `serve --oidc-issuer` has it")
    parser.add_argument("--subject", metavar="TEXT", help="what it calls them, which never changes (`sub`)")


def _kind(
    kinds: "_Kinds[argparse.ArgumentParser]", name: str, run: Command, text: str, *, json_too: bool = False
) -> argparse.ArgumentParser:
    added = kinds.add_parser(name, help=text, description=text)
    added.set_defaults(command=run)
    # as of the other commands; added here too, so that they may be given at the end
    add_archive_option(added)
    if json_too:
        added.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
    return added


def _named(
    kinds: "_Kinds[argparse.ArgumentParser]", name: str, run: Command, text: str, metavar: str = "NAME"
) -> argparse.ArgumentParser:
    added = _kind(kinds, name, run, text)
    added.add_argument("name", metavar=metavar)
    return added


def _list(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        users = accounts.users.listed()
    if options.json:
        print(json.dumps([_user_json(user) for user in users], ensure_ascii=False))
        return 0
    for user in users:
        marks = [*(["disabled"] if user.disabled else []), *([] if user.hash else ["no password"])]
        print(f"{user.name}  {user.role}{''.join(f', {mark}' for mark in marks)}")
    if not users:
        print("There are no users: whoever reaches the server may use it.")
    return 0


def _add(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        first = not accounts.users.exist()
        password = None if options.no_password else _new_password()
        try:
            accounts.make_folder()
        except OSError as error:
            raise archive_error(error, accounts.paths.folder) from error
        user = accounts.users.add(options.name, role_named(options.role), password, _subject(options))
    print(f"Added {user.name}, {user.role}.")
    if first:
        print("A server that is running asks for names and passwords once it is started again.")
    return 0


def _link(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        user = accounts.users.set_subject(options.name, _subject(options))
    print(f"{user.name} is {repr(user.subject.subject) if user.subject else 'nobody'} at a provider now.")
    return 0


def _role(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        user = accounts.users.set_role(options.name, role_named(options.role))
    print(f"{user.name} is {user.role} now.")
    return 0


def _password(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        user = accounts.users.set_password(options.name, _new_password())
    print(f"{user.name} has another password; their sessions have ended, their tokens have not.")
    return 0


def _disable(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        user = accounts.users.disable(options.name)
    print(f"{user.name} is disabled; their sessions have ended.")
    return 0


def _enable(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        user = accounts.users.enable(options.name)
    print(f"{user.name} may log in again.")
    return 0


def _remove(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        user = accounts.users.remove(options.name)
    with service(options) as cuttings:
        cuttings.forget_user(user.id)
    print(f"Removed {user.name}, with their sessions and tokens, and what was their own in this archive.")
    return 0


def _sessions(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        of = [_user(accounts, options.name)] if options.name else accounts.users.listed()
        listed = [(user, session) for user in of for session in accounts.sessions.listed(user)]
        if options.revoke:
            for user in of:
                accounts.sessions.revoke_others(user)
    if getattr(options, "json", False):
        print(json.dumps([_session_json(user, session) for user, session in listed], ensure_ascii=False))
        return 0
    for user, session in listed:
        print(f"{session.id}  {user.name}  {session.kind}, since {_day(session.created)}, used {_day(session.used)}")
    if options.revoke:
        print(f"Ended {len(listed)}.")
    elif not listed:
        print("Nobody is logged in.")
    return 0


def _tokens(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        listed = [(user, token) for user in accounts.users.listed() for token in accounts.tokens.listed(user)]
    if options.json:
        print(json.dumps([_token_json(user, token) for user, token in listed], ensure_ascii=False))
        return 0
    for user, token in listed:
        used = _day(token.used) if token.used else "never"
        print(f"{token.id}  {user.name}  {token.role}, until {_day(token.expires)}, used {used}  {token.label}")
    if not listed:
        print("There are no tokens.")
    return 0


def _add_token(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        user = _user(accounts, options.name)
        text, token = accounts.tokens.add(user, options.label, role_named(options.role), options.days)
    print(text)
    print(
        f"This token of {user.name} has the role {token.role}, holds until {_day(token.expires)}, and is not shown again.",
        file=sys.stderr,
    )
    return 0


def _revoke_token(options: argparse.Namespace) -> int:
    with _accounts(options) as accounts:
        if not any(accounts.tokens.revoke(user, options.name) for user in accounts.users.listed()):
            raise CuttingsError(f"There is no token {options.name!r:.50}; `cuttings tokens list` shows them.")
    print(f"Revoked {options.name}.")
    return 0


def count_users(options: argparse.Namespace) -> int:
    """Return how many users the archive has that the options name."""
    with _accounts(options) as accounts:
        return len(accounts.users.listed())


def users_text(count: int) -> str:
    """Return the sentence that says that there are users."""
    return f"A server of this archive lets its {count} user{'' if count == 1 else 's'} in, and nobody else."


@contextmanager
def _accounts(options: argparse.Namespace) -> "Iterator[Accounts]":
    from qa.accounts.accounts import Accounts

    with closing(Accounts(archive_paths(options))) as accounts:
        yield accounts


def _user(accounts: "Accounts", name: str) -> "User":
    user = accounts.users.named(name)
    if user is None:
        raise CuttingsError(f"There is no user {name!r:.80}; `cuttings users list` shows them.")
    return user


def _subject(options: argparse.Namespace) -> "Subject | None":
    if (options.issuer is None) != (options.subject is None):
        raise CuttingsError("--issuer and --subject say together who somebody is elsewhere.")
    if options.issuer is None:
        return None
    from corpus.catalogue.user_file import storable
    from qa.accounts.users import Subject

    return Subject(storable(options.issuer), storable(options.subject))


def _new_password() -> str:
    """Return a password that is typed twice, or is the next line of a script's input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    given = getpass("Password: ")
    if getpass("Again: ") != given:
        raise CuttingsError("These are two different passwords.")
    return given


def _user_json(user: "User") -> dict[str, object]:
    return {
        "id": user.id,
        "name": user.name,
        "role": user.role.value,
        "password": user.hash is not None,
        "disabled": user.disabled,
        "created": _moment(user.created),
        "issuer": user.subject.issuer if user.subject else None,
        "subject": user.subject.subject if user.subject else None,
    }


def _session_json(user: "User", session: "Session") -> dict[str, object]:
    times = {"created": session.created, "used": session.used, "expires": session.expires}
    return {
        "id": session.id,
        "user": user.name,
        "kind": session.kind,
        **{name: _moment(time) for name, time in times.items()},
    }


def _token_json(user: "User", token: "Token") -> dict[str, object]:
    return {
        "id": token.id,
        "user": user.name,
        "label": token.label,
        "role": token.role.value,
        "created": _moment(token.created),
        "expires": _moment(token.expires),
        "used": None if token.used is None else _moment(token.used),
    }


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
