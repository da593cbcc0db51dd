"""Hidden tests of `best_threshold`: the threshold of a grid with the largest micro F1, and that F1.

Accepted: any search over the grid; numbers of any type. Threshold and F1 are looked at by themselves. Data are drawn until
other measures pick another threshold.
"""

import numpy as np

from grader.testing import enforces, number, same_for_all, weight

DEFINES = ("best_threshold",)


@weight(2.25)
@enforces("best", "micro_f1")
def test_the_threshold_has_the_largest_micro_f1_of_the_grid(student, rng):
    for _ in range(4):
        scores, Y, grid = _data(rng)
        found = _two(student, scores, Y, grid)[0]
        grid = sorted(grid)
        if np.isclose(found, grid[int(np.argmax(_micro(scores, Y, grid)))]):
            continue
        assert not np.isclose(found, grid[int(np.argmin(_micro(scores, Y, grid)))]), (
            "This threshold has the *smallest* micro F1 of the grid."
        )
        assert not np.isclose(found, int(np.argmax(_micro(scores, Y, grid)))), (
            "The place of the threshold in the grid is returned. Return the threshold."
        )
        for name, measure in (
            ("macro F1", _macro),
            ("recall", _recall),
            ("precision", _precision),
            ("accuracy", _same),
        ):
            assert not np.isclose(found, grid[int(np.argmax(measure(scores, Y, grid)))]), (
                f"This threshold has the largest {name}. The largest *micro F1* is asked for."
            )
        raise AssertionError("The threshold should be the one of the grid with the largest micro F1.")


@weight(0.75)
@enforces("best")
def test_every_threshold_of_the_grid_can_be_the_best(student, rng):
    for case in ("first", "last", "behind a hill", "before a hill"):
        scores, Y, grid = _data(rng, case)
        found = _two(student, scores, Y, grid)[0]
        ordered = sorted(grid)
        values = _micro(scores, Y, ordered)
        if np.isclose(found, ordered[int(np.argmax(values))]):
            continue
        # By what measure it is chosen has its own test.
        for message, place in _searches(values).items():
            assert not np.isclose(found, ordered[place]), message


@weight(0.25)
@enforces("best")
def test_a_slightly_larger_f1_is_larger(student, rng):
    for digits in (2, 3):
        scores, Y, grid, worse = _close_ones(rng, digits)
        found = _two(student, scores, Y, grid)[0]
        assert not any(np.isclose(found, t) for t in worse), (
            "A threshold with a slightly smaller F1 is returned. Compare the F1 as it is, and do not round it."
        )


@weight(0.75)
@enforces("micro_f1")
def test_the_second_number_is_the_micro_f1_of_that_threshold(student, rng):
    for _ in range(3):
        scores, Y, grid = _data(rng)
        threshold, f1 = _two(student, scores, Y, grid)
        assert any(np.isclose(threshold, t) for t in grid), "The first number should be a threshold of the grid."
        # Whether it is the best one has its own test.
        own = _micro(scores, Y, [threshold])[0]
        assert not np.isclose(f1, _macro(scores, Y, [threshold])[0]), (
            "The second number is the macro F1. Return the micro F1."
        )
        assert np.isclose(f1, own, atol=1e-6), (
            "The second number should be the micro F1 of the threshold that is returned."
        )


@weight(1)
@enforces("smallest_of_equals")
def test_of_equally_good_thresholds_the_smallest_is_returned(student, rng):
    for order in ("up", "down", "mixed"):
        Y = (rng.random((12, 3)) < 0.5).astype(int)
        Y[0] = 1
        scores = np.where(Y == 1, rng.uniform(0.6, 0.9, Y.shape), rng.uniform(0.1, 0.3, Y.shape))
        good = [0.35, 0.4, 0.45, 0.5, 0.55]  # each of them has the F1 1
        grid = [0.02, 0.95, *good]
        grid = sorted(grid) if order == "up" else sorted(grid, reverse=True) if order == "down" else _mixed(rng, grid)
        found = _two(student, scores, Y, grid)[0]
        # A threshold that is not the best has another test; of the good ones it must be the smallest.
        assert not any(np.isclose(found, t) for t in good[1:]), (
            "Several thresholds have the same largest F1. Return the smallest of them, whatever the order of the grid."
        )
        assert np.isclose(found, good[0]) or np.isclose(found, 0.02) or np.isclose(found, 0.95), (
            "The threshold should be one of the grid."
        )
    # Every F1 is 0, since nothing that is said is right.
    Y = np.repeat([[1, 0, 0]], 6, axis=0)
    scores = np.where(Y == 1, 0.0, 0.9)  # the same for each threshold, so that no other measure tells them apart
    grid = _mixed(rng, [0.1, 0.2, 0.4, 0.6])
    parts = student.choose(scores=scores, Y=Y, grid=grid)["parts"]
    numbers = [number(part) for part in parts]
    assert len(numbers) == 2 and None not in numbers, (
        "If the F1 is 0 for all thresholds, no threshold is returned. They are equally good: return the smallest."
    )
    assert 0.1 in np.round(numbers, 6) or not {0.2, 0.4, 0.6} & set(np.round(numbers, 6).tolist()), (
        "If the F1 is 0 for all thresholds, they are equally good. Return the smallest of them."
    )


@weight(0.5)
@enforces("any_order")
def test_the_order_of_the_grid_does_not_matter(student, rng):
    for as_array in (False, True):
        scores, Y, grid = _data(rng)
        first = _two(student, scores, Y, sorted(grid))
        for _ in range(3):
            other = _mixed(rng, grid)
            assert np.allclose(_two(student, scores, Y, other, as_array), first), (
                "With the same thresholds in another order the result is another one."
            )
        assert not student.choose(scores=scores, Y=Y, grid=_mixed(rng, grid), as_array=as_array)["changed"], (
            "The grid is changed. Sort a copy of it."
        )
        worse = _two(student, scores, Y, [grid[0]])
        assert np.isclose(worse[0], grid[0]), "With a grid of one threshold this one should be returned."


@weight(0.25)
@enforces("only_the_grid")
def test_only_thresholds_of_the_grid_are_tried(student, rng):
    scores, Y, grid = _data(rng)
    asked = student.choose(scores=scores, Y=Y, grid=grid)["asked"]
    assert asked, "`predict` is never called: ask it for the predictions of each threshold."
    assert all(any(np.isclose(t, own) for own in grid) for t in asked), (
        "`predict` is asked for thresholds that are not in the grid."
    )


@weight(0.25)
@enforces("best")
def test_two_numbers_are_returned_the_threshold_first(student, rng):
    scores, Y, _ = _data(rng)
    found = student.choose(scores=scores, Y=Y, grid=[-2.5])["parts"]
    assert len(found) == 2, "The function should return two numbers: the threshold, and its F1."
    assert not np.isclose(number(found[1]) or 0, -2.5), "The order is wrong: return the threshold first, then its F1."
    assert np.isclose(number(found[0]) or 0, -2.5), "The first number should be the threshold."


def _mixed(rng, grid):
    """Return the grid in an order that neither begins nor ends with its smallest or largest threshold."""
    while True:
        other = [float(t) for t in rng.permutation(grid)]
        if {other[0], other[-1]}.isdisjoint({min(grid), max(grid)}):
            return other


@same_for_all
def _data(rng, case="between"):
    """Return scores, right rows and a grid in mixed order, for which other measures pick other thresholds.

    `case`: where the best threshold is. "behind a hill": F1 falls and rises again on the way up to it.
    """
    while True:
        Y = (rng.random((24, 4)) < [0.7, 0.3, 0.15, 0.4]).astype(int)
        step = 0.2 if "hill" in case else 0.35
        scores = np.clip(step * Y + rng.uniform(0, 1 - step, Y.shape) * rng.uniform(0.5, 1, 4), 0, 1)
        grid = [round(0.05 + 0.1 * i + float(rng.uniform(-0.02, 0.02)), 3) for i in range(9)]
        if case in ("first", "last"):
            place = int(np.argmax(_micro(scores, Y, grid)))
            grid = grid[place:] if case == "first" else grid[: place + 1]
        if Y.sum(axis=0).min() < 2 or len(grid) < 4:
            continue
        values, *others = [measure(scores, Y, grid) for measure in (_micro, _macro, _recall, _precision, _same)]
        best = int(np.argmax(values))
        places = [int(np.argmax(other)) for other in others]
        picked = {*places, int(np.argmin(values))}
        if np.diff(np.sort(values))[-1] < 1e-3:
            continue
        if case == "between" and 0 < best < 8 and best not in picked and len(set(places)) == 4:
            return scores, Y, _mixed(rng, grid)
        if case == "behind a hill" and best < _first_fall(values):
            continue
        if case == "before a hill" and best >= len(values) - _first_fall(values[::-1]):
            continue
        if case != "between" and not picked & set(_searches(values).values()) - {best}:
            return scores, Y, _mixed(rng, grid)


def _searches(values):
    """Return where incomplete searches end, {message: place}. `values`: micro F1 in the order of thresholds."""
    stops = "The search stops where F1 falls for the first time. It may rise again behind: try all thresholds."
    some = {
        "The smallest threshold of the grid is never chosen.": range(1, len(values)),
        "The largest threshold of the grid is never chosen.": range(len(values) - 1),
        stops: range(_first_fall(values)),
        stops.replace("stops", "begins at the largest threshold and stops"): range(
            len(values) - _first_fall(values[::-1]), len(values)
        ),
    }
    return {message: places[int(np.argmax(values[places]))] for message, places in some.items()}


def _first_fall(values):
    """Return the first place at which a value is smaller than the one before; their number if there is none."""
    falls = np.flatnonzero(np.diff(values) < 0)
    return int(falls[0]) + 1 if len(falls) else len(values)


@same_for_all
def _close_ones(rng, digits):
    """Return scores, right rows, a grid, and those thresholds, smaller than the best, whose rounded F1 is the same."""
    while True:
        Y = (rng.random((160, 4)) < 0.4).astype(int)
        scores = np.clip(0.2 * Y + rng.uniform(0, 0.8, Y.shape), 0, 1)
        grid = np.round(np.sort(rng.uniform(0.1, 0.5, size=12)), 4).tolist()
        values = _micro(scores, Y, grid)
        best = int(np.argmax(values))
        alike = set(np.flatnonzero(np.round(values, digits) == np.round(values[best], digits)).tolist()) - {best}
        other = {int(np.argmax(measure(scores, Y, grid))) for measure in (_macro, _recall, _precision, _same)}
        clear = np.diff(np.sort(values))[-1] > 1e-4
        if alike and max(alike) < best and clear and not alike & (other | set(_searches(values).values())):
            return scores, Y, _mixed(rng, grid), [grid[i] for i in alike]


def _micro(scores, Y, grid):
    return np.array([2 * ((scores > t) & (Y > 0)).sum() / max(1, (scores > t).sum() + Y.sum()) for t in grid])


def _macro(scores, Y, grid):
    each = [
        2 * ((scores > t) & (Y > 0)).sum(axis=0) / np.maximum(1, (scores > t).sum(axis=0) + Y.sum(axis=0)) for t in grid
    ]
    return np.mean(each, axis=1)


def _recall(scores, Y, grid):
    return np.array([((scores > t) & (Y > 0)).sum() / Y.sum() for t in grid])


def _precision(scores, Y, grid):
    return np.array([((scores > t) & (Y > 0)).sum() / max(1, (scores > t).sum()) for t in grid])


def _same(scores, Y, grid):
    return np.array([((scores > t) == (Y > 0)).mean() for t in grid])


def _two(student, scores, Y, grid, as_array=False):
    """Return threshold and F1, whichever comes first: the order has a test of its own."""
    parts = [number(part) for part in student.choose(scores=scores, Y=Y, grid=grid, as_array=as_array)["parts"]]
    assert len(parts) == 2 and None not in parts, "The function should return two numbers: the threshold, and its F1."
    first, second = parts
    in_grid = [any(np.isclose(value, t) for t in grid) for value in parts]
    return (second, first) if in_grid == [False, True] else (first, second)
