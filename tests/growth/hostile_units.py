"""What hostile texts are made of: each of these, repeated, is given to each rule."""

ENGLISH = "The council met on Monday and closed the harbour. "

_MARKS = "“ ” ‘ ’ « » ‹ › „ ‚ ` ´ \" ' ( ) [ ] { } < > /".split()
_SIGNS = ". , : ; ! ? … - – — ― _ * # ~ | \\ ^ = + & % @ $ • · ©".split()

PLAIN: tuple[str, ...] = (
    # each mark alone, as a word, and before a word
    *_MARKS,
    *(f"{mark} " for mark in _MARKS),
    *(f"{mark}word " for mark in "“ ‘ « „ ` \" ' ( [ {".split()),
    *_SIGNS,
    *(f"{sign} " for sign in _SIGNS),
    # runs of marks
    "(((", "[[[", "{{{", "<<<", "«“‘", "”’»", '"\'', "“ ‘ « ` „ ", "''", "``", "...", ". . . ", "- - ", "--\n",
    "-- ", "=-=-",
    # white space and what is not seen
    " ", "\t", "\n", "\r\n", "\r", " \n", "\n\n", "\t\n", "\u00a0", "\u2003", "\u200b", "\u200d",
    "\u200e\u200f", "\u202e", "\u2066", "\u2028", "\u00ad", "\ufeff", "\x00", "\x0c", "\ufffd",
    # words, capitals, abbreviations
    "a", "A", "é", "a ", "A ", "word ", "Word ", "WORD ", "wordWord", "A. B. C. ", "A.B.", "Mr. ", "Dr. Mr. ",
    "e.g. ", "U.S. ", "O’", "’s ", "n't ", "-word", "Al-", "de la ", "von ", "Jr. ", "the ", "of the ",
    "John Smith ", "John Smith, ", "President of ", "Mayor of Garn Anna ", "Bank of ", "University of Xland ",
    "Mr Smith and ", "Smith Smith ", "The Xland Times ", "said ", "said: ", "he said, ", "“He said ",
    "he said. “", ", said Anna Bell, ", "according to ", "who ", "that ", "and ", ", and ", " – ",
    # numbers and days
    "1", "0", "1 ", "1,", "1.", "1,000 ", "1-", "1/", "10% ", "$5 ", "$1 million ", "five ", "twenty-",
    "hundred thousand ", "12 of the ", "3 people killed ", "about 5 to 6 ", "2024 ", "2024-03-08 ",
    "8 March 2024 ", "March 8, 2024\n", "on Monday ", "Monday ", "last week ", "two days ago ", "in 2019 ",
    "10:42 ", "1) ", "(1) ", "1. ", "§ 1 ", "½ ", "№ 7 ",
    # addresses
    "http://", "https://example.org/a ", "http://a.", "www.", "a@b.example ", "a@", "a.b.c@", "/a/b", "?a=b&",
    "%20", "#a", "@name ",
    # markup and codings
    "<!--", "<!---->", "<?xml ?>", "-->", "<!-- ", "<p>", "</p>", "<div>", "<a ", "<a href=", "<b", "<p a='", "<p a=1 ",
    "<![CDATA[",
    "]]>", "<?", "<?xml ", "<!DOCTYPE ", "<script>", "<style>", "<table><tr><td>", "<li>", "<br>", "<span><p>",
    "<a><b></a>", "&", "&amp;", "&#", "&#x", "&lt;!--", "&nbsp;",
    "=?utf-8?q?", "=?utf-8?b?", "?= ", "=20", "=\n", "\\", "\\n", "\\u", "{\\", "{\\rtf ", "\\'e9", "\\par ",
    "$$", "%%", "{{", "}}", "\\begin{a}",
    # lines
    "> ", ">", "> > > ", "> > >\n", "| | |", "| a | b |\n", "|-|-|\n", "# ", "# a\n", "## \n", "- ", "- a\n",
    "* * *\n", "* a\n", "+ ", "1. a\n", "---\n", "===\n", "a\n---\n", "```\n", "`a", "**", "**a", "__", "_a",
    "~~", "![", "![](", "[a](", "[a]", "](", "[^1]", "\n ", "\n\t", "\nFrom ", "\n>From ", "a: b\n", "a:\n",
    ": ", "Title\n\n", "TITLE\n", "By Anna Bell\n", "The Daily Post\n", "The Daily Post, May 3, 2024\n",
    "Source: x\n", "Share\n", "Advertisement\n", "Read more: a\n", "http://a.example/\n",
    "On Monday a wrote:\n> ", "Page 1\n", "From: a\nDate: b\n", "----\nFrom: a\n", "Copyright 2024\n", "a,b\n",
    '"a",', '"a\n', '"",', '""', ";", "a;b;", ',"', "\\\"",
    # brackets of data
    "[1,", '{"a":', '{"a":1},', "[[", "[]", "{}", '"a":"b",', "null,", "1e9,",
    # other scripts
    "\u0301", "e\u0301", "a\u0301\u0301", "漢字", "。", "漢。", "「", "「漢", "あ", "한", "א", "א ", "ع", "ع. ", "Ա",
    "։ ", "Ж", "Ж. ", "ก", "😀", "👨‍👩‍👧", "🇦🇲", "ß", "ﬁ", "İ", "ǅ",
    # whole sentences, again and again
    ENGLISH, "He said so. ", "“We will not pay,” said Anna Bell, the mayor. ", "“We will not pay. ",
    "A ferry killed 14 people on 8 March 2024 in Port Sellen. ", "No. ", "Yes! ", "What? ", "a. ", "a.\n",
    "a.\n\n", "One line\n", "One paragraph\n\n", "“a” ", "‘a’ ", "(a) ", "[a] ",
)  # fmt: skip
"""Units that repeat themselves. What stands in a line may also be given line by line; see `growing`."""


def repeated(unit: str, size: int) -> str:
    """Return a text of about `size` code points."""
    return unit * max(1, size // len(unit))


def numbered(unit: str, size: int) -> str:
    """Return a text of about `size` code points in which no two units are the same: what is found once is found often."""
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(f"{unit}{_word(len(pieces))} ")
        length += len(pieces[-1])
    return "".join(pieces)


def _word(number: int) -> str:
    letters = "bcdfghklmnprstvz"
    return (
        f"{letters[number // 256 % 16]}a{letters[number // 16 % 16]}e{letters[number % 16]}{'o' * (number // 4096 % 9)}"
    )
