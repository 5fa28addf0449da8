"""The page on which title, outlet, day and byline of an article are corrected."""

from corpus.article import Article, draft_of
from corpus.catalogue.corrections import FIELDS, LONGEST
from qa.web.pages.page import document, script
from qa.web.render.text import escape
from qa.web.route_table import ARTICLE, ARTICLES, path_to
from qa.web.translations import ENGLISH_WORDS, Say


def correcting_page(article: Article, token: str, say: Say = ENGLISH_WORDS) -> str:
    """Return the page as a document; `token` is sent by its script with the change."""
    back = escape(path_to(ARTICLE, article.id))
    undo = f'<button type="button" class="undo">{escape(say("correct_undo"))}</button>' if article.as_read else ""
    body = (
        f'<h1>{escape(say("correct_title"))}</h1><p class="quiet">{escape(say("correct_how"))}</p>'
        f'<form class="correcting" data-article="{escape(article.id)}">{_fields(article, say)}'
        '<p class="wrong" role="alert" hidden></p>'
        f'<p class="actions"><button class="primary">{escape(say("correct_save"))}</button>{undo}'
        f' <a class="back" href="{back}">{escape(say("correct_back"))}</a></p></form>'
        f"<script>{script('words.js', 'correcting.js', say=say)}</script>"
    )
    return document(say("correct_title"), body, say, kind="correcting-page", here=ARTICLES, inside=True, token=token)


def _fields(article: Article, say: Say) -> str:
    corrected, read = dict(article.as_read), draft_of(article)
    fields = []
    for name in FIELDS:
        value = getattr(article, name) or ""
        kind = f'type="text" dir="auto" maxlength="{LONGEST}"'
        if name == "published":
            value, kind = value[:10], 'type="date"'
        required = " required" if name == "title" else ""
        note, described = "", ""
        if name in corrected:
            was = say("correct_read", value=getattr(read, name) or say("correct_unknown"))
            note, described = (
                f'<span class="quiet" id="read-{name}">{escape(was)}</span>',
                f' aria-describedby="read-{name}"',
            )
        fields.append(
            f'<p><label for="{name}">{escape(say("correct_headline" if name == "title" else f"correct_{name}"))}</label>'
            f'<input id="{name}" name="{name}" value="{escape(value)}" {kind}{required}{described}>{note}</p>'
        )
    return "".join(fields)
