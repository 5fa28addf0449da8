"""The text of the article stays whatever the elements around it are called; what is around it goes."""

import pytest

from corpus.readers.web.html import read_page

PARAGRAPHS = (
    "The ice house on Pier Nine was sold on Thursday to a family of fishermen from the next bay.",
    "They want to store herring in it again, and to open the cold room to visitors on Sundays.",
    "The town had asked for twice as much in spring, but nobody else had made an offer by August.",
    "An architect who looked at the roof said that the beams would last another forty years.",
    "The keys will be handed over on the first of October, when the old lease ends.",
)
TEXT = "\n\n".join(PARAGRAPHS)
BODY = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
STORY = (
    "A column of this week asks why the lamps along the outer mole have been dark since the storm in March and who has "
    "the key to the box in which the fuses are, and it finds that three offices send each other letters about it."
)
SIDE = "".join(
    f"<div class='box'><h3><a href='/{n}'>Lamps are dark, part {n} of a series</a></h3><p>{STORY}</p></div>"
    for n in range(12)
)


def page(main: str, side: str = "") -> str:
    return (
        "<!DOCTYPE html><html lang='en'><head><meta property='og:title' content='Ice house sold'></head>"
        f"<body><header><a href='/'>Bay Courier</a></header>{main}<div class='side'>{side}</div></body></html>"
    )


def text_of(source: str) -> str:
    drafts = read_page(source.encode(), "x")
    return drafts[0].text if drafts else ""


@pytest.mark.parametrize(
    "names",
    [
        "class='text ad-free'",
        "class='cmp-container'",
        "class='story promoted'",
        "class='share'",
        "class='hentry comments-open'",
        "class='entry-read-more'",
        "class='tag-fishing_social post'",
        "class='has-ads body'",
        "id='sponsored'",
        "class='modal-content widget'",
        "class='newsletter'",
        "role='complementary'",
    ],
)
def test_the_element_with_the_text_stays_whatever_it_is_called(names):
    assert text_of(page(f"<main><h1>Ice house sold</h1><div {names}>{BODY}</div></main>", SIDE)) == TEXT


FURNITURE = (
    "<div class='ad-slot'>Ad: Buy two pairs of oilskins and pay for one of them until Sunday.</div>",
    "<div class='share'><a href='#f'>Facebook</a> <a href='#t'>Twitter</a> Share this story with those you know.</div>",
    "<div class='related-stories'><h3><a href='/9'>Herring comes back to the bay after ten years</a></h3></div>",
    "<div class='newsletter-box'><p>Our letter brings you the bay every Friday, and costs you nothing at all.</p></div>",
    "<section class='comments'><p>I used to play in that ice house when I was a boy, and it was always cold.</p></section>",
    "<div class='promo'><p>A whole year of the Courier for the price of ten months.</p><button>Order</button></div>",
    "<ul><li><a href='/7'>Who will mend the crane on Pier Four</a><p>Nobody knows.</p></li>"
    "<li><a href='/8'>Ferry gets a second coat of paint</a><p>It is green.</p></li></ul>",
)


@pytest.mark.parametrize("furniture", FURNITURE)
def test_furniture_between_the_paragraphs_still_goes(furniture):
    body = "".join(f"<p>{one}</p>{furniture if number == 2 else ''}" for number, one in enumerate(PARAGRAPHS))
    assert text_of(page(f"<main><h1>Ice house sold</h1><div class='body'>{body}</div></main>")) == TEXT


def test_sections_with_the_words_of_their_headings_as_ids_stay():
    sections = (
        f"<section id='sharing-a-cold-room'><h2>Sharing a cold room</h2><p>{PARAGRAPHS[1]}</p></section>"
        f"<section id='trending'><p>{PARAGRAPHS[2]}</p></section>"
        f"<section id='credits-for-the-roof'><h2>Credits for the roof</h2><p>{PARAGRAPHS[3]}</p></section>"
    )
    found = text_of(page(f"<article><h1>Ice house sold</h1><p>{PARAGRAPHS[0]}</p>{sections}</article>", SIDE))
    assert all(one in found for one in PARAGRAPHS[:4])


def test_a_form_around_the_page_stays_and_its_fields_go():
    fields = "<input name='q'><select><option>All of the years since 1950</option></select>"
    assert text_of(page(f"<form action='.'>{fields}<h1>Ice house sold</h1><div>{BODY}</div></form>")) == TEXT
    search = "<form><p>Search for a word in all of the papers that we ever printed.</p><input></form>"
    assert text_of(page(f"<main><h1>Ice house sold</h1>{search}<div>{BODY}</div></main>")) == TEXT


def test_a_text_that_stands_in_noscript_only_is_read():
    assert text_of(page(f"<div id='app'></div><noscript><h1>Ice house sold</h1>{BODY}</noscript>")) == TEXT
    hint = "<noscript><p>This page is nicer with scripts, so please allow them in your browser.</p></noscript>"
    assert text_of(page(f"<main><h1>Ice house sold</h1>{hint}<div>{BODY}</div></main>")) == TEXT


TICKER = "<ul>{}</ul>".format(
    "".join(
        f"<li class='live-ticker-item'><time>1{n}:05</time> <a href='/{n}'>Regatta: boat {n} is home</a></li>"
        for n in range(5)
    )
)


@pytest.mark.parametrize(
    "main",
    [
        f"<article><h1>Ice house sold</h1><div>{BODY}</div></article><aside>{TICKER}</aside>",
        f"<div>{TICKER}</div><article><h1>Ice house sold</h1><div>{BODY}</div></article>",
        f"<article><h1>Ice house sold</h1><div>{TICKER}</div><div>{BODY}</div></article>",
    ],
)
def test_a_live_ticker_near_an_article_is_not_the_article(main):
    assert text_of(page(main)) == TEXT


def test_a_text_that_an_advertisement_cuts_in_two_is_whole():
    later = [
        "Later in autumn the cold room will get a door of glass, for which the county pays.",
        "Nobody has slept in the upper floor since the war, when it was full of nets and sails.",
        "A school has asked for lessons about ice, and the fishermen have said that they would be glad.",
    ]
    rows = (BODY, "".join(f"<p>{one}</p>" for one in later))
    cut = "<div class='row ad'>Advertisement</div>".join(
        f"<div class='row'><div class='body article-body'>{row}</div></div>" for row in rows
    )
    found = text_of(page(f"<article><h1>Ice house sold</h1>{cut}</article>"))
    assert found == "\n\n".join([*PARAGRAPHS, *later])


def test_stories_after_the_article_are_not_in_it():
    after = "".join(
        f"<div class='post'><h2><a href='/{n}'>Lamps {n}</a></h2><div><p>{STORY[:150]}.</p></div></div>"
        for n in range(3)
    )
    found = text_of(page(f"<div id='content'><h1>Ice house sold</h1><div class='post'>{BODY}</div>{after}</div>"))
    assert found == TEXT


def test_a_standfirst_outside_the_text_is_read_first():
    lead = "A house for ice gets its fishermen back, and they have plans for Sundays too."
    body = f"<p class='article-standfirst'>{lead}</p><div class='article-body'>{BODY}</div>"
    assert text_of(page(f"<article><h1>Ice house sold</h1>{body}</article>")) == f"{lead}\n\n{TEXT}"


CHINESE = (
    "码头上的旧冰库星期四卖给了邻湾的一家渔民，他们打算重新用它来存放鲱鱼。",
    "镇上春天要的价钱高一倍，但是到八月也没有别人来谈",
    "建筑师说“屋顶的木梁还能再用四十年，不必急着换”",
)
THAI = (
    "โรงน้ำแข็งเก่าที่ท่าเรือเก้าถูกขายให้ครอบครัวชาวประมงจากอ่าวข้างเคียงเมื่อวันพฤหัสบดี",
    "สถาปนิกกล่าวว่าคานหลังคายังใช้ได้อีกสี่สิบปี",
)


@pytest.mark.parametrize("paragraphs", [CHINESE, THAI])
def test_last_paragraphs_in_scripts_without_spaces_stay(paragraphs):
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    assert text_of(page(f"<main><h1>Ice house sold</h1><article>{body}</article></main>")) == "\n\n".join(paragraphs)


def test_how_characters_are_read_aloud_is_not_part_of_the_text():
    more = "船大工は屋根の梁がまだ四十年は持つと話しており、鍵は十月一日に渡されます。"
    harbour = "<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>"
    body = f"<p>{harbour}の<ruby><rb>氷</rb><rt>こおり</rt></ruby>の家が木曜日に売れました。</p>"
    found = text_of(
        page(f"<main><h1>氷の家</h1><article>{body}<p>{more}</p></article></main>").replace("Ice house sold", "氷の家")
    )
    assert found == f"港の氷の家が木曜日に売れました。\n\n{more}"


def test_soft_hyphens_and_zero_width_characters_are_not_part_of_the_text():
    hidden = BODY.replace("fishermen", "fish&shy;er&#173;men").replace("herring", "her\u200bring\u2060")
    assert text_of(page(f"<main><h1>Ice house sold</h1><div>{hidden}</div></main>")) == TEXT


CLOSINGS = {
    "ja": (
        "島の渡し船の船長たちは月曜日、エンジンがクリスマス以来二度も止まったため、漕ぐ練習を始めた。",
        "港の事務所は六月までに新しいエンジンが届くと見込み、費用の半分を県に求めている。",
        "最年長の船長は「楽しいと聞いていたが、そうではない」",
        "次の点検は十月（記者・久井）",
        "船長は「また来る」",
    ),
    "zh": (
        "小岛渡轮的船长们星期一开始练习划船，因为发动机自圣诞节以来已经坏了两次。",
        "港务局预计六月会有新的发动机，并要求县里承担一半费用。",
        "最年长的船长说：“人家告诉我们这很有趣，其实不然”",
        "下一次检查定于十月（记者 林安）",
        "他说：“再见”",
    ),
    "th": (
        "กัปตันเรือข้ามฟากของเกาะฝึกพายเรือในวันจันทร์ เพราะเครื่องยนต์เสียสองครั้งตั้งแต่วันคริสต์มาส",
        "สำนักงานท่าเรือคาดว่าจะได้เครื่องยนต์ใหม่ภายในเดือนมิถุนายน และขอให้เทศมณฑลจ่ายครึ่งหนึ่ง",
        "การตรวจสอบครั้งต่อไปมีกำหนดในเดือนตุลาคม",
        "เขาไม่ตอบ",
    ),
}
LAYOUTS = {
    "paragraphs": lambda rows: "<article>" + "".join(f"<p>{row}</p>" for row in rows) + "</article>",
    "elements": lambda rows: (
        "<div class='content'>" + "".join(f"<div class='para'>{row}</div>" for row in rows) + "</div>"
    ),
    "breaks": lambda rows: "<div class='txt'>" + "<br><br>".join(rows) + "</div>",
    "print view": lambda rows: "<table><tr><td>" + "<br>".join(f"　　{row}" for row in rows) + "</td></tr></table>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", CLOSINGS)
def test_closing_paragraphs_in_scripts_without_spaces_stay(language, layout):
    rows = CLOSINGS[language]
    source = (
        f"<!DOCTYPE html><html lang='{language}'><head><meta charset='utf-8'></head><body onload='window.print()'>"
        f"<h1>{rows[0][:8]}</h1>{LAYOUTS[layout](rows)}</body></html>"
    )
    assert text_of(source).split() == " ".join(rows).replace("　", " ").split()


@pytest.mark.parametrize(("language", "more"), [("ja", "関連記事："), ("zh", "相关阅读"), ("th", "ข่าวที่เกี่ยวข้อง")])
def test_what_announces_other_stories_goes_there_too(language, more):
    rows = CLOSINGS[language]
    body = "".join(f"<p>{row}</p>" for row in (*rows, more))
    assert text_of(page(f"<article><h1>Ice house sold</h1>{body}</article>")).split() == " ".join(rows).split()
