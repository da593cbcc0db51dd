"""Hidden tests of `extremes`: the notes of which a network is most and least sure, in probabilities.

Logits are made from probabilities and a shift for each note, which changes no probability but every logit. In most tests
the shift is 0 and the notes of the class come first, so that a mistake with logits or with row numbers costs its own
test only. Accepted: Python and NumPy integers, tensors with one element, more keys than the four.
"""

import numpy as np

from grader.testing import enforces, weight, whole

DEFINES = ("extremes",)
RIGHT, WRONG = ("surest", "least_sure"), ("near_miss", "far_miss")
KEYS = (*RIGHT, *WRONG)
MISSING = "missing"


@weight(2.5)
@enforces("surest", "least_sure", "largest_logit")
def test_surest_and_least_sure_are_those_of_the_notes_predicted_right(student, rng):
    for lead_differs in (False, True):
        logits, y, cls, right, _ = _notes(rng, lead_differs)
        found = _look_at(_find(student, logits, y, cls), RIGHT)
        sure = _probability(logits)[right, cls]
        best, worst = int(right[sure.argmax()]), int(right[sure.argmin()])
        assert (found["surest"], found["least_sure"]) != (worst, best), (
            "`surest` and `least_sure` are exchanged: the surest note has the highest probability."
        )
        for key, expected in (("surest", best), ("least_sure", worst)):
            value = found[key]
            assert value is not None, f"`{key}` is None, although notes of the class are predicted right."
            assert y[value] == cls, f"`{key}` is a note of another class: look at notes whose right class is `cls`."
            assert value in right, f"`{key}` is a note that is predicted *wrong*."
            assert value == expected, (
                f"`{key}` is not the note with the {'highest' if key == 'surest' else 'lowest'} probability of its class."
            )


@weight(3)
@enforces("near_miss", "far_miss", "margin", "largest_logit")
def test_near_and_far_miss_are_those_of_the_notes_predicted_wrong(student, rng):
    for _ in range(2):
        logits, y, cls, _, wrong = _notes(rng)
        found = _look_at(_find(student, logits, y, cls), WRONG)
        margin = _margin(logits, wrong, cls)
        near, far = int(wrong[margin.argmin()]), int(wrong[margin.argmax()])
        assert (found["near_miss"], found["far_miss"]) != (far, near), (
            "`near_miss` and `far_miss` are exchanged: a near miss has the smallest margin."
        )
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
@enforces("softmax")
def test_probabilities_decide_and_not_logits(student, rng):
    for _ in range(2):
        logits, y, cls, right, wrong = _notes(rng)
        plain = _of_their_kind(_find(student, logits, y, cls), right, wrong)
        # The largest logits go to the notes of which the network is least sure, and the other way round. (All are small: a
        # softmax that does not subtract the largest logit first is good enough.)
        shift = -2 * np.log(_probability(logits)[:, [cls]])
        found = _find(student, logits + shift, y, cls)
        assert plain == {key: found[key] for key in plain}, (
            "Another size of all logits of a note changes the result. It changes no probability: take the softmax over "
            "the logits of each note first."
        )


@weight(1)
@enforces("surest", "near_miss")
def test_numbers_are_rows_of_all_notes(student, rng):
    logits, y, cls, right, wrong = _notes(rng)
    plain = _of_their_kind(_find(student, logits, y, cls), right, wrong)
    order = np.concatenate([np.flatnonzero(y != cls)[:3], np.arange(len(y))])  # notes of other classes in front
    found = _find(student, logits[order], y[order], cls)
    assert all(found[key] == row + 3 for key, row in plain.items()), (
        "The numbers do not fit when notes of other classes stand in front of those of `cls`: each should be the number of "
        "a row of `logits`, not a place among the chosen notes."
    )
    for key, row in plain.items():
        order = np.concatenate([[row], np.delete(np.arange(len(y)), row)])
        found = _find(student, logits[order], y[order], cls)
        assert found[key] == 0, (
            f"`{key}` is another note if the right one stands in row 0. 0 is a number like any other: `if note` and `if not "
            "note` take it for missing."
        )


@weight(0.5)
@enforces("whole_numbers")
def test_the_numbers_can_be_used_as_an_index(student, rng):
    logits, y, cls, right, wrong = _notes(rng)
    looked_at = _of_their_kind(_find(student, logits, y, cls), right, wrong)
    indexes = student.indexes(logits=logits, y=y, cls=cls)
    for key in looked_at:
        assert key in indexes, f"`{key}` is a float, and `logits[1.0]` is an error: the number of a note is an `int`."


@weight(1.5)
@enforces("none")
def test_where_there_is_no_such_note_the_value_is_none(student, rng):
    logits, y, cls, right, wrong = _notes(rng)
    looked_at = _of_their_kind(_find(student, logits, y, cls), right, wrong)
    other = np.flatnonzero(y != cls)
    for rows, empty in (
        (np.concatenate([right, other]), WRONG),
        (np.concatenate([wrong, other]), RIGHT),
        (other, KEYS),
    ):
        found = _find(student, logits[rows], y[rows], cls)
        for key in looked_at:
            if key in empty:
                assert found[key] is None, f"`{key}` should be None where there is no such note."
            else:
                assert found[key] is not None, f"`{key}` should be None only where there is no such note."


@weight(1)
@enforces("first_of_equals")
def test_of_equally_extreme_notes_the_first_is_taken(student, rng):
    logits, y, cls, right, wrong = _notes(rng)
    plain = _of_their_kind(_find(student, logits, y, cls), right, wrong)
    found = _find(student, np.concatenate([logits, logits]), np.concatenate([y, y]), cls)
    for key in plain:
        assert found[key] == plain[key], (
            f"With each note in the list twice, `{key}` is another one: of equally extreme notes the first should be taken."
        )


def _find(student, logits, y, cls):
    """Return {key: row, None, or MISSING} for the four keys."""
    result = student.find(logits=logits, y=y, cls=cls)
    found = result["found"]
    assert found is not None, f"The function should return a dict with four keys, not: {result['kind']}."
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


def _of_their_kind(found, right, wrong):
    """Return the entries of `found` whose notes are of the kind that the key says; the others have tests of their own."""
    sound = {}
    for keys, rows in ((RIGHT, right), (WRONG, wrong)):
        values = {key: found[key] for key in keys}
        if all(isinstance(row, int) and row in rows for row in values.values()) and len(set(values.values())) > 1:
            sound |= values
    assert sound, "Neither the notes predicted right nor those predicted wrong are found."
    return sound


def _notes(rng, lead_differs=False):
    """Return logits, y, cls and the rows of notes of `cls` that are predicted right and wrong; those come first.

    Probability and logit of the class, and the several kinds of margin, put the notes in the same order: what differs is
    tested on its own. But a margin to the second class, or to the right class alone, picks other notes. The note
    in row 0 is none of the four. `lead_differs`: so does the lead over the second class, of those predicted right.
    """
    classes = int(rng.integers(4, 6))
    while True:
        cls, mine, others = int(rng.integers(classes)), 12, 8
        p = rng.dirichlet(np.full(classes, 0.7), size=mine + others)
        p = (p + 0.004) / (p + 0.004).sum(axis=1, keepdims=True)
        y = np.array([cls] * mine + [int(c) for c in rng.choice([c for c in range(classes) if c != cls], others)])
        logits = np.log(p)
        right, wrong = _split(logits, y, cls)
        if not (3 <= len(right) <= mine - 4) or (p[right, cls] > 0.5).sum() < 2:
            continue
        ordered = np.sort(p, axis=1)
        lead = ordered[right, -1] - ordered[right, -2]
        of_lead = lead.argmax(), lead.argmin()
        if lead_differs and of_lead == (p[right, cls].argmax(), p[right, cls].argmin()):
            continue
        margin, own = _margin(logits, wrong, cls), p[wrong, cls]
        second = ordered[wrong, -1] - ordered[wrong, -2]
        top = p[wrong].max(axis=1)
        picks = [(int(m.argmin()), int(m.argmax())) for m in (margin, -own, second, top)]
        if len({low for low, _ in picks}) < 3 or len({high for _, high in picks}) < 3:
            continue
        if picks[0][0] in [low for low, _ in picks[1:]] or picks[0][1] in [high for _, high in picks[1:]]:
            continue
        gaps = [np.diff(np.sort(v)).min() for v in (margin, p[right, cls])]
        if min(gaps) > 1e-3 and (ordered[:, -1] - ordered[:, -2]).min() > 1e-3:
            extreme = {right[p[right, cls].argmin()], right[p[right, cls].argmax()], *wrong[list(picks[0])]}
            ordinary = next(row for row in range(mine) if row not in extreme)
            logits[[0, ordinary]] = logits[[ordinary, 0]]
            return logits, y, cls, *_split(logits, y, cls)


def _split(logits, y, cls):
    said = logits.argmax(axis=1)
    return np.flatnonzero((y == cls) & (said == cls)), np.flatnonzero((y == cls) & (said != cls))


def _probability(logits):
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def _margin(logits, rows, cls):
    p = _probability(logits)[rows]
    return p.max(axis=1) - p[:, cls]
