"""A real server with users, asked by real clients: logging in, what ends a session, whose is what, the page of an account."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from corpus.catalogue.paths import ArchivePaths
from qa.accounts.accounts import Accounts
from qa.accounts.roles import Role
from qa.cli import main
from tests.qa.accounts.people import ADA, DIS, EDE, RIA, SECRET, with_people
from tests.qa.web.archives import build

pytestmark = [pytest.mark.service, pytest.mark.slow]

ROOT = Path(__file__).parents[3]
DIGEST = "Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier at Port Sellen on Friday.\n"
QUESTION = "What struck the pier at Port Sellen?"


@contextmanager
def served(archive: Path, *options: str) -> Iterator[str]:
    """Run `cuttings serve` for as long as the block runs; yield its address."""
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--archive", str(archive), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("accounts")
    (folder / "digest.txt").write_text(DIGEST, encoding="utf-8")
    assert (
        main(["add", str(folder / "digest.txt"), "--archive", str(folder / "archive"), "--model", "hashing-256"]) == 0
    )
    with_people(folder / "archive").close()
    return folder / "archive"


@pytest.fixture(scope="module")
def address(archive: Path) -> Iterator[str]:
    with served(archive) as address:
        yield address


@pytest.fixture
def accounts(archive: Path) -> Iterator[Accounts]:
    with closing(Accounts(ArchivePaths(archive))) as accounts:
        yield accounts


class Browser(httpx.Client):
    """A client that sends what a browser sends, and the token of the page that it has opened."""

    def __init__(self, address: str) -> None:
        super().__init__(base_url=address, headers={"origin": address}, timeout=60)

    def log_in(self, name: str, password: str = SECRET) -> httpx.Response:
        return self.post("/login", data={"name": name, "password": password})

    def open(self, path: str) -> str:
        page = self.get(path)
        assert page.status_code == 200, (path, page.status_code)
        token = re.search(r'name="cuttings-token" content="([^"]+)"', page.text)
        if token:
            self.headers["x-cuttings-token"] = token[1]
        return page.text

    def lets_in(self) -> bool:
        return self.get("/stories").status_code == 200


@contextmanager
def logged_in(address: str, name: str) -> Iterator[Browser]:
    with Browser(address) as browser:
        assert browser.log_in(name).status_code == 303
        yield browser


def test_a_name_and_its_password_let_in_and_nothing_else_does(address: str) -> None:
    for name, password in ((RIA, "wrong horse"), ("Nobody", SECRET), (DIS, SECRET), ("", SECRET)):
        with Browser(address) as browser:
            answer = browser.log_in(name, password)
            assert answer.status_code == 401
            assert "That is not the name and password of anybody here." in answer.text
            assert "set-cookie" not in answer.headers
            assert not browser.lets_in()
    with logged_in(address, f"  {RIA.upper()} ") as browser:  # whatever the case, and who is right is not held up
        assert browser.lets_in()
        assert browser.get("/administration").status_code == 403
        cookie = browser.cookies["cuttings_session"]
        again = browser.log_in(RIA)
        assert "HttpOnly; SameSite=Strict" in again.headers["set-cookie"]
        assert browser.cookies["cuttings_session"] != cookie  # a new name at each log-in, and the old one has ended
        assert httpx.get(f"{address}/stories", headers={"cookie": f"cuttings_session={cookie}"}).status_code == 303


def test_what_ends_a_session_ends_it_at_once(address: str, accounts: Accounts) -> None:
    accounts.users.add("Tom", Role.EDITOR)
    tom = accounts.users.named("Tom")
    assert tom
    for end in (
        lambda: accounts.users.disable("Tom"),
        lambda: accounts.users.set_password("Tom", "another horse"),
        lambda: accounts.sessions.revoke_others(tom),
    ):
        now = accounts.users.named("Tom")
        assert now
        session = accounts.sessions.begin(now)
        cookies = {"cuttings_session": session}
        assert httpx.get(f"{address}/stories", cookies=cookies).status_code == 200
        end()
        assert httpx.get(f"{address}/stories", cookies=cookies).status_code == 303
        accounts.users.enable("Tom")
        assert httpx.get(f"{address}/stories", cookies=cookies).status_code == 303
    now = accounts.users.named("Tom")
    assert now
    session = accounts.sessions.begin(now)
    accounts.users.remove("Tom")
    assert httpx.get(f"{address}/stories", cookies={"cuttings_session": session}).status_code == 303


def test_another_role_holds_from_the_next_request_on(address: str, accounts: Accounts) -> None:
    with logged_in(address, EDE) as browser:
        browser.open("/collections")
        made = browser.post("/collections", json={"name": "Ferries"})
        assert made.status_code == 200
        accounts.users.set_role(EDE, Role.READER)
        assert browser.post("/collections", json={"name": "Piers"}).status_code == 403
        assert browser.get("/administration").status_code == 403
        accounts.users.set_role(EDE, Role.ADMIN)
        assert browser.get("/administration").status_code == 200
        accounts.users.set_role(EDE, Role.EDITOR)


def test_a_reader_marks_and_neither_collects_nor_pins(address: str) -> None:
    with logged_in(address, RIA) as browser:
        (article,) = set(re.findall(r"/article/([a-z0-9]+)", browser.get("/articles").text))
        page = browser.open(f"/article/{article}")
        assert 'id="mark-star"' in page
        assert 'id="mark-pin"' not in page
        assert 'id="mark-collect"' not in page
        assert browser.post("/marks", json={"target": article, "do": "star"}).status_code == 200
        for do, text in (("collect", "Ferries"), ("leave", "Ferries"), ("pin", "")):
            answer = browser.post("/marks", json={"target": article, "do": do, "text": text})
            assert (answer.status_code, answer.text) == (403, "Your role does not allow this here."), do
    with logged_in(address, EDE) as browser:
        assert 'id="mark-collect"' in browser.open(f"/article/{article}")
        assert browser.post("/marks", json={"target": article, "do": "collect", "text": "Ferries"}).status_code == 200


def test_two_users_see_what_is_their_own(address: str, accounts: Accounts) -> None:
    other = accounts.users.named(RIA)
    assert other
    with logged_in(address, RIA) as ria, logged_in(address, EDE) as ede, logged_in(address, RIA) as elsewhere:
        page = ria.get("/config").json()
        box = next(one["id"] for one in page["components"] if one["props"].get("elem_id") == "question")
        submit = next(one["id"] for one in page["dependencies"] if [box, "submit"] in one["targets"])
        sent = {"data": [QUESTION, '{"name": "mine"}'], "fn_index": submit, "session_hash": "abc", "trigger_id": box}
        assert ria.post("/gradio_api/queue/join", json=sent).status_code == 200
        told = ria.get("/gradio_api/queue/data", params={"session_hash": "abc"}).text
        assert "struck" in told
        # the framework's page chooses the name of its session; that of another is of no use
        assert ria.post("/gradio_api/queue/join", json=sent).status_code == 200
        assert '"session_not_found":true' in ede.get("/gradio_api/queue/data", params={"session_hash": "abc"}).text
        assert "struck" in elsewhere.get("/gradio_api/queue/data", params={"session_hash": "abc"}).text  # also Ria
        for browser, sees in ((ria, True), (elsewhere, True), (ede, False)):
            assert (QUESTION in browser.get("/conversations").text) is sees
        # nor with the reader's name of the other in a cookie
        session = ede.cookies["cuttings_session"]
        for cookies in (
            f"cuttings_session={session}; cuttings_reader={other.id}",
            f'cuttings_reader={other.id}; x="; cuttings_session={session}; y="; cuttings_session={session}',
        ):
            assert QUESTION not in httpx.get(f"{address}/conversations", headers={"cookie": cookies}).text


def test_a_token_is_for_programs_and_has_its_end(address: str, accounts: Accounts) -> None:
    editor = accounts.users.named(EDE)
    assert editor
    reading, token = accounts.tokens.add(editor, "a report", Role.READER, 1)
    changing, _ = accounts.tokens.add(editor, "an import", Role.EDITOR, 1)
    with httpx.Client(base_url=address) as program:
        for bearer, name, expected in ((reading, "A", 403), (changing, "B", 201), ("cut_wrong", "C", 401)):
            headers = {"authorization": f"Bearer {bearer}"}
            assert program.post("/api/v1/collections", json={"name": name}, headers=headers).status_code == expected
        headers = {"authorization": f"Bearer {reading}"}
        assert program.post("/api/v1/ask", json={"question": QUESTION}, headers=headers).status_code == 200
        assert program.get("/v1/models", headers=headers).status_code == 200
        assert program.get("/articles", headers=headers).status_code == 303  # not for pages
        assert program.post("/api/v1/collections", json={"name": "D"}, headers={"cuttings-api": "1"}).status_code == 401
        assert accounts.tokens.listed(editor)[1].used
        accounts.tokens.revoke(editor, token.id)
        assert program.get("/api/v1/status", headers=headers).status_code == 401


def test_the_page_of_an_account(address: str, accounts: Accounts) -> None:
    accounts.users.add("Pam", Role.EDITOR, SECRET)
    with logged_in(address, "Pam") as here, logged_in(address, "Pam") as there:
        page = here.open("/account")
        assert "You are Pam, editor." in page
        assert page.count("<li>") == 2
        (other,) = re.findall(r'id="revoke-([0-9a-f]+)"', page)
        assert there.lets_in()
        assert here.post("/account/change", json={"do": "revoke", "session": other}).status_code == 200
        assert (here.lets_in(), there.lets_in()) == (True, False)

        def change(old: str, new: str, again: str = "") -> str:
            sent = {"do": "password", "old": old, "new": new, "again": again or new}
            return here.post("/account/change", json=sent).text

        assert "That is not the password." in change("wrong horse", "a new battery")
        assert "typed in two ways" in change(SECRET, "a new battery", "another battery")
        assert "it has 5 characters" in change(SECRET, "short")
        there.log_in("Pam")
        assert "The password is changed" in change(SECRET, "a new battery")
        assert (here.lets_in(), there.lets_in()) == (True, False)
        assert there.log_in("Pam").status_code == 401
        assert there.log_in("Pam", "a new battery").status_code == 303

        made = here.post("/account/change", json={"do": "token", "label": "<b>x", "role": "editor", "days": "7"}).text
        (token,) = set(re.findall(r"cut_[\w-]{43}", made))
        assert "&lt;b&gt;x" in made
        assert httpx.get(f"{address}/api/v1/status", headers={"authorization": f"Bearer {token}"}).status_code == 200
        above = here.post("/account/change", json={"do": "token", "label": "x", "role": "admin", "days": "7"})
        assert above.status_code == 409
        assert token not in here.open("/account")
        (token_id,) = re.findall(r'id="token-([0-9a-f]+)"', made)
        with logged_in(address, RIA) as another:
            another.open("/account")
            another.post("/account/change", json={"do": "revoke_token", "token": token_id})
        assert httpx.get(f"{address}/api/v1/status", headers={"authorization": f"Bearer {token}"}).status_code == 200
        here.post("/account/change", json={"do": "revoke_token", "token": token_id})
        assert httpx.get(f"{address}/api/v1/status", headers={"authorization": f"Bearer {token}"}).status_code == 401
        for odd in ({}, {"do": "x"}, {"do": ["password"]}, {"do": "revoke", "session": 3}):
            assert here.post("/account/change", json=odd).status_code in {200, 400}
        del here.headers["x-cuttings-token"]
        assert here.post("/account/change", json={"do": "revoke_others"}).status_code == 403


def test_an_admin_looks_after_users_on_a_page(address: str, accounts: Accounts) -> None:
    with logged_in(address, ADA) as ada, Browser(address) as new:
        page = ada.open("/users")
        assert "Ada" in page
        assert "<b>Ned" not in page

        def change(do: str, user: str = "", **more: str) -> httpx.Response:
            return ada.post("/users/change", json={"do": do, "user": user, **more})

        added = change("add", name="<b>Ned", role="reader", password=SECRET)
        assert added.status_code == 200
        assert "&lt;b&gt;Ned" in added.text
        assert change("add", name="<B>NED", role="reader", password=SECRET).status_code == 409
        assert change("add", name="Short", role="reader", password=SECRET[:5]).status_code == 409
        ned = accounts.users.named("<b>Ned")
        assert ned
        assert new.log_in("<b>Ned").status_code == 303
        assert new.get("/users").status_code == 403
        new.open("/account")
        assert new.post("/users/change", json={"do": "role", "user": ned.id, "role": "admin"}).status_code == 403
        assert change("role", ned.id, role="admin").status_code == 200
        assert new.get("/users").status_code == 200
        assert change("end", ned.id).status_code == 200
        assert not new.lets_in()
        assert new.log_in("<b>Ned").status_code == 303
        assert change("disable", ned.id).status_code == 200
        assert not new.lets_in()
        own = accounts.users.named(ADA)
        assert own
        last = change("role", own.id, role="reader")
        assert (last.status_code, "has to be an admin" in last.text) == (409, True)
        assert change("enable", ned.id).status_code == 200
        assert change("remove", ned.id).status_code == 200
        assert accounts.users.named("<b>Ned") is None
        assert change("remove", ned.id).status_code == 404
        assert change("x", own.id).status_code == 400


def test_a_restart_ends_no_session_and_the_framework_is_shut_to_strangers(archive: Path, accounts: Accounts) -> None:
    with served(archive, "--read-only") as address, logged_in(address, ADA) as browser:
        browser.open("/account")
        assert browser.post("/articles/rebuild").status_code == 403
        cookies = {"cuttings_session": browser.cookies["cuttings_session"]}
        framework = (
            "/openapi.json", "/docs", "/redoc", "/theme.css", "/gradio_api/startup-events", "/app_id",
            "/gradio_api/heartbeat/x", "/gradio_api/info", "/gradio_api/queue/status", "/config", "/info", "/monitoring",
        )  # fmt: skip
        with httpx.Client(base_url=address) as stranger:
            for path in framework:
                assert stranger.get(path).status_code in {303, 401, 404}, path
            for path in ("/gradio_api/cancel", "/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/reset"):
                assert stranger.post(path, json={}, headers={"origin": address}).status_code in {401, 404}, path
            assert stranger.get("/healthz").text == "alive"
    with served(archive) as address:
        assert httpx.get(f"{address}/administration", cookies=cookies).status_code == 200


def test_the_users_of_the_first_archive_are_those_of_the_server(tmp_path: Path) -> None:
    first, second = build(tmp_path)
    with_people(first).close()
    with served(first, "--archive", str(second)) as address, Browser(address) as browser:
        for path in ("/articles", "/archive/sell/articles", "/archive/none/articles"):
            turned = browser.get(path)
            assert (turned.status_code, "login" in turned.headers["location"]) == (303, True)
        assert browser.post("/archive/sell/login", data={"name": RIA, "password": SECRET}).status_code == 303
        for path, text in (("/articles", "olm"), ("/archive/sell/articles", "sell")):
            assert f"News from {text}" in browser.get(path).text
        assert browser.get("/archive/none/articles").status_code == 404
        assert browser.get("/archive/sell/administration").status_code == 403
        assert "You are Ria, reader." in browser.get("/archive/sell/account").text
    assert not (second / "users.sqlite3").exists()


def test_a_password_for_all_beside_users_is_refused_at_the_start(archive: Path) -> None:
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--archive", str(archive)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CUTTINGS_PASSWORD": "correct horse"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (run.returncode, run.stdout) == (1, "")
    assert "CUTTINGS_PASSWORD is for a server without users" in run.stderr
