"""Hidden tests of `notes_to_tokens`: notes in any order to (pitch, step, duration).

Where order is not the point, notes come sorted already, by start, pitch and end at once, so that a mistake in sorting
costs its own test only. Steps and durations are compared from the second row on where the first is not the point.
Accepted: any float type that keeps 0.0001 s, any way of sorting.
"""

import numpy as np

from grader.testing import array, enforces, weight

DEFINES = ("notes_to_tokens",)


@weight(1)
@enforces("three_columns")
def test_there_is_one_row_of_three_numbers_for_each_note(student, rng):
    for count in (1, 2, 9):
        notes = _sorted_notes(rng, count)
        _tokens(student, notes)
    twice = np.concatenate([_sorted_notes(rng, 5)] * 2)[[0, 5, 1, 6, 2, 7, 3, 8, 4, 9]]
    found = student.tokens(notes=twice)
    values = array(found["value"])
    assert values is not None and len(values) == len(twice), (
        "Two equal notes are two notes: none should be left out, and none added."
    )
    assert found["type"] == "ndarray", f"The result should be a NumPy array, not: {found['type']}."
    other = array(student.tokens(notes=np.array([[60, 1, 3], [64, 2, 5], [67, 4, 9]]))["value"])
    assert other is not None and {values.dtype.kind, other.dtype.kind} == {"f"}, (
        "The result should be an array of floats, whatever type the numbers of `notes` have."
    )


@weight(1)
@enforces("arrays_and_lists")
def test_a_list_of_rows_is_as_good_as_an_array(student, rng):
    notes = _sorted_notes(rng, 6)
    expected = _tokens(student, notes)
    found = array(student.tokens(notes=notes, as_list=True)["value"])
    assert found is not None and found.shape == expected.shape and np.allclose(found, expected), (
        "A list of rows gives another result than the array of them. Make an array of it first."
    )


@weight(2)
@enforces("sorted_by_start")
def test_tokens_are_sorted_by_start(student, rng):
    for _ in range(2):
        notes = _sorted_notes(rng, 9)
        notes[:, 0] = rng.permutation(notes[:, 0])
        notes[:, 2] = notes[:, 1] + rng.permutation([0.25, 0.5, 9, 1, 4, 0.125, 2, 3, 6])
        mixed = rng.permutation(notes)
        found = _tokens(student, mixed)[:, 0]
        assert not np.array_equal(found, mixed[:, 0]), "The notes stay in the order in which they came: sort by start."
        assert not np.array_equal(found, np.sort(notes[:, 0])), (
            "The tokens, or the pitches, are sorted by pitch. Sort rows by start."
        )
        assert not np.array_equal(found, notes[np.argsort(notes[:, 2]), 0]), (
            "The tokens are sorted by the end. Sort by start."
        )
        assert np.array_equal(found, notes[:, 0]), "The tokens are not in the order in which the notes start."


@weight(2)
@enforces("chord_order")
def test_a_chord_is_read_from_the_lowest_note_up(student, rng):
    pitches = rng.permutation(np.arange(40, 90))[:5].astype(float)
    for start in (0.0, 2.5):
        ends = start + rng.permutation([0.5, 1.0, 1.5, 2.0, 3.0])
        chord = np.stack([pitches, np.full(5, start), ends], axis=1)
        chord = chord[np.argsort(-chord[:, 0])]
        chord[:2] = chord[[1, 0]]
        found = _tokens(student, chord)
        assert not np.array_equal(found[:, 0], np.sort(pitches)[::-1]), "A chord is read from the highest note down."
        assert np.array_equal(found[:, 0], np.sort(pitches)), (
            "Notes that start at the same time should be sorted by pitch, the lowest first."
        )
    same = np.stack([np.full(4, 60.0), np.ones(4), 1 + np.array([3.0, 1.0, 2.0, 0.5])], axis=1)
    lengths = _tokens(student, same)[:, 2] - _tokens(student, same)[:, 2].min()
    assert np.allclose(lengths, [0, 0.5, 1.5, 2.5]), (
        "Two notes with the same start and the same pitch: the shorter one should come first."
    )


@weight(3)
@enforces("step_from_start")
def test_a_step_goes_from_start_to_start(student, rng):
    for _ in range(2):
        notes = _sorted_notes(rng, 8)
        found = _tokens(student, notes)[:, 1]
        right = np.diff(notes[:, 1])
        if np.allclose(found[1:], right, atol=1e-4):
            continue
        assert not np.allclose(found[1:], notes[1:, 1], atol=1e-4), (
            "The step is the start itself. It should be the time since the note before it started."
        )
        assert not np.allclose(found[1:], notes[1:, 1] - notes[:-1, 2], atol=1e-4), (
            "The step goes from the *end* of the note before. It should go from its start."
        )
        assert not np.allclose(found[:-1], right, atol=1e-4), (
            "The step is the time to the *next* note. It should be the time since the note before."
        )
        raise AssertionError("The step should be the start minus the start of the note before it, in seconds.")


@weight(0.75)
@enforces("first_step_zero")
def test_the_first_step_is_zero_whenever_the_piece_starts(student, rng):
    for count in (1, 6):
        notes = _sorted_notes(rng, count)
        notes[:, 1:] += 4
        assert abs(_tokens(student, notes)[0, 1]) < 1e-9, (
            "The first step should be 0: what comes before the piece is no step."
        )


@weight(2)
@enforces("duration_in_seconds")
def test_the_duration_is_end_minus_start(student, rng):
    notes = _sorted_notes(rng, 8)
    found = _tokens(student, notes)[:, 2]
    assert not np.allclose(found, notes[:, 2]), "The duration is the end itself. It should be end minus start."
    assert not np.allclose(found, notes[:, 1] - notes[:, 2]), "The durations are negative: end minus start."
    assert np.allclose(found, notes[:, 2] - notes[:, 1], atol=1e-4), (
        "The duration should be end minus start, in seconds."
    )


@weight(0.75)
@enforces("subtract_before_rounding")
def test_late_notes_are_as_exact_as_early_ones(student, rng):
    notes = _sorted_notes(rng, 40)
    notes[:, 1:] = np.round(notes[:, 1:], 3)
    late = notes + np.array([0, 10_800, 10_800])
    early, found = (_tokens(student, one)[1:, 1:] for one in (notes, late))
    assert np.ptp(early[:, 0]) > 1e-3, "The steps are all the same: compute them from the starts."
    for column, word in ((0, "step"), (1, "duration")):
        error = np.abs(found[:, column] - early[:, column]).max()
        assert not 1e-4 < error < 0.5, (
            f"Three hours after the beginning a {word} is off by more than 0.0001 s. Subtract with 64 bits, and round to "
            "32 bits afterwards, if at all."
        )


@weight(0.5)
@enforces("no_notes")
def test_no_notes_give_no_tokens(student, rng):
    assert len(_tokens(student, _sorted_notes(rng, 3))) == 3
    found = array(student.tokens(notes=np.zeros((0, 3)))["value"])
    assert found is not None and found.shape == (0, 3), "A piece without notes should give an array of shape (0, 3)."


@weight(0.5)
@enforces("notes_kept")
def test_the_notes_stay_as_they_are(student, rng):
    notes = rng.permutation(_sorted_notes(rng, 7)) + np.array([0, 3, 3])
    _tokens(student, notes)
    assert student.tokens(notes=notes)["kept"], "`notes` is changed. Work on a copy: others still need it."


def _sorted_notes(rng, count):
    """Return notes whose starts, pitches and ends all increase, with different steps; some overlap, some do not."""
    start = np.cumsum(rng.permutation(np.arange(1, count + 1)) * 0.11 + rng.uniform(0, 0.05, count))
    pitch = np.sort(rng.choice(np.arange(25, 105), count, replace=False)).astype(float)
    end = np.maximum.accumulate(start + rng.uniform(0.05, 1.5, count)) + 0.01 * np.arange(count)
    return np.stack([pitch, start, end], axis=1)


def _tokens(student, notes):
    """Return the tokens as an array of one row of three numbers for each note."""
    found = student.tokens(notes=notes)
    assert found["type"] != "NoneType", "The function returns nothing: end it with `return`."
    values = array(found["value"])
    assert values is not None, "The function should return one array of numbers."
    assert values.shape != (3, len(notes)) or len(notes) == 3, "Rows and columns are exchanged: one row for each note."
    assert values.ndim == 2 and values.shape[1] == 3, "The result should have three columns: pitch, step, duration."
    assert len(values) == len(notes), "There should be one row for each note, no more and no less."
    assert np.isfinite(values).all(), "The result is not made of finite numbers."
    return values.astype(float)
