"""Hidden tests of `grouped_interval`: a bootstrap over groups of notes and over repeats.

The student's draws are others than ours, so widths are compared, with room for chance. A mistake costs once: a width is
set against the student's own on notes that are groups of their own, which takes other percentiles and per cent out;
both ends are taken in either order; and whoever draws single notes loses the test of that only. By default groups stand
beside each other, are equally large and come as an array, and all repeats are alike.
Accepted: any way to draw, an interval from the standard deviation of the draws, numbers of any kind.
"""

import numpy as np

from grader.testing import enforces, number, same_for_all, weight

DEFINES = ("grouped_interval",)
DRAWS = 320  # few, since a slow answer on a slow machine has 20 s for all tests
ROOM = 0.3  # for chance in a ratio of two widths, and of two such ratios
REPEATS = 3
PARTS = {0.84: "90 %", 1.31: "99 %", 0.51: "68 %, one standard error on each side", 0.344: "50 %"}  # of the width
NOT_YET = "Not looked at: the function does not return an interval yet, see above."
NO_WIDTH = (
    "The interval has no width, although notes and groups differ. Draw groups with replacement, in each round anew, and take "
    "percentiles of all rounds."
)


@weight(3)
@enforces("groups_drawn")
def test_whole_groups_are_drawn(student, rng):
    usual = _usual(student, rng, draws=1200)
    assert usual, NO_WIDTH
    one, other, groups = _clustered(rng)
    ratio = _width(student, one, other, groups) / _width_of(_reference(one, other, groups)) / usual
    single = _width_of(_reference(one, other, range(len(groups)))) / _width_of(_reference(one, other, groups))
    assert ratio > 0.05, (
        "The interval has no width, although the groups differ: draw groups with replacement in each round."
    )
    assert usual < 1.6 or abs(ratio * usual - 1) > ROOM, (
        "The interval is too wide where the notes of a group differ: take all notes of each drawn group, not one of them."
    )
    assert abs(ratio / single - 1) > ROOM, (
        "The interval is as narrow as if single notes were drawn. Notes of a group are right or wrong together: draw whole "
        "groups."
    )
    assert abs(ratio - 1) < ROOM, (
        f"The interval is too {'narrow' if ratio < 1 else 'wide'}. In each round draw as many groups as there are, with "
        "replacement, and take all notes of each drawn group, of one that is drawn twice two times."
    )
    assert abs(usual - 1) < 0.14 or not _right_where_repeats_differ(student, rng), (
        f"The interval is too {'narrow' if usual < 1 else 'wide'}. In each round draw as many groups as there are, and let one "
        "that is drawn twice count twice."
    )


@weight(1)
@enforces("repeats_drawn")
def test_repeats_are_drawn(student, rng):
    usual = _usual(student, rng)
    one, other, groups = _alike(rng)
    wide = _width(student, one, other, groups) / _width_of(_reference(one, other, groups))
    ratio = wide / (usual or 1)
    assert ratio > 0.3, (
        "The repeats differ, all groups are alike, and the interval has hardly any width: draw repeats as well, in each round."
    )
    assert min(ratio, wide) - ROOM < 1 < max(ratio, wide) + ROOM, (
        f"Where the repeats differ the interval is too {'narrow' if ratio < 1 else 'wide'}. Draw for each network as many "
        "repeats as it has, with replacement."
    )


@weight(0.5)
@enforces("repeats_apart", "other_repeats")
def test_the_repeats_of_each_network_are_drawn_on_their_own(student, rng):
    usual = _usual(student, rng)
    one, none, groups = _alike(rng)
    found = _width(student, one, one, groups)
    _width(student, one, none[:2], groups)  # the numbers of repeats may differ
    if _width(student, one, none, groups) < 0.3 * (usual or 1) * _width_of(_reference(one, none, groups)):
        return  # repeats are not drawn at all, which has its own test
    ratio = found / _width_of(_reference(one, one, groups)) / (usual or 1)
    assert ratio > 0.3, (
        "For two networks with the same results in each repeat the interval has no width. Draw the repeats of each network on "
        "their own: repeat 0 of one has nothing to do with repeat 0 of the other."
    )


@weight(0.5)
@enforces("same_notes")
def test_both_networks_get_the_same_notes(student, rng):
    _look(student, rng)
    one, _, groups = _clustered(rng)
    found = _width(student, one, one, groups, draws=50)
    assert found < 1e-9, (
        "Two networks that are right on the very same notes differ in some rounds. Draw the groups once in each round, for "
        "both networks."
    )


@weight(0.5)
@enforces("notes_count_the_same")
def test_every_note_counts_the_same(student, rng):
    usual = _usual(student, rng, draws=1200)
    one, other, groups = _clustered(rng)
    wide = _width(student, one, other, groups) / _width_of(_reference(one, other, groups))
    if (
        not usual
        or abs(wide / usual - 1) > ROOM
        or (abs(usual - 1) > 0.25 and _right_where_repeats_differ(student, rng))
    ):
        return  # how groups are drawn has its own test
    groups = ["large"] * 48 + [f"small {place // 6}" for place in range(48)]
    one = np.tile(np.array([1.0] * 48 + [0.0] * 48), (REPEATS, 1))
    found = _width(student, one, np.zeros_like(one), groups) / usual
    wide = _width_of(_reference(one, np.zeros_like(one), groups))
    means = _width_of(_reference(*(np.tile(np.eye(9)[0] * part, (2, 1)) for part in (1, 0)), range(9)))
    assert abs(found / means - 1) > 0.2, (
        "The interval is that of a mean over groups. Every note counts the same, so a large group weighs more than a small one."
    )
    assert abs(usual - 1) > 0.15 or abs(found / wide - 1) < ROOM, (  # other percentiles have their own test
        "With groups of different sizes the interval is another one. Take the mean over all notes of the drawn groups."
    )


@weight(0.5)
@enforces("ninety_five")
def test_the_interval_covers_95_per_cent(student, rng):
    _look(student, rng)
    shares = rng.permutation([0, 2, 5, 9, 13, 17, 21, 25, 28, 30])
    groups = [f"player {number}" for number in range(10, 20) for _ in range(30)]
    one = np.tile(_of_shares(shares, 30), (REPEATS, 1))
    other = np.zeros_like(one)
    found = _ends(student, one, other, groups, draws=3000)
    if max(map(abs, found)) > 1.5:
        found = found[0] / 100, found[1] / 100  # per cent, which has its own test
    limits = [_reference(one, other, given, draws=40_000) for given in (groups, range(len(groups)))]
    if any(max(abs(found[0] - low), abs(found[1] - high)) < 0.055 * (high - low) for low, high in limits):
        return
    if _right_where_repeats_differ(student, rng):
        return  # how groups are drawn has its own test
    for low, high in limits:
        even = abs(sum(found) - low - high) < 0.1 * (high - low)
        for factor, said in PARTS.items():
            assert not even or abs(_width_of(found) / (high - low) / factor - 1) > 0.08, (
                f"The interval seems to cover {said}. Take the 2.5th and the 97.5th percentile."
            )
    raise AssertionError("The ends are not the 2.5th and the 97.5th percentile of the differences of all rounds.")


@weight(0.5)
@enforces("lower_first", "one_minus_other", "fraction", "two_numbers")
def test_it_returns_the_lower_and_the_upper_end_of_one_minus_other(student, rng):
    one, other, groups = _better(rng)
    found = student.interval(one=one, other=other, groups=groups, more=[DRAWS, 1])
    numbers = [number(value) for value in found["numbers"]]
    assert len(numbers) == 2 and None not in numbers, (
        f"It should return two numbers, the ends of the interval. It returned: {found['kind']} with {len(numbers)} value(s)."
    )
    assert found["plain"], f"The two ends should be numbers of Python or NumPy, in a tuple, not in a {found['kind']}."
    low, high = numbers
    assert max(map(abs, numbers)) <= 1.5, "The difference is a fraction between -1 and 1, not per cent."
    assert min(numbers) > 0 or not max(numbers) < 0, "The sign is wrong: the difference is that of `one` minus `other`."
    assert low <= high, "The lower end should come first."


@weight(0.5)
@enforces("any_groups")
def test_groups_may_be_named_and_mixed_in_any_way(student, rng):
    _look(student, rng)
    one, other, groups = _clustered(rng)
    usual = _width(student, one, other, groups)
    if usual < 1e-9:
        return  # that there is no width has its own test
    order = rng.permutation(len(groups))
    mixed = [groups[place] for place in order]
    found = _width(student, one[:, order], other[:, order], mixed)
    assert abs(found / usual - 1) < ROOM, (
        "If the notes of a group do not stand beside each other the interval is another one: find all notes of each group."
    )
    numbers = [int(group.split()[-1]) * 13 + 5 for group in groups]
    for given, as_list, words in ((numbers, False, "whole numbers"), (groups, True, "a list of texts")):
        found = _width(student, one, other, given, as_list=as_list)
        assert abs(found / usual - 1) < ROOM, f"If `groups` is {words} the interval is another one."


@weight(0.25)
@enforces("any_type")
def test_what_is_right_may_be_of_any_type(student, rng):
    _look(student, rng)
    other, one, groups = _better(rng)  # differences are negative, which unsigned numbers cannot be
    usual = _ends(student, one, other, groups, draws=150)
    for kind in (np.bool_, np.uint8, np.int8, np.float32):
        found = _ends(student, one.astype(kind), other.astype(kind), groups, draws=150)
        same = np.abs(np.subtract(found, usual)).max() < max(0.05, 0.3 * _width_of(usual))
        assert same, f"With numbers of type {kind.__name__.rstrip('_')} the interval is another one than with float64."


@weight(0.25)
@enforces("defaults", "draws")
def test_draws_is_used_and_has_its_default(student, rng):
    _look(student, rng)
    one, other, groups = _better(rng)
    single = _width(student, one, other, groups, draws=1)
    assert single < 1e-9, "With `draws=1` there is only one difference, so both ends are the same: use the argument."
    if student.defaults() == [2000, 0]:
        return
    again = student.calls(one=one, other=other, groups=groups, more=[20, 0])["found"]
    if again[0]["numbers"] == again[1]["numbers"]:  # that calls can be repeated has its own test
        # In groups of one size means are so few different numbers that 1000 rounds and 2000 can have the same ends.
        kept = rng.random(len(groups)) < 0.7
        one, other, groups = one[:, kept], other[:, kept], np.array(groups)[kept].tolist()
        explicit = _ends(student, one, other, groups, named={"draws": 2000, "seed": 0}, draws=None)
        default = _ends(student, one, other, groups, draws=None)
        assert default == explicit, "Without `draws` and `seed` these should be 2000 and 0."


@weight(0.25)
@enforces("repeatable", "seed")
def test_the_same_seed_gives_the_same_interval_and_another_seed_another(student, rng):
    _look(student, rng)
    one, other, groups = _better(rng)
    found = student.calls(one=one, other=other, groups=groups, more=[50, 3])["found"]
    assert found[0]["numbers"] == found[1]["numbers"], (
        "Two calls with the same arguments give different intervals. Make a generator from `seed` in each call."
    )
    different = {_ends(student, one, other, groups, draws=50, seed=seed) for seed in range(4)}
    assert len(different) > 1, "Other seeds give the same interval: use the argument `seed`."


@weight(0.25)
@enforces("nothing_disturbed")
def test_the_arguments_stay_as_they_are(student, rng):
    _look(student, rng)
    one, other, groups = _better(rng)
    order = rng.permutation(len(groups))
    one, other, groups = one[:, order], other[:, order], [groups[place] for place in order]
    after = student.calls(one=one, other=other, groups=groups, more=[50, 3])
    for name, before in (("one", one), ("other", other)):
        assert np.array_equal(after[name], before), f"`{name}` is changed: work on a copy."
    assert list(after["groups"]) == groups, "`groups` is changed: work on a copy."


# --- data ----------------------------------------------------------------------------------------------------


def _of_shares(shares, size):
    """Return 1 or 0 for the notes of groups of this size, of which so many are right."""
    return np.concatenate([[1.0] * share + [0.0] * (size - share) for share in shares])


def _clustered(rng):
    """Return one, other (always wrong) and groups: in most groups all notes are right, or all are wrong."""
    shares = rng.permutation([9] * 9 + [0] * 8 + [1, 2, 7, 8, 8, 1, 9])
    one = np.tile(_of_shares(shares, 9), (REPEATS, 1))
    return one, np.zeros_like(one), [f"player {number}" for number in range(10, 34) for _ in range(9)]


def _alike(rng):
    """Return one, other (always wrong) and groups that are all alike: each repeat is right on another share of notes."""
    shares = rng.permutation([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 5])
    one = np.array([np.tile([1.0] * share + [0.0] * (10 - share), 8) for share in shares])
    return one, np.zeros_like(one), [f"player {number}" for number in range(10, 18) for _ in range(10)]


def _better(rng):
    """Return one, other and groups: `one` is right on about 0.9 of the notes, `other` on about 0.1."""
    groups = [f"player {number}" for number in range(10, 30) for _ in range(6)]
    one, other = ((rng.random((REPEATS + 1, len(groups))) < share).astype(float) for share in (0.9, 0.1))
    return one, other, groups


# --- what the function should return, and what it does ---------------------------------------------------------


@same_for_all
def _reference(one, other, groups, draws=8000):
    """Return the interval: counts of drawn groups and repeats are multinomial."""
    rng = np.random.default_rng(1)
    names, number_of = np.unique(np.asarray(list(groups)), return_inverse=True)
    sizes = np.bincount(number_of)
    sums = [np.array([np.bincount(number_of, weights=row) for row in of]) for of in (one, other)]
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
    parts = [
        (drawn * (rng.multinomial(len(of), np.full(len(of), 1 / len(of)), size=draws) / len(of) @ of)).sum(axis=1)
        for of in sums
    ]
    return np.percentile((parts[0] - parts[1]) / (drawn @ sizes), [2.5, 97.5])


def _width_of(ends):
    return float(ends[1] - ends[0])


def _ends(student, one, other, groups, draws=DRAWS, seed=1, named=None, as_list=False):
    """Return what the student's function returns, as (lower, upper)."""
    more = [] if draws is None else [draws, seed]
    found = student.interval(one=one, other=other, groups=list(groups), more=more, named=named, as_list=as_list)
    numbers = [number(value) for value in found["numbers"]]
    assert 2 <= len(numbers) <= 3 and None not in numbers and np.isfinite(numbers).all(), NOT_YET
    return min(numbers), max(numbers)


def _width(student, one, other, groups, **more):
    return _width_of(_ends(student, one, other, groups, **more))


def _right_where_repeats_differ(student, rng):
    """Return whether the width is ours where only repeats make a difference, whatever is done with groups."""
    one, other, groups = _alike(rng)
    found = _width(student, one, other, groups, draws=2500)
    return bool(abs(found / _width_of(_reference(one, other, groups, draws=40_000)) - 1) < 0.07)


def _look(student, rng):
    """Fail if what the function returns does not depend on the data."""
    one, other, groups = _better(rng)
    ends = [_ends(student, *pair, groups, draws=20) for pair in ((one, other), (other, one))]
    assert ends[0] != ends[1], NOT_YET


def _usual(student, rng, draws=DRAWS):
    """Return the student's width by ours where notes of a group are as different as any, and repeats alike. 0: none."""
    _look(student, rng)
    shares = rng.permutation([0, 1, 1, *[2] * 7, *[3] * 10, *[4] * 7, 5, 5, 6])  # as chance would have it
    one = np.tile(_of_shares(shares, 6), (REPEATS, 1))
    groups = [f"player {number}" for number in range(10, 40) for _ in range(6)]
    usual = _width(student, one, np.zeros_like(one), groups, draws=draws) / _width_of(
        _reference(one, np.zeros_like(one), groups)
    )
    return usual if usual > 0.05 else 0.0
