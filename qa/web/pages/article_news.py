"""News of an article, below its text: its story, corrections, quotations, names; and pages of changes, names and quotations."""

from collections.abc import Mapping, Sequence

from corpus.article import Article
from qa.news.desk import ArticleNews
from qa.news.store.reads import NameCount
from qa.news.views.story import Quotation
from qa.news.views.versions import Changed, Compared
from qa.web.pages.page import document, page_links
from qa.web.pages.stories import link_html, story_facts
from qa.web.render.context import quotation_link, quotations_html
from qa.web.render.text import clip, collapsible_list, count, day, escape
from qa.web.route_table import ARTICLE, ARTICLE_CHANGES, ARTICLES, NAMED, SAID, STORY, path_to

SAME_ARTICLE = "in the text"
SHOWN = 6
LINKS_SHOWN = 6
ARTICLES_SHOWN = 20
NAMES_SHOWN = 20
SAID_SHOWN = 20
SPEAKERS_SHOWN = 60
SAID_PAGE = 200
CHANGES_SHOWN = 30


def article_news_html(news: ArticleNews, article: Article) -> str:
    """Return the section below an article."""
    parts = []
    if news.story:
        parts.append(
            f'<p class="story"><a class="desk" href="{escape(path_to(STORY, news.story.id))}" dir="auto">'
            f"{escape(clip(news.story.title, 160))}</a> <span class=quiet>{escape(story_facts(news.story))}</span></p>"
        )
    titles = {**news.titles, article.id: article.title}
    links = [f"<li>{link_html(link, titles)}</li>" for link in news.links]
    changes = [
        (number, path_to(ARTICLE_CHANGES, article.id, query={"version": str(number)})) for number in news.earlier
    ]
    versions = [f'<li><a href="{escape(way)}">What changed since version {number}</a></li>' for number, way in changes]
    parts.append(collapsible_list([*links, *versions], LINKS_SHOWN, "amendment", element="ul", kind="links"))
    if news.said:
        parts.append(quotations_html(news.said[:SHOWN], here=SAME_ARTICLE))
        parts.append(_more_quotations(news.said[SHOWN:]))
    if news.named:
        named = " ".join(_name_link(one) for one in news.named)
        parts.append(f'<p class="named">More about {named}</p>')
    shown = "".join(parts)
    return f'<section class="beside" aria-label="About this article">{shown}</section>' if shown else ""


def changes_page(article: Article, compared: Compared, since: str) -> str:
    """Return the page of what changed in an article; `since` says since when."""
    changed = compared.changed
    lines = [f"<li{'' if _is_partly_same(one) else ' class=rewritten'} dir=auto>{_pieces(one)}</li>" for one in changed]
    legend = '<p class="quiet"><del>Struck out</del> was there before, <ins>underlined</ins> is new. What stayed is left out.</p>'
    if len(changed) == 1 and not _is_partly_same(changed[0]) and len(changed[0].pieces) > 1:
        legend = f"<p>Much of this, or all, is written anew.</p>{legend}"
    listed = collapsible_list(lines, CHANGES_SHOWN, "change", element="ul", kind="changes")
    changes = f"{legend}{listed}" if lines else f"<p>{_not_compared(compared) or 'The texts are the same.'}</p>"
    back = f'<p><a href="{escape(path_to(ARTICLE, article.id))}" dir="auto">{escape(clip(article.title, 200))}</a></p>'
    body = f'<h1>What changed</h1>{back}<p dir="auto">{escape(since)}</p>{changes}'
    return document("What changed", body, kind="changes-page", here=ARTICLES, inside=True)


def named_page(name: str, articles: Sequence[Article], naming: int, said: Sequence[Quotation], quotations: int) -> str:
    """Return the newest articles of the `naming` that have a name, and the first of the `quotations` by its bearer."""
    shown = (
        collapsible_list([_article_line(article) for article in articles], ARTICLES_SHOWN, "article", kind="articles")
        or "<p>No article has this name.</p>"
    )
    quotes = f"<section>{quotations_html(said[:SHOWN])}{_all_quotations(name, quotations)}</section>" if said else ""
    newest = f"; the newest {len(articles):,} are listed" if naming > len(articles) else ""
    intro = f"<p>Named in {count(naming, 'article')}{newest}</p>" if articles else ""
    body = f'{_form(NAMED, "Name", name)}<h1 dir="auto">{escape(clip(name, 120))}</h1>{intro}{shown}{quotes}'
    return document(clip(name, 120), body, kind="named-page")


def _article_line(article: Article) -> str:
    where = ", ".join(part for part in (clip(article.outlet or "", 80), day(article.published)) if part)
    title = escape(clip(article.title, 200)) or "(no title)"
    way = escape(path_to(ARTICLE, article.id))
    return f'<span class="quiet" dir="auto">{escape(where)}</span> <a href="{way}" dir="auto">{title}</a>'


def names_page(names: Mapping[str, Sequence[NameCount]]) -> str:
    """Return whom and what most articles name, by kind."""
    parts = [f"<section><h2>{heading}</h2>{_name_list(named)}</section>" for heading, named in names.items() if named]
    body = "".join(parts) or "<p>No article names anybody yet.</p>"
    return document("Names", f"<h1>Names</h1>{_form(NAMED, 'Name', '')}{body}", kind="named-page")


def quotations_page(
    name: str, said: Sequence[Quotation], total: int, speakers: Sequence[tuple[str, int]], page: int = 1
) -> str:
    """Return a page of what somebody said, of `total` quotations; or of who is quoted, where no name is given."""
    form = _form(SAID, "Who?", name, [who for who, _ in speakers[:SAID_PAGE]])
    links = page_links(
        SAID, {"name": name} if name else {}, page, more=page * SAID_PAGE < (total if name else len(speakers))
    )
    if name:
        lines = [
            f'<q dir="auto">{escape(clip(one.text, 600))}</q> '
            f'<span class="speaker" dir="auto">{escape(clip(one.speaker, 80))}</span> {quotation_link(one)}'
            for one in said
        ]
        listed = collapsible_list(lines, SAID_SHOWN, "quotation", element="ul", kind="said-list")
        other = f'<a href="{SAID}">Everybody who is quoted</a>'
        counted = f'<p class="quiet">{count(total, "quotation")}</p>' if total else ""
        body = f"{counted}{listed}" if listed else "<p>No article quotes anybody of that name.</p>"
        body = f"{body}{links}<p>{other}</p>"
    else:
        lines = [
            f'<a href="{escape(path_to(SAID, query={"name": who}))}" dir="auto">{escape(clip(who, 80))}</a> '
            f'<span class="quiet">{count(number, "quotation")}</span>'
            for who, number in speakers[(page - 1) * SAID_PAGE : page * SAID_PAGE]
        ]
        listed = collapsible_list(lines, SPEAKERS_SHOWN, "speaker", kind="speakers")
        counted = f'<p class="quiet">{count(len(speakers), "speaker")}</p>' if speakers else ""
        body = f"{counted}{listed}{links}" if listed else "<p>No article quotes anybody by name.</p>"
    return document("Who said what", f"<h1>Who said what</h1>{form}{body}", kind="said-page", here=SAID)


def _form(action: str, label: str, name: str, known: Sequence[str] = ()) -> str:
    """Return the form that asks for a name; `known` names are suggested."""
    offered = "".join(f'<option value="{escape(clip(one, 80))}">' for one in known)
    listed = f'<datalist id="known">{offered}</datalist>' if offered else ""
    return (
        f'<form class="find" action="{action}" role="search"><label>{label} <input name="name" maxlength="200" '
        f'value="{escape(clip(name, 120))}"{" list=known" if offered else ""}></label> '
        f'<button class="primary">Find</button>{listed}</form>'
    )


def _all_quotations(name: str, total: int) -> str:
    if total <= SHOWN:
        return ""
    address = escape(path_to(SAID, query={"name": name}))
    return f'<p><a href="{address}">All {total:,} quotations</a></p>'


def _more_quotations(said: Sequence[Quotation]) -> str:
    if not said:
        return ""
    summary = f"<summary>{count(len(said), 'more quotation')}</summary>"
    return f'<details class="more">{summary}{quotations_html(said, here=SAME_ARTICLE)}</details>'


def _name_list(named: Sequence[NameCount]) -> str:
    return collapsible_list([_name_link(one) for one in named], NAMES_SHOWN, "name", kind="names")


def _name_link(one: NameCount) -> str:
    address = escape(path_to(NAMED, query={"name": one.spelled}))
    number = f'<span class="quiet">({one.articles:,})</span>'
    return f'<a class="who" href="{address}" dir="auto">{escape(clip(one.spelled, 60))}</a> {number}'


def _not_compared(compared: Compared) -> str:
    return f"The two texts are {compared.refused} sentence by sentence." if compared.refused else ""


def _is_partly_same(changed: Changed) -> bool:
    return any(piece.kind == "same" for piece in changed.pieces)


def _pieces(changed: Changed) -> str:
    tags = {"same": "span", "gone": "del", "new": "ins"}
    return "".join(f"<{tags[piece.kind]}>{escape(piece.text)}</{tags[piece.kind]}>" for piece in changed.pieces)
