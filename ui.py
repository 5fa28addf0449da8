"""The chat: its widgets and their wiring, the one file that knows Gradio. What the widgets show is rendered in `qa.web`."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from typing import Any, TypeVar

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
import uvicorn
from fastapi import FastAPI

from qa.accounts.accounts import Accounts
from qa.answering.answer import Overview
from qa.service.feed_watch import FeedWatch
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.service.shutdown import close_together
from qa.web.api.document import add_api_routes
from qa.web.mcp.endpoint import McpEndpoint
from qa.web.middleware.access import Access, Reader, reader_of
from qa.web.middleware.archives import ArchiveApplications, ArchiveOfRequest
from qa.web.middleware.asgi import App
from qa.web.middleware.concurrency import QueueFull
from qa.web.middleware.error_pages import ErrorPages
from qa.web.middleware.exposure import Reach
from qa.web.middleware.guard import BodyLimit
from qa.web.middleware.problems import Problems
from qa.web.middleware.request_log import RequestLog
from qa.web.openai.routes import chat_routes
from qa.web.pages import page
from qa.web.pages.alerts import quote_address
from qa.web.pages.conversation import QUESTION_LIMIT, Message, PageContext, conversation, converse
from qa.web.readiness import Readiness
from qa.web.route_table import Need
from qa.web.routes.account import add_account_routes
from qa.web.routes.alerts import add_alert_routes
from qa.web.routes.articles import add_article_routes
from qa.web.routes.conversations import add_conversation_routes
from qa.web.routes.correcting import add_correcting_routes
from qa.web.routes.desk import add_desk_routes
from qa.web.routes.following import add_following_routes
from qa.web.routes.health import add_health_routes
from qa.web.routes.identity import add_identity_routes
from qa.web.routes.login import add_login_routes
from qa.web.routes.news import add_news_routes
from qa.web.routes.originals import add_original_routes
from qa.web.routes.responses import add_error_handlers
from qa.web.routes.sharing import add_sharing_routes
from qa.web.routes.summaries import add_summary_routes
from qa.web.routes.users import add_user_routes
from qa.web.routes.webhooks import add_webhook_routes
from qa.web.served import ALONE, Served, each_showing, showing, warm
from qa.web.server.json_log import log_json_lines
from qa.web.server.operation_port import measured
from qa.web.server.process import limit_heaps, throttle_log
from qa.web.server.server import ChatServer, ServeOptions, listen
from qa.web.translations import LANGUAGES, words
from qa.webhooks.sender import WebhookSender

I18N = gr.I18n(**LANGUAGES)

QUEUE = 64
"""Questions that Gradio itself queues; it refuses further ones."""

REFUSED_AT_ONCE = 6
"""Questions that Gradio passes on in addition to those that our own queue admits, so that the queue can refuse them."""

SESSIONS = 32
"""Pages whose last conversation Gradio stores, which we do not use; its default is 10,000."""

_One = TypeVar("_One")

Steps = Iterator[tuple[list[Message], Any]]
"""The messages of the chat, and an update of the question box."""


def serve(archives: Sequence[tuple[Served, CuttingsService]], options: ServeOptions) -> None:
    """Serve the chat of one or several archives until interrupted.

    Its address is printed when it is ready, and on standard error who can reach it.

    Raises:
        CuttingsError: the port is taken or the address is not this machine's; or others could change the archive.
    """
    with listen(options.host, options.port) as listening:
        host, port = listening.getsockname()[:2]
        limit_heaps()
        readiness = Readiness(archives)
        stacks = [ExitStack() for _ in archives]
        with ExitStack() as at_end:
            accounts = at_end.enter_context(closing(Accounts(archives[0][1].paths)))
            reach = Reach.of(options.reach, host, port, options.host, accounts)
            if options.metrics_port is not None:
                at_end.enter_context(measured(archives, readiness, options.metrics_port))
            warm(archives)
            at_end.callback(close_together, [stack.close for stack in stacks])
            web: dict[str, FastAPI] = {}
            for (served, service), stack in zip(archives, stacks, strict=True):
                jobs = stack.enter_context(closing(Jobs(service.maintenance)))
                feeds = stack.enter_context(closing(FeedWatch(service.feeds, service.maintenance, jobs.writing)))
                sender = WebhookSender(service.webhooks, quote_address, service.has_article, accounts.lets_change)
                stack.enter_context(closing(sender)).start()
                if not reach.access.read_only:
                    feeds.start()
                web[served.root] = application(service, jobs, reach.access, served, readiness)
            app = protected(web, [served for served, _ in archives], reach)
            # `TrustedProxies` reads forwarding headers; uvicorn would trust those of any client of this machine
            services = [service for _, service in archives]
            if options.log_json:
                log_json_lines()
            config = uvicorn.Config(
                app,
                log_level="warning",
                timeout_graceful_shutdown=2,
                server_header=False,
                proxy_headers=False,
                log_config=None if options.log_json else uvicorn.config.LOGGING_CONFIG,
            )
            throttle_log()
            server = ChatServer(
                config,
                reach,
                open_browser=options.open_browser,
                on_shutdown=partial(_each, services, CuttingsService.shut),
                clean_up=partial(_each, web.values(), lambda one: one.state.clean_up()),
            )
            server.run(sockets=[listening])


def _each(many: Iterable[_One], action: Callable[[_One], object]) -> None:
    for one in many:
        action(one)


def protected(applications: Mapping[str, FastAPI], archives: Sequence[Served], reach: Reach) -> App:
    """Return the applications of all archives, by their roots, behind all middleware."""
    hashes = []
    for served in archives:
        with showing(served):
            hashes.append(page.script_hash())
    guarded = reach.protect(QueueFull(ArchiveApplications(applications)), hashes)
    answering = ErrorPages(Problems(BodyLimit(guarded)), reach.access)
    return ArchiveOfRequest(RequestLog(answering), archives)


def application(
    service: CuttingsService,
    jobs: Jobs,
    access: Access,
    served: Served = ALONE,
    readiness: Readiness | None = None,
) -> FastAPI:
    """Return the web application of an archive: our own routes, and the chat at its root.

    To be served behind what `protected` adds.

    Args:
        readiness: of the whole server; None for that of this archive.
    """
    mcp = McpEndpoint(service)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=mcp.lifespan)
    add_login_routes(app, access)
    add_identity_routes(app, access)
    add_account_routes(app, access)
    add_user_routes(app, service, access)
    add_health_routes(app, readiness or Readiness([(served, service)]), access)
    add_article_routes(app, service, jobs, access)
    add_correcting_routes(app, service, access)
    add_original_routes(app, service)
    add_conversation_routes(app, service)
    add_summary_routes(app, service)
    add_sharing_routes(app, service, access)
    add_alert_routes(app, service.alerts, access, service)
    add_webhook_routes(app, service)
    add_news_routes(app, service, access)
    add_desk_routes(app, service, access)
    add_following_routes(app, service.feeds, access)
    add_api_routes(app, service, jobs)
    mcp.add_to(app)
    app.include_router(chat_routes(service))
    add_error_handlers(app)
    with showing(served):
        chat = _Chat(service, served, access).blocks()
        head = page.head_html()
    app.state.clean_up = partial(forget_finished_sessions, chat)
    gr.mount_gradio_app(
        app,
        chat,
        path="/",
        root_path=served.root,
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
        head=head,
    )
    return app


class _Chat:
    """The page of the chat: `blocks` has its widgets, the other methods answer its events.

    Args:
        served: the archive.
        access: what readers may do.
    """

    def __init__(self, service: CuttingsService, served: Served, access: Access) -> None:
        self._service = service
        self._served = served  # Gradio answers events in contexts of its own
        self._access = access
        self._adding = access.users is None and access.allows(Need.CHANGE)  # for all alike; a user's page is refreshed
        self._overview = service.overview()  # shown until a page loads

    def blocks(self) -> gr.Blocks:
        """Return the widgets, wired to their events."""
        blocks: gr.Blocks
        with gr.Blocks(title=page.site_title(), analytics_enabled=False, fill_width=True) as blocks:
            masthead = gr.Markdown(
                page.masthead_html(self._overview, log_out=self._access.closed, account=self._access.users is not None),
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
            # else no question would be taken after an answer whose stream was lost; the page's script sends one at a time
            asked: dict[str, Any] = {"trigger_mode": "multiple", **quiet}
            question.submit(self.ask, [question, context], [chat, question], **asked)
            chat.example_select(self.ask_example, [context], [chat, question], **asked)
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
            for messages in self._access.each_step(request.headers, each_showing(self._served, steps)):
                yield messages, box
                box = gr.skip()

    def ask_example(self, context: str | None, chosen: gr.SelectData, request: gr.Request) -> Steps:
        """Answer an example question."""
        yield from self.ask(str(chosen.value["text"]), context, request)

    def open(self, context: str | None, request: gr.Request) -> list[Message]:
        """Return a stored conversation."""
        with showing(self._served), self._access.answering(request.headers):
            return conversation(self._service, _reader(request), PageContext.parse(context))

    def refresh(self, request: gr.Request) -> tuple[Any, Any]:
        """Return masthead and welcome for a page that loads or added articles, in its language, of the archive as it is now."""
        overview, language = self._service.overview(), _reader(request).language
        say = words(language)
        with showing(self._served), self._access.answering(request.headers):
            adding = self._access.allows(Need.CHANGE)
            if (overview, language, adding) == (self._overview, "en", self._adding):  # the page was built with these
                return gr.skip(), gr.skip()
            welcome = gr.update(
                placeholder=page.welcome_html(overview, say, adding=adding), examples=_examples(overview)
            )
            return page.masthead_html(
                overview, say, log_out=self._access.closed, account=self._access.users is not None
            ), welcome


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
