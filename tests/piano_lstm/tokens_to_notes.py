"""Hidden tests of `tokens_to_notes`: the way back. Accepted: any float type, any way of adding up."""

import numpy as np

from grader.testing import array, enforces, weight

DEFINES = ("tokens_to_notes",)


@weight(1)
@enforces("pitch_start_end")
def test_there_is_one_row_for_each_token_with_its_pitch_first(student, rng):
    for count in (1, 7):
        tokens = _some_tokens(rng, count)
        found = _notes(student, tokens)
        assert np.array_equal(found[:, 0], tokens[:, 0]), "The pitches should stay as they are, in the same order."
    chord = _some_tokens(rng, 7)
    chord[2:, 1] = 0
    for order in (1, -1):
        chord[:, [0, 2]] = np.sort(chord[:, [0, 2]], axis=0)[::order]
        assert np.array_equal(_notes(student, chord)[:, 0], chord[:, 0]), (
            "The notes of a chord come back in another order. Sort nothing: tokens and notes have the same order."
        )


@weight(2)
@enforces("steps_add_up")
def test_starts_are_the_sum_of_the_steps(student, rng):
    for _ in range(2):
        tokens = _some_tokens(rng, 8)
        start = _notes(student, tokens)[:, 1]
        right = np.cumsum(tokens[:, 1])
        if np.allclose(start, right, atol=1e-4):
            continue
        assert not np.allclose(start, tokens[:, 1], atol=1e-4), "The steps are taken for starts. They should add up."
        assert not np.allclose(start, right - right[0], atol=1e-4), (
            "The first note starts at 0. It should start at its own step."
        )
        assert not np.allclose(start, right - tokens[:, 1], atol=1e-4), (
            "Each note starts one step too early: its own step comes before it."
        )
        raise AssertionError("A note should start its step after the start of the note before it.")


@weight(1.5)
@enforces("end_is_start_plus_duration")
def test_a_note_lasts_its_duration(student, rng):
    tokens = _some_tokens(rng, 8)
    tokens[rng.permutation(8)[:3], 2] = [0.06, 0.3, 2.4]  # by chance, none of so few is short
    found = _notes(student, tokens)
    assert not np.allclose(found[:, 2], tokens[:, 2]), "The duration is taken for the end."
    assert np.allclose(found[:, 2] - found[:, 1], tokens[:, 2], atol=1e-4), (
        "A note should end its duration after it starts, whether or not the next one has begun."
    )


@weight(1)
@enforces("negative_is_zero")
def test_a_negative_step_or_duration_counts_as_zero(student, rng):
    for column, word in ((1, "step"), (2, "duration")):
        tokens = _some_tokens(rng, 8)
        tokens[[0, 2, 5], column] = [-0.7, -3.0, -0.01]
        other = tokens.copy()
        other[:, column] = np.maximum(other[:, column], 0)
        found, right = array(student.notes(tokens=tokens)["value"]), _notes(student, other)
        assert found is not None and np.ptp(right[:, 1]) > 1e-6, "The starts are all the same: add up the steps."
        assert found.shape == right.shape and np.allclose(found, right, atol=1e-6), (
            f"A negative {word} should count as 0, and the token should stay."
        )


@weight(1)
@enforces("arrays_and_tensors")
def test_arrays_and_tensors_both_give_an_array(student, rng):
    tokens = _some_tokens(rng, 6).astype(np.float32).astype(float)
    right = _notes(student, tokens)
    assert student.notes(tokens=tokens)["type"] == "ndarray", "The result should be a NumPy array."
    found = student.notes(tokens=tokens, tensor=True)
    assert found["type"] == "ndarray", f"Tokens in a tensor should give a NumPy array too, not: {found['type']}."
    assert np.allclose(array(found["value"]), right, atol=1e-4), "Tokens in a tensor give another result."


@weight(0.5)
@enforces("no_tokens")
def test_no_tokens_give_no_notes(student, rng):
    assert len(_notes(student, _some_tokens(rng, 3))) == 3
    found = array(student.notes(tokens=np.zeros((0, 3)))["value"])
    assert found is not None and found.shape == (0, 3), "No tokens should give an array of shape (0, 3)."


@weight(0.5)
@enforces("tokens_kept")
def test_the_tokens_stay_as_they_are(student, rng):
    tokens = _some_tokens(rng, 6)
    tokens[1, 1:] = -1
    for tensor in (False, True):
        found = student.notes(tokens=tokens, tensor=tensor)
        values = array(found["value"])
        assert values is not None and values.size and np.ptp(values) > 1e-6, "The result does not depend on the tokens."
        assert found["kept"], "`tokens` is changed. Work on a copy: others still need it."


def _some_tokens(rng, count):
    """Return tokens whose pitches are in no order; durations are longer and shorter than steps."""
    pitch = rng.choice(np.arange(25, 105), count, replace=False).astype(float)
    return np.stack([pitch, rng.uniform(0.1, 0.9, count), rng.uniform(0.05, 2.5, count)], axis=1)


def _notes(student, tokens):
    """Return the notes as an array of one row of three numbers for each token."""
    found = student.notes(tokens=tokens)
    assert found["type"] != "NoneType", "The function returns nothing: end it with `return`."
    values = array(found["value"])
    assert values is not None, "The function should return one array of numbers."
    assert values.shape != (3, len(tokens)) or len(tokens) == 3, (
        "Rows and columns are exchanged: one row for each note."
    )
    assert values.shape == (len(tokens), 3), "There should be one row of three numbers for each token."
    assert np.isfinite(values).all(), "The result is not made of finite numbers."
    return values.astype(float)
