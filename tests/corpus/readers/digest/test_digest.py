"""The real digest in many forms."""

import hashlib
import re

import pytest

from corpus.readers.digest import split_digest
from corpus.text.encoding import decode

D8, D11 = "2023-12-08", "2023-12-11"
EUREPORTER = (
    "https://www.eureporter.co/world/karabakh/2023/12/08/joint-statement-of-the-presidential-administration-of-the-"
    "republic-of-azerbaijan-and-the-office-of-the-prime-minister-of-the-republic-of-armenia/"
)
TELEGRAPH = "https://cointelegraph.com/news/armenian-cultural-heritage-sites-get-tokenized-on-solana-blockchain"
REAL = [
    ("Artsakh’s political and civic actors appeal to int’l community", "Panorama, Armenia", D11, None, None),
    ("Opposition MP: Pashinyan’s all opponents held in Baku prison", "Panorama, Armenia", D11, None, None),
    ("Armenian cultural heritage sites tokenized on Solana blockchain", "Coin Telegraph", D8, None, TELEGRAPH),
    (
        "Joint statement of the Presidential Administration of the Republic of Azerbaijan and the Office of the Prime "
        "Minister of the Republic of Armenia",
        *("eureporter", D8, None, EUREPORTER),
    ),
    (
        "Armenia and Azerbaijan make joint statement announcing ‘confidence-building measures’",
        *(None, D8, None, None),
    ),
    (
        "Armenia, Azerbaijan Announce Steps Towards Normalising Relations, Prisoner Exchange",
        *("Arise TV", D8, "Kiki Garba", None),
    ),
    ("Armenia, Azerbaijan agree to prisoner exchange, work toward peace treaty", "UPI", D8, "Darryl Coote", None),
    ("EU Chief Michel Hails ‘Major Breakthrough’ In Armenia-Azerbaijan Relations", "BARRON'S", D8, "AFP", None),
    (
        "Welcoming the Release of Armenian and Azerbaijani Soldiers",
        *("U.S. Department of State", "2023-12-07", None, None),
    ),
    (
        "Armenia Under the Gun: Azerbaijan’s Territorial Ambitions Extend Beyond Nagorno-Karabakh",
        *("Foreign Affairs", D8, None, "https://www.foreignaffairs.com/armenia/armenia-under-gun"),
    ),
]
REAL_TEXTS = [  # paragraphs, first and last words, SHA-256
    (29, "More than 120", "freedoms of peoples.", "04daa7e65a8eabd2"),
    (5, "Arayik Harutyunyan was", 'leaderships," Khachatryan charged.', "726b5d3542e95660"),
    (20, "The initiative “Realm", "Cambodia and Georgia.", "d83c8512e73c4440"),
    (8, "Baku, December 7,", "South Caucasus region.”", "52ad57ae96f6a0c8"),
    (23, "Azerbaijan and Armenia", "through US mediation.", "d424b6ade3a83a04"),
    (5, "Armenia and Azerbaijan", "recent positive development.", "537b14683eb4e55c"),
    (12, "Dec. 8 (UPI)", 'peace deal ASAP."', "09f1877764b8bb05"),
    (2, "EU chief Charles", 'in political dialogue."', "18a9520283dcb010"),
    (2, "The United States", "and dignified peace.", "b78ad4988ceb4ed8"),
    (21, "In late September,", "the battlefield instead.", "4ab25fa807f717b7"),
]
FURNITURE = [
    "ALSO READ",
    "Advertisement",
    "Related:",
    "Houthi",
    "Taiwan",
    "https://",
    "Kiki Garba",
    "FROM AFP",
    "\u00a0",
]


def fields(draft):
    return draft.title, draft.outlet, draft.published, draft.byline, draft.url


def words(draft):
    return " ".join(draft.text.split())


@pytest.fixture(scope="module")
def digest(shared):
    return decode((shared / "seeds" / "news-digest-2023-12.txt").read_bytes())


def test_the_real_digest_has_its_ten_articles(digest):
    assert [fields(draft) for draft in split_digest(digest)] == REAL


@pytest.mark.parametrize("number", range(10))
def test_the_real_texts_are_whole_and_clean(digest, number):
    text = split_digest(digest)[number].text
    paragraphs, first, last, sha256 = REAL_TEXTS[number]
    shown = (len(text.split("\n\n")), " ".join(text.split()[:3]), " ".join(text.split()[-3:]))
    assert shown == (paragraphs, first, last)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == sha256
    assert [word for word in FURNITURE if word in text] == []


@pytest.mark.parametrize(
    ("number", "start"), [(5, "This exchange is seen as"), (9, "Azerbaijan’s military operation in September")]
)
def test_the_pull_quotes_of_the_real_digest_stand_once(digest, number, start):
    assert split_digest(digest)[number].text.count(start) == 1


STYLES = {
    "as it is": lambda text: text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "no blank lines": lambda text: re.sub(r"\n\s*\n+", "\n", text),
    "blank lines doubled": lambda text: text.replace("\n\n", "\n\n\n\n"),
    "every line apart": lambda text: text.replace("\n", "\n\n"),
    "indented": lambda text: re.sub("^", "    ", text, flags=re.MULTILINE),
    "junk above": lambda text: "\n\n \nNEWS DIGEST\nDec 12 2023\n\n" + text,
    "outlet and date apart": lambda text: re.sub(r"\n(?=Dec \d+ 2023\n)", "\n\n", text),
    "title on outlet": lambda text: re.sub(r"\n\n(?=[^\n]+\nDec \d+ 2023\n)", "\n", text),
    "title on body": lambda text: re.sub(r"\n+(?=[^\n]+\n\n[^\n]{3,30}\nDec \d+ 2023\n)", "\n", text),
    "day first": lambda text: re.sub(r"^Dec (\d+) 2023$", r"\1 December 2023", text, flags=re.MULTILINE),
    "with weekday": lambda text: re.sub(r"^Dec (\d+) 2023$", r"Monday, December \1, 2023", text, flags=re.MULTILINE),
    "labelled": lambda text: re.sub(r"^Dec (\d+) 2023$", r"Published: Dec \1, 2023", text, flags=re.MULTILINE),
    "French": lambda text: re.sub(r"^Dec (\d+) 2023$", r"\1 décembre 2023", text, flags=re.MULTILINE),
    "American numbers": lambda text: re.sub(r"^Dec (\d+) 2023$", r"12/\1/2023", text, flags=re.MULTILINE),
    "titles over two lines": lambda text: _wrapped_titles(text),
    "titles over two lines, no blank lines": lambda text: re.sub(r"\n\s*\n+", "\n", _wrapped_titles(text)),
}


def _wrapped_titles(text):
    for title, *_ in REAL:
        first = title.split()[: len(title.split()) // 2]
        text = text.replace(title + "\n", f"{' '.join(first)}\n{title[len(' '.join(first)) + 1 :]}\n")
    return text


@pytest.mark.parametrize("style", STYLES)
def test_the_real_digest_in_another_guise_says_the_same(digest, style):
    drafts = split_digest(STYLES[style](digest))
    assert [fields(draft) for draft in drafts] == REAL
    assert [words(draft) for draft in drafts] == [words(draft) for draft in split_digest(digest)]


@pytest.mark.parametrize("number", range(10))
def test_one_article_of_the_real_digest_alone(digest, number):
    drafts = split_digest(digest)
    start = digest.index(REAL[number][0])
    end = digest.index(REAL[number + 1][0]) if number < 9 else len(digest)
    assert split_digest(digest[start:end]) == [drafts[number]]


def test_the_real_digest_without_outlets(digest):
    for _, outlet, *_ in REAL:
        digest = re.sub(rf"^{re.escape(outlet)}\n(?=Dec )", "", digest, flags=re.M) if outlet else digest
    assert [fields(draft) for draft in split_digest(digest)] == [(row[0], None, *row[2:]) for row in REAL]


def test_the_real_digest_with_four_dates_missing(digest):
    digest = re.sub(r"^Dec \d+ 2023\n", "", digest, count=4, flags=re.M)
    expected = [(row[0], row[1], None, *row[3:]) for row in REAL[:4]] + REAL[4:]
    assert [fields(draft) for draft in split_digest(digest)] == expected
