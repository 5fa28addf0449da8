"""A saved page as it is shown: nothing in it runs, loads or leads anywhere."""

import re

import pytest

from corpus.readers.web.safe_page import read_safe_page

PICTURE = "data:image/png;base64," + "iVBORw0KGgo" * 20
HOSTILE = f"""<!doctype html><html manifest="http://e.example/m"><head><base href="http://e.example/">
<meta http-equiv="refresh" content="0;url=http://e.example/"><link rel="preconnect" href="http://e.example">
<link rel="stylesheet" href="http://e.example/a.css"><script src="http://e.example/a.js"></script>
<style>h1 {{ color: green }}</style></head><body background="http://e.example/b" onload="alert(1)">
<h1 onclick="alert(2)">The mill</h1><img src="{PICTURE}" alt="the mill"><img srcset="http://e.example/1 1x" src="//e.example/2">
<a href="javascript:alert(3)">one</a><a href=" HTTP://e.example/" ping="http://e.example/p">two</a><a href="#end">three</a>
<svg><a xlink:href="http://e.example/s"><image href="http://e.example/i"/></a><use xlink:href="http://e.example/u#x"/></svg>
<iframe src="http://e.example/f" srcdoc="<script>alert(4)</script>"></iframe><object data="http://e.example/o"></object>
<form action="http://e.example/form"><input><button formaction="http://e.example/b">send</button></form>
<video poster="http://e.example/v"><source src="http://e.example/v.mp4"></video><noscript><img src="http://e.example/n"></noscript>
<math><mi xlink:href="http://e.example/ma">x</mi></math><p id="end">The end.</p></body></html>"""


def safe(page: bytes | str, **about: str) -> str:
    content = page if isinstance(page, bytes) else page.encode()
    return next(read_safe_page(content, about))["html"]


def test_nothing_runs_loads_or_leads_elsewhere() -> None:
    shown = safe(HOSTILE)
    assert "e.example" not in shown.lower()
    assert not re.search(r"(?i)<(script|iframe|object|form|link|base|meta|video)\b|javascript:|\son\w+=", shown)


def test_what_a_reader_sees_stays() -> None:
    shown = safe(HOSTILE)
    for seen in (f'src="{PICTURE}"', 'alt="the mill"', "h1 { color: green }", '<a href="#end">', "The end.", "two"):
        assert seen in shown


def test_its_letters_are_read_as_the_page_declares_them() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Мельница сгорела в полдень.</p></body></html>'
    assert "Мельница сгорела" in safe(page.encode("cp1251"))


def test_a_page_too_large_for_its_pictures_is_shown_without_them() -> None:
    shown = safe(
        f'<html><body><img src="data:image/png;base64,{"A" * 11_000_000}" alt="the mill"><p>It burned.</p></body></html>'
    )
    assert "It burned." in shown
    assert len(shown) < 1000
    with pytest.raises(ValueError, match="larger than"):
        safe(b"<html><body><p>" + b"word " * 3_000_000)
