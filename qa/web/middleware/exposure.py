"""From where a server can be reached, under which names, and what those who reach it may do."""

import socket
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from corpus.errors import CuttingsError
from qa.accounts.accounts import Accounts
from qa.web.identity.provider import ProviderOptions
from qa.web.middleware.access import Access
from qa.web.middleware.asgi import App
from qa.web.middleware.concurrency import RequestLimit
from qa.web.middleware.gate import Gate
from qa.web.middleware.guard import Guard
from qa.web.middleware.hosts import LOOPBACK, Authority, Hosts, TrustedProxies, authority, is_loopback, parse_hosts
from qa.web.middleware.own_streams import OwnStreams
from qa.web.middleware.password import PASSWORD, Password
from qa.web.middleware.proxy_user import ProxyUserOptions, ProxyUsers
from qa.web.middleware.reader_identity import ReaderIdentity

# Reserved for documentation: connecting a UDP socket to them shows which address of this machine the system would use.
_RESERVED_ADDRESSES = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachOptions:
    """Who may reach a server and what they may do.

    Attributes:
        allowed_hosts: host names of the server besides its address, `name` or `name:port`.
        proxies: addresses or networks of proxies that terminate TLS; their forwarding headers are trusted, and only they
            may connect.
        allow_changes: whoever has the password may add, remove and rebuild, from other machines too.
        read_only: nobody may add, remove or rebuild.
        password: the password of the server, or its argon2id hash; None for a server that asks for none.
        provider: of identities, at which users may log in too.
        proxy_user: how the proxies name users whom they have let in; None where they let in nobody.
    """

    allowed_hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    allow_changes: bool = False
    read_only: bool = False
    password: str | None = field(default=None, repr=False)
    provider: ProviderOptions | None = None
    proxy_user: ProxyUserOptions | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The options applied to the address that a server listens on.

    Attributes:
        host, port: where it listens.
        remote: whether it may be reached from other machines.
    """

    host: str
    port: int
    hosts: Hosts
    remote: bool
    access: Access
    options: ReachOptions

    @classmethod
    def of(
        cls, options: ReachOptions, host: str, port: int, requested_host: str = "", accounts: Accounts | None = None
    ) -> "Reach":
        """Check the options and apply them.

        Args:
            host, port: the numeric address that is listened on.
            requested_host: the host as the user gave it, perhaps a name.
            accounts: whose users log in; None, or without users, for a server that has none.

        Raises:
            CuttingsError: the options contradict each other, or one is invalid; or the users cannot be read.
        """
        host = host.partition("%")[0]
        names = _allowed_hosts(options.allowed_hosts)
        _check_proxies(options.proxies)
        requested = authority(requested_host)
        own = {Authority(host), *({requested} if requested else ())} if not _is_any(host) else set()
        remote = not is_loopback(host) or bool(options.proxies) or not all(is_loopback(one.host) for one in names)
        users = accounts if accounts is not None and accounts.in_use() else None
        if users is not None and options.password is not None:
            raise CuttingsError(
                f"{PASSWORD} is for a server without users, and this one has some: unset it. `cuttings users list` shows them."
            )
        _check_identities(options, users)
        password = _password(options.password)
        if users is not None:  # their roles decide
            access = Access(
                read_only=options.read_only,
                accounts=users,
                provider=options.provider,
                proxy_role=options.proxy_user.role if options.proxy_user else None,
            )
        else:
            access = Access(read_only=options.read_only or (remote and not options.allow_changes), password=password)
        if remote and options.allow_changes and not access.closed:
            raise CuttingsError(
                f"--allow-changes would let everybody who reaches this server change the archive: set {PASSWORD} too, "
                "or add users (`cuttings users add`)."
            )
        return cls(
            host=host,
            port=port,
            hosts=Hosts(LOOPBACK | own | names, any_address=_is_any(host)),
            remote=remote,
            access=access,
            options=options,
        )

    @property
    def address(self) -> str:
        """The address at which this machine itself reaches the server."""
        return _url({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host), self.port)  # noqa: S104

    def protect(self, app: App, script_hashes: Iterable[str] = ()) -> App:
        """Return an application behind all middleware that decides who may ask for what."""
        inner = ReaderIdentity(RequestLimit(OwnStreams(app)), self.access)
        guarded = Guard(Gate(inner, self.access), self.hosts, script_hashes)
        named = self.options.proxy_user
        users = ProxyUsers(named) if named else None
        return TrustedProxies(guarded, self.options.proxies, own=not self.remote, users=users)

    def description(self) -> str:
        """Return one or two lines on who can reach the server, and what they can do."""
        lines = [f"{self._who()}; {self._what()}."]
        if self.remote and not self.options.proxies:
            what = "what is read, asked and sent, passwords too," if self.access.closed else "what is read and asked"
            lines.append(f"No TLS: {what} can be seen on the way. docs/operation.md puts a proxy in front.")
        return "\n".join(lines)

    def _who(self) -> str:
        names = sorted(_host_and_port(one) for one in self.hosts.names - LOOPBACK if not one.is_address)
        if self.options.proxies:
            through = f"Reachable through the proxy at {', '.join(self.options.proxies)}"
            return (
                f"{through}, as {', '.join(names)}"
                if names
                else f"{through}, but under no name: --allowed-host gives it one"
            )
        if not self.remote:
            return "Reachable from this machine only, by whoever uses it"
        if is_loopback(self.host):
            return f"Reachable from this machine, and by what passes requests on to it as {', '.join(names)}"
        addresses = own_addresses() if _is_any(self.host) else [self.host]
        also = f" or the names {', '.join(names)}" if names else ""
        urls = ", ".join(_url(one, self.port) for one in addresses if (":" in one) == (":" in self.host))
        return f"Reachable by every machine that can connect to this one, under {urls or self.address}{also}"

    def _what(self) -> str:
        may = "ask and read, not change anything" if self.access.read_only else "ask, read, add, remove and rebuild"
        if self.access.users is not None:
            elsewhere = f" or through {self.access.sign_on.name}" if self.access.sign_on else ""
            elsewhere += " or let in by the proxy" if self.options.proxy_user else ""
            return f"with a name and a password{elsewhere} they can {may}, as their role allows, without them nothing"
        if self.access.password is None:
            return f"without a password, they can {may}"
        return f"with the password they can {may}, without it nothing"


def own_addresses() -> list[str]:
    """Return the addresses from which this machine would connect to others; nothing is sent."""
    found = []
    for family, address in _RESERVED_ADDRESSES:
        with closing(socket.socket(family, socket.SOCK_DGRAM)) as probe:
            try:
                probe.connect((address, 9))
                found.append(str(probe.getsockname()[0]))
            except OSError:  # it has none of that family
                continue
    return found


def _allowed_hosts(texts: tuple[str, ...]) -> frozenset[Authority]:
    try:
        return parse_hosts(texts)
    except ValueError as error:
        raise CuttingsError(f"--allowed-host: {error}.") from error


def _check_proxies(texts: tuple[str, ...]) -> None:
    for text in texts:
        try:
            ip_network(text, strict=False)
        except ValueError as error:
            raise CuttingsError(f"--proxy: {text!r} is no address or network.") from error


def _check_identities(options: ReachOptions, users: Accounts | None) -> None:
    named = {"--oidc-issuer": options.provider, "--proxy-user-header": options.proxy_user}
    given = [name for name, value in named.items() if value is not None]
    if len(given) > 1:
        raise CuttingsError(
            f"Either the provider or the proxy says who somebody is: {' and '.join(given)} exclude each other."
        )
    if options.proxy_user is not None and not options.proxies:
        raise CuttingsError("--proxy-user-header is believed from listed proxies only: --proxy ADDRESS lists one.")
    if given and users is None:
        raise CuttingsError(
            f"{given[0]} is for a server with users, and it has none: `cuttings users add NAME --role admin` adds the first."
        )


def _password(text: str | None) -> Password | None:
    if text is None:
        return None
    try:
        return Password(text)
    except ValueError as error:
        raise CuttingsError(f"{PASSWORD} cannot be used: {error}.") from error


def _is_any(host: str) -> bool:
    return ip_address(host).is_unspecified


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _host_and_port(one: Authority) -> str:
    return one.host if one.port is None else f"{one.host}:{one.port}"
