"""Hidden tests of `rnn_forward`: a simple recurrent network, step by step.

Accepted: loops, `einsum`, cells, `torch.func`, any order of sums. The states are known by their three axes. Only the first
test knows the formula. The others compare what comes back with the student's own states.
"""

import itertools

import numpy as np

from grader.testing import array, enforces, weight

DEFINES = ("rnn_forward",)

PAIR = "The function should return two tensors: the states after all steps, then the last one (`return states, h`)."


@weight(3)
@enforces("formula")
def test_each_state_follows_from_the_one_before_by_the_formula(student, rng):
    for steps in (1, 4):
        given = _given(rng, 2, steps, 3, 4)
        h, zero = given["h0"], np.zeros_like(given["h0"])
        X, U, V, b = (given[name] for name in ("X", "U", "V", "b"))
        last = _final(student, given)
        for t in range(steps):
            h = np.tanh(X[:, t] @ U + h @ V + b)
        if last.shape == h.shape and np.allclose(last, h, atol=1e-4):
            continue
        assert last.shape == h.shape, "A state should have the shape (clips, hidden)."
        assert not np.allclose(last, np.tanh(X[:, -1] @ U + zero @ V + b), atol=1e-4), (
            "The state before a step is forgotten: each step starts from what the one before has left."
        )
        a, c = given["h0"], given["h0"]
        for t in range(steps):
            a, c = np.tanh(X[:, t] @ U + a @ V.T + b), np.tanh(X[:, t] @ U + c @ V + 2 * b)
        assert not np.allclose(last, a, atol=1e-4), "`V` is turned around: compute h @ V."
        assert not np.allclose(last, c, atol=1e-4), "The bias `b` is added twice."
        raise AssertionError(
            "A state is not what the formula gives: tanh(X_t @ U + h @ V + b), with the state before as h."
        )


@weight(1.5)
@enforces("all_steps")
def test_the_first_result_holds_the_states_after_all_steps(student, rng):
    given = _given(rng, 3, 5, 2, 4)
    first = _pair(student, given)[0]
    assert first.shape != (5, 3, 4), "The clips should be the first axis of the states: (clips, steps, hidden)."
    assert first.shape == (3, 5, 4), "The first result should hold all states: the shape (clips, steps, hidden)."
    _varies(first)
    for t in range(5):
        own = _final(student, given | {"X": given["X"][:, : t + 1]})
        assert own.shape == (3, 4) and np.allclose(first[:, t], own, atol=1e-5), (
            "The states are not in the order of the steps: states[:, t] should be the state *after* step t."
        )


@weight(1)
@enforces("last_state")
def test_the_second_result_is_the_state_after_the_last_step(student, rng):
    given = _given(rng, 3, 4, 2, 5)
    parts = _pair(student, given)
    states = next((part for part in parts if part.ndim == 3), None)
    assert states is not None, "None of the two results holds the states of all steps."
    states = states if states.shape[:2] == (3, 4) else states.swapaxes(0, 1)
    _varies(states)
    assert parts[1].shape == (3, 5), "The second result should have the shape (clips, hidden)."
    assert np.allclose(parts[1], states[:, -1], atol=1e-6), (
        "The second result should be the state after the *last* step."
    )


@weight(1)
@enforces("starts_from_h0")
def test_the_first_step_starts_from_h0(student, rng):
    given = _given(rng, 2, 4, 3, 3)
    _varies(_final(student, given))
    other = _final(student, given | {"X": given["X"][:, :1], "h0": -given["h0"]})
    assert not np.allclose(_final(student, given | {"X": given["X"][:, :1]}), other, atol=1e-4), (
        "`h0` makes no difference: the first step should start from it."
    )
    half = _final(student, given | {"X": given["X"][:, :2]}).astype(np.float32)
    rest = _final(student, given | {"X": given["X"][:, 2:], "h0": half})
    assert half.shape == rest.shape and np.allclose(rest, _final(student, given), atol=1e-5), (
        "Going on with the last state as `h0` should give what one run over all steps gives."
    )


@weight(0.5)
@enforces("zeros_if_not_given")
def test_without_h0_it_starts_from_zeros(student, rng):
    given = _given(rng, 2, 3, 3, 4)
    zeros = _final(student, given | {"h0": np.zeros_like(given["h0"])})
    _varies(zeros)
    for _ in range(2):
        assert np.allclose(_final(student, given | {"h0": None}), zeros, atol=1e-6), (
            "If `h0` is not given the state before the first step should be all zeros."
        )


@weight(0.5)
@enforces("any_size")
def test_one_clip_one_step_and_one_unit_will_do(student, rng):
    for clips, steps, inputs, hidden in ((1, 3, 2, 4), (3, 1, 2, 4), (2, 3, 1, 4), (2, 3, 4, 1), (1, 1, 1, 1)):
        parts = _pair(student, _given(rng, clips, steps, inputs, hidden))
        sizes = sorted(part.size for part in parts)
        assert min(part.ndim for part in parts) >= 2 and sizes[1] >= clips * hidden, (
            f"With {clips} clips, {steps} steps, {inputs} inputs and {hidden} units an axis is lost: keep axes of length 1."
        )
        assert all(np.isfinite(part).all() for part in parts), "A state is not finite."


@weight(1)
@enforces("gradients_flow")
def test_gradients_flow_back_through_all_steps(student, rng):
    for steps in (5, 140):
        given = _given(rng, 2, steps, 3, 4)
        if steps > 5:  # weights that hand the gradient on as it is, and states that are small
            given = {name: np.float32(0.02) * one for name, one in given.items()}
            given["V"] = np.linalg.qr(rng.normal(size=(4, 4)))[0].astype(np.float32)
        found = student.gradients(**given)
        assert isinstance(found, list) and found and all(isinstance(one, dict) for one in found), (
            "What comes back, or one of the two results, has no graph: compute with tensors, without `detach` or NumPy."
        )
        for result, name in itertools.product(found, ("U", "V", "b", "X", "h0")):
            gradient = array(result.get(name))
            assert gradient is not None, (
                f"No gradient reaches `{name}`: compute with tensors, without `detach` or NumPy."
            )
            gradient = gradient[:, 0] if name == "X" else gradient
            assert np.abs(gradient).max() > 1e-9, (
                f"No gradient of the last state reaches `{name}`, back to the first of {steps} steps: nothing may cut the graph "
                "between steps."
            )


@weight(0.5)
@enforces("arguments_kept")
def test_the_arguments_stay_as_they_are(student, rng):
    given = _given(rng, 2, 4, 3, 4)
    _varies(_final(student, given))
    changed = student.changed(**given)
    assert isinstance(changed, list) and not changed, (
        f"{', '.join(map(str, changed))} was changed: compute new tensors, without `+=` or `[...] =` on what came in."
    )


def _given(rng, clips, steps, inputs, hidden):
    shapes = {"X": (clips, steps, inputs), "U": (inputs, hidden), "V": (hidden, hidden), "b": (hidden,)}
    shapes["h0"] = (clips, hidden)
    return {name: (0.8 * rng.normal(size=shape)).astype(np.float32) for name, shape in shapes.items()}


def _pair(student, given):
    parts = student.states(**given)
    assert isinstance(parts, list) and len(parts) == 2, PAIR
    found = [array(part) for part in parts]
    assert all(part is not None for part in found), PAIR
    return [part.astype(float) for part in found]


def _final(student, given):
    """Return the state after the last step, from whichever result shows it."""
    parts = _pair(student, given)
    clips, steps = given["X"].shape[:2]
    states = next((part for part in parts if part.ndim == 3), None)
    if states is not None and states.shape[:2] == (steps, clips) and steps != clips:
        states = states.swapaxes(0, 1)
    own = next((part for part in parts if part.ndim == 2), None)
    if states is None and own is None:
        raise AssertionError(PAIR)
    if states is not None and states.shape[:2] == (clips, steps):
        return states[:, -1]
    return own if own is not None else states[:, -1]


def _varies(values):
    assert values.size and np.ptp(values) > 1e-6, "The result does not depend on the arguments."
