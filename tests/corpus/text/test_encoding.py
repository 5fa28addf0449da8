import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.encoding import NotText, decode, normalize_whitespace
from corpus.text.invisible import without_invisible

SENTENCES = {
    "english": "Armenia’s ministers said “we agreed” on Friday — the café was open.",
    "french": "Le président a déclaré vendredi que l’accord était « historique » ; où ? Ça reste à décider.",
    "german": "Der Präsident erklärte, dass die Gespräche über Bergkarabach fortgesetzt würden. Außerdem müssen größere folgen.",
    "spanish": "El presidente declaró el viernes que las negociaciones continuarán mañana. ¿Qué pasará después?",
    "russian": "Президент заявил в пятницу, что переговоры будут продолжены. Стороны договорились об обмене пленными.",
    "armenian": "Ուրբաթ օրը կառավարությունը հայտարարեց, որ տվյալները կհրապարակվեն։",
    "chinese": "总统周五表示，会谈将继续进行。亚美尼亚和阿塞拜疆同意交换囚犯。",
    "polish": "Prezydent oświadczył w piątek, że rozmowy będą kontynuowane, poinformowała agencja. Żołnierze wrócą.",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("language", SENTENCES)
def test_unicode_in_any_form_is_read(language, encoding):
    text = SENTENCES[language].replace(" ", " ") + "\nA second line.\n"
    assert decode(text.encode(encoding)) == text.replace("\u00a0", " ")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE])
def test_big_endian_with_a_mark(mark):
    encoding = "utf-16-be" if len(mark) == 2 else "utf-32-be"
    assert decode(mark + "Ordnung – ja".encode(encoding)) == "Ordnung – ja"


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("english", "cp1252"),
        ("french", "cp1252"),
        ("german", "cp1252"),
        ("spanish", "cp1252"),
        ("russian", "cp1251"),
        ("russian", "koi8-r"),
        ("polish", "cp1250"),
        ("chinese", "gb18030"),
    ],
)
def test_older_encodings_are_recognised(language, encoding):
    assert decode(SENTENCES[language].encode(encoding)) == SENTENCES[language].replace("\u00a0", " ")


@pytest.mark.parametrize("text", ["Armenia’s minister", "“Quoted”", "He said — no.", "café", "the naïve view", "Zoë"])
def test_a_few_special_characters_are_windows_1252(text):
    assert decode(text.encode("cp1252")) == text


def test_a_broken_byte_among_good_ones_costs_only_itself():
    many = "“word” " * 40
    assert decode(many.encode() + b"caf\xe9") == many + "café"


def test_a_cut_off_file_is_read_to_its_end():
    assert decode("Erste Zeile — Ende …".encode("utf-16")[:-1]) == "Erste Zeile — Ende "


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nabc",
        b"PK\x03\x04rest",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0JFIF",
        b"\x00\x01\x02\x03\x00\x00\x07\x08\x00",
        b"GIF89a",
        b"SQLite format 3\x00",
        b"\x7fELF\x02\x01\x01\x00\x00\x00",
        bytes(range(256)) * 8,
        b"text with a \x00 in it",
    ],
)
def test_binary_data_is_refused_with_a_reason(data):
    with pytest.raises(NotText, match=r"^not text"):
        decode(data)


def test_line_ends_become_one_kind():
    assert decode(b"a\r\nb\rc\nd\r\n\r\ne\r\r\nf") == "a\nb\nc\nd\n\ne\nf"


@pytest.mark.parametrize("character", ["\u2028", "\x85", "\x0b", "\x0c", "\t", "\u3000"])
def test_other_characters_inside_a_line_stay(character):
    assert decode(f"one{character}two".encode()) == f"one{character}two"


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2007"])
def test_no_break_spaces_become_spaces(space):
    assert decode(f"one{space}two{space}{space}three".encode()) == "one two  three"


def test_what_nobody_sees_goes_and_what_shapes_letters_stays():
    assert normalize_whitespace("\ufeffone\n\ufefftwo\nthr\ufeffee") == "one\ntwo\nthree"
    assert normalize_whitespace("Ha\u00adfen\u00admeis\u200bter, a\u2060\u200cb\u034f") == "Hafenmeister, ab"
    for shaped in ("می\u200cخواهم", "क्\u200dष", "👩\u200d🚒"):
        assert normalize_whitespace(shaped) == shaped


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_all_text_survives_utf8(text):
    shown = without_invisible(text).translate(str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " "}))
    assert decode(text.encode()) == shown


@given(st.binary())
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(NotText):
        assert "\0" not in decode(data)


@pytest.mark.parametrize(
    "text",
    [
        "Prezident v pátek uvedl, že rozhovory budou pokračovat. Příští týden se v Bruselu sejdou ministři na výměně.",
        "Az elnök pénteken közölte, hogy a tárgyalások folytatódnak. A hadifoglyok cseréjéről, őrizetről, tűzszünetről.",
    ],
)
def test_central_european_is_not_taken_for_western(text):
    assert decode(text.encode("cp1250")) == text
