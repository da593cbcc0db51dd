"""Hidden tests of `sequence_loss`: begin token, moved by one, a mean over notes, times on a log scale, padding left out.

The network is a stand-in that says the same at every note, so that what is compared does not depend on how the sequence
was moved. For moving by one it says the pitch one above the one that it reads, and sequences are ladders. Accepted: a mask, a
loop over sequences or over notes, packed losses, any reduction that is a mean over notes.
"""

import numpy as np

from grader.testing import array, enforces, number, weight

DEFINES = ("sequence_loss",)
NOT_ENOUGH = "The function should return two numbers: `loss` and `nll`."


@weight(1.5)
@enforces("begin_token_in_front")
def test_the_model_reads_a_begin_token_first(student, rng):
    tokens, lengths = _batch(rng, [5, 3])
    read = student.loss(tokens=tokens, lengths=lengths, **_says(rng))["read"]
    assert read, "The model is never called."
    firsts = np.concatenate([x[:, 0] for x in read])
    assert (firsts[:, 0] == 128).all(), "The first thing that the model reads should be the begin token, pitch 128."
    assert np.abs(firsts[:, 1:]).max() == 0, "Step and duration of the begin token should be 0."
    inner = np.concatenate([x[:, 1:].reshape(-1, 3) for x in read])
    assert not (inner[:, 0] == 128).any(), "The begin token should stand in front only, not between the notes."


@weight(2.5)
@enforces("predict_the_next_note")
def test_at_each_place_the_next_note_should_be_said(student, rng):
    for first, sizes in ((50, [6, 6]), (30, [1, 4, 9])):
        tokens, lengths = _batch(rng, sizes)
        for row, size in zip(tokens, sizes, strict=True):
            row[:size, 0] = first + np.arange(size)
        knows = {"logits": np.zeros(129), "times": [0.2, 0.3], "gain": 60.0, "first": first}
        result = student.loss(tokens=tokens, lengths=lengths, **knows)
        nll = _two(result)[1]
        reads = [tuple(row) for x in result["read"] for row in x.reshape(-1, 3)[:, :1].round(3)]
        assert len(set(reads)) > 1, "The model does not read the notes."
        assert nll < 30, (
            "A model that knows the next note of each sequence gets a bad `nll`. What goes in at a place is the note before "
            "(the begin token at the first), what should come out is the note itself."
        )
        assert nll < 1e-3, (
            "A model that knows the next note of each sequence does not get an `nll` of 0: at some places another note is "
            "asked for, such as the one just read."
        )


@weight(2)
@enforces("mean_over_notes")
def test_nll_is_the_mean_over_all_notes(student, rng):
    for sizes in ([4, 4, 4], [9, 2, 5]):
        tokens, lengths = _batch(rng, sizes)
        says = _says(rng)
        nll = _two(student.loss(tokens=tokens, lengths=lengths, **says))[1]
        losses = [_cross_entropy(says["logits"], row[:size, 0]) for row, size in zip(tokens, sizes, strict=True)]
        right = np.concatenate(losses).mean()
        if _near(nll, right):
            continue
        assert not _near(nll, np.concatenate(losses).sum()), "`nll` is the sum. It should be the mean over all notes."
        assert not _near(nll, np.mean([one.mean() for one in losses])), (
            "`nll` is a mean of the means of the sequences. All *notes* should count the same, whatever sequence they are in."
        )
        assert not _near(nll, np.concatenate(losses).sum() / len(sizes)), (
            "The sum is divided by the number of sequences, not of notes."
        )
        assert not _near(nll, np.concatenate(losses).sum() / tokens[..., 0].size), (
            "The sum is divided by the number of all places. Padding is no note."
        )
        assert not _near(nll, right / np.log(2)), (
            "`nll` is in bits. Use the natural logarithm, as `F.cross_entropy` does."
        )
        first_left_out = np.concatenate([one[1:] for one in losses]).mean()
        assert not _near(nll, first_left_out), (
            "The first note of each sequence is not asked for: it follows the begin token."
        )
        raise AssertionError(
            "`nll` is not the mean of the cross-entropies of all notes. (The logits go into the cross-entropy as they are, "
            "all 129 of them.)"
        )


@weight(2)
@enforces("log_scale_of_times")
def test_times_are_compared_on_the_log_scale(student, rng):
    for column, word in ((1, "step"), (2, "duration")):
        tokens, lengths = _batch(rng, [7, 4])
        says = _says(rng)
        other = 3 - column
        tokens[..., other] = says["times"][other - 1]  # said right everywhere
        result = student.loss(tokens=tokens, lengths=lengths, **says)
        loss, nll = _two(result)
        times = np.concatenate([row[:size, column] for row, size in zip(tokens, lengths, strict=True)])
        said = says["times"][column - 1]
        error = np.log1p(10 * said) - np.log1p(10 * times)
        found = loss - nll
        if _near(found, (error**2).mean(), 1e-4):
            continue
        assert abs(found) > 1e-5, f"The error of the {word} is not in the loss."
        assert not _near(found, ((said - times) ** 2).mean(), 1e-4), (
            f"The {word}s are compared in seconds. Use `log_time`."
        )
        assert not _near(found, np.abs(error).mean(), 1e-4), "The differences of times are not squared."
        assert not _near(
            found, (np.log1p(said) - np.log1p(times)).var() + (np.log1p(said) - np.log1p(times)).mean() ** 2, 1e-4
        ), "The log scale is log(1 + 10 t), as in `log_time`, not log(1 + t)."
        assert not _near(found, (error**2).sum(), 1e-4), (
            f"The errors of the {word} are added up. Take their mean over all notes."
        )
        wrong = np.log1p(10 * says["times"][other - 1])
        crossed = ((wrong - np.log1p(10 * times)) ** 2).mean() + (np.log1p(10 * said) - wrong) ** 2
        assert not _near(found, crossed, 1e-4), "Step and duration are exchanged."
        raise AssertionError(
            f"The error of the {word} is not the mean over all notes of the squared difference of `log_time` of the {word} "
            "that the model said and of the right one."
        )


@weight(1)
@enforces("weights_of_times")
def test_the_weights_are_those_of_step_and_duration(student, rng):
    tokens, lengths = _batch(rng, [6, 6])
    says = _says(rng)
    right_durations = tokens.copy()
    right_durations[..., 2] = says["times"][1]
    for weights, makes_none in (((1.0, 0.0), False), ((0.0, 1.0), True)):
        loss, nll = _two(student.loss(tokens=right_durations, lengths=lengths, weights=weights, **says))
        assert not (makes_none and abs(loss - nll) > 1e-5), (
            "With durations that are said right the second weight still makes a difference: it should weigh the error of the "
            "duration, and nothing else. Are the weights exchanged?"
        )
        assert makes_none or abs(loss - nll) > 1e-5, "The first weight should weigh the error of the step."
    parts = []
    for weights in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)):
        loss, nll = _two(student.loss(tokens=tokens, lengths=lengths, weights=weights, **says))
        parts.append(loss - nll)
    none, step, duration = parts
    assert min(abs(step), abs(duration)) > 1e-5, "One of the two weights makes no difference."
    assert abs(none) < 1e-5, "With weights of 0 the loss should be `nll`."
    w = (3.0, 0.25)
    loss, nll = _two(student.loss(tokens=tokens, lengths=lengths, weights=w, **says))
    found = loss - nll
    assert _near(found, w[0] * step + w[1] * duration, 1e-4), (
        "The loss should be `nll` plus `weights[0]` times the error of the step plus `weights[1]` times that of the duration."
    )
    loss, nll = _two(student.loss(tokens=tokens, lengths=lengths, **says))
    assert _near(loss - nll, step + duration, 1e-4), "Without `weights` both should be 1."


@weight(2)
@enforces("padding_counts_nowhere")
def test_what_is_in_the_padding_makes_no_difference(student, rng):
    tokens, lengths = _batch(rng, [7, 2, 4])
    says = _says(rng)
    plain = _two(student.loss(tokens=tokens, lengths=lengths, **says))
    padding = np.arange(7) >= np.asarray(lengths)[:, None]
    for value in (55.0, np.nan):
        other = tokens.copy()
        other[padding] = value
        found = _two(student.loss(tokens=other, lengths=lengths, **says))
        word = "`nan`" if np.isnan(value) else "another number"
        assert not any(np.isnan(found)), (
            f"With {word} in the padding the result is `nan`. Choose the notes before you compute: 0 times `nan` is `nan`."
        )
        assert np.allclose(found, plain, atol=1e-5), f"With {word} in the padding the result changes: padding counts."
    longer = np.concatenate([tokens, np.full((3, 3, 3), 9.0)], axis=1)
    assert np.allclose(_two(student.loss(tokens=longer, lengths=lengths, **says)), plain, atol=1e-5), (
        "With more padding behind all sequences the result changes."
    )
    low = tokens.copy()
    low[0, 1, 0] = low[2, 0, 0] = 0
    sizes = np.asarray(lengths)
    right = np.concatenate([_cross_entropy(says["logits"], row[:n, 0]) for row, n in zip(low, sizes, strict=True)])
    before = np.concatenate([_cross_entropy(says["logits"], row[:n, 0]) for row, n in zip(tokens, sizes, strict=True)])
    if _near(plain[1], before.mean()):
        found = _two(student.loss(tokens=low, lengths=lengths, **says))[1]
        assert _near(found, right.mean()), (
            "Notes with the pitch 0 are taken for padding. `lengths` says what is padding."
        )


@weight(0.75)
@enforces("any_lengths")
def test_a_single_sequence_and_a_single_note_will_do(student, rng):
    says = _says(rng)
    for sizes, places in (([1], 1), ([1], 4), ([3], 3), ([2, 1], 5)):
        tokens, lengths = _batch(rng, sizes, places)
        found = _two(student.loss(tokens=tokens, lengths=lengths, **says))
        assert np.isfinite(found).all(), (
            f"For sequences of {' and '.join(map(str, sizes))} notes in {places} places the result is no finite number."
        )
        together = tokens[:, : max(sizes)]
        assert np.allclose(found, _two(student.loss(tokens=together, lengths=lengths, **says)), atol=1e-5), (
            "Empty places behind the longest sequence change the result."
        )


@weight(1)
@enforces("gradients_flow")
def test_gradients_reach_the_model_and_its_mode_stays(student, rng):
    tokens, lengths = _batch(rng, [5, 3])
    for training in (True, False):
        result = student.loss(tokens=tokens, lengths=lengths, training=training, **_says(rng))
        assert result["gradients"] is not None, (
            "The loss does not hang on the graph of the gradients: leave out `.item()`, `no_grad`, `detach` and NumPy."
        )
        for gradient, word in zip(result["gradients"], ("logits", "times"), strict=True):
            assert gradient is not None and np.abs(array(gradient)).max() > 0, (
                f"No gradient reaches the {word} of the model."
            )
        assert result["modes"] == [training], "The model is put into another mode. Leave it as it comes."


@weight(0.5)
@enforces("two_scalars")
def test_two_numbers_come_back_and_the_first_is_the_loss(student, rng):
    tokens, lengths = _batch(rng, [5, 3])
    result = student.loss(tokens=tokens, lengths=lengths, **_says(rng))
    loss, nll = _two(result)
    assert all(result["tensors"]), "Both numbers should be tensors with one element."
    assert loss > nll, "The first number should be the whole loss, the second `nll`, a part of it."


@weight(0.5)
@enforces("batch_kept")
def test_the_batch_stays_as_it_is(student, rng):
    tokens, lengths = _batch(rng, [5, 3])
    tokens[1, 3:] = 17
    result = student.loss(tokens=tokens, lengths=lengths, **_says(rng))
    _two(result)
    assert result["kept"], "`tokens` is changed. Work on a copy: it is needed in the next epoch."


def _says(rng):
    """Return what the stand-in says: logits (129,) and step and duration in seconds, the same at each note."""
    return {"logits": rng.normal(size=129) * 1.5, "times": [0.35, 0.8]}


def _batch(rng, sizes, places=None):
    """Return tokens (sequences, places, 3) of sequences of these sizes, zeros behind them, and the lengths."""
    places = places or max(sizes)
    tokens = np.zeros((len(sizes), places, 3))
    for row, size in zip(tokens, sizes, strict=True):
        row[:size, 0] = rng.choice(np.arange(1, 127), size, replace=False)
        row[:size, 1] = rng.choice([0.0, 0.1, 0.7, 2.5, 6.0], size)
        row[:size, 2] = rng.choice([0.05, 0.2, 1.5, 4.0], size)
    return tokens, list(sizes)


def _cross_entropy(logits, pitches):
    logits = np.asarray(logits)
    return np.log(np.exp(logits).sum()) - logits[np.asarray(pitches, dtype=int)]


def _near(found, right, tolerance=1e-4):
    return abs(found - right) <= tolerance * (1 + abs(right))


def _two(result):
    """Return the two numbers."""
    assert result["type"] != "NoneType", "The function returns nothing: end it with `return`."
    values = result["values"]
    assert values is not None and len(values) == 2, NOT_ENOUGH
    numbers = [number(value) for value in values]
    assert None not in numbers, "Each of the two results should be one number."
    return numbers
