"""The proxy of docs/operation.md, as it stands there: nginx does TLS, a browser logs in, asks and adds through it."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Streams

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")
OPENSSL = shutil.which("openssl")
NAME = "desk.localhost"  # a browser takes every name below localhost for this machine
CLIENT = ("127.0.0.3", 0)  # another than the proxy, which is believed
SECRET = "correct horse battery"
LOAD_MS = 90_000  # a page of many files, each by a connection of its own, while other tests use the machine

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.skipif(NGINX is None or OPENSSL is None, reason="nginx or openssl is not installed"),
]


def configuration(folder: Path, port: int, behind: str) -> str:
    """Return the configuration of the documentation, with names, ports and files of this test in place of its own."""
    (server,) = re.findall(r"```nginx\n(.*?)```", (ROOT / "docs/operation.md").read_text(encoding="utf-8"), re.DOTALL)
    for named, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("server_name cuttings.example", f"server_name {NAME}"),
        ("/etc/ssl/cuttings", str(folder / "cuttings")),
        ("http://127.0.0.1:7860", behind),
    ):
        assert named in server
        server = server.replace(named, here)
    user = "user root;\n" if os.geteuid() == 0 else ""
    own = "".join(
        f"{what}_temp_path {folder / what};\n" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"{user}daemon off;\npid {folder / 'pid'};\nevents {{}}\nhttp {{\naccess_log off;\n{own}{server}}}\n"


@pytest.fixture(scope="module")
def behind(archive: Path, serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server itself, behind the proxy, over an archive of its own: this test adds to it."""
    own = tmp_path_factory.mktemp("behind") / "archive"
    shutil.copytree(archive, own)
    yield from serve(
        "--archive", str(own), "--proxy", "127.0.0.1", "--allowed-host", NAME, "--allow-changes",
        log=own.with_name("behind.log"), password=SECRET,
    )  # fmt: skip


@pytest.fixture(scope="module")
def proxy(behind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the proxy."""
    folder = tmp_path_factory.mktemp("nginx")
    subprocess.run(
        [OPENSSL or "", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", str(folder / "cuttings.key"), "-out", str(folder / "cuttings.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    (folder / "nginx.conf").write_text(configuration(folder, port, behind), encoding="utf-8")
    command = [NGINX or "", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")]
    with subprocess.Popen(command) as process:
        try:
            for _ in range(100):
                assert process.poll() is None, (folder / "errors").read_text()
                with closing(socket.socket()) as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"https://{NAME}:{port}"
        finally:
            process.terminate()


def test_a_browser_logs_in_asks_and_adds_over_tls(browser: Browser, proxy: str, tmp_path: Path) -> None:
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(LOAD_MS)
    page, streams = context.new_page(), Streams(context)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    try:
        page.goto(f"{proxy}/articles")
        page.get_by_label("Password").fill(SECRET)
        page.get_by_label("Password").press("Enter")
        page.wait_for_url(f"{proxy}/articles")
        cookies = {one["name"]: (one["secure"], one["httpOnly"], one["sameSite"]) for one in context.cookies()}
        assert cookies == dict.fromkeys(("cuttings_reader", "cuttings_session"), (True, True, "Strict"))
        (tmp_path / "tls.md").write_text("# Over TLS\n\nThe mayor of Vellmar opened the proxy on Friday.\n")
        page.locator("#files").set_input_files(tmp_path / "tls.md")
        expect(page.locator("#jobs li")).to_contain_text("1 added.", timeout=60_000)
        page.goto(proxy)
        page.locator("#question textarea").fill("What did the mayor of Vellmar open on Friday?")
        page.locator("#question textarea").press("Enter")
        expect(page.locator("#chat .answer").last).to_contain_text("opened the proxy", timeout=60_000)
        streams.wait(page)
        page.goto(f"{proxy}/articles?q=proxy")
        page.locator(".remove").first.click()
        expect(page.locator(".undo")).to_have_count(1)
        assert complaints == []
    finally:
        context.close()


def asked(proxy: str, path: str, method: str = "GET", **headers: str) -> int:
    place = urlsplit(proxy)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # it was made a moment ago, by this test
    with closing(
        HTTPSConnection("127.0.0.1", place.port, context=context, timeout=30, source_address=CLIENT)
    ) as connection:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, b"", {"Host": place.netloc, **sent})
        return connection.getresponse().status


def test_a_script_sends_the_password_and_everybody_else_stays_outside(proxy: str) -> None:
    right = {"Authorization": f"Bearer {SECRET}"}
    assert asked(proxy, "/articles", **right) == 200
    assert asked(proxy, "/articles") == 303
    assert asked(proxy, "/articles", Host="evil.example", **right) == 421
    assert asked(proxy, "/articles/x/remove", "POST", Origin=proxy.replace("https", "http"), **right) == 403
    # what a client says of itself comes before what the proxy says of it
    statuses = [
        asked(proxy, "/filters", Authorization="Bearer wrong", X_Forwarded_For=f"198.51.100.{number}")
        for number in range(7)
    ]
    assert statuses == [401] * 5 + [429] * 2


def test_nobody_goes_past_the_proxy_from_elsewhere(behind: str) -> None:
    place = urlsplit(behind)
    with closing(HTTPConnection("127.0.0.1", place.port, timeout=30, source_address=("127.0.0.2", 0))) as connection:
        connection.request("GET", "/login")
        assert connection.getresponse().status == 403
