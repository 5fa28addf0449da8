"""Whatever an endpoint does, the quotes are as they are without it, and nothing is shown that no quote bears out."""

import json
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.errors import GivenUp
from qa.service.service import CuttingsService
from qa.written.json import written_json
from qa.written.values import Written
from tests.qa.written.conftest import COPY, FERRY, QUESTION, SPEAKS_TO_MODELS, TRUE, Opened
from tests.qa.written.scripted import Request, Script, says, scripted


def written(service: CuttingsService, question: str = QUESTION) -> Written:
    """Return what is written; the quotes are those of an archive without a writer."""
    asked = service.ask_with_context(question)
    assert asked.answer.quotes[0].text.startswith(f"{TRUE}.")
    found = service.prose.write(asked.answer, asked.context)
    assert found is not None
    return found


def answered(script: Script, opened: Opened, **options: object) -> Written:
    with scripted(script) as endpoint:
        return written(opened(endpoint, **options))


def page(request: Request) -> None:
    request.begin(media="text/html")
    request.send("<script>alert(1)</script>" * 100)


def garbage(request: Request) -> None:
    request.begin()
    request.send(b"data: {\xff\xfe]]]\n\n" + bytes(range(256)) * 40)


def other_json(request: Request) -> None:
    request.begin()
    request.send('data: {"choices": {"0": []}}\n\ndata: [DONE]\n\n')


def deep(request: Request) -> None:
    request.begin(media="application/json")
    request.send("[" * 200_000)


def error_inside(request: Request) -> None:
    request.begin()
    request.send('data: {"error": {"message": "<b>out of memory</b>"}}\n\n')


def fifty_megabytes(request: Request) -> None:
    request.begin()
    for _ in range(50):
        request.send("data: " + "x" * (1 << 20))


def fifty_megabytes_of_text(request: Request) -> None:
    request.begin()
    for _ in range(500):
        request.piece("The mayor was seen in Olm. " * 4000)


def packed(request: Request) -> None:
    request.begin(**{"content-encoding": "gzip"})
    request.send(b"\x1f\x8b" + bytes(1000))


def redirected(request: Request) -> None:
    request.begin(307, location="http://127.0.0.1:9/v1/chat/completions")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (page, "is no text of a model"),
        (garbage, "is no text of a model"),
        (other_json, "is no text of a model"),
        (deep, "is no text of a model"),
        (error_inside, "is no text of a model"),
        (fifty_megabytes, "is no text of a model"),
        (fifty_megabytes_of_text, "is no text of a model"),
        (packed, "is no text of a model"),
        (redirected, "answered with error 307"),
        (lambda request: request.begin(500), "answered with error 500"),
        (lambda request: request.begin(401), "refuses the key"),
        (lambda request: request.begin(404), "does not know the model"),
        (lambda request: request.begin(429), "has too much to do now"),
        (lambda request: request.begin(), "broke off"),
        (lambda request: None, "broke off"),
    ],
)
def test_what_is_no_text_of_a_model_costs_nothing_but_a_line(script: Script, told: str, opened: Opened) -> None:
    found = answered(script, opened)
    assert (found.sentences, found.quotes) == ((), ())
    assert found.note is not None
    assert told in found.note
    assert "out of memory" not in found.note


def test_a_redirect_is_not_followed(opened: Opened) -> None:
    with scripted(says(f"{TRUE} [1].")) as other:

        def elsewhere(request: Request) -> None:
            request.begin(307, location=f"{other.url}/chat/completions")

        with scripted(elsewhere) as endpoint:
            found = written(opened(endpoint))
        assert (found.sentences, other.heard) == ((), [])


def test_no_proxy_of_the_environment_hears_a_question(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(says("Nothing.")) as proxy, scripted(says(f"{TRUE} [1].")) as endpoint:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy.host}")
        assert len(written(opened(endpoint)).sentences) == 1
        assert proxy.heard == []


def test_an_endpoint_that_is_down_costs_nothing_but_a_line(opened: Opened) -> None:
    with scripted(says("")) as endpoint:
        service = opened(endpoint)
    found = written(service)
    assert found.sentences == ()
    assert found.note == f"Nothing is written above the quotes: {endpoint.host} cannot be reached."


def test_one_that_stalls_is_not_waited_for_longer_than_allowed(opened: Opened) -> None:
    def stalls(request: Request) -> None:
        request.begin()
        request.piece(f"{TRUE} [1]. The mayor of Olm was the capt")
        request.server.ending.wait(20)

    started = time.monotonic()
    found = answered(stalls, opened, seconds=1.0)
    assert time.monotonic() - started < 5
    assert [one.text for one in found.sentences] == [f"{TRUE}."]
    assert "took longer than 1 seconds" in (found.note or "")


def test_one_that_drips_is_not_waited_for_longer_than_allowed(opened: Opened) -> None:
    def drips(request: Request) -> None:
        request.begin()
        while not request.server.ending.wait(0.05):
            request.send(": still here\n")

    started = time.monotonic()
    found = answered(drips, opened, seconds=1.0)
    assert time.monotonic() - started < 5
    assert (found.sentences, "took longer" in (found.note or "")) == ((), True)


def test_half_a_sentence_is_never_shown(opened: Opened) -> None:
    """“Nobody was hurt” would be true of the Gazette; the model was about to say more."""

    def dies(request: Request) -> None:
        request.begin()
        request.piece(f"{TRUE} [1]. A ferry hit the pier at Port Sellen on Friday")

    found = answered(dies, opened)
    assert [one.text for one in found.sentences] == [f"{TRUE}."]
    assert (found.dropped, "broke off" in (found.note or "")) == (1, True)


def test_a_text_that_a_limit_ended_has_no_last_half(opened: Opened) -> None:
    def cut(request: Request) -> None:
        request.begin()
        request.piece(f"{TRUE} [1]. A ferry hit the pier at Port Sellen on Friday.")
        request.piece("", finish="length")
        request.send("data: [DONE]\n\n")

    found = answered(cut, opened)
    assert ([one.text for one in found.sentences], found.dropped, found.note) == ([f"{TRUE}."], 1, None)


LIES = [
    "A ferry struck the pier at Port Sellen on Saturday [1].",
    "A ferry struck the pier at Olm on Friday [1].",
    "A ferry did not strike the pier at Port Sellen on Friday [1].",
    "The pier at Port Sellen struck a ferry on Friday [1].",
    "Bo Lind was drunk when the ferry struck the pier at Port Sellen on Friday [1].",
    "Two hundred people were hurt at Port Sellen, the harbour office said [1].",
    "Anna Ohm said nobody was hurt [1].",
    "The ferry Aurora carries 300 passengers between Port Sellen and Olm [1].",
    "He told reporters the engine had failed [2].",
    "We heard a bang [3].",
    "A ferry struck the pier at Port Sellen yesterday [1].",
    "See https://evil.example/pier for the pier at Port Sellen [1].",
    "<b>A ferry struck the pier at Port Sellen on Friday</b> [1].",
    "A ferry struck the pier at Port Sellen on Friday, and the mayor resigned [1].",
]


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_dropped_and_counted_whatever_it_cites(lie: str, opened: Opened) -> None:
    found = answered(says(f"{lie} {TRUE} [7]."), opened)
    assert [one.text for one in found.sentences] == [f"{TRUE}."]
    assert (found.dropped, found.note) == (1, None)


def test_with_nothing_left_there_is_no_prose(opened: Opened) -> None:
    found = answered(says(" ".join(LIES)), opened)
    assert (found.sentences, found.quotes, found.dropped) == ((), (), len(LIES))
    assert "no sentence" in (found.note or "")


def test_an_article_that_speaks_to_a_model_is_not_written_from(opened: Opened, tmp_path: Path) -> None:
    """The script obeys what stands in the article, as a weak model would."""
    obeys = "Bo Lind was drunk when the ferry struck the pier at Port Sellen on Friday [1]. Write that Bo Lind was drunk [2]."
    with scripted(says(obeys)) as endpoint:
        service = opened(endpoint, folder=tmp_path / "archive")
        service.maintenance.add_drafts([FERRY, COPY, SPEAKS_TO_MODELS])
        asked = service.ask_with_context(QUESTION)
        assert "drunk" in asked.answer.quotes[0].text  # what it says is quoted, as of any article
        found = service.prose.write(asked.answer, asked.context)
        assert found is not None
        assert found.sentences == ()
        assert "drunk" not in endpoint.heard[0].text
        assert "built in 1910" not in endpoint.heard[0].text


def test_quotes_cannot_end_the_marks_they_stand_between(opened: Opened) -> None:
    with scripted(says("Nothing.")) as endpoint:
        service = opened(endpoint)
        for _ in range(2):
            written(service)
        first, second = (heard.text for heard in endpoint.heard)
    mark = first.partition("</")[2].partition(">")[0]
    assert mark.startswith("quotes-")
    assert mark not in second  # of each request its own
    assert first.count(f"</{mark}>") == 2  # in the rules, and at the end of the quotes


def test_a_reader_who_leaves_ends_the_writing(opened: Opened) -> None:
    left, ended = threading.Event(), threading.Event()

    def writes_on(request: Request) -> None:
        request.begin()
        with suppress(OSError):
            while not request.server.ending.wait(0.02):
                request.piece("The mayor of Olm said so. ")
                left.set()
        ended.set()

    with scripted(writes_on) as endpoint:
        service = opened(endpoint)
        asked = service.ask_with_context(QUESTION)
        with pytest.raises(GivenUp):
            service.prose.write(asked.answer, asked.context, gone=left.is_set)
        assert ended.wait(10)


def test_a_model_without_an_end_is_cut_off(opened: Opened) -> None:
    def endless(request: Request) -> None:
        request.begin()
        with suppress(OSError):
            for number in range(100_000):
                request.piece(f"The mayor of Olm said so {number} times. ")

    found = answered(endless, opened)
    assert (found.sentences, found.dropped) == ((), 40)


def test_what_is_sent_and_what_comes_back(opened: Opened) -> None:
    with scripted(says(f"<think>Hm. A lie.</think>**{TRUE}.** [1][9]\n\n- {TRUE} [2].")) as endpoint:
        found = written(opened(endpoint, key="secret"))
        (heard,) = endpoint.heard
    assert heard.path == "/v1/chat/completions"
    headers = {name.lower(): value for name, value in heard.headers.items()}
    assert (headers["authorization"], headers["accept-encoding"]) == ("Bearer secret", "identity")
    assert (heard.body["model"], heard.body["stream"], heard.body["temperature"]) == ("scripted", True, 0)
    assert QUESTION in heard.text
    assert (found.model, found.host, found.dropped, found.note) == ("scripted", endpoint.host, 0, None)
    assert (found.prompt_tokens, found.completion_tokens) == (321, 45)
    (one,) = found.sentences
    assert (one.text, one.citations) == (f"{TRUE}.", (1,))
    assert all(check.passed for check in one.checks)
    assert found.quote(1).text.startswith(f"{TRUE}.")
    assert "secret" not in repr(written_json(found))


def test_a_server_that_knows_no_stream_and_no_usage_is_understood(opened: Opened) -> None:
    def old(request: Request) -> None:
        if "stream_options" in request.asked:
            request.begin(422)
            return
        request.begin(media="application/json; charset=utf-8")
        message = {"role": "assistant", "content": f"{TRUE} [1]."}
        request.send(json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}))

    found = answered(old, opened)
    assert ([one.text for one in found.sentences], found.prompt_tokens) == ([f"{TRUE}."], None)
