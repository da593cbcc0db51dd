"""Hidden tests of `train_epoch`: those of an epoch of training, and two of clipping.

Clipping is judged by the change of the weights with `clip` against that without, both by the student's own function: so
another mistake in the update does not count twice.
"""

import numpy as np
from shared.training_epoch import (  # noqa: F401 - the engine runs the tests that are imported here
    SIZE,
    change_of,
    gradient_of,
    run_of,
    small_data,
    test_accuracy_and_loss_are_taken_before_the_step,
    test_each_batch_is_moved_to_the_given_device,
    test_every_batch_updates_the_weights_once,
    test_it_returns_two_plain_numbers,
    test_it_uses_its_parameters_and_no_global_names,
    test_one_epoch_goes_through_all_batches_once,
    test_the_accuracy_comes_first_then_the_loss,
    test_the_accuracy_is_the_fraction_of_correct_samples,
    test_the_given_criterion_is_used,
    test_the_given_optimizer_makes_the_step,
    test_the_loss_is_the_mean_over_the_epoch,
    test_the_network_is_put_into_training_mode,
)

from grader.testing import enforces, weight

DEFINES = ("train_epoch",)

LR = 0.002  # so small that a second look at the same batch finds nearly the same gradient
SCALE = 100.0  # makes a gradient that is large
WITHOUT_CLIP = "Without `clip` nothing should be limited, however large the gradient is."


@weight(3)
@enforces("clipped")
def test_a_large_gradient_is_shrunk_to_clip(student, rng):
    for _ in range(2):
        net, x, y, norm = _batch(rng)
        free = _free(student, net, x, y)
        clip = float(rng.uniform(0.3, 0.6)) * min(0.5 * norm, np.abs(free).max() / LR)
        found = _change(run_of(student, net, x, y, lr=LR, clip=clip), net)
        # What the gradient is has its own tests: with another loss its norm is another one.
        if any(_same(found, free * clip / size) for size in (norm, float(np.linalg.norm(free)) / LR)):
            continue
        assert not _same(found, free), (
            "With `clip` the weights change as without it. Limit the gradients *after* `loss.backward()` has made them and "
            "*before* `optimizer.step()` uses them."
        )
        assert not _same(found, np.clip(free, -LR * clip, LR * clip)), (
            "Each number of the gradient is limited on its own, which changes its direction. Limit the norm of the whole "
            "gradient: `clip_grad_norm_`."
        )
        assert not _same(found, _each_on_its_own(free, net, clip)), (
            "The gradient of each parameter is limited on its own. Limit the norm of all of them together."
        )
        assert np.abs(found).max() > 0, "With `clip` the weights do not change at all."
        raise AssertionError(
            "With `clip` the gradient should keep its direction, and its norm over all parameters should be `clip`."
        )
    # The steps are so small that a second batch of the same notes has nearly the same gradient.
    twice = _change(run_of(student, net, np.tile(x, (2, 1)), np.tile(y, 2), lr=LR, clip=clip), net)
    free_twice = _change(run_of(student, net, np.tile(x, (2, 1)), np.tile(y, 2), lr=LR), net)
    sound = np.linalg.norm(free_twice - 2 * free) < 0.1 * np.linalg.norm(free)  # two steps have their own tests
    assert not sound or np.linalg.norm(twice) < 2.1 * np.linalg.norm(found), (
        "The gradient of the first batch is limited, that of later batches is not. Each batch makes a new one."
    )
    assert not sound or np.linalg.norm(twice) > 1.9 * np.linalg.norm(found), (
        "With `clip` later batches move the weights less than the first: limit the gradient, and leave the optimizer as it is."
    )


@weight(2)
@enforces("small_gradient_kept", "no_clip")
def test_a_small_gradient_and_any_without_clip_stay_as_they_are(student, rng):
    net, x, y, norm = _batch(rng)
    free = _free(student, net, x, y)
    found = {
        factor: _change(run_of(student, net, x, y, lr=LR, clip=factor * norm), net)
        for factor in (float(rng.uniform(2, 4)), 1e6)
    }
    same = [_same(change, free) for change in found.values()]
    if not any(same) and _same(*found.values()):
        assert np.linalg.norm(found[1e6]) > np.linalg.norm(free), (
            "With `clip` the gradient is limited to another number than the one that is given: use the argument."
        )
        raise AssertionError(WITHOUT_CLIP)
    # Another loss than that of `criterion` is not scaled with it, and has its own test.
    much = _change(run_of(student, net, x, y, lr=LR, scale=SCALE), net)
    assert (
        _same(much, free)
        or not _same(much / np.linalg.norm(much), free / np.linalg.norm(free))
        or (np.linalg.norm(much) > 0.9 * SCALE * np.linalg.norm(free))
    ), WITHOUT_CLIP
    assert all(same), "A gradient whose norm is smaller than `clip` should stay as it is, neither stretched nor shrunk."


def _batch(rng):
    """Return (net, x, y, norm of the gradient) of one batch with a gradient that is neither small nor very large."""
    while True:
        net, x, y = small_data(rng, rows=SIZE)
        gradient = np.concatenate([value.ravel() for value in gradient_of(net, x, y).values()])
        if 2 < (norm := float(np.linalg.norm(gradient))) < 10:
            return net, x, y, norm


def _free(student, net, x, y):
    """Return the change of all weights in an epoch of one batch without `clip`."""
    free = _change(run_of(student, net, x, y, lr=LR), net)
    assert np.abs(free).max() > 0, "The weights do not change: call `loss.backward()` and then `optimizer.step()`."
    return free


def _change(run, net):
    """Return the change of all weights as one vector."""
    return np.concatenate([change_of(run, net, name).ravel() for name in ("w1", "b1", "w2", "b2")])


def _each_on_its_own(free, net, clip):
    parts, place = [], 0
    for name in ("w1", "b1", "w2", "b2"):
        part = free[place : place + net[name].size]
        parts.append(part * min(1.0, LR * clip / (np.linalg.norm(part) + 1e-12)))
        place += net[name].size
    return np.concatenate(parts)


def _same(found, expected):
    return np.abs(found - expected).max() <= 0.02 * np.abs(expected).max()
