import pytest

from corpus.readers.cleaning.boilerplate import clean, is_noise

NOISE = [
    "Advertisement",
    "Advertisements",
    "ADVERTISEMENT",
    "ALSO READ",
    "ALSO READ ",
    "READ ALSO",
    "Read also: Minister resigns after the vote",
    "READ MORE",
    "Read more: Minister resigns after the vote",
    "Related: How one architect drew the city",
    "Related articles",
    "RELATED:",
    "See also: The talks so far",
    "Share this article",
    "Share on Facebook",
    "Subscribe to our newsletter",
    "Sign up for our daily newsletter",
    "Follow us on Twitter",
    "Advertisement - scroll to continue",
    "Story continues below advertisement",
    "Читайте также: Переговоры продолжены",
    "Реклама",
]
TEXT = [
    "The advertisement was printed on Monday.",
    "Read more books, the minister said.",
    "Related parties were excluded from the vote.",
    "Share prices rose by three per cent.",
    "Follow the money, he said.",
    "See also the report of 1992, which the court did not read.",
    "More people came than expected.",
    "The story continues.",
    "Subscribe to the view that all is well, and you will be sorry.",
    "Save the date",
    "Most of them left.",
]
LONG = (
    "The council met on Monday to discuss the budget. It was agreed that the harbour would be rebuilt by the "
    "spring. Nobody spoke."
)
LEAD = "The president of the council opened the session in the old town hall."
HEADLINES = ["• Ministers quarrel over the price of bread", "• Three held after a raid on the old harbour"]


@pytest.mark.parametrize("line", NOISE)
def test_furniture_is_noise(line):
    assert is_noise(line)
    assert clean([[LEAD], [line], [LONG]]) == [[LEAD], [LONG]]


@pytest.mark.parametrize("line", TEXT)
def test_sentences_are_no_noise(line):
    assert not is_noise(line)
    assert clean([[LEAD], [line], [LONG]]) == [[LEAD], [line], [LONG]]


def test_links_to_other_stories_go():
    assert clean([[LEAD], HEADLINES, [LONG]]) == [[LEAD], [LONG]]
    assert clean([[LEAD, *HEADLINES], [LONG]]) == [[LEAD], [LONG]]
    assert clean([[LEAD], ["ALSO READ"], ["• Short one"], [LONG]]) == [[LEAD], [LONG]]


@pytest.mark.parametrize(
    "items",
    [
        ["• The harbour will be rebuilt;", "• The bridge will be closed;"],
        ["• The harbour will be rebuilt.", "• The bridge will be closed."],
        ["1. The harbour will be rebuilt soon", "2. The bridge will be closed soon"],
        ["1) Build the harbour in the spring", "2) Close the bridge in the autumn"],
        ["• harbour", "• bridge"],
        ["• the harbour of the old town", "• the bridge of the old town"],
        ["• Only one headline stands here alone"],
    ],
)
def test_lists_of_the_article_stay(items):
    assert clean([[LEAD], items, [LONG]]) == [[LEAD], items, [LONG]]


@pytest.mark.parametrize(
    "lead", ["The council decided:", "The council took the following decisions.", "These are the decisions of the day."]
)
def test_announced_lists_stay(lead):
    assert clean([[lead], HEADLINES, [LONG]]) == [[lead], HEADLINES, [LONG]]


@pytest.mark.parametrize(
    "quote",
    [
        "It was agreed that the harbour would be rebuilt by the spring.",
        "“It was agreed that the harbour would be rebuilt by the spring.”",
        "It was agreed the harbour would be rebuilt by the spring.",
        "It was agreed that the harbour would be rebuilt by spring.",
        "The harbour would be rebuilt by the spring.",
    ],
)
def test_a_pull_quote_goes_and_its_sentence_stays(quote):
    assert clean([[LEAD], [quote], [LONG]]) == [[LEAD], [LONG]]
    assert clean([[quote], [LEAD], [LONG]]) == [[LEAD], [LONG]]
    assert clean([[LEAD], [LONG], [quote]]) == [[LEAD], [LONG]]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Nobody spoke.",
        "It was agreed that the bridge would be rebuilt by the autumn.",
        "It was decided that the harbour would be rebuilt by the spring.",
        "The harbour should be rebuilt by the spring.",
        "It was not agreed that the harbour would be rebuilt by the spring.",
        "It was agreed that the harbour would not be rebuilt by the spring.",
        "It was agreed that the 3 harbours would be rebuilt by the spring.",
        "The council to discuss that the harbour by the spring.",
        "It was agreed that the harbour would be rebuilt by the spring. So they say.",
        "The harbour would be rebuilt",
    ],
)
def test_what_says_something_else_stays(paragraph):
    assert clean([[LEAD], [paragraph], [LONG]]) == [[LEAD], [paragraph], [LONG]]


def test_equal_paragraphs_stay_both():
    line = "We shall never give up the old harbour."
    assert clean([[line], [LEAD], [line]]) == [[line], [LEAD], [line]]


def test_pull_quotes_go_where_blank_lines_are_missing():
    quote = "It was agreed that the harbour would be rebuilt by the spring."
    assert clean([[LEAD, quote, LONG, LEAD]]) == [[LEAD, LONG, LEAD]]


def test_lines_wrapped_by_a_typewriter_stay():
    wrapped = ["The council said that", "the harbour would be rebuilt by the spring.", "It was agreed that", LONG]
    assert clean([wrapped]) == [wrapped]
