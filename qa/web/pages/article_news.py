"""News of an article, below its text: its story, corrections, quotations, names; and pages of changes, names and quotations."""

from collections.abc import Mapping, Sequence

from corpus.article import Article
from qa.news.desk import ArticleNews
from qa.news.store.rows import NameCount
from qa.news.views.story import Quotation
from qa.news.views.versions import Changed, Compared
from qa.web.pages.page import document, page_links
from qa.web.pages.stories import link_html, story_facts
from qa.web.render.context import quotation_link, quotations_html
from qa.web.render.text import clip, collapsible_list, counted, day, escape, figure
from qa.web.route_table import ARTICLE, ARTICLE_CHANGES, ARTICLES, NAMED, SAID, STORY, path_to
from qa.web.translations import ENGLISH_WORDS, Say

SHOWN = 6
LINKS_SHOWN = 6
ARTICLES_SHOWN = 20
NAMES_SHOWN = 20
SAID_SHOWN = 20
SPEAKERS_SHOWN = 60
SAID_PAGE = 200
CHANGES_SHOWN = 30


def article_news_html(news: ArticleNews, article: Article, say: Say = ENGLISH_WORDS) -> str:
    """Return the section below an article."""
    parts = []
    if news.story:
        parts.append(
            f'<p class="story"><a class="desk" href="{escape(path_to(STORY, news.story.id))}" dir="auto">'
            f"{escape(clip(news.story.title, 160))}</a> <span class=quiet>{escape(story_facts(news.story, say))}</span></p>"
        )
    titles = {**news.titles, article.id: article.title}
    links = [f"<li>{link_html(link, titles, say)}</li>" for link in news.links]
    changes = [
        (number, path_to(ARTICLE_CHANGES, article.id, query={"version": str(number)})) for number in news.earlier
    ]
    versions = [
        f'<li><a href="{escape(way)}">{escape(say("changed_since_version", number=number))}</a></li>'
        for number, way in changes
    ]
    parts.append(collapsible_list([*links, *versions], LINKS_SHOWN, "amendment", say, element="ul", kind="links"))
    if news.said:
        parts.append(quotations_html(news.said[:SHOWN], say, here=say("in_the_text")))
        parts.append(_more_quotations(news.said[SHOWN:], say))
    if news.named:
        named = " ".join(_name_link(one, say) for one in news.named)
        parts.append(f'<p class="named">{escape(say("more_about"))} {named}</p>')
    shown = "".join(parts)
    about = escape(say("about_article"))
    return f'<section class="beside" aria-label="{about}">{shown}</section>' if shown else ""


def changes_page(article: Article, compared: Compared, since: str, say: Say = ENGLISH_WORDS) -> str:
    """Return the page of what changed in an article; `since` says since when."""
    changed = compared.changed
    lines = [f"<li{'' if _is_partly_same(one) else ' class=rewritten'} dir=auto>{_pieces(one)}</li>" for one in changed]
    struck, new = f"<del>{escape(say('struck_out'))}</del>", f"<ins>{escape(say('underlined'))}</ins>"
    legend = f'<p class="quiet">{say("changes_legend", struck=struck, underlined=new)}</p>'
    if len(changed) == 1 and not _is_partly_same(changed[0]) and len(changed[0].pieces) > 1:
        legend = f"<p>{escape(say('rewritten'))}</p>{legend}"
    listed = collapsible_list(lines, CHANGES_SHOWN, "change", say, element="ul", kind="changes")
    changes = f"{legend}{listed}" if lines else f"<p>{escape(say(_NOT_COMPARED[compared.refused]))}</p>"
    back = f'<p><a href="{escape(path_to(ARTICLE, article.id))}" dir="auto">{escape(clip(article.title, 200))}</a></p>'
    title = say("what_changed")
    body = f'<h1>{escape(title)}</h1>{back}<p dir="auto">{escape(since)}</p>{changes}'
    return document(title, body, say, kind="changes-page", here=ARTICLES, inside=True)


def named_page(
    name: str,
    articles: Sequence[Article],
    naming: int,
    said: Sequence[Quotation],
    quotations: int,
    say: Say = ENGLISH_WORDS,
) -> str:
    """Return the newest articles of the `naming` that have a name, and the first of the `quotations` by its bearer."""
    lines = [_article_line(article, say) for article in articles]
    shown = (
        collapsible_list(lines, ARTICLES_SHOWN, "article", say, kind="articles") or f"<p>{escape(say('not_named'))}</p>"
    )
    quotes = ""
    if said:
        quotes = f"<section>{quotations_html(said[:SHOWN], say)}{_all_quotations(name, quotations, say)}</section>"
    newest = f"; {say('newest_listed', number=figure(len(articles), say))}" if naming > len(articles) else ""
    named = say("named_in", articles=counted(naming, "article", say)) + newest
    intro = f"<p>{escape(named)}</p>" if articles else ""
    body = f'{_form(NAMED, say("name_field"), name, say)}<h1 dir="auto">{escape(clip(name, 120))}</h1>{intro}{shown}{quotes}'
    return document(clip(name, 120), body, say, kind="named-page")


def _article_line(article: Article, say: Say) -> str:
    where = ", ".join(part for part in (clip(article.outlet or "", 80), day(article.published, say)) if part)
    title = escape(clip(article.title, 200) or say("no_title"))
    way = escape(path_to(ARTICLE, article.id))
    return f'<span class="quiet" dir="auto">{escape(where)}</span> <a href="{way}" dir="auto">{title}</a>'


def names_page(names: Mapping[str, Sequence[NameCount]], say: Say = ENGLISH_WORDS) -> str:
    """Return whom and what most articles name, by the headings of their kinds."""
    parts = [
        f"<section><h2>{escape(heading)}</h2>{_name_list(named, say)}</section>"
        for heading, named in names.items()
        if named
    ]
    body = "".join(parts) or f"<p>{escape(say('nobody_named'))}</p>"
    title = say("names_page")
    return document(
        title, f"<h1>{escape(title)}</h1>{_form(NAMED, say('name_field'), '', say)}{body}", say, kind="named-page"
    )


def quotations_page(
    name: str,
    said: Sequence[Quotation],
    total: int,
    speakers: Sequence[tuple[str, int]],
    page: int = 1,
    say: Say = ENGLISH_WORDS,
) -> str:
    """Return a page of what somebody said, of `total` quotations; or of who is quoted, where no name is given."""
    form = _form(SAID, say("who_field"), name, say, [who for who, _ in speakers[:SAID_PAGE]])
    more = page * SAID_PAGE < (total if name else len(speakers))
    links = page_links(SAID, {"name": name} if name else {}, page, say, more=more)
    if name:
        lines = [
            f'<q dir="auto">{escape(clip(one.text, 600))}</q> '
            f'<span class="speaker" dir="auto">{escape(clip(one.speaker, 80))}</span> {quotation_link(one, say)}'
            for one in said
        ]
        listed = collapsible_list(lines, SAID_SHOWN, "quotation", say, element="ul", kind="said-list")
        other = f'<a href="{path_to(SAID)}">{escape(say("everybody_quoted"))}</a>'
        body = f"{_number(total, 'quotation', say)}{listed}" if listed else f"<p>{escape(say('not_quoted'))}</p>"
        body = f"{body}{links}<p>{other}</p>"
    else:
        lines = [
            f'<a href="{escape(path_to(SAID, query={"name": who}))}" dir="auto">{escape(clip(who, 80))}</a> '
            f'<span class="quiet">{escape(counted(number, "quotation", say))}</span>'
            for who, number in speakers[(page - 1) * SAID_PAGE : page * SAID_PAGE]
        ]
        listed = collapsible_list(lines, SPEAKERS_SHOWN, "speaker", say, kind="speakers")
        listed = f"{_number(len(speakers), 'speaker', say)}{listed}{links}" if listed else ""
        body = listed or f"<p>{escape(say('nobody_quoted'))}</p>"
    title = say("said_page")
    return document(title, f"<h1>{escape(title)}</h1>{form}{body}", say, kind="said-page", here=SAID)


def _number(total: int, noun: str, say: Say) -> str:
    return f'<p class="quiet">{escape(counted(total, noun, say))}</p>' if total else ""


def _form(action: str, label: str, name: str, say: Say, known: Sequence[str] = ()) -> str:
    """Return the form that asks for a name; `known` names are suggested."""
    offered = "".join(f'<option value="{escape(clip(one, 80))}">' for one in known)
    listed = f'<datalist id="known">{offered}</datalist>' if offered else ""
    field = f'<input name="name" maxlength="200" value="{escape(clip(name, 120))}"{" list=known" if offered else ""}>'
    return (
        f'<form class="find" action="{path_to(action)}" role="search"><label>{escape(label)} {field}</label> '
        f'<button class="primary">{escape(say("find"))}</button>{listed}</form>'
    )


def _all_quotations(name: str, total: int, say: Say) -> str:
    if total <= SHOWN:
        return ""
    address = escape(path_to(SAID, query={"name": name}))
    return f'<p><a href="{address}">{escape(say("all_quotations", number=figure(total, say)))}</a></p>'


def _more_quotations(said: Sequence[Quotation], say: Say) -> str:
    if not said:
        return ""
    summary = f"<summary>{escape(counted(len(said), 'more_quotation', say))}</summary>"
    return f'<details class="more">{summary}{quotations_html(said, say, here=say("in_the_text"))}</details>'


def _name_list(named: Sequence[NameCount], say: Say) -> str:
    return collapsible_list([_name_link(one, say) for one in named], NAMES_SHOWN, "name", say, kind="names")


def _name_link(one: NameCount, say: Say) -> str:
    address = escape(path_to(NAMED, query={"name": one.spelled}))
    number = f'<span class="quiet">({figure(one.articles, say)})</span>'
    return f'<a class="who" href="{address}" dir="auto">{escape(clip(one.spelled, 60))}</a> {number}'


_NOT_COMPARED = {
    "": "same_texts",
    "too long to compare": "too_long_to_compare",
    "too different to compare": "too_different_to_compare",
}


def _is_partly_same(changed: Changed) -> bool:
    return any(piece.kind == "same" for piece in changed.pieces)


def _pieces(changed: Changed) -> str:
    tags = {"same": "span", "gone": "del", "new": "ins"}
    return "".join(f"<{tags[piece.kind]}>{escape(piece.text)}</{tags[piece.kind]}>" for piece in changed.pieces)
