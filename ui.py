"""The chat: widgets, wiring and the server they run in. What they show is made in `qa.web`."""

import errno
import os
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
import uvicorn
from fastapi import FastAPI

from corpus.errors import CuttingsError
from qa.service.jobs import Jobs
from qa.service.memory import few_heaps, give_back
from qa.service.service import CuttingsService
from qa.web.middleware.access import Access, reader_of
from qa.web.middleware.bodies import Bodies
from qa.web.middleware.clients import ClientServer
from qa.web.middleware.descriptors import raised, shared_out
from qa.web.middleware.errors import add_faults
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.middleware.log_throttle import quieten
from qa.web.middleware.overload import Overload
from qa.web.pages import page
from qa.web.pages.conversation import QUESTION_LIMIT, Context, Message, Reader, conversation, converse
from qa.web.routes.alerts import add_alert_routes
from qa.web.routes.articles import add_routes
from qa.web.routes.login import add_login_routes
from qa.web.routes.news import add_news_routes
from qa.web.translations import LANGUAGES, words

I18N = gr.I18n(**LANGUAGES)
TOO_MANY = 6
"""Questions beyond those that may be worked on or wait that the framework hands on at the same moment, to be told so."""
QUEUE = 64
"""Questions that the framework itself holds, for a moment, before it refuses some."""

TIDY_TICKS = 600
"""Tenths of a second from one tidying to the next."""
SESSIONS = 32
"""Pages whose last conversation the framework holds, of which nothing here makes use; by itself it holds those of 10,000."""


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where the chat is served.

    Attributes:
        host: address to listen on; other than a loopback address lets other machines in.
        port: 0 takes a free one.
        open_browser: open the page when it is ready.
        reach: who may reach it then, and what they may do.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    open_browser: bool = False
    reach: ReachOptions = field(default_factory=ReachOptions)


def serve(service: CuttingsService, options: ServeOptions) -> None:
    """Serve the chat until interrupted; print its address when it is ready, and on standard error who can reach it.

    Raises:
        CuttingsError: the port is taken or the address is not this machine's; or others could change the archive.
    """
    with _listen(options) as listening:
        host, port = listening.getsockname()[:2]
        reach = Reach.of(options.reach, host, port, options.host)
        few_heaps()
        service.warm()
        with closing(Jobs(service.maintenance)) as jobs:
            web = application(service, jobs, reach.access)
            app = Bodies(reach.protect(Overload(web), [page.script_hash()]))
            # `Proxied` believes the proxies that were named; the server by itself would believe any client of this machine
            config = uvicorn.Config(
                app, log_level="warning", timeout_graceful_shutdown=2, server_header=False, proxy_headers=False
            )
            quieten()
            _Server(config, reach, options.open_browser, service.shut, web.state.tidy).run(sockets=[listening])


def application(service: CuttingsService, jobs: Jobs, access: Access) -> FastAPI:
    """Return the web application: our own routes, and the chat at the root. To be served behind what `Reach.protect` adds."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_login_routes(app, access)
    add_routes(app, service, jobs, access)
    add_alert_routes(app, service.alerts, access, service)
    add_news_routes(app, service)
    add_faults(app)
    blocks = _chat(service, log_out=access.password is not None)
    app.state.tidy = partial(_tidy, blocks)
    gr.mount_gradio_app(
        app,
        blocks,
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
        i18n=I18N,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        head=page.head_html(),
    )
    return app


def _chat(service: CuttingsService, *, log_out: bool) -> gr.Blocks:
    overview = service.overview()
    blocks: gr.Blocks
    with gr.Blocks(title=page.TITLE, analytics_enabled=False, fill_width=True) as blocks:
        masthead = gr.Markdown(page.masthead_html(overview, log_out=log_out), elem_id="masthead", latex_delimiters=[])
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
        gr.Markdown('<div class="mount"></div>', elem_id="filters")  # the page's script shows the filters here
        question = gr.Textbox(
            elem_id="question",
            label=I18N("question_label"),
            placeholder=I18N("question_hint"),
            show_label=False,
            lines=1,
            max_lines=6,
            max_length=QUESTION_LIMIT,
            submit_btn=True,
            container=False,
            autofocus=True,
        )

        # What the page's own script tells along with a question: which conversation it is of, and the filters.
        context = gr.Textbox(elem_id="context", label="Context", visible="hidden")
        opening = gr.Button("Open", elem_id="open-conversation", visible="hidden")

        def ask(asked: str | None, told: str | None, request: gr.Request) -> Iterator[tuple[list[Message], Any]]:
            box: Any = ""  # emptied once; what is typed while the answer comes stays
            with closing(converse(service, _reader(request), Context.parse(told), asked or "")) as steps:
                for now in steps:
                    yield now, box
                    box = gr.skip()

        def ask_example(
            told: str | None, chosen: gr.SelectData, request: gr.Request
        ) -> Iterator[tuple[list[Message], Any]]:
            yield from ask(str(chosen.value["text"]), told, request)

        def open_kept(told: str | None, request: gr.Request) -> list[Message]:
            return conversation(service, _reader(request), Context.parse(told))

        def refresh(request: gr.Request) -> tuple[Any, Any]:
            now, language = service.overview(), _reader(request).language
            if now == overview and language == "en":  # the page came with these
                return gr.skip(), gr.skip()
            examples = [{"text": example} for example in now.examples]
            welcome = page.welcome_html(now, words(language))
            return page.masthead_html(now, words(language), log_out=log_out), gr.update(
                placeholder=welcome, examples=examples
            )

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        question.submit(ask, [question, context], [chat, question], **quiet)
        chat.example_select(ask_example, [context], [chat, question], **quiet)
        # Not through the queue: its stream ends with the last event and would take along a question just being asked.
        opening.click(open_kept, [context], [chat], queue=False, **quiet)
        blocks.load(refresh, None, [masthead, chat], queue=False, **quiet)
    # who waits, waits in `qa.service.queue`: only there they take turns, and are told when they are too many
    admission = service.settings.admission
    handed_on = admission.at_once + admission.long_at_once + admission.waiting + TOO_MANY
    blocks.state_session_capacity = SESSIONS
    blocks.queue(max_size=QUEUE, default_concurrency_limit=handed_on, api_open=False)
    return blocks


def _tidy(blocks: gr.Blocks) -> None:
    """Forget what the framework keeps for ever of pages that asked something; to be called where its events run."""
    waiting = blocks._queue.pending_event_ids_session  # noqa: SLF001 (it offers no other way)
    messages = blocks._queue.pending_messages_per_session  # noqa: SLF001
    for session in [one for one, events in waiting.items() if not events or one not in messages]:
        del waiting[session]
        messages.pop(session, None)


def _reader(request: gr.Request) -> Reader:
    return reader_of(request.headers, otherwise=f"session {request.session_hash}")


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


class _Server(ClientServer):
    """A server that says where it is once it takes questions."""

    def __init__(
        self,
        config: uvicorn.Config,
        reach: Reach,
        open_browser: bool,
        ending: Callable[[], None],
        tidy: Callable[[], None],
    ) -> None:
        super().__init__(config, shared_out(raised()), ending)
        self._reach = reach
        self._open_browser = open_browser
        self._tidy = tidy

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit:
            return
        sys.stderr.write(f"{self._reach.told()}\n")
        sys.stdout.write(f"{self._reach.address}\n")
        sys.stdout.flush()
        if self._open_browser:
            webbrowser.open(self._reach.address)

    async def on_tick(self, counter: int) -> bool:
        if counter % TIDY_TICKS == 0:
            self._tidy()
            give_back()
        return await super().on_tick(counter)
