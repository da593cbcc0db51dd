"""Hidden tests of `sample_sequence`: what the network reads, in which order, and by which probabilities pitches are drawn.

The network is a stand-in: a table says what comes after each pitch. Where drawing is not the point, one pitch has
practically all probability, so argmax passes there; a permutation makes each pitch the answer to one other. Accepted: begin
token and prompt in one call or one by one, a last call that reads the last new token, any way of drawing.
"""

import numpy as np

from grader.testing import array, enforces, weight

DEFINES = ("sample_sequence",)
BEGIN = 128


@weight(1.5)
@enforces("as_many_as_asked_for")
def test_as_many_new_tokens_come_back_as_were_asked_for(student, rng):
    _, says = _sure(rng)
    for length, prompt in ((1, None), (6, None), (5, _prompt(rng, 4)), (1, _prompt(rng, 1))):
        result = student.play(**says, length=length, prompt=prompt)
        assert result["type"] == "Tensor", f"The result should be a tensor, not: {result['type']}."
        found = array(result["value"])
        assert found is not None and found.ndim == 2 and found.shape[1] == 3, (
            "The result should have the shape (length, 3)."
        )
        more = len(found) - length
        assert not (prompt is not None and more == len(prompt)), "The prompt is among the new tokens. Leave it out."
        assert not (more == 1 and found[0, 0] == BEGIN), "The begin token is among the new tokens. Leave it out."
        assert more == 0, "There should be exactly `length` new tokens, with a prompt and without."


@weight(1)
@enforces("begin_first")
def test_the_begin_token_is_read_first(student, rng):
    _, says = _sure(rng)
    for prompt in (None, _prompt(rng, 3)):
        read = student.play(**says, length=3, prompt=prompt)["read"]
        assert len(read), "The model is never called."
        word = "with a prompt" if prompt is not None else "without a prompt"
        assert read[0, 0] == BEGIN, (
            f"The first thing that the model reads should be the begin token, {word} ({BEGIN}, 0, 0)."
        )
        assert np.abs(read[0, 1:]).max() == 0, "Step and duration of the begin token should be 0."
        assert (read[1:, 0] != BEGIN).all(), (
            f"The begin token is read again later ({word}). In training it stood in front only."
        )


@weight(1.5)
@enforces("prompt_in_order")
def test_the_prompt_is_read_in_order_each_token_once(student, rng):
    _, says = _sure(rng)
    for size, as_array in ((5, False), (5, True), (2, False), (1, False), (1, True)):
        prompt = _prompt(rng, size)
        read = student.play(**says, length=size + 2, prompt=prompt, as_array=as_array)["read"]
        notes = read[read[:, 0] != BEGIN]
        assert len(notes) >= size and np.allclose(notes[:size], prompt, atol=1e-5), (
            "Before its own notes the model should read the tokens of the prompt, all of them, unchanged, in order, each "
            "once."
        )
        again = notes[size : 2 * size]
        assert not (len(again) and np.allclose(again, prompt[: len(again)])), "The prompt is read twice."
        assert not (len(again) and np.allclose(again[0], prompt[-1])), "The last token of the prompt is read twice."


@weight(1.5)
@enforces("prompt_outputs_ignored")
def test_the_first_new_token_follows_from_the_last_one_of_the_prompt(student, rng):
    after, says = _sure(rng)
    for size in (1, 4):
        prompt = _prompt(rng, size)
        while after[BEGIN] in after[prompt[:, 0].astype(int)]:  # the begin token and a pitch may have the same next one
            prompt = _prompt(rng, size)
        found = _play(student, **says, length=3, prompt=prompt)
        first = round(found[0, 0])
        chosen = [int(after[int(p)]) for p in prompt[:, 0]]
        assert first != after[BEGIN], (
            "The first new token is what the model says at the begin token. It should be what it says at the end of the prompt."
        )
        assert size == 1 or first not in chosen[:-1], "The first new token is what the model says inside the prompt."
        assert first == chosen[-1], (
            "The first new token should be what the model says at the *last* token of the prompt. Nothing is left out and "
            "nothing drawn before it."
        )


@weight(3)
@enforces("own_token_fed_back")
def test_the_model_reads_its_own_new_tokens(student, rng):
    _, says = _sure(rng)
    result = student.play(**says, length=7)
    found = _values(result)
    read = result["read"][1:]
    own = read[: len(found) - 1]
    assert len(own) == len(found) - 1 and len(read) <= len(found), (
        "After the begin token the model should read each of its own new tokens once."
    )
    assert not np.allclose(own[:, 0], found[:-1, 0] / 128, atol=1e-3), (
        "The model reads pitches that were divided by 128. It was trained with pitches as they are."
    )
    assert np.allclose(own[:, 0], found[:-1, 0]), "The pitch that the model reads is not that of the token before."
    assert np.allclose(own[:, 1:], found[:-1, 1:], atol=1e-5), (
        "Step and duration that the model reads are not those of the token before."
    )


@weight(3)
@enforces("state_carried")
def test_the_state_goes_along(student, rng):
    _, says = _sure(rng)
    for prompt in (None, _prompt(rng, 4)):
        result = student.play(**says, length=6, prompt=prompt, count_in_step=True)
        states = result["states"]
        assert len(states) > 1, "The model is called only once."
        assert states[0] == -1, "The first call should have no state."
        assert -1 not in states[1:], "The state is dropped: hand what the model returned into its next call."
        assert -2 not in states, "A call gets a state that the model has not returned."
        assert states == list(range(-1, len(states) - 1)), (
            "Each call should get the state that the call just before it returned, not an older one."
        )


@weight(2.5)
@enforces("drawn_by_probability")
def test_pitches_are_drawn_by_their_probabilities(student, rng):
    pitches = rng.choice(np.arange(30, 100), 3, replace=False)
    p = np.array([0.6, 0.3, 0.1])
    says = _always(pitches, np.log(p))
    found = _play(student, **says, length=500)
    shares = _shares(found, pitches)
    assert shares.sum() > 0.999, "Pitches are drawn that have practically no probability."
    assert shares.max() < 0.999, "Always the most likely pitch is taken. It should be drawn by its probability."
    assert np.abs(shares - 1 / 3).max() > 0.12, "All pitches are drawn equally often, whatever the model says."
    assert np.abs(shares - p).max() < 0.12, "Pitches are not drawn by the probabilities softmax(logits)."
    rare = rng.permutation(np.arange(20, 110))[:40]
    found = np.round(
        _play(student, **_always(rare, np.append(np.log(0.96), np.full(39, np.log(0.04 / 39)))), length=400)
    )
    assert shares.min() > 0 and (found[:, 0] != rare[0]).any(), (
        "Pitches of small probability never come. Draw from all 128, not from the likeliest only."
    )


@weight(1.5)
@enforces("temperature_divides")
def test_the_temperature_divides_the_logits(student, rng):
    pitches = rng.choice(np.arange(30, 100), 3, replace=False)
    logits = np.array([3.0, 1.0, 0.0])
    says = _always(pitches, logits)
    shares = {}
    for temperature in (0.5, 1.0, 2.0):
        shares[temperature] = _shares(_play(student, **says, length=500, temperature=temperature), pitches)
    assert np.abs(shares[0.5] - shares[2.0]).max() > 0.1, "The temperature makes no difference."
    assert shares[0.5].max() > shares[2.0].max(), "The temperature works the wrong way round: divide the logits by it."
    for temperature, share in shares.items():
        right = np.exp(logits / temperature) / np.exp(logits / temperature).sum()
        assert np.abs(share - right).max() < 0.11, (
            f"With a temperature of {temperature} pitches are not drawn by softmax(logits / temperature)."
        )
    cold = _play(student, **_always(pitches, np.array([1.0, 0.8, 0.0])), length=30, temperature=0.01)
    assert (np.round(cold[:, 0]) == pitches[0]).all(), "Near 0 the most likely pitch should come each time."


@weight(1.5)
@enforces("begin_never_drawn")
def test_the_begin_token_is_never_drawn(student, rng):
    pitches = rng.choice(np.arange(30, 100), 2, replace=False)
    says = _always(np.array([*pitches, BEGIN]), np.array([1.0, 1.0, 5.0]))
    found = np.round(_play(student, **says, length=300)[:, 0])
    assert (found != BEGIN).all(), "The begin token is drawn. It should never be, however likely the model finds it."
    assert np.isin(found, pitches).all(), (
        "Where the begin token would have been drawn, another pitch is put in its place. Leave it out before the softmax."
    )
    assert 0.35 < (found == pitches[0]).mean() < 0.65, (
        "Without the begin token the other pitches should keep their proportions."
    )
    # A begin token that is not the likeliest: a rule for "mostly begin" does not help here.
    says = _always(np.array([*pitches, BEGIN]), np.array([1.0, 1.0, 0.7]))
    found = np.round(_play(student, **says, length=150)[:, 0])
    assert (found != BEGIN).all(), "The begin token is drawn where it is not the likeliest. It should never be."
    assert np.isin(found, pitches).all(), (
        "Where the begin token would have been drawn, another pitch is put in its place. Leave it out before the softmax."
    )
    low = _always(np.array([0, 127]), np.array([0.0, 0.0]))
    found = np.round(_play(student, **low, length=60)[:, 0])
    assert set(found) == {0, 127}, "The pitches 0 and 127 can be drawn, too: only 128 cannot."


@weight(1)
@enforces("times_as_said")
def test_step_and_duration_are_those_that_the_model_says(student, rng):
    _, says = _sure(rng)
    for temperature in (0.5, 2.0):
        plain, other = (_play(student, **says, length=6, temperature=t)[:, 1:] for t in (None, temperature))
        assert np.allclose(plain, other, atol=1e-4), (
            "Step and duration change with the temperature. It is for the logits of the pitches only."
        )
    found = _play(student, **says, length=6)
    read = [BEGIN, *np.round(found[:-1, 0]).astype(int)]
    right = says["times"][read]
    assert not np.allclose(found[:, 1:], right[:, ::-1], atol=1e-4), "Step and duration are exchanged."
    assert not np.allclose(found[:, 1:], says["times"][np.round(found[:, 0]).astype(int)], atol=1e-4), (
        "Step and duration belong to the token after. Take them from the call from which the pitch is drawn."
    )
    assert np.allclose(found[:, 1:], right, atol=1e-4), "Step and duration should be what the model says, unchanged."


@weight(1)
@enforces("seeded_by_the_generator")
def test_the_generator_decides_alone(student, rng):
    says = _always(np.arange(40, 90), np.zeros(50))
    first, again, other = (
        np.round(_play(student, **says, length=25, seed=seed, other_seed=torch_seed)[:, 0])
        for seed, torch_seed in ((3, 10), (3, 11), (4, 10))
    )
    assert np.array_equal(first, again), (
        "The same seed of `generator` gives other music: hand it to each function that draws."
    )
    assert not np.array_equal(first, other), "Another seed of `generator` gives the same music."
    one, two = (np.round(_play(student, **says, length=25, seed=None, other_seed=seed)[:, 0]) for seed in (5, 6))
    assert not np.array_equal(one, two), "Without a generator the music is always the same: use PyTorch's own then."


@weight(1)
@enforces("generator_goes_on")
def test_a_second_piece_from_the_same_generator_is_another_one(student, rng):
    says = _always(np.arange(40, 90), np.zeros(50))
    for prompt in (None, _prompt(rng, 3)):
        result = student.play(**says, length=25, prompt=prompt, pieces=2)
        first, second = (np.round(array(one)[:, 0]) for one in (result["first"], result["value"]))
        assert not np.array_equal(first, second), (
            "Two pieces, one after the other, from the same `generator` are the same. Draw from `generator` itself, so that it "
            "goes on: no new one with its seed, no state set back."
        )


@weight(1)
@enforces("no_training_while_playing")
def test_nothing_is_trained_while_it_plays(student, rng):
    _, says = _sure(rng)
    result = student.play(**says, length=4)
    _values(result)
    assert result["modes"] == [False], "The model is in training mode while it plays: `model.eval()`."
    assert not any(result["gradients"]) and not result["graph"], (
        "Gradients are computed while it plays: `torch.no_grad()`."
    )


@weight(0.5)
@enforces("prompt_kept")
def test_the_prompt_stays_as_it_is(student, rng):
    _, says = _sure(rng)
    for as_array in (False, True):
        result = student.play(**says, length=4, prompt=_prompt(rng, 3), as_array=as_array)
        _values(result)
        assert result["kept"], "`prompt` is changed. Work on a copy."


def _sure(rng):
    """Return for each pitch the one that follows, and a stand-in that is practically sure of it."""
    after = np.empty(129, dtype=int)
    after[:128] = np.roll(rng.permutation(128), 1)
    order = rng.permutation(128)
    after[order] = np.roll(order, -1)
    after[BEGIN] = order[0]
    table = np.full((129, 129), -60.0)
    table[np.arange(129), after] = 60.0
    times = np.stack([rng.permutation(129) / 129 + 0.01, 2 + rng.permutation(129) / 129], axis=1)
    return after, {"table": table, "times": times}


def _always(pitches, logits):
    """Return a stand-in that says the same at every note: these logits for these pitches, and no other."""
    table = np.full((129, 129), -80.0)
    table[:, pitches] = logits
    return {"table": table, "times": np.full((129, 2), 0.25)}


def _prompt(rng, size):
    """Return a prompt (size, 3) of different pitches with odd times."""
    pitch = rng.choice(np.arange(20, 110), size, replace=False)
    return np.stack([pitch, np.round(rng.uniform(0, 1, size), 3) + 3, np.round(rng.uniform(0, 1, size), 3) + 5], axis=1)


def _shares(found, pitches):
    return np.array([(np.round(found[:, 0]) == pitch).mean() for pitch in pitches])


def _play(student, **options):
    return _values(student.play(**options))


def _values(result):
    """Return the new tokens as an array (n, 3)."""
    assert result["type"] != "NoneType", "The function returns nothing: end it with `return`."
    values = array(result["value"])
    assert values is not None and values.ndim == 2 and values.shape[1] == 3 and len(values), (
        "The result should be a tensor of shape (length, 3)."
    )
    return values.astype(float)
