"""Headers on one line: outlet, date, byline and page next to each other; a line that only looks like one stays in the text."""

import pytest

from corpus.readers.digest import split_digest

TITLES = (
    "Market hall reopens after the flood",
    "Tram line nine is extended to the lake",
    "Bakers keep their night shift",
)
OUTLETS = ("Sellener Bote", "The Lakeside Echo", "Mill Town Record")
BODY = (
    "The hall opened its doors on Saturday with forty stalls. Traders had waited for eleven months.",
    "The council voted for the longer line by a narrow majority. Work begins after the summer.",
    "The bakers and the town agreed on Thursday that ovens may be lit at two. Neighbours had complained.",
)
FORMS = {
    "comma": "{title}\n\n{outlet}, {day} May 2022\n\n{body}",
    "comma, byline below": "{title}\n\n{outlet}, {day} May 2022\nBy Jane Doe\n\n{body}",
    "bars": "{title}\n\n{outlet} | {day} May 2022 | By Jane Doe\n\n{body}",
    "bars, name alone": "{title}\n\n{outlet} | {day} May 2022 | Jane Doe\n\n{body}",
    "brackets": "{title} ({outlet}, 0{day}/05/2022)\n\n{body}",
    "brackets, page": "{title} ({outlet}, {day} May 2022, p. 4)\n\n{body}",
    "date first": "{title}\n\n{day} May 2022, {outlet}\n\n{body}",
    "weekday": "{title}\n{outlet}, {day}. Mai 2022, S. {day}\n\n{body}",
    "dots": "{title}\n{outlet} · {day} May 2022 · p. 3 · By Jane Doe\n{body}",
    "page bare": "{title}\n{outlet} · {day} May 2022 · A{day} · By Jane Doe\n{body}",
    "space": "{title}\n{outlet} {day} May 2022\n\n{body}",
    "byline and date": "{title}\n{outlet}\nBy Jane Doe – {day} May 2022\n\n{body}",
    "bars, date first": "{title}\n{day} May 2022 | {outlet} | By Jane Doe\n{body}",
    "slashes": "{title}\n{outlet} / {day} May 2022 / p. 4\n\n{body}",
    "square brackets": "{title} [{outlet}, {day} May 2022]\n\n{body}",
    "russian": "{title}\n{outlet}, {day} мая 2022 г., с. 3\n\n{body}",
    "japanese": "{title}\n{outlet}、2022年5月{day}日\n\n{body}",
    "edition in brackets": "{title}\n{outlet} (Late Edition) · {day} May 2022 · By Jane Doe\n\n{body}",
    "edition": "{title}\n{outlet}, {day} May 2022, Late Edition, page 7, 340 words\n\n{body}",
    "numbered": "{day}. {title}\n{outlet}, {day} May 2022\n\n{body}",
    "hebrew": "{title}\n{outlet}, יום שני {day} במאי 2022, עמ' 3\n\n{body}",
    "arabic": "{title}\n{outlet} - {day} مايو 2022\n\n{body}",
}


def digest_of(form: str) -> str:
    rows = zip(TITLES, OUTLETS, BODY, strict=True)
    return "\n\n\n".join(
        form.format(title=title, outlet=outlet, day=day, body=body) for day, (title, outlet, body) in enumerate(rows, 1)
    )


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_each_article_has_its_outlet_and_day(form: str) -> None:
    drafts = split_digest(digest_of(form), name="stem")
    assert [(draft.title, draft.outlet, draft.published, draft.text) for draft in drafts] == [
        (title, outlet, f"2022-05-0{day}", body)
        for day, (title, outlet, body) in enumerate(zip(TITLES, OUTLETS, BODY, strict=True), 1)
    ]
    assert {draft.byline for draft in drafts} == {"Jane Doe" if "Jane" in form else None}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_one_article_alone_is_read_the_same(form: str) -> None:
    (draft,) = split_digest(form.format(title=TITLES[0], outlet=OUTLETS[0], day=1, body=BODY[0]), name="stem")
    assert (draft.outlet, draft.published) == (OUTLETS[0], "2022-05-01")
    assert draft.text == BODY[0]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("9 במרץ 2021", "2021-03-09"),
        ("יום שלישי, 9 במרץ 2021", "2021-03-09"),
        ("٩ مارس ٢٠٢١", "2021-03-09"),
        ("الثلاثاء 9 آذار 2021", "2021-03-09"),
        ("9 كانون الثاني 2021", "2021-01-09"),
    ],
)
def test_a_hebrew_or_arabic_date_line_dates_the_article(line: str, day: str) -> None:
    (draft,) = split_digest(f"{TITLES[0]}\n\n{OUTLETS[0]}\n{line}\n\n{BODY[0]}", name="stem")
    assert (draft.outlet, draft.published, draft.text) == (OUTLETS[0], day, BODY[0])


@pytest.mark.parametrize(
    "line",
    [
        "On 9 March 2021, the two sides met again in the old town hall.",
        "Sellen, 9 March 2021",
        "The first hearing (Sellen District Court, 9 March 2021) lasted an hour.",
        "Chronology: 9 March 2021, first hearing; 11 March 2021, second hearing",
        "Between 9 March 2021 and 11 March 2021",
    ],
)
def test_such_a_line_between_paragraphs_is_text(line: str) -> None:
    (draft,) = split_digest(f"{TITLES[0]}\n\n{OUTLETS[0]}\n1 May 2022\n\n{BODY[0]}\n\n{line}\n\n{BODY[1]}", name="stem")
    assert line in draft.text
    assert draft.published == "2022-05-01"


@pytest.mark.parametrize(
    "outlet", ["Le Soir de Sellen", "El Correo", "Evening Post (London)", "Sunday Herald", "Il Foglio"]
)
@pytest.mark.parametrize(
    "form",
    [
        "{title}\n{outlet}, 1 May 2022, p. 3\n\n{body}",
        "{title}\n1 May 2022, {outlet}\n\n{body}",
        "{title} ({outlet}, 01/05/2022)\n\n{body}",
    ],
)
def test_the_outlet_is_whole(outlet: str, form: str) -> None:
    digest = "\n\n\n".join(
        form.format(title=title, outlet=name, body=body)
        for title, name, body in zip(TITLES, (outlet, *OUTLETS[1:]), BODY, strict=True)
    )
    first, *others = split_digest(digest, name="stem")
    assert (first.title, first.outlet, first.published, first.text) == (TITLES[0], outlet, "2022-05-01", BODY[0])
    assert len(others) == 2


def test_a_notice_of_copyright_below_an_article_is_not_its_text() -> None:
    digest = "\n\n\n".join(
        f"{title}\n{OUTLETS[0]}, 1 May 2022\n\n{body}\n\n© 2022 {OUTLETS[0]}"
        for title, body in zip(TITLES, BODY, strict=True)
    )
    assert [draft.text for draft in split_digest(digest, name="stem")] == list(BODY)


def test_sentences_that_end_with_a_day_are_no_headers() -> None:
    texts = [
        f"Who would come to hall {day}?\nHardly anybody came and it stayed empty on {day} March 2021."
        for day in (1, 2, 3)
    ]
    digest = "\n".join(f"{title}\n{OUTLETS[0]}\n1 May 2022\n{text}" for title, text in zip(TITLES, texts, strict=True))
    drafts = split_digest(digest, name="stem")
    assert [(draft.title, draft.text) for draft in drafts] == list(zip(TITLES, texts, strict=True))


def test_the_place_and_date_under_a_letter_is_no_header() -> None:
    letter = f"To the editor\n\n{BODY[0]}\n\nJane Doe\nSellen, 9 March 2021\n"
    (draft,) = split_digest(letter, name="stem")
    assert draft.outlet is None


def test_numbers_stay_where_they_do_not_count_up() -> None:
    text = digest_of(FORMS["comma"]).replace(TITLES[0], "7. October march").replace(TITLES[1], "3. Liga returns")
    assert [draft.title for draft in split_digest(text, name="stem")][:2] == ["7. October march", "3. Liga returns"]
