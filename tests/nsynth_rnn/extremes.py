"""Hidden tests of `extremes`: the notes of which a network is most and least sure, in probabilities.

The usual notes (`_notes`) are drawn so that other measures than the softmax, such as raw logits or a softmax over the wrong
axis, find the same notes, and so that places within a group are row numbers: each of these mistakes has a test of its
own. Whole numbers of any type count, except in the test of that. Accepted: more keys than the four.
"""

import numpy as np

from grader.testing import StudentError, enforces, weight, whole

DEFINES = ("extremes",)
RIGHT, WRONG = ("surest", "least_sure"), ("near_miss", "far_miss")
KEYS = (*RIGHT, *WRONG)
MISSING = "missing"


@weight(2.25)
@enforces("surest", "least_sure")
def test_surest_and_least_sure_are_those_of_the_notes_predicted_right(student, rng):
    for _ in range(2):
        logits, y, cls, right, _ = _notes(rng)
        found = _look_at(_find(student, logits, y, cls), RIGHT)
        p = _softmax(logits)
        best, worst = _pick(p[:, cls], right)
        pair = found["surest"], found["least_sure"]
        if pair == (best, worst):
            continue
        if pair == (worst, best):
            rivals, labels, c, rows, _, _, _ = _notes_with_rivals(rng)
            found = _find(student, rivals, labels, c)
            assert (found["surest"], found["least_sure"]) != _pick(_softmax(rivals)[:, 0], rows), (
                "The probability of class 0 is compared. Take that of `cls`."
            )
        once = np.exp(logits - logits.max(axis=1, keepdims=True))
        assert pair[0] != pair[1] or pair != _pick(once[:, cls], right), (
            "The sum in the softmax goes over all notes, so that all notes predicted right get the same probability. Each "
            "note has a sum of its own."
        )
        assert pair != (worst, best), (
            "`surest` and `least_sure` are exchanged: the surest note has the highest probability."
        )
        for key, expected in zip(RIGHT, (best, worst), strict=True):
            value = found[key]
            assert value is not None, f"`{key}` is None, although notes of the class are predicted right."
            assert y[value] == cls, f"`{key}` is a note of another class: look at notes whose right class is `cls`."
            assert value in right, f"`{key}` is a note that is predicted *wrong*."
            assert value == expected, (
                f"`{key}` is not the note with the {'highest' if key == 'surest' else 'lowest'} probability of its class."
            )


@weight(2.25)
@enforces("near_miss", "far_miss", "margin")
def test_near_and_far_miss_are_those_of_the_notes_predicted_wrong(student, rng):
    for _ in range(2):
        logits, y, cls, _, wrong = _notes(rng, wrong_first=True)
        found = _look_at(_find(student, logits, y, cls), WRONG)
        p = _softmax(logits)
        far, near = _pick(_margin(p, cls), wrong)
        pair = found["far_miss"], found["near_miss"]
        if pair == (far, near):
            continue
        assert pair != (near, far), "`near_miss` and `far_miss` are exchanged: a near miss has the smallest margin."
        for values, message in _other_margins(p, cls):
            assert pair != _pick(values, wrong), message
        for key, expected in (("near_miss", near), ("far_miss", far)):
            value = found[key]
            assert value is not None, f"`{key}` is None, although notes of the class are predicted wrong."
            assert y[value] == cls, f"`{key}` is a note of another class: look at notes whose right class is `cls`."
            assert value in wrong, f"`{key}` is a note that is predicted *right*."
            assert value == expected, (
                f"`{key}` is not the note with the {'smallest' if key == 'near_miss' else 'largest'} margin: the probability "
                "of the predicted class minus that of the right class."
            )


@weight(2.5)
@enforces("softmax", "margin")
def test_probabilities_decide_and_not_logits(student, rng):
    for _ in range(2):
        logits, y, cls, right, wrong = _notes(rng)
        plain = _of_their_kind(student, rng)
        # The largest logits go to the notes of which the network is least sure, and the other way round. (All are small: a
        # softmax that does not subtract the largest logit first is good enough.)
        usual = _find(student, logits, y, cls)
        for shift in _shifts(logits, cls):
            shifted = _find(student, logits + shift, y, cls)
            if any(shifted[key] != usual[key] for key in plain):
                _say_which_softmax(shifted, logits + shift, cls, right, wrong)
        shift = _shifts(logits, cls)[0]
        below, shifted = (_find(student, logits + down, y, cls) for down in (-7, shift - 45))
        # Which class is the predicted one, if logits are negative, has its own test.
        assert not any(shifted[key] != usual[key] == below[key] for key in plain), (
            "If all logits are very small, the result changes. That changes no probability: take the softmax itself, and "
            "add nothing to it."
        )
    for make, keys, message in (
        (
            _notes_with_rivals,
            RIGHT,
            "What is compared is the lead over the strongest rival, or a softmax over two classes. Sureness is the "
            "probability of `cls` itself, by a softmax over *all* classes.",
        ),
        (
            _notes_with_small_probabilities,
            WRONG,
            "The margin is taken between logits, or logarithms, or as a ratio. It is the *difference* of two "
            "probabilities.",
        ),
    ):
        logits, y, cls, right, wrong, own, other = make(rng)
        found = _find(student, logits, y, cls)
        pair = found[keys[0]], found[keys[1]]
        asked = set(keys) & set(plain)
        if keys == WRONG and not set(RIGHT) <= set(plain):
            continue  # its probabilities have their own tests
        assert not (asked and pair == other and pair != own), message


def _shifts(logits, cls):
    """Return what to add to all logits of a note, each (notes, 1): it changes no probability, but any other measure."""
    own = logits[:, [cls]]
    return np.maximum(0, 20 - 3 * own), 25.0 * (own > 4.2)


def _say_which_softmax(found, logits, cls, right, wrong):
    fits = []
    for name, p in _measures(logits).items():
        if tuple(found[key] for key in KEYS) == (
            *_pick(p[:, cls], right),
            *_pick(_margin(p, cls, logits), wrong)[::-1],
        ):
            fits.append(name)
    assert fits != ["over notes"], (
        "The softmax runs over the notes. It should run over the logits of each note: `axis=1`, `dim=1`."
    )
    assert fits != ["over all"], "The sum in the softmax goes over all notes. Each note has a sum of its own."
    raise AssertionError(
        "Another size of all logits of a note changes the result. It changes no probability: take the softmax over the "
        "logits of each note first."
    )


@weight(0.75)
@enforces("largest_logit")
def test_the_predicted_class_is_that_of_the_largest_logit(student, rng):
    logits, y, cls, right, _ = _notes(rng)
    plain, usual = _of_their_kind(student, rng), _find(student, logits, y, cls)
    one, other = (_find(student, logits + shift, y, cls) for shift in _shifts(logits, cls))
    below = _find(student, logits - 15, y, cls)
    # What is taken for the probability has its own test.
    assert not any(below[key] != usual[key] == one[key] == other[key] for key in plain), (
        "If all logits are negative, the result changes: the predicted class is that of the *largest* logit, not of the one "
        "furthest from 0."
    )
    unsure = logits.copy()
    least = usual["least_sure"] if usual["least_sure"] in right else right[1]
    unsure[least] = np.where(np.arange(logits.shape[1]) == cls, 0.8, 0.5)
    found = _find(student, unsure, y, cls)
    assert found["least_sure"] == least or found["surest"] == least or "least_sure" not in plain, (
        "A note is predicted right if the logit of its class is the largest, also where its probability is less than one half."
    )
    assert found["near_miss"] != least or "near_miss" not in plain, (
        "A note whose largest logit is that of its class counts as predicted wrong, since its probability is below one half."
    )


@weight(1)
@enforces("surest", "near_miss")
def test_numbers_are_rows_of_all_notes(student, rng):
    plain = _of_their_kind(student, rng)
    for wrong_first in (False, True):
        logits, y, cls, _, _ = _notes(rng, wrong_first)
        usual = {
            key: row for key, row in _find(student, logits, y, cls).items() if key in (WRONG if wrong_first else RIGHT)
        }
        usual = {key: row for key, row in usual.items() if key in plain}
        others = np.flatnonzero(y != cls)[:3]
        order = np.concatenate([others, np.arange(len(y))])  # notes of other classes in front
        found = _find(student, logits[order], y[order], cls)
        assert all(found[key] == row + 3 for key, row in usual.items()), (
            "The numbers do not fit when notes of other classes stand in front of those of `cls`: each should be the number "
            "of a row of `logits`, not a place among the chosen notes."
        )
        for key, row in usual.items():
            rest = np.delete(np.arange(len(y)), row)
            for order, place, message in (
                (
                    np.concatenate([others[:1], [row], rest]),
                    1,
                    f"`{key}` is another note if the right one is the first of its kind: compare the first one, too.",
                ),
                (
                    np.concatenate([[row], rest]),
                    0,
                    f"`{key}` is another note if the right one stands in row 0. 0 is a number like any other: `if note` and "
                    "`if not note` take it for missing.",
                ),
                (
                    np.concatenate([rest, [row]]),
                    len(rest),
                    f"`{key}` is another note if the right one stands in the very last row: look at all rows.",
                ),
            ):
                assert _find(student, logits[order], y[order], cls)[key] == place, message


@weight(0.5)
@enforces("whole_numbers")
def test_the_numbers_are_whole_numbers(student, rng):
    plain = _of_their_kind(student, rng)
    logits, y, cls, _, _ = _notes(rng)
    types = student.find(logits=logits, y=y, cls=cls)["types"]
    for key in plain:
        kind = types.get(key, "missing")
        assert kind == "whole" or not kind.startswith("float"), (
            f"`{key}` is a float, and `logits[1.0]` is an error: the number of a note is an `int`."
        )
        assert kind == "whole", (
            f"`{key}` is of the type {kind}. The number of a note should be a Python `int` or a NumPy integer: `int(…)`."
        )


@weight(1)
@enforces("none")
def test_where_there_is_no_such_note_the_value_is_none(student, rng):
    plain = _of_their_kind(student, rng)
    logits, y, cls, right, wrong = _notes(rng)
    other = np.flatnonzero(y != cls)
    for rows, empty, said in (
        (np.concatenate([right, other]), WRONG, "no note of the class is predicted wrong"),
        (np.concatenate([wrong, other]), RIGHT, "no note of the class is predicted right"),
        (other, KEYS, "no note is of the class"),
    ):
        try:
            shown = student.find(logits=logits[rows], y=y[rows], cls=cls)
        except StudentError as error:
            raise AssertionError(
                f"If {said}, the function stops ({error.kind}). The values of the keys that have no note should be None."
            ) from None
        assert shown["found"] is not None, (
            f"If {said}, the function should return a dict with four keys all the same, not: {shown['kind']}."
        )
        for key in empty:
            assert key not in plain or key in shown["found"], (
                f"If {said}, the key `{key}` is missing. Its value should be None."
            )
        found = _rows(shown, y[rows])
        for key in plain:
            if key in empty:
                assert found[key] is None, f"If {said}, `{key}` should be None."
            else:
                assert found[key] is not None, f"If {said}, `{key}` is None, although there are such notes."
    # A single note of a kind is both extremes; and 0 is a row like any other.
    for rows, keys, said in (
        ([right[1], *wrong, *other], RIGHT, "right"),
        ([wrong[1], *right, *other], WRONG, "wrong"),
    ):
        found = _find(student, logits[rows], y[rows], cls)
        for key in set(keys) & set(plain):
            # Who does not see the first one among several, or row 0, has that in another test.
            extreme = _extreme_at(logits, y, cls, key)
            front = np.concatenate([[extreme], np.delete(np.arange(len(y)), extreme)])
            assert found[key] == 0 or _find(student, logits[front], y[front], cls)[key] != 0, (
                f"If a single note is predicted {said}, and it stands in row 0, `{key}` is not that note. One note is both of "
                "the two, and 0 is a row like any other (`.any()` and `if` take it for nothing)."
            )
    sure = np.zeros((7, logits.shape[1]))
    sure[1:4, cls], sure[4:, cls - 1] = 45.0, 45.0
    found = _find(student, sure, np.array([cls - 1] + [cls] * 6), cls)
    for key in plain:
        assert found[key] is not None, (
            f"`{key}` is None where the network is entirely sure (a probability or a margin of 1). It is None only where "
            "there is no such note."
        )


@weight(0.75)
@enforces("first_of_equals")
def test_of_equally_extreme_notes_the_first_is_taken(student, rng):
    plain = _of_their_kind(student, rng)
    for wrong_first in (False, True):
        logits, y, cls, _, _ = _notes(rng, wrong_first)
        usual = _find(student, logits, y, cls)
        found = _find(student, np.concatenate([logits, logits]), np.concatenate([y, y]), cls)
        for key in set(plain) & set(WRONG if wrong_first else RIGHT):
            assert found[key] == usual[key], (
                f"With each note in the list twice, `{key}` is another one: of equally extreme notes the first should be "
                "taken."
            )


@weight(0.5)
@enforces("softmax")
def test_small_differences_count(student, rng):
    plain = _of_their_kind(student, rng)
    order, cls, n = rng.permutation(np.arange(6)), 2, 6
    while {int(order.argmin()), int(order.argmax())} & {0, 5}:
        order = rng.permutation(order)
    found = []
    for step in (1e-4, 0.03):
        p = np.zeros((2 * n, 4))
        p[:n, cls] = 0.7 + step * order
        p[n:, cls], p[n:, 1] = 0.1 - step * order / 9, 0.6 + step * order
        p[:n, [0, 1, 3]] = (1 - p[:n, [cls]]) / 3
        p[n:, [0, 3]] = (1 - p[n:].sum(axis=1, keepdims=True)) / 2
        found.append(_find(student, np.log(p) + 6, np.full(2 * n, cls), cls))
    for key in plain:
        assert found[0][key] == found[1][key], (
            f"`{key}` is another note when the probabilities lie close together: do not round them, and keep them in a type "
            "with enough digits."
        )


@weight(0.5)
@enforces("nothing_disturbed")
def test_one_call_does_not_disturb_another(student, rng):
    plain = _of_their_kind(student, rng)
    logits, y, cls, right, wrong = _notes(rng)
    other = logits[[*rng.permutation(len(right) + len(wrong)), *range(len(right) + len(wrong), len(y))]]
    seen = student.calls(logits=logits, y=y, other=other, cls=cls)
    assert np.array_equal(seen["logits"], logits) and np.array_equal(seen["y"], y), (
        "The function changes `logits` or `y`. They should stay as they are: work on a copy, and beware of `-=`."
    )
    first, again, usual = _rows(seen["first"], y), _rows(seen["again"], y), _find(student, logits, y, cls)
    between, alone = _rows(seen["between"], y), _find(student, other, y, cls)
    assert all(again[key] == usual[key] and between[key] == alone[key] for key in plain), (
        "After other calls the same logits give another result: the function remembers what it was given before."
    )
    assert all(first[key] == usual[key] for key in plain), (
        "A later call changes the result of an earlier one: both are the same dict. Make a new one in each call."
    )


def _extreme_at(logits, y, cls, key):
    """Return the row that is right for `key`."""
    right, wrong = _split(logits, y, cls)
    p = _softmax(logits)
    found = dict(zip(KEYS, (*_pick(p[:, cls], right), *_pick(_margin(p, cls), wrong)[::-1]), strict=True))
    return found[key]


def _find(student, logits, y, cls):
    """Return {key: row, None, or MISSING} for the four keys."""
    return _rows(student.find(logits=logits, y=y, cls=cls), y)


def _rows(shown, y):
    found = shown["found"]
    assert found is not None, f"The function should return a dict with four keys, not: {shown['kind']}."
    rows = {}
    for key in KEYS:
        value = whole(found.get(key))
        rows[key] = value if key in found else MISSING
        assert found.get(key) is None or value is not None, (
            f"`{key}` should be a whole number, the number of a note, or None."
        )
        assert value is None or 0 <= value < len(y), (
            f"`{key}` is no row of `logits`: rows are counted from 0, and where there is no such note the value is None."
        )
    return rows


def _look_at(found, keys):
    """Return `found`; fail if one of these keys is missing."""
    lacking = [key for key in keys if found[key] is MISSING]
    assert not lacking, f"The dict lacks the key {', '.join(lacking)}."
    return found


def _of_their_kind(student, rng):
    """Return the keys whose notes are of the kind that the key says, and vary; the others have tests of their own."""
    sound = {}
    for wrong_first, keys in ((False, RIGHT), (True, WRONG)):
        logits, y, cls, right, wrong = _notes(rng, wrong_first)
        rows = wrong if wrong_first else right
        found = _find(student, logits, y, cls)
        values = {key: found[key] for key in keys}
        if all(isinstance(row, int) and row in rows for row in values.values()) and len(set(values.values())) > 1:
            sound |= values
    assert sound, "Neither the notes predicted right nor those predicted wrong are found."
    return sound


# ---- Notes ------------------------------------------------------------------------------------------------


def _notes(rng, wrong_first=False):
    """Return logits, y, cls (not 0) and the rows of notes of `cls` that are predicted right and wrong.

    Those predicted right come first, or those predicted wrong; notes of other classes stand at the end, with larger and
    smaller probabilities and margins than the notes of `cls`. All logits are greater than 0, and all right notes have a
    probability above one half. Neither row 0 nor the last row is an extreme.
    """
    while True:
        classes = int(rng.integers(4, 6))
        cls = int(rng.integers(1, classes))
        right = rng.uniform(0.6, 0.7, size=(5, classes))
        right[:, cls] = _shuffled(rng, np.array([3.4, 6.4, 4.0, 4.6, 5.3]))
        # (logit of the predicted class, of the right class, of the others): near, far, and those that other margins take
        kinds = np.array(
            [[2.5, 2.35, 0.5], [4.6, 0.2, 0.4], [2.6, 0.5, 2.5], [3.9, 0.35, 3.8], [3.4, 1.5, 0.6], [3.0, 1.2, 1.0]]
        )
        top, own, rest = _shuffled(rng, kinds + rng.uniform(-0.02, 0.02, size=kinds.shape)).T
        wrong = rest[:, None] + rng.uniform(-0.02, 0.02, size=(6, classes))
        said = (cls + rng.integers(1, classes, size=6)) % classes
        wrong[np.arange(6), said], wrong[:, cls] = top, own
        theirs = (cls + rng.integers(1, classes, size=classes + 4)) % classes
        others = rng.uniform(0.6, 0.7, size=(classes + 4, classes))
        others[np.arange(classes), np.arange(classes)] = 9.0  # surely: right, or called `cls`
        theirs[:classes] = np.where(np.arange(classes) == cls, theirs[:classes], np.arange(classes))
        others[classes:] = rng.uniform(1.9, 1.95, size=(4, classes))  # hardly
        others[[-4, -3], cls], others[[-2, -1], theirs[-2:]] = 2.0, 2.0
        groups = [(right, [cls] * 5), (wrong, [cls] * 6)]
        groups = [*(groups[::-1] if wrong_first else groups), (others, theirs)]
        logits, y = np.concatenate([part for part, _ in groups]), np.concatenate([labels for _, labels in groups])
        y = y.astype(int)
        rows = _split(logits, y, cls)
        if (len(rows[0]), len(rows[1])) == (5, 6) and _is_usual(logits, cls, *rows):
            return logits, y, cls, *rows


def _shuffled(rng, kinds):
    """Return the kinds in random order, the first two of them not in front."""
    order = rng.permutation(len(kinds))
    while order[0] < 2:
        order = rng.permutation(len(kinds))
    return kinds[order]


def _is_usual(logits, cls, right, wrong):
    p = _softmax(logits)
    margin = _margin(p, cls)
    sure, missed = _pick(p[:, cls], right), _pick(margin, wrong)
    if {*sure, *missed} & {0, right[0], wrong[0]} or np.diff(np.sort(margin[wrong])).min() < 3e-3:
        return False
    for measure in _measures(logits).values():
        if _pick(measure[:, cls], right) != sure or _pick(_margin(measure, cls, logits), wrong) != missed:
            return False
    if _pick(np.log(p.max(axis=1)) - np.log(p[:, cls]), wrong) != missed or _pick(p[:, 0], right) == sure:
        return False
    return all(_pick(values, wrong) != missed for values, _ in _other_margins(p, cls))


def _measures(logits):
    """Return other numbers that are taken for probabilities, each (notes, classes)."""
    return {
        "logits": logits,
        "over notes": _softmax(logits, axis=0),
        "over all": np.exp(logits) / np.exp(logits).sum(),
        "shares": logits / logits.sum(axis=1, keepdims=True),
        "squares": logits**2 / (logits**2).sum(axis=1, keepdims=True),
        "sigmoids": 1 / (1 + np.exp(-logits)),
    }


def _other_margins(p, cls):
    """Return [(what is taken for the margin of each note, message)]."""
    ordered = np.sort(p, axis=1)
    top, rest = ordered[:, -1], (1 - ordered[:, -1]) / (p.shape[1] - 1)
    minus = "The margin is the probability of the predicted class minus that of the right class. "
    another = minus + "Here nothing is taken away, or that of other classes (the second largest, the smallest, a mean)."
    return [
        (-p[:, cls], minus + "Only that of the right class is looked at."),
        (top, another),
        (top - ordered[:, -2], another),
        (top - rest, another),
        (top - ordered[:, 0], another),
        (top - p[:, 0], minus + "Here that of class 0 is taken away."),
    ]


def _notes_with_rivals(rng):
    """Notes predicted right whose lead over the strongest rival has another order than their probability.

    Return logits, y, cls, right, wrong, (surest, least sure), and what leads give.
    """
    p = np.array(
        [
            [0.45, 0.1, 0.44, 0.01],
            [0.4, 0.2, 0.2, 0.2],
            [0.6, 0.1, 0.15, 0.15],
            [0.66, 0.02, 0.31, 0.01],
            [0.5, 0.25, 0.15, 0.1],
        ]
    )
    return _placed(rng, p, RIGHT)


def _notes_with_small_probabilities(rng):
    """Notes predicted wrong whose margins in logarithms have another order than those of probabilities."""
    p = np.array(
        [
            [0.002, 0.5, 0.249, 0.249],
            [0.3, 0.4, 0.15, 0.15],
            [0.05, 0.93, 0.01, 0.01],
            [0.0018, 0.34, 0.3282, 0.33],
            [0.05, 0.5, 0.2, 0.25],
        ]
    )
    return _placed(rng, p, WRONG)


def _placed(rng, p, keys):
    """Return the notes in random order, and one of the other kind behind them."""
    cls, order = 3, rng.permutation(5)
    while order[0] != 4:  # an ordinary note comes first
        order = rng.permutation(5)
    last = [[0.1, 0.7, 0.1, 0.1]] if keys == RIGHT else [[0.7, 0.1, 0.1, 0.1]]
    p = np.roll(np.concatenate([p[order], last]), cls, axis=1)
    logits, y = np.log(p) + 7, np.full(6, cls)
    right, wrong = _split(logits, y, cls)
    if keys == RIGHT:
        ordered = np.sort(p, axis=1)
        return logits, y, cls, right, wrong, _pick(p[:, cls], right), _pick(ordered[:, -1] - ordered[:, -2], right)
    own, logs = _pick(_margin(p, cls), wrong), _pick(_margin(np.log(p), cls, p), wrong)
    return logits, y, cls, right, wrong, own[::-1], logs[::-1]


def _pick(values, rows):
    """Return the rows with the largest and the smallest value."""
    return int(rows[values[rows].argmax()]), int(rows[values[rows].argmin()])


def _split(logits, y, cls):
    said = logits.argmax(axis=1)
    return np.flatnonzero((y == cls) & (said == cls)), np.flatnonzero((y == cls) & (said != cls))


def _softmax(logits, axis=1):
    shifted = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return shifted / shifted.sum(axis=axis, keepdims=True)


def _margin(p, cls, logits=None):
    """Return for each note p of the predicted class (by `logits`, or by p) minus p of `cls`."""
    said = (p if logits is None else logits).argmax(axis=1)
    return p[np.arange(len(p)), said] - p[:, cls]
