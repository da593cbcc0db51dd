"""Hidden tests of `gru_forward`: a gated recurrent unit in both conventions of its reset gate.

Accepted: loops, cells, any grouping of the products. Each gate is tested with weights that hold the other one still: the
update gate with a proposal that does not see the state, the reset gate with an update gate of one half. So each mistake
costs its own test.
"""

import itertools

import numpy as np

from grader.testing import StudentError, array, enforces, weight

DEFINES = ("gru_forward",)

PAIR = "The function should return two tensors: the states after all steps, then the last one (`return states, h`)."
ORDER = "The columns stand in the order r, z, n."
CONVENTIONS = ("after", "before")


@weight(2)
@enforces("update_keeps_the_old")
def test_the_update_gate_says_how_much_of_the_old_state_is_kept(student, rng):
    given = _given(rng, 3, 1, 2, 4)
    given["R"][:, 8:] = 0  # the proposal does not see the state: both conventions give the same
    given["c"][8:] = 0
    given["W"][:, :4], given["R"][:, :4] = 0, 0
    given["b"][4:8] += 1.5  # so that keeping and renewing differ
    n, z, old = (_parts(given)[name] for name in ("n", "z", "old"))
    for reset in CONVENTIONS:
        h = _final(student, given, reset)
        if h.shape == old.shape and np.allclose(h, (1 - z) * n + z * old, atol=1e-4):
            continue
        assert h.shape == old.shape, "A state should have the shape (clips, hidden)."
        assert not np.allclose(h, z * n + (1 - z) * old, atol=1e-4), (
            f'With reset="{reset}" the update gate is turned around: z says how much of the *old* state is kept, '
            "h = (1 - z) * n + z * h."
        )
        raise AssertionError(
            f'With reset="{reset}" and a proposal that does not see the state, h is not (1 - z) * n + z * h. ' + ORDER
        )


@weight(3)
@enforces("reset_after", "order_of_gates")
def test_reset_after_multiplies_what_the_matrix_product_gave(student, rng):
    given, expected, others = _resets(rng)
    h = _final(student, given, "after")
    assert h.shape == expected["after"].shape, "A state should have the shape (clips, hidden)."
    if np.allclose(h, expected["after"], atol=1e-4):
        return
    assert not np.allclose(h, expected["before"], atol=1e-4), (
        'With reset="after" the state is multiplied before the matrix product: that is the other convention.'
    )
    assert not np.allclose(h, others["c outside"], atol=1e-4), (
        'With reset="after" the reset gate multiplies the bias c_n, too: r * (h @ R_n + c_n).'
    )
    raise AssertionError('With reset="after" the proposal is not tanh(x @ W_n + b_n + r * (h @ R_n + c_n)). ' + ORDER)


@weight(2.5)
@enforces("reset_before")
def test_reset_before_multiplies_the_state_before_the_matrix_product(student, rng):
    given, expected, others = _resets(rng)
    h = _final(student, given, "before")
    assert h.shape == expected["before"].shape, "A state should have the shape (clips, hidden)."
    if np.allclose(h, expected["before"], atol=1e-4):
        return
    assert not np.allclose(h, expected["after"], atol=1e-4), (
        'With reset="before" the result is that of "after": the reset gate should multiply the state, then comes the product.'
    )
    assert not np.allclose(h, others["c inside"], atol=1e-4), (
        'With reset="before" the bias c_n is added as it is: the reset gate multiplies the state only.'
    )
    raise AssertionError('With reset="before" the proposal is not tanh(x @ W_n + b_n + (r * h) @ R_n + c_n). ' + ORDER)


@weight(0.5)
@enforces("reset_after")
def test_after_is_the_convention_if_none_is_given(student, rng):
    given, _, _ = _resets(rng)
    after, none = _final(student, given, "after"), _final(student, given, None)
    _varies(after)
    assert np.allclose(after, none, atol=1e-6), 'If `reset` is not given it should be "after".'


@weight(0.5)
@enforces("unknown_convention")
def test_an_unknown_convention_is_refused(student, rng):
    given = _given(rng, 2, 2, 3, 4)
    _varies(_final(student, given, "after"))
    for word in ("never", "AFTER", "", "both"):
        try:
            refused = student.refuses(**given, reset=word)
        except StudentError as error:
            raise AssertionError(
                f"An unknown convention should be refused with a `ValueError`. Yours is: {error.kind}."
            ) from None
        assert refused, 'Any `reset` but "after" and "before" should raise a `ValueError`.'


@weight(1)
@enforces("all_steps_and_last")
def test_all_states_come_first_then_the_last_one(student, rng):
    given = _given(rng, 3, 5, 2, 4)
    for reset in CONVENTIONS:
        first, second = _pair(student, given, reset)
        assert first.shape == (3, 5, 4), "The first result should hold all states: the shape (clips, steps, hidden)."
        assert second.shape == (3, 4), "The second result should have the shape (clips, hidden)."
        _varies(first)
        assert np.allclose(second, first[:, -1], atol=1e-6), (
            "The second result should be the state after the *last* step."
        )
        half = given | {"X": given["X"][:, :2]}
        rest = given | {"X": given["X"][:, 2:], "h0": _final(student, half, reset).astype(np.float32)}
        assert np.allclose(_pair(student, half, reset)[0], first[:, :2], atol=1e-5), (
            "The states are not in the order of the steps."
        )
        assert np.allclose(_final(student, rest, reset), second, atol=1e-5), (
            "Each step should start from the state that the one before has left."
        )


@weight(0.5)
@enforces("zeros_if_not_given")
def test_without_h0_it_starts_from_zeros(student, rng):
    given = _given(rng, 2, 3, 3, 4)
    for reset in CONVENTIONS:
        zeros = _final(student, given | {"h0": np.zeros_like(given["h0"])}, reset)
        assert not np.allclose(zeros, _final(student, given, reset), atol=1e-5), "`h0` makes no difference."
        for _ in range(2):
            assert np.allclose(_final(student, given | {"h0": None}, reset), zeros, atol=1e-6), (
                "If `h0` is not given the state before the first step should be all zeros, each time."
            )


@weight(0.5)
@enforces("any_size")
def test_one_clip_one_step_and_one_unit_will_do(student, rng):
    sizes = ((1, 3, 2, 4), (3, 1, 2, 4), (2, 3, 1, 5), (2, 3, 4, 1), (1, 1, 1, 1))
    for reset, (clips, steps, inputs, hidden) in itertools.product(CONVENTIONS, sizes):
        parts = _pair(student, _given(rng, clips, steps, inputs, hidden), reset)
        smaller = min(part.size for part in parts)
        assert min(part.ndim for part in parts) >= 2 and smaller == clips * hidden, (
            f"With {clips} clips, {steps} steps, {inputs} inputs and {hidden} units an axis is lost or too long."
        )


@weight(0.5)
@enforces("gradients_flow")
def test_gradients_flow_back_through_all_steps(student, rng):
    for reset, steps in itertools.product(CONVENTIONS, (4, 140)):
        given = _given(rng, 2, steps, 3, 4)
        if steps > 4:  # update gates that keep nearly all of the old state
            given["b"][4:8] = 8
        found = student.gradients(**given, reset=reset)
        assert isinstance(found, list) and found and all(isinstance(one, dict) for one in found), (
            "What comes back, or one of the two results, has no graph: compute with tensors, without `detach` or NumPy."
        )
        for result, name in itertools.product(found, ("W", "R", "b", "c", "X", "h0")):
            gradient = array(result.get(name))
            assert gradient is not None, (
                f"No gradient reaches `{name}`: compute with tensors, without `detach` or NumPy."
            )
            gradient = gradient[:, 0] if name == "X" else gradient
            assert np.abs(gradient).max() > 1e-9, (
                f"No gradient of the last state reaches `{name}`, back to the first of {steps} steps: nothing may cut the graph."
            )


def _given(rng, clips, steps, inputs, hidden):
    shapes = {"X": (clips, steps, inputs), "W": (inputs, 3 * hidden), "R": (hidden, 3 * hidden), "b": (3 * hidden,)}
    shapes |= {"c": (3 * hidden,), "h0": (clips, hidden)}
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def _resets(rng):
    """Return arguments for one step whose update gate is one half, the right states, and some wrong ones."""
    while True:
        given = _given(rng, 3, 1, 2, 4)
        for name in ("W", "R", "b", "c"):
            given[name][..., 4:8] = 0
        parts = _parts(given)
        old, own, r, c = parts["old"], parts["from_input"][:, 8:], parts["r"], given["c"][8:]
        product, R = old @ given["R"][:, 8:], given["R"][:, 8:]
        proposals = {
            "after": own + r * (product + c),
            "before": own + (r * old) @ R + c,
            "c outside": own + r * product + c,
            "c inside": own + (r * old) @ R + r * c,
        }
        states = {name: 0.5 * np.tanh(one) + 0.5 * old for name, one in proposals.items()}
        values = list(states.values())
        if min(np.abs(a - b).max() for i, a in enumerate(values) for b in values[:i]) > 0.02:
            return given, states, states


def _parts(given):
    """Return gates, proposal of reset="after" and old state for the first step."""
    hidden = given["h0"].shape[1]
    from_input = given["X"][:, 0].astype(float) @ given["W"] + given["b"]
    from_state = given["h0"].astype(float) @ given["R"] + given["c"]
    r, z = (1 / (1 + np.exp(-(from_input + from_state)[:, i * hidden : (i + 1) * hidden])) for i in (0, 1))
    n = np.tanh(from_input[:, 2 * hidden :] + r * from_state[:, 2 * hidden :])
    return {"r": r, "z": z, "n": n, "old": given["h0"].astype(float), "from_input": from_input}


def _pair(student, given, reset):
    parts = student.states(**given, reset=reset)
    assert isinstance(parts, list) and len(parts) == 2, PAIR
    found = [array(part) for part in parts]
    assert all(part is not None for part in found), PAIR
    return [part.astype(float) for part in found]


def _final(student, given, reset):
    """Return the state after the last step, from whichever result shows it."""
    parts = _pair(student, given, reset)
    states = next((part for part in parts if part.ndim == 3), None)
    if states is not None and states.shape[:2] == given["X"].shape[:2]:
        return states[:, -1]
    return next((part for part in parts if part.ndim == 2), parts[1])


def _varies(values):
    assert values.size and np.ptp(values) > 1e-6, "The result does not depend on the arguments."
