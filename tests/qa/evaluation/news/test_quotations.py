"""The measure of quotations, by exact values on invented sets."""

import json

import pytest

from corpus.errors import ReadError
from qa.evaluation.news.quotations import GoldQuotation as Gold
from qa.evaluation.news.quotations import figures, judge, misses, outcomes, same_name
from qa.news.extract.quotations import QuotedSpan

TEXT = (
    "“It rains,” said Ada Lunt.\n\n“It pours,” she said.\n\n“Nobody saw it,” wrote the harbour master.\n\n"
    "The “long night” came. Otto Berg called it “a wet year”."
)


def gold(words, source, kind="named", head=None):
    start, place = TEXT.index(words), TEXT.index(source)
    return {
        "article": "one",
        "start": start,
        "end": start + len(words),
        "source": source,
        "source_start": place,
        "source_end": place + len(source),
        "kind": kind,
        "head": head or source,
    }


ROWS = [
    gold("It rains,", "Ada Lunt"),
    gold("It pours,", "she", "pronoun"),
    gold("Nobody saw it,", "the harbour master", "nominal", "master"),
    gold("long night", "Otto Berg"),
    gold("a wet year", "Ada Lunt"),  # not what the text says: a wrong speaker
]


@pytest.fixture
def folder(tmp_path):
    articles = [{"id": "one", "title": "Rain", "text": TEXT}, {"id": "two", "text": "Nothing was said."}]
    for name, rows in (("articles", articles), ("quotations", ROWS)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return tmp_path


def test_exact_values_on_a_tiny_set(folder):
    values = {figure.name: figure.value for figure in figures(outcomes(folder))}
    assert values == pytest.approx(
        {
            "span_p": 4 / 4,
            "span_r": 4 / 5,
            "speaker_p": 3 / 4,
            "speaker_r": 3 / 5,
            "speaker_f1": 2 * (3 / 4) * (3 / 5) / (3 / 4 + 3 / 5),
            "named_p": 1 / 2,
            "named_r": 1 / 3,
            "pronoun_p": 1,
            "pronoun_r": 1,
            "nominal_p": 1,
            "nominal_r": 1,
        }
    )


def test_each_miss_is_a_line(folder):
    assert misses(outcomes(folder)) == [
        "one: missed: 'long night', is by 'Otto Berg' (named)",
        "one: wrong speaker: 'a wet year' by Otto Berg, is by 'Ada Lunt' (named)",
    ]


def span(start, end, speaker, said=(0, 0)):
    return QuotedSpan(
        start=start, end=end, speaker=speaker, said_start=said[0], said_end=said[1], sentence_start=0, sentence_end=90
    )


def quotation(start, end, kind, head, source=(80, 90)):
    return Gold(start=start, end=end, source=head, source_start=source[0], source_end=source[1], kind=kind, head=head)


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (span(0, 10, "Ada Lunt"), "right"),
        (span(0, 6, "Lunt"), "right"),  # six tenths of the union
        (span(0, 5, "Ada Lunt"), "missed"),
        (span(4, 14, "Ada Lunt"), "missed"),
        (span(0, 10, "Otto Lunt"), "wrong speaker"),
        (span(0, 10, None), "no speaker"),
    ],
)
def test_a_span_is_the_same_from_six_tenths_of_the_union_on(found, right):
    assert judge(" " * 90, [quotation(0, 10, "named", "Ada Lunt")], [found])[0].outcome == right


def test_a_found_span_is_one_of_the_gold_at_most_and_what_is_left_is_extra():
    golden = [quotation(0, 10, "named", "Lunt"), quotation(0, 9, "named", "Lunt")]
    judged = judge(" " * 90, golden, [span(0, 9, "Lunt"), span(20, 30, "Berg"), span(40, 50, None)])
    assert [one.outcome for one in judged] == ["missed", "right", "not in gold"]


@pytest.mark.parametrize(("kind", "right"), [("pronoun", "wrong speaker"), ("nominal", "right"), ("named", "right")])
def test_a_pronoun_is_right_by_its_place_a_name_by_its_words(kind, right):
    assert judge(" " * 90, [quotation(0, 10, kind, "Lunt")], [span(0, 10, "Ada Lunt", (70, 75))])[0].outcome == right


def test_a_head_that_goes_on_after_the_name_has_the_last_name_before_it():
    golden = quotation(0, 10, "named", "Ada Lunt of the Harbour Board")
    for speaker, outcome in (("Ada Lunt", "right"), ("Otto Board", "wrong speaker")):
        assert judge(" " * 90, [golden], [span(0, 10, speaker)])[0].outcome == outcome


@pytest.mark.parametrize(("kind", "right"), [("pronoun", "right"), ("nominal", "right"), ("named", "wrong speaker")])
def test_the_place_that_named_the_speaker_counts_for_what_is_no_name(kind, right):
    assert judge(" " * 90, [quotation(0, 10, kind, "she")], [span(0, 10, "Ada Lunt", (85, 95))])[0].outcome == right


@pytest.mark.parametrize(
    ("head", "speaker", "same"),
    [
        ("Ms. Lunt", "Ada Lunt", True),
        ("Mayor Ada Lunt", "Lunt", True),
        ("A. Lunt", "Ada Marie Lunt", True),
        ("Ada Lunt Jr.", "Ada Lunt", True),
        ("Otto Lunt", "Ada Lunt", False),
        ("Ada Berg", "Ada Lunt", False),
        ("the HMA", "Harbour Board of Aune", False),
        ("the HMA", "the Harbour Masters’ Association", True),
        ("the Aune Post", "Aune Post", True),
        ("the", "Ada Lunt", False),
    ],
)
def test_names_agree_by_the_last_name_where_no_first_name_contradicts(head, speaker, same):
    assert same_name(head, speaker) is same
    assert same_name(speaker, head) is same


def test_a_missing_file_and_a_row_without_a_field_are_said(folder):
    (folder / "articles.jsonl").write_text('{"id": "one"}')
    with pytest.raises(ReadError, match="'text'"):
        outcomes(folder)
    (folder / "quotations.jsonl").unlink()
    with pytest.raises(ReadError, match="missing"):
        outcomes(folder)
