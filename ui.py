"""The chat: its widgets and their wiring, the one file that knows Gradio. What the widgets show is rendered in `qa.web`."""

import os
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
import uvicorn
from fastapi import FastAPI

from qa.answering.answer import Overview
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.web.middleware.access import Access, Reader, reader_of
from qa.web.middleware.concurrency import QueueFull
from qa.web.middleware.error_pages import ErrorPages
from qa.web.middleware.exposure import Reach
from qa.web.middleware.guard import BodyLimit
from qa.web.pages import page
from qa.web.pages.conversation import QUESTION_LIMIT, Message, PageContext, conversation, converse
from qa.web.routes.alerts import add_alert_routes
from qa.web.routes.articles import add_article_routes
from qa.web.routes.conversations import add_conversation_routes
from qa.web.routes.correcting import add_correcting_routes
from qa.web.routes.desk import add_desk_routes
from qa.web.routes.login import add_login_routes
from qa.web.routes.news import add_news_routes
from qa.web.routes.responses import add_error_handlers
from qa.web.server.process import limit_heaps, throttle_log
from qa.web.server.server import ChatServer, ServeOptions, listen
from qa.web.translations import LANGUAGES, words

I18N = gr.I18n(**LANGUAGES)

QUEUE = 64
"""Questions that Gradio itself queues; it refuses further ones."""

REFUSED_AT_ONCE = 6
"""Questions that Gradio passes on in addition to those that our own queue admits, so that the queue can refuse them."""

SESSIONS = 32
"""Pages whose last conversation Gradio stores, which we do not use; its default is 10,000."""

Steps = Iterator[tuple[list[Message], Any]]
"""The messages of the chat, and an update of the question box."""


def serve(service: CuttingsService, options: ServeOptions) -> None:
    """Serve the chat until interrupted; print its address when it is ready, and on standard error who can reach it.

    Raises:
        CuttingsError: the port is taken or the address is not this machine's; or others could change the archive.
    """
    with listen(options.host, options.port) as listening:
        host, port = listening.getsockname()[:2]
        reach = Reach.of(options.reach, host, port, options.host)
        limit_heaps()
        service.warm()
        with closing(Jobs(service.maintenance)) as jobs:
            web = application(service, jobs, reach.access)
            app = ErrorPages(BodyLimit(reach.protect(QueueFull(web), [page.script_hash()])), reach.access)
            # `TrustedProxies` reads forwarding headers; uvicorn would trust those of any client of this machine
            config = uvicorn.Config(
                app, log_level="warning", timeout_graceful_shutdown=2, server_header=False, proxy_headers=False
            )
            throttle_log()
            server = ChatServer(
                config,
                reach,
                open_browser=options.open_browser,
                on_shutdown=service.shut,
                clean_up=web.state.clean_up,
            )
            server.run(sockets=[listening])


def application(service: CuttingsService, jobs: Jobs, access: Access) -> FastAPI:
    """Return the web application: our own routes, and the chat at the root. To be served behind what `Reach.protect` adds."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_login_routes(app, access)
    add_article_routes(app, service, jobs, access)
    add_correcting_routes(app, service, access)
    add_conversation_routes(app, service)
    add_alert_routes(app, service.alerts, access, service)
    add_news_routes(app, service)
    add_desk_routes(app, service, access)
    add_error_handlers(app)
    chat = _Chat(service, log_out=access.password is not None, adding=not access.read_only).blocks()
    app.state.clean_up = partial(forget_finished_sessions, chat)
    gr.mount_gradio_app(
        app,
        chat,
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


class _Chat:
    """The page of the chat: `blocks` has its widgets, the other methods answer its events.

    Args:
        log_out: whether the page has a link to log out.
        adding: whether readers may add articles.
    """

    def __init__(self, service: CuttingsService, *, log_out: bool, adding: bool) -> None:
        self._service = service
        self._log_out = log_out
        self._adding = adding
        self._overview = service.overview()  # shown until a page loads

    def blocks(self) -> gr.Blocks:
        """Return the widgets, wired to their events."""
        blocks: gr.Blocks
        with gr.Blocks(title=page.TITLE, analytics_enabled=False, fill_width=True) as blocks:
            masthead = gr.Markdown(
                page.masthead_html(self._overview, log_out=self._log_out),
                elem_id="masthead",
                latex_delimiters=[],
                sanitize_html=False,  # it is ours, and the sanitiser would remove what screen readers need
            )
            gr.Markdown('<div class="mount"></div>', elem_id="conversations")  # the page's script shows them here
            chat = _chatbot(self._overview, adding=self._adding)
            gr.Markdown('<div class="mount"></div>', elem_id="filters")  # as the filters here
            question = _question_box()
            # what the page's script sends with a question: the name of its conversation, and the filters
            context = gr.Textbox(elem_id="context", label="Context", visible="hidden")
            opening = gr.Button("Open", elem_id="open-conversation", visible="hidden")
            refreshing = gr.Button("Refresh", elem_id="refresh", visible="hidden")

            quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
            question.submit(self.ask, [question, context], [chat, question], **quiet)
            chat.example_select(self.ask_example, [context], [chat, question], **quiet)
            # not through the queue: its stream ends with the last event, and would end a question that is just being asked
            opening.click(self.open, [context], [chat], queue=False, **quiet)
            refreshing.click(self.refresh, None, [masthead, chat], queue=False, **quiet)
            blocks.load(self.refresh, None, [masthead, chat], queue=False, **quiet)
        # questions wait in `qa.service.queue`: only there readers take turns, and are refused when there are too many
        admission = self._service.settings.admission
        passed_on = admission.at_once + admission.long_at_once + admission.waiting + REFUSED_AT_ONCE
        blocks.state_session_capacity = SESSIONS
        blocks.queue(max_size=QUEUE, default_concurrency_limit=passed_on, api_open=False)
        return blocks

    def ask(self, question: str | None, context: str | None, request: gr.Request) -> Steps:
        """Answer a question; yield the conversation after each step."""
        box: Any = ""  # emptied once, so that what is typed during the answer stays
        steps = converse(self._service, _reader(request), PageContext.parse(context), question or "")
        with closing(steps):
            for messages in steps:
                yield messages, box
                box = gr.skip()

    def ask_example(self, context: str | None, chosen: gr.SelectData, request: gr.Request) -> Steps:
        """Answer an example question."""
        yield from self.ask(str(chosen.value["text"]), context, request)

    def open(self, context: str | None, request: gr.Request) -> list[Message]:
        """Return a stored conversation."""
        return conversation(self._service, _reader(request), PageContext.parse(context))

    def refresh(self, request: gr.Request) -> tuple[Any, Any]:
        """Return masthead and welcome for a page that loads or added articles, in its language, of the archive as it is now."""
        overview, language = self._service.overview(), _reader(request).language
        if overview == self._overview and language == "en":  # the page was built with these
            return gr.skip(), gr.skip()
        say = words(language)
        welcome = gr.update(
            placeholder=page.welcome_html(overview, say, adding=self._adding), examples=_examples(overview)
        )
        return page.masthead_html(overview, say, log_out=self._log_out), welcome


def _chatbot(overview: Overview, *, adding: bool) -> gr.Chatbot:
    return gr.Chatbot(
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
        placeholder=page.welcome_html(overview, adding=adding),
        examples=_examples(overview),
    )


def _examples(overview: Overview) -> list[Any]:
    return [{"text": example} for example in overview.examples]


def _question_box() -> gr.Textbox:
    return gr.Textbox(
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


def _reader(request: gr.Request) -> Reader:
    return reader_of(request.headers, fallback_name=f"session {request.session_hash}")


def forget_finished_sessions(blocks: gr.Blocks) -> None:
    """Delete what Gradio would store for ever of pages that asked something; to be called in its event loop."""
    waiting = blocks._queue.pending_event_ids_session  # noqa: SLF001 (there is no public way)
    messages = blocks._queue.pending_messages_per_session  # noqa: SLF001
    for session in [one for one, events in waiting.items() if not events or one not in messages]:
        del waiting[session]
        messages.pop(session, None)
