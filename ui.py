"""The chat: widgets, wiring and the server they run in. What they show is made in `qa.web`."""

import errno
import os
import socket
import sys
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
import uvicorn
from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse

from corpus.errors import CuttingsError, NotFound
from qa.web import page
from qa.web.article import Reference, article_html
from qa.web.conversation import QUESTION_LIMIT, Exchanges, Message, Service, converse, messages
from qa.web.guard import LOOPBACK, Guard

QUEUE = 32
AT_ONCE = 4
SESSION_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where the chat is served.

    Attributes:
        host: address to listen on; other than a loopback address lets other machines in.
        port: 0 takes a free one.
        open_browser: open the page when it is ready.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    open_browser: bool = False


def serve(service: Service, options: ServeOptions) -> None:
    """Serve the chat until interrupted; print its address when it is ready.

    Raises:
        CuttingsError: the port is taken or the address is not this machine's.
    """
    with _listen(options) as listening:
        host = f"[{options.host}]" if ":" in options.host else options.host
        address = f"http://{host}:{listening.getsockname()[1]}"
        hosts = LOOPBACK if options.host in LOOPBACK else None
        service.warm()
        app = Guard(application(service), hosts, [page.script_hash()])
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2, server_header=False)
        try:
            _Server(config, address, options.open_browser).run(sockets=[listening])
        except KeyboardInterrupt:
            sys.stderr.write("Stopped.\n")


def application(service: Service) -> FastAPI:
    """Return the web application: our own routes, and the chat at the root. To be served behind `Guard`."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _add_article_routes(app, service)
    gr.mount_gradio_app(
        app,
        _chat(service),
        path="/",
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        show_error=False,
        max_file_size=0,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        head=page.head_html(),
    )
    return app


def _chat(service: Service) -> gr.Blocks:
    overview = service.overview()
    blocks: gr.Blocks
    with gr.Blocks(title=page.TITLE, analytics_enabled=False, fill_width=True) as blocks:
        masthead = gr.Markdown(page.masthead_html(overview), elem_id="masthead", latex_delimiters=[])
        past = gr.State((), time_to_live=SESSION_SECONDS)
        chat = gr.Chatbot(
            elem_id="chat",
            show_label=False,
            label="Conversation",
            layout="panel",
            height=None,
            buttons=[],
            latex_delimiters=[],
            line_breaks=False,
            autoscroll=False,
            feedback_options=None,
            placeholder=page.welcome_html(overview),
            examples=[{"text": example} for example in overview.examples],
        )
        question = gr.Textbox(
            elem_id="question",
            label=page.QUESTION_LABEL,
            placeholder=page.QUESTION_HINT,
            show_label=False,
            lines=1,
            max_lines=6,
            max_length=QUESTION_LIMIT,
            submit_btn=True,
            container=False,
            autofocus=True,
        )

        def ask(asked: str | None, before: Exchanges) -> Iterator[tuple[list[Message], Any, Exchanges]]:
            box: Any = ""  # emptied once; what is typed while the answer comes stays
            for now in converse(service, before, asked or ""):
                yield messages(now), box, now
                box = gr.skip()

        def ask_example(before: Exchanges, chosen: gr.SelectData) -> Iterator[tuple[list[Message], Any, Exchanges]]:
            yield from ask(str(chosen.value["text"]), before)

        def refresh() -> tuple[Any, Any]:
            now = service.overview()
            if now == overview:  # the page came with these
                return gr.skip(), gr.skip()
            examples = [{"text": example} for example in now.examples]
            return page.masthead_html(now), gr.update(placeholder=page.welcome_html(now), examples=examples)

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        shown = [chat, question, past]
        question.submit(ask, [question, past], shown, **quiet)
        chat.example_select(ask_example, [past], shown, **quiet)
        # Not through the queue: its stream ends with the last event and would take along a question just being asked.
        chat.clear(lambda: (), None, past, queue=False, **quiet)
        blocks.load(refresh, None, [masthead, chat], queue=False, **quiet)
    blocks.queue(max_size=QUEUE, default_concurrency_limit=AT_ONCE, api_open=False)
    return blocks


def _add_article_routes(app: FastAPI, service: Service) -> None:
    none = Query(default=())

    @app.get("/article/{article_id}", response_class=HTMLResponse)
    def article(
        article_id: str, start: str = "", end: str = "", also: list[str] = none, sha256: str = ""
    ) -> HTMLResponse:
        reference = Reference.parse(start, end, also, sha256)
        try:
            return HTMLResponse(page.article_page(service.article(article_id), reference))
        except NotFound:
            return HTMLResponse(page.missing_page(), status_code=404)

    @app.get("/article/{article_id}/panel", response_class=HTMLResponse)
    def panel(
        article_id: str, start: str = "", end: str = "", also: list[str] = none, sha256: str = ""
    ) -> HTMLResponse:
        reference = Reference.parse(start, end, also, sha256)
        try:
            return HTMLResponse(article_html(service.article(article_id), reference))
        except NotFound:
            return HTMLResponse(f'<p class="gone">{page.missing_html()}</p>', status_code=404)


def _listen(options: ServeOptions) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        return socket.create_server((options.host, options.port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"port {options.port} is taken, perhaps by another Cuttings; choose another with --port"
        else:
            reason = os.strerror(error.errno) if error.errno else str(error)
        raise CuttingsError(f"Cannot serve at {options.host}: {reason}.") from error


class _Server(uvicorn.Server):
    """A server that says where it is once it takes questions."""

    def __init__(self, config: uvicorn.Config, address: str, open_browser: bool) -> None:
        super().__init__(config)
        self._address = address
        self._open_browser = open_browser

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit:
            return
        sys.stdout.write(f"{self._address}\n")
        sys.stdout.flush()
        if self._open_browser:
            webbrowser.open(self._address)
