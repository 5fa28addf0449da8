"""Languages: only certain ones are named."""

import pytest

from corpus.text.languages import code_of, detected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council met on Monday. Nobody was surprised by what it decided, the mayor of the town said.", "en"),
        ("Le conseil municipal s'est réuni lundi. Personne n'a été surpris par ce qu'il a décidé.", "fr"),
        ("Der Rat tagte am Montag, und niemand war überrascht von dem, was er am Ende beschlossen hat.", "de"),
        ("Совет собрался в понедельник. Никто не был удивлён тем, что он решил, сказал мэр города.", "ru"),
        ("Խորհուրդը հավաքվեց երկուշաբթի օրը։ Ոչ ոք չզարմացավ նրանով, ինչ այն որոշեց, ասաց քաղաքապետը։", "hy"),
        ("მერიამ ორშაბათს გადაწყვეტილება მიიღო და ნავსადგური ივნისამდე დაკეტა, განაცხადა ქალაქის მერმა.", "ka"),
        ("Rates rise", None),
        ("Port Sellen", None),
        ("Yerevan Tavush Pashinyan Nikol Aliyev Baku Karabakh Stepanakert Lachin Gegharkunik Syunik Kapan Goris", None),
        ("1 2 3 4 5 6 7 8 9 10 https://example.org/a/very/long/address/that/says/nothing?a=b 20.5 % 30 40 50 60", None),
        ("", None),
    ],
)
def test_detected(text: str, language: str | None) -> None:
    assert detected(text) == language


@pytest.mark.parametrize(
    ("name", "code"),
    [("en", "en"), ("EN-gb", "en"), ("en_US", "en"), ("English", "en"), ("deu", "de"), ("ger", "de"), ("zh-Hant", "zh"),
     ("xx1", None), ("", None), (None, None), ("klingon", None)],
)  # fmt: skip
def test_code_of(name: str | None, code: str | None) -> None:
    assert code_of(name) == code
