"""What holds of a written sentence against quotes: the checks of the verifier, and whose words it must name."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.written.plain import limits_check, speaker_check
from qa.written.values import Check, Evidence, Follows
from qa.written.verify import verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A sentence that was held against quotes.

    Attributes:
        supported: whether they bear it out.
        checks: of the quotes that come nearest to bearing it out.
        citations: locators of the quotes that it rests on, in the order given; empty where it is not supported.
    """

    supported: bool
    checks: tuple[Check, ...]
    citations: tuple[str, ...] = ()


def held(sentence: str, evidence: Sequence[Evidence], follows: Follows | None = None) -> Held:
    """Hold a sentence against quotes: one of them, or two together, must bear it out, and say whose words it repeats.

    Args:
        sentence: without marks of citations.
        evidence: the quotes that it may rest on.
        follows: is asked of what passes everything else, and may refuse it; None for nobody.
    """
    verdict = verify(sentence, evidence)
    needed = [one for one in evidence if one.locator in verdict.citations]
    told = (speaker_check(sentence, needed), limits_check(sentence, needed))
    supported = verdict.supported and all(check.passed for check in told)
    checks = (*verdict.checks, *told)
    if supported and follows is not None:
        supported = follows(" ".join(one.text for one in needed), sentence)
        why = "" if supported else "the model of entailment does not find it in the quote"
        checks = (*checks, Check(name="entailment", passed=supported, why=why))
    return Held(supported=supported, checks=checks, citations=verdict.citations if supported else ())
