"""Hidden tests of `jsd`. The formula is compared up to a factor, since the base has a test of its own; where zeros or sums
are not the point, histograms add up to 1 and have no empty bin. Accepted: any way of computing, 0.000001 off.
"""

import numpy as np

from grader.testing import StudentError, enforces, number, weight

DEFINES = ("jsd",)


@weight(2)
@enforces("formula")
def test_it_is_the_mean_of_two_divergences_from_the_mean(student, rng):
    pairs = [_pair(rng, int(rng.integers(3, 12))) for _ in range(4)]
    found = [_jsd(student, *pair) for pair in pairs]
    right = [_right(*pair) for pair in pairs]
    back = _jsd(student, *pairs[0][::-1])
    assert abs(back - found[0]) < 1e-6 * (1 + abs(found[0])), "jsd(p, q) and jsd(q, p) should be the same."
    factors = [a / b for a, b in zip(found, right, strict=True)]
    if max(factors) - min(factors) < 1e-4 * abs(np.mean(factors)) and factors[0] > 0:
        return
    roots = [a**2 / b for a, b in zip(found, right, strict=True)]
    assert max(roots) - min(roots) > 1e-4 * np.mean(roots), (
        "The result is the square root of the divergence, a distance. Square it."
    )
    raise AssertionError(
        "The result does not grow as the formula says: take half the divergence of p from m, and half that of q from m, where m is "
        "their mean."
    )


@weight(1)
@enforces("base_two")
def test_the_logarithm_is_to_base_2(student, rng):
    for _ in range(2):
        p, q = _pair(rng, 6)
        found, right = _jsd(student, p, q), _right(p, q)
        assert abs(found / right - np.log(2)) > 1e-4, "The logarithm is the natural one. Use base 2."
        assert abs(found / right - np.log10(2)) > 1e-4, "The logarithm is to base 10. Use base 2."
        assert abs(found / right - 2) > 1e-4, "The two halves are added up without the factor ½."
        assert abs(found - right) < 1e-5 or abs(found**2 - right) < 1e-5, (
            "The result is not what the formula gives with base 2."
        )


@weight(1.5)
@enforces("normalised_by_own_sum")
def test_counts_are_divided_by_their_own_sum(student, rng):
    for _ in range(2):
        p, q = (rng.integers(1, 30, size=7) for _ in range(2))
        plain = _jsd(student, p / p.sum(), q / q.sum())
        assert abs(plain) > 1e-4, "The result does not depend on the histograms."
        for one, other in ((p, q), (p * 10, q), (p * 3.0, q / 7)):
            found = _jsd(student, one, other)
            assert abs(found - plain) < 1e-5, (
                "Counts give another result than the shares that they stand for: divide each histogram by its own sum first."
            )


@weight(1)
@enforces("lists_too")
def test_lists_are_as_good_as_arrays(student, rng):
    p, q = (rng.integers(1, 9, size=5) for _ in range(2))
    found = number(student.divergence(p=p, q=q, as_lists=True)["value"])
    assert found is not None and abs(found - _jsd(student, p, q)) < 1e-9, "Lists give another result than arrays."


@weight(1.5)
@enforces("zero_bins")
def test_empty_bins_do_no_harm(student, rng):
    for _ in range(3):
        p, q = _pair(rng, 9)
        p[[0, 3, 7]] = 0
        q[[0, 1, 5, 8]] = 0
        p, q = p / p.sum(), q / q.sum()
        found = _jsd(student, p, q)
        assert np.isfinite(found), "Where a bin is empty the result is `nan` or infinite: such a term is 0."
        both = (p + q) > 0
        without = _jsd(student, p[both], q[both])
        assert abs(found - without) < 1e-6, "A bin that is empty in both changes the result."
        plain = _pair(rng, 6)
        factor = _jsd(student, *plain) / _right(*plain)
        roots = _jsd(student, *plain) ** 2 / _right(*plain)
        assert min(abs(found - factor * _right(p, q)), abs(found**2 - roots * _right(p, q))) < 1e-5, (
            "With empty bins the result is another one than the formula gives: nothing should be added to them, and the bins that "
            "are empty in one histogram only should count."
        )


@weight(1)
@enforces("from_zero_to_one")
def test_equal_ones_give_0_and_those_without_a_common_bin_give_1(student, rng):
    for size in (2, 40, 3000):
        p = rng.uniform(0.1, 1, size)
        p[size // 2 :] = 0
        q = np.roll(p, size // 2 if size % 2 == 0 else size // 2 + 1)
        same = _jsd(student, p, p)
        assert np.isfinite(same) and abs(same) < 1e-6, "Equal distributions should give 0."
        apart = _jsd(student, p, q)
        assert np.isfinite(apart) and min(abs(apart - top) for top in (1, np.log(2), np.log10(2))) < 1e-5, (
            "Distributions without a common bin should give 1."
        )


@weight(1)
@enforces("bad_histograms_refused")
def test_histograms_that_cannot_be_compared_are_refused(student, rng):
    good = rng.uniform(0.1, 1, 5)
    assert not student.refuses(p=good, q=good[::-1].copy()), "Two histograms that can be compared are refused."
    for p, q, word in (
        (good, good[:4], "of different lengths"),
        (good, good[:1], "of which one has a single bin and the other more"),
        (good, np.zeros(5), "of which the second adds up to 0"),
        (np.zeros(5), good, "of which the first adds up to 0"),
        (np.zeros(3), np.zeros(3), "that both add up to 0"),
    ):
        try:
            refused = student.refuses(p=p, q=q)
        except StudentError as error:
            raise AssertionError(f"Histograms {word} should raise a `ValueError`. Yours is: {error.kind}.") from None
        assert refused, f"Histograms {word} should raise a `ValueError`."


@weight(0.5)
@enforces("histograms_kept")
def test_the_histograms_stay_as_they_are(student, rng):
    p, q = _pair(rng, 6)
    p, q = 5 * p, 3 * q
    p[2] = q[4] = 0
    result = student.divergence(p=p, q=q)
    assert number(result["value"]) not in (None, 0.0), "The result does not depend on the histograms."
    assert result["kept"], "A histogram is changed. Work on copies."


def _pair(rng, size):
    """Return two distributions without an empty bin that are not alike."""
    while True:
        p, q = rng.dirichlet(np.full(size, 0.8), size=2) + 0.01
        p, q = p / p.sum(), q / q.sum()
        if np.abs(p - q).sum() > 0.5:
            return p, q


def _right(p, q):
    m = (p + q) / 2
    terms = [np.where(x > 0, x * np.log2(np.where(x > 0, x, 1) / np.where(m > 0, m, 1)), 0).sum() for x in (p, q)]
    return sum(terms) / 2


def _jsd(student, p, q):
    """Return the divergence as a number."""
    value = student.divergence(p=np.asarray(p), q=np.asarray(q))["value"]
    assert value is not None, "The function returns nothing: end it with `return`."
    found = number(value)
    assert found is not None, "The function should return one number."
    return found
