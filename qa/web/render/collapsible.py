"""Long lists as the pages show them: the first few in sight, the rest behind a word that tells how many there are."""

from collections.abc import Sequence

from qa.web.render.text import count, escape


def folded(items: Sequence[str], shown: int, noun: str, *, element: str = "ol", kind: str = "") -> str:
    """Return list items as a list; those after `shown` in a `<details>` of their own. "" where there are none.

    Args:
        items: the inner HTML of each `<li>`, or whole `<li>` elements.
        shown: so many are in sight. One more is not worth a fold.
        noun: what an item is, for one.
        element: `ol` or `ul`.
        kind: class of the lists.
    """
    if not items:
        return ""
    first = items if len(items) <= shown + 1 else items[:shown]
    rest = items[len(first) :]
    told = f"<summary>{escape(count(len(rest), f'more {noun}'))}</summary>"
    more = f'<details class="more">{told}{_list(rest, element, kind)}</details>' if rest else ""
    return f"{_list(first, element, kind)}{more}"


def _list(items: Sequence[str], element: str, kind: str) -> str:
    named = f' class="{kind}"' if kind else ""
    whole = "".join(item if item.startswith("<li") else f"<li>{item}</li>" for item in items)
    return f"<{element}{named}>{whole}</{element}>"
