"""Bytes that are in another encoding than they seem: labels that lie, two encodings in one file, stray NUL bytes."""

import pytest

from corpus.text.encoding import decode, decode_declared

POLISH = "Prom między wyspą a lądem znów wypłynął w niedzielę. Pasażerowie czekali na śniegu od świtu, a mróz był duży."
CZECH = (
    "Přívoz mezi ostrovem a pevninou opět vyplul v neděli ráno. Cestující čekali ve sněhu už od úsvitu, mráz byl velký."
)


@pytest.mark.parametrize("text", [POLISH, CZECH])
@pytest.mark.parametrize("encoding", ["iso8859_2", "cp1250", "utf-8"])
def test_central_european_text_in_both_of_its_encodings(text: str, encoding: str) -> None:
    assert decode((text + "\n\n" + text).encode(encoding)) == text + "\n\n" + text


def test_two_encodings_in_one_file() -> None:
    data = "The café on the pier was open.\n\n".encode() + "He said: “We’re back” – in the café.".encode("cp1252")
    assert decode(data) == "The café on the pier was open.\n\nHe said: “We’re back” – in the café."


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "shift_jis", "gbk"])
def test_another_encoding_is_not_taken_for_two(encoding: str) -> None:
    text = {
        "shift_jis": "渡し船は月曜日の朝に再び出港した。乗客は夜明け前から待っていた。",
        "gbk": "渡轮星期一早上再次启航。乘客们从黎明前就开始等待。",
    }
    said = text.get(encoding, "Паром снова вышел в море в понедельник утром. Пассажиры ждали с рассвета.") * 3
    assert decode(said.encode(encoding)) == said


@pytest.mark.parametrize(
    ("data", "charset", "expected"),
    [
        ("“We’re back” –".encode("cp1252"), "iso-8859-1", "“We’re back” –"),
        ("“We’re back” –".encode("cp1252"), "us-ascii", "“We’re back” –"),
        ("café".encode("latin-1"), "iso-8859-1", "café"),
        ("café".encode(), "iso-8859-1", "café"),
        ("śnieg „dziś”".encode("cp1250"), "iso-8859-2", "śnieg „dziś”"),
        ("śnieg".encode("iso8859_2"), "iso-8859-2", "śnieg"),
        ("渡し船".encode("iso2022_jp"), "iso-2022-jp", "渡し船"),
        (b"caf\xe9", "utf-8", None),
    ],
)
def test_a_label_that_lies(data: bytes, charset: str, expected: str | None) -> None:
    assert decode_declared(data, charset) == expected


def test_stray_nul_bytes_are_passed_over() -> None:
    text = "The café on the pier was open all night, and the ferry came in at two. " * 3
    assert decode((text + "\0\0\0").encode()) == text
    assert decode(text.encode().replace(b"pier", b"pi\0er", 1)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_stays_utf16(encoding: str) -> None:
    text = "The café on the pier was open."
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("iso2022_jp", "渡し船は月曜日の朝に再び出港した。\n乗客は夜明け前から待っていた。"),
        ("iso2022_kr", "나룻배가 월요일 아침에 다시 떠났다."),
    ],
)
def test_iso_2022_is_known_by_its_escapes(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252"])
def test_polish_under_a_western_label(charset: str) -> None:
    assert decode_declared(POLISH.encode("iso8859_2"), charset) is None


@pytest.mark.parametrize(
    "text", ["¿Qué? Señor, año 5½ y 3ª planta", "Øst for øen, på åen; £5 and 20°", "naïve café, Straße, m² and ±3"]
)
def test_western_text_under_its_label(text: str) -> None:
    assert decode_declared(text.encode("latin-1"), "iso-8859-1") == text
