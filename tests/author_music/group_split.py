"""Hidden tests of `group_split`: whole recordings, of each author some.

Accepted: any kind of random numbers that follow from the seed, shares rounded up or down, indices in any order, as arrays,
tensors or lists. Recordings are numbered 0, 1, … and stand one after the other, but for the test of other labels.
"""

import math

import numpy as np

from grader.testing import StudentError, array, enforces, weight

DEFINES = ("group_split",)

SHARE = "The test should hold about test_share * n of *each author's* n recordings, whatever the number of clips."
ANY = "recordings and authors may be any numbers or texts, in any order."


@weight(2)
@enforces("recordings_whole")
def test_no_recording_has_clips_on_both_sides(student, rng):
    for seed in range(3):
        groups, classes = _clips(rng, (7, 5))
        train, test = _split(student, groups, classes, test_share=0.3, seed=seed)
        assert len(train) and len(test), "One of the two sides is empty."
        both = set(groups[_known(train, groups)]) & set(groups[_known(test, groups)])
        assert not both, (
            "Clips of one recording are on both sides. Draw recordings, not clips, and send all clips of a recording along."
        )


@weight(1.5)
@enforces("each_clip_once")
def test_each_clip_is_on_one_side_once(student, rng):
    for sizes in ((6, 4), (3, 9)):
        groups, classes = _clips(rng, sizes)
        train, test = _split(student, groups, classes, test_share=0.3, seed=1)
        assert train.dtype.kind in "iu" and test.dtype.kind in "iu", (
            "The arrays should hold whole numbers, the places of the clips: no texts, no True and False."
        )
        there = np.concatenate([train, test])
        assert there.size == len(groups) and there.size == np.unique(there).size, (
            "Each clip should be in one of the two arrays, once: some are missing or there twice. (Places of clips are asked for, "
            "not numbers of recordings.)"
        )
        assert there.min() == 0 and there.max() == len(groups) - 1, "The places of clips are counted from 0."


@weight(0.5)
@enforces("train_first")
def test_the_training_clips_come_first(student, rng):
    groups, classes = np.repeat(np.arange(20), 3), np.repeat([0, 1], 30)
    train, test = _split(student, groups, classes, test_share=0.2, seed=2)
    assert len(train) > len(test), "The order is wrong: first the training clips, then those of the test."
    train, test = _split(student, groups, classes, test_share=0.8, seed=2)
    assert len(train) < len(test), "With a `test_share` of 0.8 most clips should be in the test."


@weight(2)
@enforces("share_of_recordings")
def test_of_each_author_the_share_of_recordings_is_in_the_test(student, rng):
    for sizes, share in (
        ((10, 10), 0.3),
        ((12, 5), 0.4),
        ((4, 20), 0.25),
        ((6, 9), 0.5),
        ((2, 3), 0.05),
        ((3, 2), 0.95),
        ((5, 4, 7), 0.4),
    ):
        groups, classes = _clips(rng, sizes)
        for seed in (0, 3):
            sides = [_known(side, groups) for side in _split(student, groups, classes, test_share=share, seed=seed)]
            # Which side is the test has a test of its own: the one that fits better.
            test = min(sides[::-1], key=lambda side: abs(len(set(groups[side])) - share * sum(sizes)))
            for one in range(len(sizes)):
                seen, n = len(set(groups[test][classes[test] == one])), sizes[one]
                assert seen > 0, "An author has no recording in the test: at least one of each author. " + SHARE
                assert seen < n, "All recordings of an author are in the test: at most n - 1. " + SHARE
                low, high = max(1, min(math.floor(share * n), n - 1)), min(n - 1, max(1, math.ceil(share * n)))
                assert low <= seen <= high, SHARE


@weight(1.5)
@enforces("seeded")
def test_the_seed_alone_decides_which_recordings_are_drawn(student, rng):
    groups, classes = _clips(rng, (12, 12))
    seen = []
    for seed in range(10):
        first, again = (
            frozenset(_split(student, groups, classes, test_share=0.3, seed=seed, drawn_before=drawn)[1].tolist())
            for drawn in (0, 17)
        )
        assert first == again, (
            "The same seed gives another split the second time: draw with a generator made from `seed`."
        )
        seen.append(first)
    assert len(set(seen)) >= 3, "Other seeds give the same split: draw which recordings go to the test."


@weight(1)
@enforces("any_labels")
def test_recordings_and_authors_may_have_any_labels_in_any_order(student, rng):
    groups, classes = _clips(rng, (6, 6))
    order = rng.permutation(len(groups))
    first = [set(groups[_known(side, groups)]) for side in _split(student, groups, classes, test_share=0.3, seed=4)]
    shared = bool(first[0] & first[1])  # whether recordings stay whole has a test of its own
    names = [f"piece {chr(97 + 7 * n % 26)}{n}" for n in range(12)]
    cases = [
        ("clips in any order", groups[order], classes[order]),
        ("other numbers", (1000 - 37 * groups)[order], np.where(classes, -5, 12)[order]),
        ("texts", [names[g] for g in groups[order]], [["sor", "carcassi"][c] for c in classes[order]]),
    ]
    for words, labels, authors in cases:
        try:
            train, test = _split(student, labels, authors, test_share=0.3, seed=4)
        except StudentError as error:
            raise AssertionError(f"{error.kind} with {words}: {ANY}") from None
        there = np.concatenate([train, test])
        fits = there.size == len(groups) and len(test) and len(train)
        recordings = [set(np.asarray(labels)[_known(side, groups)].tolist()) for side in (train, test)]
        assert fits and len(recordings[1]) >= 2 and (shared or not recordings[0] & recordings[1]), (
            f"It does not work with {words}: {ANY}"
        )


@weight(0.75)
@enforces("lone_recording")
def test_an_author_with_one_recording_is_refused(student, rng):
    groups, classes = _clips(rng, (2, 2))
    _split(student, groups, classes, test_share=0.3, seed=0)
    for sizes in ((5, 1), (1, 4)):
        groups, classes = _clips(rng, sizes)
        try:
            refused = student.refuses(groups=groups, classes=classes)
        except StudentError as error:
            raise AssertionError(
                f"An author with one recording should be refused with a `ValueError`. Yours is: {error.kind}."
            ) from None
        assert refused, "An author with one recording cannot be on both sides: a `ValueError` should be raised."


def _clips(rng, sizes):
    """Return groups and classes of clips: `sizes` recordings of each author, 2 to 9 clips of each."""
    many = rng.integers(2, 10, size=sum(sizes))
    return np.repeat(np.arange(sum(sizes)), many), np.repeat(np.repeat(np.arange(len(sizes)), sizes), many)


def _split(student, groups, classes, **options):
    plain = [one.tolist() if isinstance(one, np.ndarray) else list(one) for one in (groups, classes)]
    sides = student.split(groups=plain[0], classes=plain[1], **options)
    assert isinstance(sides, list) and len(sides) == 2, "The function should return two arrays (`return train, test`)."
    found = [_array(one) for one in sides]
    assert all(one is not None and one.ndim == 1 for one in found), (
        "Both results should be arrays of whole numbers, the places of clips."
    )
    return found


def _array(side):
    """Return one side as an array. A list of whole numbers is one, too."""
    if isinstance(side, list) and all(isinstance(one, int) and not isinstance(one, bool) for one in side):
        return np.array(side, dtype=int)
    return array(side)


def _known(places, groups):
    """Return those of the places that there are, as indices. What else there is has a test of its own."""
    if places.dtype.kind == "b":
        places = np.flatnonzero(places)
    places = places[np.isfinite(places)].astype(int)
    return places[(places >= 0) & (places < len(groups))]
