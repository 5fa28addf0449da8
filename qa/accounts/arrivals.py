"""Which user somebody is who was let in elsewhere: at a provider of identities, or by a proxy.

From a provider comes a subject, and only by that is a user found: names and addresses of mail can be changed there by whoever
has them. From a proxy comes a name, which is a user's here.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from corpus.actor import Actor, acting
from corpus.errors import ArchiveError, CuttingsError
from qa.accounts.roles import Role
from qa.accounts.users import LONGEST_NAME, Subject, User, Users

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalRules:
    """Who of those that a provider knows may come, and as what.

    Attributes:
        roles: groups at the provider and the roles that they give; with some, the provider decides at each log-in.
        default: the role of who has none by that; None lets them not in, but for users that were added with their subject,
            where `roles` is empty.
    """

    roles: tuple[tuple[str, Role], ...] = ()
    default: Role | None = None

    def role_of(self, groups: frozenset[str]) -> Role | None:
        """Return the highest role that groups give, else the default."""
        given = [role for group, role in self.roles if group in groups]
        return next((role for role in reversed(Role) if role in given), self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Somebody whom a provider has vouched for.

    Attributes:
        names: what they might be called here, the best first; none of them says who they are.
        groups: of theirs at the provider.
    """

    subject: Subject
    names: tuple[str, ...] = ()
    groups: frozenset[str] = frozenset()


def user_of_arrival(users: Users, arrival: Arrival, rules: ArrivalRules) -> User | None:
    """Return the user who has arrived, added or with another role where the rules say so; None for nobody here.

    Raises:
        CuttingsError: they cannot be stored.
    """
    role, user = rules.role_of(arrival.groups), users.of_subject(arrival.subject)
    with acting(Actor(name="log-in at the provider")):
        if user is None:
            return None if role is None else _added(users, arrival, role)
        if user.disabled:
            return None
        if not rules.roles or user.role is role:
            return user
        return None if role is None else _with_role(users, user, role)


def user_of_proxy(users: Users, name: str, role: Role | None) -> User | None:
    """Return the user whom a proxy names, added where there is a role for new ones; None for nobody here.

    Raises:
        CuttingsError: they cannot be stored, or the name cannot be a user's.
    """
    user = users.named(name)
    if user is None and role is not None:
        with acting(Actor(name="proxy")):
            try:
                user = users.add(name, role)
            except ArchiveError:
                raise
            except CuttingsError:
                user = users.named(name)  # added meanwhile by another request of theirs
                if user is None:
                    raise
    return None if user is None or user.disabled else user


def _with_role(users: Users, user: User, role: Role) -> User:
    try:
        return users.set_role(user.name, role)
    except ArchiveError:
        raise
    except CuttingsError as error:  # the last admin
        logger.warning("%s stays %s: %s", user.name, user.role, error)
        return user


def _added(users: Users, arrival: Arrival, role: Role) -> User:
    refused: CuttingsError | None = None
    for name in _names(arrival):
        try:
            return users.add(name, role, subject=arrival.subject)
        except ArchiveError:
            raise
        except CuttingsError as error:  # taken, or none
            refused = error
            if (known := users.of_subject(arrival.subject)) is not None:  # added meanwhile, in another window
                return known
    raise refused or CuttingsError("There is no name for a new user.")


def _names(arrival: Arrival) -> Iterator[str]:
    """Yield the names to be tried: a name that is taken is somebody else's, so a mark is added to it."""
    given = [" ".join(name.split())[: LONGEST_NAME - 9].strip() for name in arrival.names]
    fit = [name for name in given if name and name.isprintable()]
    yield from fit
    mark = sha256(f"{arrival.subject.issuer}\n{arrival.subject.subject}".encode()).hexdigest()[:6]
    yield f"{(fit or ['user'])[0]} {mark}"
