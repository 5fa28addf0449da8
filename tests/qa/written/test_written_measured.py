"""The set of written sentences is held to floors: most paraphrases accepted, next to no falsification."""

import pytest

from tests.labelled.written import SHARED, Share, by_hand, by_recipe, measure


def together(shares) -> Share:
    shares = list(shares)
    return Share(accepted=sum(one.accepted for one in shares), of=sum(one.of for one in shares))


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="real articles are not part of the repository")
def test_of_real_sentences_paraphrases_are_accepted_and_falsifications_are_not():
    shares = measure(list(by_recipe(most=120)))
    true = together(share for (_, true, _), share in shares.items() if true)
    false = together(share for (_, true, _), share in shares.items() if not true)
    assert true.of > 1_000
    assert true.share > 0.65
    assert false.of > 1_800
    assert false.share < 0.012
    for (_, true, kind), share in shares.items():
        assert true or share.share <= 0.067, (kind, share.misses)


def test_of_the_sample_archive_no_falsification_by_hand_is_accepted():
    shares = measure([case for case in by_hand() if case.article.startswith("sample/")])
    true = together(share for (_, true, _), share in shares.items() if true)
    false = together(share for (_, true, _), share in shares.items() if not true)
    assert false.of > 40
    assert false.accepted == 0, [share.misses for (_, true, _), share in shares.items() if not true and share.misses]
    assert true.share > 0.4
