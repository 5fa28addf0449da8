"""What a written sentence is judged by, and what is found: the values between those who write and those who verify."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A quote that a written sentence may rest on, with what its article says of itself.

    Attributes:
        text: the quote, word for word.
        headline: of its article; "" where it has none.
        outlet: of its article.
        day: ISO day or moment of publication, from which "yesterday" is counted.
        speaker: whose words the quote is, where that is known.
        locator: the span in the archive, as `Citation.locator` has it; unique among the evidence of an answer.
    """

    text: str
    headline: str = ""
    outlet: str | None = None
    day: str | None = None
    speaker: str | None = None
    locator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The result of one rule.

    Attributes:
        name: of the rule: "numbers", "names".
        passed: whether the sentence says nothing that the evidence does not, as far as this rule can tell.
        why: what failed, in words; "" where it passed.
    """

    name: str
    passed: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether evidence bears a sentence out.

    Attributes:
        supported: whether all rules passed.
        checks: of the evidence that comes nearest to bearing it out.
        citations: locators of the evidence that is needed for it, in the order given; empty where it is not supported.
    """

    supported: bool
    checks: tuple[Check, ...] = ()
    citations: tuple[str, ...] = ()
