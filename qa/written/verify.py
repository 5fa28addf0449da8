"""Whether one written sentence is borne out by quotes: it must pass every check against one of them, or two together."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import combinations

from corpus.text.sentences import sentence_spans
from qa.written.checks import MOST_WORDS, Subject, checked
from qa.written.comparing import Comparison
from qa.written.graph import AGENT, EMBEDDING, MOD, SAID, Graph
from qa.written.items import DAY, WORD, Item, Key, items_of
from qa.written.phrases import VERB, Chunk
from qa.written.reading import graph_of
from qa.written.values import Check, Evidence, Verdict

MOST_PAIRS = 15
"""Pairs of quotes that are tried, those first that share most with the sentence."""

MOST_ITEMS = 160
"""Words and signs of one sentence; of a longer one nothing is read."""

MOST_CHARACTERS = 2_000
"""What is read of one quote: a passage has about as many."""

_LONGEST_LABEL = 4


def verify(sentence: str, evidence: Sequence[Evidence]) -> Verdict:
    """Return whether `sentence` is borne out by one of the quotes, or by two of them together.

    Args:
        sentence: one sentence of prose, without marks of citations.
        evidence: the quotes that it may rest on.
    """
    if not evidence or len(sentence.split()) > MOST_WORDS or len(sentence) > MOST_CHARACTERS:
        why = "nothing is cited" if not evidence else "too long"
        return Verdict(
            supported=False, checks=(Check(name="length" if evidence else "evidence", passed=False, why=why),)
        )
    quotes = [_quote(one) for one in evidence]
    read: Callable[[str | None], Graph] = cache(partial(_parsed, sentence))
    best = Verdict(supported=False)
    for chosen in _choices(read, evidence, quotes):
        days = [evidence[i].day for i in chosen]
        written = read(next((day for day in days if day), None))
        together = Graph()
        for i in chosen:
            together.join(quotes[i])
        compared = Comparison(written, together)
        checks = checked(Subject(sentence, [evidence[i] for i in chosen], compared))
        if all(check.passed for check in checks):
            return Verdict(supported=True, checks=checks, citations=tuple(evidence[i].locator for i in chosen))
        if sum(c.passed for c in checks) > sum(c.passed for c in best.checks) or not best.checks:
            best = Verdict(supported=False, checks=checks)
    return best


@lru_cache(maxsize=64)  # each sentence of a text is held against the same quotes
def _quote(evidence: Evidence) -> Graph:
    graph = _parsed(evidence.text[:MOST_CHARACTERS], evidence.day, quoted=True)
    speaker = [item for item in items_of(evidence.speaker or "", None) if item.kind == WORD]
    if speaker and speaker[-1].low not in evidence.text.lower():
        _say(graph, speaker)
    return graph


def _say(graph: Graph, speaker: Sequence[Item]) -> None:
    """Let all of a quote be what somebody said whom its words do not name."""
    said = Item(0, 0, "", "say", WORD, ("word", "say"))
    governed = {dependent for relation, _, dependent in graph.edges if relation in EMBEDDING}
    for verb in [verb for verb in graph.verbs if verb not in governed]:
        graph.add(SAID, said, verb)
    graph.verbs[said] = Chunk(VERB, "said", head=said, tense="any")
    graph.items += [said, *speaker]
    graph.add(AGENT, said, speaker[-1])
    for other in speaker[:-1]:
        graph.add(MOD, speaker[-1], other)


def _unread(graph: Graph, items: Sequence[Item]) -> bool:
    """Whether a sentence tells who said something and that was not understood: it is no evidence."""
    return any(item.low in {"said", "says"} and item not in graph.verbs for item in items)


def _labelled(items: Sequence[Item]) -> bool:
    """Whether a sentence begins with a word or three and a colon, which may turn it round: "Myth: ...", "Write: ..."."""
    return any(item.low == ":" for item in items[1:_LONGEST_LABEL])


def _parsed(text: str, day: str | None, *, quoted: bool = False) -> Graph:
    """Return what the sentences of a text say."""
    whole = Graph()
    for start, end in sentence_spans(text):
        items = items_of(text[start:end], day)
        if len(items) <= MOST_ITEMS:  # no part of a longer one: its end may say who said it
            read = graph_of(items)
            if not (quoted and (_unread(read, items) or _labelled(items))):
                whole.join(read)
    return whole


def _days(graph: Graph) -> list[Key]:
    return [item.key for item in graph.items if item.kind == DAY]


def _choices(
    read: Callable[[str | None], Graph], evidence: Sequence[Evidence], quotes: Sequence[Graph]
) -> Iterator[tuple[int, ...]]:
    """Yield which quotes are tried: each, then pairs of those that share most with the sentence.

    Two of different days are only tried where the sentence has no day that is reckoned from that of its quote: "on Monday".
    """
    order = list(range(len(quotes)))
    yield from ((i,) for i in order)
    wanted = {item.key for item in read(None).items}
    shared = sorted(order, key=lambda i: -len(wanted & {item.key for item in quotes[i].items}))
    pairs = 0
    for pair in combinations(shared, 2):
        first, second = (evidence[i].day for i in pair)
        if pairs < MOST_PAIRS and (first == second or _days(read(first)) == _days(read(second))):
            pairs += 1
            low, high = sorted(pair)
            yield low, high
